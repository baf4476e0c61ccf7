//! Clients that send nonsense, or next to nothing, or that are too many.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use sqlx::{Connection, Executor, PgConnection};

use crate::support::TestDatabase;
use crate::support::process::{PROGRAM, Service, read_to_end};

/// Where there is no database; these tests need none.
const NOWHERE: &str = "postgres://nobody@127.0.0.1:1/nothing";
/// Whoever is told so comes back by TLS alone.
const BEHIND_TLS: (&str, &str) = ("PUBLIC_URL", "https://api.example.com");
const TLS_ALONE: &str = "\r\nstrict-transport-security: max-age=";
const LOGIN: &str = "POST /api/v1/auth/login HTTP/1.1\r\nhost: localhost\r\n\
                     content-type: application/json\r\n";
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
    let get = "GET / HTTP/1.1\r\n";
    for head in [
        "nonsense\r\n\r\n".to_owned(),
        "GET / HTTP/9.9\r\nhost: localhost\r\n\r\n".to_owned(),
        format!("{get}host : localhost\r\n\r\n"),
        format!("{get}host: local host\r\n\r\n"),
        format!("{get}host: ada@localhost\r\n\r\n"),
        format!("{get}host: localhost:http\r\n\r\n"),
        format!("{get}host: localhost\r\nhost: localhost\r\n\r\n"),
        format!("{get}\r\n"),
        format!("{get}host: localhost\r\nfolded: a\r\n b\r\n\r\n"),
        format!("{get}host: localhost\r\nx-fed: a\ncontent-length: 9\r\n\r\n"),
        format!("{get}host: localhost\n\n"),
        format!("{LOGIN}content-length: 1\r\ncontent-length: 2\r\n\r\n"),
        format!("{LOGIN}content-length: -1\r\n\r\n"),
        format!("{LOGIN}transfer-encoding: gzip\r\n\r\n"),
        format!("{LOGIN}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        format!("{LOGIN}transfer-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
    ] {
        // What follows is not taken for a request: others may have seen it elsewhere.
        let answer = service.send(&format!("{head}{LIVE}")).unwrap();
        assert!(answer.contains(TLS_ALONE), "{answer}");
        assert_problem(&answer, 400);
    }
    let headers = "x-many: a\r\n".repeat(300);
    let head = format!("GET / HTTP/1.1\r\nhost: localhost\r\n{headers}\r\n");
    assert_problem(&service.send(&head).unwrap(), 431);
    let tunnel = "CONNECT localhost:1 HTTP/1.1\r\nhost: localhost:1\r\n\r\n";
    let answer = service.send(&format!("{tunnel}{LIVE}")).unwrap();
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
    let head = format!("{LOGIN}content-length: 100\r\n\r\n{{");
    assert_problem(&service.send(&head).unwrap(), 408);
    // Nor is one that ends nobody knows where.
    let head = format!("{LOGIN}transfer-encoding: chunked\r\n\r\n0x1\r\n{{\r\n0\r\n\r\n");
    assert_problem(&service.send(&format!("{head}{LIVE}")).unwrap(), 400);
    // Nor is one whose length alone says that it is too large, not even asked for.
    let head = format!("{LOGIN}content-length: 9999999\r\nexpect: 100-continue\r\n\r\n");
    assert_problem(&service.send(&head).unwrap(), 413);
}

/// What is pipelined is looked at like what comes first, and nothing comes behind chunks.
#[test]
fn each_head_of_a_connection_is_read_in_one_way() {
    let service = Service::start(NOWHERE, &[]);
    let body = "content-length: 3\r\n\r\n{\n}";
    let folded = LIVE.replace("localhost", "localhost\nx-fed: a");
    let answers = service.send(&format!("{LIVE}{LOGIN}{body}{LIVE}{folded}{LIVE}")).unwrap();
    let statuses: Vec<_> =
        answers.match_indices("HTTP/1.1 ").map(|(at, _)| &answers[at + 9..at + 12]).collect();
    assert_eq!(statuses, ["200", "503", "200", "400"], "{answers}");
    let chunked = format!("{LOGIN}transfer-encoding: chunked\r\n\r\n3\r\n{{\n}}\r\n0\r\n\r\n");
    assert_problem(&service.send(&format!("{chunked}{LIVE}")).unwrap(), 503);
    let long = chunked.replacen(" HTTP", &format!("?{} HTTP", "a".repeat(8200)), 1);
    assert_problem(&service.send(&format!("{long}{LIVE}")).unwrap(), 414);
    let headers = "\r\nx-a: b".repeat(120);
    let crowded = chunked.replacen("\r\n", &format!("{headers}\r\n"), 1);
    assert_problem(&service.send(&format!("{crowded}{LIVE}")).unwrap(), 431);
}

/// Who goes on sending is answered all the same: the connection is not reset under it.
#[test]
fn who_sends_too_much_sees_why_it_is_refused() {
    let service = Service::start(NOWHERE, &[]);
    let nonsense = "nonsense\r\n\r\n".to_owned();
    let large = format!("{LOGIN}content-length: 8000000\r\n\r\n");
    for (head, status) in [(nonsense, 400), (large, 503)] {
        let mut stream = service.connect().unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        for _ in 0..800 {
            stream.write_all(&[b' '; 10_000]).unwrap();
        }
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert_problem(&answer, status);
    }
}

/// A connection that is open after an answer.
fn hold(service: &Service) -> TcpStream {
    let mut stream = service.connect().expect("a connection");
    stream.write_all(LIVE.as_bytes()).expect("it is open");
    let mut status = [0; 13];
    stream.read_exact(&mut status).expect("an answer");
    assert_eq!(status, *b"HTTP/1.1 200 ");
    stream
}

/// Whether the connection ends long before it would have to.
fn is_closed(mut stream: TcpStream) -> bool {
    let begin = Instant::now();
    read_to_end(&mut stream).is_ok() && begin.elapsed() < Duration::from_secs(5)
}

#[test]
fn who_waits_longest_makes_room_for_one_more() {
    for most in ["MAX_CONNECTIONS", "MAX_CONNECTIONS_PER_CLIENT"] {
        let service = Service::start(NOWHERE, &[(most, "2")]);
        let mut half = service.connect().unwrap();
        half.write_all(b"GET ").unwrap();
        let first = hold(&service);
        let _late = hold(&service);
        assert!(is_closed(half), "{most}");
        let _later = hold(&service);
        assert!(is_closed(first), "{most}");
    }
}

/// Whether somebody waits for a lock.
const IS_WAITED_FOR: &str = "
    select exists (
        select from pg_locks
        where not granted
            and database = (select oid from pg_database where datname = current_database())
    )
";

#[tokio::test]
async fn who_has_all_connections_in_work_gets_no_other() {
    let database = TestDatabase::create().await;
    let settings =
        [("MAX_CONNECTIONS_PER_CLIENT", "1"), ("STATEMENT_TIMEOUT_MS", "60000"), BEHIND_TLS];
    let service = Service::start(&database.url(), &settings);
    service.wait_for("/health/ready", Some(200));
    let mut lock = PgConnection::connect(&database.url()).await.unwrap();
    lock.execute("begin; lock table users in access exclusive mode").await.unwrap();
    let mut busy = service.connect().unwrap();
    let body = r#"{"email":"ada@example.com","password":"correct horse"}"#;
    let length = body.len();
    let login = format!("{LOGIN}connection: close\r\ncontent-length: {length}\r\n\r\n{body}");
    busy.write_all(login.as_bytes()).unwrap();
    while !sqlx::query_scalar::<_, bool>(IS_WAITED_FOR).fetch_one(&mut lock).await.unwrap() {}

    let refused = service.send(LIVE).unwrap();
    assert!(refused.contains("\r\nretry-after: 1\r\n") && refused.contains(TLS_ALONE), "{refused}");
    assert_problem(&refused, 503);
    lock.execute("rollback").await.unwrap();
    assert_problem(&read_to_end(&mut busy).unwrap(), 401);
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
    let head = format!("{LOGIN}connection: close\r\ncontent-length: 100\r\n\r\n");
    assert_problem(&service.send(&head).unwrap(), 503);
    assert_problem(&service.send(&head).unwrap(), 429);
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
