//! What changed from version to version, as `CHANGELOG.md` tells it.

use crate::version::Version;

/// The text of the changelog.
const TEXT: &str = include_str!("../../CHANGELOG.md");

/// What the changes are called that are in no release yet.
const UNRELEASED: &str = "Unreleased";

/// What one version changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The version; none if it is not released yet.
    pub version: Option<Version>,
    /// The changes, each a few sentences in one line. The first says what, the others why and
    /// what to do.
    pub changes: Vec<String>,
}

impl Section {
    /// Its heading.
    #[must_use]
    pub fn title(&self) -> String {
        self.version.as_ref().map_or_else(|| UNRELEASED.to_owned(), Version::to_string)
    }

    /// The changes, each in one sentence.
    pub fn in_short(&self) -> impl Iterator<Item = &str> {
        self.changes.iter().map(|change| match change.find(". ") {
            Some(end) => &change[..=end],
            None => change.as_str(),
        })
    }
}

/// All of them, the newest first.
#[must_use]
pub fn sections() -> Vec<Section> {
    read(TEXT)
}

/// What a project of the version `old` does not have yet, the newest first.
#[must_use]
pub fn since(old: &Version) -> Vec<Section> {
    let is_new = |section: &Section| section.version.as_ref().is_none_or(|version| version > old);
    sections().into_iter().filter(is_new).collect()
}

/// Headings, and lists below them.
fn read(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut is_in_item = false;
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            let name = heading.split(' ').next().unwrap_or_default();
            sections.push(Section { version: Version::read(name), changes: Vec::new() });
        }
        let Some(section) = sections.last_mut() else { continue };
        if let Some(change) = line.strip_prefix("- ") {
            section.changes.push(change.trim().to_owned());
            is_in_item = true;
        } else if let Some(change) = section.changes.last_mut().filter(|_| is_in_item)
            && line.starts_with("  ")
        {
            change.push(' ');
            change.push_str(line.trim());
        } else {
            is_in_item = false;
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::version;

    #[test]
    fn a_change_is_one_line_and_its_first_sentence_says_what() {
        let text = "# Changelog\n\n- No.\n\n## Unreleased\n\n## 0.2.0 (a day)\n\nSome words.\n\n- `a.rs` is new.\n  Nobody\n  knows why.\n- Two.\n\n## 0.1.0\n\n- One.\n";
        let sections = read(text);
        let titles: Vec<String> = sections.iter().map(Section::title).collect();
        assert_eq!(titles, ["Unreleased", "0.2.0", "0.1.0"]);
        assert_eq!(sections[1].changes, ["`a.rs` is new. Nobody knows why.", "Two."]);
        assert_eq!(sections[1].in_short().collect::<Vec<_>>(), ["`a.rs` is new.", "Two."]);
    }

    /// What is told of an upgrade is complete, and in order.
    #[test]
    fn the_changelog_has_this_version_and_every_one_before_it() {
        let this = Version::read(version::THIS).unwrap();
        let sections = sections();
        let expected = (!this.is_before_release()).then_some(&this);
        assert_eq!(sections[0].version.as_ref(), expected, "the newest is {this}");
        let versions: Vec<&Version> =
            sections.iter().filter_map(|section| section.version.as_ref()).collect();
        assert!(versions.is_sorted_by(|one, other| one > other), "{versions:?}");
        assert!(sections.len() - versions.len() <= 1, "a heading is no version");
        assert!(versions.iter().all(|version| !version.is_before_release()));
        for section in &sections {
            assert!(!section.changes.is_empty(), "{} has no change", section.title());
            for change in &section.changes {
                assert!(change.ends_with('.'), "{}: `{change}`", section.title());
            }
        }
    }

    #[test]
    fn a_project_is_told_what_it_does_not_have() {
        let titles = |old: &str| -> Vec<String> {
            since(&Version::read(old).unwrap()).iter().map(Section::title).collect()
        };
        assert!(!titles("0.1.0").contains(&"0.1.0".to_owned()));
        assert!(titles("0.1.0-dev").contains(&"0.1.0".to_owned()));
        assert_eq!(titles("0.1.0").is_empty(), version::THIS == "0.1.0");
    }
}
