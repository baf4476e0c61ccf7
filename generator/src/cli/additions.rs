//! What a change of a text adds to it, piece by piece: for whoever has another text in its place.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A piece that is new, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Addition {
    /// What is new: some words of a line, or whole lines.
    pub text: String,
    /// Where it is: ``before `version` ``.
    pub place: String,
}

/// The most characters of what stands beside a piece.
const MOST: usize = 60;

/// The pieces that `after` has and `before` has not, each once.
pub(super) fn additions(before: &str, after: &str) -> Vec<Addition> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let mut found: Vec<Addition> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let pieces = match op {
            DiffOp::Insert { new_index, new_len, .. } => {
                vec![lines(&new, new_index, new_len)]
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => within(
                &old[old_index..old_index + old_len].join("\n"),
                &new[new_index..new_index + new_len].join("\n"),
            ),
            DiffOp::Equal { .. } | DiffOp::Delete { .. } => Vec::new(),
        };
        for piece in pieces {
            if !found.contains(&piece) {
                found.push(piece);
            }
        }
    }
    found
}

/// Whole lines.
fn lines(new: &[&str], at: usize, count: usize) -> Addition {
    let lines: Vec<&str> = new[at..at + count].iter().map(|line| line.trim()).collect();
    let place = match (at.checked_sub(1).map(|at| new[at]), new.get(at + count)) {
        (Some(above), _) if has_word(above) => format!("below `{}`", tail(above.trim())),
        (_, Some(below)) => format!("above `{}`", head(below.trim())),
        _ => "on its own".to_owned(),
    };
    Addition { text: lines.join("\n"), place }
}

/// Words inside of lines.
fn within(old: &str, new: &str) -> Vec<Addition> {
    let (old, new) = (tokens(old), tokens(new));
    let mut found = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let DiffOp::Insert { new_index, new_len, .. } = op else { continue };
        let text = new[new_index..new_index + new_len].concat();
        if !has_word(&text) {
            continue;
        }
        let before = new[..new_index].concat();
        let after = new[new_index + new_len..].concat();
        let before = before.rsplit('\n').next().unwrap_or_default().trim();
        let after = after.split('\n').next().unwrap_or_default().trim();
        let is_behind = text.trim_start().starts_with(',') || !has_word(after);
        let place = match is_behind && has_word(before) {
            true => format!("behind `{}`", tail(before)),
            false => format!("before `{}`", head(after)),
        };
        found.push(Addition { text: text.trim().to_owned(), place });
    }
    found
}

/// Words, blanks and single signs.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |letter: char| match letter {
        '\n' => 0,
        _ if letter.is_alphanumeric() || letter == '_' => 1,
        _ if letter.is_whitespace() => 2,
        _ => 3,
    };
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match kind(first) {
            0 | 3 => first.len_utf8(),
            same => rest.find(|letter| kind(letter) != same).unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(end);
        tokens.push(token);
        rest = after;
    }
    tokens
}

fn has_word(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

/// The beginning of a long text.
fn head(text: &str) -> String {
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The end of a long text.
fn tail(text: &str) -> String {
    let count = text.chars().count();
    match text.char_indices().nth(count.saturating_sub(MOST)) {
        Some((start, _)) if count > MOST => format!("…{}", &text[start..]),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_piece_is_told_with_what_stands_beside_it() {
        let before = "\
insert into posts (id, title)
values ($1, $2)
returning id, title,
    version, updated_at
set title = $2,
    version = 1
where id = $3
";
        let after = "\
insert into posts (id, title, place)
values ($1, $2, $3)
returning id, title,
    place, version, updated_at
set title = $2,
    place = case when $3 then $4 end,
    version = 1
where id = $5
";
        let found = additions(before, after);
        let found: Vec<(&str, &str)> =
            found.iter().map(|it| (it.text.as_str(), it.place.as_str())).collect();
        assert_eq!(
            found,
            [
                (", place", "behind `insert into posts (id, title`"),
                (", $3", "behind `values ($1, $2`"),
                ("place,", "before `version, updated_at`"),
                ("place = case when $3 then $4 end,", "below `set title = $2,`"),
            ]
        );
        assert_eq!(additions(before, before), []);
    }
}
