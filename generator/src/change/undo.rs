//! The last change taken back, with what people wrote since then kept.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::disk::{PastStep, Step};
use crate::ledger::checksum;
use crate::merge::text::{self, Merged};
use crate::tree::{File, Ownership};

/// What taking a change back comes to.
#[derive(Debug, Default)]
pub struct Undo {
    /// What is to be written.
    pub steps: Vec<Step>,
    /// Files in which what was written since stays.
    pub merged: Vec<String>,
    /// Files in which that does not fit together with what they were: a person has to decide, and
    /// nothing is to be written.
    pub edited: Vec<String>,
}

/// Takes `past` back. `present` is what is at its paths now, `base` the texts that were generated
/// by that change.
#[must_use]
pub fn undo(
    past: Vec<PastStep>,
    present: &BTreeMap<String, Bytes>,
    base: &BTreeMap<String, Bytes>,
) -> Undo {
    let mut undo = Undo::default();
    for step in past {
        let now = present.get(&step.path);
        // Somebody has undone it already.
        if now == step.before.as_ref() {
            continue;
        }
        let mut after = step.before.clone();
        // What was deleted or put elsewhere since comes back as it was.
        if now.is_some_and(|contents| Some(checksum(contents)) != step.after) {
            after = unmerged(&step, step.made.as_ref().or(base.get(&step.path)), now);
            match after {
                Some(_) => undo.merged.push(step.path.clone()),
                None => undo.edited.push(step.path.clone()),
            }
        }
        let mode = step.mode;
        undo.steps.push(Step {
            path: step.path,
            before: now.cloned(),
            after: after.map(|contents| File { contents, mode, ownership: Ownership::Managed }),
        });
    }
    undo
}

/// What a file was before, with what people have written into it since; none if the two do not
/// fit together, or if what it was in between is not known.
fn unmerged(step: &PastStep, made: Option<&Bytes>, now: Option<&Bytes>) -> Option<Bytes> {
    let made = made.filter(|made| Some(checksum(made)) == step.after)?;
    let text = |bytes| str::from_utf8(bytes).ok();
    match text::merge(text(made)?, text(now?)?, text(step.before.as_ref()?)?) {
        Merged::Clean(text) => Some(text.into()),
        Merged::Conflicts(_) => None,
    }
}
