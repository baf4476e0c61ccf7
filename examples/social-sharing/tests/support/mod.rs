//! What the tests stand on: an app over a database of its own, people who call it, rows to call it
//! about.

pub mod access;
pub mod actor;
pub mod answer;
pub mod container;
pub mod database;
pub mod factory;
pub mod filter;
pub mod invalid;
pub mod list;
pub mod process;
pub mod promises;
pub mod row;
pub mod scans;
pub mod sort;
pub mod told;
pub mod unique;

use std::time::Duration;

use axum::Router;
use serde_json::{Map, Value, json};
use social_sharing::app::{AppState, build_app};
use social_sharing::auth::{Role, SessionId, UserId};
use social_sharing::config::Config;
use sqlx::{AssertSqlSafe, PgPool};
use uuid::Uuid;

pub use actor::Actor;
pub use database::TestDatabase;
pub use filter::Filter;
pub use invalid::Invalid;
pub use list::List;
pub use row::Row;
pub use sort::Sort;

/// The whole service, called in process, over a database that goes when this value does.
pub struct TestApp {
    router: Router,
    state: AppState,
    connections: PgPool,
    // Last, so that the pool closes before the database is dropped; a twin has none of its own.
    _database: Option<TestDatabase>,
}

impl TestApp {
    /// A service as it runs in development, but for its limits on how often one may ask.
    pub async fn start() -> TestApp {
        TestApp::with(|_| ()).await
    }

    /// A service whose requests may wait for each other however busy the machine is.
    pub async fn patient() -> TestApp {
        TestApp::with(|config| {
            config.statement_timeout = Duration::from_mins(1);
            config.request_timeout = Duration::from_mins(1);
        })
        .await
    }

    /// A service with other settings.
    pub async fn with(adjust: impl FnOnce(&mut Config)) -> TestApp {
        let database = TestDatabase::create().await;
        let mut config = Config::development(&database.url()).expect("settings for tests");
        config.database_connections = 4;
        config.rate_limits = false;
        adjust(&mut config);
        TestApp::over(config, Some(database))
    }

    /// Another instance of the service over the same database, with other settings and with caches
    /// of its own.
    pub fn twin(&self, adjust: impl FnOnce(&mut Config)) -> TestApp {
        let mut config = self.state.config.clone();
        adjust(&mut config);
        TestApp::over(config, None)
    }

    fn over(config: Config, database: Option<TestDatabase>) -> TestApp {
        let state = AppState::new(config).expect("a service that starts");
        state.health.start();
        let router = build_app(state.clone());
        TestApp { router, connections: state.db(), state, _database: database }
    }

    /// What the handlers share.
    pub fn state(&self) -> &AppState {
        &self.state
    }

    /// Past the API.
    pub fn database(&self) -> &PgPool {
        &self.connections
    }

    /// Inserts a row, and the rows that it needs.
    pub async fn insert(&self, row: Row) -> Value {
        row.insert(self.database()).await
    }

    /// Inserts only the rows that this one needs, and gives its columns.
    pub async fn prepare(&self, row: Row) -> Value {
        row.prepare(self.database()).await
    }

    /// A row as it stands in the database; null where there is none.
    pub async fn stored(&self, table: &str, id: Uuid) -> Value {
        let sql = format!("select to_jsonb(stored) from \"{table}\" as stored where id = $1");
        let found = sqlx::query_scalar(AssertSqlSafe(sql)).bind(id);
        found.fetch_optional(self.database()).await.expect("a table").unwrap_or_default()
    }

    /// Leaves no row behind, so that values of which there are few are free again. In one
    /// statement, so that rows may go before those that point at them.
    pub async fn clear(&self) {
        let clearing = "
            do $$ begin
                execute (
                    select 'with ' || string_agg(
                        format('emptied_%s as (delete from %I)', number, tablename), ', '
                    ) || ' select 1'
                    from (
                        select tablename, row_number() over () as number from pg_tables
                        where schemaname = 'public' and tablename <> '_sqlx_migrations'
                    ) as numbered
                );
            end $$
        ";
        sqlx::query(clearing).execute(self.database()).await.expect("empty tables");
    }

    /// Somebody who did not sign in.
    pub fn anonymous(&self) -> Actor {
        Actor { router: self.router.clone(), token: None, account: Value::Null }
    }

    /// Somebody with an account as registration makes it.
    pub async fn member(&self) -> Actor {
        self.account(Role::DEFAULT).await
    }

    /// Somebody with exactly these roles.
    pub async fn account(&self, roles: &[Role]) -> Actor {
        self.account_with(factory::user(), roles).await
    }

    /// Somebody whose account is this row, with the roles of a new account, and the row.
    pub async fn account_of(&self, row: Row) -> (Actor, Value) {
        let actor = self.account_with(row, Role::DEFAULT).await;
        let account = actor.account.clone();
        (actor, account)
    }

    async fn account_with(&self, row: Row, roles: &[Role]) -> Actor {
        let account = self.insert(row).await;
        for role in roles {
            let granted = Row::of("user_roles").without("id");
            let granted = granted.with("user_id", &account["id"]).with("role", role.name());
            self.insert(granted).await;
        }
        self.sign_in(account).await
    }

    /// Signs an account in, past its password.
    pub async fn sign_in(&self, account: Value) -> Actor {
        let session = Row::of("sessions")
            .with("user_id", &account["id"])
            .with("expires_at", "2999-01-01T00:00:00Z");
        let session = self.insert(session).await;
        let (user, session) = (UserId(id(&account)), SessionId(id(&session)));
        let token = self.state.auth.tokens.issue(user, session).expect("a token");
        Actor { router: self.router.clone(), token: Some(token), account }
    }
}

/// The id of a row.
pub fn id(row: &Value) -> Uuid {
    row["id"].as_str().and_then(|id| id.parse().ok()).expect("a row with an id")
}

/// A path or query whose `{column}`s are those of `row`.
pub fn path(template: &str, row: &Value) -> String {
    let mut whole = String::new();
    for (number, part) in template.split(['{', '}']).enumerate() {
        match (number % 2, &row[part]) {
            (0, _) => whole += part,
            (_, Value::String(text)) => whole += &encoded(text),
            (_, value) => whole += &encoded(&value.to_string()),
        }
    }
    whole
}

/// A text as part of a path or query.
pub fn encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).into()
        }
        other => format!("%{other:02X}"),
    };
    text.bytes().map(encode).collect()
}

/// These members of an object, as a request's body.
pub fn only(columns: &Value, names: &[&str]) -> Value {
    let kept = names.iter().map(|name| ((*name).to_owned(), columns[*name].clone()));
    Value::Object(kept.collect::<Map<_, _>>())
}

/// An object with one member set.
pub fn with(object: &Value, name: &str, value: Value) -> Value {
    let mut object = object.clone();
    object[name] = value;
    object
}

/// An object without one of its members.
pub fn without(object: &Value, name: &str) -> Value {
    let mut object = object.clone();
    object.as_object_mut().expect("an object").remove(name);
    object
}

/// An empty JSON object, the change that changes nothing.
pub fn nothing() -> Value {
    json!({})
}
