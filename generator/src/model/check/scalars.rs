//! Types of one value, and their bounds.

use super::{Check, values};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Bounds, FieldDecl, Literal, Spanned, TypeExpr};
use crate::model::{Scalar, Value, bounds, forms};

/// Bounds that a type has when none are written, and the furthest they can be.
struct Lengths {
    default: (i64, i64),
    most: i64,
    of: &'static str,
}

const STRING: Lengths = Lengths { default: (1, 255), most: 10_000, of: "characters" };
const TEXT: Lengths = Lengths { default: (0, 20_000), most: 100_000, of: "characters" };
const LIST: Lengths = Lengths { default: (0, 100), most: 1_000, of: "items" };
/// The digits that the service's decimals hold.
const PRECISION: i64 = 28;

/// The scalar that a type says, without what needs other fields; `None` when it is
/// something else or faulty.
pub(super) fn read(
    check: &mut Check<'_>,
    kind: &Spanned<TypeExpr>,
    written: &FieldDecl,
) -> Option<Scalar> {
    let scalar = match &kind.value {
        TypeExpr::String(bounds) => {
            let (min, max) = lengths(check, bounds.as_ref(), &STRING)?;
            Scalar::String { min, max }
        }
        TypeExpr::Text(bounds) => {
            let (min, max) = lengths(check, bounds.as_ref(), &TEXT)?;
            Scalar::Text { min, max }
        }
        TypeExpr::Integer(bounds) => {
            let (min, max) = numbers(check, bounds.as_ref(), i32::MIN.into(), i32::MAX.into())?;
            Scalar::Integer { min, max }
        }
        TypeExpr::Bigint(bounds) => {
            let (min, max) = numbers(check, bounds.as_ref(), i64::MIN, i64::MAX)?;
            Scalar::Bigint { min, max }
        }
        TypeExpr::Decimal { precision, scale } => {
            within(check, precision, 1, PRECISION)?;
            within(check, scale, 0, precision.value)?;
            let precision = u32::try_from(precision.value).ok()?;
            let scale = u32::try_from(scale.value).ok()?;
            Scalar::Decimal { precision, scale, min: None, max: None }
        }
        TypeExpr::Float => Scalar::Float { min: None, max: None },
        TypeExpr::Boolean => Scalar::Boolean,
        TypeExpr::Date => Scalar::Date { min: None, max: None },
        TypeExpr::Time => Scalar::Time { min: None, max: None },
        TypeExpr::Timestamp => Scalar::Timestamp { min: None, max: None },
        TypeExpr::Uuid => Scalar::Uuid,
        TypeExpr::Email => Scalar::Email,
        TypeExpr::Url => Scalar::Url,
        TypeExpr::Json => Scalar::Json,
        _ => return None,
    };
    bounded(check, scalar, written)
}

/// How many items a list has.
pub(super) fn items(check: &mut Check<'_>, bounds: Option<&Spanned<Bounds>>) -> Option<(u32, u32)> {
    lengths(check, bounds, &LIST)
}

/// Adds `min(…)` and `max(…)` where the type has them.
fn bounded(check: &mut Check<'_>, scalar: Scalar, written: &FieldDecl) -> Option<Scalar> {
    let takes_bounds = matches!(
        scalar,
        Scalar::Decimal { .. }
            | Scalar::Float { .. }
            | Scalar::Date { .. }
            | Scalar::Time { .. }
            | Scalar::Timestamp { .. }
    );
    if !takes_bounds {
        return Some(scalar);
    }
    let low = bound(check, &scalar, written.min.as_ref())?;
    let high = bound(check, &scalar, written.max.as_ref())?;
    if let (Some(low), Some(high), Some(min), Some(max)) = (&low, &high, &written.min, &written.max)
        && bounds::compare(&scalar, low, high).is_some_and(std::cmp::Ordering::is_gt)
    {
        reversed(check, min.span, max.span);
        return None;
    }
    Some(match scalar {
        Scalar::Decimal { precision, scale, .. } => {
            Scalar::Decimal { precision, scale, min: low.and_then(text), max: high.and_then(text) }
        }
        Scalar::Float { .. } => {
            Scalar::Float { min: low.as_ref().and_then(float), max: high.as_ref().and_then(float) }
        }
        Scalar::Date { .. } => Scalar::Date { min: low.and_then(text), max: high.and_then(text) },
        Scalar::Time { .. } => Scalar::Time { min: low.and_then(text), max: high.and_then(text) },
        Scalar::Timestamp { .. } => {
            Scalar::Timestamp { min: low.and_then(text), max: high.and_then(text) }
        }
        other => other,
    })
}

#[expect(clippy::option_option, reason = "a fault, no bound, or a bound")]
fn bound(
    check: &mut Check<'_>,
    scalar: &Scalar,
    written: Option<&Spanned<Literal>>,
) -> Option<Option<Value>> {
    let Some(written) = written else {
        return Some(None);
    };
    match values::literal(check, scalar, written) {
        Ok(value @ (Value::Decimal(_) | Value::Float(_) | Value::Text(_))) => Some(Some(value)),
        Ok(_) => {
            let fault = Diagnostic::error(Code::BoundUnfit, "a bound is not a fixed value");
            check.report(fault.at(written.span, "changes with time"));
            None
        }
        Err(fault) => {
            check.report(Diagnostic { code: Code::BoundUnfit, ..*fault });
            None
        }
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::Decimal(text) | Value::Text(text) => Some(text),
        _ => None,
    }
}

fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Float(number) => Some(*number),
        _ => None,
    }
}

/// An open side of a length keeps what the type alone has.
fn lengths(
    check: &mut Check<'_>,
    bounds: Option<&Spanned<Bounds>>,
    of: &Lengths,
) -> Option<(u32, u32)> {
    let (mut min, mut max) = of.default;
    if let Some(bounds) = bounds {
        for side in bounds.value.min.iter().chain(&bounds.value.max) {
            if !(0..=of.most).contains(&side.value) {
                let fault = Diagnostic::error(
                    Code::BoundUnfit,
                    format!("`{}` is not a number of {}", side.value, of.of),
                );
                check.report(fault.at(side.span, format!("from 0 to {}", of.most)));
                return None;
            }
        }
        min = bounds.value.min.as_ref().map_or(min, |side| side.value);
        max = bounds.value.max.as_ref().map_or(max, |side| side.value);
        if min > max {
            match (&bounds.value.min, &bounds.value.max) {
                (Some(low), Some(high)) => reversed(check, low.span, high.span),
                _ => half_open(check, bounds.span, of),
            }
            return None;
        }
        if max == 0 {
            let fault =
                Diagnostic::error(Code::BoundUnfit, "only the empty value would be allowed");
            check.report(fault.at(bounds.span, format!("no {}", of.of)));
            return None;
        }
    }
    Some((u32::try_from(min).ok()?, u32::try_from(max).ok()?))
}

fn half_open(check: &mut Check<'_>, span: Span, of: &Lengths) {
    let (min, max) = of.default;
    let fault = Diagnostic::error(Code::BoundsReversed, "the minimum is above the maximum")
        .at(span, format!("the open side is that of the type alone, {min}..{max}"))
        .help("write both sides");
    check.report(fault);
}

fn reversed(check: &mut Check<'_>, min: Span, max: Span) {
    let fault = Diagnostic::error(Code::BoundsReversed, "the minimum is above the maximum")
        .at(min, "the minimum")
        .also(max, "the maximum");
    check.report(fault);
}

fn numbers(
    check: &mut Check<'_>,
    bounds: Option<&Spanned<Bounds>>,
    least: i64,
    most: i64,
) -> Option<(Option<i64>, Option<i64>)> {
    let Some(bounds) = bounds else {
        return Some((None, None));
    };
    let bounds = &bounds.value;
    for side in bounds.min.iter().chain(&bounds.max) {
        within(check, side, least, most)?;
    }
    if let (Some(min), Some(max)) = (&bounds.min, &bounds.max)
        && min.value > max.value
    {
        reversed(check, min.span, max.span);
        return None;
    }
    Some((bounds.min.as_ref().map(|it| it.value), bounds.max.as_ref().map(|it| it.value)))
}

fn within(check: &mut Check<'_>, number: &Spanned<i64>, least: i64, most: i64) -> Option<()> {
    if (least..=most).contains(&number.value) {
        return Some(());
    }
    let fault =
        Diagnostic::error(Code::BoundUnfit, format!("`{}` is outside the type", number.value));
    check.report(fault.at(number.span, format!("from {least} to {most}")));
    None
}

/// Whether a scalar's values have an order that clients and rules can use.
pub(super) const fn is_ordered(scalar: &Scalar) -> bool {
    scalar.has_ranges() || matches!(scalar, Scalar::Enum(_))
}

/// What a scalar is called in messages.
pub(super) const fn describe(scalar: &Scalar) -> &'static str {
    match scalar {
        Scalar::String { .. } => "a string",
        Scalar::Text { .. } => "a text",
        Scalar::Integer { .. } => "an integer",
        Scalar::Bigint { .. } => "a bigint",
        Scalar::Decimal { .. } => "a decimal",
        Scalar::Float { .. } => "a float",
        Scalar::Boolean => "a boolean",
        Scalar::Date { .. } => "a date",
        Scalar::Time { .. } => "a time",
        Scalar::Timestamp { .. } => "a timestamp",
        Scalar::Uuid => "a uuid",
        Scalar::Email => "an email",
        Scalar::Url => "a url",
        Scalar::Slug { .. } => "a slug",
        Scalar::Enum(_) => "an enum",
        Scalar::Json => "json",
    }
}

/// The most characters that a text of this type has; `None` for what is no text.
pub(super) const fn longest(scalar: &Scalar) -> Option<u32> {
    match scalar {
        Scalar::String { max, .. } | Scalar::Text { max, .. } => Some(*max),
        Scalar::Email => Some(forms::EMAIL_LONGEST),
        Scalar::Url => Some(forms::URL_LONGEST),
        _ => None,
    }
}
