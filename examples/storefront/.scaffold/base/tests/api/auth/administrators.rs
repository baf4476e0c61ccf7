//! There is always somebody left to administer.

use serde_json::json;
use storefront::auth::Role;
use storefront::database;
use tokio::task::{JoinSet, yield_now};

use crate::support::actor::Call;
use crate::support::{Actor, TestApp, path, promises};

#[tokio::test]
async fn administrators_remain_what_they_are_until_another_says_otherwise() {
    let app = TestApp::start().await;
    let (admin, other) = (app.account(&[Role::Admin]).await, app.account(&[Role::Admin]).await);
    let place = path("/users/{id}/roles", &admin.account);
    let none = json!({ "roles": [] });
    admin.put(&place).json(&none).await.refused(409);
    let kept = admin.put(&place).json(&json!({ "roles": ["admin"] })).await.shown();
    assert_eq!(kept.body["roles"], json!(["admin"]));
    other.put(&place).json(&none).await.shown();
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let app = TestApp::start().await;
    let roles = [Role::DEFAULT, &[Role::Admin]].concat();
    let admin = app.account(&roles).await;
    let close = async |admin: &Actor| {
        let place = path("/users/{id}", &admin.account);
        admin.delete(&place).if_match("*").await
    };
    assert_eq!(close(&admin).await.refused(409).kind(), "conflict");
    admin.get("/auth/me").await.shown();
    let successor = app.account(&roles).await;
    close(&admin).await.done();
    close(&successor).await.refused(409);
}

/// Two administrators who both mean to go, and wait for the same moment.
async fn race(app: &TestApp, go: impl Fn(&Actor, &Actor) -> Call) -> [u16; 2] {
    let roles = [Role::DEFAULT, &[Role::Admin]].concat();
    let (one, other) = (app.account(&roles).await, app.account(&roles).await);
    let mut holding = database::begin(app.database()).await.expect("a transaction");
    sqlx::query("select from users for update").execute(&mut *holding).await.expect("a lock");
    let mut going = JoinSet::new();
    for call in [go(&one, &other), go(&other, &one)] {
        going.spawn(async move { call.await.status.as_u16() });
    }
    while promises::waiting(&mut holding).await < 2 {
        assert!(going.try_join_next().is_none(), "one did not wait");
        yield_now().await;
    }
    holding.rollback().await.expect("the end of the transaction");
    let mut statuses = going.join_all().await;
    statuses.sort_unstable();
    statuses.try_into().expect("two answers")
}

#[tokio::test]
async fn an_administrator_remains_when_two_suspend_each_other() {
    let app = TestApp::patient().await;
    let suspend = |one: &Actor, other: &Actor| {
        let place = path("/users/{id}/suspend", &other.account);
        one.post(&place)
    };
    assert_eq!(race(&app, suspend).await, [200, 409]);
}

#[tokio::test]
async fn an_administrator_remains_when_two_take_each_others_roles() {
    let app = TestApp::patient().await;
    let demote = |one: &Actor, other: &Actor| {
        let place = path("/users/{id}/roles", &other.account);
        one.put(&place).json(&json!({ "roles": [] }))
    };
    assert_eq!(race(&app, demote).await, [200, 409]);
}

#[tokio::test]
async fn an_administrator_remains_when_two_leave_at_once() {
    let app = TestApp::patient().await;
    let leave = |one: &Actor, _: &Actor| {
        let place = path("/users/{id}", &one.account);
        one.delete(&place).if_match("*")
    };
    assert_eq!(race(&app, leave).await, [204, 409]);
}
