//! Whether a merged text has everything in it that either side did.

use std::collections::{BTreeMap, BTreeSet};

use scaffold::merge::text::marked;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::words::{plain_words, words};

/// Three versions of a file.
#[derive(Clone, Copy)]
pub(crate) struct Versions<'a> {
    pub path: &'a str,
    pub base: &'a str,
    pub ours: &'a str,
    pub theirs: &'a str,
}

impl Versions<'_> {
    /// What is lost in a merged text: a word of ours or of theirs that is missing, or one that
    /// somebody took out and that is back.
    pub(crate) fn lost(&self, merged: &str) -> Option<String> {
        // An import that does not parse any more reads as any other words.
        Self::lost_in(self.counts(merged, &|text| words(self.path, text)))
            .filter(|_| Self::lost_in(self.counts(merged, &plain_words)).is_some())
    }

    fn lost_in(counts: BTreeMap<String, [i64; 4]>) -> Option<String> {
        let wrong = counts.into_iter().find(|(_, [ours, theirs, merged, both])| {
            let (sum, most) =
                (ours + theirs, if ours.abs() > theirs.abs() { ours } else { theirs });
            // What both did may be one and the same change.
            match ours.signum() == theirs.signum() {
                true => {
                    merged.signum() != sum.signum()
                        || merged.abs() < most.abs()
                        || merged.abs() > sum.abs()
                }
                // So may be a part of it: lines that both took out go once.
                false => !(sum..=sum + both).contains(merged),
            }
        });
        wrong.map(|(word, [ours, theirs, merged, _])| {
            format!("`{word}`: yours {ours:+}, generated {theirs:+}, merged {merged:+}")
        })
    }

    /// What a text with markers in it lacks of either side.
    pub(crate) fn unmarked(&self) -> Option<String> {
        let text = marked(self.base, self.ours, self.theirs);
        Self::missing_in(self.counts(&text, &|text| words(self.path, text)))
            .filter(|_| Self::missing_in(self.counts(&text, &plain_words)).is_some())
    }

    fn missing_in(counts: BTreeMap<String, [i64; 4]>) -> Option<String> {
        let missing = counts.into_iter().find(|(_, [ours, theirs, marked, _])| {
            (*ours > 0 && *marked < ours + theirs.min(&0))
                || (*theirs > 0 && *marked < theirs + ours.min(&0))
        });
        missing.map(|(word, counts)| format!("`{word}` is not between the markers: {counts:?}"))
    }

    /// For each word how often it came or went: in ours, in theirs, in another text; and how often it
    /// stood in lines that both took out.
    fn counts(
        &self,
        text: &str,
        words: &dyn Fn(&str) -> BTreeMap<String, i64>,
    ) -> BTreeMap<String, [i64; 4]> {
        let both = words(&self.taken_out_by_both());
        let [base, ours, theirs, text] = [self.base, self.ours, self.theirs, text].map(words);
        let all: BTreeSet<&String> =
            [&base, &ours, &theirs, &text].into_iter().flat_map(BTreeMap::keys).collect();
        let of = |counts: &BTreeMap<String, i64>, word| counts.get(word).copied().unwrap_or(0);
        all.into_iter()
            .map(|word| {
                let before = of(&base, word);
                let [ours, theirs, text] =
                    [&ours, &theirs, &text].map(|counts| of(counts, word) - before);
                (word.clone(), [ours, theirs, text, of(&both, word)])
            })
            .collect()
    }

    fn taken_out_by_both(&self) -> String {
        let (ours, theirs) = (hunks(self.base, self.ours), hunks(self.base, self.theirs));
        let is_out =
            |at: &usize| [&ours, &theirs].iter().all(|it| it.iter().any(|it| it.contains(at)));
        let lines = self.base.lines().enumerate().filter(|(at, _)| is_out(at));
        lines.fold(String::new(), |text, (_, line)| text + line + "\n")
    }

    /// Whether both sides wrote over the same line, or ours wrote into lines that theirs
    /// replaces. Two insertions at one place touch nothing.
    pub(crate) fn touch(&self) -> bool {
        let (ours, theirs) = (hunks(self.base, self.ours), hunks(self.base, self.theirs));
        ours.iter().any(|mine| {
            theirs.iter().any(|yours| match (mine.is_empty(), yours.is_empty()) {
                (true, true) => false,
                (true, false) => yours.start < mine.start && mine.start < yours.end,
                (false, true) => mine.start < yours.start && yours.start < mine.end,
                (false, false) => mine.start < yours.end && yours.start < mine.end,
            })
        })
    }
}

/// The stretches of lines of `old` that another text has otherwise.
pub(crate) fn hunks(old: &str, new: &str) -> Vec<std::ops::Range<usize>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    capture_diff_slices(Algorithm::Myers, &old, &new)
        .iter()
        .filter(|step| step.tag() != DiffTag::Equal)
        .map(similar::DiffOp::old_range)
        .collect()
}
