//! Guessing runs out of attempts, and hashing out of places, before anybody else suffers.

use std::time::Instant;

use serde_json::json;
use tokio::task::JoinSet;

use super::{PASSWORD, Tokens, log_in, new_account, refresh, register};
use crate::support::answer::Answer;
use crate::support::{Actor, TestApp};

/// A service that limits, and believes whom a proxy speaks for. An address has one attempt at a
/// secret a minute, and an account five, so that hardly one comes back while a test runs.
async fn start_limited() -> TestApp {
    TestApp::with(|config| {
        config.rate_limits = true;
        config.budgets.secret = 1;
        config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")];
    })
    .await
}

/// A device with an address of its own until now.
async fn register_from(app: &TestApp, device: u32) -> Tokens {
    let account = new_account(app, &format!("device{device}")).await;
    let address = format!("198.51.100.{device}");
    let call = app.anonymous().post("/auth/register").header("x-forwarded-for", &address);
    Tokens::of(call.json(&account).await, 201)
}

async fn guess(app: &TestApp, address: &str, email: &str, password: &str) -> Answer {
    let login = json!({ "email": email, "password": password });
    app.anonymous().post("/auth/login").header("x-forwarded-for", address).json(&login).await
}

/// How many attempts can have been granted since `begin`, of so many a minute.
fn granted(budget: u64, begin: Instant) -> u64 {
    budget + 1 + begin.elapsed().as_secs() * budget / 60
}

#[tokio::test]
async fn guesses_from_one_address_run_out_and_the_owner_still_gets_in() {
    let app = start_limited().await;
    let person = register(&app, "ada").await;
    let (begin, mut refused) = (Instant::now(), 0);
    for _ in 0..100 {
        let answer = guess(&app, "192.0.2.1", &person.email, "not the password").await;
        if answer.status == 429 {
            assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
            refused += 1;
        }
    }
    assert!(refused + granted(1, begin) >= 100, "{refused} refused");
    guess(&app, "192.0.2.1", &person.email, PASSWORD).await.refused(429);
    Tokens::of(guess(&app, "192.0.2.2", &person.email, PASSWORD).await, 200);
}

#[tokio::test]
async fn guesses_at_many_accounts_from_one_address_run_out() {
    let app = start_limited().await;
    let (begin, mut refused) = (Instant::now(), 0);
    for number in 0..30 {
        let email = format!("somebody{number}@example.com");
        refused += u64::from(guess(&app, "2001:db8::1", &email, PASSWORD).await.status == 429);
    }
    assert!(refused > 0 && refused + granted(1, begin) >= 30, "{refused} refused");
}

#[tokio::test]
async fn guesses_at_one_account_from_many_addresses_run_out() {
    let app = start_limited().await;
    let person = register(&app, "ada").await;
    let (begin, mut refused) = (Instant::now(), 0);
    for number in 0..100 {
        let address = format!("198.51.100.{number}");
        let answer = guess(&app, &address, &person.email, "not the password").await;
        refused += u64::from(answer.status == 429);
    }
    assert!(refused > 0 && refused + granted(5, begin) >= 100, "{refused} refused");
}

#[tokio::test]
async fn many_devices_behind_one_address_stay_signed_in() {
    let app = start_limited().await;
    for device in 0..20 {
        let tokens = register_from(&app, device).await;
        let refresh_token = json!({ "refresh_token": tokens.refresh });
        let call = app.anonymous().post("/auth/refresh").header("x-forwarded-for", "192.0.2.1");
        let answer = call.json(&refresh_token).await;
        assert_eq!(answer.header("ratelimit-policy"), "\"refresh\";q=60;w=60");
        Tokens::of(answer, 200);
    }
}

#[tokio::test]
async fn refreshing_is_limited_too() {
    let app = TestApp::with(|config| {
        config.rate_limits = true;
        config.budgets.refresh = 2;
    })
    .await;
    for _ in 0..2 {
        refresh(&app, "nobody's").await.refused(401);
    }
    refresh(&app, "nobody's").await.refused(429);
}

#[tokio::test]
async fn an_account_has_one_budget_wherever_it_asks_from() {
    let app = TestApp::with(|config| {
        config.rate_limits = true;
        config.budgets.read = 3;
        config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")];
    })
    .await;
    let (member, other) = (app.member().await, app.member().await);
    let ask = async |actor: &Actor, place: &str, device: u32| {
        let address = format!("198.51.100.{device}");
        actor.get(place).header("x-forwarded-for", &address).await
    };
    for (device, remaining) in [(1, 2), (2, 1), (3, 0)] {
        let answer = ask(&member, "/auth/me", device).await.expect(200);
        assert!(answer.header("ratelimit").starts_with(&format!("\"read\";r={remaining};t=")));
    }
    let answer = ask(&member, "/auth/me", 4).await;
    assert!(answer.header("ratelimit").starts_with("\"read\";r=0;t="));
    assert!((1..=20).contains(&answer.header("retry-after").parse::<u32>().unwrap()));
    answer.refused(429);
    // Another account and another route have budgets of their own, and so has the address.
    ask(&other, "/auth/me", 4).await.shown();
    ask(&member, "/auth/sessions", 4).await.is(200);
    ask(&app.anonymous(), "/auth/me", 4).await.refused(401);
}

#[tokio::test]
async fn a_crowd_that_signs_in_is_served_as_far_as_there_are_places() {
    let app = TestApp::start().await;
    let person = register(&app, "ada").await;
    let member = app.member().await;
    let mut crowd = JoinSet::new();
    for _ in 0..200 {
        let caller = app.anonymous();
        let login = json!({ "email": person.email, "password": "not the password" });
        crowd.spawn(async move { caller.post("/auth/login").json(&login).await });
    }
    // Who asks for something else is served while the crowd waits.
    member.get("/auth/me").await.shown();
    let mut answers = Vec::new();
    while let Some(answer) = crowd.try_join_next() {
        answers.push(answer.expect("an answer"));
    }
    assert!(!crowd.is_empty(), "the whole crowd was served before");
    answers.extend(crowd.join_all().await);
    let mut refused = 0;
    for answer in answers {
        if answer.status == 503 {
            assert!(!answer.header("retry-after").is_empty());
            refused += 1;
        } else {
            answer.refused(401);
        }
    }
    assert!(refused > 0 && refused < 200, "{refused} refused");
    Tokens::of(log_in(&app, &person.email, PASSWORD).await, 200);
}
