//! One name in every case that the output needs.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use super::words;

/// A `snake_case` ASCII name. Text from a model that is a name is always one of these,
/// so that it can stand in Rust, SQL, paths and JSON without quoting.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// Takes a name that the check has found to be legal.
    #[must_use]
    pub fn new(snake: impl Into<String>) -> Self {
        Self(snake.into())
    }

    /// `order_item`
    #[must_use]
    pub fn snake(&self) -> &str {
        &self.0
    }

    /// `OrderItem`
    #[must_use]
    pub fn pascal(&self) -> String {
        let mut pascal = String::with_capacity(self.0.len());
        for word in self.0.split('_') {
            let mut letters = word.chars();
            pascal.extend(letters.next().map(|first| first.to_ascii_uppercase()));
            pascal.push_str(letters.as_str());
        }
        pascal
    }

    /// `order-item`
    #[must_use]
    pub fn kebab(&self) -> String {
        self.0.replace('_', "-")
    }

    /// `order item`
    #[must_use]
    pub fn words(&self) -> String {
        self.0.replace('_', " ")
    }

    /// As a Rust identifier: `r#type` for a keyword.
    #[must_use]
    pub fn rust(&self) -> Cow<'_, str> {
        rust_identifier(&self.0)
    }

    /// As a table or column in SQL: quoted where Postgres would read a word of its grammar.
    #[must_use]
    pub fn sql(&self) -> Cow<'_, str> {
        sql_identifier(&self.0)
    }

    /// As an enum type in SQL.
    #[must_use]
    pub fn sql_type(&self) -> Cow<'_, str> {
        let quoted = is_sql_reserved(&self.0) || words::is_among(words::SQL_NOT_A_TYPE, &self.0);
        if quoted { quote(&self.0) } else { Cow::Borrowed(&self.0) }
    }
}

/// Whether `text` has the form of a name: lower-case ASCII letters and digits, single
/// underscores between them, a letter first.
#[must_use]
pub fn is_snake_case(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.split('_').all(|word| {
            !word.is_empty()
                && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
}

/// The name nearest to `text` in form, if it has any letters: `OrderItem` gives `order_item`.
#[must_use]
pub fn to_snake_case(text: &str) -> Option<String> {
    if text.chars().any(|letter| letter.is_alphanumeric() && !letter.is_ascii()) {
        return None;
    }
    let ascii: String = text
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' })
        .collect();
    let snake = heck::ToSnakeCase::to_snake_case(ascii.as_str());
    is_snake_case(&snake).then_some(snake)
}

/// Whether Postgres reads `word`, unquoted, as its own where a table or column is expected.
#[must_use]
pub fn is_sql_reserved(word: &str) -> bool {
    words::is_among(words::SQL_RESERVED, word)
}

/// `word` as a table or column in SQL, quoted only where it must be.
#[must_use]
pub fn sql_identifier(word: &str) -> Cow<'_, str> {
    if is_sql_reserved(word) { quote(word) } else { Cow::Borrowed(word) }
}

/// `word` as a Rust identifier: raw for a keyword of any edition.
///
/// `self`, `super` and `crate` have no raw form; the check refuses them.
#[must_use]
pub fn rust_identifier(word: &str) -> Cow<'_, str> {
    if words::is_among(words::RUST_KEYWORDS, word) {
        return Cow::Owned(format!("r#{word}"));
    }
    Cow::Borrowed(word)
}

/// How many bytes of an identifier Postgres keeps.
pub const IDENTIFIER_BYTES: usize = 63;

/// The parts joined by `_`, as an identifier that Postgres keeps whole: one that would be
/// longer is cut and ends in eight hexadecimal digits of its hash, so that it stays distinct.
#[must_use]
pub fn identifier(parts: &[&str]) -> String {
    let whole = parts.join("_");
    if whole.len() <= IDENTIFIER_BYTES {
        return whole;
    }
    let hash = Sha256::digest(whole.as_bytes());
    let [first, second, third, fourth, ..] = hash.0;
    let suffix = format!("{:08x}", u32::from_be_bytes([first, second, third, fourth]));
    let kept = &whole[..whole.floor_char_boundary(IDENTIFIER_BYTES - 1 - suffix.len())];
    format!("{}_{suffix}", kept.trim_end_matches('_'))
}

fn quote(word: &str) -> Cow<'_, str> {
    Cow::Owned(format!("\"{word}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_form() {
        for legal in ["a", "post", "order_item", "line2", "a_1"] {
            assert!(is_snake_case(legal), "{legal}");
        }
        for illegal in ["", "_a", "a_", "a__b", "A", "1a", "ä", "a-b", "a b", "a.b", "../x"] {
            assert!(!is_snake_case(illegal), "{illegal}");
        }
    }

    #[test]
    fn a_name_is_suggested_for_another_spelling() {
        assert_eq!(to_snake_case("OrderItem").as_deref(), Some("order_item"));
        assert_eq!(to_snake_case("order-item").as_deref(), Some("order_item"));
        assert_eq!(to_snake_case("__x__").as_deref(), Some("x"));
        assert_eq!(to_snake_case("１"), None);
        assert_eq!(to_snake_case("9lives"), None);
    }

    #[test]
    fn a_keyword_is_raw_in_rust_and_quoted_in_sql() {
        assert_eq!(Name::new("type").rust(), "r#type");
        assert_eq!(Name::new("gen").rust(), "r#gen");
        assert_eq!(Name::new("title").rust(), "title");
        assert_eq!(Name::new("order").sql(), "\"order\"");
        assert_eq!(Name::new("position").sql(), "position");
        assert_eq!(Name::new("position").sql_type(), "\"position\"");
    }

    #[test]
    fn a_long_identifier_is_cut_and_stays_distinct() {
        let long = "x".repeat(60);
        let (first, second) = (identifier(&[&long, "alpha"]), identifier(&[&long, "beta"]));
        assert_eq!(first.len(), IDENTIFIER_BYTES);
        assert_ne!(first, second);
        assert_eq!(first, identifier(&[&long, "alpha"]));
        assert_eq!(identifier(&["posts", "title", "key"]), "posts_title_key");
    }
}
