//! Former names that are in the way of something new.

use toml_edit::{DocumentMut, Item, TableLike};

use super::own_variants;
use crate::diagnostic::{Source, Span};
use crate::document::edit::{ended, inside};
use crate::document::{Document, ResourceDecl, Text, VariantDecl, parse};
use crate::error::Error;

/// The text without each former name that something else has now, where `applied` says that the
/// rename was made: then it says nothing any more.
pub fn settled(source: &Source, applied: &Source) -> Result<String, Error> {
    if !source.text.contains("was") {
        return Ok(source.text.clone());
    }
    let ((document, _), (before, _)) = (parse(source), parse(applied));
    let stale = stale(&document, &before);
    let mut text = source.text.clone();
    let mut spans: Vec<Span> = stale.iter().filter_map(|it| attribute(&text, it.was)).collect();
    spans.sort_by_key(|span| std::cmp::Reverse(span.start));
    let keys = stale.iter().filter(|it| attribute(&source.text, it.was).is_none());
    for span in spans {
        text.replace_range(span.start..span.end, "");
    }
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(text);
    }
    let mut model: DocumentMut = text.parse().map_err(|fault: toml_edit::TomlError| {
        Error::usage("the model file is not TOML").because(fault)
    })?;
    for key in keys {
        let mut table: &mut dyn TableLike = model.as_table_mut();
        for part in &key.path {
            table = inside(table, part)?;
        }
        take(table);
    }
    Ok(ended(&text, &model))
}

/// Where a former name is said.
struct Said {
    was: Span,
    /// The table that has the key `was`, if it is no part of an expression.
    path: Vec<String>,
}

fn stale(document: &Document, before: &Document) -> Vec<Said> {
    let mut stale = Vec::new();
    let path = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
    let resources: Vec<_> = document.resources.iter().map(|it| (&it.name, &it.was)).collect();
    let known = before.resources.iter().map(|it| &it.name);
    stale.extend(among(&resources, known, |name| path(&["resources", name])));
    let enums: Vec<_> = document.enums.iter().map(|it| (&it.name, &it.was)).collect();
    let known = before.enums.iter().map(|it| &it.name);
    stale.extend(among(&enums, known, |name| path(&["enums", name])));
    let roles = |document: &Document| {
        let roles = document.roles.iter().flat_map(|it| it.value.iter());
        roles.map(|it| (it.name.clone(), it.was.clone())).collect::<Vec<_>>()
    };
    let (now, then) = (roles(document), roles(before));
    let now: Vec<_> = now.iter().map(|(name, was)| (name, was)).collect();
    stale.extend(among(&now, then.iter().map(|it| &it.0), |name| path(&["roles", name])));
    for declared in &document.enums {
        let then = before.enums.iter().find(|it| it.name.value == declared.name.value);
        stale.extend(variants(&declared.variants, then.map_or(&[], |it| &it.variants)));
    }
    for resource in &document.resources {
        if let Some(then) = before.resources.iter().find(|it| it.name.value == resource.name.value)
        {
            stale.extend(fields(resource, then));
        }
    }
    stale
}

fn fields(resource: &ResourceDecl, before: &ResourceDecl) -> Vec<Said> {
    let now: Vec<_> = resource.fields.iter().map(|it| (&it.name, &it.was)).collect();
    let known = before.fields.iter().map(|it| &it.name);
    let mut stale = among(&now, known, |name| {
        ["resources", &resource.name.value, "fields", name].map(str::to_owned).to_vec()
    });
    for field in &resource.fields {
        let then = before.fields.iter().find(|it| it.name.value == field.name.value);
        stale.extend(variants(own_variants(field), then.map_or(&[], own_variants)));
    }
    stale
}

fn variants(now: &[VariantDecl], before: &[VariantDecl]) -> Vec<Said> {
    let now: Vec<_> = now.iter().map(|it| (&it.name, &it.was)).collect();
    among(&now, before.iter().map(|it| &it.name), |_| Vec::new())
}

/// Of things that stand side by side, as names and former names.
fn among<'a>(
    now: &[(&Text, &Option<Text>)],
    before: impl Iterator<Item = &'a Text>,
    path: impl Fn(&str) -> Vec<String>,
) -> Vec<Said> {
    let before: Vec<&str> = before.map(Text::as_str).collect();
    let said = now.iter().filter_map(|(name, was)| Some((name, was.as_ref()?)));
    said.filter(|(name, was)| {
        let is_taken = now.iter().any(|(other, _)| other.value == was.value);
        is_taken && before.contains(&name.as_str()) && !before.contains(&was.value.as_str())
    })
    .map(|(name, was)| Said { was: was.span, path: path(&name.value) })
    .collect()
}

/// ` was(old)`, where it is part of an expression.
fn attribute(text: &str, was: Span) -> Option<Span> {
    let before = text[..was.start].trim_end().strip_suffix('(')?.trim_end().strip_suffix("was")?;
    let before = before.trim_end_matches([' ', '\t']);
    let start = before.strip_suffix(',').unwrap_or(before).len();
    let end = was.end + text[was.end..].find(')')? + 1;
    Some(Span::new(start, end))
}

/// Takes the key `was` out; the blank before a brace belongs to whoever stands last then.
fn take(table: &mut dyn TableLike) {
    let suffix = |item: &Item| Some(item.as_value()?.decor().suffix()?.as_str()?.to_owned());
    let last = table.iter().last().filter(|(key, _)| *key == "was");
    let blank = last.and_then(|(_, item)| suffix(item));
    table.remove("was");
    if let (Some(blank), Some((_, last))) = (blank, table.iter_mut().last())
        && let Some(value) = last.as_value_mut()
    {
        value.decor_mut().set_suffix(blank);
    }
}
