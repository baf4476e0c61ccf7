//! Changes of a project, stopped at each of their calls that write: by a kill, by a signal, by a
//! disk that is full, by one that fails. A real process each time, in a project that people have
//! edited.
//!
//! A sample of the calls, with each kind of call in each phase of a change. `SCAFFOLD_SWEEP=all`
//! takes every call of `add resource`, and more of the others, which takes long.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::Sandbox;
use crate::support::project::{not_run, paths, progress};

/// What changes a file system, or makes a change last.
const CALLS: &str = "/^(write|pwrite64|fsync|fdatasync|syncfs|rename(at2?)?|link(at)?|symlink(at)?|\
                     mkdir(at)?|unlink(at)?|rmdir|ftruncate|fchmod(at2?)?|chmod|chown|fchown(at)?)$";

/// A change that is stopped.
struct Change {
    /// What is done before, each a command of the tool.
    before: &'static [&'static [&'static str]],
    /// The change itself.
    arguments: &'static [&'static str],
    /// What becomes of every call of some kind, as strace says it.
    always: Option<&'static str>,
}

const ADD: Change = Change {
    // What can be undone has to go.
    before: &[&["add", "field", "note", "pinned: boolean = false", "--yes"]],
    arguments: &["add", "resource", "mark", "note: -> note", "author: -> user owner", "--yes"],
    always: None,
};

/// A file system on which files cannot have each other's place in one step.
const ADD_BY_STEPS: Change = Change { always: Some("inject=renameat2:error=EINVAL"), ..ADD };

const RENAME: Change = Change {
    before: &[],
    arguments: &["rename", "resource", "note", "memo", "--breaking", "--yes"],
    always: None,
};

const REMOVE: Change = Change {
    before: &[],
    arguments: &["remove", "field", "note.body", "--breaking", "--yes"],
    always: None,
};

const UNDO: Change = Change {
    before: &[&["add", "resource", "mark", "note: -> note", "--yes"]],
    arguments: &["undo"],
    always: None,
};

/// Every file that names the service is another one.
const APPLY: Change = Change { before: &[], arguments: &["apply", "--yes"], always: None };

/// Of the calls of other changes than `add`, one in so many is taken where all are asked for.
const STRIDE: usize = 9;

/// What a change does when.
const PHASES: [&str; 5] = ["stage", "journal", "switch", "settle", "clear"];

/// One call of a run: its phase, its name, and which of its name it is.
type Call = (&'static str, String, usize);

/// A project with edits, and what a change makes of it that nobody stops.
struct Sweep {
    change: Change,
    sandbox: Sandbox,
    before: Files,
    whole: Files,
    /// Every call that writes, in order.
    calls: Vec<Call>,
}

/// Each file of a project with its permissions, but for what is only the tool's to know.
type Files = BTreeMap<String, (u32, Vec<u8>)>;

impl Sweep {
    /// None where programs cannot be traced. Continuous integration must be able to.
    fn of(change: Change) -> Option<Self> {
        if let Err(why) = can_trace() {
            not_run(&format!("nothing can be traced: {why}"));
            return None;
        }
        let sandbox = Sandbox::new();
        assert_eq!(sandbox.run(&["new", "minimal", "--path", "project"]).code, Some(0));
        edit(&sandbox.path("project"));
        for arguments in change.before {
            let mut command = sandbox.command(arguments);
            let output = command.current_dir(sandbox.path("project")).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        if change.arguments == APPLY.arguments {
            let model = sandbox.path("project/scaffold.toml");
            let text = fs::read_to_string(&model).unwrap();
            fs::write(model, text.replace("name = \"minimal\"", "name = \"maximal\"")).unwrap();
        }
        let before = files(&sandbox.path("project"));

        copy(&sandbox.path("project"), &sandbox.path("whole"));
        let trace = format!("trace={CALLS}");
        let mut options = vec!["-o", "../calls", "-e", &trace];
        options.extend(change.always.iter().flat_map(|always| ["-e", always]));
        let answer = traced(&sandbox, "whole", &options, change.arguments);
        assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
        let calls = calls(&fs::read_to_string(sandbox.path("calls")).unwrap());
        let whole = files(&sandbox.path("whole"));
        assert_ne!(before, whole);
        Some(Self { change, sandbox, before, whole, calls })
    }

    /// The calls that are to be stopped. Of each kind in each phase one in the middle, and of
    /// those by which a change is decided or made the last as well.
    fn stops(&self) -> Vec<&Call> {
        let is_all = std::env::var("SCAFFOLD_SWEEP").is_ok_and(|value| value == "all");
        if is_all {
            let step = if self.change.arguments == ADD.arguments { 1 } else { STRIDE };
            return self.stoppable().step_by(step).collect();
        }
        let mut kinds: BTreeMap<(&str, &str), Vec<&Call>> = BTreeMap::new();
        for call in self.stoppable() {
            kinds.entry((call.0, call.1.as_str())).or_default().push(call);
        }
        let phases: BTreeSet<&str> = kinds.keys().map(|(phase, _)| *phase).collect();
        assert_eq!(phases, BTreeSet::from(PHASES), "a phase of {:?} writes nothing", self.calls);
        let sample = kinds.into_iter().flat_map(|((phase, _), calls)| {
            let last = (phase != "stage" && calls.len() > 1).then(|| calls[calls.len() - 1]);
            [calls[(calls.len() - 1) / 2]].into_iter().chain(last)
        });
        sample.collect()
    }

    fn stoppable(&self) -> impl Iterator<Item = &Call> {
        let always = self.change.always.unwrap_or_default();
        self.calls.iter().filter(move |(_, name, _)| !always.contains(&format!("={name}:")))
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
        let inject = format!("inject={call}:{injected}");
        let trace = format!("trace={CALLS}");
        let mut options = vec!["-o", "/dev/null", "-e", &trace, "-e", &inject];
        options.extend(self.change.always.iter().flat_map(|always| ["-e", always]));
        traced(&self.sandbox, "trial", &options, self.change.arguments)
    }

    /// Whether all of the change is there; else nothing of it is.
    fn is_made(&self, folder: &Path, when: &str) -> bool {
        let held = files(folder);
        let is_made = held == self.whole;
        let differing: Vec<&String> = held
            .iter()
            .filter(|(path, file)| self.before.get(*path) != Some(file))
            .map(|(path, _)| path)
            .collect();
        assert!(is_made || held == self.before, "half a change {when}: {differing:?}");
        assert_eq!(files(&self.sandbox.path("project")), self.before, "a link was written {when}");
        assert!(!folder.join(".scaffold/change").exists(), "something is left {when}");
        is_made
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
        self.is_made(folder, when)
    }

    /// G-27: all of the change or nothing of it, whichever call a run was killed at.
    fn kill(&self) {
        let mut made = 0;
        let stops = self.stops();
        for (phase, call, at) in &stops {
            let folder = self.project();
            let output = self.run(call, &format!("signal=KILL:when={at}"));
            assert!(!output.status.success(), "{call} {at} was not reached");
            let is_made = self.assert_settled(&folder, &format!("killed at {call} {at}"));
            // What the next run applies anyway is made either way.
            if self.change.arguments != APPLY.arguments {
                assert!(!is_made || *phase != "stage", "{call} {at} had decided nothing yet");
                assert!(is_made || ["stage", "journal"].contains(phase), "{call} {at} is undone");
            }
            made += usize::from(is_made);
        }
        let (what, all) = (self.change.arguments.join(" "), stops.len());
        progress(&format!("{what}: killed at {all} calls, {made} finished, the rest undone"));
    }
}

#[test]
fn a_change_that_is_killed_at_any_call_is_finished_or_never_was() {
    if let Some(sweep) = Sweep::of(ADD) {
        sweep.kill();
    }
}

#[test]
fn other_changes_that_are_killed_are_finished_or_never_were() {
    for change in [RENAME, REMOVE, UNDO, APPLY] {
        if let Some(sweep) = Sweep::of(change) {
            sweep.kill();
        }
    }
}

#[test]
fn a_change_that_is_killed_where_files_cannot_change_places_is_finished_or_never_was() {
    if let Some(sweep) = Sweep::of(ADD_BY_STEPS) {
        sweep.kill();
    }
}

/// G-29: a signal takes back what is not decided, and waits for what is; nothing is left for the
/// next run.
#[test]
fn a_change_that_is_asked_to_stop_is_made_or_taken_back_at_once() {
    let Some(sweep) = Sweep::of(ADD) else { return };
    let (stops, mut stopped) = (sweep.stops(), 0);
    for (number, (phase, call, at)) in stops.iter().enumerate() {
        let folder = sweep.project();
        let (signal, value) = [("INT", 2), ("TERM", 15), ("HUP", 1)][number % 3];
        let output = sweep.run(call, &format!("signal={signal}:when={at}"));
        let when = format!("after {signal} at {call} {at}");
        let is_made = sweep.is_made(&folder, &when);
        match (output.status.code(), output.status.signal()) {
            (Some(0), _) => assert!(is_made, "{when}"),
            (Some(code), _) if code == 128 + value => {
                assert!(!is_made && *phase == "stage", "{when}");
                stopped += 1;
            }
            // Before there is anything to take back, it ends as any program does.
            (None, Some(ended)) if ended == value => {
                assert!(!is_made && *phase == "stage", "{when}");
            }
            ended => panic!("it ended with {ended:?} {when}"),
        }
    }
    progress(&format!("asked to stop at {} calls, {stopped} of them taken back", stops.len()));
    assert!(stopped > 0);
}

/// G-25, G-26: a call that fails, because the disk is full or broken, is a fault of the
/// environment that takes everything back; or it was one on which nothing depends.
#[test]
fn a_change_whose_calls_fail_is_made_as_a_whole_or_not_at_all() {
    let Some(sweep) = Sweep::of(ADD) else { return };
    let (stops, mut failed) = (sweep.stops(), 0);
    for (number, (_, call, at)) in stops.iter().enumerate() {
        let folder = sweep.project();
        let fault = ["ENOSPC", "EIO", "EDQUOT", "EACCES", "EINTR"][number % 5];
        let output = sweep.run(call, &format!("error={fault}:when={at}"));
        let when = format!("with {fault} at {call} {at}");
        let said = String::from_utf8_lossy(&output.stderr);
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 3)), "it ended with {code:?} {when}: {said}");
        failed += usize::from(code == Some(3));
        sweep.assert_settled(&folder, &when);
    }
    progress(&format!("{} calls failed, and the change with {failed} of them", stops.len()));
    assert!(failed > 0);
}

/// Everything fails from some call on, as on a disk that stays full: what cannot be taken back
/// at once is by the next run.
#[test]
fn a_disk_that_stays_full_loses_nothing() {
    let Some(sweep) = Sweep::of(ADD) else { return };
    for (_, call, at) in sweep.stops().into_iter().filter(|(_, call, _)| call != "write") {
        let folder = sweep.project();
        let output = sweep.run(call, &format!("error=ENOSPC:when={at}+"));
        let when = format!("with ENOSPC from {call} {at} on");
        assert!(matches!(output.status.code(), Some(0 | 3)), "{:?} {when}", output.status);
        sweep.assert_settled(&folder, &when);
    }
}

/// G-28: whatever a power cut leaves of it, what is on the disk can be finished or undone. All
/// texts have reached it before the journal has its name, the journal before a file changes its
/// place, and each folder in which one did after that.
#[test]
fn everything_reaches_the_disk_before_what_depends_on_it() {
    let Some(sweep) = Sweep::of(ADD) else { return };
    let folder = sweep.project();
    let trace = "trace=openat,write,fsync,renameat,renameat2,mkdirat,unlinkat";
    let options = ["-y", "-o", "../order", "-e", trace];
    assert!(traced(&sweep.sandbox, "trial", &options, sweep.change.arguments).status.success());
    let trace = fs::read_to_string(sweep.sandbox.path("order")).unwrap();
    let home = folder.join(".scaffold").display().to_string();
    let mut unsynced: BTreeSet<String> = BTreeSet::new();
    let (mut is_named, mut is_kept, mut switched) = (false, false, 0);
    for line in trace.lines() {
        let call = line.split_whitespace().nth(1).and_then(|it| it.split_once('('));
        let Some((call, _)) = call else { continue };
        let handles = line.split('<').skip(1).filter_map(|it| it.split_once('>'));
        let handles: Vec<String> = handles.map(|(path, _)| path.to_owned()).collect();
        let name = |at: usize| line.split('"').nth(at * 2 + 1).unwrap_or_default();
        match call {
            "write" if handles[0].starts_with(&home) => _ = unsynced.insert(handles[0].clone()),
            "fsync" => _ = unsynced.remove(&handles[0]),
            "renameat" if name(1) == "journal.json" => {
                assert!(unsynced.is_empty(), "not on the disk: {unsynced:?}");
                is_named = true;
                unsynced.insert(handles[1].clone());
            }
            "renameat2" => {
                assert!(is_named && (switched > 0 || unsynced.is_empty()), "{unsynced:?}: {line}");
                switched += 1;
                unsynced.extend([handles[0].clone(), handles[1].clone()]);
            }
            "mkdirat" if is_named => _ = unsynced.insert(handles[0].clone()),
            "renameat" if name(1) == "undo" => {
                assert!(unsynced.is_empty(), "not on the disk: {unsynced:?}");
                is_kept = true;
            }
            _ => {}
        }
    }
    assert!(is_kept && switched > 30, "{switched}\n{trace}");
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

/// The calls in a trace, `1234 rename("a", "b") = 0`, with the phase of each.
fn calls(trace: &str) -> Vec<Call> {
    let all: Vec<(&str, &str)> = trace
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(_, rest)| rest.trim_start())
        .filter_map(|rest| Some((rest.split_once('(')?.0, rest)))
        .collect();
    let first = |found: &dyn Fn(&str) -> bool| all.iter().position(|(_, line)| found(line));
    let named = first(&|line| line.contains("\"journal.json\"")).unwrap();
    let is_switch = |call: &str| call == "renameat2" || call == "linkat";
    let switch = all.iter().position(|(call, _)| is_switch(call)).unwrap();
    let settle = all.iter().rposition(|(call, _)| is_switch(call)).unwrap() + 1;
    // What was undoable goes, or the journal of an undo.
    let cleared = |line: &str| line.starts_with("unlinkat") && line.contains("\"journal.json\"");
    let kept = |line: &str| line.contains("\"undo\"") && line.starts_with("renameat(");
    let clear = first(&|line| cleared(line) || kept(line)).unwrap();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let calls = all.iter().enumerate().map(|(at, (call, _))| {
        let count = counts.entry(call).or_default();
        *count += 1;
        let begins = [0, named, switch, settle, clear];
        let phase = begins.iter().rposition(|begin| at >= *begin).unwrap();
        (PHASES[phase], (*call).to_owned(), *count)
    });
    calls.collect()
}
