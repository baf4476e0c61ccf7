//! What changes in the record of what was generated: the tool's own files.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;

use super::Emitted;
use crate::disk::{self, Project, Step};
use crate::error::Error;
use crate::ledger;
use crate::merge::ends::is_alike;
use crate::tree::{File, Ownership, Tree, is_same};

/// The steps from the record that the project has to that of `theirs`, made of the model whose
/// text is `text`. The ledger comes last.
pub(super) fn record(emitted: &Emitted, theirs: &Tree, text: &str) -> Result<Vec<Step>, Error> {
    // The same record wherever git gave the model file other line ends.
    let model = File::plain(text.replace("\r\n", "\n"), Ownership::Model);
    let mut files: BTreeMap<&str, &File> = theirs.iter().collect();
    files.insert(Project::MODEL, &model);
    let maker = emitted.tool.maker();
    let lists =
        ledger::lists(&files, &theirs.views, maker, |path, text| known(emitted, path, text));
    let lists = lists.iter().map(|(path, file)| ((*path).to_owned(), &file.contents));
    let bases = files.into_iter().filter(|(path, _)| ledger::keeps_base(path));
    let bases = bases.map(|(path, file)| (ledger::base(path), &file.contents));
    let after: BTreeMap<String, &Bytes> = bases.chain(lists).collect();

    let kept = emitted.ledger.files.keys().filter(|path| ledger::keeps_base(path));
    let kept: BTreeMap<String, Option<&Bytes>> =
        kept.map(|path| (ledger::base(path), emitted.kept(path))).collect();
    let kept_text = |path: &str| kept.get(path).copied().flatten();
    let paths: BTreeSet<&str> = kept.keys().chain(after.keys()).map(String::as_str).collect();
    let unread = paths.iter().copied().filter(|path| kept_text(path).is_none());
    let read = disk::read_files(&emitted.project.folder, unread)?;

    let mut steps: BTreeMap<&str, Step> = BTreeMap::new();
    for path in paths {
        let before = kept_text(path).or_else(|| read.get(path));
        let after = after.get(path).copied();
        let is_there = before.zip(after).is_some_and(|(before, after)| is_alike(before, after));
        if !is_there && before.or(after).is_some() {
            let after = after.map(|text| File::plain(text.clone(), Ownership::Derived));
            steps.insert(path, Step { path: path.to_owned(), before: before.cloned(), after });
        }
    }
    let ledger = steps.remove(ledger::PATH);
    Ok(steps.into_values().chain(ledger).collect())
}

/// The checksum of a text that is what was generated before, as most are.
fn known(emitted: &Emitted, path: &str, text: &[u8]) -> Option<String> {
    let is_base = emitted.base.get(path).is_some_and(|base| is_same(base, text));
    emitted.ledger.files.get(path).filter(|_| is_base)?.checksum.clone()
}
