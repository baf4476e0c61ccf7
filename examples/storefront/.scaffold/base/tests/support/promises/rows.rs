//! One row at a time: made, seen, changed and deleted.

use axum::http::Method;
use serde_json::Value;
use uuid::Uuid;

use crate::support::{Actor, nothing, path, with, without};

/// A new row has a place and a version, holds what was sent, and is there when one looks.
pub async fn creation(actor: &Actor, place: &str, body: &Value) {
    let answer = actor.post(place).json(body).await;
    let location = answer.header("location").to_owned();
    let created = answer.created();
    for (field, sent) in body.as_object().into_iter().flatten() {
        if let Some(answered) = created.body.get(field) {
            assert_eq!(answered, sent, "{field}");
        }
    }
    let shown = actor.call_at(Method::GET, &location).await.shown();
    assert_eq!(shown.body, created.body);
    assert_eq!(shown.etag, created.etag);
}

/// A row that never was cannot be told from one that is hidden, whatever one asks of it. `template`
/// is its path, `key` the column in it.
pub async fn not_found(actor: &Actor, template: &str, key: &str, methods: &[Method]) {
    for name in [Uuid::now_v7().to_string(), "nothing".to_owned()] {
        let place = path(template, &with(&nothing(), key, name.into()));
        for method in methods {
            let call = actor.call(method.clone(), &place).if_match("*");
            let call = if method == Method::PATCH { call.json(&nothing()) } else { call };
            assert_eq!(call.await.refused(404).kind(), "not-found", "{method} {place}");
        }
    }
}

/// Who has the current version is not sent it again.
pub async fn not_modified(actor: &Actor, place: &str) {
    let shown = actor.get(place).await.shown();
    let again = actor.get(place).header("if-none-match", &shown.etag).await.expect(304);
    assert_eq!(again.header("etag"), shown.etag);
    assert_eq!(again.body, Value::Null);
}

/// A change names the version that it is made to, and is refused when that is no longer current.
pub async fn versions(actor: &Actor, place: &str, change: &Value) {
    let first = actor.get(place).await.shown().etag;
    let unnamed = actor.patch(place).json(change).await;
    assert_eq!(unnamed.refused(428).kind(), "version-required");
    let weak = actor.patch(place).if_match(&format!("W/{first}")).json(change).await;
    assert_eq!(weak.refused(412).kind(), "stale");

    let changed = actor.patch(place).if_match(&first).json(change).await.shown();
    assert_ne!(changed.etag, first);
    let late = actor.patch(place).if_match(&first).json(change).await;
    assert_eq!(late.refused(412).kind(), "stale");
}

/// Of many changes made at once to the same version, exactly one is made.
pub async fn one_winner(actor: &Actor, place: &str, change: &Value) {
    let etag = actor.get(place).await.shown().etag;
    let calls = (0..8).map(|_| actor.patch(place).if_match(&etag).json(change).into_future());
    let calls: Vec<_> = calls.map(tokio::spawn).collect();
    let mut made = 0;
    for call in calls {
        let answer = call.await.expect("an answer");
        made += usize::from(answer.status == 200);
        assert!(matches!(answer.status.as_u16(), 200 | 412), "{:#}", answer.body);
    }
    assert_eq!(made, 1);
}

/// Each of `changes` touches its own field; what was not sent stays.
pub async fn separate_changes(actor: &Actor, place: &str, changes: &[(&str, Value)]) {
    let mut expected = actor.get(place).await.shown().body;
    for (field, value) in changes {
        let body = with(&nothing(), field, value.clone());
        let changed = actor.patch(place).if_match("*").json(&body).await.shown().body;
        expected[*field] = value.clone();
        expected["updated_at"] = changed["updated_at"].clone();
        assert_eq!(changed, expected);
    }
    let unchanged = actor.patch(place).if_match("*").json(&nothing()).await.shown().body;
    assert_eq!(without(&unchanged, "updated_at"), without(&expected, "updated_at"));
}

/// A row is deleted by those who name its version, and is gone then.
pub async fn deletion(actor: &Actor, place: &str) {
    let etag = actor.get(place).await.shown().etag;
    assert_eq!(actor.delete(place).await.refused(428).kind(), "version-required");
    let old = actor.delete(place).if_match("\"0-0000000000000000\"").await;
    assert_eq!(old.refused(412).kind(), "stale");

    actor.delete(place).if_match(&etag).await.done();

    assert_eq!(actor.get(place).await.refused(404).kind(), "not-found");
    assert_eq!(actor.delete(place).if_match("*").await.refused(404).kind(), "not-found");
}

/// A row that was deleted is given back as it was, once.
pub async fn restoration(actor: &Actor, place: &str) {
    let restore = format!("{place}/restore");
    let before = actor.get(place).await.shown().body;
    actor.post(&restore).await.refused(404);

    actor.delete(place).if_match("*").await.done();
    actor.post(&restore).await.shown();

    let after = actor.get(place).await.shown().body;
    assert_eq!(without(&after, "updated_at"), without(&before, "updated_at"));
    actor.post(&restore).await.refused(404);
}
