//! Rules about text.

use std::{ops::RangeInclusive, sync::OnceLock};

use regex_lite::Regex;

use super::{Faults, spell};

/// A text has a number of characters within bounds, counted as the database counts them.
pub fn length(faults: &mut Faults, field: &str, text: &str, bounds: RangeInclusive<usize>) {
    if !bounds.contains(&text.chars().count()) {
        faults.add(field, "length", format!("must have {} characters", spell(&bounds)));
    }
}

/// A text is one line, without characters that nobody sees or that reorder others.
///
/// What joins letters and emoji, or parts them, is seen by what it does: `👩‍👧` is one picture.
pub fn one_line(faults: &mut Faults, field: &str, text: &str) {
    if text.chars().any(|character| is_invisible(character) && !is_joiner(character)) {
        faults.add(field, "line", "must be one line without invisible characters");
    }
}

/// A text by which people tell things apart is one line, in which nothing can hide: between most
/// letters not even what joins them is seen.
pub fn plain_line(faults: &mut Faults, field: &str, text: &str) {
    if text.chars().any(is_invisible) {
        faults.add(field, "line", "must be one line without invisible or joining characters");
    }
}

/// A text has line breaks and tabs, but no other control characters.
pub fn lines(faults: &mut Faults, field: &str, text: &str) {
    let is_layout = |character| matches!(character, '\n' | '\r' | '\t');
    if text.chars().any(|character| character.is_control() && !is_layout(character)) {
        faults.add(field, "characters", "must have no control characters");
    }
}

/// Characters that control, have no width, separate lines, or change the direction of others.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The zero-width non-joiner, without which Persian is misspelt, and the zero-width joiner.
fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}')
}

/// A regular expression that a whole value must match, compiled when first used.
#[derive(Debug)]
pub struct Pattern {
    expression: &'static str,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    /// A pattern in the syntax that Rust, Postgres and OpenAPI read alike.
    pub const fn new(expression: &'static str) -> Self {
        Self { expression, compiled: OnceLock::new() }
    }

    /// Whether a text matches as a whole.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| {
            Regex::new(&format!("^(?:{})$", self.expression)).expect("the pattern is fixed")
        });
        compiled.is_match(text)
    }
}

/// A text matches a pattern as a whole.
pub fn pattern(faults: &mut Faults, field: &str, text: &str, pattern: &Pattern) {
    if !pattern.matches(text) {
        faults.add(field, "pattern", format!("must match `{}`", pattern.expression));
    }
}

/// A text has the form of an email address: ASCII, one `@`, a domain with a dot.
pub fn email(faults: &mut Faults, field: &str, text: &str) {
    if !is_email(text) {
        faults.add(field, "email", "must be an email address");
    }
}

fn is_email(text: &str) -> bool {
    static FORM: Pattern = Pattern::new(
        "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\
         (?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+",
    );
    text.len() <= 254 && FORM.matches(text)
}

/// A text is an absolute http or https address.
pub fn url(faults: &mut Faults, field: &str, text: &str) {
    if !is_url(text) {
        faults.add(field, "url", "must be an http or https address");
    }
}

fn is_url(text: &str) -> bool {
    static FORM: Pattern = Pattern::new("https?://[^/?#@]+(?:[/?#].*)?");
    text.chars().count() <= 2000 && FORM.matches(text) && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(rule: impl Fn(&mut Faults)) -> usize {
        let mut faults = Faults::default();
        rule(&mut faults);
        faults.0.len()
    }

    #[test]
    fn lengths_count_characters_not_bytes() {
        assert_eq!(faults_of(|faults| length(faults, "title", "🦀🦀🦀", 1..=3)), 0);
        assert_eq!(faults_of(|faults| length(faults, "title", "🦀🦀🦀🦀", 1..=3)), 1);
        assert_eq!(faults_of(|faults| length(faults, "title", "", 1..=3)), 1);
    }

    #[test]
    fn one_line_refuses_breaks_and_tricks() {
        for text in ["a\nb", "a\u{200b}b", "a\u{202e}b", "\u{feff}a", "a\u{2028}b", "a\u{7f}"] {
            assert_eq!(faults_of(|faults| one_line(faults, "title", text)), 1, "{text:?}");
        }
        assert_eq!(faults_of(|faults| one_line(faults, "title", "Grüße, 世界 🦀")), 0);
        for text in ["👩\u{200d}👩\u{200d}👧", "می\u{200c}خواهم"] {
            assert_eq!(faults_of(|faults| one_line(faults, "title", text)), 0, "{text:?}");
            assert_eq!(faults_of(|faults| plain_line(faults, "handle", text)), 1, "{text:?}");
        }
        assert_eq!(faults_of(|faults| lines(faults, "body", "a\r\n\tb")), 0);
        assert_eq!(faults_of(|faults| lines(faults, "body", "a\u{1b}b")), 1);
    }

    #[test]
    fn patterns_match_the_whole_value() {
        static HANDLE: Pattern = Pattern::new("[a-z]+|[0-9]+");
        assert!(HANDLE.matches("abc") && HANDLE.matches("12"));
        assert!(!HANDLE.matches("abc1") && !HANDLE.matches("abc\n") && !HANDLE.matches(""));
    }

    #[test]
    fn emails_and_addresses_have_their_form() {
        for good in ["a@example.com", "a.b+c@mail.example.org"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["a", "a@b", "a b@example.com", "ä@example.com", "a@example.com\n", "a@-x.com"]
        {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(is_url("https://example.com/a?b=c#d") && is_url("http://localhost:8080"));
        assert!(!is_url("javascript:alert(1)") && !is_url("https://") && !is_url("//example.com"));
        assert!(!is_url("https://example.com/a b"));
    }
}
