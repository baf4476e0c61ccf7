//! Lists of lines: each line is an item, and only its being there counts.

/// Three versions of a list as one, if they are lists: what either side removed is gone, what
/// either side added is there, in order where the list was in order.
pub(super) fn merge<'a>(
    base: &[&'a str],
    ours: &[&'a str],
    theirs: &[&'a str],
) -> Option<Vec<&'a str>> {
    let all = || base.iter().chain(ours).chain(theirs);
    if !all().all(|line| is_item(line)) || keys_differ(base, ours, theirs) {
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
fn bare(line: &str) -> &str {
    ["pub(crate) ", "pub(super) ", "pub "]
        .iter()
        .find_map(|word| line.strip_prefix(word))
        .unwrap_or(line)
}

/// Whether a line stands for itself: a module, a variant, an element, a call in a chain, a
/// setting, a list's item in Markdown.
fn is_item(line: &str) -> bool {
    let line = line.trim();
    let balanced = ["()", "[]", "{}"].iter().all(|pair| {
        let count = |at: usize| line.matches(&pair[at..=at]).count();
        count(0) == count(1)
    });
    let is_module = bare(line).starts_with("mod ") && line.ends_with(';');
    let is_chained = line.starts_with('.') && !line.ends_with(';');
    let is_element = line.ends_with(',') && !line.contains("=>");
    let is_listed = line.starts_with("- ") || (line.starts_with('|') && line.ends_with('|'));
    balanced && (is_module || is_chained || is_element || is_listed || key(line).is_some())
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

/// Whether both sides have a setting that they set to something else.
fn keys_differ(base: &[&str], ours: &[&str], theirs: &[&str]) -> bool {
    ours.iter().filter(|line| !base.contains(line)).any(|mine| {
        let key = self::key(mine);
        let differs = |line: &&str| self::key(line) == key && line != mine && !base.contains(line);
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
    fn statements_are_no_list() {
        assert!(merge(&[], &["let a = 1;"], &["let b = 2;"]).is_none());
        assert!(merge(&[], &["if x {"], &["if y {"]).is_none());
    }
}
