//! Where people and the model changed the same place: what is told, what is merged all the same,
//! and what a plan is for programs.

use std::fs;

use crate::support::Edited;

/// One more field and one more resource below.
fn grow(project: &Edited) {
    project.replace("scaffold.toml", "title = ", "topic = \"string(1..40)? filter\"\ntitle = ");
    project.replace(
        "scaffold.toml",
        "[resources.note]",
        "[resources.mark]\nunder = \"note\"\nfields = { author = \"-> user owner\" }\n\
         access = { read = \"authenticated\", create = \"member\", delete = \"owner\" }\n\n[resources.note]",
    );
}

/// A statement that somebody rewrote, and a field that it would have to read.
fn rewritten() -> Edited {
    let project = Edited::new("minimal");
    let queries = project.read("src/notes/queries.rs");
    let line = queries.lines().find(|line| line.trim_start().starts_with("select id")).unwrap();
    project.replace("src/notes/queries.rs", line, "        select id, author_id, 'mine' as title");
    project.replace("scaffold.toml", "title = ", "topic = \"string(1..40)?\"\ntitle = ");
    project
}

/// Who wrote a statement anew is told what it lacks, in lines to be pasted.
#[test]
fn what_a_rewritten_statement_lacks_is_told() {
    let project = rewritten();
    let before = project.held();
    let answer = project.run(&["apply", "--yes"]);
    assert_eq!(answer.code, Some(1));
    let said = |text: &str| assert!(answer.stderr.contains(text), "{text}\n{}", answer.stderr);
    said(", at `find`\n    yours:\n    <         select id, author_id, 'mine' as title\n");
    said("    +         select id, author_id, topic, title, body,");
    said("    your file does not have yet: `topic`\n");
    said("help: with `--conflict-markers` the rest is made");
    said("    to paste, if you want what is generated:\n        select id, author_id, topic,");
    assert_eq!(project.held(), before);
}

/// G-48: markers are written where somebody asks for them, and no change is made over them.
#[test]
fn markers_are_written_and_wait_for_a_person() {
    let project = rewritten();
    let before = project.held();
    let answer = project.run(&["apply", "--yes", "--conflict-markers"]);
    assert_eq!(answer.code, Some(1), "{}", answer.stderr);
    assert!(answer.stderr.contains("help: `src/notes/queries.rs`\n"), "{}", answer.stderr);
    assert!(project.read("src/notes/model.rs").contains("topic"), "the rest is written");
    let marked = project.read("src/notes/queries.rs");
    let (head, rest) = marked.split_once("<<<<<<< yours\n").unwrap();
    let line = head.lines().count() + 1;
    assert!(rest.starts_with("        select id, author_id, 'mine' as title\n"), "{rest}");

    for arguments in [&["apply"][..], &["plan"], &["add", "field", "note", "other: integer?"]] {
        let answer = project.run(arguments);
        assert_eq!(answer.code, Some(1));
        assert!(
            answer.stderr.contains(&format!("help: `src/notes/queries.rs:{line}`\n")),
            "{}",
            answer.stderr
        );
    }
    assert_eq!(project.read("src/notes/queries.rs"), marked);

    project.succeeds(&["undo"]);
    assert_eq!(project.held(), before);
    project.run(&["apply", "--yes", "--conflict-markers"]);
    let is_marker = |line: &&str| {
        ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark))
    };
    let kept = marked.split_inclusive('\n').filter(|line| !is_marker(line)).collect::<String>();
    fs::write(project.path("src/notes/queries.rs"), kept).unwrap();
    project.succeeds(&["plan", "--check"]);
}

#[test]
fn a_plan_for_programs_says_what_the_one_in_words_says() {
    let project = Edited::new("minimal");
    grow(&project);
    fs::remove_file(project.path("tests/api/notes/rows.rs")).unwrap();
    let plan = project.succeeds(&["plan", "--format", "json"]).stdout;
    let plan: serde_json::Value = serde_json::from_str(&plan).unwrap();
    assert_eq!(plan["changed"], true);
    let files = plan["files"].as_array().unwrap();
    let is_there = |path: &str, change: &str| {
        files.iter().any(|file| file["path"] == path && file["change"] == change)
    };
    assert!(is_there("src/marks/mod.rs", "create") && is_there("src/notes/model.rs", "update"));
    assert_eq!(plan["kept"][0]["reason"], "deleted");
    assert!(plan["migrations"][0]["sql"].as_str().unwrap().contains("topic"));
    let plan = rewritten().run(&["plan", "--format", "json"]);
    assert_eq!(plan.code, Some(1));
    let plan: serde_json::Value = serde_json::from_str(&plan.stdout).unwrap();
    assert_eq!(plan["conflicts"][0]["reason"], "overlap");
    assert!(plan["conflicts"][0]["places"][0]["yours"].as_str().unwrap().contains("'mine'"));
}

#[test]
fn a_plan_for_programs_gives_the_queries_that_find_offending_rows() {
    let project = Edited::new("minimal");
    project.replace("scaffold.toml", "string(1..120)", "string(1..100)");
    let plan = project.succeeds(&["plan", "--format", "json"]).stdout;
    let plan: serde_json::Value = serde_json::from_str(&plan).unwrap();
    let looks = &plan["migrations"][1];
    let query = "select id from notes where not (char_length(title) between 1 and 100);";
    assert_eq!(looks["queries"], serde_json::json!([query]));
    let words = looks["summary"].as_str().unwrap();
    assert!(words.ends_with("Rows that it would refuse, and at which it fails:"), "{words}");
}

/// G-40: code that was rewritten around what we add gets it where it belongs.
#[test]
fn refactored_code_is_merged() {
    let project = Edited::new("minimal");
    // A chain that became statements, with a route of one's own.
    let chain = "    OpenApiRouter::new()\n        // One line a slice.\n        .merge(auth::router())\n        .merge(crate::notes::router())\n        .merge(crate::users::router())\n";
    project.replace(
        "src/app.rs",
        chain,
        "    let routes = OpenApiRouter::new().merge(auth::router());\n    let routes = routes.merge(mine());\n    let routes = routes.merge(crate::notes::router());\n    routes.merge(crate::users::router())\n",
    );
    // A renamed import, and a layer of one's own among ours.
    project.replace("src/app.rs", "cors::CorsLayer}", "cors::CorsLayer as Cors}");
    project.replace(
        "src/app.rs",
        "        .layer(option_layer(",
        "        .layer(from_fn(mine::layer))\n        .layer(option_layer(",
    );
    // A handler that was written anew.
    let handlers = project.read("src/notes/handlers.rs");
    let begin = handlers.find("    policy::may_create").unwrap();
    let end = begin + handlers[begin..].find("\n}\n").unwrap();
    let handlers = format!(
        "{}    crate::mine::create(state, principal, new).await{}",
        &handlers[..begin],
        &handlers[end..]
    );
    fs::write(project.path("src/notes/handlers.rs"), handlers).unwrap();

    grow(&project);
    project.succeeds(&["apply"]);

    let app = project.read("src/app.rs");
    assert!(app.contains("routes.merge(mine());\n"), "{app}");
    assert_eq!(app.matches(".merge(crate::marks::router())").count(), 1, "{app}");
    assert!(app.contains("CorsLayer as Cors") && app.contains("from_fn(mine::layer)"), "{app}");
    let handlers = project.read("src/notes/handlers.rs");
    assert!(handlers.contains("crate::mine::create(state, principal, new).await\n}\n"));
}

/// G-40: a list that somebody put into a module of its own, in which modules are looked for
/// elsewhere and called otherwise, gets nothing that would not be found there.
#[test]
fn a_new_slice_does_not_come_into_a_module_that_the_list_was_put_into() {
    let project = Edited::new("minimal");
    let own = "/// Mine.\npub mod slices {\n    #[path = \"../notes/mod.rs\"]\n    pub mod notes;\n    #[path = \"../users/mod.rs\"]\n    pub mod users;\n}\npub use slices::*;\n";
    project.replace("src/lib.rs", "pub mod notes;\npub mod users;\n", own);
    grow(&project);
    project.succeeds(&["apply"]);
    let library = project.read("src/lib.rs");
    assert!(library.ends_with(&format!("\n\npub mod marks;\n{own}")), "{library}");
}

/// G-40: what somebody attached to a line goes to no other one when that line goes.
#[test]
fn an_attribute_of_what_goes_is_shown_and_stays() {
    let project = Edited::new("minimal");
    let (line, attribute) = ("    pub body: Option<String>,", "    #[serde(skip_serializing)]");
    project.replace("src/notes/model.rs", line, &format!("{attribute}\n{line}"));
    let before = project.held();
    let answer = project.run(&["remove", "field", "note.body", "--yes", "--breaking"]);
    assert_eq!(answer.code, Some(1), "{}", answer.stderr);
    assert!(
        answer.stderr.contains(&format!("    < {attribute}\n    < {line}\n")),
        "{}",
        answer.stderr
    );
    assert_eq!(project.held(), before);
}

/// G-40: of what somebody put into a file of their own it is told where that is, and what to add
/// there.
#[test]
fn what_stands_in_another_file_now_is_told_with_its_place() {
    let project = Edited::new("minimal");
    let app = project.read("src/app.rs");
    let (head, rest) = app.split_once("/// The routes of all slices").unwrap();
    let (routes, tail) = rest.split_once("/// The whole service.").unwrap();
    let head =
        head.replace("use crate::auth::{", "pub use crate::routes::api;\nuse crate::auth::{");
    project.write("src/app.rs", &format!("{head}/// The whole service.{tail}"));
    project.write("src/routes.rs", &format!("//! Mine.\n\n/// The routes of all slices{routes}"));
    project.replace("src/lib.rs", "pub mod select;", "pub mod routes;\npub mod select;");
    grow(&project);
    let answer = project.run(&["apply", "--yes"]);
    assert_eq!(answer.code, Some(1), "{}", answer.stderr);
    let said = "    to add at `src/routes.rs:3`, where it stands now:\n        .merge(crate::marks::router())\n";
    assert!(answer.stderr.contains(said), "{}", answer.stderr);
    assert!(!answer.stderr.contains("to paste"), "{}", answer.stderr);
}
