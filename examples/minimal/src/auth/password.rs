//! What is accepted as a password.

use std::fmt::{self, Debug, Formatter};

use serde::Deserialize;
use utoipa::ToSchema;

use crate::validate::{Faults, length};

/// How many characters a password has. The upper bound keeps hashing cheap; nothing is ever cut
/// off.
const LENGTH: std::ops::RangeInclusive<usize> = 8..=128;

/// Passwords that many people have, one a line, in lower case. Shorter ones are refused by length.
/// Where they are from is told in `docs/adr/0007-tokens.md`.
const COMMON: &str = include_str!("common_passwords.txt");

/// A password on its way in: any characters, never printed, never sent.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = Password, min_length = 8, max_length = 128)]
pub struct Password(String);

impl Password {
    /// What is hashed.
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Checks the length, before anything is hashed.
    pub fn validate_length(&self, faults: &mut Faults, field: &str) {
        length(faults, field, &self.0, LENGTH);
    }

    /// Refuses what guessers try first: common passwords, the name of the service and the local
    /// part of `email`, the latter two with any digits and signs around them.
    pub fn refuse_guessable(&self, faults: &mut Faults, field: &str, email: &str) {
        let lower = self.0.to_lowercase();
        let local_part = email.split_once('@').map_or(email, |(local_part, _)| local_part);
        let is_known = [env!("CARGO_PKG_NAME"), local_part].into_iter().any(|word| {
            let word = letters(word);
            word.len() >= 4 && word == letters(&lower)
        });
        if is_known || COMMON.lines().any(|common| common == lower) {
            faults.add(field, "guessable", "must not be among the first that a guesser would try");
        }
    }
}

impl Debug for Password {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

fn letters(text: &str) -> String {
    text.to_lowercase().chars().filter(|character| character.is_alphabetic()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_accepted(password: &str) -> bool {
        let mut faults = Faults::default();
        let password = Password(password.to_owned());
        password.validate_length(&mut faults, "password");
        password.refuse_guessable(&mut faults, "password", "ada.lovelace@example.com");
        faults.is_empty()
    }

    #[test]
    fn length_counts_characters() {
        assert!(!is_accepted("7 chars"));
        assert!(is_accepted("8 chars!"));
        assert!(is_accepted(&"🦀".repeat(128)));
        assert!(!is_accepted(&"x".repeat(129)));
    }

    #[test]
    fn what_guessers_try_first_is_refused() {
        let service = env!("CARGO_PKG_NAME");
        for password in
            ["password", "Password1", "QWERTYUIOP", "12345678", "AdaLovelace1815!", "ada-lovelace"]
        {
            assert!(!is_accepted(password), "{password}");
        }
        assert!(!is_accepted(&format!("{service}2026")));
        assert!(is_accepted("ada lovelace wrote notes"));
    }

    #[test]
    fn common_passwords_are_a_sorted_set_in_lower_case() {
        let lines: Vec<_> = COMMON.lines().collect();
        assert!(lines.is_sorted_by(|one, other| one < other));
        assert!(lines.iter().all(|line| line.len() >= 8 && *line == line.to_lowercase()));
        assert!(lines.len() >= 3000);
    }
}
