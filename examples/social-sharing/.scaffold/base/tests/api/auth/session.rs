//! Sessions: one a device, seen and ended by their owner.

use std::time::Duration;

use super::{PASSWORD, Tokens, assert_signed_out, bearing, execute, log_in, me, refresh, register};
use crate::support::TestApp;

#[tokio::test]
async fn logging_out_ends_both_tokens_at_once() {
    let app = TestApp::start().await;
    let person = register(&app, "ada").await;
    let elsewhere = Tokens::of(log_in(&app, &person.email, PASSWORD).await, 200);
    me(&app, &person.tokens.access).await.shown();
    bearing(app.anonymous().post("/auth/logout"), &person.tokens.access).await.done();
    assert_signed_out(&app, &person.tokens).await;
    me(&app, &elsewhere.access).await.shown();
    app.anonymous().post("/auth/logout").await.refused(401);
}

#[tokio::test]
async fn other_instances_notice_within_five_seconds() {
    let app = TestApp::start().await;
    let twin = app.twin(|_| ());
    let tokens = register(&app, "ada").await.tokens;
    me(&twin, &tokens.access).await.shown();
    bearing(app.anonymous().post("/auth/logout"), &tokens.access).await.done();
    refresh(&twin, &tokens.refresh).await.refused(401);
    tokio::time::sleep(Duration::from_secs(5)).await;
    me(&twin, &tokens.access).await.refused(401);
}

#[tokio::test]
async fn a_person_lists_and_ends_their_sessions() {
    let app = TestApp::start().await;
    let here = register(&app, "ada").await;
    let login = serde_json::json!({ "email": here.email, "password": PASSWORD });
    let there = app.anonymous().post("/auth/login").header("user-agent", "phone").json(&login);
    let there = Tokens::of(there.await, 200);

    let list = || bearing(app.anonymous().get("/auth/sessions"), &here.tokens.access);
    let sessions = list().await.expect(200).body;
    let told: Vec<_> = sessions.as_array().unwrap().iter().collect();
    assert_eq!(told.len(), 2);
    assert_eq!((&told[0]["user_agent"], &told[0]["current"]), (&"phone".into(), &false.into()));
    assert_eq!(told[1]["current"], true);

    let path = format!("/auth/sessions/{}", told[0]["id"].as_str().unwrap());
    let stranger = register(&app, "grace").await.tokens;
    bearing(app.anonymous().delete(&path), &stranger.access).await.refused(404);
    me(&app, &there.access).await.shown();
    bearing(app.anonymous().delete(&path), &here.tokens.access).await.done();
    bearing(app.anonymous().delete(&path), &here.tokens.access).await.refused(404);
    assert_signed_out(&app, &there).await;
    assert_eq!(list().await.expect(200).body.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn nobody_has_more_sessions_than_they_see() {
    let app = TestApp::start().await;
    let person = register(&app, "ada").await;
    let older = "
        insert into sessions (id, user_id, expires_at)
        select lpad(number::text, 32, '0')::uuid, users.id, now() + interval '1 day'
        from users, generate_series(1, 120) as number
    ";
    assert_eq!(execute(&app, older).await, 120);
    let latest = Tokens::of(log_in(&app, &person.email, PASSWORD).await, 200);
    let list = bearing(app.anonymous().get("/auth/sessions"), &latest.access).await;
    assert_eq!(list.expect(200).body.as_array().unwrap().len(), 100);
    let rest = "delete from sessions where id <= '00000000-0000-0000-0000-000000000022'";
    assert_eq!(execute(&app, rest).await, 0);
    me(&app, &person.tokens.access).await.shown();
}

#[tokio::test]
async fn sessions_that_nobody_sees_crowd_none_out() {
    let app = TestApp::start().await;
    let person = register(&app, "ada").await;
    let idle = "
        insert into sessions (id, user_id, refreshed_at, expires_at)
        select lpad(number::text, 32, 'f')::uuid, users.id, now() - interval '15 days',
            now() + interval '1 day'
        from users, generate_series(1, 120) as number
    ";
    assert_eq!(execute(&app, idle).await, 120);
    let latest = Tokens::of(log_in(&app, &person.email, PASSWORD).await, 200);
    let list = bearing(app.anonymous().get("/auth/sessions"), &latest.access).await;
    assert_eq!(list.expect(200).body.as_array().unwrap().len(), 2);
    assert_eq!(execute(&app, "delete from sessions").await, 2);
}
