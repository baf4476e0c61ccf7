//! Processes, and what the operating system counts for them.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4 as _;

/// What a process and all that it started took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken {
    /// From start to end, in seconds.
    pub wall: f64,
    /// Of processors, in seconds.
    pub cpu: f64,
    /// Resident at most, in MB; of the largest process.
    pub memory: f64,
}

/// Runs a command to its end, which must be a good one.
pub(crate) fn run(command: &mut Command) -> Taken {
    let begin = Instant::now();
    let mut child = start(command);
    let ended = child.wait4().unwrap();
    let wall = begin.elapsed().as_secs_f64();
    assert!(ended.status.success(), "{command:?}: {}", ended.status);
    let cpu: Duration = ended.rusage.utime + ended.rusage.stime;
    Taken { wall, cpu: cpu.as_secs_f64(), memory: megabytes(ended.rusage.maxrss) }
}

/// Starts a command that prints to nobody.
pub(crate) fn start(command: &mut Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// What a command prints.
pub(crate) fn printed(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

/// What a running process holds in memory, in MB.
pub(crate) fn resident(process: &Child) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
}

/// A folder that no other run has measured in. Nothing is removed before [`clear`]: ext4 passes over
/// the inodes of files that were removed in the last minutes, one at a time, so that what is created
/// after them takes several times as long.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = home().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Removes everything that was measured.
pub(crate) fn clear() {
    let _ = std::fs::remove_dir_all(home());
}

fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("figures-{}", std::process::id()))
}

/// The tool, as it is released.
pub(crate) fn scaffold() -> Command {
    Command::new(env!("CARGO_BIN_EXE_scaffold"))
}

#[expect(clippy::cast_precision_loss, reason = "nobody has so much memory")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1024.0 / 1024.0
}
