//! A change of a project, told before it is made.

pub(super) mod api;
mod files;
mod json;
mod title;
mod trouble;
mod yours;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::patch::Patch;
use crate::change::{Draft, Emitted};
use crate::disk;
use crate::model::Model;
use crate::tree::Mode;

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

    /// Every line of it, as `git apply` takes it: to git a file is where links lead, and one that
    /// moves keeps who may run it.
    pub(super) fn diff(&self) -> String {
        let steps = self.draft.steps();
        let before: BTreeMap<&str, Option<&[u8]>> =
            steps.iter().map(|step| (step.path.as_str(), step.before.as_deref())).collect();
        let carried = &self.draft.changes.carried;
        let origins: BTreeMap<&str, &str> =
            carried.iter().map(|(from, to)| (to.as_str(), from.as_str())).collect();
        let moved: BTreeSet<&str> = origins.values().copied().collect();
        let leads = |path: &str| disk::leads(&self.emitted.project.folder, path);
        let told = steps.iter().filter(|step| !moved.contains(step.path.as_str()));
        told.map(|step| {
            let from = origins.get(step.path.as_str()).copied().unwrap_or(&step.path);
            let after = step.after.as_ref();
            let patch = Patch {
                from: &leads(from),
                to: &leads(&step.path),
                old: before.get(from).copied().flatten(),
                new: after.map(|file| file.contents.as_ref()),
                mode: after.map_or(Mode::Plain, |file| file.mode),
            };
            patch.text()
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
