//! A whole project with harmless edits in every file, and a change merged into it: what a
//! compiler has to take.

use std::collections::BTreeMap;

use bytes::Bytes;
use scaffold::disk::Project;

use super::chance::Chance;
use super::edit::{Kind, Page, form};
use super::pairs::Pairs;

/// Files by path, and what they are; the paths of those that were flagged.
pub(crate) struct Merged {
    pub what: String,
    pub files: BTreeMap<String, Bytes>,
    pub flagged: Vec<String>,
}

/// Draws a change, edits every Rust file without changing what it does, and merges.
pub(crate) fn project(pairs: &Pairs, seed: u64, number: usize) -> Merged {
    let mut chance = Chance::new(seed.wrapping_add(u64::try_from(number).unwrap()));
    let pair = chance.pick(&pairs.pairs).unwrap();
    let generated = &pairs.generated[pair.before];
    let mut ours = generated.files.clone();
    for (count, (path, contents)) in ours.iter_mut().enumerate() {
        let is_code =
            form(path) == Some("rs") && (path.starts_with("src/") || path.contains("/api/"));
        let Ok(text) = String::from_utf8(contents.to_vec()) else { continue };
        if !is_code || path.ends_with("main.rs") {
            continue;
        }
        // The text of a statement is what sqlx knows it by.
        let has_statements = text.contains("query");
        let mut page = Page { path, text, cut: None, places: Vec::new() };
        page.edit(Kind::Append, count, &mut chance);
        if !has_statements {
            page.edit(Kind::Break, count, &mut chance);
        }
        *contents = page.text.into();
    }
    let changes = pair.drafted(generated, ours.clone());
    for change in changes.changes {
        match change.after {
            Some(file) => ours.insert(change.path, file.contents),
            None => ours.remove(&change.path),
        };
    }
    ours.insert(Project::MODEL.to_owned(), pair.model.clone().into());
    Merged {
        what: format!("{}, {}", pair.example, pair.change),
        files: ours,
        flagged: changes.troubles.into_iter().map(|trouble| trouble.path).collect(),
    }
}
