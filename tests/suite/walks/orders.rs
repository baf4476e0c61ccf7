//! G-46: independent additions give one project, whichever comes first, and whether they come with
//! the first model or later.

use std::collections::BTreeMap;

use scaffold::database::Cluster;
use scaffold::sql::Migration;

use crate::support::Edited;
use crate::support::tables::{create, run, schema};

const ADDITIONS: &[&[&str]] = &[
    &["add", "resource", "invoice", "author: -> user owner", "number: string(1..40) unique filter"],
    &["add", "resource", "review", "author: -> user owner", "words: text(1..400)? search"],
    &["add", "field", "user", "motto: string(1..80)? filter search"],
    &["add", "role", "auditor", "--includes", "member"],
    &["set", "user", "page.max=50"],
];

/// The project with additions made to it, in this order.
fn grown(example: &str, order: impl Iterator<Item = usize>) -> Edited {
    let project = Edited::new(example);
    for at in order {
        project.succeeds(&[ADDITIONS[at], &["--yes", "--breaking"]].concat());
    }
    project
}

/// What the project is, but for how it came to be that. In the model the same lines stand, in the
/// order in which they came.
fn held(project: &Edited) -> BTreeMap<String, String> {
    let is_history = |path: &str| path.starts_with(".scaffold/") || path.starts_with("migrations/");
    let files = project.held().into_iter().filter(|(path, _)| !is_history(path));
    let text = |path: &str, text: &[u8]| {
        let text = String::from_utf8_lossy(text);
        let mut lines: Vec<&str> = text.lines().collect();
        if path == "scaffold.toml" {
            lines.sort_unstable();
        }
        lines.join("\n")
    };
    files.map(|(path, bytes)| (path.clone(), text(&path, &bytes))).collect()
}

/// The schema that a project's migrations make.
fn tables(cluster: &Cluster, name: &str, project: &Edited) -> Vec<String> {
    create(cluster, name);
    for (path, text) in project.held() {
        let Some(name_of) = path.strip_prefix("migrations/") else { continue };
        let text = String::from_utf8(text).unwrap();
        let migration = Migration { number: 0, name: name_of.to_owned(), text };
        run(cluster, name, &migration).unwrap_or_else(|fault| panic!("{path}: {fault:#?}"));
    }
    schema(cluster, name)
}

#[test]
fn additions_in_another_order_give_the_same_project() {
    let cluster = Cluster::throw_away().expect("a Postgres server");
    let count = ADDITIONS.len();
    let [one, other] = [grown("minimal", 0..count), grown("minimal", (0..count).rev())];
    let (files, others) = (held(&one), held(&other));
    let differing: Vec<_> =
        files.iter().filter(|(path, text)| others.get(*path) != Some(text)).collect();
    assert!(differing.is_empty() && files.len() == others.len(), "{differing:#?}");
    // All of it at once: the files that the model gives, and the tables.
    assert_eq!(one.differing(), [""; 0]);
    let text = one.read("scaffold.toml");
    let at_once = Edited::new(&text);
    let [one, other, at_once] = [("one", &one), ("other", &other), ("at_once", &at_once)]
        .map(|(name, project)| tables(&cluster, name, project));
    assert_eq!(one, at_once);
    assert_eq!(other, at_once);
}
