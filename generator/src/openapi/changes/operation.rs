//! Operations: which there are, and what each asks for.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::found::{Found, Subject};
use super::reader::Reader;
use super::responses;
use super::rule::Rule;
use super::security;
use crate::openapi::references;

/// Both descriptions, and what is known of both.
pub(super) struct Sides<'a> {
    pub before: Reader<'a>,
    pub after: Reader<'a>,
    /// The tag of the operations that a component is the body of, once it is asked for.
    tags: OnceCell<BTreeMap<String, String>>,
    /// Components that are not the same in both.
    differing: BTreeSet<String>,
    /// Whether the answers that operations share are the same in both.
    answers_alike: bool,
}

/// What is found in one operation.
pub(super) struct Finder<'a> {
    pub sides: &'a Sides<'a>,
    operation: String,
    tag: &'a str,
    found: Vec<Found>,
}

impl Finder<'_> {
    /// Notes a difference; `component` is where it stands, if that has a name.
    pub(super) fn note(
        &mut self,
        rule: Rule,
        subject: Subject,
        detail: String,
        component: Option<&str>,
    ) {
        let tag = component.and_then(|name| self.sides.tag(name));
        self.found.push(Found {
            rule,
            subject,
            operation: self.operation.clone(),
            tag: tag.unwrap_or(self.tag).to_owned(),
            detail,
            announced: None,
        });
    }

    /// Says of what was noted last what `before` said while it was deprecated.
    pub(super) fn announce(&mut self, before: &Value) {
        if let Some(last) = self.found.last_mut() {
            last.announced = announced(before);
        }
    }

    /// Whether a description of something is told to go, or not any more.
    pub(super) fn deprecation(
        &mut self,
        (rule, kept): (Rule, Rule),
        subject: &Subject,
        (before, after): (&Value, &Value),
        component: Option<&str>,
    ) {
        match (before["deprecated"] == true, after["deprecated"] == true) {
            (false, true) => {
                let words = announced(after).unwrap_or_default();
                self.note(rule, subject.clone(), words, component);
            }
            (true, false) => self.note(kept, subject.clone(), String::new(), component),
            (true, true) if announced(before) != announced(after) => {
                let words = announced(after).unwrap_or_default();
                self.note(rule, subject.clone(), words, component);
            }
            _ => {}
        }
    }
}

/// What a description says of its deprecation; none if it is not deprecated.
fn announced(described: &Value) -> Option<String> {
    (described["deprecated"] == true).then(|| {
        let words = described["description"].as_str().unwrap_or_default();
        let lines = words.lines().skip_while(|line| !line.starts_with("Deprecated"));
        let words = lines.collect::<Vec<_>>().join(" ");
        unmarked(words.trim_start_matches("Deprecated").trim_matches([':', ' ', '.']))
    })
}

/// A text as it was before Markdown had its signs escaped.
fn unmarked(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut letters = markdown.chars().peekable();
    while let Some(letter) = letters.next() {
        let escaped = letters.next_if(|next| letter == '\\' && next.is_ascii_punctuation());
        text.push(escaped.unwrap_or(letter));
    }
    text
}

/// Who may call an operation, as its description begins. Rules of access have no other place in
/// a description, and which of two takes more cannot be told from words.
fn allowed(operation: &Value) -> Option<String> {
    let words = operation["description"].as_str()?.replace('\n', " ");
    let sentence = words.split(". ").next().unwrap_or_default().trim_end_matches('.');
    let starts = ["Allowed to", "Holds what", "Open to", "Shown to"];
    starts.iter().any(|start| sentence.starts_with(start)).then(|| sentence.to_owned())
}

/// Every difference of two descriptions.
pub(super) fn compare<'a>(before: &'a Value, after: &'a Value) -> Vec<Found> {
    let (before, after) = (Reader(before), Reader(after));
    let differing = before.differing(after);
    let answers = |reader: Reader<'a>| &reader.0["components"]["responses"];
    let answers_alike = answers(before) == answers(after);
    let sides = Sides { before, after, tags: OnceCell::new(), differing, answers_alike };
    let (mut old, new) = (by_place(before), by_place(after));
    let mut found = Vec::new();
    for (place, (path, operation)) in new {
        let known = old.remove(&place);
        if known.is_some_and(|(_, known)| sides.is_same(known, operation)) {
            continue;
        }
        let mut finder = Finder {
            sides: &sides,
            operation: named(place.0, path),
            tag: tag(operation),
            found: Vec::new(),
        };
        match known {
            Some((_, known)) => finder.operation(known, operation),
            None => {
                finder.note(Rule::OperationAdded, Subject::Operation, String::new(), None);
            }
        }
        found.extend(finder.found);
    }
    for ((method, _), (path, operation)) in old {
        found.push(Found {
            rule: Rule::OperationRemoved,
            subject: Subject::Operation,
            operation: named(method, path),
            tag: tag(operation).to_owned(),
            detail: String::new(),
            announced: announced(operation),
        });
    }
    found
}

impl Sides<'_> {
    /// What a component is about.
    fn tag(&self, component: &str) -> Option<&str> {
        let tags = self.tags.get_or_init(|| tags([self.before, self.after]));
        tags.get(component).map(String::as_str)
    }

    /// Whether neither an operation nor anything that it leads to is different.
    fn is_same(&self, before: &Value, after: &Value) -> bool {
        before == after
            && self.answers_alike
            && (self.differing.is_empty()
                || references(before).iter().all(|name| !self.differing.contains(name)))
    }
}

impl Finder<'_> {
    fn operation(&mut self, before: &Value, after: &Value) {
        let subject = Subject::Operation;
        let rules = (Rule::OperationDeprecated, Rule::OperationKept);
        self.deprecation(rules, &subject, (before, after), None);
        let (is_as_open, was_as_open) = (
            security::is_as_open(&before["security"], &after["security"]),
            security::is_as_open(&after["security"], &before["security"]),
        );
        if !is_as_open {
            self.note(Rule::SignInNeeded, subject, String::new(), None);
        } else if !was_as_open {
            self.note(Rule::SignInDropped, subject, String::new(), None);
        } else if let (Some(was), Some(is)) = (allowed(before), allowed(after))
            && was != is
        {
            self.note(Rule::Allowed, subject, format!("{is}; was: {was}"), None);
        }
        self.parameters(before, after);
        self.body(&before["requestBody"], &after["requestBody"]);
        responses::compare(self, &before["responses"], &after["responses"]);
    }

    fn parameters(&mut self, before: &Value, after: &Value) {
        let (mut old, new) =
            (parameters(self.sides.before, before), parameters(self.sides.after, after));
        for (key, parameter) in new {
            let name = parameter["name"].as_str().unwrap_or_default().to_owned();
            let subject = Subject::Parameter(key.0.clone(), name);
            let is_needed = parameter["required"] == true;
            let Some(known) = old.remove(&key) else {
                let rule = match is_needed {
                    true => Rule::ParameterAddedRequired,
                    false => Rule::ParameterAdded,
                };
                self.note(rule, subject, String::new(), None);
                continue;
            };
            match (known["required"] == true, is_needed) {
                (false, true) => {
                    self.note(Rule::ParameterRequired, subject.clone(), String::new(), None);
                }
                (true, false) => {
                    self.note(Rule::ParameterOptional, subject.clone(), String::new(), None);
                }
                _ => {}
            }
            let is_written = |key: &str| known.get(key) == parameter.get(key);
            if !is_written("style") || !is_written("explode") {
                self.note(Rule::ParameterStyle, subject.clone(), String::new(), None);
            }
            let rules = (Rule::Deprecated, Rule::Kept);
            self.deprecation(rules, &subject, (known, parameter), None);
            self.input(&subject, &known["schema"], &parameter["schema"]);
        }
        // A header that nobody reads is not refused.
        for ((place, name), parameter) in old.into_iter().filter(|((it, _), _)| it != "header") {
            let subject = Subject::Parameter(place, name);
            self.note(Rule::ParameterRemoved, subject, String::new(), None);
            self.announce(parameter);
        }
    }

    fn body(&mut self, before: &Value, after: &Value) {
        let whole = Subject::Operation;
        let (old, new) = (self.sides.before.resolved(before), self.sides.after.resolved(after));
        let (was_needed, is_needed) = (old["required"] == true, new["required"] == true);
        match (old.is_null(), new.is_null()) {
            (true, true) => return,
            (false, true) => return self.note(Rule::BodyRemoved, whole, String::new(), None),
            (true, false) => {
                let rule = if is_needed { Rule::BodyNeeded } else { Rule::BodyOptional };
                return self.note(rule, whole, String::new(), None);
            }
            _ if !was_needed && is_needed => {
                self.note(Rule::BodyNeeded, whole, String::new(), None);
            }
            _ if was_needed && !is_needed => {
                self.note(Rule::BodyOptional, whole, String::new(), None);
            }
            _ => {}
        }
        let (gone, new, both) = media_types(&old["content"], &new["content"]);
        for name in gone {
            let subject = Subject::MediaType(name.to_owned(), true);
            self.note(Rule::InputMediaTypeRemoved, subject, String::new(), None);
        }
        for name in new {
            let subject = Subject::MediaType(name.to_owned(), true);
            self.note(Rule::InputMediaTypeAdded, subject, String::new(), None);
        }
        for (old, new) in both {
            self.input(&Subject::Input(String::new()), &old["schema"], &new["schema"]);
        }
    }
}

/// Media types that are gone, new, and in both.
pub(super) fn media_types<'a>(
    before: &'a Value,
    after: &'a Value,
) -> (Vec<&'a str>, Vec<&'a str>, Vec<(&'a Value, &'a Value)>) {
    let names = |content: &'a Value| -> Vec<&'a str> {
        content.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect()
    };
    let (old, new) = (names(before), names(after));
    let only = |one: &[&'a str], other: &[&'a str]| -> Vec<&'a str> {
        one.iter().filter(|name| !other.contains(name)).copied().collect()
    };
    let both = old.iter().filter(|name| new.contains(name));
    let both = both.map(|name| (&before[*name], &after[*name])).collect();
    (only(&old, &new), only(&new, &old), both)
}

type Place = (String, String);

/// Parameters by their place and name. What a part of a path is called is not on the wire, so
/// its name is its number.
fn parameters<'a>(reader: Reader<'a>, operation: &'a Value) -> BTreeMap<Place, &'a Value> {
    let all = operation["parameters"].as_array().into_iter().flatten();
    let mut found: BTreeMap<Place, &Value> = BTreeMap::new();
    for parameter in all.map(|parameter| reader.resolved(parameter)) {
        let text = |key: &str| parameter[key].as_str().unwrap_or_default().to_owned();
        let (place, mut name) = (text("in"), text("name"));
        if place == "path" {
            name = found.keys().filter(|(place, _)| place == "path").count().to_string();
        }
        found.insert((place, name), parameter);
    }
    found
}

type Operations<'a> = BTreeMap<(&'a str, String), (&'a str, &'a Value)>;

/// Operations by their method and by their path without the names in it.
fn by_place(reader: Reader<'_>) -> Operations<'_> {
    let operations = reader.operations();
    operations.map(|(method, path, it)| ((method, template(path)), (path, it))).collect()
}

fn template(path: &str) -> String {
    let is_name = |part: &str| part.starts_with('{') && part.ends_with('}');
    let parts = path.split('/').map(|part| if is_name(part) { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn named(method: &str, path: &str) -> String {
    format!("{} {path}", method.to_uppercase())
}

fn tag(operation: &Value) -> &str {
    operation["tags"][0].as_str().unwrap_or("api")
}

/// What each component is about: the tag that most operations have of which it is the body, or of
/// which pages of it are.
fn tags(readers: [Reader<'_>; 2]) -> BTreeMap<String, String> {
    let mut counts: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for reader in readers {
        for (_, _, operation) in reader.operations() {
            let mut bodies = references(&operation["requestBody"]);
            let answers = operation["responses"].as_object().into_iter().flatten();
            for (_, answer) in answers.filter(|(status, _)| status.starts_with('2')) {
                for name in references(answer) {
                    let schema = &reader.0["components"]["schemas"][&name];
                    bodies.extend(references(&schema["properties"]["items"]["items"]));
                    bodies.push(name);
                }
            }
            for name in bodies {
                *counts.entry(name).or_default().entry(tag(operation)).or_default() += 1;
            }
        }
    }
    let most = |counts: BTreeMap<&str, usize>| {
        counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(tag, _)| tag.to_owned())
    };
    counts.into_iter().filter_map(|(name, counts)| Some((name, most(counts)?))).collect()
}
