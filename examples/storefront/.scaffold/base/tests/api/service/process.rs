//! How the program starts and stops.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::support::TestDatabase;
use crate::support::process::{PROGRAM, Service};

#[tokio::test]
async fn a_signal_drains_before_the_end() {
    let database = TestDatabase::create().await;
    let mut service = Service::start(&database.url(), &[("DRAIN_DELAY_MS", "4000")]);
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
    assert!(begin.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_database_that_is_not_there_is_waited_for() {
    let service = Service::start("postgres://nobody@127.0.0.1:1/nothing", &[]);
    assert_eq!(service.ask("/health/ready"), Some(503));
    assert_eq!(service.ask("/api/v1/users"), Some(503));
    assert_eq!(service.ask("/health/live"), Some(200));
}

#[test]
fn a_signal_ends_it_while_it_still_waits_for_the_database() {
    let mut service = Service::start("postgres://nobody@127.0.0.1:1/nothing", &[]);
    service.signal("TERM");
    let begin = Instant::now();
    assert!(service.child.wait().unwrap().success());
    assert!(begin.elapsed() < Duration::from_secs(20));
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
