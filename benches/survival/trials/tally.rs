//! The cases of many trials, counted.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::trial::{Case, Outcome};

/// Of a hundred cases whose edits touch nothing of the model's change, so many may be flagged.
const FLAGGED_AT_MOST: f64 = 5.0;

/// How many examples of what went wrong are shown.
const SHOWN: usize = 40;

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    kept: usize,
    merged: usize,
    flagged: usize,
    lost: usize,
}

impl Counts {
    fn add(&mut self, outcome: &Outcome) {
        *match outcome {
            Outcome::Kept => &mut self.kept,
            Outcome::Merged => &mut self.merged,
            Outcome::Flagged(_) => &mut self.flagged,
            Outcome::Lost(_) => &mut self.lost,
        } += 1;
    }

    fn all(self) -> usize {
        self.kept + self.merged + self.flagged + self.lost
    }

    /// Of a hundred, how many are flagged.
    #[expect(clippy::cast_precision_loss, reason = "there are some ten thousands")]
    fn flagged(self) -> f64 {
        self.flagged as f64 * 100.0 / self.all().max(1) as f64
    }
}

/// What became of all edited files.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    all: Counts,
    changed: Counts,
    apart: Counts,
    undone: Counts,
    undone_apart: Counts,
    edits: BTreeMap<&'static str, Counts>,
    lost: Vec<String>,
    flagged: Vec<String>,
}

impl Tally {
    pub(crate) fn add(&mut self, case: &Case) {
        let shown = || format!("{}\n    {} ({})", case.what, case.path, case.edits.join(", "));
        if let Outcome::Lost(lost) = &case.outcome {
            self.lost.push(format!("{}: {lost}", shown()));
        }
        if case.is_undo {
            self.undone.add(&case.outcome);
            if !case.is_touched {
                self.undone_apart.add(&case.outcome);
            }
            return;
        }
        self.all.add(&case.outcome);
        if case.is_changed {
            self.changed.add(&case.outcome);
            for edit in &case.edits {
                self.edits.entry(edit).or_default().add(&case.outcome);
            }
        }
        let is_apart = case.is_changed && !case.is_touched;
        if is_apart {
            self.apart.add(&case.outcome);
        }
        if let (Outcome::Flagged(why), true) = (&case.outcome, is_apart) {
            self.flagged.push(format!("{}: {why}", shown()));
        }
    }

    /// Whether nothing is lost, and little is flagged that need not be.
    pub(crate) fn is_good(&self) -> bool {
        self.lost.is_empty() && self.apart.flagged() <= FLAGGED_AT_MOST
    }

    /// What was lost, as far as it is shown.
    pub(crate) fn lost(&self) -> String {
        self.lost.iter().take(SHOWN).fold(String::new(), |text, line| format!("{text}{line}\n"))
    }

    /// What was flagged although nothing of the model's change was touched.
    pub(crate) fn flagged(&self) -> String {
        self.flagged.iter().take(SHOWN).fold(String::new(), |text, line| format!("{text}{line}\n"))
    }

    /// The counts as a table.
    pub(crate) fn table(&self) -> String {
        let mut text = format!(
            "{:58}{:>8}{:>8}{:>8}{:>9}{:>6}\n",
            "edited files", "all", "kept", "merged", "flagged", "lost"
        );
        let mut line = |what: &str, counts: Counts| {
            let Counts { kept, merged, flagged, lost } = counts;
            let all = counts.all();
            let _ = writeln!(text, "{what:58}{all:8}{kept:8}{merged:8}{flagged:9}{lost:6}");
        };
        line("all", self.all);
        line("of them, those that the model changes", self.changed);
        line("of them, those whose edits touch none of it", self.apart);
        line("changes taken back", self.undone);
        line("of them, those with an edit since that touches none of it", self.undone_apart);
        for (edit, counts) in &self.edits {
            line(&format!("  changed by the model, and edited: {edit}"), *counts);
        }
        let _ = writeln!(
            text,
            "\nflagged without having touched what changed: {:.1} % (bound: {FLAGGED_AT_MOST} %)",
            self.apart.flagged()
        );
        text
    }
}
