//! A private cluster: its own data folder, reached by a socket that only its account can enter.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::shell::{self, Program, Tone};

use super::Serve;
use super::account::Account;
use super::client::{self, Row, SUPERUSER};
use super::home;
use super::installed::{self, Binaries};
use super::npm;
use super::postmaster::{self, State};
use super::run::{grave, run};

const PATIENCE: Duration = Duration::from_mins(1);
const LOG: &str = "server.log";

/// What is left to do where data is damaged.
const SPARED: &str =
    "if it is damaged, and its data can be spared: `scaffold db reset` begins anew";

const FULL: &str = "the disk is full: free some space and run this again";

/// For a server whose data is worth nothing once the tests are over.
const CARELESS: &str = " -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
                        -c max_connections=500";

/// A data folder and what it takes to serve it.
#[derive(Debug)]
pub struct Cluster {
    binaries: Binaries,
    account: Option<Account>,
    data: PathBuf,
    /// Kept between runs; otherwise it forgets everything in a crash and with its value.
    is_kept: bool,
}

impl Cluster {
    /// The cluster of a project, run by installed programs of the version that made it.
    pub(super) fn installed(project: &Path) -> Result<Self, Error> {
        Self::of(project, |version, data| match version {
            None => installed::newest().ok_or_else(|| {
                Error::environment(format!(
                    "no Postgres {} or later is installed",
                    installed::OLDEST
                ))
            }),
            Some(version) => {
                installed::of_version(version).ok_or_else(|| missing_version(version, data))
            }
        })
    }

    /// The cluster of a project, run by programs that npm fetches.
    pub(super) fn fetched(project: &Path) -> Result<Self, Error> {
        Self::of(project, |version, data| {
            let binaries = npm::fetch()?;
            match version {
                Some(version) if version != binaries.version => Err(missing_version(version, data)),
                _ => Ok(binaries),
            }
        })
    }

    /// A new, running cluster in a temporary folder, for tests: it forgets everything in a
    /// crash and is gone when it is dropped.
    pub fn throw_away() -> Result<Self, Error> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let binaries = installed::newest().ok_or_else(|| {
            Error::environment(format!("no Postgres {} or later is installed", installed::OLDEST))
        })?;
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("scaffold-test-{}-{count}", std::process::id());
        let cluster = Self {
            binaries,
            account: Account::to_drop_to()?,
            data: Path::new("/tmp").join(name),
            is_kept: false,
        };
        cluster.up()?;
        Ok(cluster)
    }

    /// The address of a database while the server runs.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let sockets = match self.state() {
            State::Running { sockets } => sockets,
            _ => self.sockets(),
        };
        format!("postgres://{SUPERUSER}@localhost/{database}?host={}", sockets.display())
    }

    /// Runs SQL text.
    pub fn execute(&self, database: &str, sql: &str) -> Result<Vec<Row>, Error> {
        let State::Running { sockets } = self.state() else {
            return Err(Error::environment("the database server does not run")
                .hint("start it with `scaffold db up`"));
        };
        client::execute(&sockets, database, sql)
            .map_err(|fault| Error::environment("the database refused").because(fault))
    }

    fn of(
        project: &Path,
        binaries: impl FnOnce(Option<u32>, &Path) -> Result<Binaries, Error>,
    ) -> Result<Self, Error> {
        home::prepare(project)?;
        let account = Account::to_drop_to()?;
        let data = home::data(project, account.as_ref())?;
        let version = fs::read_to_string(data.join("PG_VERSION")).ok();
        let binaries = binaries(version.and_then(|version| version.trim().parse().ok()), &data)?;
        Ok(Self { binaries, account, data, is_kept: true })
    }

    fn sockets(&self) -> PathBuf {
        home::sockets(&self.data, self.account.as_ref())
    }

    /// Where the data folder grows: it takes its name only once `initdb` is done.
    fn unfinished(&self) -> PathBuf {
        self.data.with_added_extension("new")
    }

    fn state(&self) -> State {
        postmaster::state(&self.data, self.sockets())
    }

    fn initialise(&self) -> Result<(), Error> {
        if self.data.join("PG_VERSION").is_file() {
            return Ok(());
        }
        self.tell("Creating");
        let unfinished = self.unfinished();
        let mut failure = None;
        // Not every system has the first; the order of texts differs a little with the second.
        for locale in ["C.UTF-8", "en_US.UTF-8"] {
            remove_folder(&unfinished)?;
            home::private_folder(&unfinished, self.account.as_ref())?;
            let mut initdb = self.command("initdb", &unfinished);
            initdb.arg("--pgdata=.").arg(format!("--username={SUPERUSER}"));
            initdb.args(["--auth=trust", "--encoding=UTF8", "--no-instructions"]);
            initdb.arg(format!("--locale={locale}"));
            if !self.is_kept {
                initdb.arg("--no-sync");
            }
            match run(&mut initdb, "create a database cluster") {
                Ok(_) => {
                    return fs::rename(&unfinished, &self.data).map_err(|fault| {
                        Error::environment(format!("cannot create `{}`", self.data.display()))
                            .because(fault)
                            .hint("what is there is no database: `scaffold db reset` removes it")
                    });
                }
                Err(fault) => failure = failure.or(Some(fault)),
            }
        }
        let _ = remove_folder(&unfinished);
        failure.map_or(Ok(()), Err)
    }

    fn start(&self) -> Result<(), Error> {
        // `pg_ctl` hands this to a shell, and so the folder's characters are chosen by us.
        let mut options = format!(
            "-c listen_addresses='' -c unix_socket_directories='{}' -c timezone=UTC",
            self.sockets().display()
        );
        if !self.is_kept {
            options.push_str(CARELESS);
        }
        self.remove_file(LOG)?;
        let started = run(
            self.control().args(["start", "-s", "-w", "-t", "60", "-l", LOG, "-o", &options]),
            "start Postgres",
        );
        started.map(drop).map_err(|fault| {
            let log = fs::read_to_string(self.data.join(LOG)).unwrap_or_default();
            let said = grave(&log).into_iter().map(|line| format!("it said: {line}"));
            let what_to_do = if log.contains("No space left") { FULL } else { SPARED };
            said.fold(fault, Error::hint).hint(what_to_do)
        })
    }

    /// Stops it; `immediate` writes nothing any more, and the next start recovers from the log.
    fn stop(&self, mode: &str) -> Result<(), Error> {
        run(self.control().args(["stop", "-s", "-w", "-m", mode]), "stop Postgres").map(drop)
    }

    fn wait_until_it_answers(&self) -> Result<(), Error> {
        let start = Instant::now();
        loop {
            match self.execute("postgres", "select 1") {
                Ok(_) => return Ok(()),
                Err(fault) if start.elapsed() > PATIENCE => return Err(fault.hint(SPARED)),
                Err(_) => thread::sleep(Duration::from_millis(50)),
            }
        }
    }

    /// `pg_ctl` for this cluster. The folder is told by the environment and the log by a
    /// relative path, because `pg_ctl` would pass both through a shell unquoted.
    fn control(&self) -> Command {
        let mut command = self.command("pg_ctl", &self.data);
        command.env("PGDATA", &self.data);
        command
    }

    fn command(&self, program: &str, folder: &Path) -> Command {
        let mut command = Command::new(self.binaries.folder.join(program));
        command.current_dir(folder).env("LC_MESSAGES", "C").env_remove("PGDATA");
        if let Some(account) = &self.account {
            account.take_on(&mut command);
        }
        command
    }

    /// Says what takes a moment; of a cluster that is thrown away nobody wants to know.
    fn tell(&self, verb: &str) {
        if self.is_kept {
            shell::status(Tone::Busy, verb, &self.description());
        }
    }

    fn remove_file(&self, name: &str) -> Result<(), Error> {
        let path = self.data.join(name);
        match fs::remove_file(&path) {
            Err(fault) if fault.kind() != io::ErrorKind::NotFound => {
                Err(Error::environment(format!("cannot remove `{}`", path.display()))
                    .because(fault))
            }
            _ => Ok(()),
        }
    }
}

impl Serve for Cluster {
    fn description(&self) -> String {
        format!("Postgres {}, data in `{}`", self.binaries.version, self.data.display())
    }

    fn runs(&self) -> bool {
        matches!(self.state(), State::Running { .. })
    }

    fn up(&self) -> Result<bool, Error> {
        match self.state() {
            State::Running { .. } => {
                self.wait_until_it_answers()?;
                return Ok(false);
            }
            State::Abandoned => {
                self.remove_file("postmaster.pid")?;
                remove_folder(&self.sockets())?;
            }
            State::Moved => self.stop("immediate")?,
            State::Stopped => {}
        }
        postmaster::refuse_another(&self.data, &self.sockets())?;
        home::refuse_unfit(&self.data, self.account.as_ref())?;
        self.initialise()?;
        self.tell("Starting");
        home::private_folder(&self.sockets(), self.account.as_ref())?;
        self.start()?;
        self.wait_until_it_answers()?;
        Ok(true)
    }

    fn down(&self) -> Result<bool, Error> {
        match self.state() {
            State::Running { .. } => self.stop("fast")?,
            State::Moved => self.stop("immediate")?,
            State::Stopped | State::Abandoned => return Ok(false),
        }
        remove_folder(&self.sockets())?;
        Ok(true)
    }

    fn remove(&self) -> Result<(), Error> {
        self.down()?;
        for folder in [self.data.clone(), self.unfinished(), self.sockets()] {
            remove_folder(&folder)?;
        }
        Ok(())
    }

    fn url(&self, database: &str) -> Result<String, Error> {
        Ok(self.url(database))
    }

    fn execute(&self, database: &str, sql: &str) -> Result<Vec<Row>, Error> {
        self.execute(database, sql)
    }

    fn psql(&self, folder: &Path, database: &str) -> Option<Program> {
        let psql = self.binaries.program("psql")?;
        Some(Program::new(&psql.to_string_lossy(), folder).arguments([self.url(database)]))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if !self.is_kept {
            // The tests that it was for are over, and nobody is left to be told.
            let _ = self.remove();
        }
    }
}

fn missing_version(version: u32, data: &Path) -> Error {
    Error::environment(format!(
        "this project's data was made by Postgres {version}, which is not there any more"
    ))
    .hint(format!("install Postgres {version} again"))
    .hint(format!("or start afresh without that data: rm -r '{}'", data.display()))
}

fn remove_folder(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(fault) if fault.kind() != io::ErrorKind::NotFound => {
            Err(Error::environment(format!("cannot remove `{}`", folder.display())).because(fault))
        }
        _ => Ok(()),
    }
}
