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
        left = without_special_cases(&left);
        let Some((at, other, part)) = opposites(&left) else { return left };
        left[at].retain(|kept| *kept != part);
        left.remove(other);
    }
}

/// Leaves out rules that ask for all that another asks for, and more.
fn without_special_cases(rules: &[Rule]) -> Vec<Rule> {
    let follows = |rule: &Rule, from: &Rule| from.iter().all(|part| rule.contains(part));
    let is_said = |at: usize| {
        let others = rules.iter().enumerate().filter(|(other, _)| *other != at);
        let mut said = others.filter(|(_, other)| follows(&rules[at], other));
        said.any(|(other, from)| other < at || !follows(from, &rules[at]))
    };
    (0..rules.len()).filter(|at| !is_said(*at)).map(|at| rules[at].clone()).collect()
}

/// Two rules that differ in one part alone, which the other one negates.
fn opposites(rules: &[Rule]) -> Option<(usize, usize, String)> {
    let pairs = (0..rules.len()).flat_map(|at| (at + 1..rules.len()).map(move |other| (at, other)));
    pairs.into_iter().find_map(|(at, other)| {
        let (one, two) = (&rules[at], &rules[other]);
        let mut own = one.iter().filter(|part| !two.contains(part));
        let (part, None) = (own.next()?, own.next()) else { return None };
        let is_opposite = one.len() == two.len() && two.contains(&negated(part)?);
        is_opposite.then(|| (at, other, part.clone()))
    })
}

/// The opposite of an expression, where clippy knows it.
fn negated(part: &str) -> Option<String> {
    // Neither holds where there is nothing to compare.
    if part.contains("is_some_and(") {
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
    for (sign, other) in [(" == ", " != "), (" != ", " == ")] {
        if let Some((left, right)) = part.split_once(sign) {
            return Some(format!("{left}{other}{right}"));
        }
    }
    let is_place = part.chars().all(|letter| letter.is_alphanumeric() || "_.#".contains(letter));
    is_place.then(|| format!("!{part}"))
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
    fn what_differs_stays() {
        assert_eq!(said(&[&["a", "b"], &["a", "c"]]), ["a && b", "a && c"]);
        assert_eq!(said(&[&["a == 1"], &["a == 2"]]), ["a == 1", "a == 2"]);
        let absent = ["a.is_some_and(|a| a == 1)", "a.is_some_and(|a| a != 1)"];
        assert_eq!(said(&[&[absent[0]], &[absent[1]]]), absent);
    }
}
