//! `factory.rs`: one valid row of each resource.

use serde::Serialize;

use crate::model::pattern::Pattern;
use crate::model::samples::texts;
use crate::model::samples::{self, Cell};
use crate::model::{Field, FieldId, FieldKind, Model, Resource, ResourceId, Scalar};
use crate::view::{names, text, types};

use super::{literal, state};

/// Letters of which numbers are spelled in texts.
const ALPHABETS: [&str; 4] = [
    "0123456789abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
];
/// Sample texts that are looked at for a place for a number.
const SAMPLES: usize = 24;
/// Room that a number in a text should have, in letters.
const LETTERS: usize = 8;
/// More room than that, in bits, is not looked for.
const MOST_ROOM: usize = LETTERS * 5;
/// Room, in bits, for the rows of a test.
const ENOUGH: u32 = 10;
/// So many values are listed where nothing better is found.
const LISTED: usize = 60;

/// A function that makes a row.
#[derive(Debug, Clone, Serialize)]
pub struct Factory {
    /// `An order item`
    pub capital_row: String,
    /// `order_item`
    pub function: String,
    /// The table as a Rust literal.
    pub table: String,
    /// `with("title", "title")`
    pub calls: Vec<String>,
}

/// The factory of a resource.
#[must_use]
pub fn factory(model: &Model, id: ResourceId) -> Factory {
    let resource = model.resource(id);
    let names = names::names(resource);
    let mut calls = Vec::new();
    if resource.account {
        calls.push("with(\"email\", row::unique(\"user\", 200) + \"@example.com\")".to_owned());
    }
    let row = state::most_visible(model, id).unwrap_or_default();
    calls.extend(
        row.iter().enumerate().filter_map(|(at, cell)| call(model, resource, FieldId(at), cell)),
    );
    Factory {
        capital_row: names.capital_row,
        function: names.ident,
        table: text::rust(resource.plural.snake()),
        calls,
    }
}

fn call(model: &Model, resource: &Resource, at: FieldId, cell: &Cell) -> Option<String> {
    let field = &resource.fields[at.0];
    let column = text::rust(&types::column(field));
    if let FieldKind::BelongsTo { target } = field.kind {
        let is_set = !field.optional || matches!(cell, Cell::Related(_));
        return is_set.then(|| {
            format!("pointing({column}, {})", names::names(model.resource(target)).ident)
        });
    }
    let is_slug = matches!(field.kind, FieldKind::Scalar(Scalar::Slug { .. }));
    if varies(resource, at) && (is_slug || *cell != Cell::Null) {
        return Some(format!("with({column}, {})", unique(model, field)));
    }
    let value = literal::cell(model, field, cell)?;
    Some(format!("with({column}, {})", literal::argument(&value)))
}

/// Whether every row must have another value here. Of several fields that are unique together, one
/// is enough: a relation to a row of its own, what is unique by itself, or what has room for many
/// values and no rule asks for.
pub(super) fn varies(resource: &Resource, at: FieldId) -> bool {
    is_unique(resource, at)
        || resource
            .unique
            .iter()
            .any(|unique| unique.fields.contains(&at) && tells_apart(resource, &unique.fields, at))
}

fn is_unique(resource: &Resource, at: FieldId) -> bool {
    let field = &resource.fields[at.0];
    let is_slug = matches!(field.kind, FieldKind::Scalar(Scalar::Slug { .. }));
    field.unique || is_slug || resource.key == Some(at)
}

/// Whether it is this one of these fields that tells rows apart.
fn tells_apart(resource: &Resource, fields: &[FieldId], at: FieldId) -> bool {
    let is_set = |id: &FieldId| !resource.fields[id.0].optional;
    let is_fresh = |id: &FieldId| {
        let is_relation = matches!(resource.fields[id.0].kind, FieldKind::BelongsTo { .. });
        is_set(id) && (is_relation && resource.under != Some(*id) || is_unique(resource, *id))
    };
    if fields.iter().any(is_fresh) {
        return false;
    }
    let fit = |id: &&FieldId| {
        let bits = bits(&resource.fields[id.0]);
        (bits >= ENOUGH, !is_asked(resource, **id), bits)
    };
    let best = fields.iter().filter(|id| is_set(id)).max_by_key(fit);
    // Each of several that may be null has to be another, for any of them may be.
    best.is_none_or(|best| *best == at)
}

/// Whether a rule of the resource asks for the value.
fn is_asked(resource: &Resource, at: FieldId) -> bool {
    let access = &resource.access;
    let rules = [&access.read, &access.create, &access.update, &access.delete];
    let actions = resource.actions.iter();
    let rules = rules.into_iter().chain(actions.clone().map(|action| &action.access)).flatten();
    let conditions = rules.filter_map(|rule| rule.condition.as_ref());
    let conditions = conditions.chain(actions.filter_map(|action| action.when.as_ref()));
    conditions.flat_map(state::fields_of).any(|asked| asked == at)
}

/// How many values there are of a field, in bits, as far as [`unique`] finds them.
fn bits(field: &Field) -> u32 {
    match &field.kind {
        FieldKind::Scalar(Scalar::String { min, max } | Scalar::Text { min, max }) => {
            let Some(pattern) = &field.pattern else { return max.saturating_mul(5) };
            let known = spelled(field, pattern, *min, *max).map(|(bits, _)| *bits);
            known.map_or(1, |bits| u32::try_from(bits).unwrap_or(u32::MAX))
        }
        FieldKind::Scalar(Scalar::Email | Scalar::Uuid) => u32::MAX,
        FieldKind::Scalar(Scalar::Integer { min, max } | Scalar::Bigint { min, max }) => {
            let (min, max) = (min.unwrap_or(1), max.unwrap_or(i32::MAX.into()));
            max.abs_diff(min).saturating_add(1).ilog2()
        }
        FieldKind::Scalar(Scalar::Boolean | Scalar::Enum(_)) => 1,
        FieldKind::Scalar(_) | FieldKind::List { .. } => 2,
        _ => 0,
    }
}

/// An expression that gives another value each time.
fn unique(model: &Model, field: &Field) -> String {
    let stem = field.name.snake();
    match &field.kind {
        FieldKind::Scalar(Scalar::String { min, max } | Scalar::Text { min, max }) => {
            self::text(field, *min, *max).unwrap_or_else(|| listed(model, field))
        }
        FieldKind::Scalar(Scalar::Slug { .. }) => {
            format!("row::unique({}, 60)", text::rust("slug"))
        }
        FieldKind::Scalar(Scalar::Email) => {
            format!("row::unique({}, 60) + \"@example.org\"", text::rust(stem))
        }
        FieldKind::Scalar(Scalar::Uuid) => "Uuid::now_v7()".to_owned(),
        FieldKind::Scalar(Scalar::Integer { min, max }) => {
            numbered(*min, *max, i64::from(i32::MAX))
        }
        FieldKind::Scalar(Scalar::Bigint { min, max }) => numbered(*min, *max, i64::MAX),
        _ => listed(model, field),
    }
}

/// How many different values that expression has.
pub(super) fn room(model: &Model, field: &Field) -> u64 {
    match &field.kind {
        FieldKind::Scalar(Scalar::String { min, max } | Scalar::Text { min, max }) => {
            let Some(pattern) = &field.pattern else { return 36_u64.saturating_pow(*max) };
            spelled(field, pattern, *min, *max).map_or_else(
                || listed_values(model, field),
                |(bits, _)| 2_u64.saturating_pow(u32::try_from(*bits).unwrap_or(64)),
            )
        }
        FieldKind::Scalar(Scalar::Slug { .. } | Scalar::Email | Scalar::Uuid) => u64::MAX,
        FieldKind::Scalar(Scalar::Integer { min, max } | Scalar::Bigint { min, max }) => {
            let (min, max) = (min.unwrap_or(1), max.unwrap_or(i32::MAX.into()));
            max.abs_diff(min).saturating_add(1)
        }
        _ => listed_values(model, field),
    }
}

fn listed_values(model: &Model, field: &Field) -> u64 {
    samples::values(model, field, LISTED).len() as u64
}

fn numbered(min: Option<i64>, max: Option<i64>, most: i64) -> String {
    let first = min.unwrap_or(1).min(max.unwrap_or(most));
    let last = max.unwrap_or(most);
    format!(
        "row::numbered({}, {})",
        text::number(&first.to_string()),
        text::number(&last.to_string())
    )
}

/// A text with a number in it.
fn text(field: &Field, min: u32, max: u32) -> Option<String> {
    let Some(pattern) = &field.pattern else {
        return Some(plain(field, min as usize, max as usize));
    };
    spelled(field, pattern, min, max).map(|(_, spelled)| spelled.clone())
}

/// Where a text of the field has most room for a number.
fn spelled<'a>(field: &'a Field, text: &str, min: u32, max: u32) -> Option<&'a (usize, String)> {
    let place = field.spelled.recall(|| {
        let pattern = Pattern::parse(text, true).or_else(|_| Pattern::parse(text, false)).ok()?;
        widest(&pattern, min, max)
    });
    place.as_ref()
}

/// The place with the most room for a number, in bits, and how one is spelled there.
fn widest(pattern: &Pattern, min: u32, max: u32) -> Option<(usize, String)> {
    let wider = texts::matching(pattern, min.max(8).min(max), max, SAMPLES);
    let samples = texts::matching(pattern, min, max, SAMPLES);
    let mut best: Option<(usize, String)> = None;
    for place in samples.iter().rev().chain(wider.iter().rev()).filter_map(|it| place(it, pattern))
    {
        if best.as_ref().is_none_or(|(known, _)| place.0 > *known) {
            best = Some(place);
        }
        if best.as_ref().is_some_and(|(room, _)| *room == MOST_ROOM) {
            break;
        }
    }
    best
}

fn plain(field: &Field, min: usize, max: usize) -> String {
    if max < LETTERS {
        return format!("row::spelled(\"\", {}, {max}, \"\")", text::rust(ALPHABETS[0]));
    }
    let words = field.name.words();
    let missing = min.saturating_sub(words.len());
    format!("row::unique({}, {max})", text::rust(&(words + &"x".repeat(missing))))
}

/// Where in a text that matches a number can be spelled, so that it still matches.
fn place(sample: &str, pattern: &Pattern) -> Option<(usize, String)> {
    let letters: Vec<char> = sample.chars().collect();
    let mut best: Option<(usize, usize, &str)> = None;
    'search: for alphabet in ALPHABETS {
        for start in 0..letters.len() {
            for end in (start + 1..=letters.len().min(start + LETTERS)).rev() {
                let room = (end - start) * alphabet.len().ilog2() as usize;
                let is_better = best.is_none_or(|(known, ..)| room > known);
                if is_better && takes(&letters, start, end, alphabet, pattern) {
                    best = Some((room, start, alphabet));
                    if room == MOST_ROOM {
                        break 'search;
                    }
                    break;
                }
            }
        }
    }
    let (room, start, alphabet) = best?;
    let width = room / alphabet.len().ilog2() as usize;
    let part = |letters: &[char]| text::rust(&letters.iter().collect::<String>());
    let (before, after) = (part(&letters[..start]), part(&letters[start + width..]));
    Some((room, format!("row::spelled({before}, {}, {width}, {after})", text::rust(alphabet))))
}

/// Whether any letters of the alphabet may stand there.
fn takes(letters: &[char], start: usize, end: usize, alphabet: &str, pattern: &Pattern) -> bool {
    let alphabet: Vec<char> = alphabet.chars().collect();
    (0..alphabet.len()).all(|shift| {
        let mut letters = letters.to_vec();
        for (at, letter) in letters[start..end].iter_mut().enumerate() {
            *letter = alphabet[(shift + at * 7) % alphabet.len()];
        }
        let same = |shift: usize| {
            let mut letters = letters.clone();
            letters[start..end].fill(alphabet[shift]);
            pattern.matches(&letters.iter().collect::<String>())
        };
        pattern.matches(&letters.iter().collect::<String>()) && same(shift)
    })
}

/// One of these, in turn.
fn listed(model: &Model, field: &Field) -> String {
    let values = samples::values(model, field, LISTED);
    let values = values.iter().map(|value| samples::json(model, &field.kind, value));
    format!("row::one_of(&{})", literal::json(&values.collect()))
}
