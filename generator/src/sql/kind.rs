//! The types of columns and parameters.

use serde_json::{Value, json};

use super::name;
use crate::model::{EnumId, FieldKind, Model, Name, Scalar};

/// What Postgres calls a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// `uuid`
    Uuid,
    /// `text`
    Text,
    /// `integer`
    Integer,
    /// `bigint`
    Bigint,
    /// `numeric(precision, scale)`
    Numeric(u32, u32),
    /// `double precision`
    Float,
    /// `boolean`
    Boolean,
    /// `date`
    Date,
    /// `time`
    Time,
    /// `timestamptz`
    Timestamp,
    /// `jsonb`
    Json,
    /// An enum type of the model's own.
    Enum(EnumId),
    /// A one-dimensional array.
    Array(Box<Self>),
}

impl Kind {
    /// The type of a field's column; `None` where the field has no column.
    #[must_use]
    pub fn of(field: &FieldKind) -> Option<Self> {
        match field {
            FieldKind::Scalar(scalar) => Some(Self::of_scalar(scalar)),
            FieldKind::List { item, .. } => Some(Self::Array(Box::new(Self::of_scalar(item)))),
            FieldKind::BelongsTo { .. } => Some(Self::Uuid),
            FieldKind::ManyToMany { .. } | FieldKind::Count { .. } | FieldKind::Mine { .. } => None,
        }
    }

    /// The type of one value.
    #[must_use]
    pub fn of_scalar(scalar: &Scalar) -> Self {
        match scalar {
            Scalar::String { .. }
            | Scalar::Text { .. }
            | Scalar::Email
            | Scalar::Url
            | Scalar::Slug { .. } => Self::Text,
            Scalar::Integer { .. } => Self::Integer,
            Scalar::Bigint { .. } => Self::Bigint,
            Scalar::Decimal { precision, scale, .. } => Self::Numeric(*precision, *scale),
            Scalar::Float { .. } => Self::Float,
            Scalar::Boolean => Self::Boolean,
            Scalar::Date { .. } => Self::Date,
            Scalar::Time { .. } => Self::Time,
            Scalar::Timestamp { .. } => Self::Timestamp,
            Scalar::Uuid => Self::Uuid,
            Scalar::Enum(id) => Self::Enum(*id),
            Scalar::Json => Self::Json,
        }
    }

    /// As it is written in SQL.
    #[must_use]
    pub fn sql(&self, model: &Model) -> String {
        match self {
            Self::Uuid => "uuid".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Integer => "integer".to_owned(),
            Self::Bigint => "bigint".to_owned(),
            Self::Numeric(precision, scale) => format!("numeric({precision}, {scale})"),
            Self::Float => "double precision".to_owned(),
            Self::Boolean => "boolean".to_owned(),
            Self::Date => "date".to_owned(),
            Self::Time => "time".to_owned(),
            Self::Timestamp => "timestamptz".to_owned(),
            Self::Json => "jsonb".to_owned(),
            Self::Enum(id) => name::enum_type(model, *id),
            Self::Array(item) => format!("{}[]", item.sql(model)),
        }
    }

    /// As sqlx writes it into its offline metadata.
    pub(super) fn type_info(&self, model: &Model) -> Value {
        if let Self::Enum(id) = self {
            let labels: Vec<_> = model.enums[id.0].variants.iter().map(Name::snake).collect();
            return json!({ "Custom": { "name": self.sql(model), "kind": { "Enum": labels } } });
        }
        if let Self::Array(item) = self
            && matches!(**item, Self::Enum(_))
        {
            let kind = json!({ "Array": item.type_info(model) });
            return json!({ "Custom": { "name": self.sql(model), "kind": kind } });
        }
        Value::String(self.built_in())
    }

    fn built_in(&self) -> String {
        let name = match self {
            Self::Uuid => "Uuid",
            Self::Text => "Text",
            Self::Integer => "Int4",
            Self::Bigint => "Int8",
            Self::Numeric(..) => "Numeric",
            Self::Float => "Float8",
            Self::Boolean => "Bool",
            Self::Date => "Date",
            Self::Time => "Time",
            Self::Timestamp => "Timestamptz",
            Self::Json => "Jsonb",
            Self::Enum(_) => "Unknown",
            Self::Array(item) => return format!("{}Array", item.built_in()),
        };
        name.to_owned()
    }
}
