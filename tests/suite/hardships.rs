//! Projects in which a change cannot be made: things in the way, rights that are missing, disks
//! that are full, signals. Nothing of the project is another one then.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::project::paths;
use crate::support::{Answer, Edited, Sandbox, is_root};

/// A change that writes, creates and links.
const ADD: [&str; 4] = ["add", "resource", "tag", "name: string(1..40) unique"];

fn add(project: &Edited) -> Answer {
    project.run(&[&ADD[..], &["--yes"]].concat())
}

/// Each path with who may do what with it, and its text.
fn tree(folder: &Path) -> Vec<(String, u32, Vec<u8>)> {
    let known = |path: &String| !path.starts_with(".scaffold/undo/");
    let all = paths(folder).into_iter().filter(known).map(|path| {
        let full = folder.join(&path);
        let metadata = fs::symlink_metadata(&full).unwrap();
        let text = if metadata.is_file() { fs::read(&full).unwrap() } else { Vec::new() };
        (path, metadata.mode(), text)
    });
    all.collect()
}

/// The change is refused with this message, and nothing is another one.
fn is_refused(project: &Edited, answer: &Answer, before: &[(String, u32, Vec<u8>)], said: &str) {
    assert_eq!(answer.code, Some(3), "{}{}", answer.stdout, answer.stderr);
    assert!(answer.stderr.contains(said), "{said:?} is not in {}", answer.stderr);
    assert!(tree(&project.path("")) == before, "something has changed: {}", answer.stderr);
    assert!(!project.path(".scaffold/change").exists(), "something is left");
}

/// G-22: what is no file where one is expected is refused at once, and never waited for.
#[test]
fn what_is_no_file_is_refused() {
    let program = |name: &str, arguments: &[&str], path: &Path| {
        let status = Command::new(name).arg(path).args(arguments).status();
        assert!(status.unwrap().success());
    };
    let pipe = |path: &Path| program("mkfifo", &[], path);
    let device = |path: &Path| program("mknod", &["c", "1", "5"], path);
    let socket = |path: &Path| drop(UnixListener::bind(path).unwrap());
    let folder = |path: &Path| fs::create_dir(path).unwrap();
    let mut all: Vec<&dyn Fn(&Path)> = vec![&pipe, &socket, &folder];
    if is_root() {
        // An endless one.
        all.push(&device);
    }
    for path in ["README.md", "scaffold.toml"] {
        for put in &all {
            let project = Edited::new("minimal");
            fs::remove_file(project.path(path)).unwrap();
            put(&project.path(path));
            let before = tree(&project.path(""));
            let why = format!("`{path}` is not a plain file");
            is_refused(&project, &add(&project), &before, &why);
        }
    }
}

/// G-22: a file that has the name of a folder is told as that, and nothing of the folder counts as
/// deleted.
#[test]
fn a_file_in_the_place_of_a_folder_is_told() {
    let project = Edited::new("minimal");
    fs::remove_dir_all(project.path("src/notes")).unwrap();
    project.write("src/notes", "mine\n");
    let status = project.succeeds(&["status"]).stdout;
    assert!(status.contains("  blocked    src/notes/mod.rs (`src/notes` is a file)"), "{status}");
    let field = ["add", "field", "note", "topic: string(1..40)?", "--yes"];
    let is_refused = |arguments: &[&str], said: &str| {
        let before = tree(&project.path(""));
        let answer = project.run(arguments);
        assert_eq!(answer.code, Some(1), "{}", answer.stderr);
        assert_eq!(answer.stderr.matches(said).count(), 1, "{}", answer.stderr);
        assert!(tree(&project.path("")) == before, "something has changed");
    };
    is_refused(&field, "\nsrc/notes\n    a file of yours is in the place of a folder");
    // Once it is away, the folder was deleted, and stays so.
    fs::remove_file(project.path("src/notes")).unwrap();
    assert!(project.succeeds(&field).stderr.contains("src/notes/model.rs, which was deleted"));
    // A folder that would be new.
    project.write("src/tags", "mine\n");
    let new = "\nsrc/tags\n    a file of yours has the name of a folder that would be generated";
    is_refused(&[&ADD[..], &["--yes"]].concat(), new);
}

/// G-21: of files and folders that lead out of the project nothing is written; one that leads to
/// another of its files is edited there, wherever the change is made from.
#[test]
fn links_lead_to_files_of_the_project_only() {
    let outside = Sandbox::new();
    for path in ["src/app.rs", "src"] {
        let project = Edited::new("minimal");
        let there = outside.path(path.rsplit('/').next().unwrap());
        fs::rename(project.path(path), &there).unwrap();
        symlink(&there, project.path(path)).unwrap();
        let (before, theirs) = (tree(&project.path("")), tree(&outside.path("")));
        is_refused(&project, &add(&project), &before, "leads out of the project");
        assert!(tree(&outside.path("")) == theirs, "something was written through `{path}`");
    }
    let project = Edited::new("minimal");
    fs::create_dir(project.path("kept")).unwrap();
    fs::rename(project.path("src/app.rs"), project.path("kept/app.rs")).unwrap();
    symlink("../kept/app.rs", project.path("src/app.rs")).unwrap();
    fs::rename(project.path("migrations"), project.path("kept/migrations")).unwrap();
    symlink("kept/migrations", project.path("migrations")).unwrap();
    let migrations = || fs::read_dir(project.path("kept/migrations")).unwrap().count();
    let before = migrations();
    let mut command = project.sandbox.command(&[&ADD[..], &["--yes"]].concat());
    let output = command.current_dir(project.path("src/notes")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(project.read("kept/app.rs").contains("tags::router()"));
    for link in ["src/app.rs", "migrations"] {
        assert!(fs::symlink_metadata(project.path(link)).unwrap().is_symlink(), "{link}");
    }
    assert_eq!(migrations() - before, 1, "the new migration is not behind the link");
}

/// G-22, G-23: a second name outside keeps its text; a file keeps its owner and permissions, and
/// new ones get those that the umask and their folder say.
#[test]
fn rights_and_second_names_stay() {
    let (project, outside) = (Edited::new("minimal"), Sandbox::new());
    fs::hard_link(project.path("README.md"), outside.path("twin.md")).unwrap();
    let before = project.read("README.md");
    fs::set_permissions(project.path("src/lib.rs"), fs::Permissions::from_mode(0o750)).unwrap();
    if is_root() {
        for path in ["src", "src/lib.rs"] {
            chown(project.path(path), Some(1234), Some(2345)).unwrap();
        }
    }
    let mut command = Command::new("sh");
    command.args(["-c", "umask 077; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_scaffold")]);
    command.args(ADD).arg("--yes").current_dir(project.path(""));
    assert!(command.output().unwrap().status.success());
    assert_ne!(project.read("README.md"), before);
    assert_eq!(fs::read_to_string(outside.path("twin.md")).unwrap(), before);
    let mode = |path: &str| fs::metadata(project.path(path)).unwrap().mode() & 0o7777;
    assert_eq!(mode("src/lib.rs"), 0o750);
    assert_eq!((mode("src/tags"), mode("src/tags/mod.rs")), (0o700, 0o600));
    if is_root() {
        for path in ["src/lib.rs", "src/tags", "src/tags/mod.rs"] {
            let metadata = fs::metadata(project.path(path)).unwrap();
            assert_eq!((metadata.uid(), metadata.gid()), (1234, 2345), "{path}");
        }
    }
}

/// G-24: a file and a folder that somebody may not write to, as somebody without rights.
#[test]
fn what_may_not_be_written_is_refused_by_name() {
    for (path, mode) in [("README.md", 0o444), ("src", 0o555), (".scaffold", 0o555)] {
        let project = Edited::new("minimal");
        fs::set_permissions(project.path(path), fs::Permissions::from_mode(mode)).unwrap();
        let before = tree(&project.path(""));
        let add = [&ADD[..], &["--yes"]].concat();
        let answer = project.sandbox.run_as_its_owner("project", &add);
        is_refused(&project, &answer, &before, path);
        assert!(answer.stderr.contains("Permission denied"), "{}", answer.stderr);
    }
}

/// What cannot be read is not told as what cannot be written.
#[test]
fn what_may_not_be_read_is_refused_by_name() {
    for (path, mode) in [("src/lib.rs", 0o000), ("tests", 0o000)] {
        let project = Edited::new("minimal");
        fs::set_permissions(project.path(path), fs::Permissions::from_mode(mode)).unwrap();
        let add = [&ADD[..], &["--yes"]].concat();
        let answer = project.sandbox.run_as_its_owner("project", &add);
        assert_eq!(answer.code, Some(3), "{path}: {}", answer.stderr);
        assert!(answer.stderr.contains(path), "{path}: {}", answer.stderr);
        assert!(answer.stderr.contains("let yourself read it"), "{path}: {}", answer.stderr);
        fs::set_permissions(project.path(path), fs::Permissions::from_mode(0o755)).unwrap();
    }
}

/// G-24: the same of a file system.
#[test]
fn a_project_on_a_read_only_file_system_is_left_alone() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("mounted")).unwrap();
    let script = "
        mount -t tmpfs none mounted
        $scaffold new minimal --path mounted/project >&2
        mount -o remount,ro mounted
        cd mounted/project
        code=0; $scaffold add resource tag 'name: string(1..40)' --yes >/dev/null || code=$?
        echo $code";
    let Some(answer) = sandbox.run_with_mounts(script) else { return };
    assert_eq!(answer.stdout, "3\n", "{}", answer.stderr);
    assert!(answer.stderr.contains("the file system is read-only"), "{}", answer.stderr);
}

/// G-25: a file system with a little more room each time, until there is enough for the change;
/// in bytes, and in files. Each time all of it is made or nothing.
#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let is_all = std::env::var("SCAFFOLD_SWEEP").is_ok_and(|value| value == "all");
    for (unit, of, step) in [("size", "1024", 4), ("nr_inodes", "1", 1)] {
        let step = if is_all { step } else { step * 13 };
        let sandbox = Sandbox::new();
        fs::create_dir(sandbox.path("mounted")).unwrap();
        let script = format!(
            "
            mount -t tmpfs none mounted
            $scaffold new minimal --path mounted/project >&2
            cp -a mounted/project before
            used() {{ case {unit} in
                size) df --output=used -k mounted ;; *) df --output=iused mounted ;;
            esac | tail -n 1; }}
            base=$(used)
            for more in $(seq 0 {step} 4000); do
                mount -o remount,{unit}=$(( (base + more) * {of} )) mounted
                code=0; cd mounted/project
                $scaffold add resource tag 'name: string(1..40)' --yes >/dev/null 2>../../error || code=$?
                cd ../..
                case $code in
                    0) test -f mounted/project/src/tags/mod.rs; echo \"made\"; exit ;;
                    3) diff -r before mounted/project >&2; grep -q 'the disk is full' error ;;
                    *) cat error >&2; exit 9 ;;
                esac
                echo refused
            done"
        );
        let Some(answer) = sandbox.run_with_mounts(&script) else { return };
        assert_eq!(answer.code, Some(0), "{unit}: {}{}", answer.stdout, answer.stderr);
        assert!(answer.stdout.ends_with("refused\nmade\n"), "{unit}: {}", answer.stdout);
    }
}

/// G-32: a part of the project on another file system, where no rename leads to.
#[test]
fn a_folder_on_another_file_system_is_changed_like_any_other() {
    let sandbox = Sandbox::new();
    let script = "
        $scaffold new minimal --path project >&2; cp -a project whole; cp -a project back
        mount -t tmpfs none project/src; cp -a whole/src/. project/src
        change() { $scaffold add resource tag 'name: string(1..40)' --yes >&2; }
        (cd whole; change); (cd project; change)
        diff -r -x undo whole project >&2
        (cd project; $scaffold undo >&2)
        diff -r back project >&2; echo equal";
    let Some(answer) = sandbox.run_with_mounts(script) else { return };
    assert_eq!(answer.stdout, "equal\n", "{}", answer.stderr);
}

/// G-32: a file on which another one is mounted cannot change places; nothing else does then.
#[test]
fn a_file_that_is_mounted_is_told() {
    let sandbox = Sandbox::new();
    let script = "
        $scaffold new minimal --path project >&2; cp project/src/app.rs mounted
        cp -a project before
        mount --bind mounted project/src/app.rs
        cd project
        code=0; $scaffold add resource tag 'name: string(1..40)' --yes >/dev/null || code=$?
        cd ..; diff -r before project >&2
        echo $code";
    let Some(answer) = sandbox.run_with_mounts(script) else { return };
    assert_eq!(answer.stdout, "3\n", "{}", answer.stderr);
    assert!(answer.stderr.contains("help: something is mounted there"), "{}", answer.stderr);
}

/// G-29: who cannot be told anything still gets all of the change or nothing of it.
#[test]
fn a_closed_output_is_no_half_change() {
    for closed in [">&-", "2>&-", ">&- 2>&-", ">/dev/full", "| true"] {
        let project = Edited::new("minimal");
        let before = tree(&project.path(""));
        let script = format!("\"$0\" \"$@\" --yes {closed}; true");
        let mut command = project.sandbox.program("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_scaffold")]).args(ADD);
        let output = command.current_dir(project.path("")).stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!said.contains("panicked"), "{closed}: {said}");
        let is_made = project.path("src/tags/mod.rs").exists();
        assert!(is_made || tree(&project.path("")) == before, "{closed}: {said}");
        assert!(!project.path(".scaffold/change").exists(), "{closed}");
        assert!(!is_made || project.differing().is_empty(), "{closed}");
    }
}

/// G-30: runs at once are made one after the other, whichever comes first.
#[test]
fn additions_at_once_are_all_made() {
    let project = Edited::new("minimal");
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"].map(|letter| format!("thing_{letter}"));
    let runs = names.iter().map(|name| {
        let arguments = ["add", "resource", name, "name: string(1..40)", "--yes"];
        let mut command = project.sandbox.command(&arguments);
        (name, command.current_dir(project.path("")).spawn().unwrap())
    });
    let runs: Vec<_> = runs.collect();
    let mut made = 0;
    for (name, run) in runs {
        let output = run.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        let is_there = project.read("scaffold.toml").contains(&format!("[resources.{name}."));
        match output.status.code() {
            Some(0) => assert!(is_there, "{name}: {said}"),
            // It waited for the others as long as it may.
            Some(3) => assert!(!is_there && said.contains("another run"), "{name}: {said}"),
            code => panic!("{name} ended with {code:?}: {said}"),
        }
        made += usize::from(is_there);
    }
    assert!(made > 0);
    assert_eq!(project.differing(), [""; 0]);
    // The same once more is no change.
    let again = project.succeeds(&["apply", "--yes"]);
    assert!(again.stderr.contains("Unchanged"), "{}", again.stderr);
}

/// G-32.
#[test]
fn odd_places_are_changed_like_any_other() {
    let sandbox = Sandbox::new();
    for place in ["with space", "-dash", "new\nline", "quote'", "ünïcode", "$(touch x)"] {
        let path = format!("./{place}");
        assert_eq!(sandbox.run(&["new", "minimal", "--path", &path]).code, Some(0));
        let mut command = sandbox.command(&[&ADD[..], &["--yes"]].concat());
        command.current_dir(sandbox.path(place).join("src")).env_remove("HOME");
        let output = command.output().unwrap();
        assert!(output.status.success(), "{place}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(sandbox.path(place).join("src/tags/mod.rs").exists());
    }
}

/// G-33: also in a file that had an edit before the change, an edit after it outlives the undo.
#[test]
fn edits_before_and_after_a_change_outlive_its_undo() {
    let project = Edited::new("minimal");
    let before = project.read("src/lib.rs");
    project.replace("src/lib.rs", "pub mod notes;", "pub mod notes;\npub mod mine;");
    assert_eq!(add(&project).code, Some(0));
    project.append("src/lib.rs", "\n/// Later.\npub const LATER: u32 = 1;\n");
    let undone = project.succeeds(&["undo"]);
    assert!(undone.stderr.contains("`src/lib.rs` was edited since"), "{}", undone.stderr);
    let expected = before.replace("pub mod notes;", "pub mod notes;\npub mod mine;");
    let later = "\n/// Later.\npub const LATER: u32 = 1;\n";
    assert_eq!(project.read("src/lib.rs"), expected + later);
}
