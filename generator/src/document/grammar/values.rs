//! Literals, functions, and what actions set.

use super::{Cursor, Parsed, whole};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::expression::{Literal, SetValue};
use crate::document::fragment::Fragment;
use crate::document::lexer::Token;
use crate::document::words::FUNCTIONS;
use crate::document::{Spanned, Text};

/// Which functions may stand where a literal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::document) enum Functions {
    /// `now()`, in conditions and actions.
    Now,
    /// All, in defaults.
    All,
}

impl Functions {
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Now => &["now"],
            Self::All => FUNCTIONS,
        }
    }
}

/// The whole text as one literal.
pub(in crate::document) fn literal_alone(
    fragment: &Fragment,
    functions: Functions,
) -> Parsed<Spanned<Literal>> {
    whole(fragment, |cursor| literal(cursor, "a value", functions))
}

/// One value of an action's `set`.
pub(in crate::document) fn set_value(fragment: &Fragment) -> Parsed<Spanned<SetValue>> {
    whole(fragment, |cursor| {
        let start = cursor.span();
        let value = set_at(cursor)?;
        Ok(Spanned::new(value, cursor.since(start)))
    })
}

fn set_at(cursor: &mut Cursor<'_>) -> Parsed<SetValue> {
    let after = cursor.peek_after().cloned();
    if after.is_none() && cursor.take_word("null").is_some() {
        return Ok(SetValue::Null);
    }
    if after.is_none() && cursor.take_word("me").is_some() {
        return Ok(SetValue::Me);
    }
    if after == Some(Token::Sign(".")) {
        if cursor.take_word("taken").is_none() {
            let fault = cursor.unexpected("`taken`");
            return Err(Box::new(fault.help("what the request carries is `taken.NAME`")));
        }
        cursor.sign(".")?;
        return Ok(SetValue::Taken(cursor.name("a name of `takes`")?));
    }
    if matches!(after, Some(Token::Sign("+" | "-"))) {
        return change(cursor);
    }
    let value = literal(cursor, "a value", Functions::Now)?;
    match cursor.peek() {
        Some(Token::Word(_) | Token::Number(_)) => {
            let fault = cursor.unexpected("the end of the value");
            Err(Box::new(fault.help("text stands in single quotes inside: `\"'some text'\"`")))
        }
        _ => Ok(SetValue::Literal(value.value)),
    }
}

/// `FIELD + NUMBER`, `FIELD - NUMBER`
fn change(cursor: &mut Cursor<'_>) -> Parsed<SetValue> {
    let field = cursor.name("a number field")?;
    let minus = cursor.take_sign("-").is_some();
    if !minus {
        cursor.sign("+")?;
    }
    let Some(Token::Number(number)) = cursor.peek() else {
        return Err(cursor.unexpected("a number"));
    };
    let by = Spanned::new(number.clone(), cursor.span());
    cursor.at += 1;
    Ok(SetValue::Change { field, minus, by })
}

/// A word, number, quoted text, `true`, `false` or one of `functions`.
pub(super) fn literal(
    cursor: &mut Cursor<'_>,
    expected: &str,
    functions: Functions,
) -> Parsed<Spanned<Literal>> {
    match cursor.peek() {
        Some(Token::Number(_) | Token::Sign("-")) => {
            Ok(number(cursor, expected)?.map(Literal::Number))
        }
        Some(Token::Quoted(text)) => {
            let text = Spanned::new(Literal::Text(text.clone()), cursor.span());
            cursor.at += 1;
            Ok(text)
        }
        Some(Token::Word(_)) if cursor.peek_after() == Some(&Token::Sign("(")) => {
            function(cursor, functions)
        }
        Some(Token::Word(word)) => {
            let value = match word.as_str() {
                "true" => Literal::Boolean(true),
                "false" => Literal::Boolean(false),
                _ => Literal::Word(word.clone()),
            };
            let value = Spanned::new(value, cursor.span());
            cursor.at += 1;
            Ok(value)
        }
        _ => Err(cursor.unexpected(expected)),
    }
}

/// A number with its sign, in the form that [`Literal::Number`] has.
pub(super) fn number(cursor: &mut Cursor<'_>, expected: &str) -> Parsed<Text> {
    let start = cursor.span();
    let minus = cursor.take_sign("-").is_some();
    let Some(Token::Number(digits)) = cursor.peek() else {
        return Err(cursor.unexpected(expected));
    };
    let text = if minus { format!("-{digits}") } else { digits.clone() };
    cursor.at += 1;
    Ok(Spanned::new(text, cursor.since(start)))
}

fn function(cursor: &mut Cursor<'_>, functions: Functions) -> Parsed<Spanned<Literal>> {
    let name = cursor.name("a function")?;
    if !functions.names().contains(&name.value.as_str()) {
        return Err(not_a_function(&name, functions));
    }
    cursor.sign("(")?;
    let value = match name.value.as_str() {
        "now" => Literal::Now,
        "uuid" => Literal::Uuid,
        _ => Literal::Token(length(cursor)?),
    };
    cursor.sign(")")?;
    Ok(Spanned::new(value, cursor.since(name.span)))
}

fn length(cursor: &mut Cursor<'_>) -> Parsed<Spanned<u32>> {
    let written = number(cursor, "a number of characters")?;
    match written.value.parse() {
        Ok(length) => Ok(Spanned::new(length, written.span)),
        Err(_) => Err(bad_length(&written.value, written.span)),
    }
}

fn bad_length(written: &str, span: Span) -> Box<Diagnostic> {
    let message = format!("`{written}` is not a number of characters");
    Box::new(Diagnostic::error(Code::BadNumber, message).at(span, "expected a whole number"))
}

fn not_a_function(name: &Text, functions: Functions) -> Box<Diagnostic> {
    let (message, label) = if FUNCTIONS.contains(&name.value.as_str()) {
        (format!("`{}()` cannot be used here", name.value), "only `now()` can")
    } else {
        (format!("unknown function `{}`", name.value), "not a function")
    };
    let fault = Diagnostic::error(Code::Unexpected, message).at(name.span, label);
    Box::new(fault.suggest_nearest(name.span, &name.value, functions.names().iter().copied()))
}
