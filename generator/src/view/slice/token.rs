//! Fields whose values the service makes at random.

use serde::Serialize;

use crate::model::{Field, FieldId, Resource, Value};
use crate::view::{names, types};

use super::input;

/// A field whose value is made at random.
#[derive(Debug, Clone, Serialize)]
pub struct Token {
    /// The variable that holds it.
    pub ident: String,
    /// How many characters it has.
    pub length: u32,
}

/// The fields of a resource whose values the service makes at random.
pub(super) fn tokens(resource: &Resource) -> Vec<Token> {
    let fields = resource.fields.iter().enumerate();
    let fields = fields.filter(|(at, _)| !input::is_given(resource, FieldId(*at)));
    let token = |(_, field): (usize, &Field)| match field.default {
        Some(Value::Token(length)) => Some(Token { ident: local(field), length }),
        _ => None,
    };
    fields.filter_map(token).collect()
}

/// The variable that holds a value made at random.
pub(super) fn local(field: &Field) -> String {
    names::local(&types::column(field), "random_text")
}
