//! Exact numbers. In JSON they are text, because many readers of JSON numbers round them.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
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

    /// Reads digits, with or without a point among them and a minus in front, and nothing else.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits.splitn(2, '.').all(|part| !part.is_empty() && are_digits(part)) {
            return Err(rust_decimal::Error::from("not a decimal number"));
        }
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
        deserializer.deserialize_str(DecimalText)
    }
}

struct DecimalText;

impl Visitor<'_> for DecimalText {
    type Value = Decimal;

    fn expecting(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str("a decimal number in a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Decimal, E> {
        text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
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

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn only_digits_and_a_point_make_a_number() {
        for number in ["0", "-0.01", "9.90", "007.5"] {
            assert!(number.parse::<Decimal>().is_ok(), "{number}");
        }
        for text in ["", "-", ".5", "5.", "+1", "1_000", "1e3", " 1", "1.2.3", "--1", "١"] {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
    }
}
