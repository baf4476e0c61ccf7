//! Reads JSON more strictly than the standard asks: no key twice, no NUL, no non-characters,
//! bounded depth. Texts come out in Unicode's composed form (NFC).

use std::{cell::RefCell, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::mismatch;
use crate::{
    error::{self, Error as Refusal},
    validate::Fault,
};

const MAX_DEPTH: usize = 32;

const CHARACTERS: &str = "must have no NUL and no non-characters";

/// Parses a body, or tells the first thing that is wrong with it.
pub(super) fn parse(body: &[u8]) -> error::Result<Value> {
    let refusal = RefCell::new(None);
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let strict = Strict { refusal: &refusal, place: None, depth: 0 };
    let parsed =
        strict.deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    parsed.map_err(|error| {
        if let Some(fault) = refusal.into_inner() {
            return Refusal::Malformed(vec![fault]);
        }
        let place = format!("line {}, column {}", error.line(), error.column());
        // JSON knows no bounds of numbers; every type has some.
        if error.to_string().starts_with("number out of range") {
            let detail = format!("has a number that is out of range ({place})");
            return Refusal::Invalid(vec![Fault::field("", "range", detail)]);
        }
        let detail = format!("must be JSON in UTF-8 ({place})");
        Refusal::Malformed(vec![Fault::field("", "syntax", detail)])
    })
}

/// Brings a text into composed form; `None` if it holds NUL or a non-character.
pub(super) fn clean(text: String) -> Option<String> {
    let is_refused = |character| {
        character == '\0'
            || matches!(character, '\u{fdd0}'..='\u{fdef}')
            || u32::from(character) & 0xfffe == 0xfffe
    };
    if text.chars().any(is_refused) {
        return None;
    }
    Some(match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text,
        IsNormalized::No | IsNormalized::Maybe => text.nfc().collect(),
    })
}

/// One value to be read, and where it stands.
struct Strict<'a> {
    refusal: &'a RefCell<Option<Fault>>,
    place: Option<Place<'a>>,
    depth: usize,
}

/// A step of a path, and the steps that lead to it. It becomes a text only for whoever is refused:
/// a path for each value would cost the square of a body that has long keys.
#[derive(Clone, Copy)]
struct Place<'a> {
    above: Option<&'a Place<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl Place<'_> {
    fn path(&self) -> String {
        let step = match self.step {
            Step::Key(key) => mismatch::escape(key),
            Step::Index(index) => index.to_string(),
        };
        self.above.map_or_else(|| step.clone(), |above| format!("{}/{step}", above.path()))
    }
}

impl Strict<'_> {
    fn refuse<E: Error>(&self, code: &'static str, detail: &str) -> E {
        let path = self.place.map_or_else(String::new, |place| place.path());
        let path: String = path.chars().take(200).collect();
        *self.refusal.borrow_mut() = Some(Fault::field(path, code, detail));
        E::custom(code)
    }

    fn enter<E: Error>(&self) -> Result<(), E> {
        if self.depth < MAX_DEPTH {
            return Ok(());
        }
        Err(self.refuse("depth", "is nested too deep"))
    }

    fn within<'a>(&'a self, step: Step<'a>) -> Strict<'a> {
        let place = Place { above: self.place.as_ref(), step };
        Strict { refusal: self.refusal, place: Some(place), depth: self.depth + 1 }
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        clean(text.to_owned())
            .map(Value::String)
            .ok_or_else(|| self.refuse("characters", CHARACTERS))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        self.enter()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.within(Step::Index(list.len())))? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.enter()?;
        let mut members = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let Some(key) = clean(key) else {
                return Err(self.refuse("characters", CHARACTERS));
            };
            let here = self.within(Step::Key(&key));
            if members.contains_key(&key) {
                return Err(here.refuse("duplicate", "is given twice"));
            }
            let value = entries.next_value_seed(here)?;
            members.insert(key, value);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_standard_leaves_open_is_refused() {
        let fault = |body: &str| match parse(body.as_bytes()).unwrap_err() {
            Refusal::Malformed(mut faults) => faults.remove(0),
            other => panic!("{other}"),
        };
        assert_eq!(fault(r#"{"a":{"b":1,"b":2}}"#).pointer.as_deref(), Some("/a/b"));
        assert_eq!(fault(r#"{"a/b":{"~":1,"~":2}}"#).pointer.as_deref(), Some("/a~1b/~0"));
        assert_eq!(fault(r#"{"a":["x\u0000"]}"#).code, "characters");
        assert_eq!(fault(r#"{"a":["x\ufffe"]}"#).detail, CHARACTERS);
        assert_eq!(fault(&"[".repeat(200)).code, "depth");
        assert_eq!(fault(r#"["\ud800"]"#).code, "syntax");
        assert_eq!(fault("\u{feff}{}").code, "syntax");
        assert_eq!(fault("{} x").code, "syntax");
    }

    #[test]
    fn numbers_that_no_type_holds_are_out_of_range() {
        for number in ["1e400", "-1e1000000", &"9".repeat(400)] {
            let refusal = parse(format!("[{number}]").as_bytes()).unwrap_err();
            assert!(matches!(refusal, Refusal::Invalid(_)), "{number}: {refusal}");
        }
    }

    #[test]
    fn texts_are_composed() {
        assert_eq!(parse("\"e\u{301}\"".as_bytes()).unwrap(), "é");
    }
}
