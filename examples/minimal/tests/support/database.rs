//! A database of its own for each test: a copy of a migrated template, made in some 20 ms.

use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, mem, process, thread};

use ring::digest::{Context, SHA256};
use sqlx::migrate::Migrator;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection};
use tokio::sync::OnceCell;

use crate::support::container;

static MIGRATOR: Migrator = sqlx::migrate!();
static TEMPLATE: OnceCell<Template> = OnceCell::const_new();

/// Advisory locks: one run at a time prepares, and any number run.
const PREPARING: i64 = 0x7465_7374_0001;
const RUNNING: i64 = 0x7465_7374_0002;

/// A database that exists as long as this value does.
pub struct TestDatabase {
    server: PgConnectOptions,
    name: String,
}

impl TestDatabase {
    /// Copies the migrated template.
    pub async fn create() -> TestDatabase {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let template = TEMPLATE.get_or_init(Template::prepare).await;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}_{}_{number}", prefix(), process::id());
        let mut connection = connect(&template.server).await;
        let copy =
            format!(r#"create database "{name}" template "{}" strategy file_copy"#, template.name);
        run(&mut connection, &copy).await;
        TestDatabase { server: template.server.clone(), name }
    }

    /// An empty database, for those who test the migrations themselves.
    pub async fn create_empty() -> TestDatabase {
        let empty = TestDatabase::create().await;
        let mut connection = connect(&empty.server).await;
        run(&mut connection, &format!(r#"drop database "{}""#, empty.name)).await;
        run(&mut connection, &format!(r#"create database "{}""#, empty.name)).await;
        empty
    }

    /// Where to connect.
    pub fn url(&self) -> String {
        self.server.clone().database(&self.name).to_url_lossy().to_string()
    }
}

impl Drop for TestDatabase {
    /// Runs beside the test's own runtime, which cannot be waited on from here.
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        let dropping = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                let mut connection = connect(&server).await;
                run(&mut connection, &format!(r#"drop database "{name}" with (force)"#)).await;
            });
        });
        // A test that failed must show its own panic, not this one.
        let _ = dropping.join();
    }
}

struct Template {
    server: PgConnectOptions,
    name: String,
}

impl Template {
    /// Finds or makes the template. Its name says which migrations it holds, so that a later run
    /// finds it ready; its making is serialised, so that runs side by side do not meet.
    async fn prepare() -> Template {
        let named = env::var_os("TEST_DATABASE_URL").or_else(|| env::var_os("DATABASE_URL"));
        let url = match named.and_then(|url| url.into_string().ok()) {
            Some(url) => url,
            None => container::start_postgres().await,
        };
        let server: PgConnectOptions = url.parse().expect("a database URL");
        let name = format!("{}_template_{}", prefix(), fingerprint());

        let mut connection = connect(&server).await;
        lock(&mut connection, "pg_advisory_lock", PREPARING).await;
        if lock(&mut connection, "pg_try_advisory_lock", RUNNING).await {
            remove_leftovers(&mut connection, &name).await;
            lock(&mut connection, "pg_advisory_unlock", RUNNING).await;
        }
        if !exists(&mut connection, &name).await {
            migrate(&mut connection, &server, &name).await;
        }
        lock(&mut connection, "pg_advisory_lock_shared", RUNNING).await;
        lock(&mut connection, "pg_advisory_unlock", PREPARING).await;
        // Left open: its lock tells other runs that this one lives, until the process ends.
        mem::forget(connection);
        Template { server, name }
    }
}

/// A template appears under its name only when it is complete.
async fn migrate(connection: &mut PgConnection, server: &PgConnectOptions, name: &str) {
    let unfinished = format!("{name}_unfinished");
    run(connection, &format!(r#"drop database if exists "{unfinished}" with (force)"#)).await;
    run(connection, &format!(r#"create database "{unfinished}""#)).await;
    let mut target = connect(&server.clone().database(&unfinished)).await;
    MIGRATOR.run(&mut target).await.expect("migrations apply");
    target.close().await.expect("a closed connection");
    run(connection, &format!(r#"alter database "{unfinished}" rename to "{name}""#)).await;
}

/// Databases of runs that were killed, and templates of other migrations.
async fn remove_leftovers(connection: &mut PgConnection, template: &str) {
    let leftovers: Vec<String> = sqlx::query_scalar(
        "select datname from pg_database where starts_with(datname, $1) and datname <> $2",
    )
    .bind(prefix() + "_")
    .bind(template)
    .fetch_all(&mut *connection)
    .await
    .expect("the list of databases");
    for name in leftovers {
        run(connection, &format!(r#"drop database if exists "{name}" with (force)"#)).await;
    }
}

/// What the names of the databases begin with: of the service's own, as much as Postgres has room
/// for.
fn prefix() -> String {
    format!("{:.20}_test", env!("CARGO_PKG_NAME"))
}

fn fingerprint() -> String {
    let mut hash = Context::new(&SHA256);
    for migration in MIGRATOR.iter() {
        hash.update(&migration.checksum);
    }
    let hash = hash.finish();
    let start = hash.as_ref().first_chunk().expect("a hash of 32 bytes");
    format!("{:016x}", u64::from_be_bytes(*start))
}

async fn connect(options: &PgConnectOptions) -> PgConnection {
    match options.clone().disable_statement_logging().connect().await {
        Ok(connection) => connection,
        Err(error) => panic!("the tests need a Postgres they can reach: {error}"),
    }
}

async fn exists(connection: &mut PgConnection, name: &str) -> bool {
    sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(name)
        .fetch_one(connection)
        .await
        .expect("the list of databases")
}

/// Calls one of Postgres' advisory lock functions; true unless a `try` found the lock taken.
async fn lock(connection: &mut PgConnection, function: &str, key: i64) -> bool {
    let sql = AssertSqlSafe(format!("select coalesce({function}($1)::text, 'true') <> 'false'"));
    sqlx::query_scalar(sql).bind(key).fetch_one(connection).await.expect("an advisory lock")
}

async fn run(connection: &mut PgConnection, sql: &str) {
    if let Err(error) = connection.execute(AssertSqlSafe(sql)).await {
        panic!("`{sql}` failed: {error}");
    }
}
