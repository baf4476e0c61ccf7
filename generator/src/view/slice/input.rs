//! Fields as a request carries them: their types, their `OpenAPI` keywords, their checks.

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::model::{Field, FieldId, FieldKind, Model, Resource, ResourceId, Scalar, Value};
use crate::view::types::{self, RustType};
use crate::view::{text, words};

use super::deprecation;
use super::keyword::{self, Keyword};

/// A time of day without a zone, for which JSON Schema has no format.
const TIME: &str = r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?$";

/// A member of a struct that a request's body becomes.
#[derive(Debug, Clone, Serialize)]
pub struct Member {
    /// What the field is for; the author's words.
    pub documentation: Vec<String>,
    /// Attribute lines.
    pub attributes: Vec<String>,
    /// As a Rust identifier.
    pub ident: String,
    /// Its Rust type.
    pub type_name: String,
    /// What the document is told of it; the attributes tell it, too.
    #[serde(skip)]
    pub keywords: Vec<Keyword>,
}

/// One field checked inside `validate`.
#[derive(Debug, Clone, Serialize)]
pub struct CheckLine {
    /// The function of `rules.rs`.
    pub function: String,
    /// Where the value comes from: `if let Some(bio) = &self.bio`; empty when it is always there.
    pub guard: String,
    /// The value.
    pub argument: String,
}

/// How a request may leave a field out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// It must be there.
    Required,
    /// Left out is null.
    Nullable,
    /// Left out is the default, or no change.
    Patch,
    /// The same, and null is a value.
    NullablePatch,
}

impl Presence {
    /// In the body that creates a row.
    #[must_use]
    pub(crate) fn on_create(field: &Field) -> Self {
        match (field.optional, field.default.is_some()) {
            (false, false) => Self::Required,
            (true, false) => Self::Nullable,
            (false, true) => Self::Patch,
            (true, true) => Self::NullablePatch,
        }
    }

    /// In the body that changes one.
    #[must_use]
    pub(crate) fn on_update(field: &Field) -> Self {
        if field.optional { Self::NullablePatch } else { Self::Patch }
    }

    /// In what an action takes.
    #[must_use]
    pub(crate) fn taken(field: &Field) -> Self {
        if field.optional { Self::Nullable } else { Self::Required }
    }
}

/// Whether only some of those who may write the row may write the field.
#[must_use]
pub(crate) fn is_restricted(field: &Field) -> bool {
    field.write.as_ref().is_some_and(|who| !who.is_empty())
}

/// Whether requests may carry the field when they create a row.
#[must_use]
pub(crate) fn is_given(resource: &Resource, at: FieldId) -> bool {
    let field = &resource.fields[at.0];
    let writable = field.write.as_ref().is_none_or(|who| !who.is_empty());
    let derived = matches!(field.kind, FieldKind::Scalar(Scalar::Slug { .. }));
    writable
        && !derived
        && has_column(field)
        && resource.owner != Some(at)
        && resource.under != Some(at)
}

/// Whether requests may carry the field when they change one.
#[must_use]
pub(crate) fn is_changeable(resource: &Resource, at: FieldId) -> bool {
    is_given(resource, at) && !resource.fields[at.0].immutable
}

/// Whether the field is a column of the table.
#[must_use]
pub(crate) fn has_column(field: &Field) -> bool {
    !matches!(
        field.kind,
        FieldKind::ManyToMany { .. } | FieldKind::Count { .. } | FieldKind::Mine { .. }
    )
}

/// A field as a member of the body that creates a row.
#[must_use]
pub(crate) fn given(model: &Model, id: ResourceId, field: &Field) -> Option<Member> {
    member(model, id, field, Presence::on_create(field), literal_default(model, field))
}

/// A field as a member of the body that changes one.
#[must_use]
pub(crate) fn changed(model: &Model, id: ResourceId, field: &Field) -> Option<Member> {
    member(model, id, field, Presence::on_update(field), None)
}

/// A field as a member of what an action takes.
#[must_use]
pub(crate) fn taken(model: &Model, id: ResourceId, field: &Field) -> Option<Member> {
    member(model, id, field, Presence::taken(field), None)
}

fn member(
    model: &Model,
    id: ResourceId,
    field: &Field,
    presence: Presence,
    default: Option<Json>,
) -> Option<Member> {
    let plain = types::of_field(model, id, field)?;
    let type_name = match presence {
        Presence::Required => plain.clone(),
        Presence::Nullable => plain.clone().optional(),
        Presence::Patch => plain.clone().patch(),
        Presence::NullablePatch => plain.clone().optional().patch(),
    };
    let mut keywords = value_type(&field.kind, &plain, presence);
    keywords.extend(self::keywords(&field.kind, field.pattern.as_deref()));
    keywords.extend(default.map(|default| Keyword::rule("default", default)));
    let left_out = (presence != Presence::Required).then(|| "#[serde(default)]".to_owned());
    Some(Member {
        documentation: deprecation::documentation(field),
        attributes: left_out.into_iter().chain(keyword::attribute("schema", &keywords)).collect(),
        ident: types::ident(field),
        type_name: type_name.text,
        keywords,
    })
}

/// What JSON has where the Rust type does not say it.
#[must_use]
pub(crate) fn wire_type(kind: &FieldKind) -> Option<String> {
    match kind {
        FieldKind::Scalar(Scalar::Decimal { .. }) => Some("String".to_owned()),
        FieldKind::List { item, .. } => wire_item(item).map(|item| format!("Vec<{item}>")),
        _ => None,
    }
}

/// What tells the bounds of an item, which the attributes of its list cannot.
fn wire_item(item: &Scalar) -> Option<String> {
    Some(match item {
        Scalar::String { min, max } | Scalar::Text { min, max } => {
            format!("TextItem<{min}, {max}>")
        }
        Scalar::Email => "TextItem<6, 254>".to_owned(),
        Scalar::Url => "TextItem<8, 2000>".to_owned(),
        Scalar::Slug { .. } => "TextItem<1, 200>".to_owned(),
        Scalar::Integer { min, max } => whole_item(
            min.map_or(i32::MIN.into(), i64::from),
            max.map_or(i32::MAX.into(), i64::from),
        ),
        Scalar::Bigint { min, max } => whole_item(min.unwrap_or(i64::MIN), max.unwrap_or(i64::MAX)),
        Scalar::Decimal { .. } => "Decimal".to_owned(),
        _ => return None,
    })
}

fn whole_item(min: i64, max: i64) -> String {
    let [min, max] = [min, max].map(|bound| text::number(&bound.to_string()));
    format!("WholeItem<{min}, {max}>")
}

/// What the document has to be told because the Rust type does not say it.
fn value_type(kind: &FieldKind, plain: &RustType, presence: Presence) -> Vec<Keyword> {
    let told = wire_type(kind);
    let wire = told.as_ref().unwrap_or(&plain.text);
    match presence {
        Presence::Required => {
            told.map(|wire| Keyword::ValueType(wire.clone())).into_iter().collect()
        }
        Presence::Nullable => {
            told.map(|wire| Keyword::ValueType(format!("Option<{wire}>"))).into_iter().collect()
        }
        Presence::Patch => vec![Keyword::ValueType(wire.clone()), Keyword::Optional],
        Presence::NullablePatch => {
            vec![Keyword::ValueType(format!("Option<{wire}>")), Keyword::Optional]
        }
    }
}

/// The bounds of a value as the document tells them.
#[must_use]
pub(crate) fn keywords(kind: &FieldKind, pattern: Option<&str>) -> Vec<Keyword> {
    let mut all = match kind {
        FieldKind::Scalar(scalar) => scalar_keywords(scalar),
        FieldKind::List { item, min, max } => {
            let inline = wire_item(item).map(|_| Keyword::Inline);
            let least = (*min > 0).then(|| Keyword::rule("min_items", *min));
            inline.into_iter().chain(least).chain([Keyword::rule("max_items", *max)]).collect()
        }
        FieldKind::Count { .. } => vec![Keyword::rule("minimum", 0)],
        FieldKind::BelongsTo { .. } | FieldKind::ManyToMany { .. } | FieldKind::Mine { .. } => {
            Vec::new()
        }
    };
    all.extend(pattern.map(|pattern| Keyword::rule("pattern", format!("^(?:{pattern})$"))));
    all
}

pub(super) fn scalar_keywords(scalar: &Scalar) -> Vec<Keyword> {
    match scalar {
        Scalar::String { min, max } | Scalar::Text { min, max } => lengths(*min, *max),
        Scalar::Integer { min, max } | Scalar::Bigint { min, max } => range(*min, *max),
        Scalar::Float { min, max } => range(*min, *max),
        Scalar::Decimal { precision, scale, .. } => {
            let digits = (precision - scale).max(1);
            let fraction =
                if *scale == 0 { String::new() } else { format!("(\\.[0-9]{{1,{scale}}})?") };
            vec![Keyword::rule("pattern", format!("^-?[0-9]{{1,{digits}}}{fraction}$"))]
        }
        Scalar::Email => vec![Keyword::Format("Email"), Keyword::rule("max_length", 254)],
        Scalar::Url => vec![Keyword::rule("format", "uri"), Keyword::rule("max_length", 2000)],
        Scalar::Slug { .. } => lengths(1, 200),
        Scalar::Time { .. } => vec![Keyword::rule("pattern", TIME)],
        Scalar::Boolean
        | Scalar::Date { .. }
        | Scalar::Timestamp { .. }
        | Scalar::Uuid
        | Scalar::Enum(_)
        | Scalar::Json => Vec::new(),
    }
}

/// What is left open has the bounds of the type, which its format tells.
fn range<T: Into<Json>>(min: Option<T>, max: Option<T>) -> Vec<Keyword> {
    let least = min.map(|bound| Keyword::rule("minimum", bound));
    least.into_iter().chain(max.map(|bound| Keyword::rule("maximum", bound))).collect()
}

fn lengths(min: u32, max: u32) -> Vec<Keyword> {
    let least = (min > 0).then(|| Keyword::rule("min_length", min));
    least.into_iter().chain([Keyword::rule("max_length", max)]).collect()
}

/// A default that is the same for every row, as the document shows it.
fn literal_default(model: &Model, field: &Field) -> Option<Json> {
    let scalar = match &field.kind {
        FieldKind::Scalar(scalar) => Some(scalar),
        _ => None,
    };
    Some(match field.default.as_ref()? {
        Value::Boolean(truth) => json!(truth),
        Value::Integer(number) => json!(number),
        Value::Float(number) => json!(number),
        Value::Decimal(written) | Value::Text(written) => json!(written),
        variant @ Value::Variant(_) => json!(words::value(model, scalar, variant)),
        _ => return None,
    })
}

/// The function that checks a field, or what a request to an action carries.
#[must_use]
pub(crate) fn check_name(column: &str, action: Option<&str>) -> String {
    match action {
        None => format!("check_{column}"),
        Some(action) => format!("check_{column}_of_{action}"),
    }
}

/// How `validate` reaches a field's value and hands it to its check.
#[must_use]
pub(crate) fn check_line(
    field: &Field,
    presence: Presence,
    action: Option<&str>,
) -> Option<CheckLine> {
    if !super::check_function::has_rules(field) {
        return None;
    }
    let (name, ident) = (types::column(field), types::ident(field));
    let value = if name == "faults" { "value".to_owned() } else { ident.clone() };
    let copied = is_copy(&field.kind);
    let (guard, argument) = match (presence, copied) {
        (Presence::Required, true) => (String::new(), format!("self.{ident}")),
        (Presence::Required, false) => (String::new(), format!("&self.{ident}")),
        (Presence::Nullable, true) => (format!("if let Some({value}) = self.{ident}"), value),
        (Presence::Nullable, false) => (format!("if let Some({value}) = &self.{ident}"), value),
        (Presence::Patch, true) => {
            (format!("if let Some(&{value}) = self.{ident}.as_set()"), value)
        }
        (Presence::Patch, false) => {
            (format!("if let Some({value}) = self.{ident}.as_set()"), value)
        }
        (Presence::NullablePatch, true) => {
            (format!("if let Some(&{value}) = self.{ident}.as_value()"), value)
        }
        (Presence::NullablePatch, false) => {
            (format!("if let Some({value}) = self.{ident}.as_value()"), value)
        }
    };
    Some(CheckLine { function: check_name(&name, action), guard, argument })
}

/// Whether the Rust type is copied rather than borrowed.
#[must_use]
pub(crate) fn is_copy(kind: &FieldKind) -> bool {
    match kind {
        FieldKind::Scalar(scalar) => !scalar.is_text() && *scalar != Scalar::Json,
        FieldKind::List { .. } | FieldKind::ManyToMany { .. } => false,
        FieldKind::BelongsTo { .. } | FieldKind::Count { .. } | FieldKind::Mine { .. } => true,
    }
}
