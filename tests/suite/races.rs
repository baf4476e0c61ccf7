//! What others do to a project's files and folders at the very moment at which they are changed.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use bytes::Bytes;
use rustix::fs::{CWD, RenameFlags, renameat_with};
use scaffold::disk::{Lock, Project, Step};
use scaffold::tree::{self, Ownership};

use crate::drawn::Dice;
use crate::support::Sandbox;
use crate::support::project::{paths, progress};

/// How often a link is swapped in the time of a change.
const SWAPS: usize = 1000;

/// How often somebody saves a file in the time of a change, in each way of saving.
const SAVES: usize = 250;

/// What there is below the folder of a change once it has come so far.
const MOMENTS: [&str; 4] = ["other", "other/1", "journal.new", "journal.json"];

fn step(path: &str, before: Option<&str>, after: Option<&str>) -> Step {
    Step {
        path: path.to_owned(),
        before: before.map(|text| text.to_owned().into()),
        after: after.map(|text| tree::File::plain(text.to_owned(), Ownership::Managed)),
    }
}

/// Every file with its text.
fn held(folder: &Path) -> Vec<(String, Bytes)> {
    let all = paths(folder).into_iter();
    all.map(|path| (path.clone(), fs::read(folder.join(path)).unwrap_or_default().into())).collect()
}

fn swap(one: &Path, other: &Path) {
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).unwrap();
}

/// Makes one change after the other, there and back, while somebody swaps `one` and `link`, and
/// sees to it after each that nothing outside has changed, and that it was made as a whole or not
/// at all. Every other change has them swapped all the time, the rest once for a moment.
fn change_while_swapped(sandbox: &Sandbox, outside: &Sandbox, one: &Path, link: &Path) {
    let project = Project { folder: sandbox.path("").canonicalize().unwrap() };
    let lock = Lock::take(&project).unwrap();
    let there = [
        step("src/a.rs", Some("a\n"), Some("A\n")),
        step("src/new/b.rs", None, Some("b\n")),
        step("src/c.rs", Some("c\n"), None),
    ];
    let back = [
        step("src/a.rs", Some("A\n"), Some("a\n")),
        step("src/new/b.rs", Some("b\n"), None),
        step("src/c.rs", None, Some("c\n")),
    ];
    let before = held(&outside.path(""));
    let change = sandbox.path(".scaffold/change");
    let (mut dice, mut steps) = (Dice(7), &there);
    let (mut made, mut refused) = (0, 0);
    for round in 0..SWAPS {
        let moment = change.join(MOMENTS[round / 2 % MOMENTS.len()]);
        let mut spins = || {
            let magnitude = dice.below(15);
            dice.below(1 << magnitude)
        };
        let (wait, stay) = (spins(), spins());
        let is_over = AtomicBool::new(false);
        let swap_once = || {
            swap(one, link);
            (0..stay).for_each(|_| std::hint::spin_loop());
            swap(one, link);
        };
        let is_made = thread::scope(|scope| {
            scope.spawn(|| {
                let is_over = || is_over.load(Ordering::Relaxed);
                while round % 2 == 0 && !is_over() {
                    swap_once();
                    thread::yield_now();
                }
                while !moment.exists() && !is_over() {}
                (0..wait).for_each(|_| std::hint::spin_loop());
                swap_once();
            });
            let mut is_made = lock.apply("a test", steps).is_ok();
            // What could not even be taken back is finished or taken back by the next run, which
            // is disturbed as well.
            let found = (0..100).find_map(|_| lock.recover().ok()).flatten();
            is_made |= found.is_some_and(|found| found.is_made);
            is_over.store(true, Ordering::Relaxed);
            is_made
        });
        assert_eq!(held(&outside.path("")), before, "something was written outside");
        // Nothing is in the way of this one but the link itself, where they left it (`brought_back`).
        let found = lock.recover().unwrap_or_else(|fault| {
            assert!(fs::symlink_metadata(one).unwrap().is_symlink(), "round {round}: {fault:?}");
            swap(one, link);
            lock.recover().unwrap()
        });
        let other = if std::ptr::eq(steps, &raw const there) { &back } else { &there };
        match is_made || found.is_some_and(|it| it.is_made) {
            true => {
                made += 1;
                steps = other;
            }
            false => refused += 1,
        }
        let expected: Vec<_> = steps
            .iter()
            .filter_map(|step| {
                let name = step.path.strip_prefix("src/").unwrap().to_owned();
                Some((name, step.before.clone()?))
            })
            .collect();
        brought_back((one, link), &expected[0].1);
        assert_eq!(held(&sandbox.path("src")), expected, "half a change, in round {round}");
    }
    progress(&format!("of {SWAPS} changes {made} were made and {refused} refused"));
    assert!(made > 0 && refused > 0, "{made} made, {refused} refused");
}

/// Whoever swaps a file at the very moment of the change may have taken what was there for the link,
/// and left the link in the project: their file is in one of the two places, and put back.
fn brought_back((one, link): (&Path, &Path), text: &[u8]) {
    let is_file = |path: &Path| fs::symlink_metadata(path).is_ok_and(|it| it.is_file());
    if is_file(link) && fs::read(link).unwrap() == text {
        swap(one, link);
    }
}

fn project() -> Sandbox {
    let sandbox = Sandbox::new();
    for folder in [".scaffold", "src"] {
        fs::create_dir(sandbox.path(folder)).unwrap();
    }
    sandbox.write("src/a.rs", "a\n");
    sandbox.write("src/c.rs", "c\n");
    sandbox
}

/// A folder of somebody else, with the same files in it: whoever is led there finds what it
/// expects.
fn twin() -> Sandbox {
    let outside = Sandbox::new();
    outside.write("a.rs", "a\n");
    outside.write("c.rs", "c\n");
    outside
}

/// G-21: a folder that is a link out of the project now and then.
#[test]
fn a_folder_that_is_swapped_for_a_link_leads_nowhere() {
    let (sandbox, outside) = (project(), twin());
    symlink(outside.path(""), sandbox.path("link")).unwrap();
    change_while_swapped(&sandbox, &outside, &sandbox.path("src"), &sandbox.path("link"));
}

/// The same of a file.
#[test]
fn a_file_that_is_swapped_for_a_link_leads_nowhere() {
    let (sandbox, outside) = (project(), twin());
    symlink(outside.path("a.rs"), sandbox.path("link")).unwrap();
    change_while_swapped(&sandbox, &outside, &sandbox.path("src/a.rs"), &sandbox.path("link"));
}

/// A way of saving: what an editor does with a text.
type Save = fn(&Path, &str);

/// Another file takes the name, as most editors do it.
fn by_rename(path: &Path, text: &str) {
    let beside = path.with_extension("swp");
    fs::write(&beside, text).unwrap();
    fs::rename(beside, path).unwrap();
}

/// The file that is there gets another text.
fn in_place(path: &Path, text: &str) {
    let mut file = File::options().write(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file.set_len(text.len() as u64).unwrap();
}

/// G-31: whenever somebody saves a file while it is changed, what they saved is there then. If
/// the change did not know it, none of the change was made.
#[test]
fn what_is_saved_at_the_moment_of_the_change_is_kept() {
    for (way, save) in [("by rename", by_rename as Save), ("in place", in_place)] {
        let (mut made, mut refused) = (0, 0);
        for round in 0..SAVES {
            let sandbox = project();
            let project = Project { folder: sandbox.path("").canonicalize().unwrap() };
            let lock = Lock::take(&project).unwrap();
            let steps = [
                step("src/a.rs", Some("a\n"), Some("A\n")),
                step("src/new/b.rs", None, Some("b\n")),
                step("src/c.rs", Some("c\n"), None),
            ];
            let mine = format!("mine {round}\n");
            let change = sandbox.path(".scaffold/change");
            let undo = sandbox.path(".scaffold/undo");
            let applied = thread::scope(|scope| {
                scope.spawn(|| {
                    // From a moment of the change on that is another one each time.
                    let moment = MOMENTS[round % 4];
                    while !change.join(moment).exists() && !undo.exists() {}
                    (0..round / 4).for_each(|_| std::hint::spin_loop());
                    save(&sandbox.path("src/a.rs"), &mine);
                });
                lock.apply("a test", &steps)
            });
            let when = format!("round {round}, saved {way}: {applied:?}");
            let kept = [sandbox.path("src/a.rs"), undo.join("other/0")];
            let is_kept =
                kept.iter().any(|path| fs::read(path).is_ok_and(|it| it == mine.as_bytes()));
            assert!(is_kept, "{when}: it is gone");
            let rest = held(&sandbox.path("src")).into_iter().map(|(path, _)| path);
            let rest: Vec<String> = rest.filter(|path| path != "a.rs").collect();
            match applied {
                Ok(()) => {
                    made += 1;
                    assert_eq!(rest, ["new/b.rs"], "{when}");
                }
                Err(fault) => {
                    refused += 1;
                    assert_eq!(fault.to_string(), "`src/a.rs` was changed meanwhile", "{when}");
                    assert_eq!(fault.exit_code(), 1);
                    assert_eq!(rest, ["c.rs"], "{when}");
                    assert!(!change.exists());
                }
            }
        }
        progress(&format!(
            "of {SAVES} saves {way} {refused} stopped a change, {made} came after it"
        ));
        assert!(refused > 0, "no save {way} came in time");
    }
}
