//! `scaffold remove` in projects that people have edited.

use std::fs;

use crate::support::Edited;

const MODEL: &str = r#"
[service]
name = "shop"

[resources.item]
fields = { seller = "-> user owner", name = "string(1..40)", note = "text(0..200)" }
access = { read = "public", create = "member", update = "owner" }

[resources.offer]
under = "item"
fields = { buyer = "-> user owner", words = "text(1..200)" }
access = { read = "public", create = "member" }
"#;

/// G-47: the first release does without, the second one drops.
#[test]
fn a_field_goes_in_two_releases() {
    let project = Edited::new(MODEL);
    let answer = project.succeeds(&["remove", "field", "item.note", "--breaking"]);
    let said = |text: &str| assert!(answer.stderr.contains(text), "{text}\n{}", answer.stderr);
    said("retired: items.note Keeps what nothing asks for any more");
    said("             scaffold apply --drop items.note\n");
    assert_eq!(project.differing(), [""; 0]);
    assert!(!project.read("src/items/model.rs").contains("note"));

    // It is neither dropped by chance nor made again beside itself.
    let before = project.held();
    let fault = project.run(&["apply", "--drop", "items.name"]);
    assert_eq!(fault.code, Some(2));
    assert!(
        fault.stderr.contains("`items.name` is not there unused: items.note"),
        "{}",
        fault.stderr
    );
    let fault = project.run(&["add", "field", "item", "note: text(0..200)?"]);
    assert!(
        fault.stderr.contains("take it up again with all it holds, with `--revive items.note`"),
        "{}",
        fault.stderr
    );
    let fault = project.run(&["apply", "--revive", "items.note"]);
    assert!(fault.stderr.contains("`items.note` is not taken up again"), "{}", fault.stderr);
    let fault = project.run(&["rename", "field", "item.name", "note"]);
    assert!(fault.stderr.contains("`items.note` is still there from before"), "{}", fault.stderr);
    assert_eq!(project.held(), before);

    let field = ["add", "field", "item", "note: text(0..200)?", "--revive", "items.note"];
    let answer = project.succeeds(&field);
    assert!(answer.stderr.contains("taken up again: items.note"), "{}", answer.stderr);
    assert_eq!(project.differing(), [""; 0]);
    project.succeeds(&["remove", "field", "item.note", "--breaking"]);
    let answer = project.succeeds(&["apply", "--drop", "items.note"]);
    assert!(answer.stderr.contains("which nothing brings back"), "{}", answer.stderr);
    project.succeeds(&["add", "field", "item", "note: text(0..200)?"]);
    assert_eq!(project.differing(), [""; 0]);
}

/// Its untouched files go; what somebody wrote there is nobody's to delete.
#[test]
fn a_resource_goes_with_its_untouched_files_alone() {
    let project = Edited::new(MODEL);
    project.append("src/offers/policy.rs", "// mine\n");
    let before = project.held();
    let answer = project.run(&["remove", "resource", "offer"]);
    assert_eq!(answer.code, Some(1));
    assert!(answer.stderr.contains("src/offers/policy.rs\n    you edited it"), "{}", answer.stderr);
    assert_eq!(project.held(), before);

    fs::remove_file(project.path("src/offers/policy.rs")).unwrap();
    project.replace("src/lib.rs", "pub mod offers;", "pub mod offers;\nmod own;");
    project.write("src/own.rs", "//! Mine.\nuse crate::offers::OfferId;\n");
    let answer = project.succeeds(&["remove", "resource", "offer", "--breaking"]);
    assert!(
        answer.stderr.contains("look at  src/own.rs:2: `OfferId` is not there any more"),
        "{}",
        answer.stderr
    );
    assert!(answer.stderr.contains("scaffold apply --drop offers"), "{}", answer.stderr);
    assert!(!project.path("src/offers").exists() && !project.path("tests/api/offers").exists());
    assert_eq!(project.differing(), ["src/lib.rs", "src/own.rs"]);
    project.succeeds(&["undo"]);
    assert!(project.path("src/offers/mod.rs").exists());
}

/// What still names it is told, with its places, and nothing is written.
#[test]
fn what_is_still_named_is_not_removed() {
    let project = Edited::new(MODEL);
    project.replace(
        "scaffold.toml",
        "[resources.offer]\n",
        "[resources.offer]\nunique = [[\"words\"]]\n",
    );
    let before = project.held();
    let answer = project.run(&["remove", "field", "offer.words"]);
    assert_eq!(answer.code, Some(2));
    assert!(answer.stderr.contains("has no field `words`"), "{}", answer.stderr);
    // The places are those of a file that is not there.
    for said in ["scaffold.toml (changed):", "would not be a valid model any more\n"] {
        assert!(answer.stderr.contains(said), "{}", answer.stderr);
    }
    assert_eq!(project.held(), before);
}

const PARTS: &str = r#"
[service]
name = "shop"

[roles]
member = { default = true }
clerk = { includes = ["member"] }
guest = {}
admin = { includes = ["clerk"] }

[enums]
size = ["small", "large", "huge"]

[resources.item]
access = { read = "public", create = "member", update = "owner" }

[resources.item.fields]
seller = "-> user owner"
name = "string(1..40)"
size = "size filter = small"
status = "enum(offered, sold, gone) filter = offered"

[resources.item.actions]
sell = { access = "owner", when = "status = offered", set = { status = "sold" } }
"#;

/// Variants, roles and actions go; the plan says what becomes of what has them.
#[test]
fn variants_roles_and_actions_go() {
    let project = Edited::new(PARTS);
    project.append("src/items/queries.rs", "\n// mine: Size::Huge\n");
    let steps: [(&[&str], &[&str]); 6] = [
        (
            &["remove", "variant", "size.huge"],
            &[
                "             select id from items where size = 'huge';\n",
                "             scaffold apply --drop size.huge\n",
                "look at  src/items/queries.rs:",
                "`Huge` is not there any more\n",
            ],
        ),
        (
            &["remove", "variant", "item.status.gone", "--into", "sold"],
            &["Gives rows another variant in place of one that goes"],
        ),
        (&["remove", "action", "item.sell"], &["~ item"]),
        (&["remove", "role", "guest"], &["select user_id from user_roles where role = 'guest';\n"]),
        (&["apply", "--drop", "size.huge"], &["stop it first"]),
        (&["rename", "enum", "size", "extent"], &["rename   enum size -> extent\n"]),
    ];
    for (arguments, said) in steps {
        let answer = project.succeeds(&[arguments, &["--breaking"]].concat());
        for words in said {
            assert!(answer.stderr.contains(words), "{arguments:?}: {words}\n{}", answer.stderr);
        }
        assert_eq!(project.differing(), ["src/items/queries.rs"], "{arguments:?}");
    }
    let model = project.read("scaffold.toml");
    assert!(model.contains("enum(offered, sold was(gone)) filter"), "{model}");
    assert!(model.contains("extent = { variants = [\"small\", \"large\"], was = \"size\" }\n"));
    assert!(model.contains("size = \"extent filter = small\"\n"), "{model}");

    // What still names it is told, and nothing is written.
    let before = project.held();
    let fault = project.run(&["remove", "role", "clerk", "--revoke"]);
    assert!(fault.stderr.contains("`clerk`"), "{}", fault.stderr);
    let fault = project.run(&["remove", "variant", "extent.small"]);
    assert!(fault.stderr.contains("`small`"), "{}", fault.stderr);
    assert_eq!(project.held(), before);
    project.replace("scaffold.toml", "includes = [\"clerk\"]", "includes = [\"member\"]");
    let answer = project.succeeds(&["remove", "role", "clerk", "--revoke", "--breaking"]);
    assert!(answer.stderr.contains("Takes roles that go from whoever has them."));
    assert_eq!(project.differing(), ["src/items/queries.rs"]);
}
