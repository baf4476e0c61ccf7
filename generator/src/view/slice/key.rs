//! What a path names a row by.

use serde::Serialize;

use crate::model::{FieldKind, Model, ResourceId, Scalar};
use crate::view::{names, text, types};

use super::input;
use super::keyword::{self, Keyword};

/// What a path names a row by.
#[derive(Debug, Clone, Serialize)]
pub struct Key {
    /// As a Rust variable: `id`, `handle`.
    pub ident: String,
    /// As the path names it.
    pub json: String,
    /// The type that the path is read as: `PostId`, `String`.
    pub type_name: String,
    /// The type of a function's parameter: `PostId`, `&str`.
    pub parameter: String,
    /// What the function is handed: `id`, `&handle`.
    pub argument: String,
    /// Its value as a parameter of a statement.
    pub bind: String,
    /// Its value in a row, for `location`: `post.id.0`, `&tag.name`.
    pub of_row: String,
    /// What the document says of it: `PostId`, `String`.
    pub wire: String,
    /// `The handle of a user.`
    #[serde(skip)]
    pub described: String,
    /// What else the document is told of it.
    #[serde(skip)]
    pub keywords: Vec<Keyword>,
    /// All that the document is told of it, as it is printed behind `Path`.
    pub bounds: String,
}

/// How paths name a resource's rows.
#[must_use]
pub(super) fn key(model: &Model, id: ResourceId) -> Key {
    let resource = model.resource(id);
    let names = names::names(resource);
    let described = |what: &str| format!("The {what} of {}.", names.a_row);
    let Some(at) = resource.key else {
        let type_name = format!("{}Id", names.type_name);
        return Key {
            ident: "id".to_owned(),
            json: "id".to_owned(),
            parameter: type_name.clone(),
            argument: "id".to_owned(),
            bind: "id.0".to_owned(),
            of_row: format!("{}.id.0", names.row),
            wire: type_name.clone(),
            keywords: Vec::new(),
            bounds: bounds(&described("id"), &[]),
            described: described("id"),
            type_name,
        };
    };
    let field = &resource.fields[at.0];
    let (json, member) = (types::column(field), types::ident(field));
    let ident = match member == names.row || json == "user" {
        true => "key".to_owned(),
        false => names::local(&json, "key"),
    };
    let type_name = types::of_field(model, id, field).map(|kind| kind.text).unwrap_or_default();
    let copied = input::is_copy(&field.kind);
    let keywords = input::keywords(&field.kind, field.pattern.as_deref());
    Key {
        bounds: bounds(&described(&field.name.words()), &keywords),
        described: described(&field.name.words()),
        keywords,
        parameter: if copied { type_name.clone() } else { "&str".to_owned() },
        argument: if copied { ident.clone() } else { format!("&{ident}") },
        bind: ident.clone(),
        of_row: if copied {
            format!("{}.{member}", names.row)
        } else {
            format!("&{}.{member}", names.row)
        },
        wire: if matches!(field.kind, FieldKind::Scalar(Scalar::Decimal { .. })) {
            "String".to_owned()
        } else {
            type_name.clone()
        },
        type_name,
        ident,
        json,
    }
}

fn bounds(described: &str, keywords: &[Keyword]) -> String {
    let described = format!(", description = {}", text::rust(described));
    match keywords.is_empty() {
        true => described,
        false => format!("{described}, {}", keyword::print(keywords)),
    }
}
