//! Programs that run in the foreground and the environment they get.

use std::env;
use std::ffi::OsStr;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, kill_process_group};

use crate::error::{Error, Signal};

use super::Signals;
use super::signal::forwarded;

const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(50);

/// How a foreground program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// By itself, well.
    Succeeded,
    /// By itself, with another code than 0; without one when something else killed it.
    Failed(Option<i32>),
    /// Because we passed a signal on to it.
    Stopped(Signal),
}

/// A program to be run in the foreground.
#[derive(Debug)]
pub struct Program {
    name: String,
    command: Command,
}

impl Program {
    /// A program that is looked up in `PATH`, run in `folder`.
    #[must_use]
    pub fn new(name: &str, folder: &Path) -> Self {
        let mut command = Command::new(name);
        command.current_dir(folder);
        Self { name: name.to_owned(), command }
    }

    /// Adds arguments.
    #[must_use]
    pub fn arguments<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn variable(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it until it ends, passing signals on and calling `meanwhile` several times a second.
    ///
    /// The program gets a process group of its own: a Ctrl-C at the terminal would reach it
    /// twice otherwise, and a second one means "at once" to many programs.
    pub fn run(mut self, signals: &Signals, mut meanwhile: impl FnMut()) -> Result<Outcome, Error> {
        self.command.stdin(Stdio::null()).process_group(0);
        let mut child = self.command.spawn().map_err(|fault| self.cannot_start(fault))?;
        let mut passed_on = None;
        loop {
            if let Some(signal) = signals.take() {
                passed_on = Some(signal);
                pass_on(&child, signal);
            }
            if let Some(status) = child.try_wait().map_err(|fault| self.cannot_start(fault))? {
                return Ok(match passed_on {
                    Some(signal) => Outcome::Stopped(signal),
                    None if status.success() => Outcome::Succeeded,
                    None => Outcome::Failed(status.code()),
                });
            }
            meanwhile();
            thread::sleep(LOOK_AGAIN_AFTER);
        }
    }

    /// Becomes the program, terminal and all. Returns only when that fails.
    #[must_use]
    pub fn become_it(mut self) -> Error {
        let fault = self.command.exec();
        self.cannot_start(fault)
    }

    /// Fails if it is not there, before anything is made ready for it.
    pub fn look_for(&self) -> Result<(), Error> {
        match find(&self.name) {
            Some(_) => Ok(()),
            None => Err(self.cannot_start(io::ErrorKind::NotFound.into())),
        }
    }

    fn cannot_start(&self, fault: io::Error) -> Error {
        let name = &self.name;
        if fault.kind() != io::ErrorKind::NotFound {
            return Error::environment(format!("`{name}` cannot be run")).because(fault);
        }
        let missing = Error::environment(format!("`{name}` is not installed, or not in PATH"));
        match name.as_str() {
            "cargo" => missing.hint("install Rust from https://rustup.rs"),
            _ => missing,
        }
    }
}

fn pass_on(child: &Child, signal: Signal) {
    // It may have ended this very moment, which is what the signal is for.
    let _ = kill_process_group(Pid::from_child(child), forwarded(signal));
}

/// An environment variable that is set to something.
#[must_use]
pub fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// Where `PATH` has a program.
#[must_use]
pub fn find(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|path| path.is_absolute() && path.is_file())
}
