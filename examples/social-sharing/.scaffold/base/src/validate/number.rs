//! Rules about numbers and times.

use std::{
    fmt::Display,
    ops::{Bound, RangeBounds},
    str::FromStr,
};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike, Utc};
use rust_decimal::Decimal;

use super::Faults;

/// A value lies within bounds, either of which may be open.
pub fn range<T: PartialOrd + Display>(
    faults: &mut Faults,
    field: &str,
    value: &T,
    bounds: impl RangeBounds<T>,
) {
    if bounds.contains(value) {
        return;
    }
    let rule = match (bounds.start_bound(), bounds.end_bound()) {
        (Bound::Included(start), Bound::Included(end)) => format!("must be {start} to {end}"),
        (Bound::Included(start), _) => format!("must be at least {start}"),
        (_, Bound::Included(end)) => format!("must be at most {end}"),
        _ => "is out of range".to_owned(),
    };
    faults.add(field, "range", rule);
}

/// A value lies within bounds that are written as it is written in a body: decimals, dates, times.
pub fn within<T: PartialOrd + FromStr>(
    faults: &mut Faults,
    field: &str,
    value: &T,
    min: Option<&str>,
    max: Option<&str>,
) {
    let read = |bound: &str| bound.parse::<T>().ok();
    let is_low = min.and_then(read).is_some_and(|min| *value < min);
    let is_high = max.and_then(read).is_some_and(|max| *value > max);
    if !is_low && !is_high {
        return;
    }
    let rule = match (min, max) {
        (Some(min), Some(max)) => format!("must be {min} to {max}"),
        (Some(min), None) => format!("must be at least {min}"),
        (None, Some(max)) => format!("must be at most {max}"),
        (None, None) => return,
    };
    faults.add(field, "range", rule);
}

/// A decimal fits a number of digits, and a number of them behind the point.
pub fn decimal(faults: &mut Faults, field: &str, value: &Decimal, precision: u32, scale: u32) {
    let value = value.normalize();
    let digits = value.mantissa().unsigned_abs().checked_ilog10().map_or(0, |digits| digits + 1);
    if value.scale() > scale || digits.saturating_sub(value.scale()) > precision - scale {
        faults.add(
            field,
            "precision",
            format!("must have at most {precision} digits, {scale} of them behind the point"),
        );
    }
}

/// A moment lies in the years 1 to 9999 and not in a leap second, which the database cannot keep.
pub fn timestamp(faults: &mut Faults, field: &str, value: &DateTime<Utc>) {
    date(faults, field, &value.date_naive());
    time(faults, field, &value.time());
}

/// A date lies in the years 1 to 9999.
pub fn date(faults: &mut Faults, field: &str, value: &NaiveDate) {
    if !(1..=9999).contains(&value.year()) {
        faults.add(field, "range", "must be in the years 1 to 9999");
    }
}

/// A time of day is not a leap second.
pub fn time(faults: &mut Faults, field: &str, value: &NaiveTime) {
    if value.nanosecond() >= 1_000_000_000 {
        faults.add(field, "range", "must not be a leap second");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_kept(rule: impl Fn(&mut Faults)) -> bool {
        let mut faults = Faults::default();
        rule(&mut faults);
        faults.is_empty()
    }

    #[test]
    fn ranges_include_their_bounds() {
        assert!(is_kept(|faults| range(faults, "stock", &0, 0..=5)));
        assert!(!is_kept(|faults| range(faults, "stock", &6, 0..=5)));
        assert!(!is_kept(|faults| range(faults, "stock", &-1, 0..)));
        assert!(!is_kept(|faults| range(faults, "share", &f64::NAN, 0.0..=1.0)));
    }

    #[test]
    fn decimals_fit_as_numeric_columns_do() {
        let fits = |text: &str| {
            let value = text.parse().unwrap();
            is_kept(|faults| decimal(faults, "price", &value, 5, 2))
        };
        assert!(fits("999.99") && fits("0") && fits("-0.01") && fits("1.500"));
        assert!(!fits("1000") && !fits("0.001") && !fits("12345.6"));
    }

    #[test]
    fn times_that_the_database_cannot_keep_are_refused() {
        let leap: DateTime<Utc> = "2016-12-31T23:59:60Z".parse().unwrap();
        let ancient: DateTime<Utc> = "0000-01-01T00:00:00Z".parse().unwrap();
        let now: DateTime<Utc> = "2026-01-31T15:04:05Z".parse().unwrap();
        assert!(!is_kept(|faults| timestamp(faults, "at", &leap)));
        assert!(!is_kept(|faults| timestamp(faults, "at", &ancient)));
        assert!(is_kept(|faults| timestamp(faults, "at", &now)));
    }
}
