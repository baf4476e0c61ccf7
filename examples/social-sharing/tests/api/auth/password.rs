//! Registering, and passwords.

use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, Version};
use serde_json::json;
use sqlx::Row as _;

use super::{
    PASSWORD, REQUIRED, Tokens, address, assert_signed_out, bearing, log_in, me, new_account,
    register, told, try_register,
};
use crate::support::actor::API;
use crate::support::{TestApp, path, with, without};

#[tokio::test]
async fn registering_signs_in() {
    let app = TestApp::start().await;
    let answer = try_register(&app, &new_account(&app, "ada").await).await.expect(201);
    let user = answer.body["user"].clone();
    assert_eq!(answer.header("location"), [API, &path("/users/{handle}", &user)].concat());
    assert_eq!(user["email"], "ada@example.com");
    assert_eq!(user["roles"], json!(["member"]));
    assert_eq!(user["verified"], false);
    let tokens = Tokens::of(answer, 201);
    assert_eq!(me(&app, &tokens.access).await.shown().body, user);
}

#[tokio::test]
async fn others_do_not_see_what_is_private() {
    let app = TestApp::start().await;
    let person = register(&app, "ada").await;
    for body in [
        app.anonymous().get(&person.path).await.shown().body,
        app.anonymous().get("/users").await.listed().items.remove(0),
        app.member().await.get(&person.path).await.shown().body,
    ] {
        let private: Vec<_> = ["email", "roles", "suspended_at", "password", "password_hash"]
            .into_iter()
            .filter(|name| body.get(name).is_some())
            .collect();
        assert!(private.is_empty(), "{private:?}");
    }
    let own = bearing(app.anonymous().get(&person.path), &person.tokens.access).await;
    assert_eq!(own.shown().body["email"], "ada@example.com");
}

#[tokio::test]
async fn an_account_that_breaks_a_rule_is_refused() {
    let app = TestApp::start().await;
    // The local part of an address counts from four letters on.
    let account = with(&new_account(&app, "ada").await, "email", address("ada.ada").into());
    for (name, value) in [
        ("email", json!("ada")),
        ("email", json!(null)),
        ("password", json!("7 chars")),
        ("password", json!("x".repeat(129))),
        ("password", json!("Password123")),
        ("password", json!("ada-ada@1815")),
        ("verified", json!(true)),
        ("roles", json!(["admin"])),
    ] {
        let refused = try_register(&app, &with(&account, name, value)).await.refused(422);
        refused.blames(&[&format!("/{name}")]);
    }
    for name in ["email", "password"].iter().chain(REQUIRED) {
        let refused = try_register(&app, &without(&account, name)).await.refused(422);
        refused.blames(&[&format!("/{name}")]);
    }
    Tokens::of(try_register(&app, &account).await, 201);
}

#[tokio::test]
async fn an_address_belongs_to_one_account() {
    let app = TestApp::start().await;
    register(&app, "ada").await;
    let taken = with(&new_account(&app, "grace").await, "email", json!("ADA@Example.com"));
    assert_eq!(try_register(&app, &taken).await.refused(409).kind(), "taken");
}

#[tokio::test]
async fn only_the_exact_password_signs_in() {
    let app = TestApp::start().await;
    for (name, password, wrong) in [
        ("seventy", format!("{}b", "a".repeat(72)), format!("{}c", "a".repeat(72))),
        ("emoji", "🦀 crab 🦀 ".to_owned(), "🦀 crab 🦀".to_owned()),
        ("case", "Correct Horse".to_owned(), "correct horse".to_owned()),
    ] {
        let account = with(&new_account(&app, name).await, "password", json!(password));
        Tokens::of(try_register(&app, &account).await, 201);
        log_in(&app, &address(name), &wrong).await.refused(401);
        Tokens::of(log_in(&app, &address(name).to_uppercase(), &password).await, 200);
    }
}

#[tokio::test]
async fn a_refused_login_does_not_tell_why() {
    let app = TestApp::start().await;
    for name in ["known", "suspended", "closed", "without_password"] {
        register(&app, name).await;
    }
    let set = "update users set
            suspended_at = case when email like 'suspended@%' then now() end,
            closed_at = case when email like 'closed@%' then now() end,
            password_hash = case when email not like 'without_password@%' then password_hash end";
    super::execute(&app, set).await;

    let unknown = told(log_in(&app, "unknown@example.com", PASSWORD).await);
    assert_eq!(unknown.0, 401);
    let known = told(log_in(&app, "known@example.com", "not the password").await);
    assert_eq!(unknown, known);
    for name in ["suspended", "closed", "without_password"] {
        let refused = told(log_in(&app, &address(name), PASSWORD).await);
        assert_eq!(unknown, refused, "{name}");
    }
    Tokens::of(log_in(&app, "known@example.com", PASSWORD).await, 200);
}

#[tokio::test]
async fn a_hash_of_old_strength_is_replaced_at_login() {
    let app = TestApp::start().await;
    register(&app, "ada").await;
    let weak = Params::new(8 * 1024, 1, 1, None).unwrap();
    let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, weak);
    let hash = weak.hash_password(PASSWORD.as_bytes()).unwrap().to_string();
    let update = sqlx::query("update users set password_hash = $1").bind(&hash);
    update.execute(app.database()).await.unwrap();

    log_in(&app, "ada@example.com", "not the password").await.refused(401);
    assert_eq!(stored_hash(&app).await, hash);
    Tokens::of(log_in(&app, "ada@example.com", PASSWORD).await, 200);
    let stored = stored_hash(&app).await;
    assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
    Tokens::of(log_in(&app, "ada@example.com", PASSWORD).await, 200);
    assert_eq!(stored_hash(&app).await, stored);
}

async fn stored_hash(app: &TestApp) -> String {
    let query = sqlx::query("select password_hash from users");
    query.fetch_one(app.database()).await.expect("an account").get(0)
}

#[tokio::test]
async fn changing_the_password_takes_the_current_one_and_ends_other_sessions() {
    let app = TestApp::start().await;
    let here = register(&app, "ada").await;
    let there = Tokens::of(log_in(&app, &here.email, PASSWORD).await, 200);
    let change = |current: &str, new: &str| {
        let change = json!({ "current": current, "new": new });
        bearing(app.anonymous().post("/auth/password"), &here.tokens.access).json(&change)
    };
    let new = "another horse battery";
    change("not the password", new).await.refused(401);
    change(PASSWORD, "short").await.refused(422).blames(&["/new"]);
    change(PASSWORD, "password123").await.refused(422).blames(&["/new"]);
    let unsigned = json!({ "current": PASSWORD, "new": new });
    app.anonymous().post("/auth/password").json(&unsigned).await.refused(401);
    me(&app, &there.access).await.shown();

    change(PASSWORD, new).await.done();
    assert_signed_out(&app, &there).await;
    me(&app, &here.tokens.access).await.shown();
    Tokens::of(super::refresh(&app, &here.tokens.refresh).await, 200);
    log_in(&app, &here.email, PASSWORD).await.refused(401);
    Tokens::of(log_in(&app, &here.email, new).await, 200);
}

/// The least time of three attempts, which nothing else on the machine makes shorter.
async fn least_time(app: &TestApp, password: &str, status: u16) -> Duration {
    let mut least = Duration::MAX;
    for _ in 0..3 {
        let started = Instant::now();
        log_in(app, "ada@example.com", password).await.refused(status);
        least = least.min(started.elapsed());
    }
    least
}

#[tokio::test]
async fn a_huge_password_is_refused_before_anything_is_hashed() {
    let app = TestApp::start().await;
    let huge = "x".repeat(60_000);
    log_in(&app, "ada@example.com", &huge).await.refused(422).blames(&["/password"]);
    let (huge, hashed) =
        (least_time(&app, &huge, 422).await, least_time(&app, PASSWORD, 401).await);
    assert!(huge < hashed, "{huge:?}, and {hashed:?} with a hash");
}
