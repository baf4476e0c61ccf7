//! Upgrades between tools that are only simulated: what a second and a third version would do.

use std::collections::BTreeSet;
use std::fs;

use scaffold::change::{self, Draft, Emitted, Origin, Tool};
use scaffold::disk::{Lock, Project};
use scaffold::error::Bug;
use scaffold::examples;
use scaffold::ledger;
use scaffold::plan::{self, Content, Plan};
use scaffold::sql::{Revision, guarded};
use scaffold::tree::{File, Ownership, Tree};
use scaffold::{ledger::SUMS, render};

use crate::support::Edited;
use crate::support::project::check;

const FIRST: Tool =
    Tool { version: "21.0.0", build: "one", render: render::render, revisions: &[] };
const SECOND: Tool =
    Tool { version: "21.1.0-rc.1", build: "two", render: second, revisions: &[LABELS] };
const THIRD: Tool =
    Tool { version: "22.0.0", build: "three", render: third, revisions: &[LABELS, NOTES] };

const LABELS: Revision = Revision {
    migrations: |_, _| {
        vec![revision("session_labels", "alter table sessions add column label text;")]
    },
};

const NOTES: Revision = Revision {
    migrations: |_, _| {
        vec![revision("session_notes", "alter table sessions add column note text;")]
    },
};

fn revision(name: &str, statement: &str) -> (String, String) {
    (name.to_owned(), guarded("Revises the schema.", statement))
}

/// Other words, another line, a file more and one less.
fn second(plan: Plan) -> Result<Tree, Bug> {
    let tree = render::render(plan)?;
    altered(&tree, |path, text| match path {
        "rustfmt.toml" => None,
        "src/lib.rs" => {
            Some(format!("{text}\n/// The second version.\npub const SECOND: u8 = 2;\n"))
        }
        _ if path.ends_with("handlers.rs") => {
            Some(text.replacen("\nuse ", "\n// Made by the second version.\nuse ", 1))
        }
        _ => Some(text.to_owned()),
    })
}

/// What the second does, and some of it otherwise.
fn third(plan: Plan) -> Result<Tree, Bug> {
    let mut tree = altered(&second(plan)?, |path, text| match path {
        "src/lib.rs" => Some(text.replace("The second version", "The third version")),
        "Dockerfile" => Some(format!("{text}# The third version.\n")),
        _ => Some(text.to_owned()),
    })?;
    tree.insert("docs/third.md", File::plain("# Third\n", Ownership::Managed))?;
    Ok(tree)
}

fn altered(tree: &Tree, alter: impl Fn(&str, &str) -> Option<String>) -> Result<Tree, Bug> {
    let mut other = Tree::default();
    for (path, file) in tree.iter() {
        let text = str::from_utf8(&file.contents).unwrap();
        if let Some(text) = alter(path, text) {
            other.insert(path, File { contents: text.into(), ..file.clone() })?;
        }
    }
    Ok(other)
}

/// A project as a tool makes it.
fn made(tool: Tool) -> Edited {
    let text = examples::find("minimal").unwrap().model;
    let mut tree = (tool.render)(plan::plan(&check(text).unwrap())).unwrap();
    tree.insert(Project::MODEL, File::plain(text, Ownership::Model)).unwrap();
    ledger::record_as(&mut tree, tool.maker()).unwrap();
    Edited::placed(&tree)
}

fn folder(project: &Edited) -> Project {
    Project { folder: project.path("").canonicalize().unwrap() }
}

fn looked(project: &Edited, tool: Tool) -> Emitted {
    change::look_as(folder(project), tool).unwrap_or_else(|fault| panic!("{fault}"))
}

fn upgrade(project: &Edited, tool: Tool) -> Draft {
    let draft = change::upgrade(&looked(project, tool)).unwrap();
    assert_eq!(draft.changes.troubles, []);
    Lock::take(&folder(project)).unwrap().apply("upgrade", &draft.steps()).unwrap();
    draft
}

fn edit(project: &Edited) {
    project.append("src/lib.rs", "\n/// Mine.\npub const MINE: u8 = 1;\n");
    project.append("src/notes/handlers.rs", "\n// mine\n");
    project.replace("Dockerfile", "FROM ", "# mine\nFROM ");
    project.append("README.md", "\nMine.\n");
    fs::remove_file(project.path("clippy.toml")).unwrap();
}

/// G-53: by way of another version or at once, it is the same project, but for the numbers of
/// what was appended to its migrations.
#[test]
fn an_upgrade_in_steps_is_the_upgrade_at_once() {
    let (steps, once) = (made(FIRST), made(FIRST));
    edit(&steps);
    edit(&once);
    assert_eq!(upgrade(&steps, SECOND).migrations.len(), 1);
    assert_eq!(upgrade(&steps, THIRD).migrations.len(), 1);
    assert_eq!(upgrade(&once, THIRD).migrations.len(), 2);
    let kept = |project: &Edited| {
        let mut held = project.held();
        let is_numbered = |path: &str| path.contains("migrations/") || path == SUMS;
        held.retain(|path, _| !is_numbered(path) && path != ledger::PATH);
        held
    };
    assert_eq!(kept(&steps), kept(&once));
    for project in [&steps, &once] {
        assert!(project.read("src/lib.rs").contains("pub const MINE: u8 = 1;"));
        assert!(project.read("src/lib.rs").contains("The third version"));
        assert!(project.read("src/notes/handlers.rs").contains("Made by the second version"));
        assert!(project.read("src/notes/handlers.rs").ends_with("// mine\n"));
        assert!(project.read("Dockerfile").contains("# mine\nFROM "));
        assert!(project.read("README.md").ends_with("\nMine.\n"));
        assert!(!project.path("clippy.toml").exists() && !project.path("rustfmt.toml").exists());
        assert!(project.path("docs/third.md").exists());
        let emitted = looked(project, THIRD);
        assert_eq!((emitted.origin, emitted.ledger.revisions), (Origin::This, 2));
        assert!(change::upgrade(&emitted).unwrap().is_empty());
    }
}

/// A version that lays the same templates out otherwise: nothing tells it but the version.
#[test]
fn another_version_renders_the_same_templates_again() {
    fn relaid(plan: Plan) -> Result<Tree, Bug> {
        let templates = plan.entries.iter().filter_map(|entry| match entry.content {
            Content::Template { .. } => Some(entry.path.clone()),
            Content::Text(_) | Content::Late(_) => None,
        });
        let templates: BTreeSet<String> = templates.collect();
        let mut tree = altered(&render::render(plan.clone())?, |path, text| {
            let is_ours = path.starts_with("src/") && templates.contains(path);
            Some(if is_ours { format!("{text}// Laid out otherwise.\n") } else { text.to_owned() })
        })?;
        tree.views = render::render(plan)?.views;
        Ok(tree)
    }
    let later = Tool { version: "21.0.1", render: relaid, ..FIRST };
    let project = made(FIRST);
    upgrade(&project, later);
    assert_eq!(project.held(), made(later).held());
}

/// A build of the same version that makes something else is another tool: its difference is no
/// edit of a person.
#[test]
fn another_build_of_a_version_is_told_from_a_person() {
    let project = made(FIRST);
    edit(&project);
    let other = Tool { build: "other", render: second, ..FIRST };
    let emitted = looked(&project, other);
    assert_eq!(emitted.origin, Origin::Another);
    let text = project.read("scaffold.toml");
    let refused = change::draft(&emitted, &text, emitted.model.as_ref().unwrap()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "this project was generated by another build of scaffold 21.0.0"
    );
    upgrade(&project, other);
    assert!(project.read("src/lib.rs").contains("pub const MINE: u8 = 1;"));
    assert!(project.read("src/lib.rs").contains("The second version"));
    let emitted = looked(&project, other);
    assert_eq!(emitted.origin, Origin::This);
    assert!(change::draft(&emitted, &text, emitted.model.as_ref().unwrap()).unwrap().is_empty());
    // An edit of what is kept does not make a build another one.
    project.append(".scaffold/base/src/lib.rs", "// mine\n");
    assert_eq!(looked(&project, other).origin, Origin::This);
}

/// A replacement in all files edits what is kept of them alike. A newer version cannot make the
/// texts again, and does not take that for no edit.
#[test]
fn an_edit_of_what_is_kept_hides_no_edit_from_a_newer_version() {
    let project = made(FIRST);
    for path in ["src/lib.rs", ".scaffold/base/src/lib.rs"] {
        project.append(path, "// mine\n");
    }
    assert_eq!(looked(&project, FIRST).origin, Origin::This);
    let fault = change::look_as(folder(&project), SECOND).unwrap_err();
    assert_eq!(fault.to_string(), "`.scaffold/base/src/lib.rs` is not what scaffold wrote there");
    assert_eq!(fault.exit_code(), 2);
}

/// What git merged of two branches has the lines of both among the checksums.
#[test]
fn what_git_merged_is_believed_by_a_newer_version() {
    let project = made(FIRST);
    for path in ["src/lib.rs", ".scaffold/base/src/lib.rs"] {
        project.append(path, "// merged\n");
    }
    let other = format!("{:064x}  src/lib.rs\n", 1);
    project.append(SUMS, &other);
    let emitted = looked(&project, SECOND);
    assert_eq!(emitted.origin, Origin::Older);
    upgrade(&project, SECOND);
    assert!(project.read("src/lib.rs").contains("The second version"));
    assert!(!project.read("src/lib.rs").contains("// merged"));
}

/// Both changed the same lines: nothing is written, and it is shown.
#[test]
fn what_both_changed_is_a_conflict() {
    let project = made(SECOND);
    project.replace("src/lib.rs", "The second version.", "Mine.");
    let draft = change::upgrade(&looked(&project, THIRD)).unwrap();
    let troubles: Vec<&str> =
        draft.changes.troubles.iter().map(|trouble| trouble.path.as_str()).collect();
    assert_eq!(troubles, ["src/lib.rs"]);
}

/// A revision may be about what is there although the model does not ask for it.
#[test]
fn a_revision_is_told_what_is_there_unused() {
    const UNUSED: Revision = Revision {
        migrations: |_, there| {
            let names =
                there.iter().map(|thing| revision(&thing.name.replace('.', "_"), "select 1;"));
            names.collect()
        },
    };
    let project = Edited::new("minimal");
    project.succeeds(&[
        "rename",
        "field",
        "note.title",
        "headline",
        "--gradual",
        "--yes",
        "--breaking",
    ]);
    let known = scaffold::sql::REVISIONS.iter().copied().chain([UNUSED]);
    let revisions = Box::leak(known.collect::<Vec<_>>().into_boxed_slice());
    let later = Tool { version: "99.0.0", revisions, ..FIRST };
    let draft = change::upgrade(&looked(&project, later)).unwrap();
    let names: Vec<&str> = draft.migrations.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["notes_title"]);
}
