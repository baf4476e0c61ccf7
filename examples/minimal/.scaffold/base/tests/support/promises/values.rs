//! What may be in a row, and who may put it there.

use serde_json::Value;

use crate::support::row::Factory;
use crate::support::{Actor, Invalid, TestApp, nothing, only, with, without};

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
