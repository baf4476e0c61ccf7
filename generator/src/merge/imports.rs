//! `use` items, of which only what they name counts.

use std::collections::BTreeSet;

use crate::render::layout;

/// Three versions of a stretch of `use` items as one, if that is what they are.
///
/// Items of ours that name no more and no less stay as they stand. What theirs adds joins the
/// item of ours with the same path before it, or comes as one of its own; what theirs removed
/// goes.
pub(super) fn merge(base: &[&str], ours: &[&str], theirs: &[&str]) -> Option<String> {
    // What is gone may be elsewhere.
    if ours.is_empty() && !base.is_empty() {
        return None;
    }
    let (old, mut mine, new) = (items(base)?, items(ours)?, items(theirs)?);
    let heads = |items: &[Item]| -> BTreeSet<String> {
        items.iter().map(|item| item.head.clone()).collect()
    };
    // Who may see an import is not merged.
    if heads(&old).union(&heads(&mine)).chain(&heads(&new)).collect::<BTreeSet<_>>().len() > 1 {
        return None;
    }
    let names = |items: &[Item]| -> BTreeSet<String> {
        items.iter().flat_map(|item| item.names.iter().cloned()).collect()
    };
    let (old, had, wanted) = (names(&old), names(&mine), names(&new));
    for item in &mut mine {
        let is_kept = |name: &String| !old.contains(name) || wanted.contains(name);
        if !item.names.iter().all(is_kept) {
            item.names.retain(is_kept);
            item.lines.clear();
        }
    }
    for item in new {
        for name in item.names {
            if old.contains(&name) || had.contains(&name) {
                continue;
            }
            let path = path(&name).to_owned();
            let beside = mine
                .iter_mut()
                .find(|other| other.names.iter().all(|name| self::path(name) == path));
            match beside {
                Some(other) if !other.names.is_empty() => {
                    other.names.push(name);
                    other.lines.clear();
                }
                _ => {
                    let names = vec![name];
                    mine.push(Item { lines: Vec::new(), head: item.head.clone(), names });
                }
            }
        }
    }
    let lines = mine.iter().filter(|item| !item.names.is_empty()).map(Item::text);
    Some(layout::layout(&lines.collect::<String>()))
}

/// `a::b` of `a::b::c`.
fn path(name: &str) -> &str {
    name.rsplit_once("::").map_or("", |(path, _)| path)
}

/// A `use` item: its lines, and every path that it names, written out.
struct Item {
    lines: Vec<String>,
    /// `pub(crate) `
    head: String,
    names: Vec<String>,
}

impl Item {
    /// Its lines, or one line of what it names now.
    fn text(&self) -> String {
        if !self.lines.is_empty() {
            return self.lines.concat();
        }
        let head = &self.head;
        match self.names.as_slice() {
            [name] => format!("{head}use {name};\n"),
            names if names.iter().any(|name| path(name) != path(&names[0])) => {
                names.iter().fold(String::new(), |text, name| format!("{text}{head}use {name};\n"))
            }
            names => {
                let ends = names.iter().map(|name| name.rsplit("::").next().unwrap_or(name));
                let list = ends.collect::<Vec<_>>().join(", ");
                format!("{head}use {}::{{{list}}};\n", path(&names[0]))
            }
        }
    }
}

fn items(lines: &[&str]) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    let mut open: Vec<String> = Vec::new();
    for line in lines {
        if open.is_empty() && line.trim().is_empty() {
            continue;
        }
        open.push((*line).to_owned());
        if line.trim_end().ends_with(';') {
            items.push(item(std::mem::take(&mut open))?);
        }
    }
    open.is_empty().then_some(items)
}

fn item(lines: Vec<String>) -> Option<Item> {
    let text: String = lines.concat();
    let text = text.trim();
    if text.contains("//") || text.contains("/*") || text.starts_with('#') {
        return None;
    }
    let at = match text.starts_with("pub") {
        true => text.find(" use ")? + 1,
        false => 0,
    };
    let (head, paths) = (&text[..at], text[at..].strip_prefix("use ")?);
    let paths: String = paths.strip_suffix(';')?.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut names = Vec::new();
    expand("", paths.trim(), &mut names)?;
    Some(Item { head: head.to_owned(), names, lines })
}

/// Every path that a tree of paths names.
fn expand(before: &str, tree: &str, names: &mut Vec<String>) -> Option<()> {
    let Some((path, list)) = tree.split_once('{') else {
        match tree {
            "" => {}
            "self" => names.push(before.trim_end_matches("::").to_owned()),
            _ => names.push(format!("{before}{tree}")),
        }
        return Some(());
    };
    let list = list.trim_end().strip_suffix('}')?;
    let before = format!("{before}{}", path.trim());
    let (mut depth, mut start) = (0, 0);
    for (at, sign) in list.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                expand(&before, list[start..at].trim(), names)?;
                start = at + 1;
            }
            _ => {}
        }
    }
    expand(&before, list[start..].trim(), names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_theirs_adds_to_a_list_is_added_beside_ours() {
        let merged = merge(
            &["use crate::support::{Actor, TestApp};\n"],
            &["use crate::support::{Actor, Mine, TestApp};\n"],
            &["use crate::support::{Actor, TestApp, factory};\n"],
        );
        assert_eq!(merged.unwrap(), "use crate::support::{Actor, Mine, TestApp, factory};\n");
    }

    #[test]
    fn a_renamed_import_stays_and_a_needless_one_goes() {
        let merged = merge(
            &["use a::{b, c};\n"],
            &["use a::{\n", "    b as mine, c,\n", "};\n"],
            &["use a::b;\n"],
        );
        assert_eq!(merged.unwrap(), "use a::b as mine;\n");
    }

    #[test]
    fn names_of_several_paths_are_spelled_out() {
        let merged = merge(
            &["use crate::auth::Viewer;\n", "use crate::error::{Error, Result};\n"],
            &["use crate::{auth::Viewer, error::{Error, Result}};\n"],
            &["use crate::auth::Viewer;\n", "use crate::error::Result;\n"],
        );
        assert_eq!(merged.unwrap(), "use crate::auth::Viewer;\nuse crate::error::Result;\n");
    }

    #[test]
    fn imports_that_are_gone_may_be_elsewhere() {
        assert!(merge(&["use a::b;\n"], &[], &["use a::{b, c};\n"]).is_none());
    }

    #[test]
    fn nothing_else_is_taken_for_imports() {
        assert!(merge(&[], &["use a::b;\n"], &["fn x() {}\n"]).is_none());
        assert!(merge(&[], &["#[cfg(test)]\n", "use a::b;\n"], &["use c;\n"]).is_none());
    }
}
