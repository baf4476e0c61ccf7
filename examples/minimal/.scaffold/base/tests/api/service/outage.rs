//! What is left of the service while the database is away, busy or slow.

use std::future::IntoFuture;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use std::{env, fs, process};

use axum::http::Method;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Executor, PgConnection};
use tokio::io::{AsyncRead, AsyncWrite, copy_bidirectional};
use tokio::net::{TcpStream, UnixListener, UnixStream};

use crate::support::process::Service;
use crate::support::{TestApp, TestDatabase};

/// A way to the database that is not there until it is opened.
struct Gate {
    server: PgConnectOptions,
    place: PathBuf,
}

impl Gate {
    fn to(database: &TestDatabase) -> Gate {
        let server = database.url().parse().expect("a database URL");
        Gate { server, place: env::temp_dir().join(format!("gate-{}", process::id())) }
    }

    fn url(&self) -> String {
        self.server.clone().socket(&self.place).to_url_lossy().to_string()
    }

    fn open(&self) {
        fs::create_dir_all(&self.place).expect("a folder for the socket");
        let name = format!(".s.PGSQL.{}", self.server.get_port());
        let listener = UnixListener::bind(self.place.join(name)).expect("a socket");
        let server = self.server.clone();
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let mut database = connect(&server).await;
                tokio::spawn(async move { copy_bidirectional(&mut client, &mut database).await });
            }
        });
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        // It is in the folder for what may be removed at any time.
        let _ = fs::remove_dir_all(&self.place);
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

async fn connect(server: &PgConnectOptions) -> Box<dyn Stream> {
    let port = server.get_port();
    match server.get_socket() {
        Some(folder) => {
            let path = folder.join(format!(".s.PGSQL.{port}"));
            Box::new(UnixStream::connect(path).await.expect("a database"))
        }
        None => Box::new(TcpStream::connect((server.get_host(), port)).await.expect("a database")),
    }
}

/// Ends all other sessions.
const TERMINATE: &str = "
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
";

/// Lets nobody write from the next session on.
const FREEZE: &str = "
    do $$ begin
        execute format(
            'alter database %I set default_transaction_read_only = on', current_database()
        );
    end $$
";

/// Lets everybody write again, from the next session on.
const THAW: &str = "
    do $$ begin
        execute format(
            'alter database %I reset default_transaction_read_only', current_database()
        );
    end $$
";

/// A connection past the service's own.
async fn administrator(app: &TestApp) -> PgConnection {
    let url = app.state().config.database_url.expose();
    let options: PgConnectOptions = url.parse().expect("a database URL");
    options.connect().await.expect("a connection")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_comes_late_is_found_at_once() {
    let database = TestDatabase::create().await;
    let gate = Gate::to(&database);
    let service = Service::start(&gate.url(), &[]);
    assert_eq!(service.ask("/health/ready"), Some(503));
    gate.open();
    let begin = Instant::now();
    service.wait_for("/health/ready", Some(200));
    assert!(begin.elapsed() < Duration::from_secs(15));
}

#[tokio::test]
async fn lost_connections_cost_a_request_each_at_most() {
    let app = TestApp::start().await;
    let member = app.member().await;
    let connections = app.state().config.database_connections;
    let mut all = Vec::new();
    for _ in 0..connections {
        all.push(app.database().acquire().await.expect("a connection"));
    }
    drop(all);
    administrator(&app).await.execute(TERMINATE).await.expect("to be allowed to");

    let mut failures = 0;
    for _ in 0..2 * connections {
        let answer = member.get("/auth/me").await;
        if answer.status == 200 {
            continue;
        }
        assert_eq!(answer.refused(503).headers["retry-after"], "1");
        failures += 1;
    }
    assert!(failures <= connections, "{failures} failed");
    member.get("/auth/me").await.shown();
}

#[tokio::test]
async fn a_database_that_takes_no_writes_is_still_read() {
    let app = TestApp::start().await;
    let member = app.member().await;
    let mut administrator = administrator(&app).await;
    administrator.execute(FREEZE).await.expect("to be allowed to");
    administrator.execute(TERMINATE).await.expect("to be allowed to");
    // The session that it had tells so by failing, once.
    while member.get("/auth/me").await.status == 503 {}
    member.get("/auth/me").await.shown();
    assert_eq!(member.post("/auth/logout").await.refused(503).kind(), "unavailable");

    // Sessions that began meanwhile never write, so others take their place.
    administrator.execute(THAW).await.expect("to be allowed to");
    let begin = Instant::now();
    while member.post("/auth/logout").await.status == 503 {
        assert!(begin.elapsed() < Duration::from_secs(10), "still read only");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn without_a_free_connection_one_is_told_to_come_again() {
    let app = TestApp::start().await;
    let (member, anonymous) = (app.member().await, app.anonymous());
    let mut held = Vec::new();
    for _ in 0..app.state().config.database_connections {
        held.push(app.database().acquire().await.expect("a connection"));
    }
    let begin = Instant::now();
    let refusal = member.get("/auth/me").await.refused(503);
    assert!(begin.elapsed() < Duration::from_secs(10), "after {:?}", begin.elapsed());
    assert_eq!(refusal.headers["retry-after"], "1");

    // What needs no database goes on.
    let begin = Instant::now();
    let forged = anonymous.get("/auth/me").header("authorization", "Bearer forged");
    forged.await.refused(401);
    anonymous.get("/nowhere").await.refused(404);
    anonymous.put("/auth/me").await.refused(405);
    anonymous.call_at(Method::GET, "/health/live").await.is(200);
    assert!(begin.elapsed() < Duration::from_millis(2_500));

    drop(held);
    member.get("/auth/me").await.shown();
}

#[tokio::test]
async fn more_requests_than_allowed_are_refused_at_once() {
    let app = TestApp::with(|config| config.max_requests = 1).await;
    let member = app.member().await;
    let mut lock = administrator(&app).await;
    lock.execute("begin; lock table users in access exclusive mode").await.expect("a lock");
    let slow = tokio::spawn(member.get("/auth/me").into_future());
    while app.state().work.available_permits() > 0 {
        tokio::task::yield_now().await;
    }

    let begin = Instant::now();
    let refusal = member.get("/auth/me").await.refused(503);
    assert!(begin.elapsed() < Duration::from_millis(2_500));
    assert_eq!(refusal.headers["retry-after"], "1");
    app.anonymous().call_at(Method::GET, "/health/live").await.is(200);

    lock.execute("rollback").await.expect("no lock");
    slow.await.expect("an answer").shown();
    member.get("/auth/me").await.shown();
}
