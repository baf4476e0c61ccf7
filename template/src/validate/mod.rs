//! The rules that values must keep, and how a broken one is told. What a model declares is also a
//! named constraint of the database.

mod number;
mod text;

use std::{fmt::Display, ops::RangeInclusive};

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

pub use number::{date, decimal, range, time, timestamp, within};
pub use text::{Pattern, email, length, lines, one_line, pattern, plain_line, url};

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    /// Where in the body, as a JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "/title", max_length = 1000)]
    pub pointer: Option<String>,
    /// Which parameter of the query string, or which header.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "limit", max_length = 1000)]
    pub parameter: Option<String>,
    /// Which rule, in one stable word.
    #[schema(example = "length", max_length = 40)]
    pub code: &'static str,
    /// What must hold, as the end of a sentence.
    #[schema(example = "must have 1 to 200 characters", max_length = 1000)]
    pub detail: String,
}

impl Fault {
    /// A fault of a field in the body; `field` is a path such as `tags/3`, or empty for the whole.
    pub fn field(field: impl Display, code: &'static str, detail: impl Into<String>) -> Self {
        let field = field.to_string();
        let pointer = if field.is_empty() { field } else { format!("/{field}") };
        Self { pointer: Some(pointer), parameter: None, code, detail: detail.into() }
    }

    /// A fault of a query parameter or of a header.
    pub fn parameter(
        name: impl Into<String>,
        code: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self { pointer: None, parameter: Some(name.into()), code, detail: detail.into() }
    }
}

/// How many broken rules are told at once: a long list of bad items makes no long answer.
const MAX_FAULTS: usize = 32;

/// The broken rules of one request, or the first of them.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Notes a broken rule, unless enough are known.
    pub fn add(&mut self, field: impl Display, code: &'static str, detail: impl Into<String>) {
        if self.0.len() < MAX_FAULTS {
            self.0.push(Fault::field(field, code, detail));
        }
    }

    /// Whether every rule was kept.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Refuses if a rule was broken.
    pub fn into_result(self) -> crate::error::Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(crate::error::Error::Invalid(self.0)) }
    }
}

/// A body that can tell which of its rules are broken.
pub trait Validate {
    /// Adds every broken rule to `faults`.
    fn validate(&self, faults: &mut Faults);
}

/// A list has a number of items within bounds.
pub fn items<T>(faults: &mut Faults, field: &str, list: &[T], bounds: RangeInclusive<usize>) {
    if !bounds.contains(&list.len()) {
        faults.add(field, "items", format!("must have {} items", spell(&bounds)));
    }
}

/// Free JSON is there, and stays within a size, in bytes as text, and a depth.
pub fn json(faults: &mut Faults, field: &str, value: &Value, bytes: usize, depth: usize) {
    if value.is_null() {
        faults.add(field, "null", "must not be null");
    }
    if value.to_string().len() > bytes {
        faults.add(field, "length", format!("must have at most {bytes} bytes"));
    }
    if measure_depth(value) > depth {
        faults.add(field, "depth", format!("must be nested at most {depth} deep"));
    }
}

fn measure_depth(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(measure_depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(measure_depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// Tells a range of counts: `1 to 200`, `at least 3`, `at most 5`, `exactly 2`.
fn spell(bounds: &RangeInclusive<usize>) -> String {
    match (*bounds.start(), *bounds.end()) {
        (start, end) if start == end => format!("exactly {start}"),
        (0, end) => format!("at most {end}"),
        (start, usize::MAX) => format!("at least {start}"),
        (start, end) => format!("{start} to {end}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_broken_rules_are_told() {
        let mut faults = Faults::default();
        for index in 0..1000 {
            faults.add(format!("tags/{index}"), "length", "must have 1 to 40 characters");
        }
        let Err(crate::error::Error::Invalid(faults)) = faults.into_result() else { panic!() };
        assert_eq!(faults.len(), MAX_FAULTS);
        assert_eq!(faults[31].pointer.as_deref(), Some("/tags/31"));
    }
}
