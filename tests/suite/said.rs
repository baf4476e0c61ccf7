//! What the command line does with what it was told, and how it answers programs.

use std::fs::{self, File};

use serde_json::Value;
use snapbox::{assert_data_eq, str};

use crate::support::{Answer, Sandbox};

/// The example `minimal`, in a sandbox.
fn project() -> Sandbox {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.run(&["new", "minimal", "--path", "project"]).code, Some(0));
    sandbox
}

fn run(sandbox: &Sandbox, arguments: &[&str]) -> Answer {
    let output = sandbox.command(arguments).current_dir(sandbox.path("project")).output().unwrap();
    Answer {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn nothing_is_lost_because_its_name_is_said_twice() {
    let sandbox = project();
    let model = fs::read_to_string(sandbox.path("project/scaffold.toml")).unwrap();
    for (arguments, what) in [
        (["add", "resource", "tag", "a: string", "a : text"].as_slice(), "the field `a`"),
        (
            &[
                "add",
                "action",
                "note",
                "x",
                "--access",
                "owner",
                "--set",
                "title='x'",
                "--set",
                "title='y'",
            ],
            "`--set` of `title`",
        ),
        (
            &[
                "add", "action", "note", "x", "--access", "owner", "--takes", "a: text", "--takes",
                "a: date",
            ],
            "`--takes` of `a`",
        ),
        (&["new", "diary", "--field", "a: string", "--field", "a: text"], "the field `a`"),
    ] {
        let answer = run(&sandbox, arguments);
        assert_eq!(answer.code, Some(2), "{arguments:?}: {}", answer.stderr);
        assert_eq!(
            answer.stderr,
            format!("error: {what} is said twice\nhelp: keep one of them\n"),
            "{arguments:?}"
        );
    }
    assert_eq!(fs::read_to_string(sandbox.path("project/scaffold.toml")).unwrap(), model);
    assert!(!sandbox.path("project/diary").exists());
}

#[test]
fn an_owner_that_is_said_is_not_joined_by_another() {
    let sandbox = Sandbox::new();
    let said = ["new", "diary", "--field", "writer: -> user owner", "--field", "day: date"];
    let answer = sandbox.run(&said);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    let model = fs::read_to_string(sandbox.path("diary/scaffold.toml")).unwrap();
    assert!(!model.contains("author"), "{model}");
}

#[test]
fn what_is_said_in_another_form_is_told_the_form_of_its_own_place() {
    let sandbox = project();
    for (arguments, form) in [
        (["add", "field", "note", "a"].as_slice(), "`title: string(1..200)`"),
        (&["add", "resource", "tag", "a: text", "--access", "read"], "`read: public`"),
        (&["add", "action", "note", "x", "--access", "owner", "--set", "a"], "`status=archived`"),
        (&["set", "note", "page.max"], "`page.max=50`"),
        (&["rename", "variant", "x", "y"], "`post.status.draft`"),
        (&["remove", "variant", "x"], "`post.status.draft`"),
        (&["remove", "action", "x"], "`post.publish`"),
        (&["remove", "field", "x"], "`post.title`"),
    ] {
        let answer = run(&sandbox, arguments);
        assert_eq!(answer.code, Some(2), "{arguments:?}");
        assert!(answer.stderr.contains(form), "{arguments:?}: {}", answer.stderr);
    }
}

/// A program that asks gets an answer that it can read, also where there is no other answer.
#[test]
fn a_program_is_told_in_json_why_there_is_nothing_else() {
    let sandbox = project();
    let told = |arguments: &[&str], code| {
        let answer = run(&sandbox, arguments);
        assert_eq!(answer.code, Some(code), "{arguments:?}: {}", answer.stderr);
        assert_eq!(answer.stdout.lines().count(), 1, "{arguments:?}: {}", answer.stdout);
        serde_json::from_str::<Value>(&answer.stdout).unwrap()
    };
    let model = fs::read_to_string(sandbox.path("project/scaffold.toml")).unwrap();
    sandbox.write("project/scaffold.toml", &model.replace("string(", "strng("));
    let answer = told(&["plan", "--format", "json"], 2);
    assert!(answer["error"]["message"].as_str().unwrap().ends_with("is not a valid model"));
    assert_eq!(answer["faults"][0]["code"], "E0202");
    sandbox.write("project/scaffold.toml", &model.replace("title = ", "heading = "));
    let answer = told(&["plan", "--format", "json"], 2);
    assert_eq!(answer["error"]["message"], "this change of the model cannot be made yet");
    assert!(answer["error"]["help"][0].as_str().unwrap().contains("`was`"), "{answer}");
    assert_eq!(answer["faults"], Value::Array(Vec::new()));
    sandbox.write("project/scaffold.toml", &model);
    let answer = told(&["check", "nowhere.toml", "--format", "json"], 3);
    assert_eq!(answer["error"]["message"], "the file `nowhere.toml` does not exist");
    fs::rename(sandbox.path("project/.scaffold"), sandbox.path("record")).unwrap();
    for command in ["plan", "status"] {
        let answer = told(&[command, "--format", "json"], 2);
        assert_eq!(answer["error"]["message"], "`.scaffold/ledger.toml` is missing", "{command}");
    }
}

#[test]
fn half_an_answer_is_not_given_for_the_whole() {
    let sandbox = project();
    for arguments in [
        ["plan", "--format", "json"].as_slice(),
        &["status"],
        &["explain"],
        &["completions", "bash"],
        &["set", "note", "page.max=200", "--dry-run"],
    ] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut command = sandbox.command(arguments);
        command.current_dir(sandbox.path("project")).stdout(full);
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{arguments:?}: {said}");
        assert!(said.contains("error: cannot write to standard output"), "{arguments:?}: {said}");
    }
}

#[test]
fn a_project_without_its_model_is_known_as_one() {
    let sandbox = project();
    fs::remove_file(sandbox.path("project/scaffold.toml")).unwrap();
    let answer = run(&sandbox, &["status"]);
    assert_eq!(answer.code, Some(2));
    assert_data_eq!(
        answer.stderr,
        str![[r#"
error: no `scaffold.toml` here or in any folder above
help: this is a project that has lost it: restore it from version control, or from `.scaffold/base`, which has it as it was applied last

"#]]
    );
}

/// G-41: what is merged into a file that nothing reads may come to stand anywhere in it.
#[test]
fn a_file_that_cannot_be_read_is_named_and_nothing_is_changed() {
    for (path, text, line) in [
        ("src/notes/model.rs", "\nfn broken( {\n", 2),
        ("src/notes/queries.rs", "this is not Rust\n", 1),
        ("openapi.json", "}\n", 1),
    ] {
        let sandbox = project();
        let file = sandbox.path("project").join(path);
        let emitted = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{emitted}{text}")).unwrap();
        let model = fs::read_to_string(sandbox.path("project/scaffold.toml")).unwrap();
        let answer = run(&sandbox, &["add", "field", "note", "extra: string(1..9)?", "--yes"]);
        assert_eq!(answer.code, Some(1), "{path}: {}", answer.stderr);
        let place = format!("{path}:{}", emitted.lines().count() + line);
        assert!(answer.stderr.contains(&place), "{place}: {}", answer.stderr);
        assert!(answer.stderr.contains("cannot be read as it is"), "{}", answer.stderr);
        assert_eq!(fs::read_to_string(sandbox.path("project/scaffold.toml")).unwrap(), model);
        assert_eq!(fs::read_to_string(&file).unwrap(), format!("{emitted}{text}"));
        // What the change leaves as it is may be in whatever state.
        let answer = run(&sandbox, &["set", "note", "summary=Words.", "--yes"]);
        let is_changed = path != "src/notes/queries.rs";
        assert_eq!(answer.code, Some(i32::from(is_changed)), "{path}: {}", answer.stderr);
    }
}
