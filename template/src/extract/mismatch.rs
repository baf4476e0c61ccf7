//! What serde found wrong, told in words that are ours.

use std::fmt::{self, Display};

use serde::de::{Error, Expected, Unexpected};

use crate::validate::Pattern;

/// What chrono and uuid say that a text is to be.
const MOMENT: &str = "an RFC 3339 formatted date and time string";
const DATE: &str = "a formatted date string";
const TIME: &str = "a formatted time string";
const UUID: &str = "a formatted UUID string";

static MOMENT_FORM: Pattern = Pattern::new(
    "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]+)?\
     (?:[Zz]|[+-][0-9]{2}:[0-9]{2})",
);
static DATE_FORM: Pattern = Pattern::new("[0-9]{4}-[0-9]{2}-[0-9]{2}");
static TIME_FORM: Pattern = Pattern::new("[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?");
static UUID_FORM: Pattern = Pattern::new("[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

/// A value that does not have the type it should: where, which rule, and what must hold.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mismatch {
    /// The path from the outermost value, innermost last: `tags/3`.
    pub(super) path: String,
    pub(super) code: &'static str,
    pub(super) detail: String,
}

impl Mismatch {
    pub(super) fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { path: String::new(), code, detail: detail.into() }
    }

    /// The same fault, seen from the value that holds this one under `key`.
    pub(super) fn within(mut self, key: impl Display) -> Self {
        let key = escape(key);
        self.path = if self.path.is_empty() { key } else { format!("{key}/{}", self.path) };
        self
    }

    /// The same fault; if a type refused the form of a text, says which form it expects.
    pub(super) fn or_form(mut self, expected: &str) -> Self {
        if self.code == "form" {
            self.detail = format!("must be {}", name_type(expected));
        }
        self
    }
}

impl Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` {}", self.path, self.detail)
    }
}

impl std::error::Error for Mismatch {}

impl Error for Mismatch {
    /// A type's own message stays here: it may speak of Rust.
    fn custom<T: Display>(_message: T) -> Self {
        Self::new("form", "has the wrong form")
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let expected = name_type(&expected.to_string());
        match unexpected {
            Unexpected::Unit => Self::new("null", "must not be null"),
            // Beyond 64 bits, whole numbers are read as if they had a point.
            Unexpected::Float(number) if number.fract() == 0.0 && expected == "a whole number" => {
                Self::new("range", "is out of range")
            }
            _ => Self::new("type", format!("must be {expected}")),
        }
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        match unexpected {
            Unexpected::Signed(_) | Unexpected::Unsigned(_) | Unexpected::Float(_) => {
                Self::new("range", "is out of range")
            }
            _ => Self::new("form", format!("must be {}", name_type(&expected.to_string()))),
        }
    }

    fn invalid_length(_length: usize, _expected: &dyn Expected) -> Self {
        Self::new("items", "has the wrong number of items")
    }

    fn unknown_variant(_variant: &str, expected: &'static [&'static str]) -> Self {
        Self::new("choice", format!("must be one of {}", expected.join(", ")))
    }

    fn unknown_field(field: &str, _expected: &'static [&'static str]) -> Self {
        let field: String = field.chars().take(80).collect();
        Self::new("unknown", "is not known").within(field)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new("required", "is required").within(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new("duplicate", "is given twice").within(field)
    }
}

/// Writes a key as one step of a JSON pointer.
pub(super) fn escape(key: impl Display) -> String {
    key.to_string().replace('~', "~0").replace('/', "~1")
}

/// Whether a text is written as the API says. The libraries that read it are not as strict: they
/// take `2026-1-31` or ` 2026-01-31` for a date.
pub(super) fn has_form(expected: &str, text: &str) -> bool {
    match expected {
        MOMENT => MOMENT_FORM.matches(text),
        DATE => DATE_FORM.matches(text),
        TIME => TIME_FORM.matches(text),
        UUID => UUID_FORM.matches(text),
        _ => true,
    }
}

/// Whether a Rust type that expects this holds a year.
pub(super) fn is_dated(expected: &str) -> bool {
    matches!(expected, MOMENT | DATE)
}

/// Says in a client's words what a Rust type expects. Whatever is not listed stays unnamed.
fn name_type(expected: &str) -> &'static str {
    match expected {
        "a string" | "a borrowed string" | "a character" => "a string",
        "a boolean" => "true or false",
        "f32" | "f64" | "a number" => "a number",
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number",
        "a map" => "an object",
        "a sequence" => "a list",
        MOMENT => "an RFC 3339 date and time",
        DATE => "a date such as 2026-01-31",
        TIME => "a time such as 15:04:05",
        UUID => "a UUID",
        "words to find" => "1 to 200 characters",
        "a decimal number in a string" | "a Decimal type representing a fixed-point number" => {
            "a decimal number in a string"
        }
        _ if expected.starts_with("struct ") => "an object",
        _ if expected.starts_with("enum ") => "one of the known words",
        _ => "of another type",
    }
}
