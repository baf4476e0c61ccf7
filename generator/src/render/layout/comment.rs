//! Comments: a paragraph whose line a long name made too long is filled anew from there.

use std::borrow::Cow;

use super::{WIDTH, width};
use crate::view::text::begins_block;

/// Markers, the longer ones first.
const MARKERS: [&str; 3] = ["///", "//!", "//"];

/// Fills the paragraphs of comments that have a line that is too long.
///
/// What is written above a member or an attribute may be part of the API's description, word for
/// word and line for line, and stays as it is.
pub(super) fn filled(lines: &mut Vec<Cow<'_, str>>) {
    let mut at = 0;
    while at < lines.len() {
        if lines[at].len() > WIDTH && width(&lines[at]) > WIDTH && may_move(lines, at) {
            carry(lines, at);
        }
        at += 1;
    }
}

/// Moves the words that have no room in a line to the next one of the paragraph.
fn carry(lines: &mut Vec<Cow<'_, str>>, at: usize) {
    let Some((head, text)) = split(&lines[at]) else { return };
    let (head, text) = (head.to_owned(), text.to_owned());
    let (kept, rest) = broken(&text, WIDTH.saturating_sub(width(&head) + 1));
    if rest.is_empty() {
        return;
    }
    lines[at] = Cow::Owned(format!("{head} {kept}"));
    let goes_on = lines
        .get(at + 1)
        .and_then(|next| split(next))
        .is_some_and(|(next, text)| next == head && !text.is_empty() && !begins_block(text));
    match goes_on {
        true => {
            let next = split(&lines[at + 1]).map_or(String::new(), |(_, text)| text.to_owned());
            lines[at + 1] = Cow::Owned(format!("{head} {rest} {next}"));
        }
        false => lines.insert(at + 1, Cow::Owned(format!("{head} {rest}"))),
    }
}

/// The words that fit, and the others; no line begins with what Markdown takes for a list.
fn broken(text: &str, room: usize) -> (&str, &str) {
    let blanks = text.match_indices(' ').map(|(at, _)| at);
    let ends = blanks.filter(|at| !begins_block(&text[at + 1..]));
    match ends.take_while(|at| width(&text[..*at]) <= room).last() {
        Some(end) => (&text[..end], &text[end + 1..]),
        None => (text, ""),
    }
}

/// The indentation with the marker, and the text.
fn split(line: &str) -> Option<(&str, &str)> {
    let bare = line.trim_start();
    let marker = MARKERS.iter().find(|marker| bare.starts_with(**marker))?;
    let (head, text) = line.split_at(line.len() - bare.len() + marker.len());
    Some((head, text.trim_start()))
}

/// Whether a comment is for readers of the code alone.
fn may_move(lines: &[Cow<'_, str>], at: usize) -> bool {
    match split(&lines[at]) {
        None => return false,
        Some((head, _)) if !head.ends_with("///") => return true,
        Some(_) => {}
    }
    let below = lines[at..].iter().map(|line| line.trim_start());
    for code in below.skip_while(|line| line.starts_with("//")) {
        if code.starts_with("#[utoipa") {
            return false;
        }
        if !code.starts_with("#[") {
            return ["fn ", "const ", "static "].iter().any(|word| code.contains(word));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::filled;

    fn of(text: &str) -> String {
        let mut lines: Vec<Cow<'_, str>> = text.lines().map(Cow::Borrowed).collect();
        filled(&mut lines);
        lines.join("\n")
    }

    #[test]
    fn what_has_no_room_goes_to_the_next_line_of_its_paragraph() {
        let word = "word ".repeat(19);
        let long = format!("//! {word}one two three\n//! four.\n//!\n//! Five.");
        assert_eq!(
            of(&long),
            format!("//! {word}\n//! one two three four.\n//!\n//! Five.").replace(" \n", "\n")
        );
    }

    #[test]
    fn a_line_that_ends_its_paragraph_gets_another() {
        let word = "word ".repeat(19);
        let long = format!("    // {word}one two\n    let x = 1;");
        assert_eq!(
            of(&long),
            format!("    // {}\n    // word one two\n    let x = 1;", word[5..].trim_end())
        );
    }

    #[test]
    fn what_clients_read_stays() {
        let long = format!("/// {}\n#[utoipa::path(\n", "word ".repeat(30).trim_end());
        assert_eq!(of(&long), long.trim_end());
    }
}
