//! Checksums of the texts that are kept: which of them are as the tool wrote them.
//!
//! `.scaffold/checksums` has the form of `sha256sum`. Where two branches change a text, git keeps
//! the lines of both, and neither is that of the merged text: so several lines for one file tell
//! of a merge, and a text that has one line and does not fit it was changed by hand.
//!
//! The comment with a slice's folder is the checksum of what its templates saw: while that is the
//! same, its files are.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::checksum;
use crate::parallel;
use crate::tree::File;

/// Where the checksums lie in a project.
pub const SUMS: &str = ".scaffold/checksums";

/// Before the checksum of a view, for there is no such file.
const VIEW: &str = "# ";

/// What the tool wrote, by path.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sums {
    known: BTreeMap<String, BTreeSet<String>>,
}

/// What the checksums say of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Witness {
    /// The tool wrote it.
    Written,
    /// The tool wrote it on two branches, which were merged since.
    Merged,
    /// It is none of the tool's texts.
    Changed,
}

impl Sums {
    /// Reads them. A line that is none, as a marker of a merge, says nothing.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut sums = Self::default();
        for line in text.lines() {
            let line = line.strip_prefix(VIEW).unwrap_or(line);
            let Some((sum, path)) = line.split_once("  ") else { continue };
            if sum.len() == 64 && sum.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                sums.known.entry(path.to_owned()).or_default().insert(sum.to_owned());
            }
        }
        sums
    }

    /// Those of the files whose texts are kept, and of the views of slices, by their folders. `known` tells what is known of a text already.
    #[must_use]
    pub fn of<'a>(
        kept: impl Iterator<Item = (&'a str, &'a File)>,
        views: &BTreeMap<String, String>,
        known: impl Fn(&str, &[u8]) -> Option<String> + Sync,
    ) -> Self {
        let sum = |(path, file): (&str, &File)| {
            let sum = known(path, &file.contents).unwrap_or_else(|| checksum(&file.contents));
            (path.to_owned(), [sum].into())
        };
        let sums = parallel::map(kept.collect::<Vec<_>>(), sum).into_iter();
        let views = views.iter().map(|(folder, sum)| (folder.clone(), [sum.clone()].into()));
        Self { known: sums.chain(views).collect() }
    }

    /// As they stand in the file.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (path, sums) in &self.known {
            for sum in sums {
                let mark = if is_folder(path) { VIEW } else { "" };
                let _ = writeln!(text, "{mark}{sum}  {path}");
            }
        }
        text
    }

    /// What they say of the text that is kept for `path` and has the checksum `sum`.
    #[must_use]
    pub fn witness(&self, path: &str, sum: &str) -> Witness {
        match self.known.get(path) {
            Some(known) if known.contains(sum) => Witness::Written,
            Some(known) if known.len() > 1 => Witness::Merged,
            _ => Witness::Changed,
        }
    }

    /// The files of which texts are known.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.known.keys().map(String::as_str).filter(|path| !is_folder(path))
    }

    /// What the templates of slices saw, by their folders. What two branches made otherwise is not
    /// known.
    pub fn views(&self) -> impl Iterator<Item = (&str, &str)> {
        let folders = self.known.iter().filter(|(path, sums)| is_folder(path) && sums.len() == 1);
        folders.flat_map(|(path, sums)| sums.iter().map(|sum| (path.as_str(), sum.as_str())))
    }

    /// Whether the texts for `path` of two branches have met.
    #[must_use]
    pub fn is_merged(&self, path: &str) -> bool {
        self.known.get(path).is_some_and(|known| known.len() > 1)
    }
}

fn is_folder(path: &str) -> bool {
    path.ends_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, path: &str) -> String {
        format!("{}  {path}\n", checksum(text.as_bytes()))
    }

    fn witness(sums: &Sums, path: &str, text: &str) -> Witness {
        sums.witness(path, &checksum(text.as_bytes()))
    }

    #[test]
    fn a_text_is_known_by_its_line() {
        let text = line("one", "src/lib.rs");
        let sums = Sums::read(&text);
        assert_eq!(sums.text(), text);
        assert_eq!(witness(&sums, "src/lib.rs", "one"), Witness::Written);
        assert_eq!(witness(&sums, "src/lib.rs", "other"), Witness::Changed);
        assert_eq!(witness(&sums, "src/main.rs", "one"), Witness::Changed);
    }

    #[test]
    fn two_lines_tell_of_a_merge_whatever_stands_around_them() {
        let (one, other) = (line("one", "a b.rs"), line("other", "a b.rs"));
        let sums = Sums::read(&format!("<<<<<<< ours\n{one}=======\n{other}>>>>>>> theirs\n"));
        assert!(sums.is_merged("a b.rs"));
        assert_eq!(witness(&sums, "a b.rs", "both"), Witness::Merged);
        assert_eq!(witness(&sums, "a b.rs", "one"), Witness::Written);
    }
}
