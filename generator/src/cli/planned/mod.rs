//! A change of a project, told before it is made.

pub(super) mod api;
mod files;
mod json;
mod title;
mod trouble;
mod yours;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::diff::unified;
use crate::change::{Draft, Emitted};
use crate::model::Model;

/// A change of the project, to be told.
pub(super) struct Planned<'a> {
    pub emitted: &'a Emitted,
    pub draft: &'a Draft,
    pub wanted: Wanted<'a>,
}

/// What the project shall become.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted<'a> {
    /// What this model says.
    Model(&'a Model),
    /// What this version of the tool makes of the model that it has: from which to which.
    Upgrade(&'a str),
}

impl Planned<'_> {
    /// What it is, in words.
    pub(super) fn text(&self) -> String {
        let mut text = format!("{}\n", self.title());
        for rename in &self.draft.renames {
            let _ = writeln!(text, "  rename   {}", rename.words());
        }
        text += &api::text(&self.draft.api);
        text += &self.migrations();
        text += &self.files();
        text += &self.yours();
        text
    }

    fn migrations(&self) -> String {
        let mut text = String::new();
        for migration in &self.draft.migrations {
            let (queries, words) = said(&migration.text);
            let _ = writeln!(text, "  migrate  migrations/{}: {words}", migration.file());
            for query in queries {
                let _ = writeln!(text, "             {query}");
            }
        }
        text
    }

    /// Every line of it, as `git apply` takes it.
    pub(super) fn diff(&self) -> String {
        let steps = self.draft.steps();
        steps
            .iter()
            .map(|step| {
                let after = step.after.as_ref().map(|file| file.contents.as_ref());
                unified(&step.path, &step.path, step.before.as_deref(), after)
            })
            .collect()
    }
}

/// What a migration says of itself: what is to be run, and the rest of its words.
fn said(migration: &str) -> (Vec<&str>, String) {
    let lines = migration.lines().filter_map(|line| line.strip_prefix("-- "));
    let is_word = |line: &&str| !line.starts_with("squawk-") && *line != "no-transaction";
    // What a column is like that stays is for whoever asks for it again.
    let lines = lines.map(|line| match line.starts_with("retired: ") {
        true => line.split(" holding ").next().unwrap_or(line),
        false => line,
    });
    let (code, words): (Vec<&str>, Vec<&str>) =
        lines.filter(is_word).partition(|line| line.starts_with("  "));
    // What is said of several statements is told once.
    let (words, mut told) = (words.join(" "), BTreeSet::new());
    let sentences = words.split_inclusive(". ").filter(|it| told.insert(it.trim_end()));
    (code.into_iter().map(str::trim).collect(), sentences.collect::<String>().trim_end().to_owned())
}
