//! Accounts: how one gets into them, stays in, and is kept out.

mod account;
mod administrators;
mod contention;
mod event;
mod limit;
mod password;
mod refresh;
mod session;
mod token;

use axum::http::HeaderMap;
use serde_json::{Value, json};

use crate::support::actor::{API, Call};
use crate::support::answer::Answer;
use crate::support::{TestApp, factory, only, with};

/// A password that nothing is wrong with.
const PASSWORD: &str = "correct horse battery";

/// What an account must be given beside its address and its password.
const REQUIRED: &[&str] = &["handle", "display_name"];

/// Somebody who registered.
struct Person {
    email: String,
    /// Where the account is found.
    path: String,
    tokens: Tokens,
}

/// What a device holds.
#[derive(Clone)]
struct Tokens {
    access: String,
    refresh: String,
}

impl Tokens {
    #[track_caller]
    fn of(answer: Answer, status: u16) -> Tokens {
        let answer = answer.expect(status);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.body["token_type"], "Bearer");
        let text = |name: &str| answer.body[name].as_str().expect("a token").to_owned();
        Tokens { access: text("access_token"), refresh: text("refresh_token") }
    }
}

async fn register(app: &TestApp, name: &str) -> Person {
    let account = new_account(app, name).await;
    let answer = try_register(app, &account).await;
    let path = answer.header("location").trim_start_matches(API).to_owned();
    Person { email: address(name), path, tokens: Tokens::of(answer, 201) }
}

/// A registration with which nothing is wrong.
async fn new_account(app: &TestApp, name: &str) -> Value {
    let account = only(&app.prepare(factory::user()).await, REQUIRED);
    let account = with(&account, "email", address(name).into());
    with(&account, "password", PASSWORD.into())
}

fn address(name: &str) -> String {
    format!("{name}@example.com")
}

async fn try_register(app: &TestApp, account: &Value) -> Answer {
    app.anonymous().post("/auth/register").json(account).await
}

async fn log_in(app: &TestApp, email: &str, password: &str) -> Answer {
    let login = json!({ "email": email, "password": password });
    app.anonymous().post("/auth/login").json(&login).await
}

async fn refresh(app: &TestApp, token: &str) -> Answer {
    app.anonymous().post("/auth/refresh").json(&json!({ "refresh_token": token })).await
}

async fn me(app: &TestApp, access_token: &str) -> Answer {
    bearing(app.anonymous().get("/auth/me"), access_token).await
}

fn bearing(call: Call, access_token: &str) -> Call {
    call.header("authorization", &format!("Bearer {access_token}"))
}

/// Fails unless neither token of a device is good for anything.
async fn assert_signed_out(app: &TestApp, tokens: &Tokens) {
    me(app, &tokens.access).await.refused(401);
    refresh(app, &tokens.refresh).await.refused(401);
}

/// Fails unless it was refused; tells whether one may know that there is such an account.
#[track_caller]
fn assert_kept_out(answer: Answer) -> bool {
    let is_seen = answer.status == 403;
    answer.refused(if is_seen { 403 } else { 404 });
    is_seen
}

/// What an answer tells, but for what differs each time.
fn told(answer: Answer) -> (u16, HeaderMap, Value) {
    let Answer { status, mut headers, mut body, .. } = answer;
    for name in ["date", "x-request-id"] {
        headers.remove(name);
    }
    if let Some(body) = body.as_object_mut() {
        body.remove("request_id");
    }
    (status.as_u16(), headers, body)
}

async fn execute(app: &TestApp, sql: &'static str) -> u64 {
    let done = sqlx::query(sql).execute(app.database()).await.expect("a statement");
    done.rows_affected()
}
