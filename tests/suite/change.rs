//! Changes of several files at once: all of them or none, whatever happens on the way.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use scaffold::disk::{Lock, Project, Step};
use scaffold::tree::{File, Ownership};

use crate::support::Sandbox;
use crate::support::project::paths;

fn project() -> (Sandbox, Project) {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path(".scaffold")).unwrap();
    sandbox.write("a.rs", "a\n");
    sandbox.write("b.rs", "b\n");
    fs::create_dir(sandbox.path("old")).unwrap();
    sandbox.write("old/c.rs", "c\n");
    let folder = sandbox.path("");
    (sandbox, Project { folder: folder.canonicalize().unwrap() })
}

fn step(path: &str, before: Option<&str>, after: Option<&str>) -> Step {
    Step {
        path: path.to_owned(),
        before: before.map(|text| text.to_owned().into()),
        after: after.map(|text| File::plain(text.to_owned(), Ownership::Managed)),
    }
}

/// One of each kind.
fn steps() -> [Step; 3] {
    [
        step("a.rs", Some("a\n"), Some("A\n")),
        step("new/d.rs", None, Some("d\n")),
        step("old/c.rs", Some("c\n"), None),
    ]
}

/// What the project holds, but for what is only ours to know.
fn held(project: &Project) -> BTreeMap<String, String> {
    let held = paths(&project.folder).into_iter().filter(|path| !path.starts_with(".scaffold/"));
    held.map(|path| {
        let text = fs::read_to_string(project.folder.join(&path)).unwrap();
        (path, text)
    })
    .collect()
}

#[test]
fn a_change_is_made_as_a_whole_and_leaves_no_empty_folder() {
    let (_sandbox, project) = project();
    Lock::take(&project).unwrap().apply("a test", &steps()).unwrap();
    let held = held(&project);
    assert_eq!(held.keys().collect::<Vec<_>>(), ["a.rs", "b.rs", "new/d.rs"]);
    assert_eq!(held["a.rs"], "A\n");
    assert!(!project.folder.join("old").exists());
}

#[test]
fn a_file_that_is_not_as_expected_stops_all_of_it() {
    let (sandbox, project) = project();
    sandbox.write("old/c.rs", "mine\n");
    let before = held(&project);
    let fault = Lock::take(&project).unwrap().apply("a test", &steps()).unwrap_err();
    assert_eq!(fault.to_string(), "`old/c.rs` was changed meanwhile");
    assert_eq!(fault.exit_code(), 1);
    assert_eq!(held(&project), before);
    assert_eq!(sandbox.names(".scaffold"), [""; 0]);
}

/// G-21: no link leads a change out of the project, and one inside it is kept.
#[test]
fn a_link_out_of_the_project_is_refused_and_one_inside_is_kept() {
    let (sandbox, project) = project();
    let outside = Sandbox::new();
    outside.write("a.rs", "a\n");
    fs::remove_file(sandbox.path("a.rs")).unwrap();
    symlink(outside.path("a.rs"), sandbox.path("a.rs")).unwrap();
    let lock = Lock::take(&project).unwrap();
    let fault = lock.apply("a test", &steps()).unwrap_err();
    assert_eq!(fault.to_string(), "`a.rs` leads out of the project");
    assert_eq!(fs::read_to_string(outside.path("a.rs")).unwrap(), "a\n");
    assert!(!sandbox.path("new").exists());

    fs::remove_file(sandbox.path("a.rs")).unwrap();
    sandbox.write("old/real.rs", "a\n");
    symlink("old/real.rs", sandbox.path("a.rs")).unwrap();
    lock.apply("a test", &steps()).unwrap();
    assert!(fs::symlink_metadata(sandbox.path("a.rs")).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(sandbox.path("old/real.rs")).unwrap(), "A\n");
}

#[test]
fn a_file_keeps_who_may_do_what_with_it() {
    let (sandbox, project) = project();
    fs::set_permissions(sandbox.path("a.rs"), fs::Permissions::from_mode(0o775)).unwrap();
    Lock::take(&project).unwrap().apply("a test", &steps()).unwrap();
    let mode = fs::metadata(sandbox.path("a.rs")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o775);
}

/// G-30.
#[test]
fn one_run_at_a_time() {
    let (_sandbox, project) = project();
    let lock = Lock::take(&project).unwrap();
    assert!(Lock::try_take(&project).unwrap().is_none());
    drop(lock);
    assert!(Lock::try_take(&project).unwrap().is_some());
}

/// G-27: the journal decides. What was staged before it is cleared away; once it is there, every
/// state in which a run can have ended leads to the whole change.
#[test]
fn a_run_that_ended_anywhere_is_finished_or_never_was() {
    for done in 0..=steps().len() {
        let (sandbox, project) = project();
        Lock::take(&project).unwrap().apply("a test", &steps()).unwrap();
        let whole = held(&project);

        // As a run leaves it that ended after so many steps.
        fs::rename(sandbox.path(".scaffold/undo"), sandbox.path(".scaffold/change")).unwrap();
        for (number, step) in steps().into_iter().enumerate().skip(done) {
            let target = sandbox.path(&step.path);
            let other = sandbox.path(&format!(".scaffold/change/other/{number}"));
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            if step.after.is_some() {
                fs::rename(&target, sandbox.path("aside")).unwrap();
            }
            if step.before.is_some() {
                fs::rename(&other, &target).unwrap();
            }
            if step.after.is_some() {
                fs::rename(sandbox.path("aside"), &other).unwrap();
            }
        }
        let recovered = Lock::take(&project).unwrap().recover().unwrap().unwrap();
        assert_eq!(recovered.what, "a test");
        assert!(recovered.is_made && recovered.edited.is_empty(), "after {done} steps");
        assert_eq!(held(&project), whole, "after {done} steps");
        assert_eq!(Lock::take(&project).unwrap().recover().unwrap(), None);
    }
    let (sandbox, project) = project();
    fs::create_dir_all(sandbox.path(".scaffold/change/other")).unwrap();
    sandbox.write(".scaffold/change/other/0", "half");
    assert_eq!(Lock::take(&project).unwrap().recover().unwrap(), None);
    assert_eq!(sandbox.names(".scaffold"), [""; 0]);
}

/// G-31: what somebody wrote into a file after a run was killed stays theirs, and the change is
/// taken back as a whole.
#[test]
fn an_edit_after_a_killed_run_is_kept_and_the_rest_taken_back() {
    let (sandbox, project) = project();
    let mut before = held(&project);
    Lock::take(&project).unwrap().apply("a test", &steps()).unwrap();
    fs::rename(sandbox.path(".scaffold/undo"), sandbox.path(".scaffold/change")).unwrap();
    sandbox.write("a.rs", "mine\n");
    let recovered = Lock::take(&project).unwrap().recover().unwrap().unwrap();
    assert_eq!(recovered.edited, ["a.rs"]);
    assert!(!recovered.is_made);
    before.insert("a.rs".to_owned(), "mine\n".to_owned());
    assert_eq!(held(&project), before);
    assert_eq!(sandbox.names(".scaffold"), [""; 0]);
}

/// A run that was taking a change back when it ended goes on taking it back.
#[test]
fn a_change_that_was_being_taken_back_never_was() {
    let (sandbox, project) = project();
    let before = held(&project);
    Lock::take(&project).unwrap().apply("a test", &steps()).unwrap();
    fs::rename(sandbox.path(".scaffold/undo"), sandbox.path(".scaffold/change")).unwrap();
    let home = sandbox.path(".scaffold/change");
    fs::rename(home.join("journal.json"), home.join("revert.json")).unwrap();
    let recovered = Lock::take(&project).unwrap().recover().unwrap().unwrap();
    assert!(!recovered.is_made);
    assert_eq!(held(&project), before);
}

/// A file system that refuses a step in the middle: what was done is taken back, modes included.
#[test]
fn a_step_that_fails_takes_the_ones_before_it_back() {
    let (sandbox, project) = project();
    let before = held(&project);
    fs::set_permissions(sandbox.path("a.rs"), fs::Permissions::from_mode(0o775)).unwrap();
    let steps = [
        step("a.rs", Some("a\n"), Some("A\n")),
        // A file stands where its folder would have to be.
        step("b.rs/inside.rs", None, Some("d\n")),
    ];
    let fault = Lock::take(&project).unwrap().apply("a test", &steps).unwrap_err();
    assert_eq!(fault.exit_code(), 3, "{fault}");
    assert_eq!(held(&project), before);
    let mode = fs::metadata(sandbox.path("a.rs")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o775);
    assert_eq!(sandbox.names(".scaffold"), [""; 0]);
}

/// What stopped a change is told, also where something is in the way of taking it back.
#[test]
fn a_change_that_cannot_be_taken_back_says_what_stopped_it() {
    let (sandbox, project) = project();
    let before = held(&project);
    let steps = [
        step("p/inside.rs", None, Some("i\n")),
        step("q", None, Some("q\n")),
        // A file stands where its folder would have to be.
        step("q/inside.rs", None, Some("i\n")),
        // A folder stands here by now, and is looked at while the change is taken back.
        step("p", None, Some("p\n")),
    ];
    let lock = Lock::take(&project).unwrap();
    let fault = lock.apply("a test", &steps).unwrap_err();
    let (first, second) = ("`: not a directory; and what was begun", "`p` is not a plain file");
    let told = fault.to_string();
    assert!(told.starts_with("cannot look at `") && told.contains("/q/inside.rs"), "{told}");
    assert!(told.contains(first), "{told}");
    assert!(told.ends_with(&format!("is not taken back: {second}")), "{told}");
    let hints = fault.hints().join("\n");
    assert!(
        hints.ends_with("then run this again: it takes the rest of the change back"),
        "{hints}"
    );

    // The folder went with what was in it.
    let recovered = lock.recover().unwrap().expect("it was left");
    assert_eq!((recovered.what.as_str(), recovered.is_made), ("a test", false));
    assert_eq!(held(&project), before);
    assert_eq!(sandbox.names(".scaffold"), [""; 0]);
}

#[test]
fn the_last_change_is_known_with_what_it_replaced() {
    let (_sandbox, project) = project();
    let lock = Lock::take(&project).unwrap();
    lock.apply("a test", &steps()).unwrap();
    let past = lock.past().unwrap().unwrap();
    assert_eq!(past.what, "a test");
    assert_eq!(past.steps[0].before.as_deref(), Some(b"a\n".as_slice()));
    assert_eq!(past.steps[1].before, None);
    assert_eq!(past.steps[2].after, None);
    lock.take_back("undo", &[]).unwrap();
    assert_eq!(lock.past().unwrap(), None);
}

/// A run that was killed when it had taken the last change back is no change to be taken back: who
/// undoes once more would get the change again.
#[test]
fn an_undo_that_was_killed_cannot_be_undone() {
    let (sandbox, project) = project();
    let before = held(&project);
    let lock = Lock::take(&project).unwrap();
    lock.apply("a test", &steps()).unwrap();
    let back = steps().map(|step| Step {
        path: step.path,
        before: step.after.map(|file| file.contents),
        after: step.before.map(|text| File::plain(text.clone(), Ownership::Managed)),
    });
    lock.take_back("an undo", &back).unwrap();
    assert_eq!(held(&project), before);
    assert_eq!(lock.past().unwrap(), None);

    // As a run leaves it that ended when all files were written.
    lock.apply("a test", &steps()).unwrap();
    lock.apply("an undo", &back).unwrap();
    let home = sandbox.path(".scaffold/undo/journal.json");
    let journal = fs::read_to_string(&home).unwrap();
    let journal = journal.replace("\"takes_back\": false", "\"takes_back\": true");
    fs::write(&home, journal).unwrap();
    fs::rename(sandbox.path(".scaffold/undo"), sandbox.path(".scaffold/change")).unwrap();
    assert!(lock.recover().unwrap().unwrap().is_made);
    assert_eq!(held(&project), before);
    assert_eq!(lock.past().unwrap(), None);
    assert_eq!(sandbox.names(".scaffold"), [""; 0]);
}
