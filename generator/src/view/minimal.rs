//! Rules any of which is enough, without what the others say already.
//!
//! Clippy takes what follows from something else for a slip, and so would a reader.

use super::text;

/// A rule as Rust: all of this must hold. One without parts always holds.
type Rule = Vec<String>;

/// The same rules in fewer words.
#[must_use]
pub(super) fn minimal(rules: impl IntoIterator<Item = Rule>) -> Vec<Rule> {
    let mut left: Vec<Rule> = rules.into_iter().collect();
    left.iter_mut().for_each(text::keep_first);
    loop {
        if let Some(at) = (0..left.len()).rev().find(|at| is_said(&left, *at)) {
            left.remove(at);
        } else if let Some((at, part)) = idle_part(&left) {
            left[at].remove(part);
        } else {
            return left;
        }
    }
}

/// Whether one of the other rules holds wherever this one does.
fn is_said(rules: &[Rule], at: usize) -> bool {
    let others: Vec<Rule> = [&rules[..at], &rules[at + 1..]].concat();
    is_certain(&others, &rules[at])
}

/// A part without which its rule holds nowhere that no rule did.
fn idle_part(rules: &[Rule]) -> Option<(usize, usize)> {
    let parts = |at: usize| (0..rules[at].len()).map(move |part| (at, part));
    (0..rules.len()).flat_map(parts).find(|(at, part)| {
        let mut rest = rules[*at].clone();
        rest.remove(*part);
        is_certain(rules, &rest)
    })
}

/// Whether one of the rules holds wherever all that is `given` does.
fn is_certain(rules: &[Rule], given: &[String]) -> bool {
    let assume =
        |rules: Vec<Rule>, part: &String| assuming(&rules, Some(part), negated(part).as_ref());
    let never = |part: &String| negated(part).is_some_and(|opposite| given.contains(&opposite));
    if given.iter().any(never) {
        return true;
    }
    let left = given.iter().fold(rules.to_vec(), assume);
    if left.iter().any(Vec::is_empty) {
        return true;
    }
    let Some(part) = left.first().and_then(|rule| rule.first()) else { return false };
    let opposite = negated(part);
    is_certain(&assuming(&left, opposite.as_ref(), Some(part)), &[])
        && is_certain(&assuming(&left, Some(part), opposite.as_ref()), &[])
}

/// What is left of rules where one part holds and another fails.
fn assuming(rules: &[Rule], holds: Option<&String>, fails: Option<&String>) -> Vec<Rule> {
    let possible = rules.iter().filter(|rule| !rule.iter().any(|part| Some(part) == fails));
    let asked = |rule: &Rule| rule.iter().filter(|part| Some(*part) != holds).cloned().collect();
    possible.map(asked).collect()
}

/// The opposite of an expression, where clippy knows it.
fn negated(part: &str) -> Option<String> {
    // Neither holds where there is nothing to compare.
    if part.contains("is_some_and(") || part.contains("is_ok_and(") {
        return None;
    }
    if let Some(rest) = part.strip_prefix('!') {
        return Some(rest.to_owned());
    }
    if let Some(place) = part.strip_suffix(".is_some()") {
        return Some(format!("{place}.is_none()"));
    }
    if let Some(place) = part.strip_suffix(".is_none()") {
        return Some(format!("{place}.is_some()"));
    }
    // Several of them in brackets are no comparison.
    if part.starts_with('(') {
        return None;
    }
    if let [place, sign, value] = part.splitn(3, ' ').collect::<Vec<_>>()[..] {
        return Some(format!("{place} {} {value}", opposite_sign(sign)?));
    }
    let is_place = part.chars().all(|letter| letter.is_alphanumeric() || "_.#".contains(letter));
    is_place.then(|| format!("!{part}"))
}

fn opposite_sign(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "==" => "!=",
        "!=" => "==",
        "<" => ">=",
        ">=" => "<",
        ">" => "<=",
        "<=" => ">",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::minimal;

    fn said(rules: &[&[&str]]) -> Vec<String> {
        let rules = rules.iter().map(|rule| rule.iter().map(ToString::to_string).collect());
        minimal(rules).into_iter().map(|rule| rule.join(" && ")).collect()
    }

    #[test]
    fn what_asks_for_more_than_another_goes() {
        assert_eq!(said(&[&["a", "b"], &["a"], &["c"]]), ["a", "c"]);
        assert_eq!(said(&[&["a"], &["b", "a"], &["a"]]), ["a"]);
        assert_eq!(said(&[&["a", "b"], &[]]), [""]);
    }

    #[test]
    fn what_holds_either_way_is_not_asked() {
        assert_eq!(said(&[&["a", "b.c"], &["a", "!b.c"]]), ["a"]);
        assert_eq!(said(&[&["a.is_some()", "b"], &["b", "a.is_none()"], &["c"]]), ["b", "c"]);
        assert_eq!(said(&[&["a == 1"], &["a != 1"]]), [""]);
    }

    #[test]
    fn what_is_bounded_on_both_sides_is_not() {
        assert_eq!(said(&[&["a", "b < 10"], &["a", "b >= 10"]]), ["a"]);
        assert_eq!(said(&[&["a", "b <= 10"], &["b > 10", "a"]]), ["a"]);
        assert_eq!(said(&[&["a < 10"], &["a > 10"]]), ["a < 10", "a > 10"]);
    }

    #[test]
    fn what_another_rule_leaves_to_ask_is_enough() {
        let either = said(&[&["a", "b"], &["a", "!b", "c < 1"]]);
        assert_eq!(either, ["a && b", "a && c < 1"]);
        assert_eq!(said(&[&["!b", "c"], &["b"]]), ["c", "b"]);
        // Whichever way `a` is, one of the others holds where both `b` and `c` do.
        assert_eq!(said(&[&["a", "b"], &["!a", "c"], &["b", "c"]]), ["a && b", "!a && c"]);
    }

    #[test]
    fn what_never_holds_goes() {
        assert_eq!(said(&[&["a", "b"], &["c", "!c"]]), ["a && b"]);
    }

    #[test]
    fn texts_are_not_read() {
        let texts = ["a < \"b == c\"", "a < \"b != c\""];
        assert_eq!(said(&[&[texts[0]], &[texts[1]]]), texts);
        let either = ["(a == 1 || a == 2)", "(a != 1 || a == 2)"];
        assert_eq!(said(&[&[either[0]], &[either[1]]]), either);
    }

    #[test]
    fn what_differs_stays() {
        assert_eq!(said(&[&["a", "b"], &["a", "c"]]), ["a && b", "a && c"]);
        assert_eq!(said(&[&["a == 1"], &["a == 2"]]), ["a == 1", "a == 2"]);
        let absent = ["a.is_some_and(|a| a == 1)", "a.is_some_and(|a| a != 1)"];
        assert_eq!(said(&[&[absent[0]], &[absent[1]]]), absent);
    }
}
