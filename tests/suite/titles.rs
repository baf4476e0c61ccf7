//! What a change is called, in a plan and in what `undo` takes back.

use crate::support::Edited;

const MODEL: &str = r#"
[service]
name = "named"

[roles]
member = { default = true }
editor = { includes = ["member"] }
admin = { includes = ["editor"] }

[enums]
mood = ["calm", "loud"]
size = ["small", "large"]

[resources.note]
fields = { author = "-> user owner", title = "string(1..40)", body = "text(..400)?", mood = "mood = calm", size = "size = small" }
access = { read = "public", create = "editor", update = "owner" }
"#;

/// The first line of a plan after this edit of the model.
fn title(project: &Edited, from: &str, to: &str) -> String {
    project.replace("scaffold.toml", from, to);
    let plan = project.succeeds(&["plan"]).stdout;
    project.replace("scaffold.toml", to, from);
    plan.lines().next().unwrap().to_owned()
}

#[test]
fn a_change_is_called_by_what_changes() {
    let project = Edited::new(MODEL);
    for (from, to, expected) in [
        ("string(1..40)", "string(1..50)", "resources: ~ note"),
        ("\"loud\"]", "\"loud\", \"wild\"]", "enums: ~ mood"),
        ("\"small\", \"large\"", "\"large\", \"small\"", "enums: ~ size"),
        ("[enums]", "[enums]\nkind = [\"one\", \"two\"]", "enums: + kind"),
        (
            "member = { default = true }",
            "member = { default = true }\nguest = { includes = [\"member\"] }",
            "roles: + guest",
        ),
        (
            "member = { default = true }\neditor = { includes = [\"member\"] }",
            "member = {}\neditor = { default = true, includes = [\"member\"] }",
            "roles: ~ editor, ~ member",
        ),
    ] {
        assert_eq!(title(&project, from, to), expected, "{to}");
    }
}

#[test]
fn what_has_another_name_is_told_by_both() {
    let project = Edited::new(MODEL);
    for (arguments, expected) in [
        (["rename", "enum", "mood", "temper"], "enums: mood -> temper"),
        (["rename", "role", "member", "fellow"], "roles: member -> fellow"),
        (["rename", "resource", "note", "memo"], "resources: note -> memo"),
    ] {
        let said = project.succeeds(&[&arguments[..], &["--breaking", "--yes"]].concat()).stderr;
        let applied = said.lines().find(|line| line.contains("Applied ")).unwrap();
        assert!(applied.contains(expected), "{applied}");
    }
}

#[test]
fn what_only_the_database_is_rid_of_is_said() {
    let project = Edited::new(MODEL);
    project.succeeds(&["remove", "field", "note.body", "--breaking", "--yes"]);
    let said = project.succeeds(&["apply", "--drop", "notes.body", "--yes"]).stderr;
    assert!(said.contains("Applied the database alone\n"), "{said}");
}

/// Files that moved are of their resource still.
#[test]
fn a_renamed_field_names_its_resource_wherever_its_files_stand() {
    let project = Edited::new(MODEL);
    std::fs::create_dir(project.path("src/own")).unwrap();
    std::fs::rename(project.path("src/notes"), project.path("src/own/notes")).unwrap();
    let line = title(&project, "body = \"text(..400)?\"", "words = \"text(..400)? was(body)\"");
    assert_eq!(line, "resources: ~ note");
}
