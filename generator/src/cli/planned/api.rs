//! What a change does to clients, in words.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::error::Error;
use crate::openapi::changes::{Change, Degree};

/// So many additions are told, and then how many more there are. What breaks is told whole.
const MOST_FINE: usize = 12;

/// Every change, what breaks first and with the way around it.
pub(in crate::cli) fn text(api: &[Change]) -> String {
    let mut text = String::new();
    let mut told = BTreeSet::new();
    for (at, change) in api.iter().enumerate() {
        let word = match change.degree {
            Degree::Breaks => "break",
            Degree::Mind => "mind",
            Degree::Fine => "api",
        };
        let before = api[..at].iter().filter(|other| other.degree == Degree::Fine).count();
        if change.degree == Degree::Fine && before >= MOST_FINE {
            let more = api.len() - at;
            let _ = writeln!(text, "  api      and {more} more, which `--format json` lists");
            break;
        }
        let _ = writeln!(text, "  {word:7}  {}", change.sentence());
        if let Some(instead) = change.instead().filter(|instead| told.insert(*instead)) {
            let _ = writeln!(text, "             instead: {instead}");
        }
    }
    text
}

/// How much breaks, as the end of a sentence; none if nothing does.
pub(in crate::cli) fn breaking(api: &[Change]) -> Option<String> {
    match api.iter().filter(|change| change.is_breaking()).count() {
        0 => None,
        1 => Some("breaks clients of the API".to_owned()),
        count => Some(format!("breaks clients of the API in {count} ways")),
    }
}

/// What is asked for where something breaks and nobody said so.
pub(in crate::cli) fn refusal(breaking: &str) -> Error {
    Error::usage(format!("this change {breaking}, and nothing was written"))
        .hint("what breaks, and for whom, is told above, with what to do instead")
        .hint("to make it anyway, say `--breaking`")
}

/// The same for programs.
pub(in crate::cli) fn json(api: &[Change]) -> Value {
    let changes = api.iter().map(|change| {
        json!({
            "rule": change.rule.name(),
            "breaking": change.is_breaking(),
            "degree": match change.degree {
                Degree::Breaks => "breaks",
                Degree::Mind => "mind",
                Degree::Fine => "fine",
            },
            "for": change.audience().name(),
            "about": change.tag,
            "place": change.place,
            "operations": change.operations,
            "words": change.words,
            "announced": change.announced,
            "instead": change.instead(),
        })
    });
    json!({
        "breaking": api.iter().any(Change::is_breaking),
        "changes": changes.collect::<Vec<_>>(),
    })
}
