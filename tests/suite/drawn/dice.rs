//! Chance that is the same on every machine.

use super::words::NAMES;

/// Splitmix64: the same draws on every machine.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }

    pub(crate) fn one_in(&mut self, end: usize) -> bool {
        self.below(end) == 0
    }

    pub(crate) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from.get(self.below(from.len())).copied().unwrap_or("nothing")
    }

    pub(crate) fn name(&mut self) -> String {
        match self.below(4) {
            0 => format!("{}_{}", self.pick(NAMES), self.pick(NAMES)),
            _ => self.pick(NAMES).to_owned(),
        }
    }

    pub(crate) fn names(&mut self, most: usize) -> Vec<String> {
        let mut names: Vec<String> = (0..=self.below(most)).map(|_| self.name()).collect();
        names.sort();
        names.dedup();
        names
    }
}
