//! What an operation answers.

use std::collections::BTreeMap;

use serde_json::Value;

use super::found::Subject;
use super::operation::{Finder, media_types};
use super::reader::Reader;
use super::rule::Rule;

/// Headers that tell that something goes, and go when that is taken back.
const ANNOUNCING: [&str; 3] = ["deprecation", "sunset", "link"];

pub(super) fn compare(finder: &mut Finder<'_>, before: &Value, after: &Value) {
    let (old, new) = (all(finder.sides.before, before), all(finder.sides.after, after));
    let only = |one: &Answers<'_>, other: &Answers<'_>, is_good: bool| -> Vec<String> {
        let missing = one.keys().filter(|status| !other.contains_key(**status));
        missing.filter(|status| is_success(status) == is_good).map(|it| (*it).to_owned()).collect()
    };
    let (gone, come) = (only(&old, &new, true), only(&new, &old, true));
    for status in &gone {
        finder.note(Rule::StatusRemoved, Subject::Status(status.clone()), instead(&come), None);
    }
    if gone.is_empty() {
        for status in come {
            finder.note(Rule::StatusAdded, Subject::Status(status), String::new(), None);
        }
    }
    let (gone, come) = (only(&old, &new, false), only(&new, &old, false));
    let rule = match gone.is_empty() {
        true => Rule::ProblemAdded,
        false => Rule::ProblemReplaced,
    };
    for status in &come {
        let before =
            if gone.is_empty() { String::new() } else { format!("it was {}", gone.join(" or ")) };
        finder.note(rule, Subject::Status(status.clone()), before, None);
    }
    if come.is_empty() {
        for status in gone {
            finder.note(Rule::ProblemRemoved, Subject::Status(status), String::new(), None);
        }
    }
    for (status, answer) in &old {
        if let Some(now) = new.get(status) {
            both(finder, status, answer, now);
        }
    }
}

type Answers<'a> = BTreeMap<&'a str, &'a Value>;

fn all<'a>(reader: Reader<'a>, responses: &'a Value) -> Answers<'a> {
    let all = responses.as_object().into_iter().flatten();
    all.map(|(status, answer)| (status.as_str(), reader.resolved(answer))).collect()
}

fn is_success(status: &str) -> bool {
    status.starts_with('2') || status.starts_with('3')
}

fn instead(come: &[String]) -> String {
    match come.is_empty() {
        true => String::new(),
        false => format!("it is {} now", come.join(" or ")),
    }
}

/// An answer that there is in both.
fn both(finder: &mut Finder<'_>, status: &str, before: &Value, after: &Value) {
    let names = |answer: &Value| -> Vec<String> {
        answer["headers"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
    };
    let is_told = |name: &&String| !ANNOUNCING.contains(&name.to_lowercase().as_str());
    let (old, new) = (names(before), names(after));
    let removed = match is_success(status) {
        true => Rule::HeaderRemoved,
        false => Rule::ProblemHeaderRemoved,
    };
    for name in old.iter().filter(|name| !new.contains(name)).filter(is_told) {
        finder.note(removed, Subject::Header(name.clone()), String::new(), None);
    }
    for name in new.iter().filter(|name| !old.contains(name)).filter(is_told) {
        finder.note(Rule::HeaderAdded, Subject::Header(name.clone()), String::new(), None);
    }
    let sides = finder.sides;
    for name in old.iter().filter(|name| new.contains(name)).filter(is_told) {
        let was = sides.before.resolved(&before["headers"][name]);
        let is = sides.after.resolved(&after["headers"][name]);
        finder.output(&Subject::Header(name.clone()), &was["schema"], &is["schema"]);
    }
    let (gone, new, both) = media_types(&before["content"], &after["content"]);
    for name in gone {
        let subject = Subject::MediaType(name.to_owned(), false);
        finder.note(Rule::OutputMediaTypeRemoved, subject, String::new(), None);
    }
    for name in new {
        let subject = Subject::MediaType(name.to_owned(), false);
        finder.note(Rule::OutputMediaTypeAdded, subject, String::new(), None);
    }
    for (was, is) in both {
        finder.output(&Subject::Output(String::new()), &was["schema"], &is["schema"]);
    }
}
