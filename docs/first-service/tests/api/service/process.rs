//! The program itself, from start to stop, over a real socket.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::support::TestDatabase;

const PROGRAM: &str = env!("CARGO_BIN_EXE_social-sharing");

/// A running service, which ends with this value.
struct Service {
    child: Child,
    address: SocketAddr,
}

impl Service {
    fn start(database_url: &str, settings: &[(&str, &str)]) -> Self {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let child = Command::new(PROGRAM)
            .env("DATABASE_URL", database_url)
            .env("LISTEN_ADDRESS", address.to_string())
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let service = Self { child, address };
        service.wait_for("/health/live", Some(200));
        service
    }

    /// The status of an answer; none if there is no connection.
    fn ask(&self, path: &str) -> Option<u16> {
        let mut stream = TcpStream::connect(self.address).ok()?;
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        answer.get(9..12)?.parse().ok()
    }

    fn wait_for(&self, path: &str, status: Option<u16>) {
        let begin = Instant::now();
        while self.ask(path) != status {
            assert!(begin.elapsed() < Duration::from_secs(20), "{path} is not {status:?}");
            sleep(Duration::from_millis(20));
        }
    }

    fn signal(&self, name: &str) {
        let process = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &process]).status().unwrap().success());
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn a_signal_drains_before_the_end() {
    let database = TestDatabase::create().await;
    let mut service = Service::start(&database.url(), &[("DRAIN_DELAY_MS", "1000")]);
    service.wait_for("/health/ready", Some(200));
    service.signal("TERM");
    service.wait_for("/health/ready", Some(503));
    assert_eq!(service.ask("/openapi.json"), Some(200));
    assert_eq!(service.ask("/health/live"), Some(200));
    assert!(service.child.wait().unwrap().success());
    assert_eq!(service.ask("/health/live"), None);
}

#[tokio::test]
async fn a_second_signal_ends_at_once() {
    let database = TestDatabase::create().await;
    let mut service = Service::start(&database.url(), &[("DRAIN_DELAY_MS", "30000")]);
    service.signal("TERM");
    service.wait_for("/health/ready", Some(503));
    let begin = Instant::now();
    service.signal("INT");
    assert!(service.child.wait().unwrap().success());
    assert!(begin.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_database_that_is_not_there_is_waited_for() {
    let service = Service::start("postgres://nobody@127.0.0.1:1/nothing", &[]);
    assert_eq!(service.ask("/health/ready"), Some(503));
    assert_eq!(service.ask("/api/v1/users"), Some(503));
    assert_eq!(service.ask("/health/live"), Some(200));
}

#[test]
fn production_does_not_start_without_its_own_secrets() {
    let output = Command::new(PROGRAM)
        .env("ENVIRONMENT", "production")
        .env("DATABASE_URL", "postgres://user:change-me@db.example.com/service")
        .output()
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    for name in ["DATABASE_URL", "PUBLIC_URL", "SIGNING_KEYS"] {
        assert!(said.contains(name), "{said}");
    }
    assert!(!said.contains("change-me"), "{said}");
}

#[test]
fn an_unknown_command_gets_the_usage() {
    let output = Command::new(PROGRAM).arg("dance").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("usage:"));
}
