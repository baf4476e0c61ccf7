//! What the program writes while it runs: when it starts and stops, and no secret ever.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{self, Command};

use serde_json::json;

use crate::support::TestDatabase;
use crate::support::process::{PROGRAM, Service};

/// 32 bytes in base64.
const SIGNING_KEY: &str = "Y2FuYXJ5LWtleS0wMTIzNDU2Nzg5LWFiY2RlZmdoaWo=";

/// Runs the program with everything logged, has it do something, and gives what it wrote.
fn log_of(name: &str, database_url: &str, work: impl FnOnce(&Service)) -> String {
    let path = std::env::temp_dir().join(format!("{name}-{}.log", process::id()));
    let mut command = Command::new(PROGRAM);
    command.stdout(File::create(&path).expect("a file"));
    let settings = [("LOG", "trace"), ("SIGNING_KEYS", SIGNING_KEY)];
    let mut service = Service::start_by(command, database_url, &settings);
    work(&service);
    service.signal("TERM");
    assert!(service.child.wait().expect("an end").success());
    take(path)
}

fn take(path: PathBuf) -> String {
    let text = fs::read_to_string(&path).expect("a log");
    fs::remove_file(path).expect("the log is ours");
    text
}

fn count(log: &str, text: &str) -> usize {
    log.matches(text).count()
}

#[tokio::test]
async fn nothing_that_clients_send_as_a_secret_is_written() {
    let database = TestDatabase::create().await;
    let log = log_of("client", &database.url(), |service| {
        service.wait_for("/health/ready", Some(200));
        let login = json!({ "email": "canary@example.com", "password": "canary-password" });
        for (path, body) in [
            ("auth/login", login.to_string()),
            ("auth/refresh", json!({ "refresh_token": "canary-refresh" }).to_string()),
            ("auth/login?canary-query", "canary-body".to_owned()),
        ] {
            let answer = service.send(&format!(
                "POST /api/v1/{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
                 authorization: Bearer canary-token\r\ncookie: canary-cookie\r\n\
                 content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            ));
            assert!(answer.expect("an answer").starts_with("HTTP/1.1 40"));
        }
    });
    assert_eq!(count(&log, "canary"), 0, "{log}");
    assert_eq!(count(&log, SIGNING_KEY), 0, "{log}");
    for event in ["sys_startup", "sys_shutdown", "input_validation_fail", "authn_login_fail"] {
        assert_eq!(count(&log, event), 1, "{event} in {log}");
    }
    // One line a request; probes have none.
    assert_eq!(count(&log, "answered"), 3, "{log}");
}

#[test]
fn what_is_no_request_has_a_client_all_the_same() {
    let log = log_of("nonsense", "postgres://nobody@127.0.0.1:1/nothing", |service| {
        service.send("nonsense\r\n\r\n").expect("an answer");
    });
    let line = log.lines().find(|line| line.contains("input_validation_fail"));
    assert!(line.expect("a line").contains("client=127.0.0.1"), "{log}");
}

#[test]
fn how_the_database_is_reached_is_not_written() {
    let log = log_of("database", "postgres://canary:canary@127.0.0.1:1/canary", |service| {
        service.wait_for("/health/ready", Some(503));
    });
    assert_eq!(count(&log, "canary"), 0, "{log}");
    assert_eq!(count(&log, "sys_startup"), 1, "{log}");
}
