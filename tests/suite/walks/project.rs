//! A project that people edit goes from one command to the next.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use scaffold::sql;

use super::commands::draw;
use super::{seeds, steps};
use crate::drawn::Dice;
use crate::support::Edited;
use crate::support::project::{check, progress};

type Files = BTreeMap<String, Vec<u8>>;

#[test]
fn a_project_is_whole_after_every_command() {
    let mut faults = Vec::new();
    for seed in seeds(0..2) {
        let mut walk = Walk::begin(seed);
        if let Err(fault) = walk.go(steps(5)) {
            let last = walk.said.join("\n  scaffold ");
            faults.push(format!("SCAFFOLD_WALKS={seed}..{}: {fault}\n  scaffold {last}", seed + 1));
        }
        progress(&format!(
            "walk of seed {seed}: {} of {} commands made",
            walk.made,
            walk.said.len()
        ));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// A project, and what was done to it.
pub(crate) struct Walk {
    pub project: Edited,
    dice: Dice,
    said: Vec<String>,
    made: usize,
    edited: BTreeSet<String>,
}

impl Walk {
    pub(crate) fn begin(seed: u64) -> Self {
        let example =
            ["minimal", "social-sharing", "storefront"][usize::try_from(seed % 3).unwrap()];
        let dice = Dice(seed ^ 0x7072_6f6a);
        let project = Edited::new(example);
        Self {
            project,
            dice,
            said: vec![format!("new {example}")],
            made: 0,
            edited: BTreeSet::new(),
        }
    }

    pub(crate) fn go(&mut self, steps: usize) -> Result<(), String> {
        for number in 1..=steps {
            if self.dice.one_in(2) {
                self.edit(number);
            }
            self.step(number)?;
        }
        self.is_as_new()
    }

    /// What a person adds, in a form that no formatter would change.
    fn edit(&mut self, number: usize) {
        let sources = self.project.held().into_keys().filter(|path| {
            let is_code = path.starts_with("src/") || path.starts_with("tests/api/");
            is_code && Path::new(path).extension().is_some_and(|it| it == "rs")
        });
        let sources: Vec<String> = sources.collect();
        let path = &sources[self.dice.below(sources.len())];
        let text = self.project.read(path);
        let is_statement = |line: &&str| line.starts_with("    let ") || line.starts_with("use ");
        let lines: Vec<&str> = text.lines().filter(is_statement).collect();
        let text = match lines.get(self.dice.below(lines.len())) {
            Some(line) => {
                let indent = &line[..line.len() - line.trim_start().len()];
                text.replacen(line, &format!("{indent}// Mine: {number}.\n{line}"), 1)
            }
            None => format!("{text}\n// Mine: {number}.\n"),
        };
        self.said.push(format!("(an edit of {path})"));
        self.project.write(path, &text);
        self.edited.insert(path.clone());
    }

    fn step(&mut self, number: usize) -> Result<(), String> {
        let model = check(&self.project.read("scaffold.toml"))?;
        let before = self.project.held();
        let mut arguments = draw(&mut self.dice, &model, number, &retired(&before));
        self.said.push(arguments.join(" "));
        let patch = match self.dice.one_in(3) {
            true => Some(self.run(&arguments, "--dry-run")),
            false => None,
        };
        if self.project.held() != before {
            return Err("a dry run writes".to_owned());
        }
        arguments.extend(["--yes", "--breaking"].map(str::to_owned));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let answer = self.project.run(&arguments);
        let after = self.project.held();
        if answer.code != Some(0) {
            let is_refusal = matches!(answer.code, Some(1 | 2)) && after == before;
            self.said.push(format!("({})", answer.stderr.lines().next().unwrap_or_default()));
            return if is_refusal { Ok(()) } else { Err(answer.stderr) };
        }
        self.made += 1;
        if let Some(patch) = patch {
            let patched = self.patched(&before, &patch)?;
            same("what `git apply` makes of a dry run", &after, &patched)?;
        }
        let check = self.project.run(&["plan", "--check"]);
        if check.code != Some(0) {
            return Err(format!("`plan --check` after it: {}{}", check.stdout, check.stderr));
        }
        self.is_formatted(&after)?;
        let again = self.project.run(&arguments);
        same(&format!("said again ({:?})", again.code), &after, &self.project.held())?;
        if arguments[..2] == ["add", "resource"] && !arguments.contains(&"--under") {
            keeps_permissions(&before, &after)?;
        }
        if self.dice.one_in(2) && after != before {
            let undone = self.project.run(&["undo"]);
            if undone.code != Some(0) {
                return Err(format!("undo: {}", undone.stderr));
            }
            same("undone", &before, &self.project.held())?;
            self.project.run(&arguments);
            same("done again", &after, &self.project.held())?;
        }
        Ok(())
    }

    fn run(&self, arguments: &[String], last: &str) -> String {
        let arguments: Vec<&str> =
            arguments.iter().map(String::as_str).chain(std::iter::once(last)).collect();
        self.project.run(&arguments).stdout
    }

    /// What git makes of files and a patch.
    fn patched(&self, before: &Files, patch: &str) -> Result<Files, String> {
        let folder = self.project.sandbox.path("patched");
        let _ = fs::remove_dir_all(&folder);
        for (path, contents) in before {
            let place = folder.join(path);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(place, contents).unwrap();
        }
        self.project.sandbox.write("change.patch", patch);
        if !patch.is_empty() {
            let mut git = Command::new("git");
            let output =
                git.args(["apply", "../change.patch"]).current_dir(&folder).output().unwrap();
            if !output.status.success() {
                return Err(format!("git apply: {}", String::from_utf8_lossy(&output.stderr)));
            }
        }
        let found = crate::support::project::paths(&folder).into_iter();
        Ok(found.map(|path| (path.clone(), fs::read(folder.join(path)).unwrap())).collect())
    }

    fn is_formatted(&self, files: &Files) -> Result<(), String> {
        let roots = ["build.rs", "src/lib.rs", "src/main.rs", "tests/api/main.rs"];
        let roots = roots.into_iter().filter(|path| files.contains_key(*path));
        let mut rustfmt = Command::new("rustfmt");
        rustfmt.args(["--check", "--color", "never", "--edition", "2024"]).args(roots);
        let output = rustfmt.current_dir(self.project.path("")).output().unwrap();
        match output.status.success() {
            true => Ok(()),
            false => Err(format!(
                "not as rustfmt has it: {}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            )),
        }
    }

    /// G-46: but for edits and migrations it is the project that its model gives at once.
    fn is_as_new(&self) -> Result<(), String> {
        let differing = self.project.differing();
        let is_mine = |path: &&String| {
            String::from_utf8_lossy(&fs::read(self.project.path(path)).unwrap_or_default())
                .contains("Mine: ")
        };
        match differing.iter().find(|path| !is_mine(path)) {
            None => Ok(()),
            Some(path) => Err(format!("`{path}` is not as in a new project")),
        }
    }
}

/// What waits to be dropped.
fn retired(files: &Files) -> Vec<String> {
    let migrations = files.iter().filter(|(path, _)| path.starts_with("migrations/"));
    let texts = migrations.map(|(_, text)| str::from_utf8(text).unwrap());
    sql::retired(texts).into_iter().map(|thing| thing.name).collect()
}

fn same(what: &str, wanted: &Files, found: &Files) -> Result<(), String> {
    let paths: BTreeSet<&String> = wanted.keys().chain(found.keys()).collect();
    let differing = paths.into_iter().filter(|path| wanted.get(*path) != found.get(*path));
    let differing: Vec<_> = differing.collect();
    match differing.is_empty() {
        true => Ok(()),
        false => Err(format!("{what}: other files: {differing:?}")),
    }
}

/// G-49: nobody may do anything else to what was there before.
fn keeps_permissions(before: &Files, after: &Files) -> Result<(), String> {
    let sections = |files: &Files| -> Vec<String> {
        let text = String::from_utf8_lossy(&files["tests/api/permissions.txt"]).into_owned();
        text.split("\n\n").skip(1).map(|section| section.trim_end().to_owned()).collect()
    };
    let now = sections(after);
    match sections(before).into_iter().find(|section| !now.contains(section)) {
        None => Ok(()),
        Some(section) => Err(format!("permissions changed of\n{section}")),
    }
}
