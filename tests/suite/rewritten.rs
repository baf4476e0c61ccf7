//! Statements and routes that people wrote in their own way, when the model changes beside them:
//! what is merged all the same, and what they are told to add.

use std::fs;

use crate::support::Edited;

/// The note's `update` as somebody would write it who builds statements.
const BUILT: &str = r#"    let mut query = sqlx::QueryBuilder::new("update notes set version = version + 1");
    if let Some(title) = changes.title.as_set() {
        query.push(", title = ").push_bind(title.clone());
    }
    query.push(" where id = ").push_bind(note.id.0).push(" returning *");
    query.build_query_as().fetch_optional(db).await"#;

/// Statements of one's own that list what rows have: in a file of ours, and in one's own.
const OWN: &str = r#"
/// The newest of all.
pub async fn newest(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<Note>> {
    sqlx::query_as("select id, author_id, title, body, version, created_at, updated_at from notes")
        .fetch_all(db)
        .await
}
"#;

fn has(said: &str, words: &str) {
    assert!(said.contains(words), "{words}\n{said}");
}

fn body(text: &str, function: &str) -> String {
    let begin = text.find(&format!("pub async fn {function}(")).unwrap();
    let begin = begin + text[begin..].find("{\n").unwrap() + 2;
    text[begin..begin + text[begin..].find("\n}\n").unwrap()].to_owned()
}

/// Each piece that a function lacks which was written anew, with what stands beside it.
#[test]
fn what_a_function_lacks_is_told_piece_by_piece() {
    let project = Edited::new("minimal");
    let queries = "src/notes/queries.rs";
    let update = body(&project.read(queries), "update");
    project.replace(queries, &update, BUILT);
    let before = project.held();
    let answer = project.run(&["add", "field", "note", "topic: string(1..40)?"]);
    assert_eq!(answer.code, Some(1), "{}", answer.stderr);
    let said = &answer.stderr;
    has(said, ", at `update`\n    yours:\n    <     let mut query");
    has(said, "    to add to yours:\n");
    has(
        said,
        "        topic = case when $6 then $7 else topic end,\n            below `body = case",
    );
    has(said, "        topic,\n            before `version, created_at, updated_at`\n");
    has(
        said,
        "        changes.topic.is_set(),\n        changes.topic.as_value(),\n            below `ch",
    );
    has(said, "    your file does not have yet: `topic`\n");
    has(said, "    to paste, if you want what is generated:\n    sqlx::query_as!(\n");
    assert_eq!(project.held(), before);
}

/// What compiles and would fail when it runs is told as well.
#[test]
fn statements_of_ones_own_are_told_what_rows_have_now() {
    let project = Edited::new("minimal");
    project.append("src/notes/queries.rs", OWN);
    project.replace("src/lib.rs", "pub mod notes;", "pub mod digest;\npub mod notes;");
    let digest = OWN.replace("newest", "best").replace("Note>", "crate::notes::Note>");
    project.write("src/digest.rs", &format!("//! Mine.\nuse sqlx::PgExecutor;\n{digest}"));
    // One that reads something else of the table lacks nothing.
    project
        .append("src/digest.rs", "fn count() -> &'static str {\n    \"select id from notes\"\n}\n");
    let answer = project.succeeds(&["add", "field", "note", "topic: string(1..40)?"]);
    let line = project.read("src/notes/queries.rs").lines().position(|it| it.contains("fn newest"));
    let line = line.unwrap() + 1;
    has(
        &answer.stderr,
        &format!(
            "look at  src/notes/queries.rs:{line}: `newest` reads notes without `topic`: add that to what it selects\n"
        ),
    );
    has(&answer.stderr, "look at  src/digest.rs:5: `best` reads notes without `topic`");
    assert_eq!(answer.stderr.matches("look at").count(), 2, "{}", answer.stderr);

    // A new name follows in our file and is told in theirs.
    for path in ["src/notes/queries.rs", "src/digest.rs"] {
        project.replace(
            path,
            "author_id, title, body, version",
            "author_id, topic, title, body, version",
        );
    }
    let answer = project.succeeds(&["rename", "field", "note.topic", "subject", "--breaking"]);
    has(&answer.stderr, "`best` reads notes without `subject`, which was `topic`");
    has(&answer.stderr, ": yours, in the new names\n");
    has(&answer.stderr, ": sqlx::query_as(\"select id, author_id, subject, title, body,");
    assert!(!answer.stderr.contains("`newest` reads"), "{}", answer.stderr);
}

/// Renamed imports, routes in other lines and another order, a handler written anew: all of that
/// and one more field and action.
#[test]
fn other_forms_of_the_same_are_merged() {
    let project = Edited::new("minimal");
    let queries = project.read("src/notes/queries.rs");
    let queries = queries
        .replace(
            "use super::model::{NewNote, Note, NoteChanges, NoteId};",
            "use super::model::{self as own, NewNote, NoteChanges, NoteId};\nuse own::Note as Row;",
        )
        .replace("        Note,\n", "        Row,\n")
        .replace("<Note>", "<Row>")
        .replace("&Note,", "&Row,");
    fs::write(project.path("src/notes/queries.rs"), queries).unwrap();
    let routes = project.read("src/notes/mod.rs");
    let (head, _) = routes.split_once("    OpenApiRouter::new()").unwrap();
    let lets = "    let mut router = OpenApiRouter::new();\n    router = router.routes(routes!(handlers::show, handlers::update, handlers::delete));\n    router = router.routes(routes!(\n        handlers::list,\n        handlers::create,\n    ));\n    router\n}\n";
    fs::write(project.path("src/notes/mod.rs"), format!("{head}{lets}")).unwrap();
    let shown = body(&project.read("src/notes/handlers.rs"), "show");
    let mine = "    match queries::find(&state.db(), id, viewer).await? {\n        Some(note) => Ok(crate::mine::shown(note)),\n        None => Err(Error::NotFound),\n    }";
    project.replace("src/notes/handlers.rs", &shown, mine);

    project.succeeds(&["add", "field", "note", "topic: string(1..40)? filter"]);
    project.succeeds(&[
        "add",
        "action",
        "note",
        "file",
        "--access",
        "owner",
        "--set",
        "topic='filed'",
    ]);
    let queries = project.read("src/notes/queries.rs");
    assert!(queries.contains("use own::Note as Row;\n"), "{queries}");
    assert_eq!(queries.matches("        Row,\n").count(), 3, "{queries}");
    assert_eq!(
        queries.matches("id, author_id, title, body, topic, version").count(),
        3,
        "{queries}"
    );
    let routes = project.read("src/notes/mod.rs");
    assert_eq!(routes.matches("routes!(actions::handlers::file)").count(), 1, "{routes}");
    assert!(
        routes.contains("        handlers::list,\n        handlers::create,\n    ));\n"),
        "{routes}"
    );
    assert!(project.read("src/notes/handlers.rs").contains(mine));
}

/// G-37: the change of a slice that was moved is told as one of that slice.
#[test]
fn a_slice_that_was_moved_is_named() {
    let project = Edited::new("minimal");
    fs::create_dir(project.path("src/content")).unwrap();
    fs::rename(project.path("src/notes"), project.path("src/content/notes")).unwrap();
    project.write("src/content/mod.rs", "//! Mine.\npub mod notes;\n");
    project.replace("src/lib.rs", "pub mod notes;", "pub mod content;\npub use content::notes;");
    let answer = project.succeeds(&["add", "field", "note", "topic: string(1..40)?"]);
    has(&answer.stderr, "resources: ~ note\n");
    has(&answer.stderr, "moved    src/notes is src/content/notes now");
    assert!(project.read("src/content/notes/queries.rs").contains("topic"));
    assert!(!project.path("src/notes").exists());
}
