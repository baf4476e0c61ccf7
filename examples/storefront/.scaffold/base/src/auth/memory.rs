//! Argon2id, in memory that is used again.

use std::sync::{Mutex, MutexGuard, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};

use crate::error::{Error, Result};

/// What hashes were made in, one piece for each that was made at once.
///
/// Threads come and go, and allocators keep what was freed in each: without this, signing in now
/// and then would take 19 MiB more every time, up to a gigabyte.
#[derive(Default)]
pub(super) struct Memory(Mutex<Vec<Vec<Block>>>);

impl Memory {
    /// A new hash of `password`.
    pub(super) fn hash(&self, params: &Params, password: &[u8]) -> Result<PasswordHash> {
        let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
        let salt = Salt::generate();
        let argon2 = Argon2::new(algorithm, version, params.clone());
        let output = self.fill(&argon2, password, &salt, Params::DEFAULT_OUTPUT_LEN)?;
        Ok(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: ParamsString::try_from(params).map_err(Error::internal)?,
            salt: Some(salt),
            hash: Some(output),
        })
    }

    /// Whether `password` is the one behind `hash`, with whatever that was made.
    pub(super) fn verify(&self, hash: &PasswordHash, password: &[u8]) -> Result<bool> {
        let (Some(salt), Some(kept)) = (&hash.salt, &hash.hash) else { return Ok(false) };
        let algorithm = Algorithm::try_from(hash.algorithm.as_str()).map_err(Error::internal)?;
        let version = hash.version.map_or(Ok(Version::default()), Version::try_from);
        let params = Params::try_from(hash).map_err(Error::internal)?;
        let argon2 = Argon2::new(algorithm, version.map_err(Error::internal)?, params);
        // Outputs are compared in a time that does not depend on them.
        Ok(self.fill(&argon2, password, salt, kept.len())? == *kept)
    }

    fn fill(
        &self,
        argon2: &Argon2<'_>,
        password: &[u8],
        salt: &Salt,
        length: usize,
    ) -> Result<Output> {
        let mut bytes = [0; Output::MAX_LENGTH];
        let output = bytes.get_mut(..length).ok_or_else(|| Error::internal("a long hash"))?;
        let taken = self.lock().pop();
        let mut blocks = taken.unwrap_or_default();
        let needed = argon2.params().block_count();
        blocks.resize(needed.max(blocks.len()), Block::new());
        let own = &mut blocks[..needed];
        let filled = argon2.hash_password_into_with_memory(password, salt, output, own);
        self.lock().push(blocks);
        filled.map_err(Error::internal)?;
        Output::new(output).map_err(Error::internal)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Vec<Block>>> {
        // A panic elsewhere leaves the list whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use argon2::{PasswordHasher, PasswordVerifier};

    use super::*;

    const PASSWORD: &[u8] = b"correct horse";

    fn params(memory: u32) -> Params {
        Params::new(memory, 1, 1, None).unwrap()
    }

    #[test]
    fn hashes_are_those_of_everybody() {
        let memory = Memory::default();
        let theirs = Argon2::new(Algorithm::Argon2id, Version::V0x13, params(64));
        // The second is made in more than it needs.
        for kib in [128, 64] {
            let hash = memory.hash(&params(kib), PASSWORD).unwrap();
            assert!(theirs.verify_password(PASSWORD, &hash).is_ok());
            assert!(theirs.verify_password(b"wrong", &hash).is_err());
        }
        let hash = theirs.hash_password(PASSWORD).unwrap();
        assert!(memory.verify(&hash, PASSWORD).unwrap());
        assert!(!memory.verify(&hash, b"wrong").unwrap());
    }

    #[test]
    fn one_after_the_other_takes_the_memory_of_one() {
        let memory = Memory::default();
        for _ in 0..5 {
            thread::scope(|scope| drop(scope.spawn(|| memory.hash(&params(64), PASSWORD))));
        }
        assert_eq!(memory.lock().len(), 1);
    }
}
