//! Two branches of a project that each change the model, merged by git alone.

use std::fs;
use std::path::PathBuf;

use crate::support::project::paths;
use crate::support::{Answer, Sandbox};

/// A project under version control.
struct Repository {
    sandbox: Sandbox,
}

impl Repository {
    fn new(example: &str) -> Self {
        let sandbox = Sandbox::new();
        assert_eq!(sandbox.run(&["new", example, "--path", "project"]).code, Some(0));
        let repository = Self { sandbox };
        repository.git(&["init", "--quiet", "--initial-branch", "main"]);
        repository.commit("A new project");
        repository
    }

    fn path(&self, path: &str) -> PathBuf {
        self.sandbox.path("project").join(path)
    }

    fn try_git(&self, arguments: &[&str]) -> Result<String, String> {
        let mut git = self.sandbox.program("git");
        git.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]);
        let output = git.args(arguments).current_dir(self.path("")).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        match output.status.success() {
            true => Ok(said),
            false => Err(format!("{said}{}", String::from_utf8_lossy(&output.stderr))),
        }
    }

    fn git(&self, arguments: &[&str]) -> String {
        self.try_git(arguments).unwrap_or_else(|fault| panic!("git {arguments:?}: {fault}"))
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    fn try_run(&self, arguments: &[&str]) -> Answer {
        let mut command = self.sandbox.command(arguments);
        let output = command.current_dir(self.path("")).output().unwrap();
        Answer {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn run(&self, arguments: &[&str]) {
        let answer = self.try_run(arguments);
        assert_eq!(answer.code, Some(0), "{arguments:?}: {}{}", answer.stdout, answer.stderr);
    }

    /// The files of its migrations, in order.
    fn migrations(&self) -> Vec<String> {
        let files = paths(&self.path("migrations")).into_iter();
        files.map(|file| format!("migrations/{file}")).collect()
    }

    /// Does something on a branch of its own that begins at `main`.
    fn on_branch(&self, name: &str, change: impl FnOnce(&Self)) {
        self.git(&["checkout", "--quiet", "-b", name, "main"]);
        change(self);
        self.commit(name);
    }

    /// Merges the two branches, and makes sure that the project is as its model says.
    fn merge(&self, ours: &str, theirs: &str) {
        self.git(&["checkout", "--quiet", ours]);
        self.git(&["merge", "--quiet", "--no-edit", theirs]);
        let before = self.git(&["status", "--porcelain"]);
        assert_eq!(before, "", "a merge leaves nothing");
        self.run(&["plan", "--check"]);
        self.run(&["apply", "--yes"]);
        assert_eq!(self.git(&["status", "--porcelain"]), "", "there is nothing to apply");
    }

    /// Makes sure that the project is the one that one makes of its model, but for what says how
    /// it came to it.
    fn is_as_new(&self) {
        let arguments = ["new", "other", "--path", "fresh", "--model", "project/scaffold.toml"];
        let name = fs::read_to_string(self.path("scaffold.toml")).unwrap();
        let name = name.lines().find_map(|line| line.strip_prefix("name = \"")).unwrap();
        let mut arguments = arguments;
        arguments[1] = name.trim_end_matches('"');
        let answer = self.sandbox.run(&arguments);
        assert_eq!(answer.code, Some(0), "{}", answer.stderr);
        let is_history = |path: &&String| {
            [".scaffold/", ".git/", "migrations/"].iter().any(|start| path.starts_with(start))
        };
        let (fresh, held) = (paths(&self.sandbox.path("fresh")), paths(&self.path("")));
        let all = fresh.iter().chain(&held).filter(|path| !is_history(path));
        let differs = |path: &&String| {
            fs::read(self.sandbox.path("fresh").join(path)).ok() != fs::read(self.path(path)).ok()
        };
        assert_eq!(all.filter(differs).collect::<Vec<_>>(), [""; 0]);
    }
}

fn add(name: &str, fields: &'static [&str]) -> impl FnOnce(&Repository) {
    let start = ["add", "resource", name, "author: -> user owner"].map(str::to_owned);
    move |repository| {
        let all: Vec<&str> =
            start.iter().map(String::as_str).chain(fields.iter().copied()).collect();
        repository.run(&[all.as_slice(), &["--yes"]].concat());
    }
}

const TITLE: &[&str] = &["title: string(1..200) filter"];

/// Names that lie apart in the alphabet, so that each list has a line between them.
#[test]
fn two_branches_that_each_add_a_resource_merge_with_git_alone() {
    for (ours, theirs) in [("one", "other"), ("other", "one")] {
        let repository = Repository::new("social-sharing");
        repository.on_branch("one", add("invoice", TITLE));
        repository.on_branch("other", add("review", TITLE));
        repository.merge(ours, theirs);
        repository.is_as_new();
    }
}

/// What values of a kind need is there before the first of them is.
#[test]
fn two_branches_that_each_add_kinds_of_values_merge_with_git_alone() {
    let repository = Repository::new("social-sharing");
    let address = &["site: url", "code: string(1..9) pattern('[a-z]+')", "day: date? filter"];
    let numbers = &["rank: integer(1..5)", "ratio: float min(0)", "at: timestamp?"];
    repository.on_branch("one", add("invoice", address));
    repository.on_branch("other", add("review", numbers));
    repository.merge("one", "other");
    repository.is_as_new();
}

/// G-42, G-44: a rebase that drops what was recorded of a change, and nothing else of it, makes no
/// second migration for what the first one has made.
#[test]
fn a_change_whose_record_git_took_back_is_recorded_and_made_no_second_time() {
    let project = Repository::new("minimal");
    let change =
        |project: &Repository| project.run(&["add", "field", "note", "rank: integer?", "--yes"]);
    change(&project);
    project.git(&["add", "--all"]);
    let whole = project.git(&["write-tree"]);
    project.git(&["reset", "--quiet", "HEAD", "--", ".scaffold"]);
    project.git(&["checkout", "--quiet", "--", ".scaffold"]);
    project.git(&["clean", "--quiet", "--force", "-d", "--", ".scaffold"]);
    assert_ne!(project.git(&["write-tree"]), whole);
    let plan = project.try_run(&["plan"]);
    let keeps = plan.stdout.matches("which makes this change already\n").count();
    assert!(keeps > 0 && !plan.stdout.contains("migrate"), "{}{}", plan.stdout, plan.stderr);
    project.run(&["apply", "--yes"]);
    project.git(&["add", "--all"]);
    assert_eq!(project.git(&["write-tree"]), whole);
    project.run(&["plan", "--check"]);
}

/// The same where a change of the other branch is recorded, and its migration comes behind.
#[test]
fn a_change_whose_record_git_took_back_is_known_before_one_that_is_recorded() {
    let project = Repository::new("minimal");
    project.run(&["add", "field", "note", "rank: integer?", "--yes"]);
    let migration = project.migrations().pop().unwrap();
    let text = fs::read(project.path(&migration)).unwrap();
    project.run(&["undo"]);
    project.run(&["add", "field", "note", "place: integer?", "--yes"]);
    // Its number is the smaller one.
    let other = project.migrations().pop().unwrap();
    let (_, name) = migration.split_once('_').unwrap();
    let before = format!("migrations/0003_{name}");
    assert!(other > before, "{other}");
    fs::write(project.path(&before), text).unwrap();
    let answer = project.try_run(&["add", "field", "note", "rank: integer?", "--yes"]);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    assert_eq!(project.migrations().len(), 4, "{:?}", project.migrations());
    project.run(&["plan", "--check"]);
}

/// G-44: what a sparse work tree leaves out is not deleted. A change of the rest would record it as
/// changed, and none of it would ever be.
#[test]
fn a_sparse_work_tree_is_refused_until_all_of_the_project_is_there() {
    let project = Repository::new("minimal");
    for format in ["2", "4"] {
        project.git(&["config", "index.version", format]);
        for index in ["--no-sparse-index", "--sparse-index"] {
            project.git(&["sparse-checkout", "set", index, ".scaffold", "src", "migrations"]);
            let answer = project.try_run(&["add", "field", "note", "rank: integer?", "--yes"]);
            assert_eq!(answer.code, Some(3), "{format} {index}: {}", answer.stderr);
            let said = "error: git left ";
            assert!(answer.stderr.starts_with(said), "{format} {index}: {}", answer.stderr);
            let status = project.try_run(&["status"]);
            assert!(status.stderr.contains("listed as deleted"), "{format}: {}", status.stderr);
            assert_eq!(project.git(&["status", "--porcelain"]), "");
            project.git(&["sparse-checkout", "disable"]);
        }
    }
    project.git(&["sparse-checkout", "set", "src", "migrations"]);
    let answer = project.try_run(&["status"]);
    assert!(answer.stderr.contains("`git sparse-checkout add .scaffold`"), "{}", answer.stderr);
    project.git(&["sparse-checkout", "disable"]);
    // What is left out of others' folders is none of its business, and a deletion is one.
    fs::create_dir(project.path("other")).unwrap();
    fs::write(project.path("other/mine"), "").unwrap();
    project.commit("Another folder");
    project.git(&["sparse-checkout", "set", "--no-cone", "/*", "!/other/"]);
    assert!(!project.path("other").exists());
    fs::remove_file(project.path("deny.toml")).unwrap();
    project.run(&["add", "field", "note", "rank: integer?", "--yes"]);
}
