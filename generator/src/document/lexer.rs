//! Takes an expression apart into words, numbers, quoted text and signs.

use super::fragment::Fragment;
use crate::diagnostic::Span;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A name or keyword. Any letters are taken, so that a wrong name is refused as a name.
    Word(String),
    /// Digits, and a point with digits after it; never a sign.
    Number(String),
    /// Text in single quotes, taken out of them.
    Quoted(String),
    /// A sign of the language.
    Sign(&'static str),
    /// A single quote that is never closed.
    Unclosed,
    /// Anything else.
    Stray(char),
}

#[derive(Debug, Clone)]
pub(super) struct Lexeme {
    pub(super) token: Token,
    pub(super) span: Span,
    /// As written.
    pub(super) text: String,
}

/// The signs of the language, longer ones first.
const SIGNS: &[&str] = &[
    "<->", "->", "..", "!=", "<=", ">=", "<", ">", "=", "(", ")", "[", "]", ",", ".", "?", "+",
    "-", "/",
];
/// Signs that people know from elsewhere, so that the right one can be offered.
const FOREIGN: &[&str] = &["==", "<>", "&&", "||", "!", "\"", ":"];

/// All lexemes of the text; blanks and line ends only separate.
pub(super) fn lex(fragment: &Fragment) -> Vec<Lexeme> {
    let text = &fragment.text;
    let mut lexemes = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let blank = rest.len() - rest.trim_start().len();
        if blank > 0 {
            at += blank;
            continue;
        }
        let (token, length) = next(rest);
        let (span, text) = (fragment.place(at, at + length), rest[..length].to_owned());
        lexemes.push(Lexeme { token, span, text });
        at += length;
    }
    lexemes
}

fn next(rest: &str) -> (Token, usize) {
    let first = rest.chars().next().unwrap_or_default();
    if first.is_alphabetic() || first == '_' {
        let length = word(rest);
        return (Token::Word(rest[..length].to_owned()), length);
    }
    if first.is_ascii_digit() {
        let length = number(rest);
        return (Token::Number(rest[..length].to_owned()), length);
    }
    if first == '\'' {
        return quoted(rest);
    }
    let sign = FOREIGN
        .iter()
        .chain(SIGNS)
        .find(|sign| rest.starts_with(**sign) && !is_not_equal(sign, rest));
    match sign {
        Some(sign) => (Token::Sign(sign), sign.len()),
        None => (Token::Stray(first), first.len_utf8()),
    }
}

/// `!` of `!=` is no sign of its own.
fn is_not_equal(sign: &str, rest: &str) -> bool {
    sign == "!" && rest.starts_with("!=")
}

/// Letters, digits and `_`; also a `-` before a letter, so that `in-progress` is one word.
fn word(rest: &str) -> usize {
    let inside = |(at, character): (usize, char)| {
        character.is_alphanumeric()
            || character == '_'
            || (character == '-' && rest[at + 1..].starts_with(char::is_alphabetic))
    };
    rest.char_indices().find(|one| !inside(*one)).map_or(rest.len(), |(end, _)| end)
}

fn number(rest: &str) -> usize {
    let whole = digits(rest);
    let Some(fraction) = rest[whole..].strip_prefix('.') else {
        return whole;
    };
    match digits(fraction) {
        0 => whole,
        digits => whole + 1 + digits,
    }
}

fn digits(rest: &str) -> usize {
    rest.len() - rest.trim_start_matches(|character: char| character.is_ascii_digit()).len()
}

/// A quote inside is doubled.
fn quoted(rest: &str) -> (Token, usize) {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character != '\'' {
            text.push(character);
            continue;
        }
        if characters.next_if(|(_, character)| *character == '\'').is_none() {
            return (Token::Quoted(text), at + 1);
        }
        text.push('\'');
    }
    (Token::Unclosed, rest.len())
}

#[cfg(test)]
mod tests {
    use super::super::fragment::Fragment;
    use super::{Token, lex};
    use crate::diagnostic::{Source, Span};

    fn tokens(text: &str) -> Vec<Token> {
        let file = format!("'{text}'");
        let source = Source::new("scaffold.toml", file);
        let span = Span::new(0, text.len() + 2);
        let fragment = Fragment::new(&source, text.to_owned(), span);
        lex(&fragment).into_iter().map(|lexeme| lexeme.token).collect()
    }

    fn word(text: &str) -> Token {
        Token::Word(text.to_owned())
    }

    fn number(text: &str) -> Token {
        Token::Number(text.to_owned())
    }

    #[test]
    fn bounds_are_two_numbers() {
        let bounds = [number("1"), Token::Sign(".."), number("200")];
        assert_eq!(tokens("1..200"), bounds);
        assert_eq!(tokens("1.5"), [number("1.5")]);
    }

    #[test]
    fn a_hyphen_joins_letters_only() {
        assert_eq!(tokens("in-progress"), [word("in-progress")]);
        assert_eq!(tokens("places -1"), [word("places"), Token::Sign("-"), number("1")]);
        assert_eq!(tokens("-> user"), [Token::Sign("->"), word("user")]);
    }

    #[test]
    fn a_doubled_quote_stands_for_one() {
        assert_eq!(tokens("'it''s'"), [Token::Quoted("it's".to_owned())]);
        assert_eq!(tokens("'it"), [Token::Unclosed]);
    }

    #[test]
    fn signs_of_other_languages_are_known() {
        let signs: Vec<_> = ["a == b", "a != b", "a <> b", "!a"].map(tokens).concat();
        let signs: Vec<_> =
            signs.iter().filter(|token| matches!(token, Token::Sign(_))).cloned().collect();
        assert_eq!(signs, ["==", "!=", "<>", "!"].map(Token::Sign));
    }
}
