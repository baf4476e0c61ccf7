//! Projects as the generator makes them, and the programs that judge them.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use scaffold::diagnostic::{Report, Source, Style};
use scaffold::disk::Project;
use scaffold::model::{self, Model};
use scaffold::tree::{File, Ownership, Tree};
use scaffold::{document, ledger, plan, render};

/// Folders of a project that programs write into.
const SCRATCH: [&str; 2] = ["target", ".dev"];

/// What a text means, or the report of what is wrong with it.
pub(crate) fn check(text: &str) -> Result<Model, String> {
    let source = Source::new(Project::MODEL, text);
    let (document, faults) = document::parse(&source);
    let (model, diagnostics) = model::check_read(&document, faults);
    model.ok_or_else(|| Report { source: &source, diagnostics: &diagnostics }.text(Style::Plain))
}

/// Every file of a model's project, as `scaffold new` writes them.
pub(crate) fn generate(text: &str) -> Result<Tree, String> {
    let model = check(text)?;
    let mut tree = render::render(plan::plan(&model)).map_err(|bug| bug.to_string())?;
    let complete = tree
        .insert(Project::MODEL, File::plain(text.to_owned(), Ownership::Model))
        .and_then(|()| ledger::record(&mut tree));
    complete.map(|()| tree).map_err(|bug| bug.to_string())
}

/// Makes `folder` hold `tree` and nothing else. A file that is as it should be keeps its time,
/// so that cargo builds no more than what changed.
pub(crate) fn place(tree: &Tree, folder: &Path) {
    for path in paths(folder) {
        if tree.get(&path).is_none() {
            fs::remove_file(folder.join(path)).unwrap();
        }
    }
    for (path, file) in tree.iter() {
        let target = folder.join(path);
        if fs::read(&target).is_ok_and(|contents| contents == file.contents) {
            continue;
        }
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(&target, &file.contents).unwrap();
        fs::set_permissions(&target, fs::Permissions::from_mode(file.mode.bits())).unwrap();
    }
}

/// Every file in a project's folder, by its path there.
pub(crate) fn paths(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(folder, "", &mut found);
    found
}

fn collect(folder: &Path, inside: &str, found: &mut BTreeSet<String>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if inside.is_empty() && SCRATCH.contains(&name.as_str()) {
            continue;
        }
        match entry.file_type().unwrap().is_dir() {
            true => collect(&entry.path(), &format!("{inside}{name}/"), found),
            false => {
                found.insert(format!("{inside}{name}"));
            }
        }
    }
}

/// A folder that stays between runs, so that what was built in it is built once.
pub(crate) fn kept_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Cargo in an emitted project, with the one build folder of all of them.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(folder);
    use_shared_build_folder(&mut command);
    command
}

/// Has whatever a command builds land in the one build folder of all emitted projects.
pub(crate) fn use_shared_build_folder(command: &mut Command) {
    command.env("CARGO_TARGET_DIR", kept_folder("emitted-target"));
    // What cargo and the machine told us is not about the project.
    for name in ["DATABASE_URL", "TEST_DATABASE_URL", "RUSTFLAGS", "RUST_LOG", "SQLX_OFFLINE"] {
        command.env_remove(name);
    }
    let ours: Vec<_> = std::env::vars_os()
        .map(|(name, _)| name)
        .filter(|name| name.to_string_lossy().starts_with("CARGO_PKG_"))
        .collect();
    for name in ours {
        command.env_remove(name);
    }
}

/// Runs a command that must succeed, and says on the terminal what takes so long.
pub(crate) fn run(what: &str, command: &mut Command) {
    attempt(what, command).unwrap_or_else(|fault| panic!("{fault}"));
}

/// The same, for those who go on after a failure.
pub(crate) fn attempt(what: &str, command: &mut Command) -> Result<(), String> {
    let begin = Instant::now();
    let output = command.stdin(Stdio::null()).output().unwrap();
    let seconds = begin.elapsed().as_secs_f32();
    progress(&format!("{what}: {seconds:.1} s"));
    if output.status.success() {
        return Ok(());
    }
    let (stdout, stderr) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(format!("{what}: {}\n{stdout}\n{stderr}", output.status))
}

/// Tells a person who waits; the test harness would keep what is printed.
pub(crate) fn progress(text: &str) {
    let _ = writeln!(std::io::stderr(), "    {text}");
}

/// Says why a test is not run here. Continuous integration has what every test needs.
pub(crate) fn not_run(why: &str) {
    assert!(std::env::var_os("CI").is_none(), "{why}");
    progress(&format!("not run: {why}"));
}

/// Whether Docker can run Postgres here. What cannot be tested without is told.
pub(crate) fn has_container() -> bool {
    let mut asked = Command::new("docker");
    let asked = asked.args(["image", "inspect", "postgres:17-alpine"]).output();
    let has_it = asked.is_ok_and(|asked| asked.status.success());
    if !has_it {
        not_run("Docker does not answer, or has no `postgres:17-alpine`");
    }
    has_it
}

/// Builds of emitted projects come one after the other: each uses every core there is.
pub(crate) fn one_build_at_a_time() -> MutexGuard<'static, ()> {
    static BUILD: Mutex<()> = Mutex::new(());
    BUILD.lock().unwrap_or_else(PoisonError::into_inner)
}
