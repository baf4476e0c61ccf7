//! A container with a named volume.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::shell::{self, Program, Tone};

use super::Serve;
use super::client::{Row, SUPERUSER};
use super::home;
use super::run::{run, run_with_input};

/// The image that the emitted `compose.yaml` names as well.
const IMAGE: &str = "postgres:17-alpine";

const PASSWORD: &str = "POSTGRES_PASSWORD";
const PATIENCE: Duration = Duration::from_mins(1);

/// The container of one project. Its volume has the same name.
#[derive(Debug)]
pub(super) struct Container {
    name: String,
}

/// Whether an engine answers.
pub(super) fn works() -> bool {
    run(Command::new("docker").args(["version", "--format", "{{.Server.Version}}"]), "ask").is_ok()
}

impl Container {
    pub(super) fn of(project: &Path, database: &str) -> Self {
        Self { name: format!("scaffold-{database}-{}", home::digest(project)) }
    }

    fn create(&self) -> Result<(), Error> {
        let mut command = Command::new("docker");
        command.args(["run", "--detach", "--name", &self.name, "--publish", "127.0.0.1::5432"]);
        command.arg(format!("--volume={}:/var/lib/postgresql/data", self.name));
        // The value comes from the environment: other people can read a command line.
        command.args(["--env", PASSWORD, IMAGE]).env(PASSWORD, password()?);
        run(&mut command, "start a container")
            .map(drop)
            .map_err(|fault| fault.hint(format!("fetch the image first: docker pull {IMAGE}")))
    }

    fn wait_until_it_answers(&self) -> Result<(), Error> {
        let start = Instant::now();
        loop {
            // By TCP: the server that prepares a new volume listens on the socket alone.
            let asked = ["exec", &self.name, "pg_isready", "-q", "-h", "127.0.0.1"];
            match docker(asked, "reach the server in the container") {
                Ok(_) => return Ok(()),
                Err(fault) if start.elapsed() > PATIENCE => {
                    return Err(fault.hint(format!("see `docker logs {}`", self.name)));
                }
                Err(_) => thread::sleep(Duration::from_millis(200)),
            }
        }
    }
}

impl Serve for Container {
    fn description(&self) -> String {
        format!("`{IMAGE}` in the container `{}`", self.name)
    }

    fn runs(&self) -> bool {
        let asked = ["inspect", "--format", "{{.State.Running}}", &self.name];
        docker(asked, "look for the container").is_ok_and(|answer| answer == "true")
    }

    fn up(&self) -> Result<bool, Error> {
        if self.runs() {
            return Ok(false);
        }
        shell::status(Tone::Busy, "Starting", &self.description());
        if docker(["inspect", &self.name], "look for the container").is_ok() {
            docker(["start", &self.name], "start the container")?;
        } else {
            self.create()?;
        }
        self.wait_until_it_answers()?;
        Ok(true)
    }

    fn down(&self) -> Result<bool, Error> {
        if !self.runs() {
            return Ok(false);
        }
        docker(["stop", &self.name], "stop the container")?;
        Ok(true)
    }

    fn remove(&self) -> Result<(), Error> {
        docker(["rm", "--force", "--volumes", &self.name], "remove the container")?;
        docker(["volume", "rm", "--force", &self.name], "remove the volume")?;
        Ok(())
    }

    fn url(&self, database: &str) -> Result<String, Error> {
        let listed = "{{range .Config.Env}}{{println .}}{{end}}";
        let settings = docker(["inspect", "--format", listed, &self.name], "ask the container")?;
        let password = settings
            .lines()
            .find_map(|line| line.strip_prefix(PASSWORD)?.strip_prefix('='))
            .ok_or_else(|| {
                Error::environment(format!("the container `{}` has no password", self.name))
            })?;
        let address = docker(["port", &self.name, "5432/tcp"], "ask for the container's port")?;
        let address = address.lines().next().unwrap_or_default();
        Ok(format!("postgres://{SUPERUSER}:{password}@{address}/{database}"))
    }

    fn execute(&self, database: &str, sql: &str) -> Result<Vec<Row>, Error> {
        let mut command = Command::new("docker");
        command.args(["exec", "--interactive", &self.name]);
        command.args(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-U", SUPERUSER, "-d", database]);
        let printed = run_with_input(&mut command, "run SQL in the container", sql)?;
        Ok(printed.lines().map(|line| vec![Some(line.to_owned())]).collect())
    }

    fn psql(&self, folder: &Path, database: &str) -> Option<Program> {
        let name = self.name.as_str();
        let terminal = if shell::can_ask() { "-it" } else { "-i" };
        let arguments = ["exec", terminal, name, "psql", "-U", SUPERUSER, "-d", database];
        Some(Program::new("docker", folder).arguments(arguments))
    }
}

fn docker<const N: usize>(arguments: [&str; N], purpose: &str) -> Result<String, Error> {
    run(Command::new("docker").args(arguments), purpose)
}

/// 32 hexadecimal digits that nobody can guess.
fn password() -> Result<String, Error> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .map_err(|fault| Error::environment("cannot make a password").because(fault))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}
