//! Which process serves a data folder, as its lock files and the system tell.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use crate::error::Error;

const PATIENCE: Duration = Duration::from_mins(1);
/// What a folder is called that somebody removed while a process worked in it.
const DELETED: &str = " (deleted)";

/// What `postmaster.pid` says, checked against the processes that there are.
pub(super) enum State {
    Stopped,
    /// The process is gone, or is another program by now.
    Abandoned,
    Running {
        sockets: PathBuf,
    },
    /// The folder was moved while it ran: a server writes some of its files by the path that it
    /// was started with, whatever is there by now.
    Moved,
}

/// How the data folder is served whose sockets lie in `sockets`, if the server does not say.
pub(super) fn state(data: &Path, sockets: PathBuf) -> State {
    let Ok(text) = fs::read_to_string(data.join("postmaster.pid")) else {
        return State::Stopped;
    };
    let lines: Vec<&str> = text.lines().collect();
    let line = |at: usize| lines.get(at).filter(|line| !line.is_empty()).map(PathBuf::from);
    match process(&text) {
        Some(pid) if is_served_by(data, pid) => match line(1) {
            Some(started) if is_other(&started, data) => State::Moved,
            _ => State::Running { sockets: line(4).unwrap_or(sockets) },
        },
        _ => State::Abandoned,
    }
}

/// Refuses to start where the server of a folder that was here before still runs: it would write
/// over the new one's files. One whose folder is gone is stopped.
pub(super) fn refuse_another(data: &Path, sockets: &Path) -> Result<(), Error> {
    let lock = fs::read_to_string(sockets.join(".s.PGSQL.5432.lock"));
    let Some(pid) = lock.ok().as_deref().and_then(process) else { return Ok(()) };
    let Ok(folder) = folder_of(pid) else { return Ok(()) };
    if folder.to_string_lossy().ends_with(DELETED) && is_postgres(pid) {
        return stop_at_once(pid);
    }
    if folder.join("PG_VERSION").is_file() && is_other(&folder, data) {
        let moved = folder.display();
        return Err(Error::environment(format!(
            "`{moved}` was moved from here, and its server still writes to this place"
        ))
        .hint("run `scaffold db down` in the project that it belongs to, then this again")
        .hint(format!("or stop process {pid}", pid = pid.as_raw_pid())));
    }
    Ok(())
}

/// The process of a lock file.
fn process(lock: &str) -> Option<Pid> {
    lock.lines().next()?.trim().parse().ok().and_then(Pid::from_raw)
}

/// Whether the process is there and is our server: it works inside its data folder. Where the
/// system does not tell that, a process of that number is taken for the server.
fn is_served_by(data: &Path, pid: Pid) -> bool {
    match folder_of(pid) {
        Ok(folder) => !is_other(&folder, data),
        Err(_) if Path::new("/proc/self").exists() => false,
        Err(_) => test_kill_process(pid).is_ok(),
    }
}

/// Where a process works; a fault where there is none, or the system does not tell.
fn folder_of(pid: Pid) -> io::Result<PathBuf> {
    fs::read_link(format!("/proc/{}/cwd", pid.as_raw_pid()))
}

fn is_other(folder: &Path, data: &Path) -> bool {
    match (folder.canonicalize(), data.canonicalize()) {
        (Ok(folder), Ok(data)) => folder != data,
        _ => true,
    }
}

fn is_postgres(pid: Pid) -> bool {
    let name = fs::read_to_string(format!("/proc/{}/comm", pid.as_raw_pid()));
    name.is_ok_and(|name| name.trim() == "postgres")
}

/// Stops a server that has nothing left to keep.
fn stop_at_once(pid: Pid) -> Result<(), Error> {
    let cannot = || {
        let pid = pid.as_raw_pid();
        Error::environment(format!("cannot stop process {pid}, the server of a removed folder"))
    };
    let start = Instant::now();
    // `SIGQUIT` is an immediate shutdown: nothing is written.
    kill_process(pid, Signal::QUIT).map_err(|fault| cannot().because(fault))?;
    while folder_of(pid).is_ok() {
        if start.elapsed() > PATIENCE {
            return Err(cannot());
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
