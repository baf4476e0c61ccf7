//! `scaffold dev`: a service with a database for as long as it runs. The service is a stand-in
//! without dependencies, because what is tested is what happens around it.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::process::{Child, Command};

use crate::support::Sandbox;

/// Answers that it is ready, and ends by itself once it was asked to.
const READY: &str = r#"
use std::io::{Read, Write};

fn main() {
    assert_eq!(std::env::var("SQLX_OFFLINE").unwrap(), "true");
    println!("database {}", std::env::var("DATABASE_URL").unwrap());
    let address = std::env::var("LISTEN_ADDRESS").unwrap();
    let listener = std::net::TcpListener::bind(address).unwrap();
    for stream in listener.incoming() {
        let mut stream = stream.unwrap();
        let mut request = [0; 1024];
        let length = stream.read(&mut request).unwrap();
        assert!(request[..length].starts_with(b"GET /health/ready HTTP/1.1\r\n"));
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
    }
}
"#;

/// Takes a moment to finish what it is doing when it is asked to stop.
const DRAINING: &str = r#"
use std::os::unix::process::CommandExt;

fn main() {
    let script = "trap 'sleep 0.5; echo drained; exit 0' INT; echo waiting; \
                  while :; do sleep 0.1; done";
    panic!("{}", std::process::Command::new("sh").args(["-c", script]).exec());
}
"#;

fn project(main: &str) -> Sandbox {
    let sandbox = Sandbox::project("service");
    sandbox.write(
        "Cargo.toml",
        "[package]\nname = \"service\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n",
    );
    fs::create_dir(sandbox.path("src")).unwrap();
    sandbox.write("src/main.rs", main);
    sandbox
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn start(sandbox: &Sandbox, port: u16) -> Child {
    let mut command = sandbox.command(&["dev", "--port", &port.to_string()]);
    // Cargo finds its toolchain at home.
    command.env("HOME", std::env::var_os("HOME").unwrap());
    for name in ["CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.spawn().unwrap()
}

fn interrupt(run: &Child) {
    let sent = Command::new("kill").args(["-INT", &run.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn the_page_is_told_when_the_service_is_ready_and_the_database_stops_with_it() {
    let sandbox = project(READY);
    let port = free_port();
    let mut run = start(&sandbox, port);
    let mut errors = BufReader::new(run.stderr.take().unwrap()).lines();
    let page = format!("    API page http://127.0.0.1:{port}/docs");
    assert!(errors.any(|line| line.unwrap() == page));
    assert!(sandbox.path(".dev/postgres/postmaster.pid").exists());
    interrupt(&run);
    let rest: Vec<String> = errors.map(Result::unwrap).collect();
    assert_eq!(run.wait().unwrap().code(), Some(130), "{rest:?}");
    assert!(!sandbox.path(".dev/postgres/postmaster.pid").exists());
    let mut printed = String::new();
    run.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
    assert!(printed.starts_with("database postgres://postgres@localhost/service?host=/"));
}

#[test]
fn a_database_that_ran_before_is_left_running() {
    let sandbox = project("fn main() {}");
    assert_eq!(sandbox.run(&["db", "up"]).code, Some(0));
    let ended = start(&sandbox, free_port()).wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    assert!(sandbox.path(".dev/postgres/postmaster.pid").exists());
}

#[test]
fn an_interrupted_service_finishes_first() {
    let sandbox = project(DRAINING);
    let mut run = start(&sandbox, free_port());
    let mut printed = BufReader::new(run.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert_eq!(printed.next().as_deref(), Some("waiting"));
    interrupt(&run);
    assert_eq!(printed.next().as_deref(), Some("drained"));
    assert_eq!(run.wait().unwrap().code(), Some(130));
}

#[test]
fn without_cargo_nothing_is_started() {
    let sandbox = project("fn main() {}");
    let mut command = sandbox.command(&["dev", "--port", &free_port().to_string()]);
    let ended = command.env("PATH", "/nowhere").output().unwrap();
    assert_eq!(ended.status.code(), Some(3));
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(
        said,
        "error: `cargo` is not installed, or not in PATH\n\
         help: install Rust from https://rustup.rs\n"
    );
    assert!(!sandbox.path(".dev").exists());
}

#[test]
fn a_service_that_does_not_build_says_so() {
    let sandbox = project("fn main() { nonsense }");
    let ended = start(&sandbox, free_port()).wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(3));
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(said.contains("cannot find value `nonsense`"), "{said}");
    assert!(said.contains("error: the service does not build (with code 101)\n"), "{said}");
    assert!(!sandbox.path(".dev/postgres/postmaster.pid").exists());
}

/// A port of the system's choice is none that anybody is told.
#[test]
fn the_port_0_is_refused() {
    let answer = Sandbox::project("service").run(&["dev", "--port", "0"]);
    assert_eq!(answer.code, Some(2), "{}", answer.stderr);
    assert!(answer.stderr.contains("0 is not in 1..=65535"), "{}", answer.stderr);
}
