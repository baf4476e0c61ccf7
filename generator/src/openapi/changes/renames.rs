//! What a declared rename does to clients.

use std::collections::BTreeSet;

use serde_json::Value;

use super::rule::{Audience, Degree, Rule};
use super::{Change, compare};
use crate::model::{Model, Name, Rename, Renamed};
use crate::openapi;

/// One change for each rename that clients notice: `renamed` is `before` in the names that it has
/// now, and `description` is what `before` gives.
#[must_use]
pub fn of_renames(before: &Model, description: &Value, renamed: &Renamed) -> Vec<Change> {
    renamed
        .renames
        .iter()
        .filter_map(|rename| of_rename(before, description, renamed, rename))
        .collect()
}

/// Both names of a rename side by side in the same description tell where it is noticed.
fn of_rename(
    before: &Model,
    description: &Value,
    renamed: &Renamed,
    rename: &Rename,
) -> Option<Change> {
    let alone = alone(before, &renamed.model, rename);
    let noticed = compare(description, &openapi::document(&alone));
    let noticed: Vec<Change> = noticed.into_iter().filter(Change::is_breaking).collect();
    let operations: BTreeSet<&String> =
        noticed.iter().flat_map(|change| &change.operations).collect();
    let is_of = |change: &&Change, words: &str| match change.rule {
        Rule::OperationRemoved => words == "paths",
        _ if change.is_parameter => words == "parameters",
        _ if change.audience() == Audience::Readers => words == "answers",
        _ => words == "requests",
    };
    let counted: Vec<String> = ["paths", "parameters", "requests", "answers"]
        .into_iter()
        .filter_map(|words| {
            let changes = noticed.iter().filter(|change| is_of(change, words));
            let touched: BTreeSet<&String> =
                changes.flat_map(|change| &change.operations).collect();
            (!touched.is_empty()).then(|| format!("the {words} of {}", touched.len()))
        })
        .collect();
    let (last, front) = counted.split_last()?;
    let counted = match front.is_empty() {
        true => last.clone(),
        false => format!("{} and {last}", front.join(", ")),
    };
    let noun = if operations.len() == 1 { "operation" } else { "operations" };
    Some(Change {
        degree: Degree::Breaks,
        tag: noticed.first().map(|change| change.tag.clone()).unwrap_or_default(),
        rule: Rule::Renamed,
        place: rename.words(),
        words: format!("{}: another name in {counted} {noun}", rename.words()),
        operations: operations.into_iter().cloned().collect(),
        announced: None,
        is_parameter: false,
    })
}

/// The earlier model with nothing but one rename made.
fn alone(before: &Model, after: &Model, rename: &Rename) -> Model {
    let mut alone = before.clone();
    let is_it =
        |old: &Name, new: &Name| rename.old.first() == Some(old) && rename.new.first() == Some(new);
    for (at, role) in after.roles.iter().enumerate() {
        if rename.what == "role" && is_it(&before.roles[at].name, &role.name) {
            alone.roles[at].name = role.name.clone();
        }
    }
    for (at, resource) in after.resources.iter().enumerate() {
        let was = &before.resources[at];
        if rename.what == "resource" && is_it(&was.name, &resource.name) {
            alone.resources[at].name = resource.name.clone();
            alone.resources[at].plural = resource.plural.clone();
        }
        if rename.what != "field" || rename.inside != resource.name.snake() {
            continue;
        }
        for (place, field) in resource.fields.iter().enumerate() {
            if is_it(&was.fields[place].name, &field.name) {
                alone.resources[at].fields[place].name = field.name.clone();
            }
        }
    }
    for (at, declared) in after.enums.iter().enumerate().filter(|_| rename.what == "variant") {
        for (place, variant) in declared.variants.iter().enumerate() {
            let known = before.enums[at].variants.get(place);
            if known.is_some_and(|known| is_it(known, variant)) {
                alone.enums[at].variants[place] = variant.clone();
            }
        }
    }
    alone
}
