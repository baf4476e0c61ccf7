//! squawk looks at every kind of migration that a change of a model makes. Continuous integration
//! has to have it.

use std::path::PathBuf;
use std::process::Command;

use scaffold::sql::{self, Migration, Past};

use crate::support::Sandbox;
use crate::support::project::{check, not_run};

use super::{BEFORE, RICH, additions, removals, renames, types, variants};

fn squawk() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap();
    let mut programs = std::env::split_paths(&path).map(|folder| folder.join("squawk"));
    programs.find(|program| program.is_file())
}

/// From a text to the same with replacements, and then without all that it left.
fn steps(text: &str, changes: &[(&str, &str)], gradual: bool) -> Vec<Migration> {
    let mut told = text.to_owned();
    for (from, to) in changes {
        told = told.replacen(from, to, 1);
    }
    let [before, after] =
        [text, &told].map(|text| check(text).unwrap_or_else(|report| panic!("{report}")));
    let past = Past { gradual, ..Past::default() };
    let Ok(mut steps) = sql::evolve_past(&before, &after, 9, &past) else {
        assert!(gradual, "{changes:?}");
        return Vec::new();
    };
    let retired = sql::retired(steps.iter().map(|step| step.text.as_str()));
    let drop = retired.iter().map(|thing| thing.name.clone()).collect();
    let past = Past { retired, drop, ..Past::default() };
    steps.extend(sql::evolve_past(&after, &after, 50, &past).unwrap());
    steps
}

#[test]
fn squawk_finds_nothing() {
    let Some(squawk) = squawk() else {
        return not_run("there is no squawk to lint migrations");
    };
    let sandbox = Sandbox::new();
    let mut files = Vec::new();
    let mut write = |steps: Vec<Migration>| {
        for step in steps {
            let name = format!("{:03}_{}", files.len(), step.file());
            sandbox.write(&name, &step.text);
            files.push(name);
        }
    };
    for change in additions::CHANGES {
        write(steps(BEFORE, &[*change], false));
    }
    for (from, to, _) in types::CONVERSIONS {
        write(steps(BEFORE, &[(from, to)], false));
    }
    for (changes, _) in renames::RENAMES {
        write(steps(RICH, changes, false));
        write(steps(RICH, changes, true));
    }
    for (changes, ..) in removals::REMOVALS {
        write(steps(RICH, changes, false));
    }
    let moods = variants::MOODS;
    for variants in ["[\"calm\", \"merry\", \"loud\"]", "[\"wild\", \"calm was(merry)\", \"loud\"]"]
    {
        write(steps(&variants::text(&[]), &[(moods, variants)], false));
    }
    assert!(files.len() > 50);
    let output = Command::new(squawk)
        .args(["--assume-in-transaction", "--pg-version=17.0", "--exclude=prefer-bigint-over-int"])
        .args(&files)
        .current_dir(sandbox.path(""))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
