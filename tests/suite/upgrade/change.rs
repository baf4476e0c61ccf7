//! What an upgrade makes of a project of a release.

use std::collections::BTreeMap;
use std::fs;

use bytes::Bytes;
use scaffold::disk::Project;
use scaffold::ledger;
use scaffold::sql::REVISIONS;
use scaffold::tree::{File, Ownership, Tree};
use scaffold::{plan, render};

use super::{differing, is_kept, released};
use crate::support::project::check;
use crate::support::release::{services, versions};
use crate::trials::canon::Canon;
use crate::trials::pairs::{Generated, Pair, Pairs};
use crate::trials::{Tally, try_out};

/// G-53: a project that nobody edited is the one that this version makes, and stays so.
#[test]
fn an_untouched_project_becomes_a_new_one() {
    for (release, project) in released() {
        let before = project.held();
        project.succeeds(&["upgrade", "--yes"]);
        let after = project.held();
        if REVISIONS.is_empty() {
            assert_eq!(differing(&project), [""; 0], "{release}");
        } else {
            assert_eq!(project.differing(), [""; 0], "{release}");
        }
        for (path, contents) in before.iter().filter(|(path, _)| path.starts_with("migrations/")) {
            assert_eq!(after.get(path), Some(contents), "{release}: {path} is never rewritten");
        }
        project.succeeds(&["plan", "--check"]);
        let again = project.succeeds(&["upgrade", "--yes"]);
        assert!(again.stderr.contains("Unchanged"), "{}", again.stderr);
        assert_eq!(project.held(), after);
        if !is_kept(&release) {
            project.succeeds(&["undo"]);
            assert_eq!(project.held(), before, "{release}");
        }
    }
}

/// G-42: migrations that are there are not made again where git took back the record of them.
#[test]
fn an_upgrade_whose_record_git_took_back_is_made_once() {
    let project = super::first();
    let before = project.held();
    project.succeeds(&["upgrade", "--yes"]);
    let after = project.held();
    let migrations = |files: &BTreeMap<String, Vec<u8>>| {
        files.keys().filter(|path| path.starts_with("migrations/")).count()
    };
    assert!(migrations(&after) > migrations(&before), "it has none to make");
    fs::remove_dir_all(project.path(".scaffold")).unwrap();
    for (path, contents) in before.iter().filter(|(path, _)| path.starts_with(".scaffold/")) {
        fs::create_dir_all(project.path(path).parent().unwrap()).unwrap();
        fs::write(project.path(path), contents).unwrap();
    }
    project.succeeds(&["upgrade", "--yes"]);
    let again = project.held();
    let other =
        again.keys().chain(after.keys()).filter(|path| again.get(*path) != after.get(*path));
    assert_eq!(other.collect::<Vec<_>>(), [""; 0]);
}

/// What is told comes from the changelog, and a patch is what is done.
#[test]
fn an_upgrade_says_what_is_new() {
    let project = super::first();
    let before = project.held();
    let told = project.succeeds(&["upgrade", "--changelog"]).stdout;
    assert!(
        told.contains("  - `scaffold upgrade` brings a project that an older version"),
        "{told}"
    );
    assert!(told.contains("the changelog tells what is new and why"), "{told}");
    let patch = project.succeeds(&["upgrade", "--dry-run"]).stdout;
    assert_eq!(project.held(), before);
    project.sandbox.write("upgrade.patch", &patch);
    let said = project.succeeds(&["upgrade", "--yes"]).stderr;
    assert!(
        said.contains("  - `scaffold upgrade` brings a project that an older version"),
        "{said}"
    );
    assert!(!said.contains("tells what is new and why"), "{said}");
    assert!(said.contains("scaffold 0.1.0 -> "), "{said}");
    let upgraded = project.held();
    project.succeeds(&["undo"]);
    let mut git = project.sandbox.program("git");
    let apply = git.args(["apply", "../upgrade.patch"]).current_dir(project.path(""));
    assert!(apply.status().unwrap().success());
    assert_eq!(project.held(), upgraded);
}

/// An upgrade is of the tool alone: what the model file says by now comes after it.
#[test]
fn a_change_of_the_model_waits_for_its_own_turn() {
    let project = super::first();
    project.replace("scaffold.toml", "title = ", "topic = \"string(1..40)?\"\ntitle = ");
    let said = project.succeeds(&["upgrade", "--yes"]).stderr;
    assert!(said.contains("`scaffold apply` applies that"), "{said}");
    assert!(!project.read("src/notes/model.rs").contains("topic"));
    project.succeeds(&["apply", "--yes"]);
    assert!(project.read("src/notes/model.rs").contains("topic"));
    assert_eq!(project.differing(), [""; 0]);
}

/// Edits of many files of each kind, drawn as in the benchmark of edits.
#[test]
fn nothing_that_people_wrote_is_lost() {
    let mut all = Pairs { generated: Vec::new(), pairs: Vec::new() };
    for version in versions() {
        for (name, service) in services(&version) {
            let name = scaffold::examples::find(&name).unwrap().name;
            all.pairs.push(pair(name, &service, all.generated.len()));
            all.generated.push(generated(&service));
        }
    }
    let mut tally = Tally::default();
    for number in 0..200 {
        try_out(&all, 53, number).iter().for_each(|case| tally.add(case));
    }
    assert!(tally.is_good(), "{}{}{}", tally.table(), tally.lost(), tally.flagged());
}

/// G-32: a member of somebody's workspace, which goes without a table of its own and with that one's
/// lock file, and a project whose lines git gave other ends are upgraded like any other.
#[test]
fn a_member_of_a_workspace_and_other_line_ends_are_upgraded() {
    for (release, project) in released() {
        let manifest = project.read("Cargo.toml");
        let (kept, _) = manifest.split_once("\n# A project of its own").unwrap();
        project.write("Cargo.toml", kept);
        fs::remove_file(project.path("Cargo.lock")).unwrap();
        let all = || project.held().into_keys().filter(|path| project.path(path).is_file());
        for path in all().collect::<Vec<_>>() {
            project.write(&path, &project.read(&path).replace('\n', "\r\n"));
        }
        project.succeeds(&["upgrade", "--yes"]);
        let after = project.read("Cargo.toml");
        assert!(
            !after.contains("[workspace]") && !project.path("Cargo.lock").exists(),
            "{release}"
        );
        assert_eq!(after.matches('\n').count(), after.matches("\r\n").count(), "{release}");
        let status = project.succeeds(&["status"]).stdout;
        assert!(status.contains(", 2 of them no longer as they were"), "{release}: {status}");
    }
}

/// A released service as the trials take it.
fn generated(service: &Tree) -> Generated {
    let is_file = |path: &&str| !ledger::is_record(path) && *path != Project::MODEL;
    let files = service.iter().filter(|(path, _)| is_file(path));
    let files: BTreeMap<String, Bytes> =
        files.map(|(path, file)| (path.to_owned(), file.contents.clone())).collect();
    let text = &service.get(ledger::PATH).unwrap().contents;
    let mut ledger = ledger::read(str::from_utf8(text).unwrap()).unwrap();
    ledger.know(&files);
    let text = &service.get(Project::MODEL).unwrap().contents;
    let text = str::from_utf8(text).unwrap().to_owned();
    Generated { model: check(&text).unwrap(), text, ledger, files, views: BTreeMap::new() }
}

/// The same model under this version.
fn pair(example: &'static str, service: &Tree, before: usize) -> Pair {
    let contents = |path: &str| &service.get(path).unwrap().contents;
    let model = String::from_utf8(contents(Project::MODEL).to_vec()).unwrap();
    let after = check(&model).unwrap();
    let mut plan = plan::plan(&after);
    plan.entries.retain(|entry| entry.ownership != Ownership::Frozen);
    let mut theirs = render::render(plan).unwrap();
    for (path, file) in service.iter().filter(|(path, _)| path.starts_with("migrations/")) {
        let file = File::plain(file.contents.clone(), Ownership::Frozen);
        theirs.insert(path, file).unwrap();
    }
    let is_changed = |path: &&str| {
        service
            .get(path)
            .is_some_and(|file| theirs.get(path).is_some_and(|new| new.contents != file.contents))
    };
    let changed = theirs.iter().map(|(path, _)| path).filter(is_changed);
    let changed = changed.map(str::to_owned).collect();
    let all: Vec<String> = service.iter().map(|(path, _)| path.to_owned()).collect();
    let canon = Canon::default();
    let places = canon.places(all.iter(), &theirs);
    Pair { example, change: "upgrade", before, theirs, after, model, canon, places, changed }
}
