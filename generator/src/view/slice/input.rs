//! Fields as a request carries them: their types, their OpenAPI keywords, their checks.

use serde::Serialize;

use crate::model::{Field, FieldId, FieldKind, Model, Resource, ResourceId, Scalar, Value};
use crate::view::types::{self, RustType};
use crate::view::{text, words};

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
pub enum Presence {
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
    pub fn on_create(field: &Field) -> Self {
        match (field.optional, field.default.is_some()) {
            (false, false) => Self::Required,
            (true, false) => Self::Nullable,
            (false, true) => Self::Patch,
            (true, true) => Self::NullablePatch,
        }
    }

    /// In the body that changes one.
    #[must_use]
    pub fn on_update(field: &Field) -> Self {
        if field.optional { Self::NullablePatch } else { Self::Patch }
    }
}

/// Whether only some of those who may write the row may write the field.
#[must_use]
pub fn is_restricted(field: &Field) -> bool {
    field.write.as_ref().is_some_and(|who| !who.is_empty())
}

/// Whether requests may carry the field when they create a row.
#[must_use]
pub fn is_given(resource: &Resource, at: FieldId) -> bool {
    let field = &resource.fields[at.0];
    let writable = field.write.as_ref().is_none_or(|who| !who.is_empty());
    let derived = matches!(field.kind, FieldKind::Scalar(Scalar::Slug { .. }));
    writable && !derived && has_column(field) && resource.owner != Some(at) && resource.under != Some(at)
}

/// Whether requests may carry the field when they change one.
#[must_use]
pub fn is_changeable(resource: &Resource, at: FieldId) -> bool {
    is_given(resource, at) && !resource.fields[at.0].immutable
}

/// Whether the field is a column of the table.
#[must_use]
pub fn has_column(field: &Field) -> bool {
    !matches!(field.kind, FieldKind::ManyToMany { .. } | FieldKind::Count { .. } | FieldKind::Mine { .. })
}

/// A field as a member of a request's body.
#[must_use]
pub fn member(model: &Model, id: ResourceId, field: &Field, presence: Presence) -> Option<Member> {
    let plain = types::of_field(model, id, field)?;
    let type_name = match presence {
        Presence::Required => plain.clone(),
        Presence::Nullable => plain.clone().optional(),
        Presence::Patch => plain.clone().patch(),
        Presence::NullablePatch => plain.clone().optional().patch(),
    };
    let mut attributes = Vec::new();
    if presence != Presence::Required {
        attributes.push("#[serde(default)]".to_owned());
    }
    let mut keywords = value_type(&field.kind, &plain, presence);
    keywords.extend(self::keywords(&field.kind, field.pattern.as_deref()));
    if let (Presence::Patch | Presence::NullablePatch, Some(default)) = (presence, literal_default(model, field)) {
        keywords.push(format!("default = {default}"));
    }
    if !keywords.is_empty() {
        attributes.push(format!("#[schema({})]", keywords.join(", ")));
    }
    Some(Member { documentation: text::documentation(&field.summary), attributes, ident: types::ident(field), type_name: type_name.text })
}

/// What the document has to be told because the Rust type does not say it.
fn value_type(kind: &FieldKind, plain: &RustType, presence: Presence) -> Vec<String> {
    let wire = match kind {
        FieldKind::Scalar(Scalar::Decimal { .. }) => "String".to_owned(),
        FieldKind::List { item: Scalar::Decimal { .. }, .. } => "Vec<String>".to_owned(),
        FieldKind::Scalar(Scalar::Json) => "Object".to_owned(),
        _ => plain.text.clone(),
    };
    let told = wire != plain.text;
    match presence {
        Presence::Required if told => vec![format!("value_type = {wire}")],
        Presence::Required => Vec::new(),
        Presence::Nullable if told => vec![format!("value_type = Option<{wire}>")],
        Presence::Nullable => Vec::new(),
        Presence::Patch => vec![format!("value_type = {wire}"), "required = false".to_owned()],
        Presence::NullablePatch => vec![format!("value_type = Option<{wire}>"), "required = false".to_owned()],
    }
}

/// The bounds of a value as OpenAPI keywords.
#[must_use]
pub fn keywords(kind: &FieldKind, pattern: Option<&str>) -> Vec<String> {
    let mut all = match kind {
        FieldKind::Scalar(scalar) => scalar_keywords(scalar),
        FieldKind::List { min, max, .. } => vec![format!("min_items = {min}"), format!("max_items = {max}")],
        FieldKind::Count { .. } => vec!["minimum = 0".to_owned()],
        FieldKind::BelongsTo { .. } | FieldKind::ManyToMany { .. } | FieldKind::Mine { .. } => Vec::new(),
    };
    if let Some(pattern) = pattern {
        all.push(format!("pattern = {}", text::rust(&format!("^(?:{pattern})$"))));
    }
    all
}

fn scalar_keywords(scalar: &Scalar) -> Vec<String> {
    let range = |min: String, max: String| vec![format!("minimum = {min}"), format!("maximum = {max}")];
    match scalar {
        Scalar::String { min, max } | Scalar::Text { min, max } => lengths(*min, *max),
        Scalar::Integer { min, max } => range(
            min.unwrap_or(i64::from(i32::MIN)).to_string(),
            max.unwrap_or(i64::from(i32::MAX)).to_string(),
        ),
        Scalar::Bigint { min, max } => range(min.unwrap_or(i64::MIN).to_string(), max.unwrap_or(i64::MAX).to_string()),
        Scalar::Float { min, max } => {
            let min = min.map(|bound| format!("minimum = {bound:?}"));
            min.into_iter().chain(max.map(|bound| format!("maximum = {bound:?}"))).collect()
        }
        Scalar::Decimal { precision, scale, .. } => {
            let digits = precision - scale;
            let fraction = if *scale == 0 { String::new() } else { format!("(\\\\.[0-9]{{1,{scale}}})?") };
            vec![format!("pattern = \"^-?[0-9]{{1,{}}}{fraction}$\"", digits.max(1))]
        }
        Scalar::Email => vec!["format = Email".to_owned(), "max_length = 254".to_owned()],
        Scalar::Url => vec!["format = Uri".to_owned(), "max_length = 2000".to_owned()],
        Scalar::Slug { .. } => lengths(1, 200),
        Scalar::Boolean | Scalar::Date { .. } | Scalar::Time { .. } | Scalar::Timestamp { .. } => Vec::new(),
        Scalar::Uuid | Scalar::Enum(_) | Scalar::Json => Vec::new(),
    }
}

fn lengths(min: u32, max: u32) -> Vec<String> {
    match min {
        0 => vec![format!("max_length = {max}")],
        _ => vec![format!("min_length = {min}"), format!("max_length = {max}")],
    }
}

/// A default that is the same for every row, as the document shows it.
fn literal_default(model: &Model, field: &Field) -> Option<String> {
    let scalar = match &field.kind {
        FieldKind::Scalar(scalar) => Some(scalar),
        _ => None,
    };
    Some(match field.default.as_ref()? {
        Value::Boolean(truth) => truth.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Decimal(written) | Value::Text(written) => text::rust(written),
        variant @ Value::Variant(_) => text::rust(&words::value(model, scalar, variant)),
        _ => return None,
    })
}

/// The function that checks a field, or what a request to an action carries.
#[must_use]
pub fn check_name(column: &str, action: Option<&str>) -> String {
    match action {
        None => format!("check_{column}"),
        Some(action) => format!("check_{action}_{column}"),
    }
}

/// How `validate` reaches a field's value and hands it to its check.
#[must_use]
pub fn check_line(field: &Field, presence: Presence, action: Option<&str>) -> Option<CheckLine> {
    if !super::rules::has_rules(field) {
        return None;
    }
    let (name, ident) = (types::column(field), types::ident(field));
    let copied = is_copy(&field.kind);
    let (guard, argument) = match (presence, copied) {
        (Presence::Required, true) => (String::new(), format!("self.{ident}")),
        (Presence::Required, false) => (String::new(), format!("&self.{ident}")),
        (Presence::Nullable, true) => (format!("if let Some({ident}) = self.{ident}"), ident),
        (Presence::Nullable, false) => (format!("if let Some({ident}) = &self.{ident}"), ident),
        (Presence::Patch, true) => (format!("if let Some(&{ident}) = self.{ident}.as_set()"), ident),
        (Presence::Patch, false) => (format!("if let Some({ident}) = self.{ident}.as_set()"), ident),
        (Presence::NullablePatch, true) => (format!("if let Some(&{ident}) = self.{ident}.as_value()"), ident),
        (Presence::NullablePatch, false) => (format!("if let Some({ident}) = self.{ident}.as_value()"), ident),
    };
    Some(CheckLine { function: check_name(&name, action), guard, argument })
}

/// Whether the Rust type is copied rather than borrowed.
#[must_use]
pub fn is_copy(kind: &FieldKind) -> bool {
    match kind {
        FieldKind::Scalar(scalar) => !matches!(
            scalar,
            Scalar::String { .. } | Scalar::Text { .. } | Scalar::Email | Scalar::Url | Scalar::Slug { .. } | Scalar::Json
        ),
        FieldKind::List { .. } | FieldKind::ManyToMany { .. } => false,
        FieldKind::BelongsTo { .. } | FieldKind::Count { .. } | FieldKind::Mine { .. } => true,
    }
}
