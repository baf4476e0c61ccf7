//! Refresh tokens: exchanged once, and never two of a session that both go on.

use std::collections::HashSet;

use super::{PASSWORD, Tokens, assert_signed_out, execute, log_in, me, refresh, register};
use crate::support::TestApp;

async fn exchange(app: &TestApp, token: &str) -> Tokens {
    Tokens::of(refresh(app, token).await, 200)
}

/// How many tokens of all sessions that go on have not been exchanged.
async fn count_usable(app: &TestApp) -> i64 {
    sqlx::query_scalar(
        "select count(*) from refresh_tokens join sessions on sessions.id = session_id
        where ended_at is null and exchanged_at is null",
    )
    .fetch_one(app.database())
    .await
    .expect("a count")
}

#[tokio::test]
async fn each_exchange_gives_a_new_pair() {
    let app = TestApp::start().await;
    let first = register(&app, "ada").await.tokens;
    let second = exchange(&app, &first.refresh).await;
    let third = exchange(&app, &second.refresh).await;
    assert_ne!(first.refresh, second.refresh);
    assert_ne!(second.refresh, third.refresh);
    me(&app, &third.access).await.shown();
    assert_eq!(count_usable(&app).await, 1);
}

#[tokio::test]
async fn a_lost_answer_is_repeated_until_its_token_is_used() {
    let app = TestApp::start().await;
    let first = register(&app, "ada").await.tokens;
    let second = exchange(&app, &first.refresh).await;
    let again = exchange(&app, &first.refresh).await;
    assert_eq!(second.refresh, again.refresh);

    let third = exchange(&app, &again.refresh).await;
    refresh(&app, &first.refresh).await.refused(401);
    assert_signed_out(&app, &third).await;
}

#[tokio::test]
async fn a_lost_answer_is_not_repeated_for_long() {
    let app = TestApp::start().await;
    let first = register(&app, "ada").await.tokens;
    let second = exchange(&app, &first.refresh).await;
    execute(&app, "update refresh_tokens set exchanged_at = exchanged_at - interval '11 seconds'")
        .await;
    refresh(&app, &first.refresh).await.refused(401);
    assert_signed_out(&app, &second).await;
}

#[tokio::test]
async fn a_copied_token_ends_its_session_for_good_and_no_other() {
    let app = TestApp::start().await;
    let first = register(&app, "ada").await;
    let elsewhere = Tokens::of(log_in(&app, &first.email, PASSWORD).await, 200);
    // All within the same second.
    let second = exchange(&app, &first.tokens.refresh).await;
    let third = exchange(&app, &second.refresh).await;
    let fourth = exchange(&app, &third.refresh).await;

    // Another instance sees it, and what it then decides is not rolled back with its refusal.
    let twin = app.twin(|_| ());
    me(&twin, &fourth.access).await.shown();
    refresh(&twin, &first.tokens.refresh).await.refused(401);
    for token in [&first.tokens, &second, &third, &fourth] {
        refresh(&app, &token.refresh).await.refused(401);
        refresh(&twin, &token.refresh).await.refused(401);
    }
    me(&twin, &fourth.access).await.refused(401);
    let elsewhere = exchange(&app, &elsewhere.refresh).await;
    me(&app, &elsewhere.access).await.shown();
}

#[tokio::test]
async fn exchanges_at_once_leave_one_token_and_the_client_signed_in() {
    let app = TestApp::start().await;
    let twin = app.twin(|_| ());
    let mut token = register(&app, "ada").await.tokens.refresh;
    for _ in 0..10 {
        let mut answers = tokio::task::JoinSet::new();
        for number in 0..50 {
            let caller = if number % 2 == 0 { app.anonymous() } else { twin.anonymous() };
            let body = serde_json::json!({ "refresh_token": token });
            answers.spawn(async move { caller.post("/auth/refresh").json(&body).await });
        }
        let answers = answers.join_all().await;
        let given: HashSet<String> =
            answers.into_iter().map(|answer| Tokens::of(answer, 200).refresh).collect();
        assert_eq!(given.len(), 1);
        assert_eq!(count_usable(&app).await, 1);
        token = given.into_iter().next().unwrap();
    }
}

#[tokio::test]
async fn a_session_ends_when_idle_and_when_old() {
    let app = TestApp::start().await;
    let tokens = register(&app, "idle").await.tokens;
    execute(&app, "update sessions set refreshed_at = now() - interval '14 days 1 second'").await;
    refresh(&app, &tokens.refresh).await.refused(401);

    let tokens = register(&app, "old").await.tokens;
    let days: i64 = sqlx::query_scalar(
        "select extract(day from max(expires_at) - now())::bigint from sessions",
    )
    .fetch_one(app.database())
    .await
    .unwrap();
    assert_eq!(days, 89);
    let tokens = exchange(&app, &tokens.refresh).await;
    execute(&app, "update sessions set expires_at = now() - interval '1 second'").await;
    assert_signed_out(&app, &tokens).await;
}

#[tokio::test]
async fn the_database_holds_nothing_that_refreshes() {
    let app = TestApp::start().await;
    let first = register(&app, "ada").await.tokens;
    let second = exchange(&app, &first.refresh).await;
    let rows: Vec<(String, Option<String>, Option<String>)> = sqlx::query_as(
        "select translate(encode(hash, 'base64'), '+/=', '-_'),
            translate(encode(salt, 'base64'), '+/=', '-_'),
            translate(encode(predecessor, 'base64'), '+/=', '-_')
        from refresh_tokens",
    )
    .fetch_all(app.database())
    .await
    .unwrap();
    let texts: Vec<_> =
        rows.into_iter().flat_map(|row| [Some(row.0), row.1, row.2]).flatten().collect();
    assert_eq!(texts.len(), 4);
    for text in texts {
        assert!(text != first.refresh && text != second.refresh);
        refresh(&app, &text).await.refused(401);
    }
    exchange(&app, &second.refresh).await;
}

#[tokio::test]
async fn only_refresh_tokens_refresh() {
    let app = TestApp::start().await;
    let tokens = register(&app, "ada").await.tokens;
    for text in [tokens.access.as_str(), "a", &tokens.refresh[1..], &"A".repeat(43)] {
        refresh(&app, text).await.refused(401);
    }
    refresh(&app, "").await.refused(422).blames(&["/refresh_token"]);
    me(&app, &tokens.refresh).await.refused(401);
    exchange(&app, &tokens.refresh).await;
}
