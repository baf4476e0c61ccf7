//! `scaffold add resource`, stopped at each of its calls that write: by a kill, by a disk that is
//! full, by one that fails. A real process each time, in a project that people have edited.
//!
//! A sample of the calls, as many as a run of the suite has time for. `SCAFFOLD_SWEEP=all` takes
//! every call, which takes some minutes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::Sandbox;
use crate::support::project::{paths, progress};

/// What changes a file system, or makes a change last.
const CALLS: &str = "/^(write|pwrite64|fsync|fdatasync|syncfs|rename(at2?)?|link(at)?|symlink(at)?|\
                     mkdir(at)?|unlink(at)?|rmdir|ftruncate|fchmod(at2?)?|chmod|chown|fchown(at)?)$";

/// The change that is stopped.
const CHANGE: [&str; 6] =
    ["add", "resource", "mark", "note: -> note", "author: -> user owner", "--yes"];

/// How many calls lie between two of the sample, and how many of the last are all in it: that
/// is where a change is decided.
const STRIDE: usize = 53;
const LAST: usize = 1;

/// A project with edits, and what a change makes of it that nobody stops.
struct Sweep {
    sandbox: Sandbox,
    before: Files,
    whole: Files,
    /// How often each call is made.
    calls: BTreeMap<String, usize>,
}

/// Each file of a project with its permissions, but for what is only the tool's to know.
type Files = BTreeMap<String, (u32, Vec<u8>)>;

impl Sweep {
    /// None where programs cannot be traced. Continuous integration must be able to.
    fn new() -> Option<Self> {
        if let Err(why) = can_trace() {
            assert!(std::env::var_os("CI").is_none(), "strace is needed: {why}");
            progress(&format!("not swept, because nothing can be traced: {why}"));
            return None;
        }
        let sandbox = Sandbox::new();
        assert_eq!(sandbox.run(&["new", "minimal", "--path", "project"]).code, Some(0));
        edit(&sandbox.path("project"));
        let before = files(&sandbox.path("project"));

        copy(&sandbox.path("project"), &sandbox.path("whole"));
        let answer = traced(
            &sandbox,
            "whole",
            &["-o", "../calls", "-e", &format!("trace={CALLS}")],
            &CHANGE,
        );
        assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
        let calls = counted(&fs::read_to_string(sandbox.path("calls")).unwrap());
        let whole = files(&sandbox.path("whole"));
        assert_ne!(before, whole);
        Some(Self { sandbox, before, whole, calls })
    }

    /// Every call that is to be stopped: its name, and which of its name it is.
    fn stops(&self) -> Vec<(String, usize)> {
        let is_all = std::env::var("SCAFFOLD_SWEEP").is_ok_and(|value| value == "all");
        let every = self.calls.iter().flat_map(|(call, count)| {
            (1..=*count)
                .filter(move |at| is_all || at % STRIDE == 1 || at + LAST > *count)
                .map(|at| (call.clone(), at))
        });
        every.collect()
    }

    /// A project to be changed, of which every file is one with the original: who writes into a
    /// file instead of putting another in its place is found out.
    fn project(&self) -> PathBuf {
        let folder = self.sandbox.path("trial");
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        copy(&self.sandbox.path("project"), &folder);
        folder
    }

    /// The change with something injected into one kind of call.
    fn run(&self, call: &str, injected: &str) -> Output {
        let (trace, inject) = (format!("trace={call}"), format!("inject={call}:{injected}"));
        traced(&self.sandbox, "trial", &["-o", "/dev/null", "-e", &trace, "-e", &inject], &CHANGE)
    }

    /// What the next run makes of a project in which one was stopped: all of the change or
    /// nothing of it, and nothing is left lying about.
    fn assert_settled(&self, folder: &Path, when: &str) -> bool {
        for (path, file) in files(folder) {
            let known = [&self.before, &self.whole].map(|side| side.get(&path));
            assert!(known.contains(&Some(&file)), "{path} is neither old nor new {when}");
        }
        let mut command = self.sandbox.command(&["apply", "--yes"]);
        let output = command.current_dir(folder).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "the next run {when}: {said}");
        let left = fs::read_dir(folder.join(".scaffold")).unwrap();
        let left: BTreeSet<String> =
            left.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert!(!left.contains("change"), "something is left {when}: {left:?}");
        let held = files(folder);
        let is_made = held == self.whole;
        assert!(is_made || held == self.before, "half a change {when}: {said}");
        assert_eq!(files(&self.sandbox.path("project")), self.before, "a link was written {when}");
        is_made
    }
}

/// G-27: all of the change or nothing of it, whichever call a run was killed at.
#[test]
fn a_change_that_is_killed_at_any_call_is_finished_or_never_was() {
    let Some(sweep) = Sweep::new() else { return };
    let mut made = 0;
    let stops = sweep.stops();
    for (call, at) in &stops {
        let folder = sweep.project();
        let output = sweep.run(call, &format!("signal=KILL:when={at}"));
        assert!(!output.status.success(), "{call} {at} was not reached");
        made += usize::from(sweep.assert_settled(&folder, &format!("killed at {call} {at}")));
    }
    assert!(made > 0 && made < stops.len(), "{made} of {} were finished", stops.len());
    progress(&format!("killed at {} calls: {made} finished, the rest undone", stops.len()));
}

/// G-25, G-26: a call that fails, because the disk is full or broken, is a fault of the
/// environment that takes everything back; or it was one on which nothing depends.
#[test]
fn a_change_whose_calls_fail_is_made_as_a_whole_or_not_at_all() {
    let Some(sweep) = Sweep::new() else { return };
    let mut failed = 0;
    for (number, (call, at)) in sweep.stops().iter().enumerate() {
        let folder = sweep.project();
        let fault = ["ENOSPC", "EIO", "EDQUOT", "EACCES"][number % 4];
        let output = sweep.run(call, &format!("error={fault}:when={at}"));
        let when = format!("with {fault} at {call} {at}");
        let said = String::from_utf8_lossy(&output.stderr);
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 3)), "it ended with {code:?} {when}: {said}");
        failed += usize::from(code == Some(3));
        sweep.assert_settled(&folder, &when);
    }
    assert!(failed > 0);
}

/// Everything fails from some call on, as on a disk that stays full: what cannot be taken back
/// at once is by the next run.
#[test]
fn a_disk_that_stays_full_loses_nothing() {
    let Some(sweep) = Sweep::new() else { return };
    for (call, at) in sweep.stops().iter().step_by(3).filter(|(call, _)| call != "write") {
        let folder = sweep.project();
        let output = sweep.run(call, &format!("error=ENOSPC:when={at}+"));
        let when = format!("with ENOSPC from {call} {at} on");
        assert!(matches!(output.status.code(), Some(0 | 3)), "{:?} {when}", output.status);
        sweep.assert_settled(&folder, &when);
    }
}

/// What people do to a project: edits of files that the change has to write, another mode, other
/// line ends, a link, a file of their own.
fn edit(folder: &Path) {
    let change = |path: &str, from: &str, to: &str| {
        let text = fs::read_to_string(folder.join(path)).unwrap();
        assert!(text.contains(from), "{path} has no {from:?}");
        fs::write(folder.join(path), text.replace(from, to)).unwrap();
    };
    change("src/lib.rs", "pub mod notes;", "mod mail;\npub mod notes;");
    change("src/app.rs", "\n", "\r\n");
    change("scaffold.toml", "[service]", "# ours\n[service]");
    fs::write(folder.join("src/mail.rs"), "//! Mail.\n").unwrap();
    fs::set_permissions(folder.join("README.md"), fs::Permissions::from_mode(0o664)).unwrap();
    fs::rename(folder.join("sqlx.toml"), folder.join("docs/sqlx.toml")).unwrap();
    symlink("docs/sqlx.toml", folder.join("sqlx.toml")).unwrap();
}

/// A second name for each file.
fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-al").args([from, to]).status().unwrap();
    assert!(copied.success());
}

fn files(folder: &Path) -> Files {
    let is_ours = |path: &String| {
        [".scaffold/change/", ".scaffold/undo/"].iter().any(|start| path.starts_with(start))
    };
    let paths = paths(folder).into_iter().filter(|path| !is_ours(path));
    paths
        .map(|path| {
            let mode = fs::symlink_metadata(folder.join(&path)).unwrap().permissions().mode();
            let contents = fs::read(folder.join(&path)).unwrap();
            (path, (mode, contents))
        })
        .collect()
}

/// The tool under strace, in a folder of the sandbox.
fn traced(sandbox: &Sandbox, folder: &str, options: &[&str], arguments: &[&str]) -> Output {
    let tool = sandbox.command(&[]);
    let mut command = sandbox.program("strace");
    command.args(["-f", "-qq"]).args(options).arg(tool.get_program());
    command.args(arguments).current_dir(sandbox.path(folder)).output().unwrap()
}

/// Why nothing can be traced here.
fn can_trace() -> Result<(), String> {
    let output = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).output();
    match output {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        Err(fault) => Err(fault.to_string()),
    }
}

/// How often each call stands in a trace: `1234 rename("a", "b") = 0`.
fn counted(trace: &str) -> BTreeMap<String, usize> {
    let mut calls = BTreeMap::new();
    for line in trace.lines() {
        let call = line.split_whitespace().nth(1).and_then(|rest| rest.split_once('('));
        if let Some((call, _)) = call {
            *calls.entry(call.to_owned()).or_default() += 1;
        }
    }
    calls
}
