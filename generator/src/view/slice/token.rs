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
    let token = |(at, field): (usize, &Field)| match field.default {
        Some(Value::Token(length)) => Some(Token { ident: local(resource, FieldId(at)), length }),
        _ => None,
    };
    resource.fields.iter().enumerate().filter_map(token).collect()
}

/// The value of such a field in a new row: what a request says, if it may and does.
pub(super) fn value(resource: &Resource, at: FieldId) -> String {
    let field = &resource.fields[at.0];
    let (ident, made) = (types::ident(field), local(resource, at));
    match (input::is_given(resource, at), field.optional) {
        (false, _) => made,
        (true, false) => format!("new.{ident}.as_set().map_or({made}, String::as_str)"),
        (true, true) => format!("new.{ident}.as_set().map_or(Some({made}), Option::as_deref)"),
    }
}

/// The variable that holds a value made at random: called like the field where it can be.
fn local(resource: &Resource, at: FieldId) -> String {
    let called = |field: &Field| names::local(&types::column(field), "");
    let own = called(&resource.fields[at.0]);
    if !own.is_empty() {
        return own;
    }
    let made = |field: &&Field| matches!(field.default, Some(Value::Token(_)));
    let before = resource.fields[..at.0].iter().filter(made);
    match before.filter(|field| called(field).is_empty()).count() {
        0 => "random_text".to_owned(),
        count => format!("random_text_{}", count + 1),
    }
}
