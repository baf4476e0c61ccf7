//! Turns a JSON value into a type, keeping the path to what does not fit.

use serde::{
    Deserializer,
    de::{
        DeserializeSeed, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
        value::StringDeserializer,
    },
    forward_to_deserialize_any,
};
use serde_json::Value;

use super::mismatch::{self, Mismatch};

/// A value on its way into a type.
pub(super) struct Typed(pub(super) Value);

impl Typed {
    fn unexpected(&self) -> Unexpected<'_> {
        match &self.0 {
            Value::Null => Unexpected::Unit,
            Value::Bool(value) => Unexpected::Bool(*value),
            Value::Number(_) => Unexpected::Other("number"),
            Value::String(text) => Unexpected::Str(text),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        }
    }
}

impl<'de> Deserializer<'de> for Typed {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(value), _, _) => visitor.visit_i64(value),
                (_, Some(value), _) => visitor.visit_u64(value),
                (_, _, Some(value)) => visitor.visit_f64(value),
                _ => Err(Mismatch::new("range", "is out of range")),
            },
            Value::String(text) => {
                let expected = (&visitor as &dyn serde::de::Expected).to_string();
                if !mismatch::has_form(&expected, &text) {
                    return Err(Mismatch::new("form", "").or_form(&expected));
                }
                visitor.visit_string(text).map_err(|mismatch: Mismatch| mismatch.or_form(&expected))
            }
            Value::Array(items) => visitor.visit_seq(Items { items: items.into_iter(), index: 0 }),
            Value::Object(members) => visitor.visit_map(Members::new(
                members.into_iter().map(|(key, value)| (key, Typed(value))),
            )),
        }
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_i64(visitor)
    }

    // JSON has one kind of number: `1.0` is the whole number 1.
    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.0.as_f64().filter(|_| self.0.is_f64()).and_then(whole) {
            Some(number) => visitor.visit_i64(number),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
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
        match self.0 {
            Value::String(variant) => visitor.visit_enum(variant.into_deserializer()),
            _ => Err(Mismatch::invalid_type(self.unexpected(), &"a string")),
        }
    }

    // A type that reads itself from a text, such as a decimal, may take a number as well, which
    // would already have lost digits.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        if !self.0.is_string() {
            return Err(Mismatch::invalid_type(self.unexpected(), &visitor));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_str(visitor)
    }

    // A derived type also reads itself from a list; a client must name its fields.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        if !self.0.is_object() {
            return Err(Mismatch::invalid_type(self.unexpected(), &visitor));
        }
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 u8 u16 u32 u64 f32 f64 char bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

impl IntoDeserializer<'_, Mismatch> for Typed {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// A number without a fraction, as far as no digit of it is lost.
fn whole(number: f64) -> Option<i64> {
    let is_exact = number.fract() == 0.0 && number.abs() < 9e15;
    is_exact.then(|| format!("{number:.0}").parse().ok()).flatten()
}

struct Items {
    items: std::vec::IntoIter<Value>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Mismatch> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(Typed(item)).map(Some).map_err(|mismatch| mismatch.within(index))
    }
}

/// The members of an object, or the parameters of a query.
pub(super) struct Members<I, D> {
    entries: I,
    pending: Option<(String, D)>,
}

impl<D, I: Iterator<Item = (String, D)>> Members<I, D> {
    pub(super) fn new(entries: I) -> Self {
        Self { entries, pending: None }
    }
}

impl<'de, D, I> MapAccess<'de> for Members<I, D>
where
    D: Deserializer<'de, Error = Mismatch>,
    I: Iterator<Item = (String, D)>,
{
    type Error = Mismatch;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Mismatch> {
        self.pending = self.entries.next();
        let Some((key, _)) = &self.pending else { return Ok(None) };
        let key: StringDeserializer<Mismatch> = key.clone().into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Mismatch> {
        let (key, value) = self.pending.take().ok_or_else(|| Mismatch::custom("no key"))?;
        seed.deserialize(value).map_err(|mismatch| mismatch.within(key))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::patch::Patch;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Status {
        Draft,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only whether it can be read matters")]
    struct Body {
        title: String,
        #[serde(default)]
        count: Patch<Option<i32>>,
        #[serde(default)]
        at: Patch<DateTime<Utc>>,
        status: Option<Status>,
        price: Option<rust_decimal::Decimal>,
        #[serde(default)]
        ids: Vec<uuid::Uuid>,
    }

    fn refuse(body: Value) -> (String, &'static str, String) {
        let mismatch = Body::deserialize(Typed(body)).unwrap_err();
        (mismatch.path, mismatch.code, mismatch.detail)
    }

    #[test]
    fn every_refusal_names_the_place_in_our_words() {
        let cases = [
            (json!({}), "title", "required", "is required"),
            (json!([]), "", "type", "must be an object"),
            (json!({"title": 5}), "title", "type", "must be a string"),
            (json!({"title": null}), "title", "null", "must not be null"),
            (json!({"title": "", "is_admin": true}), "is_admin", "unknown", "is not known"),
            (json!({"title": "", "count": 1.5}), "count", "type", "must be a whole number"),
            (json!({"title": "", "count": -1e30}), "count", "range", "is out of range"),
            (json!({"title": "", "count": 2_147_483_648_i64}), "count", "range", "is out of range"),
            (json!({"title": "", "at": "x"}), "at", "form", "must be an RFC 3339 date and time"),
            (json!({"title": "", "at": null}), "at", "null", "must not be null"),
            (json!({"title": "", "status": "x"}), "status", "choice", "must be one of draft"),
            (
                json!({"title": "", "price": 9.9}),
                "price",
                "type",
                "must be a decimal number in a string",
            ),
            (json!({"title": "", "ids": ["x"]}), "ids/0", "form", "must be a UUID"),
        ];
        for (body, path, code, detail) in cases {
            assert_eq!(refuse(body), (path.to_owned(), code, detail.to_owned()));
        }
    }

    #[test]
    fn texts_have_the_one_form_that_the_api_names() {
        let at = |at: &str| json!({ "title": "", "at": at });
        for moment in ["2026-01-31T15:04:05Z", "2026-01-31t15:04:05.123456789+05:30"] {
            Body::deserialize(Typed(at(moment))).unwrap();
        }
        for other in [
            "2026-1-31T15:04:05Z",
            " 2026-01-31T15:04:05Z",
            "2026-01-31 15:04:05Z",
            "2026-01-31T15:04Z",
            "2026-01-31T15:04:05",
            "2026-01-31T15:04:05+0530",
            "+2026-01-31T15:04:05Z",
        ] {
            assert_eq!(refuse(at(other)).1, "form", "{other}");
        }
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let ids = |id: String| json!({ "title": "", "ids": [id] });
        Body::deserialize(Typed(ids(id.to_uppercase()))).unwrap();
        for other in [format!("{{{id}}}"), format!("urn:uuid:{id}"), id.replace('-', "")] {
            assert_eq!(refuse(ids(other)).1, "form");
        }
    }

    #[test]
    fn a_patch_has_three_states() {
        let count = |body| Body::deserialize(Typed(body)).unwrap().count;
        assert_eq!(count(json!({"title": ""})), Patch::Absent);
        assert_eq!(count(json!({"title": "", "count": null})), Patch::Set(None));
        assert_eq!(count(json!({"title": "", "count": 3})), Patch::Set(Some(3)));
        assert_eq!(count(json!({"title": "", "count": 3.0})), Patch::Set(Some(3)));
    }
}
