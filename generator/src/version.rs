//! Versions of the tool, and which of two is the newer.

use std::cmp::Ordering;
use std::fmt;

/// The version of this tool.
pub const THIS: &str = env!("CARGO_PKG_VERSION");

/// A version as [Semantic Versioning](https://semver.org) has it: what comes before a release,
/// as `0.2.0-dev`, is older than it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    numbers: [u64; 3],
    before: Option<String>,
}

impl Version {
    /// Reads `0.2.0` or `0.2.0-dev`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (numbers, before) = match text.split_once('-') {
            Some((numbers, before)) => (numbers, Some(before.to_owned())),
            None => (text, None),
        };
        let mut parts = numbers.split('.').map(|part| {
            let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| part.parse().ok()).flatten()
        });
        let numbers = [parts.next()??, parts.next()??, parts.next()??];
        let is_whole = parts.next().is_none() && before.as_deref() != Some("");
        is_whole.then_some(Self { numbers, before })
    }

    /// Whether it is no release, but what comes before one.
    #[must_use]
    pub fn is_before_release(&self) -> bool {
        self.before.is_some()
    }

    /// The release that it is, or comes before.
    #[must_use]
    pub fn release(&self) -> Self {
        Self { numbers: self.numbers, before: None }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.numbers;
        write!(formatter, "{major}.{minor}.{patch}")?;
        match &self.before {
            Some(before) => write!(formatter, "-{before}"),
            None => Ok(()),
        }
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.numbers.cmp(&other.numbers).then_with(|| match (&self.before, &other.before) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(one), Some(other)) => parts(one).cmp(parts(other)),
        })
    }
}

/// The parts of what stands behind a hyphen: numbers come before words.
fn parts(text: &str) -> impl Iterator<Item = (bool, u64, &str)> {
    text.split('.').map(|part| match part.parse() {
        Ok(number) => (false, number, ""),
        Err(_) => (true, 0, part),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newer_of_two_is_known() {
        let in_order =
            ["0.1.0", "0.2.0-dev", "0.2.0-rc.2", "0.2.0-rc.10", "0.2.0", "0.10.0", "1.0.0"];
        let versions = in_order.map(|text| Version::read(text).unwrap());
        assert!(versions.is_sorted_by(|one, other| one < other));
        assert_eq!(versions.map(|version| version.to_string()), in_order);
    }

    #[test]
    fn what_is_no_version_is_none() {
        for text in ["", "1", "1.2", "1.2.3.4", "1.2.x", "1.2.3-", "+1.2.3", "1..3", "<<<<<<<"] {
            assert_eq!(Version::read(text), None, "{text}");
        }
    }
}
