//! How often one may ask.

use axum::http::Method;

use crate::support::{TestApp, answer::Answer};

async fn start_limited() -> TestApp {
    TestApp::with(|config| {
        config.rate_limits = true;
        config.budgets.read = 3;
        config.budgets.write = 2;
        config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("it is a network")];
    })
    .await
}

async fn ask(app: &TestApp, path: &str, client: &str) -> Answer {
    app.anonymous().call_at(Method::GET, path).header("x-forwarded-for", client).await
}

#[tokio::test]
async fn a_budget_ends_and_says_when_it_goes_on() {
    let app = start_limited().await;
    for remaining in ["2", "1", "0"] {
        let answer = ask(&app, "/nowhere", "192.0.2.1").await;
        assert_eq!(answer.header("ratelimit-policy"), "\"read\";q=3;w=60");
        assert!(answer.header("ratelimit").starts_with(&format!("\"read\";r={remaining};t=")));
        answer.refused(404);
    }
    let answer = ask(&app, "/nowhere", "192.0.2.1").await;
    let retry_after: u32 = answer.header("retry-after").parse().unwrap();
    assert!((1..=20).contains(&retry_after), "{retry_after}");
    answer.refused(429);
}

#[tokio::test]
async fn routes_and_clients_have_budgets_of_their_own() {
    let app = start_limited().await;
    for _ in 0..3 {
        ask(&app, "/nowhere", "192.0.2.1").await.refused(404);
    }
    ask(&app, "/nowhere", "192.0.2.1").await.refused(429);
    ask(&app, "/nowhere", "192.0.2.2").await.refused(404);
    ask(&app, "/openapi.json", "192.0.2.1").await.is(200);
}

#[tokio::test]
async fn invented_methods_share_one_budget() {
    let app = start_limited().await;
    let ask = async |method: &str| {
        let method = method.parse().expect("it is a method");
        app.anonymous().call_at(method, "/nowhere").header("x-forwarded-for", "192.0.2.1").await
    };
    for method in ["A1", "A2"] {
        ask(method).await.refused(404);
    }
    for method in ["A3", "TRACE"] {
        ask(method).await.refused(429);
    }
    ask("POST").await.refused(404);
}

#[tokio::test]
async fn what_a_client_writes_in_front_changes_nothing() {
    let app = start_limited().await;
    for client in ["1.1.1.1, 192.0.2.1", "2.2.2.2, 192.0.2.1", "192.0.2.1"] {
        ask(&app, "/nowhere", client).await.refused(404);
    }
    ask(&app, "/nowhere", "3.3.3.3, 192.0.2.1").await.refused(429);
}

#[tokio::test]
async fn one_ipv6_customer_is_one_client() {
    let app = start_limited().await;
    for client in ["2001:db8::1", "2001:db8::2", "2001:db8::ffff:1"] {
        ask(&app, "/nowhere", client).await.refused(404);
    }
    ask(&app, "/nowhere", "2001:db8::3").await.refused(429);
    ask(&app, "/nowhere", "2001:db8:0:1::3").await.refused(404);
}

#[tokio::test]
async fn probes_are_not_limited() {
    let app = start_limited().await;
    for _ in 0..10 {
        ask(&app, "/health/live", "192.0.2.1").await.is(200);
    }
}
