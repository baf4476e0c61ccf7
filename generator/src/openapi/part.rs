//! A part of the description that is done: printed, for its text takes a sixth of the memory.

use serde_json::Value;
use serde_json::value::RawValue;

use super::{bounds, deprecated, references};

/// Parts that are printed stand in three objects.
const DEPTH: &str = "\n      ";

/// What is added to every part.
#[derive(Clone, Copy)]
pub(super) struct Finish {
    /// Whether something of the service is deprecated.
    pub marks: bool,
}

impl Finish {
    /// A part with everything that is added, sorted by its keys.
    pub(super) fn value(self, mut part: Value) -> Value {
        if self.marks {
            deprecated::mark(&mut part);
        }
        bounds::complete(&mut part);
        part.sort_all_objects();
        part
    }

    /// The same as the text that it is in the description.
    pub(super) fn text(self, part: Value) -> Box<RawValue> {
        let text = serde_json::to_string_pretty(&self.value(part)).unwrap_or_default();
        RawValue::from_string(text.replace('\n', DEPTH)).unwrap_or_default()
    }
}

/// An operation, and what the rest of the description has to know of it.
pub(super) struct Described {
    pub text: Box<RawValue>,
    pub tag: Option<String>,
    /// The schemas that it refers to.
    pub references: Vec<String>,
}

impl Described {
    pub(super) fn of(operation: Value, finish: Finish) -> Self {
        let tag = operation["tags"][0].as_str().map(str::to_owned);
        let mut references = references(&operation);
        references.sort_unstable();
        references.dedup();
        Self { text: finish.text(operation), tag, references }
    }
}
