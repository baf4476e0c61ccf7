//! A request that another transaction was in the way of is run again, a few times; no other is.

use serde_json::json;
use sqlx::{AssertSqlSafe, Executor};

use super::{PASSWORD, Tokens, log_in, refresh, register};
use crate::support::TestApp;

/// Makes the first so many attempts to keep a refresh token fail as Postgres does when transactions
/// meet. Sequences are not undone with a transaction, so they count attempts.
async fn contend(app: &TestApp, times: u32, code: &str) {
    let sql = format!(
        "
        create sequence attempts;
        create function contend() returns trigger language plpgsql as $$
        begin
            if nextval('attempts') <= {times} then
                raise exception 'contended' using errcode = '{code}';
            end if;
            return new;
        end $$;
        create trigger contend before insert on refresh_tokens
            for each row execute function contend();
        "
    );
    app.database().execute(AssertSqlSafe(sql)).await.expect("a trigger");
}

async fn attempts(app: &TestApp) -> i64 {
    let attempts = sqlx::query_scalar("select last_value from attempts");
    attempts.fetch_one(app.database()).await.expect("a number")
}

#[tokio::test]
async fn a_victim_is_run_again_up_to_seven_times() {
    for code in ["40001", "40P01"] {
        let app = TestApp::start().await;
        let person = register(&app, "ada").await;
        contend(&app, 7, code).await;
        Tokens::of(refresh(&app, &person.tokens.refresh).await, 200);
        assert_eq!(attempts(&app).await, 8);
    }
}

#[tokio::test]
async fn then_it_is_told_to_come_again() {
    let app = TestApp::start().await;
    let person = register(&app, "ada").await;
    contend(&app, 8, "40P01").await;
    let refusal = refresh(&app, &person.tokens.refresh).await.refused(503);
    assert_eq!(refusal.kind(), "unavailable");
    assert_eq!(refusal.headers["retry-after"], "1");
    assert_eq!(attempts(&app).await, 8);
    Tokens::of(refresh(&app, &person.tokens.refresh).await, 200);
}

#[tokio::test]
async fn what_waited_too_long_for_a_lock_is_not_run_again() {
    let app = TestApp::start().await;
    let person = register(&app, "ada").await;
    contend(&app, 1, "55P03").await;
    refresh(&app, &person.tokens.refresh).await.refused(503);
    assert_eq!(attempts(&app).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn others_work_while_it_waits() {
    let app = TestApp::with(|config| config.max_requests = 1).await;
    let member = app.member().await;
    let person = register(&app, "ada").await;
    contend(&app, 7, "40001").await;
    let caller = app.anonymous();
    let token = json!({ "refresh_token": person.tokens.refresh });
    let victim = tokio::spawn(async move { caller.post("/auth/refresh").json(&token).await });
    while attempts(&app).await < 2 {
        assert!(!victim.is_finished(), "it was not run again");
    }
    let mut served = 0;
    while !victim.is_finished() {
        let answer = member.get("/auth/me").await;
        served += u32::from(answer.status == 200 && attempts(&app).await < 8);
    }
    // Before it is run for the last time it waits for a third of a second, more or less.
    assert!(served > 0, "nobody else was served");
    Tokens::of(victim.await.expect("an answer"), 200);
}

#[tokio::test]
async fn an_attempt_to_sign_in_counts_once() {
    let app = TestApp::with(|config| {
        config.rate_limits = true;
        config.budgets.secret = 1;
    })
    .await;
    let person = register(&app, "ada").await;
    contend(&app, 7, "40001").await;
    Tokens::of(log_in(&app, &person.email, PASSWORD).await, 200);
    assert_eq!(attempts(&app).await, 8);
}

/// An action may add to a number that its column cannot hold any more.
#[tokio::test]
async fn a_sum_out_of_range_is_the_requests_fault_and_not_run_again() {
    let app = TestApp::start().await;
    let person = register(&app, "ada").await;
    contend(&app, 1, "22003").await;
    assert_eq!(refresh(&app, &person.tokens.refresh).await.refused(422).kind(), "invalid");
    assert_eq!(attempts(&app).await, 1);
}
