//! `scaffold new` and the places that it is told to write to: all or nothing.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::process::{Child, Command};
use std::thread;
use std::time::Duration;

use snapbox::{assert_data_eq, str};

use crate::support::Sandbox;

const NEW: [&str; 2] = ["new", "minimal"];

/// A refusal changes nothing.
fn is_refused(sandbox: &Sandbox, arguments: &[&str], expected: impl snapbox::IntoData) {
    let before = sandbox.names(".");
    let answer = sandbox.run(arguments);
    assert_data_eq!(answer.stderr.as_str(), expected);
    assert_eq!(answer.code, Some(3));
    assert_eq!(sandbox.names("."), before);
}

fn is_whole(sandbox: &Sandbox, project: &str) -> bool {
    let read = |path: &str| fs::read(sandbox.path(project).join(path)).unwrap();
    let ledger = String::from_utf8(read(scaffold::ledger::PATH)).unwrap();
    scaffold::ledger::read(&ledger).unwrap().files.keys().all(|path| {
        let base = format!("{}/{path}", scaffold::ledger::BASE);
        !scaffold::ledger::keeps_base(path) || read(path) == read(&base)
    })
}

#[test]
fn a_new_project_is_whole_and_the_only_thing_written() {
    let sandbox = Sandbox::new();
    let answer = sandbox.run(&NEW);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    assert_eq!(sandbox.names("."), ["minimal"]);
    assert!(is_whole(&sandbox, "minimal"));
}

#[test]
fn the_model_keeps_its_comments_and_gets_the_projects_name() {
    let sandbox = Sandbox::new();
    let example = scaffold::examples::find("minimal").unwrap().model;
    let (head, tail) = example.split_once("name = \"minimal\"").unwrap();
    sandbox.write("model.toml", &format!("# mine\n{head}name = \"minimal\" # its name{tail}"));
    assert_eq!(sandbox.run(&["new", "other", "--model", "model.toml"]).code, Some(0));
    assert_eq!(
        fs::read_to_string(sandbox.path("other/scaffold.toml")).unwrap(),
        format!("# mine\n{head}name = \"other\" # its name{tail}")
    );
}

#[test]
fn an_empty_folder_is_taken_with_its_permissions() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("empty")).unwrap();
    fs::set_permissions(sandbox.path("empty"), fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(sandbox.run(&["new", "minimal", "--path", "empty/"]).code, Some(0));
    assert_eq!(fs::metadata(sandbox.path("empty")).unwrap().mode() & 0o777, 0o700);
    assert!(is_whole(&sandbox, "empty"));
}

#[test]
fn a_folder_that_holds_something_is_refused() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("minimal")).unwrap();
    sandbox.write("minimal/.hidden", "mine");
    is_refused(
        &sandbox,
        &NEW,
        str![[r#"
error: the folder `minimal` is not empty
help: choose another place with `--path`, or empty it first

"#]],
    );
}

#[test]
fn a_file_a_link_and_a_missing_parent_are_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("file", "mine");
    fs::create_dir(sandbox.path("folder")).unwrap();
    symlink("folder", sandbox.path("link")).unwrap();
    symlink("nowhere", sandbox.path("dangling")).unwrap();
    is_refused(
        &sandbox,
        &["new", "minimal", "--path", "file"],
        str![[r#"
error: `file` exists and is not a folder
help: choose another place with `--path`

"#]],
    );
    is_refused(
        &sandbox,
        &["new", "minimal", "--path", "file/inside"],
        str![[r#"
error: cannot look at `file/inside`
  caused by: Not a directory (os error 20)
help: a part of the path is a file, not a folder

"#]],
    );
    is_refused(
        &sandbox,
        &["new", "minimal", "--path", "link"],
        str![[r#"
error: `link` is a symbolic link
help: name the folder itself: a link is never written through

"#]],
    );
    is_refused(
        &sandbox,
        &["new", "minimal", "--path", "link/"],
        str![[r#"
error: `link` is a symbolic link
help: name the folder itself: a link is never written through

"#]],
    );
    is_refused(
        &sandbox,
        &["new", "minimal", "--path", "dangling"],
        str![[r#"
error: `dangling` is a symbolic link
help: name the folder itself: a link is never written through

"#]],
    );
    is_refused(
        &sandbox,
        &["new", "minimal", "--path", "a/b"],
        str![[r#"
error: the folder `a` does not exist
help: create it first: mkdir -p 'a'

"#]],
    );
    assert_eq!(sandbox.names("folder"), Vec::<String>::new());
}

#[test]
fn a_name_that_is_too_long_is_refused() {
    let sandbox = Sandbox::new();
    let long = "a".repeat(256);
    let answer = sandbox.run(&["new", "minimal", "--path", &long]);
    assert_eq!(answer.code, Some(3));
    assert_data_eq!(
        answer.stderr.replace(&long, "[LONG]"),
        str![[r#"
error: cannot look at `[LONG]`
  caused by: File name too long (os error 36)
help: the path is too long: choose a shorter one

"#]]
    );
    assert_eq!(sandbox.names("."), Vec::<String>::new());
}

#[test]
fn a_folder_without_permission_is_refused() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("closed")).unwrap();
    fs::set_permissions(sandbox.path("closed"), fs::Permissions::from_mode(0o555)).unwrap();
    let answer =
        sandbox.run_without_rights("closed", &["new", "minimal", "--path", "closed/minimal"]);
    assert_eq!(answer.code, Some(3));
    assert_data_eq!(
        answer.stderr,
        str![[r#"
error: cannot write into `[SANDBOX]/closed`
  caused by: Permission denied (os error 13)
help: let yourself write there, or choose a place where you may

"#]]
    );
}

#[test]
fn a_read_only_file_system_is_refused() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("mounted")).unwrap();
    let script = "mount -t tmpfs -o ro none mounted; $scaffold new minimal --path mounted/minimal";
    let Some(answer) = sandbox.run_with_mounts(script) else { return };
    assert_eq!(answer.code, Some(3));
    assert_data_eq!(
        answer.stderr,
        str![[r#"
error: cannot write into `[SANDBOX]/mounted`
  caused by: Read-only file system (os error 30)
help: the file system is read-only: choose a place on another one

"#]]
    );
}

#[test]
fn a_full_disk_leaves_nothing_behind_at_any_point() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("mounted")).unwrap();
    let script = "
        for size in $(seq 4 80 8000); do
            mount -t tmpfs -o size=${size}k none mounted
            code=0; $scaffold new minimal --path mounted/minimal 2>error || code=$?
            case $code in
                0) test -f mounted/minimal/.scaffold/ledger.toml; echo whole; exit ;;
                3) test -z \"$(ls -A mounted)\"; grep -q 'the disk is full' error ;;
                *) exit 9 ;;
            esac
            umount mounted
        done";
    if let Some(answer) = sandbox.run_with_mounts(script) {
        assert_eq!(
            (answer.code, answer.stdout.as_str()),
            (Some(0), "whole\n"),
            "{}",
            answer.stderr
        );
    }
}

#[test]
fn the_umask_is_honoured() {
    for (umask, folder, file) in
        [("077", 0o700, 0o600), ("022", 0o755, 0o644), ("002", 0o775, 0o664)]
    {
        let sandbox = Sandbox::new();
        let mut command = Command::new("sh");
        command.args(["-c", &format!("umask {umask}; exec \"$0\" new minimal")]);
        command.arg(env!("CARGO_BIN_EXE_scaffold")).current_dir(sandbox.path("."));
        assert!(command.output().unwrap().status.success());
        let mode = |path| fs::metadata(sandbox.path(path)).unwrap().mode() & 0o777;
        assert_eq!((mode("minimal"), mode("minimal/scaffold.toml")), (folder, file), "{umask}");
    }
}

#[test]
fn odd_places_work() {
    let sandbox = Sandbox::new();
    for place in ["with space", "-dash", "new\nline", "quote'", "ünïcode", "$(touch x)"] {
        let path = format!("./{place}");
        let answer = sandbox.run(&["new", "minimal", "--path", &path]);
        assert_eq!(answer.code, Some(0), "{place:?}: {}", answer.stderr);
        assert!(is_whole(&sandbox, place));
    }
    let inside = sandbox.run(&["new", "minimal", "--path", "with space/inside"]);
    assert_eq!(inside.code, Some(0), "{}", inside.stderr);
}

#[test]
fn of_runs_at_once_for_one_folder_one_wins() {
    let sandbox = Sandbox::new();
    let runs: Vec<Child> = (0..8).map(|_| sandbox.command(&NEW).spawn().unwrap()).collect();
    let mut codes: Vec<Option<i32>> =
        runs.into_iter().map(|mut run| run.wait().unwrap().code()).collect();
    codes.sort();
    assert_eq!(codes[0], Some(0));
    assert!(codes[1..].iter().all(|code| *code == Some(3)), "{codes:?}");
    assert_eq!(sandbox.names("."), ["minimal"]);
    assert!(is_whole(&sandbox, "minimal"));
}

#[test]
fn runs_at_once_for_different_folders_do_not_disturb_each_other() {
    let sandbox = Sandbox::new();
    let names = ["a", "b", "c", "d", "e", "f"];
    let runs: Vec<Child> = names
        .iter()
        .map(|name| sandbox.command(&["new", "minimal", "--path", name]).spawn().unwrap())
        .collect();
    for mut run in runs {
        assert_eq!(run.wait().unwrap().code(), Some(0));
    }
    assert_eq!(sandbox.names("."), names);
}

#[test]
fn a_signal_leaves_all_or_nothing() {
    for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        for delay in 0..12 {
            let sandbox = Sandbox::new();
            let ended = signalled(&sandbox, signal, delay);
            match ended {
                Some(0) => assert!(is_whole(&sandbox, "minimal")),
                // Before the first byte was written the signal ended it at once.
                None => assert_eq!(sandbox.names("."), Vec::<String>::new()),
                Some(ended) => {
                    assert_eq!(ended, code);
                    assert_eq!(sandbox.names("."), Vec::<String>::new());
                }
            }
        }
    }
}

#[test]
fn what_a_killed_run_left_behind_is_removed_by_the_next() {
    for delay in 0..20 {
        let sandbox = Sandbox::new();
        if signalled(&sandbox, "KILL", delay) == Some(0) {
            continue;
        }
        let whole = sandbox.names(".").contains(&"minimal".to_owned());
        let next = sandbox.run(&["new", "minimal", "--path", "next"]);
        assert_eq!(next.code, Some(0), "{}", next.stderr);
        let expected: &[&str] = if whole { &["minimal", "next"] } else { &["next"] };
        assert_eq!(sandbox.names("."), expected);
        assert!(!whole || is_whole(&sandbox, "minimal"));
    }
}

fn signalled(sandbox: &Sandbox, signal: &str, delay: u64) -> Option<i32> {
    let mut run = sandbox.command(&NEW).spawn().unwrap();
    thread::sleep(Duration::from_millis(delay * 3));
    let kill = format!("kill -{signal} {} 2>/dev/null", run.id());
    let _ = Command::new("sh").args(["-c", &kill]).status().unwrap();
    run.wait().unwrap().code()
}

/// G-32: in somebody's workspace it is told what cargo has against the new folder, and what to do.
#[test]
fn a_workspace_that_takes_the_project_in_is_told() {
    let sandbox = Sandbox::new();
    fs::create_dir_all(sandbox.path("services")).unwrap();
    let arguments = ["new", "minimal", "--path", "services/shop"];
    let warning = "/Cargo.toml` takes `services/shop` for a member";
    let made = |manifest: &str| {
        sandbox.write("Cargo.toml", manifest);
        let _ = fs::remove_dir_all(sandbox.path("services/shop"));
        let answer = sandbox.run(&arguments);
        assert_eq!(answer.code, Some(0), "{}", answer.stderr);
        let mut cargo = Command::new("cargo");
        cargo
            .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
            .current_dir(sandbox.path(""));
        (answer.stderr, cargo.output().unwrap())
    };
    let (said, cargo) = made("[workspace]\nmembers = [\"services/*\"]\n");
    assert!(said.contains(warning) && said.contains("add `exclude = "), "{said}");
    assert!(!cargo.status.success(), "cargo has nothing against it any more");
    let (said, cargo) =
        made("[workspace]\nmembers = [\"services/shop\"]\nexclude = [\"services/shop\"]\n");
    assert!(said.contains(warning) && said.contains("take it out of `members` there"), "{said}");
    assert!(!cargo.status.success(), "cargo leaves out what is listed by now");
    let (said, cargo) =
        made("[workspace]\nmembers = [\"services/*\"]\nexclude = [\"services/shop\"]\n");
    assert!(!said.contains("warning"), "{said}");
    assert!(cargo.status.success(), "{}", String::from_utf8_lossy(&cargo.stderr));
}

/// A folder that somebody removed under a shell is not to be made by that shell.
#[test]
fn a_folder_that_is_gone_is_told_as_that() {
    let sandbox = Sandbox::new();
    let script = "mkdir gone; cd gone; rmdir ../gone; exec \"$0\" new minimal";
    let mut shell = sandbox.program("sh");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_scaffold")]).current_dir(sandbox.path(""));
    let output = shell.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("the folder this was run in cannot be found"), "{said}");
}
