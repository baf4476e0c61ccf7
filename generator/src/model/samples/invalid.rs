//! Values that a field refuses, each with the constraint it breaks.

use serde_json::{Value as Json, json};

use super::values::{json as as_json, values};
use crate::model::forms::{decimal, decimal_text};
use crate::model::pattern::Pattern;
use crate::model::{Field, FieldKind, Model, Scalar};

/// More bytes than the database lets free JSON have, which is more than requests may carry.
const SIZE: usize = 40_000;
/// How deep free JSON may be.
const DEPTH: usize = 16;

/// A constraint of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Breaks {
    /// It is required.
    Required,
    /// Its JSON type.
    Kind,
    /// Its least length.
    TooShort,
    /// Its greatest length.
    TooLong,
    /// It has one line.
    Line,
    /// Its pattern.
    Pattern,
    /// Its least value.
    TooSmall,
    /// Its greatest value.
    TooLarge,
    /// The digits a decimal has.
    Digits,
    /// The written form: of dates, addresses and the like.
    Form,
    /// Its variants.
    Variant,
    /// How few items it has.
    TooFewItems,
    /// How many items it has.
    TooManyItems,
    /// Its items, none of which is null.
    NoItem,
    /// How large a JSON value is.
    Size,
    /// How deep a JSON value is.
    Depth,
}

/// A refused value.
#[derive(Debug, Clone, PartialEq)]
pub struct Invalid {
    /// As a request would carry it.
    pub value: Json,
    /// Which item of a list is at fault, if one is.
    pub item: Option<usize>,
    /// Why it is refused.
    pub breaks: Breaks,
}

/// Values that the field refuses, one for each constraint that it has; none for what no
/// request carries.
#[must_use]
pub fn invalid(model: &Model, field: &Field) -> Vec<Invalid> {
    let mut all = match &field.kind {
        FieldKind::Scalar(Scalar::Slug { .. }) => return Vec::new(),
        FieldKind::Scalar(scalar) => of_scalar(field, scalar),
        FieldKind::List { item, min, max } => of_list(model, field, item, *min, *max),
        FieldKind::BelongsTo { .. } => vec![broken(json!("nobody"), Breaks::Form)],
        _ => return Vec::new(),
    };
    let relation = matches!(field.kind, FieldKind::BelongsTo { .. });
    if !field.optional && (field.default.is_none() || relation) {
        all.push(broken(Json::Null, Breaks::Required));
    }
    all
}

const fn broken(value: Json, breaks: Breaks) -> Invalid {
    Invalid { value, item: None, breaks }
}

fn of_scalar(field: &Field, scalar: &Scalar) -> Vec<Invalid> {
    match scalar {
        Scalar::String { min, max } => {
            let mut all = lengths(*min, *max);
            if *max >= 3 {
                let tells_apart = field.unique || field.ignore_case;
                let middle = if tells_apart { "a\u{200d}b" } else { "a\nb" }.to_owned()
                    + &"x".repeat((*min as usize).saturating_sub(3));
                all.push(broken(json!(middle), Breaks::Line));
            }
            all.extend(unmatched(field, *min, *max));
            all.push(broken(json!(7), Breaks::Kind));
            all
        }
        Scalar::Text { min, max } => {
            let mut all = lengths(*min, *max);
            all.extend(unmatched(field, *min, *max));
            all.push(broken(json!(7), Breaks::Kind));
            all
        }
        Scalar::Integer { min, max } => {
            integers(*min, *max, i64::from(i32::MIN), i64::from(i32::MAX))
        }
        Scalar::Bigint { min, max } => integers(*min, *max, i64::MIN, i64::MAX),
        Scalar::Decimal { precision, scale, min, max } => {
            let mut all = vec![
                broken(json!(format!("{}1", decimal_text(0, scale + 1))), Breaks::Digits),
                broken(json!("one"), Breaks::Form),
            ];
            let beside = |text: &String, by: i128| {
                let scaled = decimal(text, *precision, *scale)? + by;
                let text = decimal_text(scaled, *scale);
                decimal(&text, *precision, *scale).map(|_| json!(text))
            };
            let below = min.as_ref().and_then(|min| beside(min, -1));
            let above = max.as_ref().and_then(|max| beside(max, 1));
            all.extend(below.map(|value| broken(value, Breaks::TooSmall)));
            all.extend(above.map(|value| broken(value, Breaks::TooLarge)));
            all
        }
        Scalar::Float { min, max } => {
            let mut all = vec![broken(json!("one"), Breaks::Kind)];
            let below = min.map(|min| (min - 1.0).min(min.next_down()));
            let above = max.map(|max| (max + 1.0).max(max.next_up()));
            let finite = |bound: Option<f64>| bound.filter(|bound| bound.is_finite());
            all.extend(finite(below).map(|value| broken(json!(value), Breaks::TooSmall)));
            all.extend(finite(above).map(|value| broken(json!(value), Breaks::TooLarge)));
            all
        }
        Scalar::Boolean => vec![broken(json!("maybe"), Breaks::Kind)],
        Scalar::Date { min, max } => {
            moments("2030-02-30", ["0001-01-01", "9999-12-31"], min.as_ref(), max.as_ref())
        }
        Scalar::Time { min, max } => {
            moments("25:00:00", ["00:00:00", "23:59:59"], min.as_ref(), max.as_ref())
        }
        Scalar::Timestamp { min, max } => moments(
            "2030-02-30T09:00:00Z",
            ["0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z"],
            min.as_ref(),
            max.as_ref(),
        ),
        Scalar::Uuid => vec![broken(json!("not-a-uuid"), Breaks::Form)],
        Scalar::Email => vec![broken(json!("not an address"), Breaks::Form)],
        Scalar::Url => vec![broken(json!("javascript:alert(1)"), Breaks::Form)],
        Scalar::Enum(_) => vec![broken(json!("no such variant"), Breaks::Variant)],
        Scalar::Json => {
            let deep = (0..DEPTH).fold(json!([]), |inner, _| json!([inner]));
            vec![broken(json!("x".repeat(SIZE)), Breaks::Size), broken(deep, Breaks::Depth)]
        }
        Scalar::Slug { .. } => Vec::new(),
    }
}

fn lengths(min: u32, max: u32) -> Vec<Invalid> {
    let mut all = Vec::new();
    if min > 0 {
        all.push(broken(json!("x".repeat(min as usize - 1)), Breaks::TooShort));
    }
    all.push(broken(json!("x".repeat(max as usize + 1)), Breaks::TooLong));
    all
}

/// A text of fitting length that the pattern does not match.
fn unmatched(field: &Field, min: u32, max: u32) -> Option<Invalid> {
    let text = field.pattern.as_ref()?;
    let pattern = Pattern::parse(text, true).or_else(|_| Pattern::parse(text, false)).ok()?;
    let length = min.max(1).min(max) as usize;
    let candidates = ["!", " ", "~", "A", "0", "ß", "-"];
    let candidate =
        candidates.iter().map(|letter| letter.repeat(length)).find(|it| !pattern.matches(it))?;
    Some(broken(json!(candidate), Breaks::Pattern))
}

fn integers(min: Option<i64>, max: Option<i64>, least: i64, most: i64) -> Vec<Invalid> {
    let below = min.unwrap_or(least).checked_sub(1);
    let above = max.unwrap_or(most).checked_add(1);
    let mut all = vec![broken(json!("one"), Breaks::Kind)];
    all.extend(below.map(|value| broken(json!(value), Breaks::TooSmall)));
    all.extend(above.map(|value| broken(json!(value), Breaks::TooLarge)));
    all
}

fn moments(
    nonsense: &str,
    [first, last]: [&str; 2],
    min: Option<&String>,
    max: Option<&String>,
) -> Vec<Invalid> {
    let mut all = vec![broken(json!(nonsense), Breaks::Form)];
    if min.is_some_and(|min| min.as_str() > first) {
        all.push(broken(json!(first), Breaks::TooSmall));
    }
    if max.is_some_and(|max| max.as_str() < last) {
        all.push(broken(json!(last), Breaks::TooLarge));
    }
    all
}

fn of_list(model: &Model, field: &Field, item: &Scalar, min: u32, max: u32) -> Vec<Invalid> {
    let single = Field { kind: FieldKind::Scalar(item.clone()), ..field.clone() };
    let Some(value) = values(model, &single, 1).pop() else {
        return Vec::new();
    };
    let value = as_json(model, &single.kind, &value);
    let items_of = |count: u32| Json::Array(vec![value.clone(); count as usize]);
    let mut all =
        vec![broken(items_of(max + 1), Breaks::TooManyItems), broken(json!("one"), Breaks::Kind)];
    if min > 0 {
        all.push(broken(items_of(min - 1), Breaks::TooFewItems));
    }
    if max > 0 {
        let last = min.max(1) as usize - 1;
        let ending = |end: Json, breaks: Breaks| {
            let mut items = vec![value.clone(); last];
            items.push(end);
            Invalid { value: Json::Array(items), item: Some(last), breaks }
        };
        let items = of_scalar(&single, item).into_iter();
        all.extend(items.map(|invalid| ending(invalid.value, invalid.breaks)));
        all.push(ending(Json::Null, Breaks::NoItem));
    }
    all
}
