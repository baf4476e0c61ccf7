//! What administrators do to accounts, and how accounts end.

use serde_json::json;
use social_sharing::auth::{self, Role};

use super::{
    PASSWORD, Tokens, assert_signed_out, bearing, log_in, me, new_account, register, try_register,
};
use crate::support::TestApp;

#[tokio::test]
async fn roles_count_from_the_moment_they_are_given() {
    let app = TestApp::start().await;
    let admin = app.account(&[Role::Admin]).await;
    let person = register(&app, "ada").await;
    let suspend = || bearing(app.anonymous().post("/users/nobody/suspend"), &person.tokens.access);
    let roles = |roles| admin.put("/users/ada/roles").json(&json!({ "roles": roles }));
    register(&app, "nobody").await;

    suspend().await.refused(403);
    let given = roles(json!(["admin"])).await.shown();
    assert_eq!(given.body["roles"], json!(["admin"]));
    suspend().await.shown();
    roles(json!([])).await.shown();
    suspend().await.refused(403);
    roles(json!(["root"])).await.refused(422);
}

#[tokio::test]
async fn only_administrators_administer() {
    let app = TestApp::start().await;
    let person = register(&app, "ada").await;
    for actor in [app.member().await, app.account(&[Role::Moderator]).await] {
        let roles = json!({ "roles": ["admin"] });
        actor.put("/users/ada/roles").json(&roles).await.refused(403);
        actor.post("/users/ada/suspend").await.refused(403);
        actor.post("/users/ada/reinstate").await.refused(403);
        actor.delete("/users/ada/sessions").await.refused(403);
    }
    app.anonymous().post("/users/ada/suspend").await.refused(401);
    let own = bearing(app.anonymous().put("/users/ada/roles"), &person.tokens.access);
    own.json(&json!({ "roles": ["admin"] })).await.refused(403);
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
    me(&app, &person.tokens.access).await.shown();

    let suspended = admin.post("/users/ada/suspend").await.shown();
    assert!(suspended.body["suspended_at"].is_string());
    assert_signed_out(&app, &person.tokens).await;
    log_in(&app, &person.email, PASSWORD).await.refused(401);
    let again = admin.post("/users/ada/suspend").await.shown();
    assert_eq!(again.body, suspended.body);

    admin.post("/users/ada/reinstate").await.shown();
    assert_signed_out(&app, &person.tokens).await;
    Tokens::of(log_in(&app, &person.email, PASSWORD).await, 200);
    let own_handle = admin.account["handle"].as_str().unwrap();
    admin.post(&format!("/users/{own_handle}/suspend")).await.refused(409);
}

#[tokio::test]
async fn an_administrator_signs_an_account_out_everywhere() {
    let app = TestApp::start().await;
    let admin = app.account(&[Role::Admin]).await;
    let person = register(&app, "ada").await;
    admin.delete("/users/ada/sessions").await.done();
    assert_signed_out(&app, &person.tokens).await;
    Tokens::of(log_in(&app, &person.email, PASSWORD).await, 200);
}

#[tokio::test]
async fn a_closed_account_leaves_no_address_and_no_way_in() {
    let app = TestApp::start().await;
    let admin = app.account(&[Role::Admin]).await;
    let person = register(&app, "ada").await;
    let path = format!("/users/{}", person.handle);
    let delete = || bearing(app.anonymous().delete(&path), &person.tokens.access);
    admin.delete(&path).if_match("*").await.refused(403);
    delete().await.refused(428);
    delete().if_match("\"7-0000000000000000\"").await.refused(412);
    delete().if_match("*").await.done();

    assert_signed_out(&app, &person.tokens).await;
    log_in(&app, &person.email, PASSWORD).await.refused(401);
    admin.get(&path).await.refused(404);
    admin.post("/users/ada/reinstate").await.refused(404);
    let (email, hash): (String, Option<String>) =
        sqlx::query_as("select email, password_hash from users where handle = 'ada'")
            .fetch_one(app.database())
            .await
            .unwrap();
    assert!(email.ends_with("@closed.invalid") && hash.is_none());

    // The address is free again, the handle is not: nobody poses as somebody who left.
    let mut account = new_account("ada");
    assert_eq!(try_register(&app, &account).await.refused(409).kind(), "taken");
    account["handle"] = json!("ada_again");
    Tokens::of(try_register(&app, &account).await, 201);
}
