//! What administrators do to accounts, and how accounts end.

use minimal::auth::{self, Role};
use minimal::database;
use serde_json::json;
use sqlx::Executor;

use super::{
    PASSWORD, Tokens, assert_kept_out, assert_signed_out, bearing, log_in, me, new_account,
    register, try_register,
};
use crate::support::{TestApp, factory, id, path, promises};

#[tokio::test]
async fn roles_count_from_the_moment_they_are_given() {
    let app = TestApp::start().await;
    let admin = app.account(&[Role::Admin]).await;
    let person = register(&app, "ada").await;
    let other = register(&app, "grace").await;
    let place = format!("{}/suspend", other.path);
    let suspend = || bearing(app.anonymous().post(&place), &person.tokens.access);
    let place = format!("{}/roles", person.path);
    let roles = |roles| admin.put(&place).json(&json!({ "roles": roles }));

    assert_kept_out(suspend().await);
    let given = roles(json!(["admin"])).await.shown();
    assert_eq!(given.body["roles"], json!(["admin"]));
    suspend().await.shown();
    roles(json!([])).await.shown();
    assert_kept_out(suspend().await);
    roles(json!(["root"])).await.refused(422);
}

#[tokio::test]
async fn only_administrators_administer() {
    let app = TestApp::start().await;
    let person = register(&app, "ada").await;
    let place = |what: &str| format!("{}/{what}", person.path);
    let roles = json!({ "roles": ["admin"] });
    for role in [Role::Member] {
        let actor = app.account(&[role]).await;
        assert_kept_out(actor.put(&place("roles")).json(&roles).await);
        assert_kept_out(actor.post(&place("suspend")).await);
        assert_kept_out(actor.post(&place("reinstate")).await);
        assert_kept_out(actor.delete(&place("sessions")).await);
    }
    app.anonymous().post(&place("suspend")).await.refused(401);
    let own = bearing(app.anonymous().put(&place("roles")), &person.tokens.access);
    assert_kept_out(own.json(&roles).await);
    me(&app, &person.tokens.access).await.shown();
}

#[tokio::test]
async fn the_first_administrator_is_made_from_the_command_line() {
    let app = TestApp::start().await;
    let person = register(&app, "ada").await;
    let grant = |email, role| auth::grant(app.database(), email, role);
    assert!(grant("nobody@example.com", "admin").await.is_err());
    assert!(grant(&person.email, "root").await.is_err());
    grant("ADA@example.com", "admin").await.unwrap();
    let shown = me(&app, &person.tokens.access).await.shown();
    assert_eq!(shown.body["roles"], json!(["admin", "member"]));
}

#[tokio::test]
async fn a_suspended_account_is_out_until_it_is_reinstated() {
    let app = TestApp::start().await;
    let admin = app.account(&[Role::Admin]).await;
    let person = register(&app, "ada").await;
    let place = |what: &str| format!("{}/{what}", person.path);
    me(&app, &person.tokens.access).await.shown();

    let suspended = admin.post(&place("suspend")).await.shown();
    assert!(suspended.body["suspended_at"].is_string());
    assert_signed_out(&app, &person.tokens).await;
    log_in(&app, &person.email, PASSWORD).await.refused(401);
    let again = admin.post(&place("suspend")).await.shown();
    assert_eq!(again.body, suspended.body);

    admin.post(&place("reinstate")).await.shown();
    assert_signed_out(&app, &person.tokens).await;
    Tokens::of(log_in(&app, &person.email, PASSWORD).await, 200);
    let own = path("/users/{id}/suspend", &admin.account);
    admin.post(&own).await.refused(409);
}

#[tokio::test]
async fn an_administrator_signs_an_account_out_everywhere() {
    let app = TestApp::start().await;
    let admin = app.account(&[Role::Admin]).await;
    let person = register(&app, "ada").await;
    admin.delete(&format!("{}/sessions", person.path)).await.done();
    assert_signed_out(&app, &person.tokens).await;
    Tokens::of(log_in(&app, &person.email, PASSWORD).await, 200);
}

#[tokio::test]
async fn a_closed_account_leaves_no_address_and_no_way_in() {
    let app = TestApp::start().await;
    let admin = app.account(&[Role::Admin]).await;
    let person = register(&app, "ada").await;
    let delete = || bearing(app.anonymous().delete(&person.path), &person.tokens.access);
    delete().await.refused(428);
    delete().if_match("\"7-0000000000000000\"").await.refused(412);
    delete().if_match("*").await.done();

    assert_signed_out(&app, &person.tokens).await;
    log_in(&app, &person.email, PASSWORD).await.refused(401);
    admin.get(&person.path).await.refused(404);
    admin.post(&format!("{}/reinstate", person.path)).await.refused(404);
    let (email, hash): (String, Option<String>) =
        sqlx::query_as("select email, password_hash from users where closed_at is not null")
            .fetch_one(app.database())
            .await
            .unwrap();
    assert!(email.ends_with("@closed.invalid") && hash.is_none());

    // The address is free again.
    let account = new_account(&app, "ada").await;
    Tokens::of(try_register(&app, &account).await, 201);
}

#[tokio::test]
async fn nothing_is_left_of_a_closed_account_but_its_row() {
    let app = TestApp::start().await;
    let (person, account) = app.account_of(factory::user()).await;
    let place = path("/users/{id}", &account);
    person.delete(&place).if_match("*").await.done();
    let left = app.stored("users", id(&account)).await;
    assert_eq!(left["email"], format!("{}@closed.invalid", id(&account)));
    let erased = json!({ "password_hash": null, "suspended_at": null });
    for (column, value) in erased.as_object().expect("columns") {
        assert_eq!(left[column], *value, "{column}");
    }
    let sessions = "select from sessions where user_id = $1";
    let roles = "select from user_roles where user_id = $1";
    for rows in [sessions, roles] {
        let found = sqlx::query(rows).bind(id(&account)).execute(app.database()).await;
        assert_eq!(found.expect("a statement").rows_affected(), 0, "{rows}");
    }
}

#[tokio::test]
async fn a_login_while_its_account_is_closed_leaves_no_session() {
    let app = TestApp::patient().await;
    let person = register(&app, "ada").await;
    let mut holding = database::begin(app.database()).await.expect("a transaction");
    // A login shares the row as well, and need not wait.
    let hold = "set local idle_in_transaction_session_timeout = 0; select from users for share";
    holding.execute(hold).await.expect("a lock");
    let closing = bearing(app.anonymous().delete(&person.path), &person.tokens.access);
    let closing = tokio::spawn(closing.if_match("*").into_future());
    while promises::waiting(&mut holding).await == 0 {
        assert!(!closing.is_finished(), "it did not wait");
        tokio::task::yield_now().await;
    }
    Tokens::of(log_in(&app, &person.email, PASSWORD).await, 200);
    holding.rollback().await.expect("the end of the transaction");
    closing.await.expect("an answer").done();
    let left = sqlx::query_scalar::<_, i64>("select count(*) from sessions");
    assert_eq!(left.fetch_one(app.database()).await.expect("a number"), 0);
}
