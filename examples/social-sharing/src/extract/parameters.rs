//! The parameters of a query string, read strictly.

use std::collections::HashSet;

use percent_encoding::percent_decode_str;
use serde::{
    Deserializer,
    de::{DeserializeOwned, Error, IntoDeserializer, Visitor, value::SeqDeserializer},
    forward_to_deserialize_any,
};

use super::{
    mismatch::{self, Mismatch},
    strict,
    typed::Members,
};
use crate::{
    error::{self, Error as Refusal},
    validate::Fault,
};

/// How many values a comma-separated list may have.
const MAX_VALUES: usize = 100;

/// How many characters a text may have.
pub const MAX_TEXT: usize = 500;

const CHARACTERS: &str = "must be UTF-8 without NUL or non-characters";

/// Splits a query string; refuses what is no text and what is given twice.
pub(super) fn parse(query: &str) -> error::Result<Vec<(String, String)>> {
    let mut parameters: Vec<(String, String)> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (Some(name), value) = (decode(name), decode(value)) else {
            return Err(refuse("", Mismatch::new("characters", CHARACTERS)));
        };
        let Some(value) = value else {
            return Err(refuse(&name, Mismatch::new("characters", CHARACTERS)));
        };
        if parameters.iter().any(|(known, _)| *known == name) {
            return Err(refuse(&name, Mismatch::new("duplicate", "is given twice")));
        }
        parameters.push((name, value));
    }
    Ok(parameters)
}

/// Reads parameters into a type; a name that the type does not know is refused.
pub(super) fn read<T: DeserializeOwned>(parameters: Vec<(String, String)>) -> error::Result<T> {
    T::deserialize(Parameters(parameters)).map_err(|mut mismatch| {
        let name = std::mem::take(&mut mismatch.path);
        refuse(name.split('/').next().unwrap_or_default(), mismatch)
    })
}

/// Reads the values of a path, which are told apart by their order: one, or a tuple.
pub(super) fn read_in_order<T: DeserializeOwned>(values: Vec<String>) -> Option<T> {
    let mut values = values.into_iter().map(Parameter);
    match (values.len(), values.next()) {
        (1, Some(only)) => T::deserialize(only).ok(),
        (_, first) => T::deserialize(SeqDeserializer::new(first.into_iter().chain(values))).ok(),
    }
}

fn decode(text: &str) -> Option<String> {
    let text = text.replace('+', " ");
    strict::clean(percent_decode_str(&text).decode_utf8().ok()?.into_owned())
}

fn refuse(name: &str, mismatch: Mismatch) -> Refusal {
    let name: String = name.chars().take(80).collect();
    Refusal::Malformed(vec![Fault::parameter(name, mismatch.code, mismatch.detail)])
}

struct Parameters(Vec<(String, String)>);

impl<'de> Deserializer<'de> for Parameters {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        let entries = self.0.into_iter().map(|(name, value)| (name, Parameter(value)));
        visitor.visit_map(Members::new(entries))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The text of one parameter, read as the type that is asked for.
struct Parameter(String);

macro_rules! parse_numbers {
    ($($deserialize:ident $visit:ident),*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
            match self.0.parse() {
                Ok(value) => visitor.$visit(value),
                Err(_) => self.refuse(&visitor),
            }
        }
    )*};
}

impl Parameter {
    fn refuse<T>(&self, expected: &dyn serde::de::Expected) -> Result<T, Mismatch> {
        let text = serde::de::Unexpected::Str(&self.0);
        Err(Mismatch::invalid_type(text, expected))
    }
}

impl<'de> Deserializer<'de> for Parameter {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        if self.0.chars().count() > MAX_TEXT {
            let detail = format!("must have at most {MAX_TEXT} characters");
            return Err(Mismatch::new("length", detail));
        }
        let expected = (&visitor as &dyn serde::de::Expected).to_string();
        // The database knows no year 0 and no leap seconds.
        let is_lost = self.0.starts_with("0000") || self.0.contains(":60");
        let is_lost = is_lost && mismatch::is_dated(&expected);
        if is_lost || !mismatch::has_form(&expected, &self.0) {
            return Err(Mismatch::new("form", "").or_form(&expected));
        }
        visitor.visit_string(self.0).map_err(|mismatch: Mismatch| mismatch.or_form(&expected))
    }

    parse_numbers! {
        deserialize_bool visit_bool, deserialize_i16 visit_i16, deserialize_i32 visit_i32,
        deserialize_i64 visit_i64, deserialize_u16 visit_u16, deserialize_u32 visit_u32,
        deserialize_u64 visit_u64
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.0.parse() {
            Ok(value) if f64::is_finite(value) => visitor.visit_f64(value),
            _ => self.refuse(&visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        let values: Vec<&str> = self.0.split(',').collect();
        if values.len() > MAX_VALUES {
            let detail = format!("must have at most {MAX_VALUES} values");
            return Err(Mismatch::new("items", detail));
        }
        if values.iter().collect::<HashSet<_>>().len() < values.len() {
            return Err(Mismatch::new("duplicate", "must have each value once"));
        }
        let values = values.into_iter().map(|value| Self(value.to_owned()));
        visitor.visit_seq(SeqDeserializer::new(values))
    }

    forward_to_deserialize_any! {
        i8 u8 f32 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct
        identifier ignored_any
    }
}

impl IntoDeserializer<'_, Mismatch> for Parameter {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::extract::SearchWords;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Filter {
        #[serde(rename = "count.gte")]
        count_at_least: Option<i64>,
        ids: Option<Vec<uuid::Uuid>>,
        open: Option<bool>,
        name: Option<String>,
        q: Option<SearchWords>,
        on: Option<chrono::NaiveDate>,
        at: Option<chrono::DateTime<chrono::Utc>>,
    }

    fn fault(query: &str) -> (String, &'static str) {
        let refusal = parse(query).and_then(read::<Filter>).unwrap_err();
        let Refusal::Malformed(mut faults) = refusal else { panic!("{refusal}") };
        let fault = faults.remove(0);
        (fault.parameter.unwrap(), fault.code)
    }

    #[test]
    fn parameters_are_read_as_their_types() {
        let filter: Filter =
            parse("count.gte=-5&open=true&name=a+b%26e%CC%81").and_then(read).unwrap();
        assert_eq!(filter.count_at_least, Some(-5));
        assert_eq!((filter.open, filter.name.as_deref()), (Some(true), Some("a b&é")));
    }

    #[test]
    fn moments_that_the_database_does_not_know_are_refused() {
        for year in ["-99999", "%2B99999", "10000", "0000", "-0001", "+2026", "%202026"] {
            assert_eq!(fault(&format!("on={year}-01-01")), ("on".to_owned(), "form"));
            assert_eq!(fault(&format!("at={year}-01-01T00:00:00Z")), ("at".to_owned(), "form"));
        }
        assert_eq!(fault("at=2016-12-31T23:59:60Z"), ("at".to_owned(), "form"));
        for year in ["0001", "9999"] {
            let query = format!("on={year}-01-01&at={year}-01-01T00:00:00Z");
            parse(&query).and_then(read::<Filter>).unwrap();
        }
    }

    #[test]
    fn odd_parameters_are_refused_by_name() {
        assert_eq!(fault("nmae=x"), ("nmae".to_owned(), "unknown"));
        assert_eq!(fault("open=1"), ("open".to_owned(), "type"));
        assert_eq!(fault("ids=x,y"), ("ids".to_owned(), "form"));
        assert_eq!(fault("open=true&open=false"), ("open".to_owned(), "duplicate"));
        assert_eq!(fault("name=%00"), ("name".to_owned(), "characters"));
        assert_eq!(fault("name=%ff"), ("name".to_owned(), "characters"));
        assert_eq!(fault("name=%ef%bf%be"), ("name".to_owned(), "characters"));
        let many = vec!["x"; 101].join(",");
        assert_eq!(fault(&format!("ids={many}")), ("ids".to_owned(), "items"));
        assert_eq!(fault("ids=x,x"), ("ids".to_owned(), "duplicate"));
        let long = "x".repeat(501);
        assert_eq!(fault(&format!("name={long}")), ("name".to_owned(), "length"));
        assert_eq!(fault("q="), ("q".to_owned(), "form"));
        assert_eq!(fault(&format!("q={}", &long[300..])), ("q".to_owned(), "form"));
    }
}
