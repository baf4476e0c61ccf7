//! What a value must be, as SQL: the same that requests are checked by.

use crate::model::{Field, Scalar};
use crate::sql::literal;

/// Characters that a line of text cannot hold: control characters, and those that reorder text
/// or take no room. What joins and parts letters and emoji is none of them.
pub(super) const UNSEEN: &str =
    r"[\u0001-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]";
/// The same and those that join and part, for a text by which people tell rows apart.
pub(super) const UNSEEN_OR_JOINING: &str =
    r"[\u0001-\u001F\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]";
pub(super) const EMAIL: &str = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$";
const URL: &str = r"^https?://[^\s/?#@]+(?:[/?#]\S*)?$";
const SLUG: &str = "^[a-z0-9]+(?:-[a-z0-9]+)*$";

/// What one value must be, each rule under the last word of its constraint's name.
pub(super) fn of_scalar(
    column: &str,
    scalar: &Scalar,
    field: &Field,
    tells_apart: bool,
) -> Vec<(&'static str, String)> {
    let mut rules = Vec::new();
    match scalar {
        Scalar::String { min, max } | Scalar::Text { min, max } => {
            rules.push(("length", counted(&format!("char_length({column})"), *min, *max)));
            if matches!(scalar, Scalar::String { .. }) {
                let unseen = if tells_apart { UNSEEN_OR_JOINING } else { UNSEEN };
                rules.push(("line", format!("{column} !~ {}", literal::text(unseen))));
            }
        }
        Scalar::Email => {
            rules.push(("length", format!("char_length({column}) <= 254")));
            rules.push(("form", format!("{column} ~ {}", literal::text(EMAIL))));
        }
        Scalar::Url => {
            rules.push(("length", format!("char_length({column}) <= 2000")));
            rules.push(("form", format!("{column} ~ {}", literal::text(URL))));
        }
        Scalar::Slug { .. } => {
            rules.push(("length", format!("char_length({column}) <= 200")));
            rules.push(("form", format!("{column} ~ {}", literal::text(SLUG))));
        }
        Scalar::Json => rules.push(("size", format!("octet_length({column}::text) <= 32768"))),
        Scalar::Float { .. } => {
            let finite = format!("{column} > '-infinity' and {column} < 'infinity'");
            rules.push(("finite", finite));
            rules.extend(range(column, scalar).map(|rule| ("range", rule)));
        }
        _ => rules.extend(range(column, scalar).map(|rule| ("range", rule))),
    }
    if let Some(pattern) = &field.pattern {
        rules.push(("pattern", format!("{column} ~ {}", whole(pattern))));
    }
    rules
}

/// What a list must be, and each of its items.
pub(super) fn of_list(
    column: &str,
    item: &Scalar,
    (min, max): (u32, u32),
    field: &Field,
) -> Vec<(&'static str, String)> {
    let count = counted(&format!("cardinality({column})"), min, max);
    let mut rules = vec![("items", format!("{count} and array_position({column}, null) is null"))];
    let length = |min: u32, max: u32| format!("items_have_length({column}, {min}, {max})");
    let form = |form: &str| format!("items_match({column}, {})", literal::text(form));
    match item {
        Scalar::String { min, max } => {
            rules.push(("length", length(*min, *max)));
            rules.push(("line", form(&format!("^{}*$", UNSEEN.replacen('[', "[^", 1)))));
        }
        Scalar::Text { min, max } => rules.push(("length", length(*min, *max))),
        Scalar::Email => {
            rules.push(("length", length(0, 254)));
            rules.push(("form", form(EMAIL)));
        }
        Scalar::Url => {
            rules.push(("length", length(0, 2000)));
            rules.push(("form", form(URL)));
        }
        Scalar::Float { .. } => {
            let finite = format!("'-infinity' < all ({column}) and 'infinity' > all ({column})");
            rules.push(("finite", finite));
            rules.extend(items_range(column, item).map(|rule| ("range", rule)));
        }
        _ => rules.extend(items_range(column, item).map(|rule| ("range", rule))),
    }
    if let Some(pattern) = &field.pattern {
        rules.push(("pattern", format!("items_match({column}, {})", whole(pattern))));
    }
    rules
}

/// A pattern that has to match all of the text.
fn whole(pattern: &str) -> String {
    literal::text(&format!("^(?:{pattern})$"))
}

fn counted(count: &str, min: u32, max: u32) -> String {
    if min == max {
        return format!("{count} = {min}");
    }
    if min == 0 { format!("{count} <= {max}") } else { format!("{count} between {min} and {max}") }
}

fn range(column: &str, scalar: &Scalar) -> Option<String> {
    match bounds(scalar) {
        (Some(min), Some(max)) => Some(format!("{column} between {min} and {max}")),
        (Some(min), None) => Some(format!("{column} >= {min}")),
        (None, Some(max)) => Some(format!("{column} <= {max}")),
        (None, None) => None,
    }
}

fn items_range(column: &str, item: &Scalar) -> Option<String> {
    let (min, max) = bounds(item);
    let min = min.map(|min| format!("{min} <= all ({column})"));
    let max = max.map(|max| format!("{max} >= all ({column})"));
    let both: Vec<_> = min.into_iter().chain(max).collect();
    (!both.is_empty()).then(|| both.join(" and "))
}

fn bounds(scalar: &Scalar) -> (Option<String>, Option<String>) {
    let quote = |bound: &Option<String>| bound.as_deref().map(literal::text);
    match scalar {
        Scalar::Integer { min, max } | Scalar::Bigint { min, max } => {
            (min.map(|it| it.to_string()), max.map(|it| it.to_string()))
        }
        Scalar::Decimal { min, max, .. } => (min.clone(), max.clone()),
        Scalar::Float { min, max } => {
            (min.map(|it| format!("{it:?}")), max.map(|it| format!("{it:?}")))
        }
        Scalar::Date { min, max } | Scalar::Time { min, max } | Scalar::Timestamp { min, max } => {
            (quote(min), quote(max))
        }
        _ => (None, None),
    }
}
