//! Values that a field takes.

use super::texts;
use crate::model::forms::{decimal, decimal_text, is_date, is_timestamp};
use crate::model::pattern::Pattern;
use crate::model::{Field, FieldKind, Model, Scalar, Value, bounds};

/// Up to `wanted` different values that the field takes, the plainest first; none for
/// relations and what is derived.
#[must_use]
pub fn values(model: &Model, field: &Field, wanted: usize) -> Vec<Value> {
    match &field.kind {
        FieldKind::Scalar(scalar) => scalars(model, field, scalar, wanted),
        FieldKind::List { item, min, max } => lists(model, field, item, (*min, *max), wanted),
        _ => Vec::new(),
    }
}

/// Values of an ordered type from the least to the largest.
pub fn sort(kind: &FieldKind, values: &mut [Value]) {
    let FieldKind::Scalar(scalar) = kind else { return };
    values.sort_by(|one, other| {
        bounds::compare(scalar, one, other).unwrap_or(std::cmp::Ordering::Equal)
    });
}

/// Whether a value keeps the bounds of the field's type.
#[must_use]
pub fn is_in_bounds(field: &Field, value: &Value) -> bool {
    match &field.kind {
        FieldKind::Scalar(Scalar::Integer { .. }) if !fits_in_32_bits(value) => false,
        FieldKind::Scalar(Scalar::Decimal { precision, scale, .. }) if matches!(value, Value::Decimal(text) if decimal(text, *precision, *scale).is_none()) => {
            false
        }
        FieldKind::Scalar(scalar) => bounds::broken(scalar, value).is_none(),
        _ => true,
    }
}

fn fits_in_32_bits(value: &Value) -> bool {
    !matches!(value, Value::Integer(number) if i32::try_from(*number).is_err())
}

/// A value as JSON has it; `Now` and the like as an example of what they give.
#[must_use]
pub fn json(model: &Model, kind: &FieldKind, value: &Value) -> serde_json::Value {
    match (kind, value) {
        (FieldKind::List { item, .. }, Value::List(values)) => {
            let item = FieldKind::Scalar(item.clone());
            values.iter().map(|value| json(model, &item, value)).collect()
        }
        (FieldKind::Scalar(Scalar::Enum(id)), Value::Variant(at)) => {
            model.enums[id.0].variants[*at].snake().into()
        }
        (_, Value::Boolean(value)) => (*value).into(),
        (_, Value::Integer(number)) => (*number).into(),
        (_, Value::Float(number)) => (*number).into(),
        (_, Value::Decimal(text) | Value::Text(text)) => text.clone().into(),
        (_, Value::Json(text)) => serde_json::from_str(text).unwrap_or_default(),
        (_, Value::Now) => now(kind).into(),
        (_, Value::NewUuid) => uuid(0).into(),
        (_, Value::Token(length)) => "x".repeat(*length as usize).into(),
        _ => serde_json::Value::Null,
    }
}

/// An example of what `Now` gives.
pub(super) fn now(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Scalar(Scalar::Date { .. }) => "2030-01-01",
        _ => "2030-01-01T09:00:00Z",
    }
}

fn scalars(model: &Model, field: &Field, scalar: &Scalar, wanted: usize) -> Vec<Value> {
    match scalar {
        Scalar::String { min, max } | Scalar::Text { min, max } => {
            text_values(field, matches!(scalar, Scalar::Text { .. }), *min, *max, wanted)
        }
        Scalar::Integer { min, max } => {
            integers(min.unwrap_or(i32::MIN.into()), max.unwrap_or(i32::MAX.into()), wanted)
        }
        Scalar::Bigint { min, max } => {
            integers(min.unwrap_or(i64::MIN), max.unwrap_or(i64::MAX), wanted)
        }
        Scalar::Decimal { precision, scale, min, max } => {
            decimals(*precision, *scale, min.as_deref(), max.as_deref(), wanted)
        }
        Scalar::Float { min, max } => floats(*min, *max, wanted),
        Scalar::Boolean => vec![Value::Boolean(true), Value::Boolean(false)],
        Scalar::Enum(id) => {
            (0..model.enums[id.0].variants.len()).take(wanted).map(Value::Variant).collect()
        }
        Scalar::Uuid => (0..wanted).map(|at| Value::Text(uuid(at))).collect(),
        Scalar::Email => {
            (0..wanted).map(|at| Value::Text(format!("person{}@example.org", at + 1))).collect()
        }
        Scalar::Url => {
            (0..wanted).map(|at| Value::Text(format!("https://example.org/{}", at + 1))).collect()
        }
        Scalar::Json => {
            (0..wanted).map(|at| Value::Json(format!("{{\"sample\":{}}}", at + 1))).collect()
        }
        Scalar::Slug { .. } => Vec::new(),
        Scalar::Date { .. } | Scalar::Time { .. } | Scalar::Timestamp { .. } => {
            moments(scalar, wanted)
        }
    }
}

fn text_values(field: &Field, lines: bool, min: u32, max: u32, wanted: usize) -> Vec<Value> {
    let pattern = field.pattern.as_ref().and_then(|text| Pattern::parse(text, lines).ok());
    let Some(pattern) = pattern else {
        let words = field.name.words();
        let numbered = (0..wanted).map_while(|at| texts::numbered(&words, at, min, max));
        return numbered.map(Value::Text).collect();
    };
    let mut found = texts::matching(&pattern, min, max, wanted);
    if field.ignore_case {
        let mut seen = Vec::new();
        found.retain(|text| {
            let folded = text.to_lowercase();
            let is_new = !seen.contains(&folded);
            seen.push(folded);
            is_new
        });
    }
    found.into_iter().map(Value::Text).collect()
}

/// Upwards from one where that is allowed, else from the least.
fn integers(min: i64, max: i64, wanted: usize) -> Vec<Value> {
    let start = 1.clamp(min, max);
    let up = (start..=max).take(wanted);
    let mut all: Vec<_> = up.map(Value::Integer).collect();
    let missing = wanted.saturating_sub(all.len());
    all.extend((min..start).rev().take(missing).map(Value::Integer));
    all
}

fn decimals(
    precision: u32,
    scale: u32,
    min: Option<&str>,
    max: Option<&str>,
    wanted: usize,
) -> Vec<Value> {
    let bound = |text: Option<&str>| text.and_then(|text| decimal(text, precision, scale));
    let limit = 10_i128.pow(precision) - 1;
    let (min, max) = (bound(min).unwrap_or(-limit), bound(max).unwrap_or(limit));
    let one = 10_i128.pow(scale);
    let start = one.clamp(min, max);
    let room = usize::try_from((max - start) / one).unwrap_or(usize::MAX);
    let step = if room >= wanted { one } else { 1 };
    let mut all: Vec<_> =
        (0_i128..).map(|at| start + at * step).take_while(|it| *it <= max).take(wanted).collect();
    let missing = wanted.saturating_sub(all.len());
    all.extend((0_i128..).map(|at| start - 1 - at).take_while(|it| *it >= min).take(missing));
    all.into_iter().map(|scaled| Value::Decimal(decimal_text(scaled, scale))).collect()
}

fn floats(min: Option<f64>, max: Option<f64>, wanted: usize) -> Vec<Value> {
    let (low, high) = match (min, max) {
        (Some(min), Some(max)) => (min, max),
        (Some(min), None) => (min, min + 128.0),
        (None, Some(max)) => (max - 128.0, max),
        (None, None) => (0.5, 128.5),
    };
    if low >= high {
        return vec![Value::Float(low)];
    }
    let wanted = u32::try_from(wanted).unwrap_or(u32::MAX).max(1);
    let step = if high - low >= f64::from(wanted) { 1.0 } else { (high - low) / f64::from(wanted) };
    (0..wanted).map(|at| Value::Float(f64::from(at).mul_add(step, low).min(high))).collect()
}

fn lists(
    model: &Model,
    field: &Field,
    item: &Scalar,
    (min, max): (u32, u32),
    wanted: usize,
) -> Vec<Value> {
    let count = min.max(1).min(max) as usize;
    let plain = scalars(model, field, item, wanted.max(count));
    if plain.is_empty() {
        return Vec::new();
    }
    let list =
        |at: usize| (0..count).map(|next| plain[(at + next) % plain.len()].clone()).collect();
    (0..wanted.min(plain.len())).map(|at| Value::List(list(at))).collect()
}

/// Days from the first of 2030 on, or minutes from midnight, within the bounds.
fn moments(scalar: &Scalar, wanted: usize) -> Vec<Value> {
    const YEAR_2030: i64 = 21_915;
    let exists = |value: &Value| match (scalar, value) {
        (Scalar::Date { .. }, Value::Text(text)) => is_date(text),
        (Scalar::Timestamp { .. }, Value::Text(text)) => is_timestamp(text),
        _ => true,
    };
    let fits = |value: &Value| exists(value) && bounds::broken(scalar, value).is_none();
    let (Scalar::Date { min, max } | Scalar::Timestamp { min, max } | Scalar::Time { min, max }) =
        scalar
    else {
        return Vec::new();
    };
    let make = |at: i64| match scalar {
        Scalar::Date { .. } => Value::Text(day(at)),
        Scalar::Timestamp { .. } => Value::Text(format!("{}T09:00:00Z", day(at))),
        _ => {
            let minute = (540 + at).rem_euclid(1440);
            Value::Text(format!("{:02}:{:02}:00", minute / 60, minute % 60))
        }
    };
    let is_time = matches!(scalar, Scalar::Time { .. });
    let first = min.as_deref().or(max.as_deref()).and_then(day_number);
    let starts =
        [Some(0).filter(|_| is_time), (!is_time).then_some(YEAR_2030), first.filter(|_| !is_time)];
    let wide = if is_time { 1440 } else { i64::try_from(wanted).unwrap_or(i64::MAX / 2) + 1 };
    let near = |start: i64| (start..=start + wide).chain((start - wide..start).rev());
    let mut moments = starts.into_iter().flatten().flat_map(near).map(make);
    let mut all: Vec<Value> = Vec::new();
    while all.len() < wanted
        && let Some(value) = moments.next()
    {
        if fits(&value) && !all.contains(&value) {
            all.push(value);
        }
    }
    // Bounds closer than a day or a minute: the bounds themselves.
    let sides = [min, max].into_iter().flatten().map(|text| Value::Text(text.clone()));
    for side in sides {
        if all.len() < wanted && !all.contains(&side) {
            all.push(side);
        }
    }
    all
}

/// The day so many days after the first of 1970.
fn day(number: i64) -> String {
    let shifted = number + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The number of the day that a date or timestamp begins with.
fn day_number(text: &str) -> Option<i64> {
    let mut parts = text.get(..10)?.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    Some(era * 146_097 + of_era - 719_468)
}

fn uuid(at: usize) -> String {
    format!("018f3c3e-7c1a-7b2e-9f00-{at:012x}")
}

#[cfg(test)]
mod tests {
    use super::{day, day_number};

    #[test]
    fn days_are_counted() {
        assert_eq!(day(21_915), "2030-01-01");
        assert_eq!(day(0), "1970-01-01");
        assert_eq!(day_number("2024-02-29"), Some(19_782));
        assert_eq!(day(19_782), "2024-02-29");
    }
}
