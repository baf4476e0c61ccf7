//! Clients that send nonsense, or next to nothing, or that are too many.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::TestDatabase;
use crate::support::process::{PATIENCE, PROGRAM, Service, read_to_end};

/// Where there is no database; these tests need none.
const NOWHERE: &str = "postgres://nobody@127.0.0.1:1/nothing";
/// Whoever is told so comes back by TLS alone.
const BEHIND_TLS: (&str, &str) = ("PUBLIC_URL", "https://api.example.com");
const TLS_ALONE: &str = "\r\nstrict-transport-security: max-age=";
const LIVE: &str = "GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// Fails unless this is one answer, complete and a problem.
#[track_caller]
fn assert_problem(answer: &str, status: u16) {
    assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    for header in ["x-request-id", "content-security-policy", "x-content-type-options"] {
        assert!(head.contains(&format!("\r\n{header}: ")), "{answer}");
    }
    assert!(head.contains("content-type: application/problem+json"), "{answer}");
    let problem: Value = serde_json::from_str(body).expect("a body in JSON");
    assert_eq!(problem["status"], status);
    assert!(problem["request_id"].is_string(), "{answer}");
}

/// Whether nothing is answered for a while.
fn is_kept_waiting(stream: &mut TcpStream) -> bool {
    stream.set_read_timeout(Some(Duration::from_millis(300))).expect("a timeout");
    let read = stream.read(&mut [0]).map_err(|error| error.kind());
    matches!(read, Err(ErrorKind::WouldBlock | ErrorKind::TimedOut))
}

#[test]
fn what_is_no_request_is_told_as_a_problem() {
    let service = Service::start(NOWHERE, &[BEHIND_TLS]);
    let post = "POST /api/v1/auth/login HTTP/1.1\r\nhost: localhost\r\n";
    for head in [
        "nonsense\r\n\r\n".to_owned(),
        "GET / HTTP/9.9\r\nhost: localhost\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nhost : localhost\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nhost: local host\r\nconnection: close\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nhost: ada@localhost\r\nconnection: close\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nhost: localhost\r\nfolded: a\r\n b\r\n\r\n".to_owned(),
        format!("{post}content-length: 1\r\ncontent-length: 2\r\n\r\n"),
        format!("{post}content-length: -1\r\n\r\n"),
        format!("{post}transfer-encoding: gzip\r\n\r\n"),
    ] {
        let answer = service.send(&head).unwrap();
        assert!(answer.contains(TLS_ALONE), "{answer}");
        assert_problem(&answer, 400);
    }
    let headers = "x-many: a\r\n".repeat(300);
    let head = format!("GET / HTTP/1.1\r\nhost: localhost\r\n{headers}\r\n");
    assert_problem(&service.send(&head).unwrap(), 431);
    let tunnel = "CONNECT localhost:1 HTTP/1.1\r\nhost: localhost:1\r\nconnection: close\r\n\r\n";
    let answer = service.send(tunnel).unwrap();
    assert!(answer.contains("\r\nallow: \r\n"), "{answer}");
    assert_problem(&answer, 405);
}

#[test]
fn whoever_takes_too_long_is_sent_away() {
    let service = Service::start(NOWHERE, &[("HEADER_TIMEOUT_MS", "300")]);
    assert_eq!(service.send("GET /health/live HTTP/1.1\r\nhost:").unwrap(), "");
    // One that idles after an answer.
    assert!(service.send(LIVE).unwrap().starts_with("HTTP/1.1 200 "));

    let mut dripping = service.connect().unwrap();
    let begin = Instant::now();
    while dripping.write_all(b"x").is_ok() {
        assert!(begin.elapsed() < Duration::from_secs(10), "still open");
        sleep(Duration::from_millis(50));
    }
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_not_waited_for() {
    let database = TestDatabase::create().await;
    let service = Service::start(&database.url(), &[("BODY_TIMEOUT_MS", "300")]);
    service.wait_for("/health/ready", Some(200));
    let head = "POST /api/v1/auth/login HTTP/1.1\r\nhost: localhost\r\n\
                content-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    assert_problem(&service.send(head).unwrap(), 408);
    // Nor is one whose length alone says that it is too large, not even asked for.
    let head = head.replace("length: 100", "length: 9999999\r\nexpect: 100-continue");
    assert_problem(&service.send(&head).unwrap(), 413);
}

#[test]
fn more_connections_than_allowed_wait_for_their_turn() {
    let service = Service::start(NOWHERE, &[("MAX_CONNECTIONS", "2")]);
    let mut held = [service.connect().unwrap(), service.connect().unwrap()];
    for stream in &mut held {
        stream.write_all(b"GET ").unwrap();
    }
    let mut late = service.connect().unwrap();
    late.write_all(LIVE.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n").as_bytes()).unwrap();
    assert!(is_kept_waiting(&mut late));
    drop(held);
    late.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    assert!(read_to_end(&mut late).unwrap().starts_with("HTTP/1.1 200 "));
}

/// Connections that are open after an answer. The ones before may be counted for a moment longer.
fn hold<const COUNT: usize>(service: &Service) -> [TcpStream; COUNT] {
    std::array::from_fn(|_| {
        let begin = Instant::now();
        loop {
            let mut stream = service.connect().expect("a connection");
            stream.write_all(LIVE.as_bytes()).expect("it is open");
            let mut status = [0; 13];
            if stream.read_exact(&mut status).is_ok() && status == *b"HTTP/1.1 200 " {
                return stream;
            }
            assert!(begin.elapsed() < PATIENCE, "no connection is taken");
        }
    })
}

#[test]
fn one_client_does_not_take_the_connections_of_all() {
    let service = Service::start(NOWHERE, &[("MAX_CONNECTIONS_PER_CLIENT", "2"), BEHIND_TLS]);
    let held: [_; 2] = hold(&service);
    let refused = service.send(LIVE).unwrap();
    assert!(refused.contains("\r\nretry-after: 1\r\n") && refused.contains(TLS_ALONE), "{refused}");
    assert_problem(&refused, 503);
    drop(held);
    let _: [_; 2] = hold(&service);
}

#[test]
fn a_trusted_proxy_has_as_many_connections_as_it_needs() {
    let settings = [("MAX_CONNECTIONS_PER_CLIENT", "2"), ("TRUSTED_PROXIES", "127.0.0.0/8")];
    let service = Service::start(NOWHERE, &settings);
    let held: Vec<TcpStream> = (0..5).map(|_| service.connect().unwrap()).collect();
    assert_eq!(service.ask("/health/live"), Some(200));
    drop(held);
}

#[test]
fn the_limit_waits_for_no_body_and_needs_no_database() {
    let service = Service::start(NOWHERE, &[("SECRETS_PER_MINUTE", "1")]);
    let head = "POST /api/v1/auth/login HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
                content-type: application/json\r\ncontent-length: 100\r\n\r\n";
    assert_problem(&service.send(head).unwrap(), 503);
    assert_problem(&service.send(head).unwrap(), 429);
}

#[test]
fn running_out_of_descriptors_passes() {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 64 && exec \"$0\"", PROGRAM]).stdout(Stdio::null());
    let service = Service::start_by(command, NOWHERE, &[]);
    let crowd: Vec<_> = (0..100).map(|_| service.connect().unwrap()).collect();
    let mut late = service.connect().unwrap();
    late.write_all(LIVE.as_bytes()).unwrap();
    assert!(is_kept_waiting(&mut late));
    drop(crowd);
    service.wait_for("/health/live", Some(200));
}
