//! What a change of the model breaks for clients: told by each plan, and not made by chance.

use serde_json::Value;

use crate::support::Edited;

const MODEL: &str = r#"
[service]
name = "shop"

[resources.item]

[resources.item.fields]
seller = "-> user owner"
name = "string(1..40) filter sort"
size = "enum(small, large) filter = small"
stock = "integer(0..100)?"
note = "text(0..200)?"

[resources.item.access]
read = "public"
create = "member"
update = "owner"
delete = "owner"

[resources.offer]
under = "item"
fields = { buyer = "-> user owner", words = "text(1..200)" }
access = { read = "public", create = "member" }
"#;

/// One edit of the model, and all that is told of the API.
#[test]
fn each_kind_of_change_is_told_in_words() {
    let project = Edited::new(MODEL);
    let note = "note = \"text(0..200)?\"\n";
    let model = project.read("scaffold.toml");
    for (from, to, told) in [
        (
            note,
            "",
            "  break    items: `note` is refused in requests of `PATCH /api/v1/items/{id}` and `POST \
             /api/v1/items`; breaks whoever sends it\n             instead: mark the field \
             `deprecated` first, and remove it in a later change\n  break    items: `note` is gone \
             from answers of 7 operations; breaks whoever reads it\n",
        ),
        (
            note,
            "note = \"text(0..200)?\"\nplace = \"string(1..9)?\"\n",
            "  api      items: `place` is new in requests of `PATCH /api/v1/items/{id}` and `POST \
             /api/v1/items`\n  api      items: `place` is new in answers of 7 operations\n",
        ),
        (
            note,
            "note = \"text(0..100)?\"\n",
            "  break    items: `note` is narrower in requests of `PATCH /api/v1/items/{id}` and `POST \
             /api/v1/items`: at most 100 characters, was 200; breaks whoever sends it\n             \
             instead: add a field with the narrower rule beside it, and mark the old one \
             `deprecated`\n  api      items: `note` is narrower in answers of 7 operations: at most \
             100 characters, was 200\n",
        ),
        (
            note,
            "note = \"text(0..300)?\"\n",
            "  mind     items: `note` is wider in answers of 7 operations: at most 300 characters, \
             was 200\n  api      items: `note` is wider in requests of `PATCH /api/v1/items/{id}` and \
             `POST /api/v1/items`: at most 300 characters, was 200\n",
        ),
        (
            "stock = \"integer(0..100)?\"",
            "stock = \"bigint(0..3000000000)?\"",
            "  break    items: `stock` is another type in answers of 7 operations: it may not fit into \
             32 bits any more; breaks whoever reads it\n             instead: add a field of the new \
             type beside it, and mark the old one `deprecated`\n  api      items: `stock` is wider in \
             requests of `PATCH /api/v1/items/{id}` and `POST /api/v1/items`: at most 3000000000, was \
             100\n",
        ),
        (
            "enum(small, large)",
            "enum(small, large, huge)",
            "  break    items: `size` may have new values in answers of 7 operations: `huge`; breaks \
             whoever reads it\n             instead: add a field with the larger set beside it, and \
             mark the old one `deprecated`; or tell readers to expect values that they do not know, \
             well before\n  api      items: `size` takes new values in requests of `PATCH \
             /api/v1/items/{id}` and `POST /api/v1/items`: `huge`\n  api      items: parameter `size` \
             takes new values in `GET /api/v1/items`, `size.in` too: `huge`\n",
        ),
        (
            "name = \"string(1..40) filter sort\"",
            "name = \"string(1..40)\"",
            "  break    items: parameter `name` is refused by `GET /api/v1/items`, `name.in` too; breaks \
             whoever sends it\n             instead: mark the field `deprecated` first, and remove it in \
             a later change\n  break    items: parameter `sort` does not take every value any more in \
             `GET /api/v1/items`: `-name`, `name`; breaks whoever sends it\n             instead: go on \
             to take what was taken; another default (as `page.default`) breaks nobody\n",
        ),
        (
            "name = \"string(1..40) filter sort\"",
            "label = \"string(1..40) was(name) filter sort\"",
            "  break    field item.name -> label: another name in the parameters of 1, the requests of 2 \
             and the answers of 7 operations; breaks whoever calls it\n             instead: add the new \
             one beside the old one, mark the old one `deprecated`, and remove it once nobody asks for \
             it\n",
        ),
        (
            "update = \"owner\"",
            "update = \"admin\"",
            "  mind     items: `PATCH /api/v1/items/{id}` is told to be for others: Allowed to `admin`; \
             was: Allowed to `owner`\n",
        ),
        (
            "read = \"public\"\ncreate = \"member\"\nupdate",
            "read = \"authenticated\"\ncreate = \"member\"\nupdate",
            "  break    items: `GET /api/v1/items` and `GET /api/v1/items/{id}` need signing in now; breaks \
             whoever calls it\n             instead: leave it open, and add what needs signing in beside it\n",
        ),
        (
            "\ndelete = \"owner\"\n",
            "\n",
            "  break    items: `DELETE /api/v1/items/{id}` is gone; breaks whoever calls it\n             \
             instead: mark the resource or action `deprecated` with a date, and remove it after that\n",
        ),
        ("[resources.item]\n", "[resources.item]\nsummary = \"A thing.\"\n", ""),
    ] {
        project.replace("scaffold.toml", from, to);
        let said = project.succeeds(&["plan"]).stdout;
        let is_api = |line: &&str| {
            ["  break ", "  mind ", "  api "].iter().any(|word| line.starts_with(word))
                || line.starts_with("             instead: ")
        };
        let api: Vec<&str> = said.lines().filter(is_api).collect();
        assert_eq!(api, told.lines().collect::<Vec<_>>(), "{from} -> {to}\n{said}");
        project.write("scaffold.toml", &model);
    }
}

/// Without a terminal only `--breaking` makes it, and looking at it does not fail.
#[test]
fn what_breaks_clients_wants_an_explicit_word() {
    let project = Edited::new(MODEL);
    let before = project.held();
    for arguments in [
        &["remove", "field", "item.note"][..],
        &["remove", "field", "item.note", "--yes"],
        &["rename", "field", "item.note", "remark", "--yes"],
        &["set", "item", "page.max=50", "--yes"],
        &["add", "role", "editor", "--yes"],
    ] {
        let answer = project.run(arguments);
        assert_eq!(answer.code, Some(2), "{}", answer.stderr);
        let said = |text: &str| assert!(answer.stderr.contains(text), "{text}\n{}", answer.stderr);
        said("; breaks whoever ");
        said("             instead: ");
        said("error: this change breaks clients of the API");
        said("help: to make it anyway, say `--breaking`\n");
        assert_eq!(project.held(), before);
    }
    let answer = project.succeeds(&["remove", "field", "item.note", "--dry-run"]);
    assert!(answer.stderr.contains("  break    items: `note` is gone"), "{}", answer.stderr);
    assert!(answer.stdout.starts_with("diff --git "), "{}", answer.stdout);
    assert_eq!(project.held(), before);

    project.replace("scaffold.toml", "note = \"text(0..200)?\"\n", "");
    assert_eq!(project.run(&["plan", "--check"]).code, Some(1));
    let plan: Value =
        serde_json::from_str(&project.succeeds(&["plan", "--format", "json"]).stdout).unwrap();
    assert_eq!(plan["api"]["breaking"], true);
    let gone = &plan["api"]["changes"][1];
    assert_eq!(gone["rule"], "output_removed");
    assert_eq!((&gone["breaking"], &gone["for"]), (&Value::Bool(true), &"readers".into()));
    assert_eq!(gone["place"], "`note` in the answer");
    assert_eq!(gone["operations"][0], "GET /api/v1/items");
    assert!(gone["instead"].as_str().unwrap().contains("`deprecated` first"), "{gone}");

    assert_eq!(project.run(&["apply", "--yes"]).code, Some(2));
    project.succeeds(&["apply", "--breaking"]);
    // Taking it back gives clients what they had.
    project.succeeds(&["undo"]);
    assert!(project.read("openapi.json").contains("\"note\""));
    // What breaks nobody needs no word.
    project.replace(
        "scaffold.toml",
        "\n[resources.item.access]",
        "note = \"text(0..200)?\"\n\n[resources.item.access]",
    );
    project.replace("scaffold.toml", "[resources.offer]", "[resources.offer]\nsummary = \"One.\"");
    project.succeeds(&["apply"]);
}

/// Telling that something goes breaks nobody, and removing it says what was told.
#[test]
fn what_goes_is_announced_first() {
    let project = Edited::new(MODEL);
    let notice =
        "deprecated = { since = \"2026-12-01\", sunset = \"2027-06-01\", use = \"bids\" }\n";
    project.replace("scaffold.toml", "(0..200)?\"", "(0..200)? deprecated('use `name`')\"");
    project.replace("scaffold.toml", "under = \"item\"\n", &format!("under = \"item\"\n{notice}"));
    let answer = project.succeeds(&["apply"]);
    let said = |text: &str| assert!(answer.stderr.contains(text), "{text}\n{}", answer.stderr);
    assert!(!answer.stderr.contains("  break "), "{}", answer.stderr);
    said("  api      items: `note` is deprecated in answers of 7 operations: use `name`\n");
    said(
        "  api      offers: 3 operations are deprecated: since 2026-12-01, may be gone from 2027-06-01 on: use bids\n",
    );
    assert!(!answer.stderr.contains("migrations/"), "{}", answer.stderr);
    assert_eq!(project.differing(), [""; 0]);

    let fault = project.run(&["remove", "field", "item.note"]);
    assert_eq!(fault.code, Some(2), "{}", fault.stderr);
    let line = "is gone from answers of 7 operations; breaks whoever reads it; it was announced: use `name`\n";
    assert!(fault.stderr.contains(line), "{}", fault.stderr);
    let fault = project.run(&["remove", "resource", "offer"]);
    let line = "  break    offers: 3 operations are gone; breaks whoever calls it; it was announced: since \
                2026-12-01, may be gone from 2027-06-01 on: use bids\n";
    assert!(fault.stderr.contains(line), "{}", fault.stderr);

    project.replace("scaffold.toml", notice, "");
    let answer = project.succeeds(&["apply"]);
    let line = "  api      offers: 3 operations are not deprecated any more\n";
    assert!(answer.stderr.contains(line), "{}", answer.stderr);
    assert!(!project.path("src/deprecation.rs").exists());
}
