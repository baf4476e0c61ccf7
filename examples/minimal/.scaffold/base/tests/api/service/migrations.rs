//! The migrations make the database that the code expects: from nothing, once, and as they were
//! written.

use minimal::config::Config;
use minimal::database::Database;
use sqlx::migrate::MigrateError;

use crate::support::TestDatabase;

#[tokio::test]
async fn migrations_make_an_empty_database_current_and_run_once() {
    let empty = TestDatabase::create_empty().await;
    let database = connect(&empty);
    for _ in 0..2 {
        database.migrate().await.expect("migrations apply");
        assert!(database.is_current().await.expect("an answer"));
    }
    let applied: Vec<bool> = sqlx::query_scalar("select success from _sqlx_migrations")
        .fetch_all(&database.pool())
        .await
        .expect("what was applied");
    database.pool().close().await;
    assert!(!applied.is_empty() && applied.iter().all(|success| *success), "{applied:?}");
}

#[tokio::test]
async fn many_instances_that_start_at_once_migrate_once() {
    let empty = TestDatabase::create_empty().await;
    let instances = [(); 5].map(|()| connect(&empty));
    let [first, second, third, fourth, fifth] = &instances;
    let (first, second, third, fourth, fifth) = tokio::join!(
        first.migrate(),
        second.migrate(),
        third.migrate(),
        fourth.migrate(),
        fifth.migrate()
    );
    for done in [first, second, third, fourth, fifth] {
        done.expect("migrations apply");
    }
}

#[tokio::test]
async fn a_migration_that_was_edited_after_it_was_applied_is_refused() {
    let migrated = TestDatabase::create().await;
    let database = connect(&migrated);
    let version: i64 = sqlx::query_scalar(
        "update _sqlx_migrations set checksum = 'another' \
         where version = (select min(version) from _sqlx_migrations) returning version",
    )
    .fetch_one(&database.pool())
    .await
    .expect("a migration that was applied");

    let refusal = database.migrate().await.expect_err("a migration that was edited");

    database.pool().close().await;
    assert!(matches!(refusal, MigrateError::VersionMismatch(known) if known == version));
    let told = refusal.to_string();
    assert!(told.contains(&version.to_string()) && told.contains("modified"), "{told}");
}

#[tokio::test]
async fn a_version_starts_on_the_tables_of_the_next_one() {
    let migrated = TestDatabase::create().await;
    let database = connect(&migrated);
    sqlx::query(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
         select max(version) + 1, 'of the next version', true, 'unknown', 0 from _sqlx_migrations",
    )
    .execute(&database.pool())
    .await
    .expect("one more migration");

    let outcome = database.migrate().await;

    let is_current = database.is_current().await.expect("an answer");
    database.pool().close().await;
    outcome.expect("nothing is missing");
    assert!(is_current);
}

fn connect(database: &TestDatabase) -> Database {
    let config = Config::development(&database.url()).expect("settings for tests");
    Database::new(&config).expect("connections")
}
