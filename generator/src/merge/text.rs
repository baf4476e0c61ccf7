//! Three versions of a text as one.
//!
//! Edits of different lines are all made, also where they touch. Where both sides changed
//! the same lines, it is one text if they made the same change, if ours is only laid out
//! otherwise, or if the lines are a list of which each line counts by itself. Everything
//! else is a conflict: nothing is guessed.

use std::cmp::Ordering;

use memchr::memmem;

use super::edits::{Changed, Region, regions};
use super::indent::Indents;
use super::{attached, beside, chain, ends, guards, imports, layout, lists, manifest};

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
    let parts = parts(base, ours, theirs);
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
    Merged::Clean(ends::restore(ours, text))
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
    ends::restore(ours, parts.collect())
}

/// The line where conflict markers begin that nobody has settled, counted from 1.
#[must_use]
pub fn unsettled(text: &[u8]) -> Option<usize> {
    // Most texts have nothing that looks like one, and every text is asked.
    memmem::find(text, b"<<<<<<< ")?;
    let text = String::from_utf8_lossy(text);
    let at = text.lines().position(|line| line.starts_with("<<<<<<< "))?;
    text.lines().skip(at).any(|line| line.starts_with(">>>>>>> ")).then_some(at + 1)
}

enum Part {
    Settled(String),
    Open(Conflict),
}

fn parts(base: &str, ours: &str, theirs: &str) -> Vec<Part> {
    let [base, ours, theirs] = [base, ours, theirs].map(|text| text.replace("\r\n", "\n"));
    let lines = |text| str::split_inclusive(text, '\n').collect::<Vec<&str>>();
    let sides = Sides { base: lines(&base), ours: lines(&ours), theirs: lines(&theirs) };
    let exact = sides.exact();
    let open = |parts: &[Part]| parts.iter().filter(|part| matches!(part, Part::Open(_))).count();
    if open(&exact) == 0 {
        return exact;
    }
    // Lines that are only indented otherwise are the same lines.
    let loose = sides.loose();
    if open(&loose) < open(&exact) { loose } else { exact }
}

/// The lines of the three sides.
struct Sides<'a> {
    base: Vec<&'a str>,
    ours: Vec<&'a str>,
    theirs: Vec<&'a str>,
}

impl Sides<'_> {
    /// Line by line, each as it stands.
    fn exact(&self) -> Vec<Part> {
        let regions = regions(&self.base, &self.ours, &self.theirs);
        let regions = attached::joined(regions, [&self.base, &self.ours, &self.theirs]);
        let settled = regions.into_iter().map(|region| {
            let base = &self.base[region.base.clone()];
            self.settle(
                base,
                &self.ours[region.ours.clone()],
                &self.theirs[region.theirs.clone()],
                &region,
            )
        });
        settled.collect()
    }

    /// Line by line without their indentation, which is ours where ours is another one.
    fn loose(&self) -> Vec<Part> {
        let trimmed = |lines: &[&str]| -> Vec<String> {
            lines.iter().map(|line| line.trim().to_owned()).collect()
        };
        let (base, ours, theirs) =
            (trimmed(&self.base), trimmed(&self.ours), trimmed(&self.theirs));
        let regions = attached::joined(regions(&base, &ours, &theirs), [&base, &ours, &theirs]);
        let same = regions.iter().filter(|region| region.changed == Changed::Nobody);
        let pairs = same.flat_map(|region| {
            let lines = self.ours[region.ours.clone()].iter();
            let lines = region.theirs.clone().zip(lines);
            lines.map(|(at, ours)| (at, self.theirs[at], *ours))
        });
        let indents = Indents::of(pairs);
        let settled = regions.iter().map(|region| {
            let ours = &self.ours[region.ours.clone()];
            let (base, theirs) =
                (&self.base[region.base.clone()], &self.theirs[region.theirs.clone()]);
            if region.changed == Changed::Nobody {
                let lines = base.iter().zip(ours).zip(theirs);
                return Part::Settled(
                    lines
                        .map(|((base, ours), theirs)| if ours == base { *theirs } else { *ours })
                        .collect(),
                );
            }
            let translate = |lines: &[&str]| -> Vec<String> {
                let places = region.theirs.start..;
                places.zip(lines).map(|(at, line)| indents.translate(at, line)).collect()
            };
            let (base, theirs) = (translate(base), translate(theirs));
            self.settle(&refer(&base), ours, &refer(&theirs), region)
        });
        settled.collect()
    }

    fn settle(&self, base: &[&str], ours: &[&str], theirs: &[&str], region: &Region) -> Part {
        match region.changed {
            Changed::Nobody | Changed::Ours => return Part::Settled(ours.concat()),
            Changed::Theirs if !self.is_guarded(base, theirs, region) => {
                return Part::Settled(theirs.concat());
            }
            Changed::Theirs | Changed::Both => {}
        }
        let conflict = Conflict {
            line: region.ours.start + 1,
            base: base.concat(),
            ours: ours.concat(),
            theirs: theirs.concat(),
        };
        if self.is_moved(base, ours, theirs) || self.is_guarded(base, theirs, region) {
            return Part::Open(conflict);
        }
        if ours == theirs {
            return Part::Settled(conflict.ours);
        }
        let settled = layout::merge(&conflict.base, &conflict.ours, &conflict.theirs)
            .or_else(|| lists::merge(base, ours, theirs).map(|lines| lines.concat()))
            .or_else(|| imports::merge(base, ours, theirs))
            .or_else(|| beside::merge(base, ours, theirs))
            .or_else(|| chain::merge(&conflict.base, &conflict.ours, &conflict.theirs))
            .or_else(|| manifest::merge(&conflict.base, &conflict.ours, &conflict.theirs));
        settled.map_or(Part::Open(conflict), Part::Settled)
    }

    /// Whether what theirs adds in this place comes under a condition, behind a return, or into a
    /// comment, that somebody has put around it.
    fn is_guarded(&self, base: &[&str], theirs: &[&str], region: &Region) -> bool {
        if !guards::adds(base, theirs) || !self.theirs.first().is_some_and(|line| is_rust(line)) {
            return false;
        }
        let around = |lines: &[&str]| guards::around(&lines.concat());
        let ours = around(&self.ours[..region.ours.start]);
        let Some(expected) = around(&self.theirs[..region.theirs.start]) else { return false };
        ours.is_none_or(|ours| {
            ours.conditions > expected.conditions
                || (guards::is_part(theirs) && ours.returns > expected.returns)
        })
    }

    /// Whether a line that both sides put in or took out here only changed its place in one of
    /// them. What the other one did to it would have to be done there as well.
    fn is_moved(&self, base: &[&str], ours: &[&str], theirs: &[&str]) -> bool {
        let gone = base.iter().filter(|line| !ours.contains(line) && !theirs.contains(line));
        let come = ours.iter().filter(|line| theirs.contains(line) && !base.contains(line));
        let says = |line: &str| line.bytes().any(|byte| byte.is_ascii_alphanumeric());
        let growth = |side: &[&str], line: &str| count(side, line).cmp(&count(&self.base, line));
        let moves = |line: &str, expected: Ordering| {
            says(line)
                && (growth(&self.ours, line) != expected || growth(&self.theirs, line) != expected)
        };
        gone.into_iter().any(|line| moves(line, Ordering::Less))
            || come.into_iter().any(|line| moves(line, Ordering::Greater))
    }
}

/// How often a line stands there, however it is indented and whatever is remarked on it.
fn count(lines: &[&str], line: &str) -> usize {
    let code = |line: &str| {
        let line = line.trim();
        line.split_once(" // ").map_or(line, |(code, _)| code.trim_end()).to_owned()
    };
    let line = code(line);
    lines.iter().filter(|other| code(other) == line).count()
}

/// Whether a file that begins like this is one of Rust: each that is generated says what it is.
fn is_rust(line: &str) -> bool {
    line.starts_with("//!")
}

fn refer(lines: &[String]) -> Vec<&str> {
    lines.iter().map(String::as_str).collect()
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

    /// What the model took out is not kept because somebody put it elsewhere.
    #[test]
    fn a_line_that_was_moved_does_not_escape_its_removal() {
        let theirs = BASE.replace("    first();\n", "");
        let ours = theirs.clone() + "    first();\n";
        assert!(matches!(merge(BASE, &ours, &theirs), Merged::Conflicts(_)));
    }

    /// What we add is there whatever people made of what it is added to.
    #[test]
    fn nothing_is_added_under_a_condition_of_somebody() {
        let base = format!("//! It.\n\n{BASE}");
        let theirs = base.replace("    second();\n", "    second();\n    third();\n");
        for (before, behind) in [
            ("    if it {\n", "    }\n"),
            ("    #[cfg(unix)]\n    {\n", "    }\n"),
            ("    /*\n", "    */\n"),
        ] {
            let second = "    second();\n";
            let ours = base.replace(second, &format!("{before}{second}{behind}"));
            assert!(matches!(merge(&base, &ours, &theirs), Merged::Conflicts(_)), "{before}");
            // What is no more than the line of somebody is theirs to put anywhere.
            let theirs = base.replace("second()", "second(now)");
            assert_eq!(clean(&base, &ours, &theirs), ours.replace("second()", "second(now)"));
        }
        // Another thing in its place is one that nobody has put there.
        let base = base.replace("second()", ".merge(a::router())");
        let ours = base.replace("    .merge", "    #[cfg(unix)]\n    {\n    .merge");
        let other = base.replace("a::router", "b::router");
        assert!(matches!(merge(&base, &ours, &other), Merged::Conflicts(_)));
        let ours = base.replace("    .merge", "    if it {\n        return;\n    }\n    .merge");
        assert!(matches!(merge(&base, &ours, &other), Merged::Conflicts(_)));
        let changed = base.replace("a::router()", "a::router(now)");
        let expected = ours.replace("a::router()", "a::router(now)");
        assert_eq!(clean(&base, &ours, &changed), expected);
        let base = format!("//! It.\n\n{BASE}");
        let ours = base.replace("    first();\n", "    if it {\n        first();\n    }\n");
        assert_eq!(
            clean(&base, &ours, &theirs),
            ours.replace("    second();\n", "    second();\n    third();\n")
        );
    }

    /// What somebody said of a line is not said of another one once that line is gone.
    #[test]
    fn an_attribute_does_not_pass_to_the_next_line() {
        let base = "struct Post {\n    title: String,\n    body: String,\n    rank: Rank,\n}\n";
        let attributed = |line: &str| base.replace("    title", &format!("    {line}\n    title"));
        for line in [
            "#[serde(skip)]",
            "#[serde(skip)] // never shown",
            "#[serde(\n        skip,\n    )]",
            "/// Mine.",
            "/** Mine. */",
            "/**\n     * Mine, all of it.\n     */",
        ] {
            let ours = attributed(line);
            for theirs in [
                base.replace("    title: String,\n", ""),
                base.replace("    title: String,\n", "")
                    .replace("Rank,\n", "Rank,\n    title: String,\n"),
                base.replace("title: String", "at: Time,\n    title: Option<String>"),
            ] {
                assert!(matches!(merge(base, &ours, &theirs), Merged::Conflicts(_)), "{theirs}");
                assert!(matches!(merge(base, &theirs, &ours), Merged::Conflicts(_)), "{theirs}");
            }
            let theirs = base.replace("title: String", "title: Option<String>");
            assert_eq!(
                clean(base, &ours, &theirs),
                ours.replace("title: S", "title: Option<S").replacen("String,", "String>,", 1)
            );
        }
        // A remark is about nothing that a compiler reads.
        let theirs = base.replace("    title: String,\n", "");
        assert_eq!(
            clean(base, &attributed("// Mine."), &theirs),
            attributed("// Mine.").replace("    title: String,\n", "")
        );
    }

    #[test]
    fn nor_does_one_that_was_remarked_on_as_well() {
        let theirs = BASE.replace("    first();\n", "");
        let ours = theirs.clone() + "    first(); // mine\n";
        assert!(matches!(merge(BASE, &ours, &theirs), Merged::Conflicts(_)));
    }

    #[test]
    fn an_import_that_was_moved_does_not_escape_its_removal_either() {
        let base = "//! It.\n\nuse a::one;\n\nuse b::{c, d};\n";
        let ours = "use a::one;\n\n//! It.\n\nuse b::{c, mine};\n";
        let theirs = "//! It.\n\nuse b::c;\n";
        assert!(matches!(merge(base, ours, theirs), Merged::Conflicts(_)));
    }

    #[test]
    fn a_change_reaches_a_text_that_was_edited_and_indented_otherwise() {
        let ours = BASE.replace("    first();\n", "    first();\n    mine();\n");
        let ours = ours.replace("    ", "\t");
        let theirs = BASE.replace("    second();\n", "    if it {\n        third();\n    }\n");
        assert_eq!(
            clean(BASE, &ours, &theirs),
            ours.replace("\tsecond();\n", "\tif it {\n\t\tthird();\n\t}\n")
        );
    }

    #[test]
    fn a_marked_text_has_all_three_versions() {
        let ours = BASE.replace("first", "mine");
        let marked = marked(BASE, &ours, &BASE.replace("first", "theirs"));
        assert_eq!(unsettled(marked.as_bytes()), Some(5));
        assert_eq!(unsettled(BASE.as_bytes()), None);
        assert_eq!(
            marked,
            BASE.replace(
                "    first();\n",
                "<<<<<<< yours\n    mine();\n||||||| generated before\n    first();\n=======\n    theirs();\n>>>>>>> generated now\n"
            )
        );
        let windows = |text: &str| text.replace('\n', "\r\n");
        let theirs = BASE.replace("first", "theirs");
        assert_eq!(super::marked(BASE, &windows(&ours), &theirs), windows(&marked));
    }
}
