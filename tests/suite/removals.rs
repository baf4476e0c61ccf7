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
    assert!(fault.stderr.contains("`items.note` is still there from before"), "{}", fault.stderr);
    let fault = project.run(&["rename", "field", "item.name", "note"]);
    assert!(fault.stderr.contains("`items.note` is still there from before"), "{}", fault.stderr);
    assert_eq!(project.held(), before);

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
    assert_eq!(project.held(), before);
}
