//! Exact numbers. In JSON they are text, because many readers of JSON numbers round them.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueFormat, PgValueRef};
use sqlx::{Decode, Encode, Postgres, Type as SqlType};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// An exact number such as `9.90`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(pub rust_decimal::Decimal);

impl FromStr for Decimal {
    type Err = rust_decimal::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        rust_decimal::Decimal::from_str_exact(text).map(Self)
    }
}

impl Display for Decimal {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| de::Error::custom("must be a decimal number such as \"9.90\""))
    }
}

impl SqlType<Postgres> for Decimal {
    fn type_info() -> PgTypeInfo {
        <rust_decimal::Decimal as SqlType<Postgres>>::type_info()
    }
}

impl Encode<'_, Postgres> for Decimal {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        self.0.encode_by_ref(buffer)
    }
}

impl<'r> Decode<'r, Postgres> for Decimal {
    /// A zero keeps its decimals, too: Postgres sends their number in bytes 6 and 7.
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        let scale = match value.format() {
            PgValueFormat::Binary => value.as_bytes()?.get(6..8).map(<[u8; 2]>::try_from),
            PgValueFormat::Text => None,
        };
        let mut number = rust_decimal::Decimal::decode(value)?;
        if let (true, Some(scale)) = (number.is_zero(), scale) {
            number.rescale(u16::from_be_bytes(scale?).into());
        }
        Ok(Self(number))
    }
}

impl PgHasArrayType for Decimal {
    fn array_type_info() -> PgTypeInfo {
        rust_decimal::Decimal::array_type_info()
    }
}

impl PartialSchema for Decimal {
    fn schema() -> RefOr<Schema> {
        let pattern = "^-?[0-9]{1,14}(\\.[0-9]{1,14})?$";
        ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).into()
    }
}

impl ToSchema for Decimal {}
