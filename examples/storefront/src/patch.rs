//! The three states of a field in a PATCH body.

use serde::{Deserialize, Deserializer};
use utoipa::{PartialSchema, ToSchema};

/// A field that a change may leave alone: `Patch<T>` where it must have a value,
/// `Patch<Option<T>>` where null clears it. In what a row is created from, it is a field with a
/// default, which being absent asks for and null does not. Needs `#[serde(default)]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Patch<T> {
    /// The field is not mentioned and stays as it is.
    #[default]
    Absent,
    /// The field gets this value.
    Set(T),
}

impl<T> Patch<T> {
    /// The new value, if there is one.
    pub fn as_set(&self) -> Option<&T> {
        match self {
            Self::Absent => None,
            Self::Set(value) => Some(value),
        }
    }

    /// Whether the field is mentioned.
    pub fn is_set(&self) -> bool {
        matches!(self, Self::Set(_))
    }
}

impl<T> Patch<Option<T>> {
    /// The new value, if the field is mentioned and not cleared.
    pub fn as_value(&self) -> Option<&T> {
        self.as_set().and_then(Option::as_ref)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::Set)
    }
}

impl<T: PartialSchema> PartialSchema for Patch<T> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        T::schema()
    }
}

impl<T: ToSchema> ToSchema for Patch<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        T::name()
    }

    fn schemas(
        schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>,
    ) {
        T::schemas(schemas);
    }
}
