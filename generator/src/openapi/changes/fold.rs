//! One line for what is the same in several operations.

use std::collections::{BTreeMap, BTreeSet};

use super::Change;
use super::found::{Found, Subject};
use super::rule::{Degree, Rule};

/// So many operations are told by name.
const NAMED: usize = 2;

type Key = (Degree, String, Rule, Subject, String);

#[derive(Default)]
struct Fold {
    operations: BTreeSet<String>,
    subjects: BTreeSet<Subject>,
    tags: BTreeSet<String>,
    announced: Option<String>,
}

/// The differences, each once with all operations that it is in, sorted.
pub(super) fn folded(found: Vec<Found>) -> Vec<Change> {
    let mut folds: BTreeMap<Key, Fold> = BTreeMap::new();
    for it in found {
        // The same list is found at several places, whose operations are about other things.
        let is_parameter = matches!(it.subject, Subject::Parameter(..));
        let about = if is_parameter { String::new() } else { it.tag.clone() };
        let key = (it.rule.degree(), about, it.rule, it.subject.folded(), it.detail);
        let fold = folds.entry(key).or_default();
        fold.tags.insert(it.tag);
        fold.operations.insert(it.operation);
        fold.subjects.insert(it.subject);
        fold.announced = fold.announced.take().or(it.announced);
    }
    let mut changes: Vec<Change> = folds.into_iter().map(|(key, fold)| change(key, fold)).collect();
    changes.sort();
    changes
}

fn change((degree, _, rule, subject, detail): Key, fold: Fold) -> Change {
    let tag = fold.tags.into_iter().collect::<Vec<_>>().join(", ");
    let operations: Vec<String> = fold.operations.into_iter().collect();
    let mut words = format!("{tag}: ");
    words += &match subject {
        Subject::Operation => acting(rule, &operations),
        _ => format!(
            "{} {} {}{}",
            subject.words(),
            rule.verb(),
            subject.side(),
            counted(&operations)
        ),
    };
    words += &forms(&subject, &fold.subjects);
    if !detail.is_empty() {
        words += &format!(": {detail}");
    }
    let place = match fold.subjects.first() {
        Some(only) if fold.subjects.len() == 1 => only.place(),
        _ => subject.place(),
    };
    let announced = fold.announced;
    let is_parameter = matches!(subject, Subject::Parameter(..));
    Change { degree, tag, rule, place, operations, words, announced, is_parameter }
}

/// Operations as those to which something happens.
fn acting(rule: Rule, operations: &[String]) -> String {
    let verb = rule.verb();
    if let [only] = operations {
        return format!("`{only}` {verb}");
    }
    let (first, rest) = verb.split_once(' ').unwrap_or((verb, ""));
    let plural = match first {
        "is" => "are",
        "needs" => "need",
        "takes" => "take",
        other => other,
    };
    format!("{} {plural} {rest}", counted(operations))
}

/// Operations by name where they are few.
pub(super) fn counted(operations: &[String]) -> String {
    let named: Vec<String> = operations.iter().map(|name| format!("`{name}`")).collect();
    match named.len() {
        0..=NAMED => named.join(" and "),
        count => format!("{count} operations"),
    }
}

/// The parameters that were told as one.
fn forms(subject: &Subject, forms: &BTreeSet<Subject>) -> String {
    let names: Vec<String> = forms
        .iter()
        .filter(|form| *form != subject)
        .filter_map(|form| match form {
            Subject::Parameter(_, name) => Some(format!("`{name}`")),
            _ => None,
        })
        .collect();
    match (names.is_empty(), forms.contains(subject)) {
        (true, _) => String::new(),
        (false, true) => format!(", {} too", names.join(", ")),
        (false, false) => format!(", as {}", names.join(", ")),
    }
}
