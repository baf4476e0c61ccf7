//! A call that is added to a chain, where the chain was rewritten: it goes behind the call that
//! it was added behind, wherever that stands now.

use super::guards;
use super::layout::{self, Token};

/// The calls that theirs adds to the base's chain, added to ours, which may be laid out otherwise,
/// reordered, have calls of its own, or be several statements.
pub(super) fn merge(base: &str, ours: &str, theirs: &str) -> Option<String> {
    // A call behind a remark would be part of it.
    if ["//", "/*"].iter().any(|mark| ours.contains(mark)) {
        return None;
    }
    let (base, theirs) = (bare(base), bare(theirs));
    if base.1 != theirs.1 {
        return None;
    }
    let (old, new) = (chain(&base.0)?, chain(&theirs.0)?);
    if old.head != new.head || old.calls.is_empty() {
        return None;
    }
    // Theirs is the base with calls added, and nothing else.
    let mut known = old.calls.iter().peekable();
    let added: Vec<usize> = (0..new.calls.len())
        .filter(|at| known.next_if(|call| **call == new.calls[*at]).is_none())
        .collect();
    if known.peek().is_some() || added.is_empty() {
        return None;
    }
    let mut text = ours.to_owned();
    for at in added {
        let before = new.calls[..at].iter().rev();
        let behind = before.clone().find_map(|call| behind(&text, call, &new.calls[at]));
        text = behind?;
    }
    Some(text)
}

/// A text without the lines that are remarks, and those.
fn bare(text: &str) -> (String, String) {
    text.split_inclusive('\n').partition(|line| !line.trim_start().starts_with("//"))
}

/// A text with a call put behind another one, if that stands there once.
fn behind(text: &str, anchor: &[&str], call: &[&str]) -> Option<String> {
    let tokens = layout::tokens(text);
    let texts: Vec<&str> = tokens.iter().map(|token| token.text).collect();
    let mut places = texts.windows(anchor.len()).enumerate().filter(|(_, part)| *part == anchor);
    let (at, _) = places.next()?;
    let end = at + anchor.len();
    // It would only be made at times.
    if guards::around(&written(&tokens[..at])) != Some(guards::Around::NOTHING) {
        return None;
    }
    let goes_on = matches!(texts.get(end), Some(&("." | ";" | "}" | "")));
    if places.next().is_some() || !goes_on {
        return None;
    }
    let blank = if tokens[at].blank.contains('\n') { tokens[at].blank } else { "" };
    let (before, behind) = (written(&tokens[..end]), written(&tokens[end..]));
    let call = blank.to_owned() + &spaced(call);
    if !blank.is_empty() {
        return Some(before + &call + &behind);
    }
    // Only the line that got longer is laid out anew, and only a statement of which that is known.
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let stop = behind.find('\n').map_or(behind.len(), |at| at + 1);
    let line = format!("{}{call}{}", &before[start..], &behind[..stop]);
    let is_plain = !line.contains(['{', '}', '|', '"']);
    let line = if is_plain { crate::render::layout::layout(&line) } else { line };
    Some(format!("{}{line}{}", &before[..start], &behind[stop..]))
}

fn written(tokens: &[Token<'_>]) -> String {
    tokens.iter().fold(String::new(), |text, token| text + token.blank + token.text)
}

/// The tokens of a call as one writes them.
fn spaced(call: &[&str]) -> String {
    let mut text = String::new();
    for token in call {
        if text.ends_with(',') {
            text.push(' ');
        }
        text += token;
    }
    text
}

/// What calls are made on, and the calls, as tokens.
struct Chain<'a> {
    head: Vec<&'a str>,
    calls: Vec<Vec<&'a str>>,
}

/// A chain of calls, if that is all there is.
fn chain(text: &str) -> Option<Chain<'_>> {
    let tokens: Vec<&str> = layout::tokens(text).iter().map(|token| token.text).collect();
    let tokens = &tokens[..tokens.len() - 1];
    // Texts and closures have blanks that count.
    if tokens.iter().any(|token| matches!(*token, "\"" | "|" | "{" | "=" | "?" | "/")) {
        return None;
    }
    let mut chain = Chain { head: Vec::new(), calls: Vec::new() };
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        let is_end = at + 1 == tokens.len() && *token == ";";
        match *token {
            "." if depth == 0 => chain.calls.push(Vec::new()),
            ";" if is_end => break,
            ";" => return None,
            _ => {}
        }
        match *token {
            "(" => depth += 1,
            ")" => depth = depth.checked_sub(1)?,
            _ => {}
        }
        chain.calls.last_mut().unwrap_or(&mut chain.head).push(token);
    }
    let are_calls = chain.calls.iter().all(|call| call.last() == Some(&")"));
    (depth == 0 && are_calls).then_some(chain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "    Router::new().merge(auth::router()).merge(users::router())\n";
    const THEIRS: &str =
        "    Router::new().merge(auth::router()).merge(tags::router()).merge(users::router())\n";

    #[test]
    fn a_chain_that_became_statements_gets_the_call_where_its_neighbour_is() {
        let ours = "    let routes = Router::new();\n    let routes = routes.merge(auth::router());\n    let routes = routes.merge(users::router());\n    routes\n";
        assert_eq!(
            merge(BASE, ours, THEIRS).unwrap(),
            ours.replace("(auth::router())", "(auth::router()).merge(tags::router())")
        );
    }

    #[test]
    fn calls_of_ones_own_and_another_order_stay() {
        let ours = "    Router::new()\n        .merge(users::router())\n        .merge(mine())\n        .merge(auth::router())\n";
        assert_eq!(
            merge(BASE, ours, THEIRS).unwrap(),
            ours.replace(
                "        .merge(auth::router())\n",
                "        .merge(auth::router())\n        .merge(tags::router())\n"
            )
        );
    }

    #[test]
    fn no_call_is_made_under_a_condition_and_no_line_of_somebody_laid_out() {
        let chain = "    let routes = Router::new().merge(auth::router());\n    routes.merge(users::router())\n";
        let made = |routes: &str| {
            merge(BASE, &chain.replace("Router::new().merge(auth::router());\n", routes), THEIRS)
        };
        assert!(
            made("if it { Router::new().merge(auth::router()) } else { Router::new() };\n")
                .is_none()
        );
        assert!(
            made(
                "Router::new();\n    #[cfg(unix)]\n    let routes = routes.merge(auth::router());\n"
            )
            .is_none()
        );
        let long = "wanted(|it| if it { Router::new() } else { Router::with_a_very_long_name_of_somebody() });\n    let routes = routes.merge(auth::router());\n";
        let merged = made(long).unwrap();
        assert!(merged.contains(long.split_once('\n').unwrap().0), "{merged}");
    }

    #[test]
    fn what_is_no_chain_any_more_is_not_guessed() {
        assert!(merge(BASE, "    all!(auth, users)\n", THEIRS).is_none());
        assert!(merge(BASE, BASE, "    Router::new().merge(users::router())\n").is_none());
        let twice = format!("{BASE}{BASE}");
        assert!(merge(BASE, &twice, THEIRS).is_none());
    }

    #[test]
    fn remarks_of_ours_in_the_chain_do_not_count_as_long_as_they_stay() {
        let remarked = |text: &str| {
            text.replace(".merge(auth", "\n        // One a line.\n        .merge(auth")
        };
        let ours = "    let routes = Router::new().merge(auth::router());\n    routes.merge(users::router())\n";
        let merged = merge(&remarked(BASE), ours, &remarked(THEIRS)).unwrap();
        assert!(merged.contains(".merge(auth::router()).merge(tags::router());\n"), "{merged}");
        assert!(merge(BASE, ours, &remarked(THEIRS)).is_none());
    }

    #[test]
    fn a_call_never_becomes_part_of_a_remark() {
        let call = ".merge(auth::router())";
        for remark in [format!("\n        // {call}\n        "), format!("/* {call} */")] {
            let ours = BASE.replace(call, &remark);
            assert!(merge(BASE, &ours, THEIRS).is_none(), "{ours}");
        }
    }
}
