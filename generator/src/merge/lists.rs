//! Lists of lines: each line is an item, and only its being there counts.

/// Three versions of a list as one, if they are lists: what either side removed is gone, what
/// either side added is there, in order where the list was in order.
pub(super) fn merge<'a>(
    base: &[&'a str],
    ours: &[&'a str],
    theirs: &[&'a str],
) -> Option<Vec<&'a str>> {
    let all = || base.iter().chain(ours).chain(theirs);
    let is_set = [base, ours, theirs].iter().all(|lines| are_different(lines));
    // A line that both sides took out was rewritten by both, unless nobody put one in.
    let is_added = |line: &&&str| !base.contains(line);
    let is_rewritten = base.iter().any(|line| !ours.contains(line) && !theirs.contains(line))
        || (theirs.iter().any(|line| is_added(&line))
            && theirs.len() <= base.len()
            && base.iter().any(|line| !theirs.contains(line)));
    // What is gone as a whole may be elsewhere.
    let is_gone = ours.is_empty() && !base.is_empty();
    if !is_set
        || is_gone
        || is_rewritten
        || !all().all(|line| is_item(line))
        || keys_differ(base, ours, theirs)
    {
        return None;
    }
    let removed =
        |line: &&str| base.contains(line) && !(ours.contains(line) && theirs.contains(line));
    let mut merged: Vec<&str> = ours.iter().copied().filter(|line| !removed(line)).collect();
    let is_sorted =
        [base, ours, theirs].iter().all(|lines| lines.is_sorted_by_key(|line| bare(line)));
    let mut place = 0;
    for line in theirs {
        if let Some(at) = merged.iter().position(|other| other == line) {
            place = at + 1;
        } else if !base.contains(line) {
            let at = match is_sorted {
                true => merged.partition_point(|other| bare(other) < bare(line)),
                false => place,
            };
            merged.insert(at, line);
            place = at + 1;
        }
    }
    Some(merged)
}

/// A line without who may see it, by which modules are not sorted.
pub(super) fn bare(line: &str) -> &str {
    ["pub(crate) ", "pub(super) ", "pub "]
        .iter()
        .find_map(|word| line.strip_prefix(word))
        .unwrap_or(line)
}

fn are_different(lines: &[&str]) -> bool {
    lines.iter().enumerate().all(|(at, line)| !lines[..at].contains(line))
}

/// Whether a line stands for itself: a module, a variant, a field, a quoted text, a call in a
/// chain, a setting, a list's item in Markdown. An argument does not: its place counts.
fn is_item(line: &str) -> bool {
    let line = line.trim();
    let balanced = ["()", "[]", "{}"].iter().all(|pair| {
        let count = |at: usize| line.matches(&pair[at..=at]).count();
        count(0) == count(1)
    });
    let is_module = bare(line).starts_with("mod ") && line.ends_with(';');
    let is_chained = line.starts_with('.') && !line.ends_with(';');
    let is_named = line.starts_with(char::is_uppercase)
        || line.starts_with('"')
        || line.split_once(": ").is_some_and(|(name, _)| is_word(name));
    let is_element = line.ends_with(',') && !line.contains("=>") && is_named;
    // A case that no other one can be taken for.
    let is_case = line.starts_with('"') && line.contains("\" => ") && line.ends_with(',');
    let is_listed = line.starts_with("- ") || (line.starts_with('|') && line.ends_with('|'));
    balanced
        && !has_place(line)
        && (is_module || is_chained || is_element || is_case || is_listed || key(line).is_some())
}

/// `title`, `pub title`
fn is_word(text: &str) -> bool {
    bare(text).bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// `$3`: a parameter of SQL, which counts by its place.
fn has_place(line: &str) -> bool {
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '$' && letters.peek().is_some_and(char::is_ascii_digit) {
            return true;
        }
    }
    false
}

/// The key of a setting: `serde = { … }`, `PORT=8080`.
fn key(line: &str) -> Option<&str> {
    let (key, value) = line.trim().split_once('=')?;
    let key = key.trim_end();
    let is_plain = !key.is_empty()
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
    (is_plain && !value.starts_with(['=', '>']) && !line.trim_end().ends_with(';')).then_some(key)
}

/// What nothing else in a list may be called: a setting's key, a field's name, a case's pattern.
fn name(line: &str) -> Option<&str> {
    let line = line.trim();
    let before = |mark: &str| line.split_once(mark).map(|(name, _)| bare(name));
    key(line).or_else(|| before(" => ")).or_else(|| before(": ").filter(|name| is_word(name)))
}

/// Whether both sides have a setting, field or case that they set to something else.
fn keys_differ(base: &[&str], ours: &[&str], theirs: &[&str]) -> bool {
    ours.iter().filter(|line| !base.contains(line)).any(|mine| {
        let key = name(mine);
        let differs = |line: &&str| name(line) == key && line != mine && !base.contains(line);
        key.is_some() && theirs.iter().any(differs)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_items_are_kept_in_order() {
        let merged = merge(
            &["mod auth;", "mod posts;"],
            &["mod auth;", "mod mail;", "mod posts;"],
            &["mod auth;", "mod comments;", "mod posts;"],
        );
        assert_eq!(merged.unwrap(), ["mod auth;", "mod comments;", "mod mail;", "mod posts;"]);
    }

    #[test]
    fn an_order_of_ones_own_is_kept() {
        let merged = merge(
            &[".merge(posts())", ".merge(users())"],
            &[".merge(users())", ".merge(posts())", ".merge(mine())"],
            &[".merge(posts())", ".merge(tags())", ".merge(users())"],
        );
        assert_eq!(
            merged.unwrap(),
            [".merge(users())", ".merge(posts())", ".merge(tags())", ".merge(mine())"]
        );
    }

    #[test]
    fn what_either_side_removed_stays_away() {
        let merged = merge(&["Draft,", "Done,"], &["Done,"], &["Draft,", "Done,", "Open,"]);
        assert_eq!(merged.unwrap(), ["Done,", "Open,"]);
    }

    #[test]
    fn a_setting_that_both_changed_is_no_list() {
        assert!(merge(&["a = 1"], &["a = 2"], &["a = 3"]).is_none());
        assert!(merge(&["a = 1"], &["a = 2"], &["a = 1", "b = 1"]).is_some());
    }

    #[test]
    fn a_field_or_a_case_that_both_have_is_no_list() {
        let (mine, yours) = ("    pub topic: String,", "    topic: Option<String>,");
        assert!(merge(&[], &[mine], &[yours]).is_none());
        assert!(merge(&[], &[mine], &["    pub place: String,"]).is_some());
        let (mine, yours) = ("\"topic\" => mine(),", "\"topic\" => topic(),");
        assert!(merge(&[], &[mine], &[yours]).is_none());
        assert!(merge(&[], &[mine], &["\"place\" => place(),"]).is_some());
    }

    #[test]
    fn what_both_rewrote_or_one_removed_and_the_other_changed_is_no_list() {
        let field = |kind: &str| format!("    pub title: {kind},");
        let (base, ours, theirs) = (field("String"), field("Arc<str>"), field("Option<String>"));
        assert!(merge(&[&base], &[&ours], &[&theirs]).is_none());
        assert!(merge(&[&base], &[], &[&theirs]).is_none());
        assert!(merge(&[".a()", ".b()"], &[".a()", ".c()"], &[".a()", ".d()"]).is_none());
    }

    #[test]
    fn what_counts_by_its_place_or_stands_twice_is_no_list() {
        assert!(merge(&[], &["    extra = $6,"], &["    topic = $6,"]).is_none());
        assert!(merge(&[], &["changes.extra,"], &["changes.topic,"]).is_none());
        assert!(merge(&[], &[".push(a)", ".push(a)"], &[".push(b)"]).is_none());
    }

    #[test]
    fn statements_are_no_list() {
        assert!(merge(&[], &["let a = 1;"], &["let b = 2;"]).is_none());
        assert!(merge(&[], &["if x {"], &["if y {"]).is_none());
    }
}
