//! What both sides put in at one place, where it can all stand there.

use super::lists;

/// Insertions of both sides, one after the other, if neither says anything about the other.
pub(super) fn merge(base: &[&str], ours: &[&str], theirs: &[&str]) -> Option<String> {
    if !base.is_empty() {
        return None;
    }
    // A remark or an attribute belongs to the line behind it.
    if ours.iter().all(|line| is_remark(line)) {
        return Some(joined(theirs, ours));
    }
    if theirs.iter().all(|line| is_remark(line)) {
        return Some(joined(ours, theirs));
    }
    let are_items = is_whole(ours) && is_whole(theirs);
    let are_tables = are_tables(ours) && are_tables(theirs);
    let is_one = heads(ours).any(|head| heads(theirs).any(|other| head == other));
    ((are_items || are_tables) && !is_one).then(|| joined(ours, theirs))
}

/// One after the other, and a blank line between paragraphs.
fn joined(first: &[&str], second: &[&str]) -> String {
    let is_paragraph = |lines: &[&str]| lines.iter().any(|line| line.trim().is_empty());
    let is_blank = |line: Option<&&str>| line.is_none_or(|line| line.trim().is_empty());
    let needs_blank = (is_paragraph(first) || is_paragraph(second))
        && !is_blank(first.last())
        && !is_blank(second.first());
    first.concat() + if needs_blank { "\n" } else { "" } + &second.concat()
}

/// What items and tables are called: nothing stands twice in one place under one name.
fn heads<'a>(lines: &[&'a str]) -> impl Iterator<Item = &'a str> {
    let outer = lines
        .iter()
        .filter(|line| line.starts_with(|sign: char| sign.is_alphabetic() || sign == '['));
    outer.filter(|line| !is_remark(line)).filter_map(|line| {
        let line = lists::bare(line.trim());
        if line.starts_with('[') || line.starts_with("impl") {
            return Some(line);
        }
        // A table's lines have heads of their own.
        let end = line.find(['(', '<', '{', ':', ';', '='])?;
        (!line.contains(" = ") || line.ends_with(';')).then(|| line[..end].trim_end())
    })
}

/// A comment, an attribute or nothing.
fn is_remark(line: &str) -> bool {
    let line = line.trim();
    let is_attribute = line.starts_with("#[") && line.ends_with(']');
    let is_comment = ["//", "# ", "-- "].iter().any(|mark| line.starts_with(mark));
    line.is_empty() || is_attribute || is_comment
}

/// Whether lines are functions, types and the like at the outermost level, whole ones.
fn is_whole(lines: &[&str]) -> bool {
    const BEGINNINGS: [&str; 11] = [
        "#[",
        "//",
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

/// Whether lines are whole tables of TOML.
fn are_tables(lines: &[&str]) -> bool {
    let mut written = lines.iter().filter(|line| !is_remark(line)).peekable();
    let is_header = |line: &&&str| line.starts_with('[') && line.trim_end().ends_with(']');
    written.peek().is_some_and(is_header)
        && written.all(|line| is_header(&line) || line.contains(" = "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_stays_at_the_line_that_it_was_written_above() {
        let merged = merge(&[], &["    // Mine.\n"], &["    topic: String,\n"]);
        assert_eq!(merged.unwrap(), "    topic: String,\n    // Mine.\n");
        let merged = merge(&[], &["#[serde(skip)]\n"], &["topic: String,\n"]);
        assert_eq!(merged.unwrap(), "topic: String,\n#[serde(skip)]\n");
    }

    #[test]
    fn functions_and_tables_stand_one_after_the_other() {
        let merged = merge(&[], &["// Mine.\n", "fn mine() {}\n"], &["fn tag() {\n", "}\n", "\n"]);
        assert_eq!(merged.unwrap(), "// Mine.\nfn mine() {}\n\nfn tag() {\n}\n\n");
        let merged = merge(&[], &["[mine]\n", "a = 1\n", "\n"], &["[tags]\n", "a = 2\n", "\n"]);
        assert_eq!(merged.unwrap(), "[mine]\na = 1\n\n[tags]\na = 2\n\n");
    }

    #[test]
    fn what_both_call_the_same_is_not_there_twice() {
        let theirs = ["/// It.\n", "pub fn tag(id: Id) -> Tag {\n", "}\n"];
        let ours = ["#[must_use]\n", "fn tag(\n", "    mine: Mine,\n", ") {}\n"];
        assert!(merge(&[], &ours, &theirs).is_none());
        assert!(merge(&[], &["fn tags() {}\n"], &theirs).is_some());
        let theirs = ["const MOST: u8 = 1;\n"];
        assert!(merge(&[], &["pub const MOST: u8 = 2;\n"], &theirs).is_none());
        assert!(merge(&[], &["pub const LEAST: u8 = 2;\n"], &theirs).is_some());
        let theirs = ["[tags]\n", "a = 1\n"];
        assert!(merge(&[], &["[tags]\n", "b = 1\n"], &theirs).is_none());
        assert!(merge(&[], &["[mine]\n", "a = 1\n"], &theirs).is_some());
    }

    #[test]
    fn statements_have_an_order_that_nobody_knows() {
        assert!(merge(&[], &["    let a = b;\n"], &["    let b = a;\n"]).is_none());
        assert!(merge(&[], &["    open(\n"], &["    one,\n"]).is_none());
    }
}
