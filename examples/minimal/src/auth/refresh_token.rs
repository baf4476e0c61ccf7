//! Refresh tokens: random, used once, known to the database by their hash alone.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::{digest, hmac, rand};

use crate::error::{Error, Result};

/// What a client shows to get its next pair of tokens.
pub(super) struct RefreshToken([u8; 32]);

/// Of a token that is exchanged: with the token it gives the successor, without it nothing.
pub(super) type Salt = [u8; 32];

impl RefreshToken {
    /// The first token of a session.
    pub(super) fn random() -> Result<RefreshToken> {
        random_bytes().map(RefreshToken)
    }

    /// Reads what a client sent.
    pub(super) fn parse(text: &str) -> Option<RefreshToken> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(RefreshToken)
    }

    /// What the client gets.
    pub(super) fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What the database keeps. Random enough to need no slow hash.
    pub(super) fn hash(&self) -> Vec<u8> {
        digest::digest(&digest::SHA256, &self.0).as_ref().to_vec()
    }

    /// The token to be given for this one. The same salt gives the same successor, so that an
    /// answer lost on its way can be repeated although the successor itself is not kept.
    pub(super) fn successor(&self, salt: &[u8]) -> RefreshToken {
        let mut successor = [0; 32];
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        successor.copy_from_slice(hmac::sign(&key, salt).as_ref());
        RefreshToken(successor)
    }
}

/// A salt for one exchange.
pub(super) fn random_salt() -> Result<Salt> {
    random_bytes()
}

fn random_bytes() -> Result<[u8; 32]> {
    let bytes = rand::generate(&SystemRandom::new());
    bytes.map(rand::Random::expose).map_err(|error| Error::internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_successor_takes_both_the_token_and_the_salt() {
        let (one, other) = (RefreshToken([1; 32]), RefreshToken([2; 32]));
        assert_eq!(one.successor(&[7; 32]).text(), one.successor(&[7; 32]).text());
        assert_ne!(one.successor(&[7; 32]).text(), one.successor(&[8; 32]).text());
        assert_ne!(one.successor(&[7; 32]).text(), other.successor(&[7; 32]).text());
    }

    #[test]
    fn what_is_not_43_characters_of_base64url_is_no_token() {
        let token = RefreshToken([255; 32]).text();
        assert!(RefreshToken::parse(&token).is_some());
        // The last character has two bits that say nothing and have to be zero.
        let not_canonical = format!("{}9", &token[..42]);
        for text in ["", "a", &token[1..], &format!("{token}="), &not_canonical, "ä"] {
            assert!(RefreshToken::parse(text).is_none(), "{text}");
        }
    }
}
