//! Names at the places of a file that the document does not hold.

use toml_edit::{Decor, DocumentMut, InlineTable, Item, TableLike, Value, value};

use crate::diagnostic::Span;
use crate::document::edit::{ended, find, inside, set};
use crate::error::Error;

/// Where the last key of `path` stands in the head of a table on this line.
pub(super) fn head(line: &str, path: &[&str]) -> Option<Span> {
    let trimmed = line.trim_start();
    let mut rest = trimmed.strip_prefix('[')?;
    let mut last = None;
    for (at, key) in path.iter().enumerate() {
        rest = rest.trim_start();
        if at > 0 {
            rest = rest.strip_prefix('.')?.trim_start();
        }
        let quote = rest.chars().next().filter(|sign| matches!(sign, '"' | '\''));
        let inside = quote.map_or(rest, |quote| &rest[quote.len_utf8()..]);
        let after = inside.strip_prefix(key)?;
        let start = line.len() - inside.len();
        last = Some(Span::new(start, start + key.len()));
        rest = match quote {
            Some(quote) => after.strip_prefix(quote)?,
            None => after,
        };
    }
    rest.trim_start().starts_with(['.', ']']).then_some(last).flatten()
}

/// Writes the key `was` into a table.
pub(super) fn said(text: &str, path: &[String], old: &str) -> Result<String, Error> {
    let mut model: DocumentMut = text.parse().map_err(|fault: toml_edit::TomlError| {
        Error::usage("the model file is not TOML").because(fault)
    })?;
    let was = old.into();
    match path {
        [resources, name] if resources == "resources" => set(find(&mut model, name)?, "was", was),
        [enums, name] if enums == "enums" => {
            enum_was(inside(model.as_table_mut(), enums)?, name, was);
        }
        [roles, name] => {
            let is_silent = !model.contains_key("roles");
            let roles = inside(model.as_table_mut(), roles)?;
            if is_silent {
                let mut role = InlineTable::new();
                role.insert("default", true.into());
                roles.insert(name, value(role));
                roles.insert("admin", value(InlineTable::new()));
            }
            set(inside(roles, name)?, "was", was);
        }
        [_, resource, fields, name] => {
            set(inside(inside(find(&mut model, resource)?, fields)?, name)?, "was", was);
        }
        _ => {}
    }
    Ok(ended(text, &model))
}

/// A list of variants becomes a table that says the list, and its former name.
fn enum_was(enums: &mut dyn TableLike, name: &str, was: Value) {
    let Some(item) = enums.get_mut(name) else { return };
    if let Some(table) = item.as_table_like_mut() {
        set(table, "was", was);
    } else if let Some(list) = item.as_array() {
        let mut variants = list.clone();
        *variants.decor_mut() = Decor::default();
        let mut table = InlineTable::new();
        table.insert("variants", variants.into());
        table.insert("was", was);
        *table.decor_mut() = list.decor().clone();
        *item = Item::Value(table.into());
    }
}
