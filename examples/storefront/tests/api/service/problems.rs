//! Whatever goes wrong is told in one form, in the service's own words.

use axum::http::Method;
use serde_json::json;
use sqlx::AssertSqlSafe;
use storefront::error::{Broken, Error, Explain};

use crate::support::{Actor, TestApp, answer::Answer};

async fn log_in(person: &Actor, media_type: &str, body: impl Into<axum::body::Body>) -> Answer {
    person.post("/auth/login").header("content-type", media_type).bytes(body).await
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let app = TestApp::start().await;
    let member = app.member().await;
    for path in [
        "/nowhere",
        "/api/v1",
        "/api/v1/",
        "/api/v2/users",
        "//",
        "/api/v1/users/a%00b",
        "/docs/nowhere",
    ] {
        member.call_at(Method::GET, path).await.refused(404);
    }
}

#[tokio::test]
async fn another_method_is_refused_with_those_there_are() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    for method in [Method::PUT, Method::TRACE, Method::OPTIONS, Method::CONNECT] {
        let answer = anonymous.call_at(method, "/health/live").await;
        assert_eq!(answer.header("allow"), "GET,HEAD");
        answer.refused(405);
    }
}

#[tokio::test]
async fn only_json_is_read() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    for media_type in
        ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=x"]
    {
        log_in(&anonymous, media_type, "{}").await.refused(415);
    }
    anonymous.post("/auth/login").bytes("{}").await.refused(415);
    let json = anonymous.post("/auth/login").header("content-encoding", "gzip").json(&json!({}));
    json.await.refused(415);
}

#[tokio::test]
async fn what_cannot_be_parsed_is_malformed() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    for body in
        ["", "{", "[1,]", "{\"email\":\"\\ud800\"}", "\u{feff}{}", "{\"email\":\"\\u0000\"}"]
    {
        log_in(&anonymous, "application/json", body).await.refused(400);
    }
    log_in(&anonymous, "application/json", b"{\"email\":\"\xff\"}".to_vec()).await.refused(400);
    log_in(&anonymous, "application/json", "[".repeat(100_000)).await.refused(400);
    let twice = r#"{"email":"a@example.com","email":"b@example.com"}"#;
    log_in(&anonymous, "application/json", twice).await.refused(400).blames(&["/email"]);
}

#[tokio::test]
async fn what_has_another_type_is_blamed_by_name() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    let refuse = async |body| anonymous.post("/auth/login").json(&body).await.refused(422);
    refuse(json!({"email": 5, "password": ""})).await.blames(&["/email"]);
    refuse(json!({"email": "a@example.com"})).await.blames(&["/password"]);
    refuse(json!({"email": "", "password": "", "is_admin": true})).await.blames(&["/is_admin"]);
    refuse(json!([])).await.blames(&[""]);
    let huge = r#"{"email":1e400,"password":""}"#;
    log_in(&anonymous, "application/json", huge).await.refused(422).blames(&[""]);
}

#[tokio::test]
async fn what_no_column_can_hold_is_blamed_on_the_request() {
    let app = TestApp::start().await;
    for query in ["select 2147483647 + 1", "select date '9999-12-31' + 2147483647"] {
        let refusal = sqlx::query(query).execute(app.database()).await.expect_err(query);
        assert!(matches!(Error::from(refusal), Error::Invalid(_)), "{query}");
    }
}

/// Texts may be within their bounds and too long together for what finds rows by them.
#[tokio::test]
async fn what_no_index_can_hold_is_not_told_as_taken() {
    let app = TestApp::start().await;
    let words = "select string_agg(md5(it::text), ' ') from generate_series(1, 40000) as it";
    for query in [
        format!("create table long (words text unique); insert into long {words}"),
        format!("select to_tsvector(({words}))"),
    ] {
        let refusal = sqlx::raw_sql(AssertSqlSafe(query)).execute(app.database()).await;
        let refusal = refusal.explain(|_| Some(Broken::Taken(&["words"])));
        assert!(matches!(refusal, Err(Error::Invalid(_))), "{refusal:?}");
    }
}

#[tokio::test]
async fn what_is_too_large_is_not_read() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    log_in(&anonymous, "application/json", "x".repeat(1_000_000)).await.refused(413);
    anonymous.get(&format!("/{}", "x".repeat(9_000))).await.refused(414);
    let header = "x".repeat(20_000);
    anonymous.get("/users").header("x-large", &header).await.refused(431);
}

#[tokio::test]
async fn every_answer_tells_browsers_to_be_careful() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    for path in ["/health/live", "/nowhere", "/openapi.json"] {
        let answer =
            anonymous.call_at(Method::GET, path).header("origin", "https://evil.example").await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; frame-ancestors 'none'"
        );
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(!answer.headers.contains_key("access-control-allow-origin"));
        assert!(!answer.headers.contains_key("server"));
    }
}

#[tokio::test]
async fn only_listed_origins_may_read() {
    let app = TestApp::with(|config| {
        config.cors_origins = vec!["https://good.example".to_owned()];
    })
    .await;
    let ask = async |origin: &str| {
        app.anonymous().call_at(Method::GET, "/health/live").header("origin", origin).await
    };
    let answer = ask("https://good.example").await;
    assert_eq!(answer.header("access-control-allow-origin"), "https://good.example");
    assert!(answer.header("vary").contains("origin"));
    for origin in [
        "null",
        "http://good.example",
        "https://good.example:8443",
        "https://evilgood.example",
        "https://good.example.evil",
    ] {
        let answer = ask(origin).await;
        assert!(!answer.headers.contains_key("access-control-allow-origin"), "{origin}");
        assert!(answer.header("vary").contains("origin"));
    }
}
