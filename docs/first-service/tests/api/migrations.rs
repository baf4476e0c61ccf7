//! The migrations make the database that the code expects, from nothing, as often as they are run.

use std::collections::BTreeSet;

use social_sharing::config::Config;
use social_sharing::database::Database;
use sqlx::PgPool;

use crate::support::TestDatabase;

/// Names by which the code knows what was broken; `rules` in each slice reads them.
const CONSTRAINTS: &[&str] = &[
    "comments_author_id_fkey",
    "comments_body_length",
    "comments_post_id_fkey",
    "follows_check_1",
    "follows_followee_id_fkey",
    "follows_follower_followee_key",
    "follows_follower_id_fkey",
    "likes_author_id_fkey",
    "likes_post_author_key",
    "likes_post_id_fkey",
    "posts_author_id_fkey",
    "posts_body_length",
    "posts_check_1",
    "posts_title_length",
    "posts_title_line",
    "post_tags_post_id_fkey",
    "post_tags_tag_id_fkey",
    "tags_name_key",
    "tags_name_length",
    "tags_name_line",
    "tags_name_pattern",
];

#[tokio::test]
async fn migrations_run_from_empty_and_a_second_time() {
    let empty = TestDatabase::create_empty().await;
    let database = connect(&empty);
    for _ in 0..2 {
        database.migrate().await.expect("migrations apply");
    }
    assert!(database.is_current().await.expect("an answer"));
    database.pool().close().await;
}

#[tokio::test]
async fn many_instances_that_start_at_once_migrate_once() {
    let empty = TestDatabase::create_empty().await;
    let instances = [connect(&empty), connect(&empty), connect(&empty)];
    let [first, second, third] = &instances;
    let done = tokio::join!(first.migrate(), second.migrate(), third.migrate());
    assert!(matches!(done, (Ok(()), Ok(()), Ok(()))), "{done:?}");
}

#[tokio::test]
async fn constraints_have_the_names_that_the_code_knows() {
    let database = TestDatabase::create().await;
    let pool = PgPool::connect(&database.url()).await.expect("a connection");
    let found: Vec<String> = sqlx::query_scalar(
        "select conname::text from pg_constraint where connamespace = 'public'::regnamespace
         union select indexname::text from pg_indexes where schemaname = 'public'",
    )
    .fetch_all(&pool)
    .await
    .expect("the catalogue");
    pool.close().await;

    let found: BTreeSet<_> = found.iter().map(String::as_str).collect();
    let missing: Vec<_> = CONSTRAINTS.iter().filter(|name| !found.contains(*name)).collect();
    assert!(missing.is_empty(), "the database has no {missing:?}");
}

#[tokio::test]
async fn every_foreign_key_has_an_index() {
    let database = TestDatabase::create().await;
    let pool = PgPool::connect(&database.url()).await.expect("a connection");
    let without_index: Vec<String> = sqlx::query_scalar(
        "select conname::text from pg_constraint
         where contype = 'f' and connamespace = 'public'::regnamespace and not exists (
             select from pg_index
             where indrelid = conrelid and indpred is null and indkey[0] = conkey[1]
         )",
    )
    .fetch_all(&pool)
    .await
    .expect("the catalogue");
    pool.close().await;
    assert_eq!(without_index, [""; 0]);
}

fn connect(database: &TestDatabase) -> Database {
    let config = Config::development(&database.url()).expect("settings for tests");
    Database::new(&config).expect("connections")
}
