//! Argon2id under a bound, away from the async threads.

use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Params};
use tokio::sync::Semaphore;
use tokio::task;

use crate::auth::memory::Memory;
use crate::auth::password::Password;
use crate::error::{Error, Result};

/// Memory in KiB, passes and lanes. Raise them freely: a hash made with less is replaced when its
/// owner signs in.
const MEMORY: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How many may wait for each that is being hashed.
const WAITING_PER_RUNNING: usize = 16;

/// Hashes and verifies passwords, so many at a time and so many waiting.
pub struct Passwords {
    params: Params,
    memory: Arc<Memory>,
    running: Arc<Semaphore>,
    places: Arc<Semaphore>,
    /// Verified in place of the hash that an unknown account does not have.
    decoy: PasswordHash,
}

impl Passwords {
    /// Hashes on up to half of the processors.
    pub fn new() -> Result<Self> {
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        let running = processors.div_ceil(2);
        let params = Params::new(MEMORY, PASSES, LANES, None).map_err(Error::internal)?;
        let decoy = Memory::default().hash(&params, b"nobody's")?;
        Ok(Self {
            params,
            memory: Arc::default(),
            running: Arc::new(Semaphore::new(running)),
            places: Arc::new(Semaphore::new(running * (1 + WAITING_PER_RUNNING))),
            decoy,
        })
    }

    /// The hash under which to keep `password`.
    pub async fn hash(&self, password: Password) -> Result<String> {
        let params = self.params.clone();
        let hash = self.run(move |memory| memory.hash(&params, password.as_bytes())).await?;
        Ok(hash.to_string())
    }

    /// Whether `password` is the one behind `hash`. `None` takes as long, and is never right.
    pub async fn verify(&self, password: Password, hash: Option<&str>) -> Result<bool> {
        let parsed = match hash {
            Some(hash) => PasswordHash::new(hash).map_err(Error::internal)?,
            None => self.decoy.clone(),
        };
        let matches = self.run(move |memory| memory.verify(&parsed, password.as_bytes())).await?;
        Ok(matches && hash.is_some())
    }

    /// Whether `hash` was made with less than what is asked for today.
    pub fn is_outdated(&self, hash: &str) -> bool {
        let Ok(hash) = PasswordHash::new(hash) else { return true };
        let Ok(params) = Params::try_from(&hash) else { return true };
        hash.algorithm != Algorithm::Argon2id.ident()
            || params.m_cost() < self.params.m_cost()
            || params.t_cost() < self.params.t_cost()
    }

    /// Runs `work` on a blocking thread when it is its turn. Whoever finds no place is sent away at
    /// once, whoever leaves the queue costs nothing.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Memory) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| Error::Unavailable)?;
        let turn = self.running.clone().acquire_owned().await.map_err(Error::internal)?;
        let memory = Arc::clone(&self.memory);
        let done = task::spawn_blocking(move || {
            // Kept until the work is done: a request that is given up does not stop it.
            let _permits = (place, turn);
            work(&memory)
        });
        done.await.map_err(Error::internal)?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        serde_json::from_value(text.into()).unwrap()
    }

    #[tokio::test]
    async fn only_the_exact_password_is_right() {
        let passwords = Passwords::new().unwrap();
        let long = format!("{}b", "a".repeat(72));
        let hash = passwords.hash(password(&long)).await.unwrap();
        assert!(passwords.verify(password(&long), Some(&hash)).await.unwrap());
        for wrong in [format!("{}c", "a".repeat(72)), format!("{long} "), "a".repeat(72)] {
            assert!(!passwords.verify(password(&wrong), Some(&hash)).await.unwrap(), "{wrong}");
        }
        assert!(!passwords.verify(password("nobody's"), None).await.unwrap());
    }

    #[tokio::test]
    async fn equal_passwords_have_different_hashes_of_todays_strength() {
        let passwords = Passwords::new().unwrap();
        let one = passwords.hash(password("correct horse")).await.unwrap();
        let other = passwords.hash(password("correct horse")).await.unwrap();
        assert_ne!(one, other);
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(!passwords.is_outdated(&one));
    }

    #[test]
    fn weaker_hashes_are_outdated() {
        let weak = Params::new(8 * 1024, 1, 1, None).unwrap();
        let hash = Memory::default().hash(&weak, b"correct horse").unwrap().to_string();
        assert!(Passwords::new().unwrap().is_outdated(&hash));
        assert!(Passwords::new().unwrap().is_outdated("not a hash"));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_crowd_is_sent_away_at_once() {
        let passwords = Arc::new(Passwords::new().unwrap());
        let crowd: Vec<_> = (0..500)
            .map(|_| {
                let passwords = Arc::clone(&passwords);
                tokio::spawn(async move { passwords.verify(password("wrong one"), None).await })
            })
            .collect();
        let mut refused = 0;
        for visitor in crowd {
            refused += usize::from(matches!(visitor.await.unwrap(), Err(Error::Unavailable)));
        }
        assert!(refused > 0 && refused < 500, "{refused} refused");
    }
}
