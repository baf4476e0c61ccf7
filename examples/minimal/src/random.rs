//! Values that nobody can guess.

use ring::rand::{SecureRandom, SystemRandom};

use crate::error::{Error, Result};

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A text of `length` random letters, digits, `-` and `_`: six bits each.
pub fn token(length: usize) -> Result<String> {
    let mut bytes = vec![0; length];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| Error::internal("the operating system gives no random bytes"))?;
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 64)])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_their_length_and_differ() {
        assert_eq!(token(32).unwrap().len(), 32);
        assert_ne!(token(32).unwrap(), token(32).unwrap());
    }
}
