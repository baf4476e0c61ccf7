//! Parts of a table under a header that is misspelt.
//!
//! `[resources.flght.fields]` beside `[resources.flight]` makes two resources of one, each of which
//! lacks what the other one says. The misspelling is reported, and its part is put where it
//! belongs before anything is read, so that nothing is missed for its sake.

use std::collections::BTreeMap;

use toml_edit::{Item, Key, Table, TableLike};

use super::vocabulary::MODEL;
use crate::diagnostic::{Code, Diagnostic, Source, Span, nearest};

/// With more resources than this that are no whole ones, none of them is a part of another.
const MOST: usize = 8;

/// Puts such parts where they belong.
pub(super) fn gather(source: &Source, root: &mut Table, faults: &mut Vec<Diagnostic>) {
    gather_keys(root);
    let Some(resources) = root.get_mut("resources").and_then(Item::as_table_mut) else {
        return;
    };
    // The one that is put elsewhere is gone, so that this ends.
    while let Some((astray, meant)) = find(source, resources) {
        faults.push(report(resources, &astray, &meant));
        let Some(Item::Table(part)) = resources.remove(&astray) else {
            return;
        };
        let place = resources.entry(&meant).or_insert_with(|| Item::Table(Table::new()));
        if let Some(place) = place.as_table_like_mut() {
            put_together(place, &part);
        }
    }
}

/// The same for `[resource.flight]` beside `[resources.flight.fields]`, which is reported already.
fn gather_keys(root: &mut Table) {
    let keys = || MODEL.iter().map(|key| key.name);
    let names = root.iter().map(|(name, _)| name).filter(|name| !keys().any(|key| key == *name));
    let astray: Vec<(String, &str)> =
        names.filter_map(|name| Some((name.to_owned(), nearest(name, keys())?))).collect();
    for (astray, meant) in astray {
        if !root.contains_table(&astray) {
            continue;
        }
        let part = root.remove(&astray).and_then(|part| part.into_table().ok());
        let place = root.entry(meant).or_insert_with(|| Item::Table(Table::new()));
        if let (Some(part), Some(place)) = (part, place.as_table_like_mut()) {
            put_together(place, &part);
        }
    }
}

/// A resource whose name is misspelt, and the name that is meant.
fn find(source: &Source, resources: &Table) -> Option<(String, String)> {
    let tables = resources.iter();
    let tables: BTreeMap<&str, &Table> =
        tables.filter_map(|(name, item)| Some((name, item.as_table()?))).collect();
    let parts: Vec<_> = tables
        .iter()
        .filter(|(name, table)| !is_whole(name, table))
        .map(|(name, _)| *name)
        .collect();
    if parts.len() > MOST {
        return None;
    }
    parts.into_iter().find_map(|part| {
        let others = tables.iter().filter(|(_, other)| are_apart(tables[part], other));
        let others = others.map(|(name, _)| *name).filter(|name| *name != part);
        // The account is there without being written. A resource with rules may be one of its own.
        let is_account = !resources.contains_key("user") && !tables[part].contains_key("access");
        let account = is_account.then_some("user");
        let other = nearest(part, others.chain(account))?;
        let is_misspelt = other == "user" || mentions(source, part) <= mentions(source, other);
        let (astray, meant) = if is_misspelt { (part, other) } else { (other, part) };
        (astray != "user").then(|| (astray.to_owned(), meant.to_owned()))
    })
}

/// Whether this may be all that is said of a resource.
fn is_whole(name: &str, table: &Table) -> bool {
    let has_access = table.iter().any(|(key, _)| key == "access");
    if has_access { table.len() > 1 } else { name == "user" }
}

/// Whether no key is written in both, but `actions` with different ones.
fn are_apart(left: &Table, right: &Table) -> bool {
    left.iter().all(|(key, item)| match (key, item, right.get(key)) {
        (_, _, None) => true,
        ("actions", Item::Table(left), Some(Item::Table(right))) => are_apart(left, right),
        _ => false,
    })
}

/// How often the file has the word.
fn mentions(source: &Source, name: &str) -> usize {
    let is_between = |letter: char| !letter.is_alphanumeric() && letter != '_';
    source.text.split(is_between).filter(|word| *word == name).count()
}

fn report(resources: &Table, astray: &str, meant: &str) -> Diagnostic {
    let span = |name| resources.key(name).and_then(Key::span).map(Span::from);
    let place = span(astray).unwrap_or_default();
    let keys = resources.get(astray).and_then(Item::as_table).into_iter().flat_map(Table::iter);
    let keys: Vec<_> = keys.map(|(key, _)| format!("`{key}`")).collect();
    let label = match keys.is_empty() {
        true => "is empty".to_owned(),
        false => format!("has {} and nothing else", keys.join(", ")),
    };
    let fault = Diagnostic::error(Code::UnknownResource, format!("unknown resource `{astray}`"))
        .at(place, label)
        .help(format!("did you mean `{meant}`?"))
        .suggest(place, meant);
    match span(meant) {
        Some(rest) => fault.also(rest, "has the rest"),
        None => fault,
    }
}

pub(super) fn put_together(place: &mut dyn TableLike, part: &Table) {
    for (name, item) in part {
        let Some(key) = part.key(name) else {
            continue;
        };
        match (place.get_mut(name), item) {
            (None, _) => {
                place.entry_format(key).or_insert_with(|| item.clone());
            }
            (Some(there), Item::Table(part)) => {
                if let Some(there) = there.as_table_like_mut() {
                    put_together(there, part);
                }
            }
            _ => {}
        }
    }
}
