//! A project that people edit goes from one command to the next, also from one that a release made
//! to this version.
//!
//! What the first walk of the smallest example ends with is built, and passes its own tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use scaffold::database::Cluster;
use scaffold::tree::{File, Ownership, Tree};
use scaffold::{ledger, sql, version};

use super::commands::draw;
use super::{seeds, steps};
use crate::drawn::Dice;
use crate::support::Edited;
use crate::support::project::{
    attempt, cargo, check, kept_folder, one_build_at_a_time, place, progress,
};
use crate::support::release::{services, versions};

type Files = BTreeMap<String, Vec<u8>>;

/// The smallest first: it is the one that is built.
const EXAMPLES: [&str; 3] = ["minimal", "social-sharing", "storefront"];

fn example(seed: u64) -> &'static str {
    EXAMPLES[usize::try_from(seed % 3).unwrap()]
}

#[test]
fn a_project_is_whole_after_every_command() {
    let walks = seeds(0..2).map(|seed| (seed, Walk::begin(seed)));
    all_end_well("walked", walks, |walk| walk.go(steps(5)));
}

/// G-53, G-57: what people have written into a project of a release outlives the upgrade.
#[test]
fn a_project_of_a_release_is_whole_after_its_upgrade_and_every_command() {
    for release in versions().into_iter().filter(|release| release != version::THIS) {
        let walks = seeds(0..2).map(|seed| (seed, Walk::begin_released(seed, &release)));
        all_end_well("upgraded", walks, |walk| {
            (1000..1006).for_each(|number| walk.edit(number));
            walk.upgrade()?;
            walk.go(steps(4))
        });
    }
}

/// Goes all walks, and builds what the first of the smallest example ends with in a folder of
/// this name.
fn all_end_well(
    name: &str,
    walks: impl Iterator<Item = (u64, Walk)>,
    go: impl Fn(&mut Walk) -> Result<(), String>,
) {
    let mut faults = Vec::new();
    let mut is_built = false;
    for (seed, mut walk) in walks {
        let mut end = go(&mut walk);
        progress(&format!(
            "walk of seed {seed}: {} of {} commands made",
            walk.made,
            walk.said.len()
        ));
        if example(seed) == EXAMPLES[0] && !is_built {
            end = end.and_then(|()| walk.is_good(name));
            is_built = true;
        }
        if let Err(fault) = end {
            let last = walk.said.join("\n  scaffold ");
            faults.push(format!("SCAFFOLD_WALKS={seed}..{}: {fault}\n  scaffold {last}", seed + 1));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// A project, and what was done to it.
pub(crate) struct Walk {
    pub project: Edited,
    dice: Dice,
    said: Vec<String>,
    made: usize,
}

impl Walk {
    pub(crate) fn begin(seed: u64) -> Self {
        let example = example(seed);
        Self::of(Edited::new(example), seed, format!("new {example}"))
    }

    /// From what a release made of an example.
    fn begin_released(seed: u64, release: &str) -> Self {
        let example = example(seed);
        let project = Edited::placed(&services(release)[example]);
        Self::of(project, seed ^ 0x7570, format!("new {example}, as {release} made it"))
    }

    fn of(project: Edited, seed: u64, origin: String) -> Self {
        Self { project, dice: Dice(seed ^ 0x7072_6f6a), said: vec![origin], made: 0 }
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

    /// What a person adds, in a form that no formatter would change and every compiler takes.
    fn edit(&mut self, number: usize) {
        let files = self.project.held().into_keys().filter(|path| {
            let is_theirs = ledger::keeps_base(path) && !ledger::is_record(path);
            let is_derived = [Some("json"), Some("lock"), Some("txt")].contains(&form(path));
            is_theirs && !is_derived && !path.starts_with("migrations/")
        });
        let is_code = |path: &str| form(path) == Some("rs");
        // Mostly code: that is what changes of a model are about.
        let wants_code = !self.dice.one_in(4);
        let files: Vec<String> = files.filter(|path| is_code(path) == wants_code).collect();
        let path = &files[self.dice.below(files.len())];
        let text = self.project.read(path);
        self.said.push(format!("(an edit of {path})"));
        let end = match form(path) {
            Some("rs") if self.dice.one_in(2) => {
                let item = "#[expect(dead_code, reason = \"it is an edit\")]\nconst MINE";
                Some(format!("\n/// Mine: {number}.\n{item}_{number}: usize = {number};\n"))
            }
            Some("rs") => None,
            Some("md") => Some(format!("\nMine: {number}.\n")),
            _ => Some(format!("\n# Mine: {number}.\n")),
        };
        if let Some(end) = end {
            return self.project.write(path, &(text + &end));
        }
        let is_statement = |line: &&str| line.starts_with("    let ") || line.starts_with("use ");
        let lines: Vec<&str> = text.lines().filter(is_statement).collect();
        let text = match lines.get(self.dice.below(lines.len())) {
            Some(line) => {
                let indent = &line[..line.len() - line.trim_start().len()];
                // As a whole line: it may stand in a longer one that is indented further.
                let edited = format!("\n{indent}// Mine: {number}.\n{line}\n");
                text.replacen(&format!("\n{line}\n"), &edited, 1)
            }
            None => format!("{text}\n// Mine: {number}.\n"),
        };
        self.project.write(path, &text);
    }

    /// This version in place of that which made the project: no edit is gone, and the patch that is
    /// shown is what is done.
    fn upgrade(&mut self) -> Result<(), String> {
        self.said.push("upgrade".to_owned());
        let before = self.project.held();
        let patch = self.run(&["upgrade".to_owned()], "--dry-run");
        same("a dry run", &before, &self.project.held())?;
        let upgrade = || {
            let answer = self.project.run(&["upgrade", "--yes"]);
            if answer.code == Some(0) { Ok(()) } else { Err(answer.stderr) }
        };
        upgrade()?;
        let after = self.project.held();
        same("what `git apply` makes of a dry run", &after, &self.patched(&before, &patch)?)?;
        let mine = |files: &Files| -> Vec<String> {
            let texts = files.iter().filter(|(path, _)| !ledger::is_record(path));
            let texts = texts.map(|(_, text)| String::from_utf8_lossy(text));
            let lines = texts.flat_map(|text| {
                let mine = text.lines().filter(|line| line.to_lowercase().contains("mine"));
                mine.map(str::to_owned).collect::<Vec<_>>()
            });
            let mut lines: Vec<String> = lines.collect();
            lines.sort();
            lines
        };
        if mine(&before) != mine(&after) {
            return Err(format!("an edit is gone: {:?}, {:?}", mine(&before), mine(&after)));
        }
        self.is_formatted(&after)?;
        let undone = self.project.run(&["undo"]);
        if undone.code != Some(0) {
            return Err(format!("undo: {}", undone.stderr));
        }
        same("undone", &before, &self.project.held())?;
        upgrade()?;
        same("done again", &after, &self.project.held())
    }

    /// G-53, G-57: what it has become is built without an error, and passes its own tests.
    fn is_good(&self, name: &str) -> Result<(), String> {
        let _one = one_build_at_a_time();
        let cluster = Cluster::throw_away().expect("a Postgres server");
        let folder = kept_folder("emitted").join(name);
        let mut tree = Tree::default();
        for (path, contents) in self.project.held() {
            tree.insert(path, File::plain(contents, Ownership::Managed)).unwrap();
        }
        place(&tree, &folder);
        // One at a time: it is among the last tests, when the machine is busy with builds.
        let one_by_one =
            ["test", "--quiet", "--locked", "--no-fail-fast", "--", "--test-threads=1"];
        let mut tests = cargo(&folder, &one_by_one);
        let tests = tests.env("TEST_DATABASE_URL", cluster.url("postgres"));
        attempt(&format!("tests of {name}"), tests)
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

/// The end of a file's name.
fn form(path: &str) -> Option<&str> {
    Path::new(path).extension().and_then(|it| it.to_str())
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
