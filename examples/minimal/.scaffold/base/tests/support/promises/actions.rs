//! What is done with a row beside changing it, and what ties it to others.

use crate::support::Actor;
use crate::support::actor::Call;

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
