//! `use` and `mod` lines: their order, and lists that are too long.

use super::{STEP, WIDTH, newline, width};
use std::borrow::Cow;
use std::cmp::Ordering;

/// The lines of a file, with each run of `use` or of `mod` lines in rustfmt's order.
pub(super) fn sorted(source: &str) -> Vec<Cow<'_, str>> {
    let mut lines: Vec<Cow<'_, str>> = source.lines().map(Cow::Borrowed).collect();
    let mut start = 0;
    while start < lines.len() {
        let Some(kind) = kind(&lines[start]) else {
            start += 1;
            continue;
        };
        let length =
            lines[start..].iter().take_while(|line| self::kind(line) == Some(kind)).count();
        let run = &mut lines[start..start + length];
        run.iter_mut().for_each(|line| *line = Cow::Owned(sort_list(line)));
        run.sort_by(|left, right| compare_paths(path(left), path(right)));
        start += length;
    }
    lines
}

/// Breaks a `use` list, filling lines.
pub(super) fn fill(text: &str, indent: usize) -> Option<String> {
    let (head, names) = text.split_once('{')?;
    let names = names.strip_suffix("};")?;
    let mut broken = format!("{head}{{");
    let mut column = WIDTH;
    let last = names.rsplit(", ").next().unwrap_or_default();
    for name in names.split(", ") {
        // Rustfmt does not count the comma that it gives the last one of a single line.
        let comma = usize::from(name != last || broken.matches('\n').count() > 1);
        if column + 1 + width(name) + comma >= WIDTH {
            broken.push_str(&newline(indent + STEP));
            column = indent + STEP;
        } else {
            broken.push(' ');
            column += 1;
        }
        broken.push_str(name);
        broken.push(',');
        column += width(name) + 1;
    }
    Some(broken + &newline(indent) + "};")
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Use,
    Mod,
}

fn kind(line: &str) -> Option<Kind> {
    // Most lines are none, and every line is asked.
    let bare = unqualified(line.strip_suffix(';')?);
    match () {
        () if bare.starts_with("use ") => Some(Kind::Use),
        () if bare.starts_with("mod ") => Some(Kind::Mod),
        () => None,
    }
}

fn unqualified(line: &str) -> &str {
    let bare = line.trim_start();
    ["pub(crate) ", "pub(super) ", "pub "]
        .into_iter()
        .find_map(|word| bare.strip_prefix(word))
        .unwrap_or(bare)
}

fn path(line: &str) -> &str {
    let bare = unqualified(line);
    bare.strip_prefix("use ")
        .or_else(|| bare.strip_prefix("mod "))
        .unwrap_or(bare)
        .trim_end_matches(';')
}

/// `use a::{c, b};` with its names in order.
fn sort_list(line: &str) -> String {
    let Some((head, rest)) = line.split_once("::{") else { return line.to_owned() };
    let Some(names) = rest.strip_suffix("};").filter(|names| !names.contains('{')) else {
        return line.to_owned();
    };
    let mut names: Vec<&str> = names.split(", ").collect();
    names.sort_by(|left, right| compare_names(left, right));
    match names.as_slice() {
        [single] if *single != "self" => format!("{head}::{single};"),
        _ => format!("{head}::{{{}}};", names.join(", ")),
    }
}

fn compare_paths(left: &str, right: &str) -> Ordering {
    let mut left = left.split("::");
    let mut right = right.split("::");
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(one), Some(other)) => compare_names(one, other),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// `self`, `super`, `crate` first, lists last, the rest in version order.
fn compare_names(left: &str, right: &str) -> Ordering {
    rank(left).cmp(&rank(right)).then_with(|| version(left, right))
}

fn rank(name: &str) -> u8 {
    match name {
        "self" => 0,
        "super" => 1,
        "crate" => 2,
        _ if name.starts_with('{') => 4,
        _ => 3,
    }
}

/// Compares as people do: a run of digits is a number.
fn version(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left.trim_start_matches("r#"), right.trim_start_matches("r#"));
    loop {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let (one, other) = (digits(left), digits(right));
        if one > 0 && other > 0 {
            let number = |text: &str| text.trim_start_matches('0').to_owned();
            let (low, high) = (number(&left[..one]), number(&right[..other]));
            let order = low.len().cmp(&high.len()).then_with(|| low.cmp(&high));
            if order != Ordering::Equal {
                return order;
            }
            (left, right) = (&left[one..], &right[other..]);
            continue;
        }
        match (left.chars().next(), right.chars().next()) {
            (None, None) => return Ordering::Equal,
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
            (Some(one), Some(other)) if one == other => {
                (left, right) = (&left[one.len_utf8()..], &right[other.len_utf8()..]);
            }
            (Some(one), Some(other)) => {
                let key = |found: char| if found == '_' { ' ' } else { found };
                return key(one).cmp(&key(other));
            }
        }
    }
}
