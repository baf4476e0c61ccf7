//! What may be in a row, and who may put it there.

use serde_json::Value;

use crate::support::answer::Answer;
use crate::support::row::Factory;
use crate::support::{Actor, Invalid, Row, TestApp, nothing, only, with, without};

/// A value that breaks a rule is refused on its way in, and by the database should it get there.
pub async fn refused_on_create(actor: &Actor, place: &str, body: &Value, invalid: &[Invalid]) {
    for invalid in invalid {
        let bad = with(body, invalid.field, invalid.value.clone());
        let refused = actor.post(place).json(&bad).await.refused(422);
        refused.refused_before_the_database().blames(&[&invalid.pointer()]);
    }
}

/// As [`refused_on_create`], for changes of these `fields` of the row at `place`.
pub async fn refused_on_update(actor: &Actor, place: &str, fields: &[&str], invalid: &[Invalid]) {
    for invalid in invalid.iter().filter(|invalid| fields.contains(&invalid.field)) {
        let bad = with(&nothing(), invalid.field, invalid.value.clone());
        let refused = actor.patch(place).if_match("*").json(&bad).await.refused(422);
        refused.refused_before_the_database().blames(&[&invalid.pointer()]);
    }
}

/// The database says no to the same values.
pub async fn refused_by_database(app: &TestApp, row: Factory, invalid: &[Invalid]) {
    for invalid in invalid {
        invalid.refused_by_database(app, row()).await;
    }
}

/// A body that lacks one of `fields` is refused.
pub async fn required(actor: &Actor, place: &str, body: &Value, fields: &[&str]) {
    for field in fields {
        let refused = actor.post(place).json(&without(body, field)).await.refused(422);
        refused.blames(&[&format!("/{field}")]);
    }
}

/// Nobody sets these fields when creating, not even to what they would be.
pub async fn closed_on_create(
    actor: &Actor,
    place: &str,
    body: &Value,
    row: &Value,
    fields: &[&str],
) {
    for field in fields {
        let bad = with(body, field, row[*field].clone());
        actor.post(place).json(&bad).await.refused(422).blames(&[&format!("/{field}")]);
    }
}

/// Nobody sets these fields when changing, not even to what they are.
pub async fn closed_on_update(actor: &Actor, place: &str, row: &Value, fields: &[&str]) {
    for field in fields {
        let bad = only(row, &[field]);
        let refused = actor.patch(place).if_match("*").json(&bad).await.refused(422);
        refused.blames(&[&format!("/{field}")]);
    }
}

/// The database refuses a row by this constraint.
pub async fn kept_by_database(app: &TestApp, constraint: &str, row: Row) {
    let refusal = row.try_insert(app.database()).await;
    let Err(sqlx::Error::Database(error)) = refusal else { panic!("{constraint}: {refusal:?}") };
    assert_eq!(error.constraint(), Some(constraint), "{error}");
}

/// No row is made that breaks a rule between its fields.
pub async fn kept_on_create(actor: &Actor, place: &str, body: &Value, broken: &[(&str, Value)]) {
    let bad = with_all(body, broken);
    actor.post(place).json(&bad).await.refused(422).blames(&[""]);
}

fn with_all(object: &Value, members: &[(&str, Value)]) -> Value {
    members.iter().fold(object.clone(), |all, (name, value)| with(&all, name, value.clone()))
}

/// Once a row was made from `body`, `other` is refused if it has the same `fields`.
pub async fn taken_on_create(
    actor: &Actor,
    place: &str,
    body: &Value,
    other: &Value,
    fields: &[&str],
) {
    actor.post(place).json(body).await.created();
    let sent = fields.iter().filter(|field| body.get(**field).is_some());
    let same = sent.fold(other.clone(), |all, field| with(&all, field, body[*field].clone()));
    taken(actor.post(place).json(&same).await, fields);
}

/// The row at `place` is not changed to what another has.
pub async fn taken_on_update(actor: &Actor, place: &str, change: &Value, fields: &[&str]) {
    taken(actor.patch(place).if_match("*").json(change).await, fields);
}

/// Fails unless the answer is that another row has these `fields`.
#[track_caller]
pub fn taken(answer: Answer, fields: &[&str]) {
    let refused = answer.refused(409);
    assert_eq!(refused.kind(), "taken");
    let pointers: Vec<String> = fields.iter().map(|field| format!("/{field}")).collect();
    refused.blames(&pointers.iter().map(String::as_str).collect::<Vec<_>>());
}
