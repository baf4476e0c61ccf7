//! Statements of people that read rows and lack a column that rows have now.

use std::collections::{BTreeMap, BTreeSet};

use super::Emitted;
use super::left::is_rust;
use super::words::words;
use crate::merge::Changes;
use crate::merge::ends::is_alike;
use crate::model::{Field, FieldKind, Model, Resource};
use crate::sql::name;
use crate::tree::Tree;

/// A function of people with such a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// The file, as it will be called.
    pub path: String,
    /// The line of the function, counted from 1, as it will be.
    pub line: usize,
    /// The function.
    pub function: String,
    /// The table that it reads.
    pub table: String,
    /// What it does not read: a column, and the name that it had until now if it had another.
    pub columns: Vec<(String, Option<String>)>,
}

/// What every row of a table has, before and after.
struct Grown {
    table: String,
    old: Vec<String>,
    new: Vec<(String, Option<String>)>,
}

/// Finds functions that are not generated, name the table and all that its rows had, and not what
/// they have since. `renamed` is `before` in the names of `after`.
pub(super) fn lacking(
    emitted: &Emitted,
    theirs: &Tree,
    changes: &Changes,
    (before, renamed, after): (&Model, &Model, &Model),
) -> Vec<Lacking> {
    let pairs = before.resources.iter().zip(&renamed.resources);
    let grown: Vec<Grown> = pairs.filter_map(|(old, renamed)| grown(old, renamed, after)).collect();
    if grown.is_empty() {
        return Vec::new();
    }
    let mut files: BTreeMap<&str, &[u8]> =
        emitted.present.iter().map(|(path, contents)| (path.as_str(), contents.as_ref())).collect();
    for change in &changes.changes {
        match &change.after {
            Some(file) => files.insert(&change.path, &file.contents),
            None => files.remove(change.path.as_str()),
        };
    }
    // Where a person has to decide, the place is told already.
    changes.troubles.iter().for_each(|trouble| _ = files.remove(trouble.path.as_str()));
    let mut found = Vec::new();
    for (path, contents) in files.into_iter().filter(|(path, _)| is_rust(path)) {
        let ours = theirs.get(path).map(|file| file.contents.as_ref());
        if ours.is_some_and(|ours| is_alike(ours, contents)) {
            continue;
        }
        let Ok(text) = str::from_utf8(contents) else { continue };
        let text = &text.replace("\r\n", "\n");
        let ours = ours.and_then(|ours| str::from_utf8(ours).ok()).unwrap_or_default();
        for (line, function, body) in functions(text) {
            if ours.contains(body) {
                continue;
            }
            let said: BTreeSet<&str> = words(body).collect();
            let has = |name: &String| said.contains(name.as_str());
            for Grown { table, old, new } in &grown {
                let columns = new.iter().filter(|(name, _)| !has(name)).cloned();
                let columns: Vec<_> = columns.collect();
                if has(table) && old.iter().all(has) && !columns.is_empty() {
                    found.push(Lacking {
                        path: path.to_owned(),
                        line,
                        function: function.to_owned(),
                        table: table.clone(),
                        columns,
                    });
                }
            }
        }
    }
    found
}

fn grown(old: &Resource, renamed: &Resource, after: &Model) -> Option<Grown> {
    let now = after.resources.iter().find(|other| other.name == renamed.name)?;
    let is_read =
        |field: &&Field| !matches!(field.kind, FieldKind::ManyToMany { .. }) && !field.secret;
    let pairs: Vec<(String, String)> = old
        .fields
        .iter()
        .zip(&renamed.fields)
        .filter(|(field, _)| is_read(field))
        .map(|(old, renamed)| (name::column(old), name::column(renamed)))
        .collect();
    let mut new = Vec::new();
    for column in now.fields.iter().filter(is_read).map(name::column) {
        match pairs.iter().find(|(_, renamed)| *renamed == column) {
            None => new.push((column, None)),
            Some((old, _)) if *old != column => new.push((column, Some(old.clone()))),
            Some(_) => {}
        }
    }
    let built_in = ["id", "version", "created_at", "updated_at"].map(str::to_owned);
    let old_columns = pairs.into_iter().map(|(old, _)| old).chain(built_in).collect();
    (!new.is_empty()).then(|| Grown { table: name::table(old), old: old_columns, new })
}

/// The functions of a file, each with its line, its name and all up to the next one.
fn functions(text: &str) -> Vec<(usize, &str, &str)> {
    let mut starts: Vec<(usize, usize, &str)> = Vec::new();
    let mut at = 0;
    for (line, content) in text.split_inclusive('\n').enumerate() {
        if let Some(name) = declared(content) {
            starts.push((at, line + 1, name));
        }
        at += content.len();
    }
    let ends = starts.iter().skip(1).map(|(start, ..)| *start).chain([text.len()]);
    let found = starts.iter().zip(ends);
    found.map(|((start, line, name), end)| (*line, *name, &text[*start..end])).collect()
}

/// The name of the function that a line declares.
fn declared(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("fn ")?;
    let is_code = !before.contains("//") && before.split_whitespace().all(is_qualifier);
    words(after).next().filter(|name| is_code && after.starts_with(name))
}

fn is_qualifier(word: &str) -> bool {
    word.starts_with("pub") || ["async", "const", "unsafe", "super)", "crate)"].contains(&word)
}

#[cfg(test)]
mod tests {
    use super::functions;

    #[test]
    fn a_function_reaches_to_the_next_one() {
        let text =
            "use x;\n\npub(crate) async fn one() {\n    // fn no\n    two\n}\n\nfn two() {}\n";
        let found = functions(text);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].0, found[0].1), (3, "one"));
        assert!(found[0].2.ends_with("}\n\n"), "{}", found[0].2);
        assert_eq!((found[1].0, found[1].1, found[1].2), (8, "two", "fn two() {}\n"));
    }
}
