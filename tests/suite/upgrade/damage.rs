//! G-52: a record that is damaged is mended from what else is known, or refused. Never is it
//! taken for one that says that nothing was edited.

use std::fs;

use super::first;
use crate::support::Edited;

const LEDGER: &str = ".scaffold/ledger.toml";
const SUMS: &str = ".scaffold/checksums";
const BASE: &str = ".scaffold/base/src/notes/model.rs";

/// What is done to a file of the record.
type Damage = (&'static str, fn(&str) -> Option<String>);

const DAMAGES: &[Damage] = &[
    ("missing", |_| None),
    ("empty", |_| Some(String::new())),
    ("cut short", |text| Some(text[..text.len() / 2].to_owned())),
    ("cut at a line", |text| {
        let half = text[..text.len() / 2].rfind('\n')?;
        Some(text[..=half].to_owned())
    }),
    ("without its first half", |text| Some(text[text.len() / 2..].to_owned())),
    ("in a conflict", |text| {
        let (first, rest) = text.split_once('\n')?;
        Some(format!("<<<<<<< HEAD\n{first}\n=======\nother\n>>>>>>> branch\n{rest}"))
    }),
    ("edited", |text| Some(text.replace("src/notes/model.rs", "src/other/model.rs") + "\n")),
    ("other", |_| Some("nothing of it\n".to_owned())),
];

/// Damages each file of the record in each way, and has a change made that would write over an
/// edit if that were none.
fn survives(project: impl Fn() -> Edited, arguments: &[&str]) {
    for file in [LEDGER, SUMS, BASE, ".scaffold/base/scaffold.toml", ".scaffold/base"] {
        for (name, damage) in DAMAGES {
            let project = project();
            project.replace("src/notes/model.rs", "use ", "// mine\nuse ");
            project.append("src/notes/handlers.rs", "\n// mine\n");
            let path = project.path(file);
            match (path.is_dir(), path.exists()) {
                (true, _) => fs::remove_dir_all(path).unwrap(),
                (_, false) => continue,
                _ => match damage(&project.read(file)) {
                    Some(text) => project.write(file, &text),
                    None => fs::remove_file(path).unwrap(),
                },
            }
            let before = project.held();
            let answer = project.run(arguments);
            let what = format!("{file}, {name}: {:?} {}", answer.code, answer.stderr);
            for edited in ["src/notes/model.rs", "src/notes/handlers.rs"] {
                assert!(project.read(edited).contains("// mine\n"), "{what}");
            }
            if answer.code != Some(0) {
                assert!(matches!(answer.code, Some(1 | 2)), "{what}");
                assert_eq!(project.held(), before, "{what}");
            }
            if file == LEDGER {
                assert_ne!(answer.code, Some(0), "{what}");
            }
        }
    }
}

#[test]
fn no_damage_makes_a_change_lose_an_edit() {
    survives(|| Edited::new("minimal"), &["add", "field", "note", "topic: string(1..9)?", "--yes"]);
}

#[test]
fn no_damage_makes_an_upgrade_lose_an_edit() {
    survives(first, &["upgrade", "--yes"]);
}

/// What is kept of a migration and of the model cannot be made again.
#[test]
fn an_edit_of_the_recorded_model_is_refused() {
    let project = Edited::new("minimal");
    project.replace(".scaffold/base/scaffold.toml", "title = ", "title2 = ");
    let answer = project.run(&["apply", "--yes"]);
    assert_eq!(answer.code, Some(2), "{}", answer.stderr);
    assert!(
        answer.stderr.contains("`.scaffold/base/scaffold.toml` is not what scaffold wrote there"),
        "{}",
        answer.stderr
    );
}
