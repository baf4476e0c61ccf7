//! Values of one type as values of another.

use crate::sql::literal;

/// How a column gets another type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Conversion {
    /// The new value in terms of the old one; none where the value stays what it is.
    pub using: Option<String>,
    /// Which rows have a value that the new type does not hold; none where every value fits.
    pub unfit: Option<String>,
}

/// The conversion, if there is one. `labels` gives those of a type that is an enum of the model.
pub(super) fn conversion(
    column: &str,
    old: &str,
    new: &str,
    labels: impl Fn(&str) -> Option<Vec<String>>,
) -> Option<Conversion> {
    let cast =
        |unfit: Option<String>| Some(Conversion { using: Some(format!("{column}::{new}")), unfit });
    let made =
        |using: String, unfit: Option<String>| Some(Conversion { using: Some(using), unfit });
    if new.strip_suffix("[]") == Some(old) {
        return made(format!("case when {column} is not null then array[{column}] end"), None);
    }
    if old.ends_with("[]") || new.ends_with("[]") {
        return None;
    }
    let none_of = |value: &str, labels: &[String]| {
        let labels: Vec<_> = labels.iter().map(|label| literal::text(label)).collect();
        Some(format!("{value} not in ({})", labels.join(", ")))
    };
    let beyond = |least: i64, most: i64| format!("{column} not between {least} and {most}");
    let (from, to) = (numeric(old), numeric(new));
    match (old, new) {
        ("integer", "bigint" | "double precision") | ("date" | "jsonb", "text") => cast(None),
        ("bigint", "integer") => cast(Some(beyond(i64::from(i32::MIN), i64::from(i32::MAX)))),
        ("bigint", "double precision") => {
            cast(Some(beyond(-9_007_199_254_740_992, 9_007_199_254_740_992)))
        }
        ("double precision", "integer" | "bigint") => {
            let whole = format!("{column} <> trunc({column})");
            cast(Some(format!("{whole} or {}", limits(column, new))))
        }
        (_, "integer" | "bigint") if from.is_some() => {
            let whole = format!("{column} <> trunc({column})");
            cast(Some(format!("{whole} or {}", limits(column, new))))
        }
        (_, "double precision") if from.is_some() => {
            cast(Some(format!("{column}::double precision::text::numeric <> {column}")))
        }
        ("integer" | "bigint", _) if to.is_some() => {
            let (precision, scale) = to?;
            let digits = precision.saturating_sub(scale);
            let most = if old == "integer" { 10 } else { 19 };
            cast((digits < most).then(|| format!("abs({column}::numeric) >= 1e{digits}")))
        }
        ("double precision", _) if to.is_some() => {
            let (precision, scale) = to?;
            let digits = precision.saturating_sub(scale);
            // A cast to a number keeps 15 digits, the text keeps all.
            let value = format!("{column}::text::numeric");
            let unfit = format!("abs({value}) >= 1e{digits} or {value} <> round({value}, {scale})");
            made(format!("{column}::text::{new}"), Some(unfit))
        }
        _ if from.is_some() && to.is_some() => {
            let ((old_precision, old_scale), (precision, scale)) = (from?, to?);
            let digits = precision.saturating_sub(scale);
            let mut unfit = Vec::new();
            if digits < old_precision.saturating_sub(old_scale) {
                unfit.push(format!("abs({column}) >= 1e{digits}"));
            }
            if scale < old_scale {
                unfit.push(format!("{column} <> round({column}, {scale})"));
            }
            if scale == old_scale && unfit.is_empty() {
                return Some(Conversion { using: None, unfit: None });
            }
            cast((!unfit.is_empty()).then(|| unfit.join(" or ")))
        }
        ("date", "timestamptz") => made(format!("{column}::timestamp at time zone 'UTC'"), None),
        ("timestamptz", "date") => made(
            format!("({column} at time zone 'UTC')::date"),
            Some(format!("{column} <> date_trunc('day', {column}, 'UTC')")),
        ),
        ("timestamptz", "text") => {
            let form = r#"'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'"#;
            made(format!("to_char({column} at time zone 'UTC', {form})"), None)
        }
        (_, "text") => cast(None),
        ("text", _) => {
            let unfit = match labels(new) {
                Some(labels) => none_of(column, &labels),
                None => Some(format!("{column} !~* {}", literal::text(&form(new)?))),
            };
            cast(unfit)
        }
        _ => {
            labels(old)?;
            let text = format!("{column}::text");
            made(format!("{text}::{new}"), none_of(&text, &labels(new)?))
        }
    }
}

/// How texts look that Postgres reads as a value of the type, and keeps to the last digit.
fn form(kind: &str) -> Option<String> {
    let plain = match kind {
        "integer" | "bigint" => r"^[-+]?\d+$",
        "double precision" => r"^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$",
        "boolean" => "^(true|false)$",
        "date" => r"^\d{4}-\d{2}-\d{2}$",
        "time" => r"^\d{2}:\d{2}(:\d{2}(\.\d{1,6}0*)?)?$",
        "timestamptz" => {
            r"^\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}:\d{2}(\.\d{1,6}0*)?(z|[-+]\d{2}:\d{2})$"
        }
        "uuid" => "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        _ => {
            let (_, scale) = numeric(kind)?;
            return Some(format!(r"^[-+]?\d+(\.\d{{0,{scale}}}0*)?$"));
        }
    };
    Some(plain.to_owned())
}

fn limits(column: &str, new: &str) -> String {
    match new {
        "integer" => format!("{column} not between {} and {}", i32::MIN, i32::MAX),
        _ => format!("{column} not between {} and {}", i64::MIN, i64::MAX),
    }
}

/// Precision and scale of `numeric(8, 2)`.
fn numeric(kind: &str) -> Option<(u32, u32)> {
    let inside = kind.strip_prefix("numeric(")?.strip_suffix(')')?;
    let (precision, scale) = inside.split_once(", ")?;
    Some((precision.parse().ok()?, scale.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unfit(old: &str, new: &str) -> Option<String> {
        conversion("c", old, new, |_| None).unwrap().unfit
    }

    #[test]
    fn what_always_fits_asks_for_nothing() {
        for (old, new) in [
            ("integer", "bigint"),
            ("integer", "numeric(12, 2)"),
            ("numeric(8, 2)", "numeric(9, 3)"),
            ("boolean", "text"),
            ("date", "timestamptz"),
            ("uuid", "uuid[]"),
        ] {
            assert_eq!(unfit(old, new), None, "{old} -> {new}");
        }
        let free = conversion("c", "numeric(8, 2)", "numeric(10, 2)", |_| None).unwrap();
        assert_eq!(free.using, None);
    }

    #[test]
    fn what_may_not_fit_is_asked_for() {
        let unfit = |old, new| unfit(old, new).unwrap();
        assert_eq!(unfit("bigint", "integer"), "c not between -2147483648 and 2147483647");
        assert_eq!(unfit("integer", "numeric(8, 2)"), "abs(c::numeric) >= 1e6");
        assert_eq!(unfit("numeric(9, 3)", "numeric(8, 2)"), "c <> round(c, 2)");
        assert_eq!(
            unfit("numeric(9, 3)", "double precision"),
            "c::double precision::text::numeric <> c"
        );
        assert_eq!(unfit("text", "numeric(8, 2)"), r"c !~* '^[-+]?\d+(\.\d{0,2}0*)?$'");
        assert_eq!(unfit("text", "date"), r"c !~* '^\d{4}-\d{2}-\d{2}$'");
        assert!(conversion("c", "boolean", "date", |_| None).is_none());
        assert!(conversion("c", "text[]", "text", |_| None).is_none());
    }
}
