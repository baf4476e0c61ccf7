//! Budgets in the memory of this instance, by the generic cell rate algorithm: one number a
//! client, the moment at which its budget will be full again.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

const WINDOW: Duration = Duration::from_mins(1);
const SHARDS: usize = 16;
/// About 100,000 clients in all; beyond, the ones nearest to a full budget are forgotten.
const SHARD_CAPACITY: usize = 6_250;

/// What is left of a budget.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spent {
    /// How many requests are left at this moment.
    pub(super) remaining: u32,
    /// When the budget will be full again.
    pub(super) full_in: Duration,
}

/// The budgets of all clients.
pub(super) struct Memory {
    begin: Instant,
    shards: [Mutex<HashMap<u64, Duration>>; SHARDS],
}

impl Default for Memory {
    fn default() -> Self {
        Self { begin: Instant::now(), shards: Default::default() }
    }
}

impl Memory {
    /// Takes one from the budget of `key`, or says when that will be possible.
    pub(super) fn spend(&self, key: u64, quota: u32) -> Result<Spent, Duration> {
        self.spend_at(self.begin.elapsed(), key, quota)
    }

    fn spend_at(&self, now: Duration, key: u64, quota: u32) -> Result<Spent, Duration> {
        let cost = WINDOW / quota.max(1);
        #[expect(clippy::cast_possible_truncation, reason = "any bits of the hash will do")]
        let shard = &self.shards[key as usize % SHARDS];
        let mut full_at = shard.lock().unwrap_or_else(PoisonError::into_inner);
        let debt = full_at.get(&key).map_or(Duration::ZERO, |moment| moment.saturating_sub(now));
        let next_debt = debt + cost;
        let Some(left) = WINDOW.checked_sub(next_debt) else {
            return Err(next_debt.saturating_sub(WINDOW));
        };
        if !full_at.contains_key(&key) && full_at.len() >= SHARD_CAPACITY {
            forget_some(&mut full_at, now);
        }
        full_at.insert(key, now + next_debt);
        let remaining = left.as_nanos() / cost.as_nanos().max(1);
        let remaining = u32::try_from(remaining).unwrap_or(u32::MAX);
        Ok(Spent { remaining, full_in: next_debt })
    }
}

/// Makes room: first by the budgets that are full, else by those that are soonest.
fn forget_some(full_at: &mut HashMap<u64, Duration>, now: Duration) {
    full_at.retain(|_, moment| *moment > now);
    if full_at.len() < SHARD_CAPACITY {
        return;
    }
    let mut moments: Vec<Duration> = full_at.values().copied().collect();
    let (_, median, _) = moments.select_nth_unstable(SHARD_CAPACITY / 2);
    let median = *median;
    full_at.retain(|_, moment| *moment > median);
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_budget_is_spent_one_by_one_and_refilled_evenly() {
        let memory = Memory::default();
        let spend = |now| memory.spend_at(now, 7, 3);
        assert_eq!(spend(SECOND).unwrap().remaining, 2);
        assert_eq!(spend(SECOND).unwrap().remaining, 1);
        assert_eq!(spend(SECOND).unwrap().remaining, 0);
        assert_eq!(spend(SECOND), Err(20 * SECOND));
        assert_eq!(spend(11 * SECOND), Err(10 * SECOND));
        assert_eq!(spend(21 * SECOND), Ok(Spent { remaining: 0, full_in: 60 * SECOND }));
        assert_eq!(spend(1000 * SECOND).unwrap().remaining, 2);
        assert_eq!(memory.spend_at(SECOND, 8, 3).unwrap().remaining, 2);
    }

    #[test]
    fn memory_is_bounded() {
        let memory = Memory::default();
        for key in 0..200_000 {
            memory.spend_at(SECOND, key, 3).unwrap();
        }
        let kept: usize = memory.shards.iter().map(|shard| shard.lock().unwrap().len()).sum();
        assert!(kept <= SHARDS * SHARD_CAPACITY);
    }
}
