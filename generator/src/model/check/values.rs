//! Literals of the model as values of a type.

use super::Check;
use super::scalars::describe;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Literal, Spanned};
use crate::model::{Name, Scalar, Value, forms};

/// The longest random token.
const TOKEN_LONGEST: u32 = 128;

/// Reads a literal as a value of the type, without asking for its bounds.
///
/// # Errors
/// What is wrong with it, with the code of a default.
pub(super) fn literal(
    check: &Check<'_>,
    scalar: &Scalar,
    written: &Spanned<Literal>,
) -> Result<Value, Box<Diagnostic>> {
    let value = match (scalar, &written.value) {
        (Scalar::Boolean, Literal::Boolean(value)) => Some(Value::Boolean(*value)),
        (Scalar::Integer { .. } | Scalar::Bigint { .. }, Literal::Number(text)) => {
            let number: Option<i64> = text.parse().ok();
            let is_small = matches!(scalar, Scalar::Bigint { .. });
            number.filter(|it| is_small || i32::try_from(*it).is_ok()).map(Value::Integer)
        }
        (Scalar::Decimal { precision, scale, .. }, Literal::Number(text) | Literal::Text(text)) => {
            let Some(scaled) = forms::decimal(text, *precision, *scale) else {
                let fault = wrong(scalar, written);
                let help = format!("at most {precision} digits, {scale} of them decimals");
                return Err(fault.help(help).into());
            };
            Some(Value::Decimal(forms::decimal_text(scaled, *scale)))
        }
        (Scalar::Float { .. }, Literal::Number(text)) => {
            text.parse().ok().filter(|number: &f64| number.is_finite()).map(Value::Float)
        }
        (Scalar::String { .. }, Literal::Text(text)) if text.contains(['\n', '\r', '\t']) => {
            let fault = wrong(scalar, written);
            return Err(fault.help("a string has one line; use `text` for more").into());
        }
        (Scalar::String { .. } | Scalar::Text { .. }, Literal::Text(text)) => {
            Some(Value::Text(text.clone()))
        }
        (Scalar::String { .. } | Scalar::Text { .. }, Literal::Token(length)) => {
            if !(16..=TOKEN_LONGEST).contains(&length.value) {
                let fault = Diagnostic::error(
                    Code::DefaultUnfit,
                    format!("a token of {} characters", length.value),
                );
                return Err(fault.at(length.span, format!("from 16 to {TOKEN_LONGEST}")).into());
            }
            Some(Value::Token(length.value))
        }
        (Scalar::Email, Literal::Text(text)) => form(text, forms::is_email),
        (Scalar::Url, Literal::Text(text)) => form(text, forms::is_url),
        (Scalar::Date { .. }, Literal::Text(text)) => form(text, forms::is_date),
        (Scalar::Time { .. }, Literal::Text(text)) => form(text, forms::is_time),
        (Scalar::Timestamp { .. }, Literal::Text(text)) => form(text, forms::is_timestamp),
        (Scalar::Date { .. } | Scalar::Timestamp { .. }, Literal::Now) => Some(Value::Now),
        (Scalar::Uuid, Literal::Text(text)) => form(&text.to_lowercase(), forms::is_uuid),
        (Scalar::Uuid, Literal::Uuid) => Some(Value::NewUuid),
        (Scalar::Enum(id), Literal::Word(word) | Literal::Text(word)) => {
            let variants = &check.model.enums[id.0].variants;
            let Some(at) = variants.iter().position(|variant| variant.snake() == word) else {
                let names = variants.iter().map(Name::snake);
                let fault =
                    Diagnostic::error(Code::UnknownVariant, format!("unknown variant `{word}`"));
                let fault = fault.at(written.span, "the enum does not have it");
                return Err(fault.suggest_nearest(written.span, word, names).into());
            };
            Some(Value::Variant(at))
        }
        (Scalar::Slug { .. }, Literal::Text(text)) => Some(Value::Text(text.clone())),
        (Scalar::Json, value) => json(value).map(|value| Value::Json(value.to_string())),
        _ => None,
    };
    value.ok_or_else(|| wrong(scalar, written).into())
}

fn form(text: &str, is_formed: fn(&str) -> bool) -> Option<Value> {
    is_formed(text).then(|| Value::Text(text.to_owned()))
}

fn json(literal: &Literal) -> Option<serde_json::Value> {
    match literal {
        Literal::Json(value) => Some(value.clone()),
        Literal::Boolean(value) => Some((*value).into()),
        Literal::Text(text) => Some(text.clone().into()),
        Literal::Number(text) => text.parse().ok().map(serde_json::Value::Number),
        Literal::List(items) => items.iter().map(|item| json(&item.value)).collect(),
        _ => None,
    }
}

fn wrong(scalar: &Scalar, written: &Spanned<Literal>) -> Diagnostic {
    let fault = Diagnostic::error(Code::BadDefault, format!("this is not {}", describe(scalar)));
    let fault = fault.at(written.span, format!("expected {}", expected(scalar)));
    match (&written.value, scalar) {
        (Literal::Word(word), Scalar::String { .. } | Scalar::Text { .. }) => {
            fault.help(format!("text stands in quotes: `'{word}'`"))
        }
        _ => fault,
    }
}

const fn expected(scalar: &Scalar) -> &'static str {
    match scalar {
        Scalar::String { .. } | Scalar::Text { .. } | Scalar::Slug { .. } => {
            "text in single quotes"
        }
        Scalar::Integer { .. } => "a whole number of 32 bits",
        Scalar::Bigint { .. } => "a whole number of 64 bits",
        Scalar::Decimal { .. } | Scalar::Float { .. } => "a number",
        Scalar::Boolean => "`true` or `false`",
        Scalar::Date { .. } => "a date such as `'2026-11-20'`",
        Scalar::Time { .. } => "a time such as `'09:30:00'`",
        Scalar::Timestamp { .. } => "a moment in UTC such as `'2026-11-20T09:30:00Z'`, or `now()`",
        Scalar::Uuid => "a UUID in single quotes, or `uuid()`",
        Scalar::Email => "an e-mail address in single quotes",
        Scalar::Url => "an absolute http or https URL in single quotes",
        Scalar::Enum(_) => "one of the enum's variants",
        Scalar::Json => "a value in the long form",
    }
}

/// Whether two types can be compared with each other, and set to each other.
pub(super) fn is_alike(left: &Scalar, right: &Scalar) -> bool {
    let group = |scalar: &Scalar| match scalar {
        Scalar::String { .. } | Scalar::Text { .. } | Scalar::Slug { .. } => 0,
        Scalar::Integer { .. } | Scalar::Bigint { .. } => 1,
        Scalar::Decimal { .. } => 2,
        Scalar::Float { .. } => 3,
        Scalar::Boolean => 4,
        Scalar::Date { .. } => 5,
        Scalar::Time { .. } => 6,
        Scalar::Timestamp { .. } => 7,
        Scalar::Uuid => 8,
        Scalar::Email => 9,
        Scalar::Url => 10,
        Scalar::Json => 11,
        Scalar::Enum(id) => 100 + id.0,
    };
    group(left) == group(right)
}
