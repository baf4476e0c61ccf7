//! The two people of the tour, and what they write.

use crate::model::pattern::Pattern;
use crate::model::samples::{self, Cell, Row};
use crate::model::{Field, FieldId, FieldKind, Model, Resource, Scalar, Value};
use crate::view::slice::{Presence, is_given};
use crate::view::types;

use super::shell::{self, Json};

const EMAILS: [&str; 2] = ["ada@example.com", "grace@example.com"];
const PASSWORDS: [&str; 2] = ["correct horse battery", "staple battery horse"];

/// Texts that people would write into fields of these names: the first, and another.
const TEXTS: &[(&[&str], [&str; 2])] = &[
    (&["handle", "username", "user_name", "nickname", "nick", "login"], ["ada", "grace"]),
    (&["name", "display_name", "first_name", "given_name"], ["Ada", "Grace"]),
    (&["full_name"], ["Ada Lovelace", "Grace Hopper"]),
    (&["title", "subject", "headline"], ["Hello", "Hello again"]),
    (&["body", "text", "content", "message", "note"], ["Hello, world", "Hello again, world"]),
    (&["name", "label"], ["hello", "hello-again"]),
];

/// The body that registers a person.
pub(super) fn registration(model: &Model, person: usize) -> String {
    let (id, account) = model.account();
    let mut members = credentials(person);
    let rows = samples::rows(model, id, 2);
    let row = rows.get(person).or(rows.first()).map(|row| with_words(account, row, person));
    for (at, cell) in row.unwrap_or_default().iter().enumerate() {
        let field = &account.fields[at];
        let is_asked =
            is_given(account, FieldId(at)) && Presence::on_create(field) == Presence::Required;
        if let (true, Cell::Value(value)) = (is_asked, cell) {
            members.push((
                types::column(field),
                Json::Value(samples::json(model, &field.kind, value)),
            ));
        }
    }
    shell::object(&members)
}

/// The body that signs the first one in.
pub(super) fn login() -> String {
    shell::object(&credentials(0))
}

fn credentials(person: usize) -> Vec<(String, Json)> {
    let text = |text: &str| Json::Value(text.into());
    vec![
        ("email".to_owned(), text(EMAILS[person])),
        ("password".to_owned(), text(PASSWORDS[person])),
    ]
}

/// The row with words of people in the place of made-up ones, where fields and checks take them.
pub(super) fn with_words(resource: &Resource, row: &Row, which: usize) -> Row {
    let mut row = row.clone();
    for (at, field) in resource.fields.iter().enumerate() {
        let Some(words) = words(resource, field, which) else { continue };
        let before = std::mem::replace(&mut row[at], Cell::Value(Value::Text(words.to_owned())));
        if before == Cell::Null || !samples::is_consistent(resource, &row) {
            row[at] = before;
        }
    }
    row
}

/// What a person would write into a field.
pub(super) fn words(resource: &Resource, field: &Field, which: usize) -> Option<&'static str> {
    let (min, max, lines) = match field.kind {
        FieldKind::Scalar(Scalar::String { min, max }) => (min, max, false),
        FieldKind::Scalar(Scalar::Text { min, max }) => (min, max, true),
        _ => return None,
    };
    let matches = |text: &str| {
        let pattern = field.pattern.as_ref().map(|pattern| Pattern::parse(pattern, lines));
        pattern.is_none_or(|pattern| pattern.is_ok_and(|pattern| pattern.matches(text)))
    };
    let fits = |text: &str| (min as usize..=max as usize).contains(&text.len()) && matches(text);
    let named = TEXTS.iter().filter(|(names, _)| names.contains(&field.name.snake()));
    let named = named.filter(|(names, _)| resource.account || !names.contains(&"display_name"));
    named.map(|(_, texts)| texts[which]).find(|text| fits(text))
}
