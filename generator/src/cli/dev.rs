//! `scaffold dev`: the project's service, running, with a database for it.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use clap::Args;

use crate::database::{Database, Keeper};
use crate::disk::Project;
use crate::error::Error;
use crate::shell::{self, Outcome, Program, Signals, Tone};

use super::here;

/// The port that a service listens on unless told otherwise.
pub(super) const PORT: u16 = 8080;

/// How often a service that starts is asked whether it is ready.
const ASK_EVERY: Duration = Duration::from_millis(200);

/// Run the project's service, with a database for it
///
/// Finds or starts a Postgres (see `scaffold db --help`), builds the service and runs it,
/// which brings the database's tables up to date. Ctrl-C lets the service finish what it is
/// doing, then stops what was started. The data is kept in the project's `.dev` folder.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold dev
  scaffold dev --port 8081
  DATABASE_URL=postgres://me@localhost/mine scaffold dev")]
pub(super) struct Arguments {
    /// The port to listen on
    #[arg(long, default_value_t = PORT, value_parser = clap::value_parser!(u16).range(1..))]
    port: u16,
    /// Who runs Postgres, when this project has none yet
    #[arg(long, value_enum, value_name = "KEEPER")]
    with: Option<Keeper>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let project = here::project()?;
    start_with(&project, arguments.port, arguments.with)
}

/// Runs the service of `project` until it ends or is asked to.
pub(super) fn start(project: &Project, port: u16) -> Result<(), Error> {
    start_with(project, port, None)
}

fn start_with(project: &Project, port: u16, with: Option<Keeper>) -> Result<(), Error> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    refuse_taken(address)?;
    Program::new("cargo", &project.folder).look_for()?;
    let signals = Signals::hold()?;
    let database = Database::of(project, with)?;
    let _running = signals.or_blame(database.borrow())?;
    let url = database.url()?;
    shell::status(Tone::Busy, "Building", "the service; the first time takes a minute or two");
    let built = cargo(project, &url, address).arguments(["build"]).run(&signals, || {})?;
    finish(built, "the service does not build")?;
    let mut watch = Watch::new(address);
    let service = cargo(project, &url, address).arguments(["run", "--quiet"]);
    let ended = service.run(&signals, || watch.look())?;
    finish(ended, "the service ended")
}

fn cargo(project: &Project, url: &str, address: SocketAddr) -> Program {
    Program::new("cargo", &project.folder)
        .variable("SQLX_OFFLINE", "true")
        .variable("DATABASE_URL", url)
        .variable("LISTEN_ADDRESS", address.to_string())
        .variable("PUBLIC_URL", format!("http://{address}"))
}

fn finish(outcome: Outcome, failure: &str) -> Result<(), Error> {
    match outcome {
        Outcome::Succeeded => Ok(()),
        Outcome::Stopped(signal) => Err(Error::interrupted(signal)),
        Outcome::Failed(code) => {
            let how = code.map_or("by a signal".to_owned(), |code| format!("with code {code}"));
            Err(Error::environment(format!("{failure} ({how})"))
                .hint("what it printed above says why"))
        }
    }
}

fn refuse_taken(address: SocketAddr) -> Result<(), Error> {
    let Err(fault) = TcpListener::bind(address) else {
        return Ok(());
    };
    let port = address.port();
    Err(Error::environment(format!("the port {port} is taken, or not ours to listen on"))
        .because(fault)
        .hint(format!("stop what listens there, or choose another: --port {}", port ^ 1)))
}

/// Looks out for the moment when the service is ready.
struct Watch {
    address: SocketAddr,
    asked: Instant,
    is_ready: bool,
}

impl Watch {
    fn new(address: SocketAddr) -> Self {
        Self { address, asked: Instant::now(), is_ready: false }
    }

    fn look(&mut self) {
        if self.is_ready || self.asked.elapsed() < ASK_EVERY {
            return;
        }
        self.asked = Instant::now();
        self.is_ready = answers(self.address).unwrap_or(false);
        if self.is_ready {
            let address = self.address;
            shell::status(Tone::Good, "Ready", &format!("http://{address}"));
            shell::status(Tone::Good, "API page", &format!("http://{address}/docs"));
            shell::status(Tone::Good, "Stop it", "with Ctrl-C");
        }
    }
}

fn answers(address: SocketAddr) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect_timeout(&address, ASK_EVERY)?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    let request =
        format!("GET /health/ready HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut status = [0; 12];
    stream.read_exact(&mut status)?;
    Ok(status.ends_with(b" 200"))
}
