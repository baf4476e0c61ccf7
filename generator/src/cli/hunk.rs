//! A place where a person and the model changed the same lines, told so that it can be settled.

use std::collections::BTreeSet;

use similar::{ChangeTag, TextDiff};

use crate::merge::text::Conflict;
use crate::model::Name;

use super::additions::additions;

/// The place, what is there, what is changed by whom, and the lines as they would be, to be
/// pasted as they are. `elsewhere` is where somebody put what was generated in this place.
pub(super) fn hunk(
    path: &str,
    ours: &str,
    who: &str,
    conflict: &Conflict,
    elsewhere: Option<&str>,
) -> String {
    let block = |sign: &str, text: &str| {
        text.lines().fold(String::new(), |block, line| format!("{block}    {sign} {line}\n"))
    };
    let above: Vec<&str> = ours.lines().take(conflict.line).collect();
    let inside = above.iter().rev().find_map(|line| {
        let (_, name) = line.split_once("fn ")?;
        name.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next()
    });
    let inside = inside.filter(|_| !conflict.ours.is_empty());
    let inside = inside.map_or_else(String::new, |name| format!(", at `{name}`"));
    let mut text = format!("{path}:{}{inside}\n", conflict.line);
    if !conflict.ours.is_empty() {
        text += &format!("    yours:\n{}", block("<", &conflict.ours));
    }
    text += &format!("    what {who} changes in the text that was generated:\n");
    let (before, after) = (conflict.base.as_str(), conflict.theirs.as_str());
    for change in TextDiff::from_lines(before, after).iter_all_changes() {
        let sign = match change.tag() {
            ChangeTag::Equal => " ",
            ChangeTag::Delete => "-",
            ChangeTag::Insert => "+",
        };
        text += &block(sign, change.value());
    }
    let words = |text: &str| -> BTreeSet<String> {
        let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    if !conflict.ours.is_empty() || elsewhere.is_some() {
        let pieces = additions(before, after);
        text += &match (pieces.is_empty(), elsewhere) {
            (true, _) => String::new(),
            (false, None) => "    to add to yours:\n".to_owned(),
            (false, Some(place)) => format!("    to add at `{place}`, where it stands now:\n"),
        };
        for piece in pieces {
            for line in piece.text.lines() {
                text += &format!("        {line}\n");
            }
            text += &format!("            {}\n", piece.place);
        }
    }
    let (known, old, new) = (words(ours), words(before), words(after));
    // A keyword of SQL, or the number of a parameter, is nothing that a file lacks.
    let is_name = |word: &&String| {
        word.starts_with(|first: char| !first.is_ascii_digit())
            && !Name::new(word.as_str()).sql().starts_with('"')
    };
    let missing = new.difference(&known).filter(|word| !old.contains(*word)).filter(is_name);
    let missing: Vec<String> = missing.map(|word| format!("`{word}`")).collect();
    if !missing.is_empty() {
        text += &format!("    your file does not have yet: {}\n", missing.join(", "));
    }
    if !conflict.theirs.is_empty() && elsewhere.is_none() {
        text += &format!("    to paste, if you want what is generated:\n{}", conflict.theirs);
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text + "\n"
}
