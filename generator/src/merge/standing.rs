//! How each emitted file stands against what was generated last.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::ends::is_alike;
use crate::ledger::{Ledger, keeps_base};

/// Of the lines of two texts, so many in a hundred must be the same for one to be the other,
/// moved and edited.
const ALIKE: usize = 60;

/// Fewer lines than that are alike by chance.
const FEWEST: usize = 5;

/// How a file stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// As it was generated, but for what its lines end in.
    Untouched,
    /// Its text is another one.
    Edited,
    /// It is not there, nor anything like it elsewhere.
    Deleted,
    /// It is not there: a plain file has the name of a folder on the way to it.
    Blocked {
        /// That file, from the project's root.
        by: String,
    },
    /// It is not there, but somewhere else.
    Moved {
        /// Where, from the project's root.
        to: String,
        /// Whether its text is another one as well.
        edited: bool,
    },
}

/// Every file of the ledger, by its path there. `present` is what the project holds, by path;
/// `base` gives the text that was generated, where it is kept.
#[must_use]
pub fn standings(
    ledger: &Ledger,
    present: &BTreeMap<String, Bytes>,
    base: &BTreeMap<String, Bytes>,
) -> BTreeMap<String, Standing> {
    let mut strangers: BTreeSet<&str> = present
        .keys()
        .map(String::as_str)
        .filter(|path| !ledger.files.contains_key(*path))
        .collect();
    let mut standings = BTreeMap::new();
    for (path, record) in &ledger.files {
        let standing = match present.get(path) {
            // What was not kept is named after its content, and nobody edits it.
            Some(_) if record.checksum.is_none() && !keeps_base(path) => Standing::Untouched,
            // Comparing is sooner done than adding up.
            Some(contents) if base.get(path).is_some_and(|base| is_alike(base, contents)) => {
                Standing::Untouched
            }
            Some(contents) if record.matches(contents) => Standing::Untouched,
            Some(_) => Standing::Edited,
            None => Standing::Deleted,
        };
        standings.insert(path.clone(), standing);
    }
    // Who moved without an edit is found first, so that nobody alike takes its place.
    for edited in [false, true] {
        let missing = standings.iter_mut().filter(|(_, standing)| **standing == Standing::Deleted);
        for (path, standing) in missing {
            let found = match edited {
                false => {
                    let (record, base) = (&ledger.files[path], base.get(path));
                    nearest(path, &strangers, |other| {
                        let text = &present[other];
                        let is_same =
                            record.matches(text) || base.is_some_and(|base| is_alike(base, text));
                        usize::from(is_same) * 100
                    })
                }
                true => base.get(path).and_then(|text| {
                    nearest(path, &strangers, |other| likeness(text, &present[other]))
                }),
            };
            if let Some(to) = found {
                strangers.remove(to);
                *standing = Standing::Moved { to: to.to_owned(), edited };
            }
        }
    }
    for (path, standing) in &mut standings {
        if *standing == Standing::Deleted
            && let Some(by) = blocking(path, present)
        {
            *standing = Standing::Blocked { by: by.to_owned() };
        }
    }
    standings
}

/// The plain file that has the name of a folder on the way to a file, if there is one.
pub(super) fn blocking<'a>(path: &'a str, present: &BTreeMap<String, Bytes>) -> Option<&'a str> {
    let mut above = path.match_indices('/').map(|(end, _)| &path[..end]);
    above.find(|folder| present.contains_key(*folder))
}

/// The path whose file is alike, of several the one whose path ends most alike.
fn nearest<'a>(
    path: &str,
    strangers: &BTreeSet<&'a str>,
    likeness: impl Fn(&str) -> usize,
) -> Option<&'a str> {
    let kind = |path: &str| path.rsplit_once('.').map(|(_, kind)| kind.to_owned());
    strangers
        .iter()
        .filter(|other| kind(other) == kind(path))
        .map(|other| (likeness(other), common_end(path, other), *other))
        .filter(|(likeness, ..)| *likeness >= ALIKE)
        .max_by_key(|(likeness, end, _)| (*likeness, *end))
        .map(|(.., other)| other)
}

/// How many letters two paths have in common at their ends.
fn common_end(one: &str, other: &str) -> usize {
    one.bytes().rev().zip(other.bytes().rev()).take_while(|(one, other)| one == other).count()
}

/// Of a hundred lines, how many are the same in both texts and in the same order. Blank lines
/// and closing brackets say nothing.
fn likeness(one: &[u8], other: &[u8]) -> usize {
    let (Ok(one), Ok(other)) = (str::from_utf8(one), str::from_utf8(other)) else { return 0 };
    let lines = |text| -> Vec<&str> {
        let lines = str::lines(text).map(str::trim);
        lines.filter(|line| line.bytes().any(|byte| byte.is_ascii_alphanumeric())).collect()
    };
    let (one, other) = (lines(one), lines(other));
    let longest = one.len().max(other.len()).max(1);
    let same: usize = capture_diff_slices(Algorithm::Myers, &one, &other)
        .iter()
        .map(|step| match step {
            DiffOp::Equal { len, .. } => *len,
            _ => 0,
        })
        .sum();
    let likeness = same * 100 / longest;
    match one.len() {
        // Short, but all of it is there.
        2..FEWEST if same == one.len() => likeness.max(ALIKE),
        _ if longest < FEWEST => 0,
        _ => likeness,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger;
    use crate::tree::{File, Ownership, Tree};

    const POST: &str = "pub struct Post {\n    id: PostId,\n    title: Title,\n    body: Body,\n    at: Time,\n    by: UserId,\n}\n";
    const TAG: &str = "pub struct Tag {\n    id: TagId,\n    name: Name,\n}\n";

    type Files = BTreeMap<String, Bytes>;

    fn generated() -> (Ledger, Files) {
        let files = [
            ("src/drafts/model.rs", POST),
            ("src/posts/model.rs", POST),
            ("src/tags/model.rs", TAG),
        ];
        let mut tree = Tree::default();
        for (path, text) in files {
            tree.insert(path, File::plain(text, Ownership::Managed)).unwrap();
        }
        ledger::record(&mut tree).unwrap();
        let text = String::from_utf8(tree.get(ledger::PATH).unwrap().contents.to_vec()).unwrap();
        let files = files.map(|(path, text)| (path.to_owned(), Bytes::from(text))).into_iter();
        let (mut ledger, files) = (ledger::read(&text).unwrap(), files.collect());
        ledger.know(&files);
        (ledger, files)
    }

    fn text(contents: Bytes) -> String {
        String::from_utf8(contents.into()).unwrap()
    }

    fn after(edit: impl FnOnce(&mut Files)) -> BTreeMap<String, Standing> {
        let (ledger, base) = generated();
        let mut present = base.clone();
        edit(&mut present);
        standings(&ledger, &present, &base)
    }

    fn moved(to: &str, edited: bool) -> Standing {
        Standing::Moved { to: to.to_owned(), edited }
    }

    #[test]
    fn what_nobody_touched_is_untouched() {
        assert!(after(|_| {}).values().all(|standing| *standing == Standing::Untouched));
    }

    #[test]
    fn another_byte_is_an_edit() {
        let standings = after(|files| {
            let tag = text(files.remove("src/tags/model.rs").unwrap());
            files.insert("src/tags/model.rs".to_owned(), (tag + "\n").into());
        });
        assert_eq!(standings["src/tags/model.rs"], Standing::Edited);
        assert_eq!(standings["src/posts/model.rs"], Standing::Untouched);
    }

    /// Its lines may end otherwise where git wrote it.
    #[test]
    fn what_moved_without_an_edit_is_not_edited() {
        let standings = after(|files| {
            let tag = text(files.remove("src/tags/model.rs").unwrap());
            files.insert("src/labels/row.rs".to_owned(), tag.replace('\n', "\r\n").into());
        });
        assert_eq!(standings["src/tags/model.rs"], moved("src/labels/row.rs", false));
    }

    #[test]
    fn what_is_nowhere_is_deleted() {
        let standings = after(|files| _ = files.remove("src/posts/model.rs"));
        assert_eq!(standings["src/posts/model.rs"], Standing::Deleted);
    }

    #[test]
    fn what_moved_is_found_with_and_without_an_edit() {
        let standings = after(|files| {
            let post = files.remove("src/posts/model.rs").unwrap();
            let post = text(post).replace("body: Body", "text: Body");
            files.insert("src/blog/posts.rs".to_owned(), post.into());
            let tag = files.remove("src/tags/model.rs").unwrap();
            files.insert("src/blog/tags/model.rs".to_owned(), tag);
        });
        assert_eq!(standings["src/posts/model.rs"], moved("src/blog/posts.rs", true));
        assert_eq!(standings["src/tags/model.rs"], moved("src/blog/tags/model.rs", false));
    }

    #[test]
    fn a_copy_is_not_a_move_and_a_short_likeness_none() {
        let standings = after(|files| {
            let post = files["src/posts/model.rs"].clone();
            files.insert("src/posts/model_old.rs".to_owned(), post);
            files.remove("src/tags/model.rs");
            files
                .insert("src/labels.rs".to_owned(), "pub struct Tag {\n    id: TagId,\n}\n".into());
        });
        assert_eq!(standings["src/posts/model.rs"], Standing::Untouched);
        assert_eq!(standings["src/tags/model.rs"], Standing::Deleted);
    }

    #[test]
    fn a_file_in_the_place_of_a_folder_is_no_deletion() {
        let standings = after(|files| {
            files.retain(|path, _| !path.starts_with("src/posts/"));
            files.insert("src/posts".to_owned(), "mine\n".into());
        });
        let blocked = Standing::Blocked { by: "src/posts".to_owned() };
        assert_eq!(standings["src/posts/model.rs"], blocked);
    }

    #[test]
    fn a_short_text_moved_where_all_of_it_is() {
        let standings = after(|files| {
            let tag = text(files.remove("src/tags/model.rs").unwrap());
            let mine = tag + "\npub fn one() {\n    two();\n    three();\n    four();\n}\n";
            files.insert("src/labels.rs".to_owned(), mine.into());
        });
        assert_eq!(standings["src/tags/model.rs"], moved("src/labels.rs", true));
    }

    #[test]
    fn a_file_is_where_one_other_went_and_no_more() {
        let standings = after(|files| {
            files.remove("src/drafts/model.rs");
            let post = files.remove("src/posts/model.rs").unwrap();
            files.insert("src/blog/model.rs".to_owned(), post);
        });
        assert_eq!(standings["src/drafts/model.rs"], moved("src/blog/model.rs", false));
        assert_eq!(standings["src/posts/model.rs"], Standing::Deleted);
    }

    #[test]
    fn of_two_alike_the_one_with_the_path_that_ends_alike_moved() {
        let standings = after(|files| {
            let post = files.remove("src/posts/model.rs").unwrap();
            files.insert("src/a/other.rs".to_owned(), post.clone());
            files.insert("src/b/posts/model.rs".to_owned(), post);
        });
        assert_eq!(standings["src/posts/model.rs"], moved("src/b/posts/model.rs", false));
    }
}
