//! Access tokens: short-lived, signed with Ed25519, checked to the letter.
//!
//! A token names an account and a session and nothing else; what the account may do is asked of the
//! database. What only the database can judge, `sub` and `sid`, is judged by [`super::Auth`].

use std::time::{Duration, Instant};

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use ring::digest;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::auth::cache::Cache;
use crate::auth::jwks::Jwk;
use crate::auth::{SessionId, UserId, signature};
use crate::config::Secret;
use crate::error::{Error, Result};

/// How long an access token is good for.
pub const ACCESS_LIFETIME: Duration = Duration::from_mins(15);

/// How far the clocks of two instances may be apart, in seconds.
const LEEWAY: u64 = 30;

/// The service that tokens are made for.
const AUDIENCE: &str = env!("CARGO_PKG_NAME");

/// No token of ours is longer; what is longer is refused unread.
const MAX_LENGTH: usize = 1024;

/// Makes access tokens and tells ours from others.
pub struct Tokens {
    issuer: String,
    signing_key: EncodingKey,
    header: Header,
    trusted: Vec<TrustedKey>,
    validation: Validation,
    verified: Cache<[u8; 32], Claims>,
}

struct TrustedKey {
    header: Header,
    key: DecodingKey,
    jwk: Jwk,
}

/// What a verified token says.
#[derive(Clone, Copy, Debug)]
pub struct Claims {
    /// Whose token it is.
    pub user: UserId,
    /// The session in which it was made.
    pub session: SessionId,
    expires_at: u64,
}

#[derive(Serialize, Deserialize)]
struct WrittenClaims {
    iss: String,
    aud: String,
    sub: UserId,
    sid: SessionId,
    jti: Uuid,
    iat: u64,
    nbf: u64,
    exp: u64,
}

impl Tokens {
    /// Signs with the first of `keys`, which are seeds; trusts all of them.
    pub fn new(issuer: &str, keys: &[Secret<[u8; 32]>]) -> Result<Self> {
        signature::install();
        let [signing_key, ..] = keys else {
            return Err(Error::internal("there is no key to sign with"));
        };
        let trusted = keys.iter().map(TrustedKey::new).collect::<Result<Vec<_>>>()?;

        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[AUDIENCE]);
        validation.validate_nbf = true;
        validation.leeway = LEEWAY;

        Ok(Self {
            issuer: issuer.to_owned(),
            signing_key: EncodingKey::from_ed_der(signing_key.expose()),
            header: trusted[0].header.clone(),
            trusted,
            validation,
            verified: Cache::new(ACCESS_LIFETIME, 20_000),
        })
    }

    /// A new access token for `user` in `session`.
    pub fn issue(&self, user: UserId, session: SessionId) -> Result<String> {
        let now = jsonwebtoken::get_current_timestamp();
        let claims = WrittenClaims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: user,
            sid: session,
            jti: Uuid::now_v7(),
            iat: now,
            nbf: now,
            exp: now + ACCESS_LIFETIME.as_secs(),
        };
        jsonwebtoken::encode(&self.header, &claims, &self.signing_key).map_err(Error::internal)
    }

    /// What `token` says, if one of our keys signed it and it is good now.
    pub fn verify(&self, token: &str) -> Result<Claims> {
        if token.len() > MAX_LENGTH {
            return Err(INVALID);
        }
        // Checking a signature costs more than all else that a small request does.
        let hash = hash(token);
        if let Some(claims) = self.verified.get(&hash) {
            return if is_over(claims.expires_at) { Err(INVALID) } else { Ok(claims) };
        }
        let claims = self.verify_anew(token).ok_or(INVALID)?;
        self.verified.insert(hash, Instant::now(), claims);
        Ok(claims)
    }

    /// The public members of all trusted keys.
    pub fn public_keys(&self) -> Vec<Jwk> {
        self.trusted.iter().map(|trusted| trusted.jwk.clone()).collect()
    }

    fn verify_anew(&self, token: &str) -> Option<Claims> {
        // The whole header has to be one that we write: another algorithm, type or key id, a `crit`
        // or a key brought along all fail this one comparison.
        let header = jsonwebtoken::decode_header(token).ok()?;
        let trusted = self.trusted.iter().find(|trusted| trusted.header == header)?;
        let claims: WrittenClaims =
            jsonwebtoken::decode(token, &trusted.key, &self.validation).ok()?.claims;
        if claims.iat > jsonwebtoken::get_current_timestamp() + LEEWAY {
            return None;
        }
        Some(Claims { user: claims.sub, session: claims.sid, expires_at: claims.exp })
    }
}

const INVALID: Error = Error::Unauthenticated("the access token is not valid");

fn is_over(expires_at: u64) -> bool {
    expires_at + LEEWAY < jsonwebtoken::get_current_timestamp()
}

fn hash(token: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
    hash
}

impl TrustedKey {
    fn new(seed: &Secret<[u8; 32]>) -> Result<Self> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed.expose())
            .map_err(|error| Error::internal(error.to_string()))?;
        let public_key = pair.public_key().as_ref();
        let jwk = Jwk::new(public_key);
        let header = Header {
            typ: Some("at+jwt".to_owned()),
            kid: Some(jwk.kid.clone()),
            ..Header::new(Algorithm::EdDSA)
        };
        Ok(Self { header, key: DecodingKey::from_ed_der(public_key), jwk })
    }
}
