//! What is done with a row beside changing it, and what ties it to others.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::support::Actor;
use crate::support::actor::Call;
use crate::support::answer::Answer;

/// A call with a body, if there is one.
pub fn with_body(call: Call, body: &Value) -> Call {
    if body.is_null() { call } else { call.json(body) }
}

/// An action is done to the version that is named, and gives the row as it has become.
pub async fn carried_out(actor: &Actor, place: &str, row: &str, body: &Value) -> Value {
    let old = actor.post(place).if_match("\"0-0000000000000000\"");
    assert_eq!(with_body(old, body).await.refused(412).kind(), "stale");

    let before = actor.get(row).await.shown().etag;
    let done = with_body(actor.post(place).if_match(&before), body).await.shown();
    assert_ne!(done.etag, before);
    done.body
}

/// A row as it was shown has this value.
#[track_caller]
pub fn holds(shown: &Value, field: &str, value: impl Into<Value>) {
    assert_eq!(shown[field], value.into(), "`{field}` of {shown:#}");
}

/// A day or a moment that has just been.
#[track_caller]
pub fn is_of_this_moment(told: &Value) {
    let told = told.as_str().expect("a day or a moment");
    let now = Utc::now();
    if let Ok(moment) = DateTime::parse_from_rfc3339(told) {
        assert!((now - moment.to_utc()).abs() < TimeDelta::minutes(1), "{told}");
        return;
    }
    let days = [now, now - TimeDelta::minutes(1)].map(|day| day.date_naive().to_string());
    assert!(days.contains(&told.to_owned()), "{told}");
}

/// The state of the row at `row` does not allow it, and stays as it is.
pub async fn not_possible(actor: &Actor, place: &str, row: &str, body: &Value) {
    let answer = not_done(actor, place, row, body).await;
    assert_eq!(answer.refused(409).kind(), "conflict");
}

/// Gives the answer to what leaves the row as it is.
pub async fn not_done(actor: &Actor, place: &str, row: &str, body: &Value) -> Answer {
    let before = actor.get(row).await.shown();
    let answer = with_body(actor.post(place), body).await;
    assert_eq!(actor.get(row).await.shown().etag, before.etag);
    answer
}

/// Of many clients who ask at once, exactly so many are served.
pub async fn race(actor: &Actor, place: &str, body: &Value, winners: usize) {
    let calls = (0..8).map(|_| with_body(actor.post(place), body).into_future());
    let calls: Vec<_> = calls.map(tokio::spawn).collect();
    let mut served = 0;
    for call in calls {
        let answer = call.await.expect("an answer");
        served += usize::from(answer.status == 200);
        let is_told = matches!(answer.status.as_u16(), 200 | 403 | 404 | 409 | 422);
        assert!(is_told, "{:#}", answer.body);
    }
    assert_eq!(served, winners);
}

/// Somebody is not allowed to do it, or not even to know of it.
pub async fn refused_to(call: Call) {
    let answer = call.await;
    assert!(matches!(answer.status.as_u16(), 403 | 404), "{}: {:#}", answer.request, answer.body);
}

/// The same, and the row at `row` stays as `actor` sees it.
pub async fn kept_from(call: Call, actor: &Actor, row: &str) {
    let before = actor.get(row).await.shown();
    refused_to(call).await;
    let after = actor.get(row).await.shown();
    assert_eq!((after.body, after.etag), (before.body, before.etag));
}

/// The row `far` is on `list` once it was put at `place`, however often, and until it is removed.
pub async fn linked_and_unlinked(actor: &Actor, list: &str, place: &str, far: &Value) {
    for _ in 0..2 {
        actor.put(place).await.done();
        let listed = actor.get(list).await.listed();
        assert_eq!(listed.ids(), [far["id"].as_str().expect("an id")]);
    }
    for _ in 0..2 {
        actor.delete(place).await.done();
        assert!(actor.get(list).await.listed().items.is_empty());
    }
}
