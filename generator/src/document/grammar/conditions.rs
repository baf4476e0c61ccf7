//! `COMPARISON [and COMPARISON …]`, and checks, which are made of conditions.

use super::values::{Functions, literal};
use super::{Cursor, Parsed, whole};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::document::expression::{
    CheckDecl, CheckKind, ComparisonDecl, ConditionDecl, Operator, PathDecl, TestDecl,
};
use crate::document::fragment::Fragment;
use crate::document::lexer::Token;
use crate::document::{Spanned, Text};

/// A condition alone, as `when` has it.
pub(in crate::document) fn condition(fragment: &Fragment) -> Parsed<Spanned<ConditionDecl>> {
    whole(fragment, condition_at)
}

/// One entry of `checks`.
pub(in crate::document) fn check(fragment: &Fragment) -> Parsed<CheckDecl> {
    let text = fragment.text.clone();
    whole(fragment, |cursor| Ok(CheckDecl { text, kind: check_at(cursor)? }))
}

fn check_at(cursor: &mut Cursor<'_>) -> Parsed<CheckKind> {
    let is_choice = cursor.next_is_word("one")
        && matches!(cursor.peek_after(), Some(Token::Word(word)) if word == "of");
    if is_choice {
        cursor.at += 2;
        return Ok(CheckKind::OneOf(fields(cursor)?));
    }
    let then = condition_at(cursor)?;
    let conditional = cursor.take_word("if").is_some();
    let when = conditional.then(|| condition_at(cursor)).transpose()?;
    Ok(CheckKind::Holds { then, when })
}

fn fields(cursor: &mut Cursor<'_>) -> Parsed<Vec<Text>> {
    let mut fields = vec![cursor.name("a field")?];
    while cursor.take_sign(",").is_some() {
        fields.push(cursor.name("a field")?);
    }
    Ok(fields)
}

pub(super) fn condition_at(cursor: &mut Cursor<'_>) -> Parsed<Spanned<ConditionDecl>> {
    let start = cursor.span();
    let mut comparisons = vec![comparison(cursor)?];
    while cursor.take_word("and").is_some() {
        comparisons.push(comparison(cursor)?);
    }
    Ok(Spanned::new(ConditionDecl { comparisons }, cursor.since(start)))
}

fn comparison(cursor: &mut Cursor<'_>) -> Parsed<Spanned<ComparisonDecl>> {
    let start = cursor.span();
    let negated =
        matches!(cursor.peek_after(), Some(Token::Word(_))) && cursor.take_word("not").is_some();
    let path = path(cursor)?;
    let test = if negated { TestDecl::Is(false) } else { test(cursor)? };
    Ok(Spanned::new(ComparisonDecl { path, test }, cursor.since(start)))
}

fn path(cursor: &mut Cursor<'_>) -> Parsed<Spanned<PathDecl>> {
    let start = cursor.span();
    let first = cursor.name("a field")?;
    if cursor.take_sign(".").is_none() {
        return Ok(Spanned::new(PathDecl { up: None, field: first }, cursor.since(start)));
    }
    let field = cursor.name("a field")?;
    if cursor.peek() == Some(&Token::Sign(".")) {
        let fault = Diagnostic::error(Code::TooDeep, "a path of more than one step")
            .at(cursor.span(), "one step up is all")
            .help("keep the value on the nearer resource, or move the rule there");
        return Err(Box::new(fault));
    }
    Ok(Spanned::new(PathDecl { up: Some(first), field }, cursor.since(start)))
}

fn test(cursor: &mut Cursor<'_>) -> Parsed<TestDecl> {
    let span = cursor.span();
    if let Some(operator) = operator(cursor) {
        let value = literal(cursor, "a value", Functions::Now)?;
        if value_is_null(&value) {
            return Err(compared_with_null(operator, &value));
        }
        return Ok(TestDecl::Compare(Spanned::new(operator, span), value));
    }
    if cursor.take_word("in").is_some() {
        cursor.sign("(")?;
        let values = cursor.list(|cursor| literal(cursor, "a value", Functions::Now))?;
        if values.is_empty() {
            let fault = Diagnostic::error(Code::Unexpected, "`in ()` never holds")
                .at(cursor.since(span), "expected at least one value");
            return Err(Box::new(fault));
        }
        return Ok(TestDecl::In(values));
    }
    if cursor.take_word("is").is_some() {
        let negated = cursor.take_word("not").is_some();
        if cursor.take_word("null").is_none() {
            let fault = cursor.unexpected(if negated { "`null`" } else { "`null` or `not null`" });
            return Err(Box::new(fault.help("`is` asks for null only; equality is `=`")));
        }
        return Ok(if negated { TestDecl::IsNotNull } else { TestDecl::IsNull });
    }
    alone(cursor)
}

/// A boolean field that stands alone: what follows must end the comparison.
fn alone(cursor: &Cursor<'_>) -> Parsed<TestDecl> {
    match cursor.peek() {
        None | Some(Token::Sign("," | ")")) => Ok(TestDecl::Is(true)),
        Some(Token::Word(word)) if word == "and" || word == "if" => Ok(TestDecl::Is(true)),
        Some(Token::Word(word)) if word == "not" => {
            let fault = cursor.unexpected("a comparison");
            Err(Box::new(fault.help("there is no `not in`; name the values that are allowed")))
        }
        Some(Token::Word(word)) => {
            let fault = cursor.unexpected("a comparison");
            let words = ["and", "in", "is", "if"];
            Err(match nearest(word, words) {
                Some(_) => Box::new(fault.suggest_nearest(cursor.span(), word, words)),
                None => fault,
            })
        }
        Some(_) => Err(cursor.unexpected("a comparison")),
    }
}

fn operator(cursor: &mut Cursor<'_>) -> Option<Operator> {
    let Some(Token::Sign(sign)) = cursor.peek() else {
        return None;
    };
    let operator = match *sign {
        "=" => Operator::Equal,
        "!=" => Operator::NotEqual,
        "<" => Operator::Less,
        "<=" => Operator::LessOrEqual,
        ">" => Operator::Greater,
        ">=" => Operator::GreaterOrEqual,
        _ => return None,
    };
    cursor.at += 1;
    Some(operator)
}

fn value_is_null(value: &Spanned<crate::document::Literal>) -> bool {
    matches!(&value.value, crate::document::Literal::Word(word) if word == "null")
}

fn compared_with_null(
    operator: Operator,
    value: &Spanned<crate::document::Literal>,
) -> Box<Diagnostic> {
    let instead = if operator == Operator::NotEqual { "is not null" } else { "is null" };
    let fault = Diagnostic::error(Code::Unexpected, "a comparison with `null` never holds")
        .at(value.span, "not a value")
        .help(format!("ask with `{instead}`"));
    Box::new(fault)
}
