//! What clients are told of operations that go.

use std::fmt;

use super::forms;

/// Days of the week, from that of the first day of 1970 on.
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SECONDS_OF_A_DAY: i64 = 86_400;

/// The notice that operations go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deprecation {
    /// From which day on nobody should begin to use them.
    pub since: Day,
    /// From which day on they may be gone, at the earliest.
    pub sunset: Option<Day>,
    /// What to use instead: words, or a URL; may hold any text; empty when not given.
    pub instead: String,
}

impl Deprecation {
    /// Where clients read more: what is to be used instead, if that is a URL.
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        is_link(&self.instead).then_some(self.instead.as_str())
    }
}

/// Whether a text means to be a URL.
#[must_use]
pub fn is_link(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// A calendar day, which begins at midnight in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    year: i64,
    month: i64,
    of_month: i64,
}

impl Day {
    /// Reads `2026-12-01`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if !forms::is_date(text) {
            return None;
        }
        let mut parts = text.split('-').map(|part| part.parse().ok());
        Some(Self { year: parts.next()??, month: parts.next()??, of_month: parts.next()?? })
    }

    /// How many days it lies behind the first one of 1970.
    const fn number(self) -> i64 {
        // Years begin in March, so that the odd day is their last.
        let (year, month) = match self.month {
            1 | 2 => (self.year - 1, self.month + 9),
            _ => (self.year, self.month - 3),
        };
        let leaps = year / 4 - year / 100 + year / 400;
        year * 365 + leaps + (month * 153 + 2) / 5 + self.of_month - 1 - 719_468
    }

    /// Its first moment as `Deprecation` has it (RFC 9745): seconds since 1970 behind `@`.
    #[must_use]
    pub fn structured(self) -> String {
        format!("@{}", self.number() * SECONDS_OF_A_DAY)
    }

    /// Its first moment as `Sunset` has it (RFC 8594): `Tue, 01 Jun 2027 00:00:00 GMT`.
    #[must_use]
    pub fn http(self) -> String {
        let pick = |names: &[&'static str], at: i64| {
            usize::try_from(at).ok().and_then(|at| names.get(at).copied()).unwrap_or_default()
        };
        let weekday = pick(&WEEKDAYS, self.number().rem_euclid(7));
        let month = pick(&MONTHS, self.month - 1);
        format!("{weekday}, {:02} {month} {:04} 00:00:00 GMT", self.of_month, self.year)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year, self.month, self.of_month)
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    /// The values of RFC 9745, 2.1 and RFC 8594, 3, and days around the odd ones.
    #[test]
    fn a_day_is_told_as_headers_have_it() {
        for (day, structured, http) in [
            ("1970-01-01", "@0", "Thu, 01 Jan 1970 00:00:00 GMT"),
            ("2023-06-30", "@1688083200", "Fri, 30 Jun 2023 00:00:00 GMT"),
            ("2018-12-31", "@1546214400", "Mon, 31 Dec 2018 00:00:00 GMT"),
            ("2024-02-29", "@1709164800", "Thu, 29 Feb 2024 00:00:00 GMT"),
            ("2024-03-01", "@1709251200", "Fri, 01 Mar 2024 00:00:00 GMT"),
            ("2100-03-01", "@4107542400", "Mon, 01 Mar 2100 00:00:00 GMT"),
            ("1969-12-31", "@-86400", "Wed, 31 Dec 1969 00:00:00 GMT"),
        ] {
            let read = Day::parse(day).unwrap();
            assert_eq!((read.structured().as_str(), read.http().as_str()), (structured, http));
            assert_eq!(read.to_string(), day);
        }
        assert_eq!(Day::parse("2026-02-29"), None);
        assert!(Day::parse("2026-12-01") < Day::parse("2027-01-01"));
    }
}
