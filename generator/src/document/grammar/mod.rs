//! The grammar of what stands inside strings: one function a rule of the grammar.
//!
//! An expression is read up to its first fault, except that attributes of a field are
//! independent of each other and all looked at.

mod conditions;
mod fields;
mod rules;
mod scalars;
mod types;
mod values;

pub(super) use conditions::{check, condition};
pub(super) use fields::{Attribute, field};
pub(super) use rules::rule;
pub(super) use scalars::{cache, limit, name, order};
pub(super) use types::{type_alone, variant_alone};
pub(super) use values::{Functions, literal_alone, set_value};

use super::fragment::Fragment;
use super::lexer::{Lexeme, Token, lex};
use super::{Spanned, Text};
use crate::diagnostic::{Code, Diagnostic, Span};

/// What a rule of the grammar gives, or the fault at which reading stopped.
pub(super) type Parsed<T> = Result<T, Box<Diagnostic>>;

/// Reads the whole of an expression with one rule of the grammar.
fn whole<T>(fragment: &Fragment, read: impl FnOnce(&mut Cursor<'_>) -> Parsed<T>) -> Parsed<T> {
    let mut cursor = Cursor::new(fragment);
    let value = read(&mut cursor)?;
    cursor.end()?;
    Ok(value)
}

/// Where reading stands in an expression.
struct Cursor<'a> {
    fragment: &'a Fragment,
    lexemes: Vec<Lexeme>,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn new(fragment: &'a Fragment) -> Self {
        Self { fragment, lexemes: lex(fragment), at: 0 }
    }

    fn peek(&self) -> Option<&Token> {
        self.lexemes.get(self.at).map(|lexeme| &lexeme.token)
    }

    fn peek_after(&self) -> Option<&Token> {
        self.lexemes.get(self.at + 1).map(|lexeme| &lexeme.token)
    }

    fn is_at_end(&self) -> bool {
        self.at >= self.lexemes.len()
    }

    /// Where the next lexeme stands; the end of the text after the last.
    fn span(&self) -> Span {
        let end = self.fragment.text.trim_end().len();
        self.lexemes.get(self.at).map_or_else(|| self.fragment.place(end, end), |next| next.span)
    }

    /// From `start` to the end of what was read last.
    fn since(&self, start: Span) -> Span {
        let last = self.at.checked_sub(1).and_then(|last| self.lexemes.get(last));
        last.map_or(start, |last| start.to(last.span))
    }

    fn take(&mut self) -> Option<Lexeme> {
        let lexeme = self.lexemes.get(self.at).cloned();
        self.at += usize::from(lexeme.is_some());
        lexeme
    }

    /// Takes that sign if it is next.
    fn take_sign(&mut self, sign: &str) -> Option<Span> {
        let is_next = matches!(self.peek(), Some(Token::Sign(next)) if *next == sign);
        is_next.then(|| self.take().map(|lexeme| lexeme.span)).flatten()
    }

    /// Takes that word if it is next.
    fn take_word(&mut self, word: &str) -> Option<Span> {
        self.next_is_word(word).then(|| self.take().map(|lexeme| lexeme.span)).flatten()
    }

    fn next_is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(next)) if next == word)
    }

    fn sign(&mut self, sign: &str) -> Parsed<Span> {
        self.take_sign(sign).ok_or_else(|| self.unexpected(&format!("`{sign}`")))
    }

    /// A name; `expected` says of what.
    fn name(&mut self, expected: &str) -> Parsed<Text> {
        let Some(Token::Word(word)) = self.peek() else {
            return Err(self.unexpected(expected));
        };
        let name = Spanned::new(word.clone(), self.span());
        self.at += 1;
        Ok(name)
    }

    /// Names with commas between, up to `)`, which is taken too.
    fn names(&mut self, expected: &str) -> Parsed<Vec<Text>> {
        self.list(|cursor| cursor.name(expected))
    }

    /// Items with commas between, up to `)`, which is taken too.
    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut items = Vec::new();
        while self.take_sign(")").is_none() {
            if !items.is_empty() && self.take_sign(",").is_none() {
                return Err(self.unexpected("`,` or `)`"));
            }
            items.push(item(self)?);
        }
        Ok(items)
    }

    fn end(&self) -> Parsed<()> {
        if self.is_at_end() {
            return Ok(());
        }
        let fault = self.unexpected("the end of the text");
        Err(match self.peek() {
            Some(Token::Word(word)) if word != "or" => {
                Box::new(fault.suggest_nearest(self.span(), word, ["and", "if"]))
            }
            _ => fault,
        })
    }

    /// The fault that something else stands here than `expected`.
    fn unexpected(&self, expected: &str) -> Box<Diagnostic> {
        let span = self.span();
        let fault = |found: &str| {
            Diagnostic::error(Code::Unexpected, format!("expected {expected}, found {found}"))
                .at(span, format!("expected {expected}"))
        };
        let Some(lexeme) = self.lexemes.get(self.at) else {
            return Box::new(fault("the end of the text"));
        };
        let fault = match &lexeme.token {
            Token::Unclosed => {
                fault("an open `'`").help("close the text with `'`; a quote inside is doubled")
            }
            Token::Sign("==") => fault("`==`").help("equality is `=`").suggest(span, "="),
            Token::Sign("<>") => fault("`<>`").help("inequality is `!=`").suggest(span, "!="),
            Token::Sign("&&") => {
                fault("`&&`").help("conditions are joined by `and`").suggest(span, "and")
            }
            Token::Sign("!") if matches!(self.peek_after(), Some(Token::Word(_))) => {
                fault("`!`").help("negation is `not`").suggest(span, "not ")
            }
            Token::Sign("\"") => fault("`\"`").help("text stands in single quotes: `'text'`"),
            Token::Sign("||") => fault("`||`").help(ALTERNATIVES),
            Token::Word(word) if word == "or" => fault("`or`").help(ALTERNATIVES),
            Token::Stray(stray) if stray.escape_debug().len() > 2 => {
                let code = u32::from(*stray);
                fault(&format!("the character U+{code:04X}"))
                    .help("leave it out: not everybody sees it")
            }
            _ => fault(&format!("`{}`", lexeme.text)),
        };
        Box::new(fault)
    }
}

const ALTERNATIVES: &str =
    "there is no `or`: write `in (a, b)` for values, or several rules in a list";
