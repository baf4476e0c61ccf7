//! What a change does to clients of the API.

use serde_json::Value;

use crate::model::{Model, Renamed};
use crate::openapi::{
    self,
    changes::{self, Change},
};
use crate::tree::Tree;

use super::Emitted;

/// The description of the API as a file.
const DESCRIPTION: &str = "openapi.json";

/// Everything that clients notice, what breaks them first.
pub(super) fn changes(
    emitted: &Emitted,
    before: &Model,
    renamed: &Renamed,
    theirs: &Tree,
) -> Vec<Change> {
    let (Some(new), old) =
        (theirs.get(DESCRIPTION), emitted.base.get(DESCRIPTION).map(Vec::as_slice))
    else {
        return Vec::new();
    };
    if old == Some(new.contents.as_slice()) {
        return Vec::new();
    }
    let old = old.map_or_else(|| openapi::document(before), read);
    let new = read(&new.contents);
    if renamed.is_empty() {
        return changes::compare(&old, &new);
    }
    let mut all = changes::of_renames(before, &old, renamed);
    all.extend(changes::compare(&openapi::document(&renamed.model), &new));
    all.sort();
    all
}

fn read(text: &[u8]) -> Value {
    serde_json::from_slice(text).unwrap_or_default()
}
