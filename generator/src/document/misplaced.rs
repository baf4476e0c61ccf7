//! Keys under the header of another table, because the header above them is missing or lacks a
//! point.
//!
//! Each of them would be an unknown key, and whatever asks for what they say would be faulty as
//! well. They are told once, with the header that is missing, and put where they belong before
//! anything is read.

use toml_edit::{Item, Key, Table, TableLike, Value};

use super::astray::put_together;
use super::vocabulary::{ACCESS, ACTION, Key as Known, MODEL, RESOURCE, SERVICE};
use super::words::TYPES;
use crate::diagnostic::{Code, Diagnostic, Span, nearest};

/// The tables of a resource that have headers of their own.
const PARTS: [&str; 3] = ["fields", "access", "actions"];

/// Puts such keys where they belong.
pub(super) fn gather(root: &mut Table, faults: &mut Vec<Diagnostic>) {
    without_service(root, faults);
    part_keys(root, faults);
    let enums: Vec<String> = names(root.get("enums").and_then(Item::as_table_like));
    let Some(resources) = root.get_mut("resources").and_then(Item::as_table_mut) else {
        return;
    };
    part_resources(resources, faults);
    for name in names(Some(resources)) {
        let reads_as_field = |item: &Item| reads_as_field(item, &enums);
        let others = |known: &'static [Known]| {
            move |key: &str, _: &Item| !is_key(RESOURCE, key) && is_key(known, key)
        };
        let is_field = |key: &str, item: &Item| {
            let is_misspelt = nearest(key, RESOURCE.iter().map(|known| known.name)).is_some();
            !is_misspelt && reads_as_field(item)
        };
        move_into(resources, &name, &[], "access", others(ACCESS), faults);
        move_into(resources, &name, &[], "fields", is_field, faults);
        let is_rule = |key: &str, item: &Item| is_key(ACCESS, key) && !reads_as_field(item);
        move_into(resources, &name, &["fields"], "access", is_rule, faults);
        let is_action = |_: &str, item: &Item| {
            item.as_table_like().is_some_and(|item| item.contains_key("access"))
        };
        for from in [[].as_slice(), &["access"], &["fields"]] {
            move_into(resources, &name, from, "actions", is_action, faults);
        }
        for part in PARTS {
            let is_astray = |key: &str, item: &Item| match part {
                "access" => !is_key(ACCESS, key),
                "fields" => !reads_as_field(item),
                _ => !is_action(key, item),
            };
            without_header(resources, &name, part, is_astray, faults);
        }
    }
}

/// The keys of the service without its header.
fn without_service(root: &mut Table, faults: &mut Vec<Diagnostic>) {
    if root.contains_key("service") {
        return;
    }
    let astray: Vec<String> =
        names(Some(root)).into_iter().filter(|key| is_key(SERVICE, key)).collect();
    let Some(fault) = unknown(root, &astray, "the file") else { return };
    faults.push(fault.help("the header `[service]` is missing above"));
    let moved: Vec<_> = astray.iter().filter_map(|key| take(root, key)).collect();
    let service = root.entry("service").or_insert_with(fresh).as_table_like_mut();
    if let Some(service) = service {
        for (key, item) in moved {
            service.entry_format(&key).or_insert(item);
        }
    }
}

/// `[resourcespost.fields]`
fn part_keys(root: &mut Table, faults: &mut Vec<Diagnostic>) {
    for name in names(Some(root)) {
        let parted = MODEL.iter().find_map(|key| {
            let rest = name.strip_prefix(key.name)?.trim_start_matches(['_', '-']);
            (!rest.is_empty()).then_some((key.name, rest))
        });
        let (Some((table, rest)), Some(Item::Table(_))) = (parted, root.get(&name)) else {
            continue;
        };
        faults.push(
            Diagnostic::error(Code::UnknownKey, format!("unknown key `{name}`"))
                .at(span(root, &name), "not a key of the file")
                .help("a point is missing")
                .suggest(span(root, &name), format!("{table}.{rest}")),
        );
        let part = root.remove(&name);
        let place = root.entry(table).or_insert_with(fresh);
        put(place.as_table_like_mut(), rest, part);
    }
}

/// `[resources.postaccess]`
fn part_resources(resources: &mut Table, faults: &mut Vec<Diagnostic>) {
    for name in names(Some(resources)) {
        let parted = PARTS.iter().find_map(|part| {
            let resource = name.strip_suffix(part)?.trim_end_matches(['_', '-']);
            (!resource.is_empty()).then_some((resource, *part))
        });
        let Some((resource, part)) = parted else { continue };
        let Some(Item::Table(table)) = resources.get(&name) else { continue };
        let has_part = |other: &Table| other.contains_key(part);
        let is_whole = table.iter().any(|(key, _)| PARTS.contains(&key));
        let known = resources.get(resource).and_then(Item::as_table);
        if is_whole || known.is_none_or(has_part) {
            continue;
        }
        faults.push(
            Diagnostic::error(Code::UnknownResource, format!("unknown resource `{name}`"))
                .at(span(resources, &name), format!("has no `{part}`"))
                .help("a point is missing")
                .suggest(span(resources, &name), format!("{resource}.{part}")),
        );
        let table = resources.remove(&name);
        put(resources.get_mut(resource).and_then(Item::as_table_like_mut), part, table);
    }
}

/// Moves what stands in a resource, or in that part of it, and belongs into another part.
fn move_into(
    resources: &mut Table,
    name: &str,
    from: &[&str],
    part: &str,
    is_astray: impl Fn(&str, &Item) -> bool,
    faults: &mut Vec<Diagnostic>,
) {
    let Some(resource) = resources.get_mut(name).and_then(Item::as_table_mut) else { return };
    let is_there = |key: &str| {
        let there = resource.get(part).and_then(Item::as_table_like);
        there.is_some_and(|there| there.contains_key(key))
    };
    let source = from.iter().try_fold(&*resource as &dyn TableLike, |table, key| {
        table.get(key).and_then(Item::as_table_like)
    });
    let Some(source) = source else { return };
    let known = if from.is_empty() { RESOURCE } else { &[] };
    let astray: Vec<String> = source
        .iter()
        .filter(|(key, item)| !is_key(known, key) && !is_there(key) && is_astray(key, item))
        .map(|(key, _)| key.to_owned())
        .collect();
    // One word alone among fields may as well be one whose type is misspelt.
    if !from.is_empty() && astray.len() == 1 && source.get(&astray[0]).is_some_and(Item::is_str) {
        return;
    }
    let table = format!("`{}`", from.last().copied().unwrap_or(name));
    let Some(fault) = unknown(source, &astray, &table) else { return };
    let what = if part == "access" { "rules" } else { part };
    faults.push(fault.help(format!("{what} stand under `[resources.{name}.{part}]`")));
    for key in astray {
        let source = from.iter().try_fold(&mut *resource as &mut dyn TableLike, |table, key| {
            table.get_mut(key).and_then(Item::as_table_like_mut)
        });
        let moved = source.and_then(|source| take(source, &key));
        let place = resource.entry(part).or_insert_with(fresh).as_table_like_mut();
        if let (Some((key, item)), Some(place)) = (moved, place) {
            place.entry_format(&key).or_insert(item);
        }
    }
}

/// Keys of a resource or an action at the end of a table, above whose rest a header is missing.
fn without_header(
    resources: &mut Table,
    name: &str,
    part: &str,
    is_astray: impl Fn(&str, &Item) -> bool,
    faults: &mut Vec<Diagnostic>,
) {
    let source = resources.get(name).and_then(Item::as_table).and_then(|it| it.get(part));
    let Some(source) = source.and_then(Item::as_table) else { return };
    let astray: Vec<String> = source
        .iter()
        .filter(|(key, item)| is_astray(key, item))
        .map(|(key, _)| key.to_owned())
        .collect();
    let all_in = |known: &[Known]| astray.iter().all(|key| is_key(known, key));
    let Some(fault) = unknown(source, &astray, &format!("`{part}`")) else { return };
    // One word alone may as well be a field whose type is misspelt.
    let is_text = |key: &String| source.get(key).is_some_and(Item::is_str);
    if part == "fields" && astray.len() == 1 && astray.iter().all(is_text) {
        return;
    }
    let start = span(source, &astray[0]).start;
    if !all_in(RESOURCE) {
        if astray.len() > 1 && all_in(ACTION) {
            let header = format!("[resources.{name}.actions.NAME]");
            faults.push(fault.help(format!(
                "these are keys of an action: is its header `{header}` missing above?"
            )));
            drop_keys(resources, name, part, &astray);
        }
        return;
    }
    let next = resources
        .iter()
        .map(|(other, _)| (span(resources, other).start, other.to_owned()))
        .filter(|(other, _)| *other > start)
        .min();
    let next = next.map(|(_, other)| other).filter(|other| {
        let next = resources.get(other).and_then(Item::as_table_like);
        next.is_some_and(|next| astray.iter().all(|key| !next.contains_key(key)))
    });
    let header = next.as_deref().unwrap_or("NAME");
    let these = if astray.len() == 1 { "this is a key" } else { "these are keys" };
    let help =
        format!("{these} of a resource: is its header `[resources.{header}]` missing above?");
    faults.push(fault.help(help));
    let moved = drop_keys(resources, name, part, &astray);
    let next = next.and_then(|next| resources.get_mut(&next)).and_then(Item::as_table_like_mut);
    if let Some(next) = next {
        for (key, item) in moved {
            next.entry_format(&key).or_insert(item);
        }
    }
}

fn drop_keys(resources: &mut Table, name: &str, part: &str, keys: &[String]) -> Vec<(Key, Item)> {
    let source = resources.get_mut(name).and_then(Item::as_table_mut);
    let source = source.and_then(|table| table.get_mut(part)).and_then(Item::as_table_mut);
    let Some(source) = source else { return Vec::new() };
    keys.iter().filter_map(|key| take(source, key)).collect()
}

/// One fault for all of these keys; none where there are none.
fn unknown(table: &dyn TableLike, keys: &[String], name: &str) -> Option<Diagnostic> {
    let (first, rest) = keys.split_first()?;
    let fault = Diagnostic::error(Code::UnknownKey, format!("unknown key `{first}`"))
        .at(span(table, first), format!("not a key of {name}"));
    Some(rest.iter().fold(fault, |fault, key| fault.also(span(table, key), "nor is this")))
}

/// Whether somebody who wrote this may have meant a field.
fn reads_as_field(item: &Item, enums: &[String]) -> bool {
    if let Some(table) = item.as_table_like() {
        return table.contains_key("type");
    }
    let Some(Value::String(text)) = item.as_value() else { return false };
    let text = text.value().trim_start();
    let word = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next();
    let word = word.unwrap_or_default();
    let is_type = TYPES.iter().any(|known| known.name == word);
    is_type
        || enums.iter().any(|name| name == word)
        || ["->", "<", "["].iter().any(|sign| text.starts_with(sign))
}

fn is_key(known: &[Known], key: &str) -> bool {
    known.iter().any(|known| known.name == key)
}

fn names(table: Option<&dyn TableLike>) -> Vec<String> {
    table.into_iter().flat_map(TableLike::iter).map(|(name, _)| name.to_owned()).collect()
}

fn span(table: &dyn TableLike, key: &str) -> Span {
    table.key(key).and_then(Key::span).map(Span::from).unwrap_or_default()
}

fn fresh() -> Item {
    Item::Table(Table::new())
}

fn take(table: &mut dyn TableLike, key: &str) -> Option<(Key, Item)> {
    let name = table.key(key)?.clone();
    Some((name, table.remove(key)?))
}

/// Puts a table at a key of another, beside what is there.
fn put(place: Option<&mut dyn TableLike>, key: &str, part: Option<Item>) {
    let (Some(place), Some(Item::Table(part))) = (place, part) else { return };
    let inside = place.entry(key).or_insert_with(fresh);
    if let Some(inside) = inside.as_table_like_mut() {
        put_together(inside, &part);
    }
}
