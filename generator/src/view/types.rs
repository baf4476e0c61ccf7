//! The Rust types of values.

use std::collections::BTreeSet;

use crate::model::name::rust_identifier;
use crate::model::{EnumId, Field, FieldKind, Model, Resource, ResourceId, Scalar};

use super::names;
use crate::sql::Kind;

/// A Rust type and what has to be imported for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RustType {
    /// As it is written.
    pub text: String,
    /// Full paths.
    pub imports: BTreeSet<String>,
}

impl RustType {
    fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), imports: BTreeSet::new() }
    }

    fn imported(text: &str, paths: &[&str]) -> Self {
        Self {
            text: text.to_owned(),
            imports: paths.iter().map(|path| (*path).to_owned()).collect(),
        }
    }

    /// `Option<T>`
    #[must_use]
    pub fn optional(self) -> Self {
        Self { text: format!("Option<{}>", self.text), ..self }
    }

    /// `Vec<T>`
    #[must_use]
    pub fn list(self) -> Self {
        Self { text: format!("Vec<{}>", self.text), ..self }
    }

    /// `Patch<T>`
    #[must_use]
    pub fn patch(mut self) -> Self {
        self.imports.insert("crate::patch::Patch".to_owned());
        Self { text: format!("Patch<{}>", self.text), ..self }
    }
}

/// The name of a field's column and JSON member: `author_id` for a relation.
#[must_use]
pub fn column(field: &Field) -> String {
    match field.kind {
        FieldKind::BelongsTo { .. } => format!("{}_id", field.name.snake()),
        _ => field.name.snake().to_owned(),
    }
}

/// The same as a Rust identifier.
#[must_use]
pub fn ident(field: &Field) -> String {
    rust_identifier(&column(field)).into_owned()
}

/// The type of a field's value, null left out; `None` for many-to-many.
#[must_use]
pub fn of_field(model: &Model, home: ResourceId, field: &Field) -> Option<RustType> {
    Some(match &field.kind {
        FieldKind::Scalar(scalar) => of_scalar(model, home, scalar),
        FieldKind::List { item, .. } => of_scalar(model, home, item).list(),
        FieldKind::BelongsTo { target } => id(model, home, *target),
        FieldKind::Count { .. } => RustType::plain("i64"),
        FieldKind::Mine { .. } => RustType::plain("bool"),
        FieldKind::ManyToMany { .. } => return None,
    })
}

/// The id type of a resource.
#[must_use]
pub fn id(model: &Model, home: ResourceId, target: ResourceId) -> RustType {
    let resource = model.resource(target);
    let text = format!("{}Id", resource.name.pascal());
    let path = format!("{}::{text}", names::id_module(resource));
    match home == target && !resource.account {
        true => RustType::plain(&text),
        false => RustType::imported(&text, &[&path]),
    }
}

/// The type of one value.
#[must_use]
pub fn of_scalar(model: &Model, home: ResourceId, scalar: &Scalar) -> RustType {
    match scalar {
        Scalar::String { .. }
        | Scalar::Text { .. }
        | Scalar::Email
        | Scalar::Url
        | Scalar::Slug { .. } => RustType::plain("String"),
        Scalar::Integer { .. } => RustType::plain("i32"),
        Scalar::Bigint { .. } => RustType::plain("i64"),
        Scalar::Decimal { .. } => RustType::imported("Decimal", &["crate::decimal::Decimal"]),
        Scalar::Float { .. } => RustType::plain("f64"),
        Scalar::Boolean => RustType::plain("bool"),
        Scalar::Date { .. } => RustType::imported("NaiveDate", &["chrono::NaiveDate"]),
        Scalar::Time { .. } => RustType::imported("NaiveTime", &["chrono::NaiveTime"]),
        Scalar::Timestamp { .. } => {
            RustType::imported("DateTime<Utc>", &["chrono::DateTime", "chrono::Utc"])
        }
        Scalar::Uuid => RustType::imported("Uuid", &["uuid::Uuid"]),
        Scalar::Enum(id) => of_enum(model, home, *id),
        Scalar::Json => RustType::imported("Value", &["serde_json::Value"]),
    }
}

/// The Rust type of a column by its SQL type.
#[must_use]
pub fn of_kind(model: &Model, home: ResourceId, kind: &Kind) -> String {
    match kind {
        Kind::Uuid => "Uuid".to_owned(),
        Kind::Text => "String".to_owned(),
        Kind::Integer => "i32".to_owned(),
        Kind::Bigint => "i64".to_owned(),
        Kind::Numeric(..) => "Decimal".to_owned(),
        Kind::Float => "f64".to_owned(),
        Kind::Boolean => "bool".to_owned(),
        Kind::Date => "NaiveDate".to_owned(),
        Kind::Time => "NaiveTime".to_owned(),
        Kind::Timestamp => "DateTime<Utc>".to_owned(),
        Kind::Json => "Value".to_owned(),
        Kind::Enum(id) => of_enum(model, home, *id).text,
        Kind::Array(item) => format!("Vec<{}>", of_kind(model, home, item)),
    }
}

/// An enum's type: in the slice that declares it, or among the shared ones.
#[must_use]
pub fn of_enum(model: &Model, home: ResourceId, id: EnumId) -> RustType {
    let declared = &model.enums[id.0];
    let text = declared.name.pascal();
    if declared.shared {
        let path = format!("crate::enums::{text}");
        return RustType::imported(&text, &[&path]);
    }
    if enums(model.resource(home)).contains(&id) {
        return RustType::plain(&text);
    }
    let Some(owner) = model.resources.iter().find(|resource| enums(resource).contains(&id)) else {
        return RustType::plain(&text);
    };
    let path = format!("crate::{}::model::{text}", names::names(owner).module);
    RustType::imported(&text, &[&path])
}

/// The enums that fields of a resource hold and its actions take, each once, in the order in
/// which they are written.
#[must_use]
pub fn enums(resource: &Resource) -> BTreeSet<EnumId> {
    let taken = resource.actions.iter().flat_map(|action| &action.takes);
    let used = resource.fields.iter().chain(taken).filter_map(|field| match &field.kind {
        FieldKind::Scalar(Scalar::Enum(used))
        | FieldKind::List { item: Scalar::Enum(used), .. } => Some(*used),
        _ => None,
    });
    used.collect()
}
