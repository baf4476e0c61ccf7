//! A project that people edit.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use scaffold::tree::Tree;

use super::project::{paths, place};
use super::{Answer, Sandbox};

/// A generated project in a sandbox.
pub(crate) struct Edited {
    pub sandbox: Sandbox,
}

impl Edited {
    /// The project of an example or, as a text with line ends, of a model.
    pub(crate) fn new(model: &str) -> Self {
        let sandbox = Sandbox::new();
        let answer = match model.contains('\n') {
            true => {
                sandbox.write("model.toml", model);
                sandbox.run(&["new", "project", "--model", "model.toml"])
            }
            false => sandbox.run(&["new", model, "--path", "project"]),
        };
        assert_eq!(answer.code, Some(0), "{}", answer.stderr);
        Self { sandbox }
    }

    /// The project of these files.
    pub(crate) fn placed(tree: &Tree) -> Self {
        let sandbox = Sandbox::new();
        place(tree, &sandbox.path("project"));
        Self { sandbox }
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.sandbox.path("project").join(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|fault| panic!("{path}: {fault}"))
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    pub(crate) fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}:\n{text}");
        self.write(path, &text.replacen(from, to, 1));
    }

    pub(crate) fn append(&self, path: &str, text: &str) {
        self.write(path, &(self.read(path) + text));
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Answer {
        self.run_with(arguments, &[])
    }

    /// The same with variables of the environment.
    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Answer {
        let mut command = self.sandbox.command(arguments);
        command.envs(variables.iter().copied());
        let output = command.current_dir(self.sandbox.path("project")).output().unwrap();
        Answer {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub(crate) fn succeeds(&self, arguments: &[&str]) -> Answer {
        let answer = self.run(arguments);
        assert_eq!(answer.code, Some(0), "{}{}", answer.stdout, answer.stderr);
        answer
    }

    /// Everything in the project but what only undoing needs.
    pub(crate) fn held(&self) -> BTreeMap<String, Vec<u8>> {
        let root = self.sandbox.path("project");
        let kept = paths(&root).into_iter().filter(|path| !path.starts_with(".scaffold/undo/"));
        kept.map(|path| (path.clone(), fs::read(root.join(path)).unwrap())).collect()
    }

    /// Files that differ from those of a project that is made from the model as it is now; its
    /// history left out.
    pub(crate) fn differing(&self) -> Vec<String> {
        let folder = self.sandbox.path("fresh");
        let _ = fs::remove_dir_all(&folder);
        let model = "project/scaffold.toml";
        let name = self.read("scaffold.toml");
        let name = name.split_once("name = \"").unwrap().1.split_once('"').unwrap().0;
        let new = ["new", name, "--path", "fresh", "--model", model];
        let answer = self.sandbox.run(&new);
        assert_eq!(answer.code, Some(0), "{}", answer.stderr);
        let held = self.held();
        let fresh = paths(&folder);
        let all: std::collections::BTreeSet<&String> = fresh.iter().chain(held.keys()).collect();
        let is_history =
            |path: &str| path.starts_with(".scaffold/") || path.contains("migrations/");
        let differs = |path: &&String| {
            !is_history(path) && fs::read(folder.join(path)).ok() != held.get(*path).cloned()
        };
        all.into_iter().filter(differs).cloned().collect()
    }
}
