//! What a change does to clients of the API.

use std::borrow::Cow;

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

fn text(contents: &[u8]) -> Cow<'_, str> {
    str::from_utf8(contents).map_or_else(|_| String::from_utf8_lossy(contents), Cow::Borrowed)
}

/// Everything that clients notice, what breaks them first.
pub(super) fn changes(
    emitted: &Emitted,
    before: &Model,
    renamed: &Renamed,
    theirs: &Tree,
) -> Vec<Change> {
    let Some(new) = theirs.get(DESCRIPTION).map(|file| &file.contents) else { return Vec::new() };
    let old = emitted.base.get(DESCRIPTION);
    if old == Some(new) {
        return Vec::new();
    }
    let old = old.map_or_else(|| openapi::text(before).into(), |text| self::text(text));
    let new = text(new);
    if renamed.is_empty() {
        return changes::compare_printed(&old, &new);
    }
    let read = |text: &str| -> Value { serde_json::from_str(text).unwrap_or_default() };
    let mut all = changes::of_renames(before, &read(&old), renamed);
    all.extend(changes::compare_printed(&openapi::text(&renamed.model), &new));
    all.sort();
    all
}
