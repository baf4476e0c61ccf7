//! What a list is searched for.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, Unexpected, Visitor},
};

/// The most characters that one search may have.
const MAX: usize = 200;

/// Words to find. An empty search would find nothing, so it is refused rather than answered.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct SearchWords(String);

impl<'de> Deserialize<'de> for SearchWords {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_string(Words)
    }
}

struct Words;

impl Visitor<'_> for Words {
    type Value = SearchWords;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("words to find")
    }

    fn visit_str<E: Error>(self, words: &str) -> Result<SearchWords, E> {
        if !(1..=MAX).contains(&words.chars().count()) {
            return Err(E::invalid_value(Unexpected::Str(words), &self));
        }
        Ok(SearchWords(words.to_owned()))
    }
}
