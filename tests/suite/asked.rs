//! Questions before a change: whoever is at a terminal is asked, and what breaks clients wants an
//! answer to a question that says so.

use crate::support::{Answer, Edited};

const BREAKING: &[&str] = &["remove", "field", "note.body"];

const OTHER: &[&str] = &["add", "field", "note", "topic: string(1..40)?"];

fn typed(project: &Edited, arguments: &[&str], text: &str) -> Answer {
    project.sandbox.run_at_terminal("project", arguments, text)
}

#[test]
fn a_change_is_made_when_somebody_says_yes() {
    for (arguments, question) in [
        (OTHER, "Make this change? yes or no [no] "),
        (BREAKING, "This change breaks clients of the API in 2 ways. Make it? yes or no [no] "),
    ] {
        let project = Edited::new("minimal");
        let before = project.held();
        for text in ["no\n", "\n", "yesterday\n"] {
            let answer = typed(&project, arguments, text);
            assert!(answer.stderr.contains(question), "{}", answer.stderr);
            assert_eq!(answer.code, Some(1), "{text:?}: {}", answer.stderr);
            assert!(answer.stderr.contains("error: nothing was written"), "{}", answer.stderr);
            assert_eq!(project.held(), before, "{text:?}");
        }
        let answer = typed(&project, arguments, "Yes\n");
        assert_eq!(answer.code, Some(0), "{}", answer.stderr);
        assert_ne!(project.held(), before);
    }
}

/// Whoever says `--yes` said nothing of clients.
#[test]
fn only_what_breaks_clients_is_asked_in_spite_of_yes() {
    let project = Edited::new("minimal");
    let yes = |arguments: &[&'static str]| [arguments, &["--yes"]].concat();
    let answer = typed(&project, &yes(OTHER), "");
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    assert!(!answer.stderr.contains("yes or no"), "{}", answer.stderr);

    let before = project.held();
    let answer = typed(&project, &yes(BREAKING), "no\n");
    assert_eq!(answer.code, Some(1), "{}", answer.stderr);
    assert!(answer.stderr.contains("Make it? yes or no"), "{}", answer.stderr);
    assert_eq!(project.held(), before);

    let answer = typed(&project, &[BREAKING, &["--breaking", "--yes"]].concat(), "");
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    assert!(!answer.stderr.contains("yes or no"), "{}", answer.stderr);
}
