//! A part of the description that is done: printed, for its text takes a sixth of the memory.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::Value;
use serde_json::value::RawValue;

use super::{bounds, deprecated, references};

/// Parts that are printed stand in three objects.
const DEPTH: &[u8] = b"      ";

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
        let mut text = Inside(Vec::new());
        let printed = serde_json::to_writer_pretty(&mut text, &self.value(part));
        let text = printed.ok().and_then(|()| String::from_utf8(text.0).ok());
        text.and_then(|text| RawValue::from_string(text).ok()).unwrap_or_default()
    }
}

/// A text whose lines stand as deep as its place. No line ends within a string of JSON, so that the
/// printer writes each end by itself, alone or behind a comma.
struct Inside(Vec<u8>);

impl Write for Inside {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(text);
        if text.ends_with(b"\n") {
            self.0.extend_from_slice(DEPTH);
        }
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
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

/// Schemas by name.
pub(super) type Schemas = BTreeMap<String, Schema>;

/// A schema, and what the rest of the description has to know of it.
pub(super) struct Schema {
    pub text: Box<RawValue>,
    /// The schemas that it refers to.
    pub references: Vec<String>,
    /// Itself, where a parameter may have it in the place of a reference: an object, which takes
    /// most of the memory, is in none.
    pub value: Option<Value>,
}

impl Schema {
    pub(super) fn of(schema: Value, finish: Finish) -> Self {
        let references = references(&schema);
        let value = (!schema["properties"].is_object()).then(|| schema.clone());
        Self { text: finish.text(schema), references, value }
    }
}
