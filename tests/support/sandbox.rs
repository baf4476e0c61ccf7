//! A folder of its own for a test, in which the tool is run as a stranger's shell would.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use super::project::not_run;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// An account without rights, for tests of what permissions forbid.
const NOBODY: u32 = 65534;

/// A temporary folder, removed at the end.
#[derive(Debug)]
pub(crate) struct Sandbox {
    folder: PathBuf,
}

/// What a run of the tool said and ended with.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The exit code; none after a signal.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Sandbox {
    /// An empty folder that everybody may enter.
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder =
            Path::new("/tmp").join(format!("scaffold-suite-{}-{count}", std::process::id()));
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder: folder.canonicalize().unwrap() }
    }

    /// One that is a project, as far as its model file makes it one.
    pub(crate) fn project(name: &str) -> Self {
        let sandbox = Self::new();
        sandbox.write("scaffold.toml", &format!("[service]\nname = \"{name}\"\n"));
        sandbox
    }

    /// A path inside.
    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.folder.join(inside)
    }

    /// Writes a file.
    pub(crate) fn write(&self, inside: &str, text: &str) {
        fs::write(self.path(inside), text).unwrap();
    }

    /// The names in a folder, hidden ones included, in order.
    pub(crate) fn names(&self, inside: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path(inside))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Runs the tool here.
    pub(crate) fn run(&self, arguments: &[&str]) -> Answer {
        self.answer(self.command(arguments).output().unwrap())
    }

    /// Runs the tool here as somebody who owns nothing but `inside`.
    pub(crate) fn run_without_rights(&self, inside: &str, arguments: &[&str]) -> Answer {
        if !is_root() {
            return self.run(arguments);
        }
        chown(self.path(inside), Some(NOBODY), Some(NOBODY)).unwrap();
        self.run_as_nobody(".", arguments)
    }

    /// Runs the tool in a folder that, with everything in it, belongs to somebody who has no
    /// rights elsewhere.
    pub(crate) fn run_as_its_owner(&self, folder: &str, arguments: &[&str]) -> Answer {
        if is_root() {
            let given = Command::new("chown")
                .args(["-Rh", &format!("{NOBODY}:{NOBODY}")])
                .arg(self.path(folder))
                .status();
            assert!(given.unwrap().success());
        }
        self.run_as_nobody(folder, arguments)
    }

    fn run_as_nobody(&self, folder: &str, arguments: &[&str]) -> Answer {
        let mut command = self.hermetic(Command::new(env!("CARGO_BIN_EXE_scaffold")));
        if is_root() {
            // The build folder may be closed to others.
            let tool = self.path(".tool");
            fs::copy(env!("CARGO_BIN_EXE_scaffold"), &tool).unwrap();
            command = self.hermetic(Command::new(&tool));
            command.uid(NOBODY).gid(NOBODY);
        }
        let output = command.args(arguments).current_dir(self.path(folder)).output().unwrap();
        let _ = fs::remove_file(self.path(".tool"));
        self.answer(output)
    }

    /// Runs a shell script here in which `$scaffold` is the tool, with mounts of its own.
    /// None where the machine does not allow that, which is said.
    pub(crate) fn run_with_mounts(&self, script: &str) -> Option<Answer> {
        let unshare = |script: &str| {
            let mut command = self.hermetic(Command::new("unshare"));
            command.args(["--mount", "--map-root-user", "sh", "-ec", script]);
            command.env("scaffold", env!("CARGO_BIN_EXE_scaffold")).output().ok()
        };
        let can = unshare("mount -t tmpfs none /mnt").is_some_and(|it| it.status.success());
        if !can {
            not_run("nothing can be mounted");
            return None;
        }
        Some(self.answer(unshare(script).unwrap()))
    }

    /// The tool, ready to be run here: no colours, no terminal, no settings of the machine.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.hermetic(Command::new(env!("CARGO_BIN_EXE_scaffold")));
        command.args(arguments);
        command
    }

    /// Another program, ready to be run here in the same way.
    pub(crate) fn program(&self, name: &str) -> Command {
        self.hermetic(Command::new(name))
    }

    fn hermetic(&self, mut command: Command) -> Command {
        command.current_dir(&self.folder).env_clear().stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.env("PATH", std::env::var_os("PATH").unwrap()).env("HOME", &self.folder);
        command
    }

    /// Runs the tool in a folder, at a terminal at which somebody types this. What it says there,
    /// and what they typed, is its standard error.
    pub(crate) fn run_at_terminal(&self, folder: &str, arguments: &[&str], typed: &str) -> Answer {
        let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&controller).unwrap();
        unlockpt(&controller).unwrap();
        let name = ptsname(&controller, Vec::new()).unwrap().into_string().unwrap();
        let terminal = File::options().read(true).write(true).open(name).unwrap();
        let mut command = self.command(arguments);
        command.current_dir(self.path(folder));
        command.stdin(terminal.try_clone().unwrap()).stderr(terminal);
        let child = command.spawn().unwrap();
        // Only the tool has the terminal now, so that reading ends with it.
        drop(command);
        let mut controller = File::from(controller);
        // The terminal ends then: who asks once more is not answered, and does not wait.
        controller.write_all(format!("{typed}\x04").as_bytes()).unwrap();
        let (mut said, mut part) = (Vec::new(), [0; 4096]);
        while let Ok(count @ 1..) = controller.read(&mut part) {
            said.extend_from_slice(&part[..count]);
        }
        let mut output = child.wait_with_output().unwrap();
        output.stderr = said;
        self.answer(output)
    }

    pub(crate) fn answer(&self, output: Output) -> Answer {
        let readable = |bytes| {
            String::from_utf8(bytes).unwrap().replace(self.folder.to_str().unwrap(), "[SANDBOX]")
        };
        Answer {
            code: output.status.code(),
            stdout: readable(output.stdout),
            stderr: readable(output.stderr),
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        for project in [self.folder.clone(), self.path("project")] {
            if project.join(".dev/database").exists() {
                let _ = self.command(&["db", "reset", "--yes"]).current_dir(project).output();
            }
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Whether the tests run as root, whom permissions do not stop.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
