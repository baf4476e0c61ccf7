//! Which texts a project was generated as, by what is kept of it.
//!
//! A text that fits its checksum is the one that was written. One that does not was merged by
//! git, or edited: then the tool that wrote it makes it again from the model. Another tool
//! believes what was merged, and refuses what was edited, because an edit of a text and of its
//! copy, as a replacement in all files makes, would look like no edit at all.

use std::collections::BTreeMap;

use bytes::Bytes;
use memchr::memmem;

use crate::disk::{self, Project};
use crate::error::Error;
use crate::ledger::{self, Ledger, SUMS, Sums, Witness, checksum};
use crate::merge::ends;
use crate::parallel;
use crate::tree::{Ownership, Tree};

/// The texts that are kept, and what is known of them.
pub(super) struct Kept {
    texts: BTreeMap<String, Text>,
    sums: Sums,
}

/// A text that is kept.
struct Text {
    contents: Bytes,
    sum: String,
    witness: Witness,
    has_markers: bool,
    /// Whether it lies there with the ends of lines that it was written with.
    is_verbatim: bool,
}

/// A text that a file was generated as, and its checksum.
pub(super) type Base = (Bytes, String);

/// Reads them.
pub(super) fn kept(project: &Project, ledger: &Ledger) -> Result<Kept, Error> {
    let sums = disk::read_files(&project.folder, [SUMS].into_iter())?;
    let sums = sums.get(SUMS).map(|text| Sums::read(&String::from_utf8_lossy(text)));
    let sums = sums.unwrap_or_default();
    let kept = ledger.files.keys().filter(|path| ledger::keeps_base(path));
    let names: BTreeMap<String, &String> = kept.map(|path| (ledger::base(path), path)).collect();
    let read =
        disk::read_all(&project.folder, ledger::BASE, &names.keys().map(String::as_str).collect())?;
    let text = |(name, contents): (String, Bytes)| {
        let path = names[&name];
        let has_markers = has_markers(&contents);
        let text = |contents: Bytes, is_verbatim| {
            let sum = checksum(&contents);
            let witness = match ledger.has_sums {
                true => sums.witness(path, &sum),
                // There is nothing else to go by.
                false => Witness::Written,
            };
            Text { contents, sum, witness, has_markers, is_verbatim }
        };
        let found = text(contents, true);
        if found.witness == Witness::Written {
            return (path.clone(), found);
        }
        let otherwise = ends::otherwise(&found.contents).into_iter();
        let mut otherwise = otherwise.map(|contents| text(contents, false));
        let written = otherwise.find(|text| text.witness == Witness::Written);
        (path.clone(), written.unwrap_or(found))
    };
    let texts = parallel::map(read, text).into_iter().collect();
    let lost = sums.paths().filter(|path| !ledger.files.contains_key(*path));
    let lost: Vec<String> = lost.map(ledger::base).collect();
    let lost = disk::read_files(&project.folder, lost.iter().map(String::as_str))?;
    match lost.keys().next() {
        Some(name) => Err(ledger::damaged(&format!("it has no line for what `{name}` is kept of"))),
        None => Ok(Kept { texts, sums }),
    }
}

/// Whether a file has what no tool can make again: what was generated before, and why.
fn is_history(ledger: &Ledger, path: &str) -> bool {
    matches!(ledger.files[path].ownership, Ownership::Model | Ownership::Frozen)
}

fn has_markers(text: &[u8]) -> bool {
    let begins_line = |at: usize| at.checked_sub(1).is_none_or(|before| text[before] == b'\n');
    [b"<<<<<<< ", b">>>>>>> "]
        .into_iter()
        .any(|marker| memmem::find_iter(text, marker).any(begins_line))
}

impl Kept {
    /// The text of the model that the project was generated from.
    pub(super) fn model(&self, ledger: &Ledger) -> Result<Option<&[u8]>, Error> {
        match ledger.files.contains_key(Project::MODEL) {
            true => self.believe(Project::MODEL).map(|text| Some(text.contents.as_ref())),
            false => Ok(None),
        }
    }

    /// What is kept of a file.
    pub(super) fn text(&self, path: &str) -> Option<&Bytes> {
        self.texts.get(path).map(|text| &text.contents)
    }

    /// Whether every text is there, and is the one that was written.
    pub(super) fn is_whole(&self, ledger: &Ledger) -> bool {
        let wants = ledger.files.keys().filter(|path| ledger::keeps_base(path)).count();
        wants == self.texts.len()
            && ledger.has_sums
            && self.texts.values().all(|text| text.witness == Witness::Written)
    }

    /// Whether every text lies there as it is known here, byte by byte.
    pub(super) fn is_verbatim(&self) -> bool {
        self.texts.values().all(|text| text.is_verbatim)
    }

    /// What the templates of slices saw, by their folders, where no merge has made two of it.
    pub(super) fn views(&self) -> BTreeMap<String, String> {
        self.sums.views().map(|(folder, sum)| (folder.to_owned(), sum.to_owned())).collect()
    }

    /// Whether another tool than the one that makes this of the model wrote the texts. Where two
    /// branches have met nobody can tell: neither of them had this model.
    pub(super) fn is_by_another(&self, ledger: &Ledger, made: &Tree) -> bool {
        if self.sums.is_merged(Project::MODEL) || !self.is_whole(ledger) {
            return false;
        }
        let is_there = |path: &str| ledger::keeps_base(path) && !is_history(ledger, path);
        let theirs = made.iter().filter(|(_, file)| file.ownership != Ownership::Frozen);
        let theirs = theirs.filter(|(path, _)| ledger::keeps_base(path));
        let theirs: BTreeMap<&str, &[u8]> =
            theirs.map(|(path, file)| (path, file.contents.as_ref())).collect();
        let ours = self.texts.iter().filter(|(path, _)| is_there(path));
        let ours: BTreeMap<&str, &[u8]> =
            ours.map(|(path, text)| (path.as_str(), text.contents.as_ref())).collect();
        ours != theirs
    }

    /// The texts, where the tool that wrote them makes those again that somebody or a merge has
    /// made something else of.
    pub(super) fn mended(
        mut self,
        ledger: &Ledger,
        made: &Tree,
    ) -> Result<BTreeMap<String, Base>, Error> {
        let mut base = BTreeMap::new();
        for path in ledger.files.keys() {
            let made = made.get(path).map(|file| &file.contents);
            let is_written =
                self.texts.get(path).is_some_and(|text| text.witness == Witness::Written);
            let text = match made {
                _ if is_history(ledger, path) => self.take(path)?,
                Some(made) if !is_written => (made.clone(), checksum(made)),
                _ => match self.texts.remove(path) {
                    Some(text) => (text.contents, text.sum),
                    None => continue,
                },
            };
            base.insert(path.clone(), text);
        }
        Ok(base)
    }

    /// The texts as another tool wrote them.
    pub(super) fn believed(mut self, ledger: &Ledger) -> Result<BTreeMap<String, Base>, Error> {
        let paths = ledger.files.keys().filter(|path| ledger::keeps_base(path));
        paths.map(|path| Ok((path.clone(), self.take(path)?))).collect()
    }

    fn take(&mut self, path: &str) -> Result<Base, Error> {
        self.believe(path)?;
        Ok(self.texts.remove(path).map(|text| (text.contents, text.sum)).unwrap_or_default())
    }

    /// A text that is not made again.
    fn believe(&self, path: &str) -> Result<&Text, Error> {
        let name = ledger::base(path);
        let Some(text) = self.texts.get(path) else {
            return Err(Error::usage(format!("`{name}` is missing"))
                .hint("it is what was generated: restore it from version control"));
        };
        if text.has_markers {
            let hint = match path == Project::MODEL {
                true => "keep both sides' additions here, as the migrations have both",
                false => "settle it as in the file itself, then run this again",
            };
            let fault = format!("`{name}` has an unresolved merge conflict");
            return Err(Error::usage(fault).hint(hint));
        }
        if text.witness == Witness::Changed {
            return Err(Error::usage(format!("`{name}` is not what scaffold wrote there"))
                .hint(format!(
                    "it tells your edits from what was generated: restore it, and `{SUMS}`, from version control"
                ))
                .hint(
                    "if a branch was merged that an older version of scaffold changed, run \
                     `scaffold upgrade` on that branch before it is merged",
                ));
        }
        Ok(text)
    }
}
