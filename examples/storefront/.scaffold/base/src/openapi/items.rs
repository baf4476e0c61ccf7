//! Items of lists as the description tells them: a list's attributes have words for the list only.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type},
};

/// A text of `MIN` to `MAX` characters.
#[derive(Debug, Clone, Copy)]
pub struct TextItem<const MIN: usize, const MAX: usize>;

impl<const MIN: usize, const MAX: usize> PartialSchema for TextItem<MIN, MAX> {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        text.min_length(Some(MIN)).max_length(Some(MAX)).into()
    }
}

impl<const MIN: usize, const MAX: usize> ToSchema for TextItem<MIN, MAX> {}

/// A whole number from `MIN` to `MAX`.
#[derive(Debug, Clone, Copy)]
pub struct WholeItem<const MIN: i64, const MAX: i64>;

impl<const MIN: i64, const MAX: i64> PartialSchema for WholeItem<MIN, MAX> {
    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new().schema_type(Type::Integer);
        let format = SchemaFormat::KnownFormat(KnownFormat::Int64);
        number.format(Some(format)).minimum(Some(MIN)).maximum(Some(MAX)).into()
    }
}

impl<const MIN: i64, const MAX: i64> ToSchema for WholeItem<MIN, MAX> {}
