//! Access tokens that somebody else made.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::hmac;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde_json::{Value, json};
use social_sharing::auth::token::Tokens;
use social_sharing::config::Secret;
use uuid::Uuid;

use super::{bearing, me, register};
use crate::support::TestApp;

const SEED: [u8; 32] = [7; 32];

/// A service whose key is known, and the parts of a token that is good there.
struct Forge {
    app: TestApp,
    pair: Ed25519KeyPair,
    header: Value,
    claims: Value,
}

impl Forge {
    async fn start() -> Forge {
        let app = TestApp::with(|config| config.signing_keys = vec![Secret::new(SEED)]).await;
        let token = register(&app, "ada").await.tokens.access;
        let parts: Vec<Value> = token.split('.').take(2).map(decode).collect();
        let pair = Ed25519KeyPair::from_seed_unchecked(&SEED).expect("a key");
        Forge { app, pair, header: parts[0].clone(), claims: parts[1].clone() }
    }

    /// Signs whatever it is told to with the service's own key.
    fn sign(&self, header: &Value, claims: &Value) -> String {
        self.sign_text(&header.to_string(), &claims.to_string())
    }

    fn sign_text(&self, header: &str, claims: &str) -> String {
        let message = format!("{}.{}", encode(header), encode(claims));
        let signature = self.pair.sign(message.as_bytes());
        format!("{message}.{}", encode(signature))
    }

    fn with_header(&self, name: &str, value: Value) -> String {
        self.sign(&crate::support::with(&self.header, name, value), &self.claims)
    }

    fn with_claim(&self, name: &str, value: Value) -> String {
        self.sign(&self.header, &crate::support::with(&self.claims, name, value))
    }

    async fn is_refused(&self, what: &str, token: &str) {
        let refusal = me(&self.app, token).await;
        assert_eq!(refusal.status.as_u16(), 401, "{what}: {token}");
        let challenge = refusal.refused(401).headers["www-authenticate"].clone();
        assert!(challenge.to_str().expect("text").starts_with("Bearer"), "{what}");
    }
}

fn encode(text: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

fn decode(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs()
}

#[tokio::test]
async fn a_token_says_who_and_nothing_more() {
    let forge = Forge::start().await;
    let names: Vec<_> = forge.claims.as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["aud", "exp", "iat", "iss", "jti", "nbf", "sid", "sub"]);
    let lifetime = forge.claims["exp"].as_u64().unwrap() - forge.claims["iat"].as_u64().unwrap();
    assert!(lifetime <= 15 * 60);
    // The forge works, so what is refused below is refused for its one flaw.
    me(&forge.app, &forge.sign(&forge.header, &forge.claims)).await.shown();
}

#[tokio::test]
async fn a_header_that_is_not_ours_is_refused() {
    let forge = Forge::start().await;
    for alg in ["none", "None", "NONE", "nOnE", "", "HS256", "ES256", "RS256", "eddsa"] {
        let token = forge.with_header("alg", json!(alg));
        forge.is_refused(alg, &token).await;
        let unsigned = &token[..=token.rfind('.').unwrap()];
        forge.is_refused(alg, unsigned).await;
        forge.is_refused(alg, unsigned.trim_end_matches('.')).await;
    }
    for typ in [json!("JWT"), json!("rt+jwt"), json!(null), json!(5), json!("AT+JWT")] {
        forge.is_refused("typ", &forge.with_header("typ", typ)).await;
    }
    let long = "k".repeat(10_240);
    for kid in ["../../../dev/null", "' or 1=1--", "http://127.0.0.1/", "\0", "", &long] {
        forge.is_refused("kid", &forge.with_header("kid", json!(kid))).await;
    }
    for kid in [json!(null), json!(5), json!({}), json!([forge.header["kid"]])] {
        forge.is_refused("kid", &forge.with_header("kid", kid)).await;
    }
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(forge.pair.public_key()) });
    for (name, value) in [
        ("jwk", jwk),
        ("jku", json!("http://127.0.0.1:9/jwks.json")),
        ("x5u", json!("http://127.0.0.1:9/")),
        ("x5c", json!(["AA=="])),
        ("crit", json!(["exp"])),
        ("crit", json!(["b64"])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("cty", json!("JWT")),
        ("unknown", json!(1)),
    ] {
        forge.is_refused(name, &forge.with_header(name, value)).await;
    }
    for name in ["alg", "typ", "kid"] {
        let header = crate::support::without(&forge.header, name);
        forge.is_refused(name, &forge.sign(&header, &forge.claims)).await;
    }
    let twice = forge.header.to_string().replacen('{', r#"{"alg":"EdDSA","#, 1);
    forge.is_refused("twice", &forge.sign_text(&twice, &forge.claims.to_string())).await;
}

#[tokio::test]
async fn a_signature_of_another_kind_or_key_is_refused() {
    let forge = Forge::start().await;
    let public = forge.pair.public_key().as_ref().to_vec();
    let der = [&[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0], &public[..]]
        .concat();
    let pem =
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", STANDARD.encode(&der));
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(&public) }).to_string();
    let pem_line = format!("{pem}\n");
    let secrets: [&[u8]; 7] =
        [b"", b"secret", &public, &der, pem.as_bytes(), pem_line.as_bytes(), jwk.as_bytes()];
    for (number, secret) in secrets.into_iter().enumerate() {
        for alg in ["HS256", "EdDSA"] {
            let header = crate::support::with(&forge.header, "alg", json!(alg));
            let message =
                format!("{}.{}", encode(header.to_string()), encode(forge.claims.to_string()));
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
            let token = format!("{message}.{}", encode(tag));
            forge.is_refused(&format!("{alg} with secret {number}"), &token).await;
        }
    }
    let other = Ed25519KeyPair::from_seed_unchecked(&[8; 32]).unwrap();
    let message =
        format!("{}.{}", encode(forge.header.to_string()), encode(forge.claims.to_string()));
    let token = format!("{message}.{}", encode(other.sign(message.as_bytes())));
    forge.is_refused("another key", &token).await;
}

#[tokio::test]
async fn a_token_that_was_bent_is_refused() {
    let forge = Forge::start().await;
    let token = forge.sign(&forge.header, &forge.claims);
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else { panic!("three parts") };
    let bent = [
        format!("{token}."),
        format!("{token}=="),
        format!(".{token}"),
        format!("{header}..{signature}"),
        format!("{header}.{claims}"),
        format!("{header}=.{claims}.{signature}"),
        format!("{header}.{claims}.{signature}.{signature}.{signature}"),
        format!("{}{}", &token[..token.len() - 1], if token.ends_with('A') { 'B' } else { 'A' }),
        format!("{}B", &token[..token.len() - 1]),
        token.replacen('e', "f", 1),
        json!({ "payload": claims, "protected": header, "signature": signature }).to_string(),
        "x".repeat(8 * 1024),
    ];
    for token in bent {
        forge.is_refused("bent", &token).await;
    }
    for (number, part) in parts.iter().enumerate() {
        let mut bytes = URL_SAFE_NO_PAD.decode(part).unwrap();
        for position in 0..bytes.len() {
            bytes[position] ^= 1;
            let mut flipped: Vec<String> = parts.iter().map(ToString::to_string).collect();
            flipped[number] = encode(&bytes);
            forge.is_refused("flipped", &flipped.join(".")).await;
            bytes[position] ^= 1;
        }
    }
}

#[tokio::test]
async fn claims_that_are_not_to_the_letter_are_refused() {
    let forge = Forge::start().await;
    let now = now();
    for exp in [json!(now - 31), json!(now.to_string()), json!(4_000_000_000.5), json!(-1)] {
        forge.is_refused("exp", &forge.with_claim("exp", exp)).await;
    }
    for exp in [json!(1e300), json!(null), json!(true), json!([now + 300])] {
        forge.is_refused("exp", &forge.with_claim("exp", exp)).await;
    }
    for name in ["nbf", "iat"] {
        forge.is_refused(name, &forge.with_claim(name, json!(now + 3600))).await;
        forge.is_refused(name, &forge.with_claim(name, json!(1.5))).await;
    }
    for name in ["iss", "aud"] {
        let ours = forge.claims[name].clone();
        for value in [json!("other"), json!(5), json!({}), json!([]), json!(["other"]), json!(null)]
        {
            forge.is_refused(name, &forge.with_claim(name, value)).await;
        }
        forge.is_refused(name, &forge.with_claim(name, json!([ours, "other"]))).await;
        forge
            .is_refused(name, &forge.with_claim(name, json!(ours.as_str().unwrap().to_uppercase())))
            .await;
    }
    for sub in [json!(Uuid::now_v7()), json!("ada"), json!(5), json!(""), json!({})] {
        forge.is_refused("sub", &forge.with_claim("sub", sub.clone())).await;
        forge.is_refused("sid", &forge.with_claim("sid", sub)).await;
    }
    for name in ["iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp"] {
        let claims = crate::support::without(&forge.claims, name);
        forge.is_refused(name, &forge.sign(&forge.header, &claims)).await;
        let member = format!("\"{name}\":{},", forge.claims[name]);
        let twice = forge.claims.to_string().replacen('{', &format!("{{{member}"), 1);
        let header = forge.header.to_string();
        forge.is_refused(name, &forge.sign_text(&header, &twice)).await;
    }
    // Another's session does not become one's own.
    let grace = register(&forge.app, "grace").await.tokens.access;
    let grace = decode(grace.split('.').nth(1).unwrap());
    forge.is_refused("sid", &forge.with_claim("sid", grace["sid"].clone())).await;
    // The clocks of two instances may differ a little.
    me(&forge.app, &forge.with_claim("exp", json!(now - 20))).await.shown();
}

#[tokio::test]
async fn one_well_formed_credential_is_needed() {
    let forge = Forge::start().await;
    let token = forge.sign(&forge.header, &forge.claims);
    let call = |value: &str| forge.app.anonymous().get("/auth/me").header("authorization", value);
    call(&format!("bearer {token}")).await.shown();
    for value in [
        "Bearer",
        "Bearer ",
        "",
        "Basic YWRhOmFkYQ==",
        &format!("Bearer  {token}"),
        &format!("Bearer {token} {token}"),
        &format!("Bearer\t{token}"),
        &format!("Token {token}"),
        &token,
    ] {
        call(value).await.refused(401);
        // Bad credentials are refused where none are needed, too.
        let public = forge.app.anonymous().get("/users").header("authorization", value);
        public.await.refused(401);
    }
    let twice = bearing(call(&format!("Bearer {token}")), &token);
    twice.await.refused(401);
    let query = forge.app.anonymous().get(&format!("/auth/me?access_token={token}"));
    query.await.refused(401);
}

#[tokio::test]
async fn the_key_set_is_public_and_nothing_but() {
    let forge = Forge::start().await;
    let path = "/.well-known/jwks.json";
    let answer = forge.app.anonymous().call_at(axum::http::Method::GET, path).await.expect(200);
    assert!(answer.header("cache-control").contains("max-age"));
    let [key] = &answer.body["keys"].as_array().unwrap()[..] else { panic!("one key") };
    let names: Vec<_> = key.as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["alg", "crv", "kid", "kty", "use", "x"]);
    assert_eq!(key["kid"], forge.header["kid"]);

    let public = URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap();
    let token = forge.sign(&forge.header, &forge.claims);
    let (message, signature) = token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    UnparsedPublicKey::new(&ED25519, public).verify(message.as_bytes(), &signature).unwrap();
}

#[tokio::test]
async fn keys_rotate_without_signing_anybody_out() {
    let (old, new) = (Secret::new([1; 32]), Secret::new([2; 32]));
    let app = TestApp::with(|config| config.signing_keys = vec![old.clone(), new.clone()]).await;
    let overlap = app.twin(|config| config.signing_keys = vec![new.clone(), old]);
    let after = app.twin(|config| config.signing_keys = vec![new]);
    let tokens = register(&app, "ada").await.tokens;
    me(&app, &tokens.access).await.shown();
    me(&overlap, &tokens.access).await.shown();
    me(&after, &tokens.access).await.refused(401);

    let tokens = super::Tokens::of(super::refresh(&overlap, &tokens.refresh).await, 200);
    for instance in [&app, &overlap, &after] {
        me(instance, &tokens.access).await.shown();
    }
    assert!(Tokens::new("https://example.com", &[]).is_err());
}
