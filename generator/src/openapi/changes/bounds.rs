//! Bounds of values: which are tighter than they were, and which are wider.

use std::cmp::Ordering;

use serde_json::{Map, Value};

/// Bounds in words.
#[derive(Debug, Default)]
pub(super) struct Bounds {
    pub narrower: Vec<String>,
    pub wider: Vec<String>,
}

/// A bound: its keyword, what stands in front of its number and behind it, and whether a larger
/// number takes less.
const BOUNDS: [(&str, &str, &str, bool); 11] = [
    ("minLength", "at least ", " characters", true),
    ("maxLength", "at most ", " characters", false),
    ("minimum", "at least ", "", true),
    ("exclusiveMinimum", "more than ", "", true),
    ("maximum", "at most ", "", false),
    ("exclusiveMaximum", "less than ", "", false),
    ("minItems", "at least ", " items", true),
    ("maxItems", "at most ", " items", false),
    ("minProperties", "at least ", " members", true),
    ("maxProperties", "at most ", " members", false),
    ("multipleOf", "a multiple of ", "", true),
];

pub(super) fn compare(before: &Map<String, Value>, after: &Map<String, Value>) -> Bounds {
    let mut found = Bounds::default();
    for (keyword, front, back, is_lower) in BOUNDS {
        let words = |value: &Value| format!("{front}{value}{back}");
        let (narrower, words) = match (before.get(keyword), after.get(keyword)) {
            // Nothing is shorter than nothing.
            (None, Some(is)) if is_lower && keyword.ends_with("Length") && is == 0 => continue,
            (Some(was), None) if is_lower && keyword.ends_with("Length") && was == 0 => continue,
            (None, Some(is)) => (true, words(is)),
            (Some(was), None) => (false, format!("without a bound, was {}", words(was))),
            (Some(was), Some(is)) => {
                let (old, new) = (was.as_f64(), is.as_f64());
                let Some(order) = old.zip(new).and_then(|(old, new)| new.partial_cmp(&old)) else {
                    continue;
                };
                let narrower = match order {
                    Ordering::Equal => continue,
                    Ordering::Greater => is_lower,
                    Ordering::Less => !is_lower,
                };
                // Of multiples only a divisor takes what was taken.
                let narrower = match (keyword, old, new) {
                    ("multipleOf", Some(old), Some(new)) => !is_multiple(old, new),
                    _ => narrower,
                };
                (narrower, format!("{}, was {was}", words(is)))
            }
            (None, None) => continue,
        };
        if narrower { &mut found.narrower } else { &mut found.wider }.push(words);
    }
    moved(&mut found);
    let says = |says: &Map<String, Value>, keyword: &str| says.get(keyword).cloned();
    match (says(before, "pattern"), says(after, "pattern")) {
        (was, is) if was == is => {}
        (Some(_), None) => found.wider.push("of no pattern any more".to_owned()),
        (None, Some(is)) => found.narrower.push(format!("of the pattern `{}`", text(&is))),
        // Which of two patterns takes more cannot be told: each way is taken for the worse.
        (Some(_), Some(is)) => {
            let words = format!("of the pattern `{}`, which is another", text(&is));
            found.narrower.push(words.clone());
            found.wider.push(words);
        }
        (None, None) => {}
    }
    let is_unique = |says: &Map<String, Value>| says.get("uniqueItems") == Some(&Value::Bool(true));
    match (is_unique(before), is_unique(after)) {
        (false, true) => found.narrower.push("no item twice".to_owned()),
        (true, false) => found.wider.push("items may be there twice".to_owned()),
        _ => {}
    }
    found
}

/// A bound that was inside and is outside now, or the other way round, is one change: of
/// `at least 1` and `more than 0` neither is without a bound.
fn moved(found: &mut Bounds) {
    for (inside, outside) in [("at least ", "more than "), ("at most ", "less than ")] {
        let lost = |words: &String| {
            words.starts_with("without a bound")
                && (words.contains(inside) || words.contains(outside))
        };
        let is_new = |words: &String| words.starts_with(inside) || words.starts_with(outside);
        if found.wider.iter().any(lost) && found.narrower.iter().any(is_new) {
            found.wider.retain(|words| !lost(words));
        }
    }
}

fn is_multiple(value: f64, of: f64) -> bool {
    of != 0.0 && (value / of).fract() == 0.0
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
