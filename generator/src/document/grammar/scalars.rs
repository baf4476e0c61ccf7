//! Small expressions: names, orders, limits, spans of time.

use super::{Cursor, Parsed, whole};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::fragment::Fragment;
use crate::document::lexer::Token;
use crate::document::{CacheDecl, LimitDecl, OrderDecl, Spanned, Text};

const UNITS: [(&str, u32); 4] = [("second", 1), ("minute", 60), ("hour", 3600), ("day", 86400)];

/// A name alone. What is no word at all is taken as it is, to be refused as a name.
pub(in crate::document) fn name(fragment: &Fragment) -> Text {
    Spanned::new(fragment.text.clone(), fragment.span())
}

/// `created_at`, `-created_at`
pub(in crate::document) fn order(fragment: &Fragment) -> Parsed<Spanned<OrderDecl>> {
    whole(fragment, |cursor| {
        let start = cursor.span();
        let descending = cursor.take_sign("-").is_some();
        let column = cursor.name("a field, with `-` before it for the largest first")?;
        if matches!(cursor.peek(), Some(Token::Word(word)) if word == "asc" || word == "desc") {
            let fault = cursor.unexpected("the end of the order");
            return Err(Box::new(fault.help("`-` before the field is the largest first")));
        }
        Ok(Spanned::new(OrderDecl { column, descending }, cursor.since(start)))
    })
}

/// `30/minute`
pub(in crate::document) fn limit(fragment: &Fragment) -> Parsed<LimitDecl> {
    whole(fragment, |cursor| {
        let count = count(cursor, "a number of writes, as `30/minute`")?;
        cursor.sign("/")?;
        let expected = "`second`, `minute`, `hour` or `day`";
        let fault = cursor.unexpected(expected);
        let unit = cursor.name(expected)?;
        let Some((_, seconds)) = UNITS.iter().find(|(name, _)| *name == unit.value) else {
            let names = UNITS.iter().map(|(name, _)| *name);
            return Err(Box::new(fault.suggest_nearest(unit.span, &unit.value, names)));
        };
        Ok(LimitDecl { count, seconds: *seconds })
    })
}

/// `30s`, `5m`, `1h`
pub(in crate::document) fn cache(fragment: &Fragment) -> Parsed<CacheDecl> {
    whole(fragment, |cursor| {
        let start = cursor.span();
        let count = count(cursor, "a span of time, as `30s`")?;
        let fault = cursor.unexpected("`s`, `m`, `h` or `d`");
        let unit = cursor.name("`s`, `m`, `h` or `d`")?;
        let found = UNITS.iter().find(|(name, _)| name.strip_prefix(unit.as_str()).is_some());
        let Some((_, seconds)) = found.filter(|_| unit.value.len() == 1) else {
            return Err(fault);
        };
        match count.checked_mul(*seconds) {
            Some(seconds) => Ok(CacheDecl { seconds }),
            None => Err(too_large(cursor.since(start))),
        }
    })
}

fn count(cursor: &mut Cursor<'_>, expected: &str) -> Parsed<u32> {
    let span = cursor.span();
    let written = super::values::number(cursor, expected)?;
    match written.value.parse() {
        Ok(count) if count > 0 => Ok(count),
        _ => Err(too_large(span)),
    }
}

fn too_large(span: Span) -> Box<Diagnostic> {
    let message = "the number is not a whole number that is usable here";
    Box::new(Diagnostic::error(Code::BadNumber, message).at(span, "expected 1 or more"))
}
