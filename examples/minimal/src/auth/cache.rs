//! What was looked up a moment ago, bounded in time and number.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Remembers values for a while. Holds at most twice `capacity` of them: when the young generation
/// is full it becomes the old one, and what was old is forgotten.
pub(super) struct Cache<K, V> {
    lifetime: Duration,
    capacity: usize,
    generations: Mutex<Generations<K, V>>,
}

struct Generations<K, V> {
    young: HashMap<K, (Instant, V)>,
    old: HashMap<K, (Instant, V)>,
}

impl<K: Eq + Hash, V: Copy> Cache<K, V> {
    /// A cache whose values are good for `lifetime`.
    pub(super) fn new(lifetime: Duration, capacity: usize) -> Cache<K, V> {
        let generations = Generations { young: HashMap::new(), old: HashMap::new() };
        Cache { lifetime, capacity, generations: Mutex::new(generations) }
    }

    /// The value of `key`, unless it is too old.
    pub(super) fn get(&self, key: &K) -> Option<V> {
        let generations = self.lock();
        let (known_at, value) = generations.young.get(key).or_else(|| generations.old.get(key))?;
        (known_at.elapsed() < self.lifetime).then_some(*value)
    }

    /// Remembers what was true at `known_at`.
    pub(super) fn insert(&self, key: K, known_at: Instant, value: V) {
        let mut generations = self.lock();
        if generations.young.len() >= self.capacity {
            generations.old = std::mem::take(&mut generations.young);
        }
        generations.young.insert(key, (known_at, value));
    }

    /// Forgets every value of which `outdated` is true.
    pub(super) fn forget(&self, outdated: impl Fn(&K, &V) -> bool) {
        let mut generations = self.lock();
        generations.young.retain(|key, (_, value)| !outdated(key, value));
        generations.old.retain(|key, (_, value)| !outdated(key, value));
    }

    fn lock(&self) -> MutexGuard<'_, Generations<K, V>> {
        // A panic elsewhere leaves the maps whole.
        self.generations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_cache_forgets_the_oldest() {
        let cache = Cache::new(Duration::from_mins(1), 2);
        for key in 0..5 {
            cache.insert(key, Instant::now(), key);
        }
        assert_eq!(
            [0, 1, 2, 3, 4].map(|key| cache.get(&key)),
            [None, None, Some(2), Some(3), Some(4)]
        );
    }

    #[test]
    fn a_value_is_not_used_beyond_its_lifetime() {
        let cache = Cache::new(Duration::from_millis(1), 2);
        cache.insert("key", Instant::now(), ());
        std::thread::sleep(Duration::from_millis(2));
        assert_eq!(cache.get(&"key"), None);
    }

    #[test]
    fn what_is_outdated_is_forgotten() {
        let cache = Cache::new(Duration::from_mins(1), 2);
        cache.insert(1, Instant::now(), "left");
        cache.insert(2, Instant::now(), "right");
        cache.forget(|_, value| *value == "left");
        assert_eq!((cache.get(&1), cache.get(&2)), (None, Some("right")));
    }
}
