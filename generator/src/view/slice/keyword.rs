//! What the description of the API is told about a value beyond its Rust type: one list, printed
//! as an attribute in the handlers' declarations and as JSON in `openapi.json`.

use serde_json::Value;

use crate::view::text;

/// One thing that is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Keyword {
    /// What JSON has, where the Rust type does not say it.
    ValueType(String),
    /// It may be left out although it has no null.
    Optional,
    /// It is left out where it would be null.
    NotNull,
    /// The type stands here rather than among the components.
    Inline,
    /// The type leads back to the one that it is part of.
    NoRecursion,
    /// Values are separated by commas.
    Listed,
    /// The form of a text, as utoipa calls it: `Email`.
    Format(&'static str),
    /// A keyword of JSON Schema in the spelling of Rust: `max_length`.
    Rule(&'static str, Value),
}

impl Keyword {
    /// A keyword of JSON Schema.
    pub fn rule(name: &'static str, value: impl Into<Value>) -> Self {
        Self::Rule(name, value.into())
    }

    fn print(&self) -> String {
        match self {
            Self::ValueType(wire) => format!("value_type = {wire}"),
            Self::Optional => "required = false".to_owned(),
            Self::NotNull => "nullable = false".to_owned(),
            Self::Inline => "inline".to_owned(),
            Self::NoRecursion => "no_recursion".to_owned(),
            Self::Listed => "style = Form, explode = false".to_owned(),
            Self::Format(name) => format!("format = \"{}\"", name.to_lowercase()),
            Self::Rule(name, Value::String(value)) => format!("{name} = {}", text::rust(value)),
            Self::Rule(name, value)
                if value.as_i64().is_some_and(|number| i32::try_from(number).is_err()) =>
            {
                format!("{name} = {}_i64", text::number(&value.to_string()))
            }
            Self::Rule(name, value) => format!("{name} = {}", text::number(&value.to_string())),
        }
    }
}

/// All of them, separated by commas.
#[must_use]
pub(super) fn print(keywords: &[Keyword]) -> String {
    keywords.iter().map(Keyword::print).collect::<Vec<_>>().join(", ")
}

/// The attribute `name` that tells them; none where there is nothing to tell.
#[must_use]
pub(super) fn attribute(name: &str, keywords: &[Keyword]) -> Option<String> {
    (!keywords.is_empty()).then(|| format!("#[{name}({})]", print(keywords)))
}
