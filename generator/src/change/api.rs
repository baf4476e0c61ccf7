//! What a change does to clients of the API.

use crate::model::{Model, Renamed};
use crate::openapi::{
    self,
    changes::{self, Change},
};

use super::Emitted;
use super::generated::Generated;

/// The description of the API as a file.
const DESCRIPTION: &str = "openapi.json";

/// Everything that clients notice, what breaks them first.
pub(super) fn changes(
    emitted: &Emitted,
    before: &Model,
    renamed: &Renamed,
    theirs: &Generated,
) -> Vec<Change> {
    let text = theirs.tree.get(DESCRIPTION).map(|file| &file.contents);
    let old = emitted.base.get(DESCRIPTION);
    if text.is_none() || old == text {
        return Vec::new();
    }
    let read = |text: &Vec<u8>| serde_json::from_slice(text).unwrap_or_default();
    let old = old.map_or_else(|| openapi::document(before), read);
    let new = &theirs.description;
    if renamed.is_empty() {
        return changes::compare(&old, new);
    }
    let mut all = changes::of_renames(before, &old, renamed);
    all.extend(changes::compare(&openapi::document(&renamed.model), new));
    all.sort();
    all
}
