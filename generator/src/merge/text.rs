//! Three versions of a text as one.
//!
//! Edits of different lines are all made, also where they touch. Where both sides changed
//! the same lines, it is one text if they made the same change, if ours is only laid out
//! otherwise, or if the lines are a list of which each line counts by itself. Everything
//! else is a conflict: nothing is guessed.

use super::edits::{Changed, Region, regions};
use super::{imports, layout, lists};

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged {
    /// Both sides' changes, in one text.
    Clean(String),
    /// Places where they do not fit together, from the first to the last.
    Conflicts(Vec<Conflict>),
}

/// A place where both sides changed the same lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The line of ours where it begins, counted from 1.
    pub line: usize,
    /// What was generated last.
    pub base: String,
    /// What is there now.
    pub ours: String,
    /// What would be generated now.
    pub theirs: String,
}

/// Makes the change from `base` to `theirs` in `ours`, whose line ends stay what they are.
#[must_use]
pub fn merge(base: &str, ours: &str, theirs: &str) -> Merged {
    let (parts, is_windows) = (parts(base, ours, theirs), ours.contains("\r\n"));
    let conflicts: Vec<Conflict> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Settled(_) => None,
            Part::Open(conflict) => Some(conflict.clone()),
        })
        .collect();
    if !conflicts.is_empty() {
        return Merged::Conflicts(conflicts);
    }
    let mut text = String::new();
    for part in parts {
        // Ours may have ended without a last line end where theirs goes on.
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        if let Part::Settled(settled) = part {
            text += &settled;
        }
    }
    Merged::Clean(match is_windows {
        true => text.replace("\r\n", "\n").replace('\n', "\r\n"),
        false => text,
    })
}

/// The same with the conflicts in it, between markers as git writes them.
#[must_use]
pub fn marked(base: &str, ours: &str, theirs: &str) -> String {
    let parts = parts(base, ours, theirs).into_iter().map(|part| match part {
        Part::Settled(text) => text,
        Part::Open(conflict) => {
            let whole = |text: &str| match text.is_empty() || text.ends_with('\n') {
                true => text.to_owned(),
                false => format!("{text}\n"),
            };
            format!(
                "<<<<<<< yours\n{}||||||| generated before\n{}=======\n{}>>>>>>> generated now\n",
                whole(&conflict.ours),
                whole(&conflict.base),
                whole(&conflict.theirs)
            )
        }
    });
    parts.collect()
}

enum Part {
    Settled(String),
    Open(Conflict),
}

fn parts(base: &str, ours: &str, theirs: &str) -> Vec<Part> {
    let (base, theirs) = (base.replace("\r\n", "\n"), theirs.replace("\r\n", "\n"));
    let unix = ours.replace("\r\n", "\n");
    let base: Vec<&str> = base.split_inclusive('\n').collect();
    let ours: Vec<&str> = unix.split_inclusive('\n').collect();
    let theirs: Vec<&str> = theirs.split_inclusive('\n').collect();
    regions(&base, &ours, &theirs)
        .into_iter()
        .map(|region| settle(&base, &ours, &theirs, &region))
        .collect()
}

fn settle(base: &[&str], ours: &[&str], theirs: &[&str], region: &Region) -> Part {
    let (mine, yours) = (&ours[region.ours.clone()], &theirs[region.theirs.clone()]);
    match region.changed {
        Changed::Nobody | Changed::Ours => return Part::Settled(mine.concat()),
        Changed::Theirs => return Part::Settled(yours.concat()),
        Changed::Both if mine == yours => return Part::Settled(mine.concat()),
        Changed::Both => {}
    }
    let old = &base[region.base.clone()];
    let conflict = Conflict {
        line: region.ours.start + 1,
        base: old.concat(),
        ours: mine.concat(),
        theirs: yours.concat(),
    };
    let settled = layout::merge(&conflict.base, &conflict.ours, &conflict.theirs)
        .or_else(|| lists::merge(old, mine, yours).map(|lines| lines.concat()))
        .or_else(|| imports::merge(old, mine, yours))
        .or_else(|| items(old, mine, yours));
    settled.map_or(Part::Open(conflict), Part::Settled)
}

/// Whole items that both sides added at one place stand one after the other.
fn items(base: &[&str], ours: &[&str], theirs: &[&str]) -> Option<String> {
    let are_items = base.is_empty() && is_whole(ours) && is_whole(theirs);
    are_items.then(|| ours.concat() + &theirs.concat())
}

/// Whether lines are functions, types and the like at the outermost level, whole ones.
fn is_whole(lines: &[&str]) -> bool {
    const BEGINNINGS: [&str; 11] = [
        "#[",
        "///",
        "async fn ",
        "const ",
        "enum ",
        "fn ",
        "impl",
        "pub ",
        "pub(",
        "static ",
        "struct ",
    ];
    let mut written = lines.iter().filter(|line| !line.trim().is_empty());
    let Some(first) = written.next() else { return false };
    let last = written.next_back().unwrap_or(first);
    let text = lines.concat();
    let count = |sign: char| text.matches(sign).count();
    BEGINNINGS.iter().any(|beginning| first.starts_with(beginning))
        && !last.starts_with(char::is_whitespace)
        && last.trim_end().ends_with(['}', ';'])
        && [('{', '}'), ('(', ')'), ('[', ']')]
            .iter()
            .all(|(open, close)| count(*open) == count(*close))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "mod auth;\nmod posts;\n\nfn one() {\n    first();\n    second();\n}\n";

    fn clean(base: &str, ours: &str, theirs: &str) -> String {
        match merge(base, ours, theirs) {
            Merged::Clean(text) => text,
            Merged::Conflicts(conflicts) => panic!("{conflicts:#?}"),
        }
    }

    #[test]
    fn who_changed_nothing_gets_the_others_change() {
        let other = BASE.replace("first", "start");
        assert_eq!(clean(BASE, BASE, &other), other);
        assert_eq!(clean(BASE, &other, BASE), other);
        assert_eq!(clean(BASE, &other, &other), other);
    }

    #[test]
    fn edits_of_lines_that_touch_are_both_made() {
        let ours = BASE.replace("    second();\n", "    second();\n    mine();\n");
        let theirs = BASE.replace("second()", "second(now)");
        assert_eq!(
            clean(BASE, &ours, &theirs),
            BASE.replace("    second();\n", "    second(now);\n    mine();\n")
        );
    }

    #[test]
    fn one_line_changed_by_both_is_a_conflict_and_nothing_is_guessed() {
        let merged = merge(BASE, &BASE.replace("first", "mine"), &BASE.replace("first", "theirs"));
        let conflict = Conflict {
            line: 5,
            base: "    first();\n".to_owned(),
            ours: "    mine();\n".to_owned(),
            theirs: "    theirs();\n".to_owned(),
        };
        assert_eq!(merged, Merged::Conflicts(vec![conflict]));
    }

    #[test]
    fn a_line_that_was_rewritten_does_not_lose_to_its_removal() {
        let theirs = BASE.replace("    first();\n", "");
        assert!(matches!(
            merge(BASE, &BASE.replace("first", "mine"), &theirs),
            Merged::Conflicts(_)
        ));
    }

    #[test]
    fn modules_and_functions_that_both_add_at_one_place_are_all_there() {
        let ours = BASE.replace("mod posts;\n", "mod posts;\nmod zoo;\n") + "\nfn mine() {}\n";
        let theirs = BASE.replace("mod posts;\n", "mod posts;\nmod tags;\n") + "\nfn tag() {\n}\n";
        let merged = clean(BASE, &ours, &theirs);
        assert!(merged.starts_with("mod auth;\nmod posts;\nmod tags;\nmod zoo;\n\n"), "{merged}");
        assert!(merged.ends_with("}\n\nfn mine() {}\n\nfn tag() {\n}\n"), "{merged}");
    }

    #[test]
    fn line_ends_and_a_missing_last_one_stay() {
        let ours = BASE.replace("first", "mine").replace('\n', "\r\n");
        let ours = ours.trim_end();
        let theirs = BASE.replace("mod posts;\n", "mod posts;\nmod tags;\n");
        let merged = clean(BASE, ours, &theirs);
        assert_eq!(merged, theirs.replace("first", "mine").replace('\n', "\r\n").trim_end());
    }

    #[test]
    fn lines_are_not_glued_where_the_last_line_end_is_missing() {
        assert_eq!(clean("A=1\nB=1\n", "A=1\nB=1", "A=1\nB=1\nC=1\n"), "A=1\nB=1\nC=1\n");
    }

    #[test]
    fn a_marked_text_has_all_three_versions() {
        let ours = BASE.replace("first", "mine");
        let marked = marked(BASE, &ours, &BASE.replace("first", "theirs"));
        assert_eq!(
            marked,
            BASE.replace(
                "    first();\n",
                "<<<<<<< yours\n    mine();\n||||||| generated before\n    first();\n=======\n    theirs();\n>>>>>>> generated now\n"
            )
        );
    }
}
