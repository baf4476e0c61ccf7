//! `scaffold plan`, `scaffold apply` and `scaffold undo` in projects that people have edited.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use snapbox::{assert_data_eq, str};

use crate::support::project::paths;
use crate::support::{Answer, Sandbox};

/// The example `minimal`, in a sandbox.
struct Edited {
    sandbox: Sandbox,
}

/// One more field, filtered, and one more resource below.
const MORE: [(&str, &str); 2] = [
    ("title = ", "topic = \"string(1..40)? filter\"\ntitle = "),
    (
        "[resources.note]",
        "[resources.mark]\nunder = \"note\"\nfields = { author = \"-> user owner\" }\n\
         access = { read = \"authenticated\", create = \"member\", delete = \"owner\" }\n\n[resources.note]",
    ),
];

impl Edited {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        assert_eq!(sandbox.run(&["new", "minimal", "--path", "project"]).code, Some(0));
        Self { sandbox }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.sandbox.path("project").join(path)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}:\n{text}");
        fs::write(self.path(path), text.replacen(from, to, 1)).unwrap();
    }

    fn grow(&self) {
        for (from, to) in MORE {
            self.replace("scaffold.toml", from, to);
        }
    }

    fn run(&self, arguments: &[&str]) -> Answer {
        let mut command = self.sandbox.command(arguments);
        let output = command.current_dir(self.sandbox.path("project")).output().unwrap();
        Answer {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn succeeds(&self, arguments: &[&str]) -> Answer {
        let answer = self.run(arguments);
        assert_eq!(answer.code, Some(0), "{}{}", answer.stdout, answer.stderr);
        answer
    }

    /// Everything in the project but what only undoing needs.
    fn held(&self) -> BTreeMap<String, Vec<u8>> {
        let root = self.sandbox.path("project");
        let kept = paths(&root).into_iter().filter(|path| !path.starts_with(".scaffold/undo/"));
        kept.map(|path| (path.clone(), fs::read(root.join(path)).unwrap())).collect()
    }
}

#[test]
fn a_project_that_is_as_its_model_says_is_not_touched() {
    let project = Edited::new();
    let before = project.held();
    project.replace("src/notes/policy.rs", "use ", "// mine\nuse ");
    let edited = project.held();
    assert_ne!(before, edited);
    assert_data_eq!(
        project.succeeds(&["apply"]).stderr,
        str![[r#"
   Unchanged the project is as its model says

"#]]
    );
    assert_eq!(
        project.succeeds(&["plan", "--check"]).stdout,
        "The project is as its model says.\n"
    );
    assert_eq!(project.held(), edited);
}

/// G-46: growing gives the project that one makes from the whole model, but for its migrations.
#[test]
fn an_unedited_project_grows_into_the_one_of_its_new_model() {
    let project = Edited::new();
    project.grow();
    project.succeeds(&["apply"]);
    let answer = project.sandbox.run(&[
        "new",
        "minimal",
        "--path",
        "fresh",
        "--model",
        "project/scaffold.toml",
    ]);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    let fresh = paths(&project.sandbox.path("fresh"));
    let differs = |path: &&String| {
        let is_history = path.starts_with(".scaffold/") || path.contains("migrations/");
        !is_history
            && fs::read(project.sandbox.path("fresh").join(path)).ok()
                != fs::read(project.path(path)).ok()
    };
    let held = project.held();
    let all = fresh.iter().chain(held.keys());
    assert_eq!(all.filter(differs).collect::<Vec<_>>(), [""; 0]);

    // Once is enough, and the other way round it is the project that was.
    let grown = project.held();
    project.succeeds(&["apply"]);
    assert_eq!(project.held(), grown);
}

/// G-33: what is shown is what is done, and undoing gives every byte back.
#[test]
fn a_plan_is_what_is_done_and_undo_gives_every_byte_back() {
    let project = Edited::new();
    project.replace("src/notes/policy.rs", "use ", "// mine\nuse ");
    project.grow();
    let before = project.held();

    let diff = project.succeeds(&["plan", "--diff"]).stdout;
    assert_eq!(project.held(), before, "a plan writes nothing");
    fs::write(project.sandbox.path("change.patch"), &diff).unwrap();
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        git.args(arguments).current_dir(project.sandbox.path("project"));
        let output = git.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["apply", "../change.patch"]);
    let patched = project.held();
    git(&["apply", "--reverse", "../change.patch"]);
    assert_eq!(project.held(), before);

    project.succeeds(&["apply"]);
    assert_eq!(project.held(), patched);
    let undone = project.succeeds(&["undo"]);
    assert!(undone.stderr.contains("scaffold db reset"), "{}", undone.stderr);
    assert_eq!(project.held(), before);
    assert_eq!(project.run(&["undo"]).code, Some(2));
}

/// G-34, G-35, G-36, G-39: edits of every kind survive a change of the same files.
#[test]
fn edits_stay_where_the_model_changes_something_else() {
    let project = Edited::new();
    // A module and a route of one's own beside ours, at the same places.
    project.replace("src/lib.rs", "pub mod notes;", "mod mail;\npub mod notes;");
    fs::write(project.path("src/mail.rs"), "//! Mine.\n").unwrap();
    // An import in a list that grows, a function at the end, a comment in between.
    let handlers = project.read("src/notes/queries.rs") + "\n/// Mine.\nfn mine() {}\n";
    fs::write(project.path("src/notes/queries.rs"), handlers).unwrap();
    // A reformatted file, one with other line ends, a deleted and a moved one.
    let model = project.read("src/notes/model.rs").replace("    ", "\t");
    fs::write(project.path("src/notes/model.rs"), &model).unwrap();
    let app = project.read("src/app.rs").replace('\n', "\r\n");
    fs::write(project.path("src/app.rs"), app).unwrap();
    fs::remove_file(project.path("deny.toml")).unwrap();
    fs::remove_file(project.path("tests/api/notes/rows.rs")).unwrap();
    project.replace("Cargo.toml", "[dependencies]\n", "[dependencies]\n# mine\nitoa = \"1\"\n");
    project.replace("README.md", "# ", "# My ");

    project.grow();
    let answer = project.succeeds(&["apply"]);

    let library = project.read("src/lib.rs");
    assert!(library.contains("\nmod mail;\npub mod marks;\npub mod notes;\n"), "{library}");
    let queries = project.read("src/notes/queries.rs");
    assert!(queries.contains("topic") && queries.ends_with("/// Mine.\nfn mine() {}\n"));
    let model = project.read("src/notes/model.rs");
    assert!(model.contains("topic: ") && model.contains("\tpub title: "), "tabs stay:\n{model}");
    let app = project.read("src/app.rs");
    assert!(app.contains("marks") && app.lines().count() == app.matches("\r\n").count(), "{app}");
    assert!(!project.path("deny.toml").exists());
    assert!(!project.path("tests/api/notes/rows.rs").exists());
    assert!(project.read("Cargo.toml").contains("# mine\nitoa = \"1\"\n"));
    assert!(project.read("README.md").starts_with("# My "));
    assert!(
        answer.stderr.contains("keep     tests/api/notes/rows.rs, which was deleted, and stays so"),
        "{}",
        answer.stderr
    );
}

/// G-34: where both changed the same lines, the place is shown and nothing at all is written.
#[test]
fn the_same_lines_are_a_conflict_that_is_shown_and_nothing_is_written() {
    let project = Edited::new();
    project.replace("migrations/0002_notes.sql", "create", "-- mine\ncreate");
    let list = project.read("src/notes/list.rs");
    let line =
        list.lines().find(|line| line.contains("query_as") || line.contains("select ")).unwrap();
    project.replace("src/notes/list.rs", line, "    // Rewritten by hand.");
    project.replace("scaffold.toml", "title = ", "topic = \"string(1..40)?\"\ntitle = ");
    let before = project.held();
    let answer = project.run(&["apply", "--yes"]);
    assert_eq!(answer.code, Some(1), "{}", answer.stderr);
    assert!(answer.stderr.contains("src/notes/list.rs:"), "{}", answer.stderr);
    assert!(answer.stderr.contains("    < "), "{}", answer.stderr);
    assert!(answer.stderr.contains("// Rewritten by hand."), "{}", answer.stderr);
    assert_eq!(project.held(), before);
}

/// What was written since stays, where it does not say anything of what goes.
#[test]
fn an_edit_after_a_change_stays_when_the_change_is_undone() {
    let project = Edited::new();
    project.grow();
    let before = project.held();
    project.succeeds(&["apply"]);
    project.replace("src/notes/model.rs", "use ", "// mine\nuse ");
    let answer = project.succeeds(&["undo"]);
    assert!(answer.stderr.contains("`src/notes/model.rs` was edited since"), "{}", answer.stderr);
    project.replace("src/notes/model.rs", "// mine\nuse ", "use ");
    assert_eq!(project.held(), before);
}

/// What was written into a file that would go is not undone silently.
#[test]
fn an_edit_of_what_a_change_made_stops_its_undoing() {
    let project = Edited::new();
    project.grow();
    project.succeeds(&["apply"]);
    project.replace("src/marks/model.rs", "use ", "// mine\nuse ");
    let before = project.held();
    let answer = project.run(&["undo"]);
    assert_eq!(answer.code, Some(1));
    assert!(
        answer.stderr.contains("help: `src/marks/model.rs` was edited since"),
        "{}",
        answer.stderr
    );
    assert_eq!(project.held(), before);
}

/// What somebody has undone or set aside stands in nobody's way.
#[test]
fn what_is_undone_or_set_aside_already_does_not_stop_an_undo() {
    let project = Edited::new();
    project.grow();
    let before = project.held();
    project.succeeds(&["apply"]);
    // One file as it was, one edited beyond what merges, one that was new deleted.
    fs::write(project.path("src/notes/model.rs"), &before["src/notes/model.rs"]).unwrap();
    fs::write(project.path("src/notes/queries.rs"), "// mine\n").unwrap();
    fs::remove_file(project.path("src/marks/model.rs")).unwrap();
    let answer = project.run(&["undo"]);
    assert_eq!(answer.code, Some(1));
    assert!(
        answer.stderr.contains("help: `src/notes/queries.rs` was edited since\nhelp: nothing"),
        "{}",
        answer.stderr
    );
    let aside = project.sandbox.path("aside.rs");
    fs::rename(project.path("src/notes/queries.rs"), aside).unwrap();
    project.succeeds(&["undo"]);
    assert_eq!(project.held(), before);
}

/// G-37: what was moved and edited under another name is reported, and written neither here nor
/// there.
#[test]
fn a_file_that_was_moved_edited_and_renamed_is_reported() {
    let project = Edited::new();
    let text = project.read("src/notes/model.rs") + "// mine\n";
    fs::remove_file(project.path("src/notes/model.rs")).unwrap();
    fs::write(project.path("src/notes/shapes.rs"), text).unwrap();
    project.grow();
    let before = project.held();
    let answer = project.run(&["apply"]);
    assert_eq!(answer.code, Some(1));
    assert!(
        answer.stderr.contains("src/notes/shapes.rs\n    looks like `src/notes/model.rs`"),
        "{}",
        answer.stderr
    );
    assert!(!answer.stderr.contains("--conflict-markers"), "{}", answer.stderr);
    assert_eq!(project.held(), before);
}

/// G-37: a slice that was moved changes where it is now, what is new in it included, and nothing
/// comes back to its old place.
#[test]
fn a_slice_that_was_moved_goes_on_where_it_is() {
    let project = Edited::new();
    fs::create_dir(project.path("src/desk")).unwrap();
    fs::rename(project.path("src/notes"), project.path("src/desk/notes")).unwrap();
    fs::write(project.path("src/desk/mod.rs"), "//! Mine.\n\npub mod notes;\n").unwrap();
    project.replace("src/lib.rs", "pub mod notes;", "pub mod desk;\npub use desk::notes;");
    project.replace("src/desk/notes/model.rs", "use ", "// mine\nuse ");
    fs::remove_dir_all(project.path("tests/api/notes")).unwrap();

    project.succeeds(&[
        "add",
        "action",
        "note",
        "empty",
        "--access",
        "owner",
        "--set",
        "body=null",
    ]);
    project.grow();
    let answer = project.succeeds(&["apply"]);

    assert!(!project.path("src/notes").exists(), "{}", answer.stderr);
    assert!(project.path("src/desk/notes/actions/handlers.rs").exists());
    let model = project.read("src/desk/notes/model.rs");
    assert!(model.contains("// mine\nuse ") && model.contains("topic"), "{model}");
    assert!(!project.path("tests/api/notes").exists());
    assert!(
        answer.stderr.contains("  moved    src/notes is src/desk/notes now"),
        "{}",
        answer.stderr
    );
    assert_eq!(
        project.succeeds(&["plan", "--check"]).stdout,
        "The project is as its model says.\n"
    );
}

/// G-30: runs side by side are made one after the other.
#[test]
fn additions_at_once_are_all_made() {
    let project = Edited::new();
    let runs: Vec<_> = ["one", "two", "three"]
        .map(|name| {
            let mut command = project.sandbox.command(&["add", "field", "note"]);
            command.arg(format!("{name}: integer?")).current_dir(project.sandbox.path("project"));
            command.spawn().unwrap()
        })
        .into_iter()
        .map(|run| run.wait_with_output().unwrap())
        .collect();
    for run in runs {
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    }
    let model = project.read("scaffold.toml");
    assert!(["one", "two", "three"].iter().all(|name| model.contains(&format!("\n{name} = "))));
    assert_eq!(
        project.succeeds(&["plan", "--check"]).stdout,
        "The project is as its model says.\n"
    );
}

/// A helper that no generated test needs any more may be needed by a person's own.
#[test]
fn a_test_that_loses_its_helper_is_told() {
    let project = Edited::new();
    let test = "//! Mine.\n\nasync fn it() {\n    filters::searched(&app, &list, &[]).await;\n}\n";
    fs::write(project.path("tests/api/mine.rs"), test).unwrap();
    project.replace("scaffold.toml", " search\"", "\"");
    let said = project.succeeds(&["plan"]).stdout;
    let line = "  look at  tests/api/mine.rs:4: `searched` is not there any more\n";
    assert!(said.contains(line), "{said}");
    assert_eq!(said.matches("look at").count(), 1, "{said}");
    let calls = "    searched();\n".repeat(50);
    fs::write(project.path("tests/api/mine.rs"), calls).unwrap();
    let said = project.succeeds(&["plan"]).stdout;
    assert!(said.ends_with("  look at  and 10 more, which `--format json` lists\n"), "{said}");
}

/// G-42: two branches may each have added a migration.
#[test]
fn two_migrations_of_one_number_are_refused() {
    let project = Edited::new();
    fs::write(project.path("migrations/0002_mine.sql"), "select 1;\n").unwrap();
    project.grow();
    let answer = project.run(&["apply"]);
    assert_eq!(answer.code, Some(2));
    assert!(answer.stderr.contains("have the same number"), "{}", answer.stderr);

    // As the hint says, here of the one that was generated.
    let notes = project.path("migrations/0002_notes.sql");
    fs::rename(notes, project.path("migrations/0003_notes.sql")).unwrap();
    project.succeeds(&["apply"]);
    let names: Vec<String> = paths(&project.path("migrations")).into_iter().collect();
    assert_eq!(names[1..3], ["0002_mine.sql", "0003_notes.sql"]);
    assert!(names[3].ends_with("_change_tables.sql"), "{names:?}");
    assert_eq!(
        project.succeeds(&["plan", "--check"]).stdout,
        "The project is as its model says.\n"
    );
}

/// What would lose data is not planned.
#[test]
fn a_change_that_would_lose_data_is_refused() {
    let project = Edited::new();
    project.replace("scaffold.toml", "title = ", "name = ");
    let before = project.held();
    let answer = project.run(&["apply"]);
    assert_eq!(answer.code, Some(2));
    assert!(answer.stderr.contains("`notes` loses `title` and gets `name`"), "{}", answer.stderr);
    assert_eq!(project.held(), before);
}

/// A hand-written migration keeps its number, and ours come behind it.
#[test]
fn migrations_come_behind_those_written_by_hand() {
    let project = Edited::new();
    fs::write(project.path("migrations/0007_mine.sql"), "select 1;\n").unwrap();
    project.grow();
    project.succeeds(&["apply"]);
    let names: Vec<String> = paths(&project.path("migrations")).into_iter().collect();
    assert!(names[2] == "0007_mine.sql" && names[3].ends_with("_change_tables.sql"), "{names:?}");
}

/// A line on the command line becomes a line of the model, and the project follows.
#[test]
fn additions_are_written_into_the_model_and_applied() {
    let project = Edited::new();
    project.replace("scaffold.toml", "title = ", "# What it is about.\ntitle = ");
    project.succeeds(&["add", "field", "note", "topic: string(1..40)? filter"]);
    let answer =
        project.succeeds(&["add", "resource", "mark", "author: -> user owner", "--under", "note"]);
    assert!(answer.stderr.contains("nothing was said of who may do what"), "{}", answer.stderr);
    project.succeeds(&["set", "note", "page.max=50", "--breaking"]);
    project.succeeds(&["add", "role", "editor", "--includes", "member", "--breaking"]);
    let model = project.read("scaffold.toml");
    assert!(model.contains("# What it is about.\ntitle = "), "{model}");
    assert!(model.contains("\ntopic = \"string(1..40)? filter\"\n"), "{model}");
    assert!(project.path("src/marks/mod.rs").exists());
    assert_eq!(
        project.succeeds(&["plan", "--check"]).stdout,
        "The project is as its model says.\n"
    );

    // G-45: once more is no change; another shape is a fault.
    let before = project.held();
    project.succeeds(&["add", "field", "note", "topic: string(1..40)? filter"]);
    assert_eq!(project.held(), before);
    let answer = project.run(&["add", "field", "note", "topic: text"]);
    assert_eq!(answer.code, Some(2));
    assert_eq!(project.held(), before);
}

#[test]
fn an_addition_that_is_not_valid_is_reported_and_not_written() {
    let project = Edited::new();
    let before = project.held();
    let answer = project.run(&["add", "field", "note", "topic: strng"]);
    assert_eq!(answer.code, Some(2));
    assert!(answer.stderr.contains("topic = \"strng\""), "{}", answer.stderr);
    assert_eq!(project.held(), before);
}
