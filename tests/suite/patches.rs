//! G-33: what a dry run prints is a patch that does the same.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::Command;

use crate::support::Edited;

/// Every file, and whether it may be run: git knows nothing else of it.
fn held(project: &Edited) -> Vec<(String, Vec<u8>, bool)> {
    let files = project.held().into_iter().map(|(path, contents)| {
        let mode = fs::metadata(project.path(&path)).unwrap().permissions().mode();
        (path, contents, mode & 0o100 != 0)
    });
    files.collect()
}

/// The project once git has made a change in it, and once the tool has.
fn is_the_same(edit: impl Fn(&Edited), arguments: &[&str]) {
    let project = Edited::new("minimal");
    edit(&project);
    let mut copy = Command::new("cp");
    copy.args(["-a", "project", "before"]).current_dir(project.sandbox.path(""));
    assert!(copy.status().unwrap().success());
    let before = held(&project);
    let mut command = project.sandbox.command(&[arguments, &["--dry-run"]].concat());
    let output = command.current_dir(project.path("")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(held(&project) == before, "a dry run has written");
    fs::write(project.sandbox.path("change.patch"), &output.stdout).unwrap();
    let mut git = Command::new("git");
    git.args(["apply", "../change.patch"]).current_dir(project.path(""));
    let applied = git.output().unwrap();
    assert!(applied.status.success(), "{}", String::from_utf8_lossy(&applied.stderr));
    let patched = held(&project);
    fs::remove_dir_all(project.path("")).unwrap();
    fs::rename(project.sandbox.path("before"), project.path("")).unwrap();
    project.succeeds(arguments);
    let made = held(&project);
    let differs = made.iter().zip(&patched).find(|(one, other)| one != other);
    let differs = differs.map(|(one, other)| (&one.0, &other.0));
    assert!(made == patched, "{arguments:?}: {differs:?}");
}

#[test]
fn of_a_change_of_files_that_are_merged() {
    let field = ["add", "field", "note", "topic: string(1..40)? filter", "--yes"];
    let edit = |project: &Edited| {
        project.replace("src/notes/policy.rs", "use ", "// mine\nuse ");
        for path in ["src/notes/queries.rs", "README.md"] {
            let text = project.read(path).replace('\n', "\r\n");
            project.write(path, &text);
        }
        let model = project.read("src/notes/model.rs");
        project.write("src/notes/model.rs", model.trim_end());
    };
    is_the_same(edit, &field);
}

/// A file to which a link leads is what git may change, and signs that are no line's end to it end
/// none, nor are they left out.
#[test]
fn of_a_change_through_a_link_and_of_odd_signs() {
    let resource = ["add", "resource", "tag", "name: string(1..40)", "--yes"];
    let edit = |project: &Edited| {
        project.replace(
            "src/lib.rs",
            "pub mod app;",
            "// a\rb \u{2028} \u{b} \u{1b}[31m\npub mod app;",
        );
        fs::create_dir(project.path("kept")).unwrap();
        fs::rename(project.path("src/app.rs"), project.path("kept/app.rs")).unwrap();
        symlink("../kept/app.rs", project.path("src/app.rs")).unwrap();
    };
    is_the_same(edit, &resource);
}

/// What people put into a folder moves along with it, whatever it is.
#[test]
fn of_a_folder_that_moves() {
    let rename = ["rename", "resource", "note", "memo", "--breaking", "--yes"];
    let edit = |project: &Edited| {
        fs::write(project.path("src/notes/logo.png"), [0, 159, 146, 150]).unwrap();
        project.write("src/notes/a \"\té.txt", "a note");
        project.write("src/notes/empty", "");
        let model = project.path("src/notes/model.rs");
        fs::set_permissions(model, fs::Permissions::from_mode(0o755)).unwrap();
    };
    is_the_same(edit, &rename);
}
