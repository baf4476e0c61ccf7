//! Several rules, of which one is enough, as one expression.

/// That one of these holds, of which none is contained in another.
pub(super) fn any(asked: Vec<Vec<String>>) -> String {
    let asked = factored(asked);
    match asked.as_slice() {
        [] => "false".to_owned(),
        [rule] if rule.is_empty() => "true".to_owned(),
        [rule] => rule.join(" && "),
        _ => asked
            .iter()
            .map(|rule| match rule.as_slice() {
                [part] => part.clone(),
                _ => format!("({})", rule.join(" && ")),
            })
            .collect::<Vec<_>>()
            .join(" || "),
    }
}

/// What several rules ask for is said once, before what each of them asks for alone. Clippy would
/// have it so, and so would a reader.
fn factored(mut asked: Vec<Vec<String>>) -> Vec<Vec<String>> {
    while let Some(shared) = most_shared(&asked) {
        let has_shared = |rule: &Vec<String>| rule.contains(&shared);
        let place = asked.iter().position(has_shared).unwrap_or_default();
        let (group, mut others): (Vec<_>, Vec<_>) = asked.into_iter().partition(has_shared);
        let is_common = |part: &String| group.iter().all(|rule| rule.contains(part));
        let mut rule: Vec<String> =
            group[0].iter().filter(|part| is_common(part)).cloned().collect();
        let rest = group.iter().map(|rule| rule.iter().filter(|part| !is_common(part)));
        rule.push(format!("({})", any(rest.map(|rule| rule.cloned().collect()).collect())));
        others.insert(place, rule);
        asked = others;
    }
    asked
}

/// The part that most rules have, and the first of several; none if no two have one.
fn most_shared(asked: &[Vec<String>]) -> Option<String> {
    let count = |part: &String| asked.iter().filter(|rule| rule.contains(part)).count();
    let parts = asked.iter().flatten().rev().map(|part| (count(part), part));
    let (count, part) = parts.max_by_key(|(count, _)| *count)?;
    (count > 1).then(|| part.clone())
}

#[cfg(test)]
mod tests {
    use super::any;

    fn said(rules: &[&str]) -> String {
        any(rules.iter().map(|rule| rule.split(' ').map(str::to_owned).collect()).collect())
    }

    #[test]
    fn what_rules_share_is_said_once() {
        assert_eq!(
            said(&["owner draft", "owner open", "clerk"]),
            "(owner && (draft || open)) || clerk"
        );
        assert_eq!(said(&["owner draft", "owner open"]), "owner && (draft || open)");
        assert_eq!(
            said(&["owner draft mine", "owner draft big"]),
            "owner && draft && (mine || big)"
        );
        let three = said(&["clerk", "owner a b", "owner a c", "owner d"]);
        assert_eq!(three, "clerk || (owner && ((a && (b || c)) || d))");
    }

    #[test]
    fn rules_that_share_nothing_stand_side_by_side() {
        assert_eq!(said(&["owner draft", "clerk"]), "(owner && draft) || clerk");
        assert_eq!(said(&["owner"]), "owner");
    }
}
