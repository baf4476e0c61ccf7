//! Postgres in a container, for machines where no database was named.

use std::mem;
use std::os::unix::process::CommandExt;
use std::process::{self, Command, Stdio};

use testcontainers::core::wait::LogWaitStrategy;
use testcontainers::core::{IntoContainerPort, Mount, WaitFor};
use testcontainers::runners::AsyncRunner;
use testcontainers::{GenericImage, ImageExt};

const TAG: &str = "17-alpine";
const READY: &str = "database system is ready to accept connections";

/// Starts a server for this run and gives its URL. Needs Docker.
pub async fn start_postgres() -> String {
    let name = format!("{}-test-{}", env!("CARGO_PKG_NAME"), process::id());
    remove_when_the_run_ends(&name);
    // It says so twice: the server that prepares the data folder, then the one that stays.
    let ready = LogWaitStrategy::stdout_or_stderr(READY).with_times(2);
    let image = GenericImage::new("postgres", TAG)
        .with_exposed_port(5432.tcp())
        .with_wait_for(WaitFor::log(ready))
        .with_container_name(&name)
        .with_env_var("POSTGRES_PASSWORD", "postgres")
        .with_mount(Mount::tmpfs_mount("/var/lib/postgresql/data"))
        // Nothing here outlives the run, so nothing need reach a disk.
        .with_cmd(["postgres", "-c", "fsync=off", "-c", "full_page_writes=off"]);
    let container = match image.start().await {
        Ok(container) => container,
        Err(error) => panic!(
            "no database: set TEST_DATABASE_URL to a Postgres in which databases may be created, \
             or start Docker ({error})"
        ),
    };
    let host = container.get_host().await.expect("the container's host");
    let port = container.get_host_port_ipv4(5432).await.expect("the container's port");
    // Otherwise the first test's end would take the server from all others.
    mem::forget(container);
    format!("postgres://postgres:postgres@{host}:{port}/postgres")
}

/// Statics are never dropped, and a killed run could not clean up after itself. So a small process
/// waits until its standard input closes, which happens when this process ends, however it ends.
fn remove_when_the_run_ends(name: &str) {
    let waiting = Command::new("sh")
        .args(["-c", "cat; exec docker rm --force --volumes \"$0\"", name])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // Ctrl-C is for the tests, not for the one who cleans up.
        .process_group(0)
        .spawn()
        .expect("a shell");
    mem::forget(waiting);
}
