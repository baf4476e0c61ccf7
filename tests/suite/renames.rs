//! `scaffold rename` in projects that people have edited.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use crate::support::Edited;

/// G-46: a renamed project is the one that its new model would have given.
#[test]
fn an_unedited_project_becomes_the_one_of_its_new_names() {
    let project = Edited::new("minimal");
    let answer = project.succeeds(&["rename", "resource", "note", "memo", "--breaking"]);
    let said = |line: &str| assert!(answer.stderr.contains(line), "{line}\n{}", answer.stderr);
    said("resources: note -> memo");
    said("rename   resource note -> memo\n");
    said("move     src/notes/handlers.rs -> src/memos/handlers.rs\n");
    said("Stop it first, or let the new version take its place at once.");
    assert!(!project.path("src/notes").exists() && !project.path("tests/api/notes").exists());
    project.succeeds(&["rename", "field", "memo.title", "subject", "--breaking"]);
    let answer = project.succeeds(&["rename", "role", "member", "writer", "--breaking"]);
    assert!(answer.stderr.contains("rename   role member -> writer\n"), "{}", answer.stderr);
    assert_eq!(project.differing(), [""; 0]);
    assert_eq!(
        project.succeeds(&["plan", "--check"]).stdout,
        "The project is as its model says.\n"
    );
    let model = project.read("scaffold.toml");
    assert!(
        model.contains(
            "[resources.memo]\nsummary = \"A text that somebody keeps.\"\nwas = \"note\"\n"
        ),
        "{model}"
    );
    assert!(model.contains("subject = \"string(1..120) was(title) search\"\n"), "{model}");
    assert!(model.contains("create = \"writer\"\n"), "{model}");
}

/// An old name is free once nothing has it, whatever the model remembers.
#[test]
fn an_old_name_may_be_given_again() {
    let project = Edited::new("minimal");
    project.succeeds(&["rename", "field", "note.title", "subject", "--breaking"]);
    project.succeeds(&["add", "field", "note", "title: string(1..9)?"]);
    let model = project.read("scaffold.toml");
    assert!(model.contains("subject = \"string(1..120) search\"\n"), "{model}");
    project.succeeds(&["rename", "field", "note.title", "label", "--breaking"]);
    project.succeeds(&["rename", "field", "note.subject", "title", "--breaking"]);
    let model = project.read("scaffold.toml");
    assert!(model.contains("title = \"string(1..120) was(subject) search\"\n"), "{model}");
    assert!(model.contains("label = \"string(1..9)?\"\n"), "{model}");
    assert_eq!(project.differing(), [""; 0]);
}

/// What people wrote moves with the files that it stands in, and in their new words.
#[test]
fn edits_and_files_of_people_move_along() {
    let project = Edited::new("minimal");
    // A function of one's own, a line of ours rewritten, a line between, a file beside ours.
    project.append(
        "src/notes/queries.rs",
        "\n/// Mine.\nfn mine(note: &Note) -> NoteId {\n    note.id\n}\n",
    );
    project.replace("src/notes/mod.rs", "mod queries;", "mod mail;\nmod queries;");
    project.write("src/notes/mail.rs", "//! Mine.\nuse super::model::NoteId;\n");
    project.replace(
        "src/notes/handlers.rs",
        "    policy::may_create(principal)",
        "    tracing::debug!(\"a note\");\n    policy::may_create(principal)",
    );
    project.replace(
        "src/notes/handlers.rs",
        "let note = queries::create(&state.db(), principal, &new).await;",
        "let note = queries::create(&state.db(), principal, &new).await; // mine",
    );
    // A file of ours that stays, one that was deleted, one that was moved.
    project.replace("src/lib.rs", "pub mod notes;", "mod own;\npub mod notes;");
    project.write("src/own.rs", "//! Mine.\nuse crate::notes::Note;\nfn kept() {}\n");
    fs::remove_file(project.path("tests/api/notes/rows.rs")).unwrap();
    fs::create_dir(project.path("src/notes/inside")).unwrap();
    fs::rename(project.path("src/notes/rules.rs"), project.path("src/notes/inside/rules.rs"))
        .unwrap();
    let mode = |path: &str| fs::metadata(project.path(path)).unwrap().permissions().mode() & 0o777;
    let permit =
        |path: &str, mode| fs::set_permissions(project.path(path), Permissions::from_mode(mode));
    project.write("src/notes/mail.sh", "#!/bin/sh\n");
    permit("src/notes/mail.sh", 0o755).unwrap();
    permit("src/notes/mail.rs", 0o600).unwrap();
    permit("src/notes/model.rs", 0o600).unwrap();
    let before = project.held();

    let answer = project.succeeds(&["rename", "resource", "note", "memo", "--breaking"]);
    assert_eq!(
        ["mail.sh", "mail.rs", "model.rs"].map(|it| mode(&format!("src/memos/{it}"))),
        [0o755, 0o600, 0o600]
    );
    let queries = project.read("src/memos/queries.rs");
    assert!(
        queries.ends_with("\n/// Mine.\nfn mine(memo: &Memo) -> MemoId {\n    memo.id\n}\n"),
        "{queries}"
    );
    let handlers = project.read("src/memos/handlers.rs");
    assert!(handlers.contains("&new).await; // mine\n"), "{handlers}");
    assert!(handlers.contains("    tracing::debug!(\"a memo\");\n"), "{handlers}");
    assert!(handlers.contains("    let memo = queries::create("), "{handlers}");
    assert!(project.read("src/memos/mod.rs").contains("mod mail;\nmod queries;\n"));
    assert!(project.path("src/memos/mail.rs").exists());
    assert!(project.path("src/memos/inside/rules.rs").exists());
    assert!(!project.path("src/memos/rules.rs").exists());
    assert!(!project.path("tests/api/memos/rows.rs").exists());
    assert!(!project.path("src/notes").exists());
    assert!(project.read("src/lib.rs").contains("mod own;\n"));
    let lines: Vec<String> = (1..)
        .zip(handlers.lines())
        .filter(|(_, line)| line.ends_with("// mine") || line.contains("\"a memo\""))
        .map(|(number, _)| number.to_string())
        .collect();
    // What stands in files of their own is theirs to change, and is told.
    for line in [
        "look at  src/own.rs:2: `Note` is not there any more\n",
        "look at  src/memos/mail.rs:2: `NoteId` is not there any more\n",
        &format!("follow   src/memos/handlers.rs:{}: yours, in the new names\n", lines.join(",")),
    ] {
        assert!(answer.stderr.contains(line), "{line}\n{}", answer.stderr);
    }
    assert_eq!(
        project.succeeds(&["plan", "--check"]).stdout,
        "The project is as its model says.\n"
    );

    project.succeeds(&["undo"]);
    assert_eq!(project.held(), before);
    assert_eq!(
        ["mail.sh", "mail.rs", "model.rs"].map(|it| mode(&format!("src/notes/{it}"))),
        [0o755, 0o600, 0o600]
    );

    project.replace("scaffold.toml", "[resources.note]\n", "[resources.memo]\nwas = \"note\"\n");
    project.replace("scaffold.toml", "[resources.note.", "[resources.memo.");
    project.replace("scaffold.toml", "[resources.note.", "[resources.memo.");
    let plan = project.succeeds(&["plan", "--format", "json"]).stdout;
    let plan: serde_json::Value = serde_json::from_str(&plan).unwrap();
    assert_eq!(plan["renames"][0]["from"], "note");
    assert_eq!(plan["renames"][0]["to"], "memo");
    let following = plan["following"].as_array().unwrap();
    assert!(following.iter().any(|it| it["path"] == "src/memos/handlers.rs"), "{plan:#}");
    let left = plan["left"].as_array().unwrap();
    assert!(left.iter().any(|it| it["path"] == "src/own.rs" && it["line"] == 2), "{plan:#}");
}

/// By hand in the model it is the same, beside anything else that changes.
#[test]
fn a_rename_and_more_in_the_model_are_one_change() {
    let project = Edited::new("minimal");
    project.replace(
        "scaffold.toml",
        "title = \"string(1..120) search\"",
        "headline = \"string(1..99) was(title) search\"\nplace = \"string(1..9)?\"",
    );
    project.append("src/notes/queries.rs", "\n/// Mine.\nconst TITLE: &str = \"title\";\n");
    let answer = project.succeeds(&["apply", "--breaking"]);
    assert!(answer.stderr.contains("rename   field note.title -> headline\n"), "{}", answer.stderr);
    let names = fs::read_dir(project.path("migrations")).unwrap();
    let mut names: Vec<String> =
        names.map(|name| name.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let names = names.iter().map(|name| name.split_once('_').unwrap().1);
    assert_eq!(
        names.skip(2).collect::<Vec<_>>(),
        ["rename_notes.sql", "change_notes.sql", "validate_notes.sql"]
    );
    assert_eq!(project.differing(), ["src/notes/queries.rs"]);
}

/// G-47: a name that is taken, or of nothing, changes nothing.
#[test]
fn a_rename_that_cannot_be_is_refused() {
    let project = Edited::new("minimal");
    project.replace(
        "scaffold.toml",
        "[resources.note]",
        "[resources.mark]\nunder = \"note\"\nfields = { author = \"-> user owner\" }\n\
         access = { read = \"authenticated\", create = \"member\", delete = \"owner\" }\n\n[resources.note]",
    );
    let before = project.held();
    for (arguments, message) in [
        (["field", "note.title", "body"], "`note` has a field `body` already"),
        (["field", "note.title", "my title"], "help: names are written as in `my_title`"),
        (["resource", "note", "mark"], "there is a resource `mark` already"),
        (["resource", "note", "my note"], "`my note` is not a legal name"),
        (["role", "member", "admin"], "there is a role `admin` already"),
        (["field", "note.titel", "name"], "did you mean `title`?"),
        (["resource", "user", "person"], "the account is called `user`"),
        (["role", "admin", "chief"], "`admin` is called so"),
        (["variant", "note.kind.a", "b"], "there is no enum `note.kind`"),
    ] {
        let answer = project.run(&[&["rename"], arguments.as_slice()].concat());
        assert_eq!(answer.code, Some(2), "{}", answer.stderr);
        assert!(answer.stderr.contains(message), "{}", answer.stderr);
        assert_eq!(project.held(), before);
    }
}

/// A line that a rename changes otherwise than by its words, and that somebody rewrote.
#[test]
fn what_cannot_follow_is_a_conflict_and_nothing_is_written() {
    let project = Edited::new("minimal");
    project.write("src/memos.rs", "//! Mine.\n");
    fs::create_dir(project.path("src/memos")).unwrap();
    project.write("src/memos/model.rs", "//! Mine.\n");
    let before = project.held();
    let answer = project.run(&["rename", "resource", "note", "memo"]);
    assert_eq!(answer.code, Some(1), "{}", answer.stderr);
    assert!(answer.stderr.contains("src/memos/model.rs\n    a file of yours"), "{}", answer.stderr);
    assert_eq!(project.held(), before);
}

/// In two releases, between which both versions of the service run.
#[test]
fn a_gradual_rename_keeps_the_old_column_until_it_is_dropped() {
    let project = Edited::new("minimal");
    let answer =
        project.succeeds(&["rename", "field", "note.title", "headline", "--gradual", "--breaking"]);
    assert!(answer.stderr.contains("so that both may run"), "{}", answer.stderr);
    assert!(answer.stderr.contains("scaffold apply --drop notes.title\n"), "{}", answer.stderr);
    assert_eq!(project.differing(), [""; 0]);
    let answer = project.succeeds(&["apply", "--drop", "notes.title"]);
    assert!(answer.stderr.contains("dropped: notes.title"), "{}", answer.stderr);
    assert_eq!(project.run(&["apply", "--drop", "notes.title"]).code, Some(2));
}
