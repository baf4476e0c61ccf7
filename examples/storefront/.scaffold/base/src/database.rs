//! The connections to Postgres, and the schema.

use std::{
    str::FromStr,
    sync::{
        Arc, LazyLock, Mutex, PoisonError, RwLock, Weak,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use sqlx::{
    ConnectOptions, Connection, PgConnection, PgPool, Postgres, Transaction,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::time::timeout;

use crate::{
    config::Config,
    error::{Error, Result},
};

/// sqlx's own lock is waited for inside of a statement, and whoever builds an index beside the
/// traffic waits for all statements: two instances would wait for each other. What a later version
/// migrated is no reason to stop: this version starts again beside it, and after it was taken back.
static MIGRATOR: LazyLock<Migrator> = LazyLock::new(|| {
    let mut migrator = sqlx::migrate!();
    migrator.set_locking(false);
    migrator.set_ignore_missing(true);
    migrator
});

/// The advisory lock of whoever migrates.
const MIGRATING: i64 = 0x006d_6967_7261_7465;
const LOCK_INTERVAL: Duration = Duration::from_millis(100);

const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a connection may have been idle and still be used without asking whether it lives.
const FRESH: Duration = Duration::from_secs(1);
const PING_TIMEOUT: Duration = Duration::from_millis(500);

/// A pool of connections that recovers by itself.
///
/// The pool of sqlx waits for ever for connections that died in silence while they were busy. So
/// each connection has to answer when it comes back; one that stays silent for longer than any
/// statement may run is given up, and since others will have died with it, a new pool takes the
/// place of the old one.
#[derive(Clone)]
pub struct Database(Arc<Inner>);

struct Inner {
    options: PgConnectOptions,
    connections: u32,
    patience: Duration,
    current: RwLock<(u64, PgPool)>,
}

impl Database {
    /// Prepares the pool; connects when first used.
    pub fn new(config: &Config) -> Result<Self> {
        let statement_timeout = config.statement_timeout.as_millis();
        let options = PgConnectOptions::from_str(config.database_url.expose())?
            .application_name(env!("CARGO_PKG_NAME"))
            .options([
                ("statement_timeout", format!("{statement_timeout}ms")),
                // Below it, so that whoever waited in vain is told so.
                ("lock_timeout", format!("{}ms", statement_timeout * 2 / 3)),
                ("idle_in_transaction_session_timeout", "5s".to_owned()),
            ]);
        let connections = config.database_connections;
        let patience = config.statement_timeout + PING_TIMEOUT;
        Ok(Self(Arc::new_cyclic(|inner| {
            let pool = open_pool(&options, connections, patience, (inner.clone(), 0));
            Inner { options, connections, patience, current: RwLock::new((0, pool)) }
        })))
    }

    /// The pool of this moment; not to be kept.
    pub fn pool(&self) -> PgPool {
        self.0.current.read().unwrap_or_else(PoisonError::into_inner).1.clone()
    }

    /// Brings the schema up to date. Several instances may do so at once: one migrates, the
    /// others wait.
    pub async fn migrate(&self) -> Result<(), sqlx::migrate::MigrateError> {
        let no_limit = [("statement_timeout", "0"), ("idle_in_transaction_session_timeout", "0")];
        let mut connection = self.0.options.clone().options(no_limit).connect().await?;
        while !try_lock(&mut connection).await? {
            tokio::time::sleep(LOCK_INTERVAL).await;
        }
        MIGRATOR.run(&mut connection).await?;
        connection.close().await?;
        Ok(())
    }

    /// Whether the database answers and has at least the schema that this program was made for.
    pub async fn is_current(&self) -> sqlx::Result<bool> {
        let needed = MIGRATOR.iter().map(|migration| migration.version).max();
        let applied: Option<i64> =
            sqlx::query_scalar("select max(version) from _sqlx_migrations where success")
                .fetch_one(&self.pool())
                .await?;
        Ok(applied >= needed)
    }
}

impl Inner {
    /// Puts a new pool in the place of the one of this generation.
    fn replace(self: &Arc<Self>, generation: u64) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if current.0 != generation {
            return;
        }
        tracing::warn!("connections to the database have died in silence; connecting anew");
        let next = generation + 1;
        let owner = (Arc::downgrade(self), next);
        let pool = open_pool(&self.options, self.connections, self.patience, owner);
        let (_, old) = std::mem::replace(&mut *current, (next, pool));
        tokio::spawn(async move { old.close().await });
    }
}

fn open_pool(
    options: &PgConnectOptions,
    connections: u32,
    patience: Duration,
    (owner, generation): (Weak<Inner>, u64),
) -> PgPool {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if is_frozen(meta.age) {
                    return Ok(false);
                }
                if meta.idle_for < FRESH {
                    return Ok(true);
                }
                Ok(matches!(timeout(PING_TIMEOUT, connection.ping()).await, Ok(Ok(()))))
            })
        })
        .after_release(move |connection, _meta| {
            let owner = owner.clone();
            Box::pin(async move {
                if let Ok(answer) = timeout(patience, connection.ping()).await {
                    return answer.map(|()| true);
                }
                if let Some(database) = owner.upgrade() {
                    database.replace(generation);
                }
                Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into())
            })
        })
        .connect_lazy_with(options.clone())
}

/// Begins a transaction; dropping it rolls back.
///
/// A `begin` that is dropped half-way leaves the session inside a transaction, and what is written
/// there later is lost although it was acknowledged. So it runs as a task of its own, which ends
/// even when the client is gone.
pub async fn begin(db: &PgPool) -> sqlx::Result<Transaction<'static, Postgres>> {
    let db = db.clone();
    #[expect(clippy::disallowed_methods, reason = "this is where transactions begin")]
    let begun = tokio::spawn(async move { db.begin().await });
    begun.await.map_err(|error| sqlx::Error::Io(error.into()))?
}

/// Takes the right to migrate if nobody has it. It ends with the connection.
async fn try_lock(connection: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar("select pg_try_advisory_lock($1)")
        .bind(MIGRATING)
        .fetch_one(connection)
        .await
}

/// Migrates if the configuration says so, waiting for a database that is not there yet. Fails
/// only where waiting does not help.
pub async fn prepare(database: &Database, migrate: bool) -> Result<()> {
    loop {
        let outcome = if migrate { database.migrate().await } else { Ok(()) };
        match outcome {
            Ok(()) => return Ok(()),
            Err(sqlx::migrate::MigrateError::Execute(error)) if is_absent(&error) => {
                warn_unavailable(&error);
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            Err(error) => return Err(Error::internal(error)),
        }
    }
}

/// Whether the database cannot be reached, or is only starting or stopping.
fn is_absent(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        sqlx::Error::Database(error) => {
            error.code().is_some_and(|code| code.starts_with("08") || code.starts_with("57P"))
        }
        _ => false,
    }
}

/// When a session last refused to write, because its server takes no writes.
static REFUSED: Mutex<Option<Instant>> = Mutex::new(None);

/// Notes that a session refused to write, once a second at most. Whether it may was settled when it
/// began, and it keeps to that: none that is as old is used again.
pub(crate) fn note_frozen() {
    let mut refused = REFUSED.lock().unwrap_or_else(PoisonError::into_inner);
    if refused.is_none_or(|moment| moment.elapsed() >= FRESH) {
        *refused = Some(Instant::now());
    }
}

/// Whether a session of this age may be one that refuses to write.
fn is_frozen(age: Duration) -> bool {
    let refused = *REFUSED.lock().unwrap_or_else(PoisonError::into_inner);
    refused.is_some_and(|moment| moment.elapsed() <= age)
}

/// Logs that the database does not answer, once a second at most.
pub(crate) fn warn_unavailable(error: &sqlx::Error) {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs());
    if LAST.swap(now, Ordering::Relaxed) != now {
        tracing::warn!(error = %error, "the database is unavailable");
    }
}
