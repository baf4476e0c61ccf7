//! Three versions of a JSON document as one, member by member.

use serde_json::{Map, Value};

/// Makes the change from `base` to `theirs` in `ours`, as text with two blanks a level and in
/// ours' order of members. None where a value was changed by both, or a text is not JSON.
pub(super) fn merge(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let read = |text| serde_json::from_str::<Value>(text).ok();
    let merged = value(Some(&read(base)?), Some(&read(ours)?), Some(&read(theirs)?))??;
    let mut text = serde_json::to_string_pretty(&merged).ok()?;
    if ours.ends_with('\n') {
        text.push('\n');
    }
    Some(text)
}

/// What stands there then: nothing where it is gone, none where both changed it.
#[expect(clippy::option_option, reason = "a member can be gone, and its merge can fail")]
fn value(
    base: Option<&Value>,
    ours: Option<&Value>,
    theirs: Option<&Value>,
) -> Option<Option<Value>> {
    match (base, ours, theirs) {
        _ if ours == theirs || base == theirs => Some(ours.cloned()),
        _ if base == ours => Some(theirs.cloned()),
        (base, Some(Value::Object(ours)), Some(Value::Object(theirs))) => {
            let nothing = Map::new();
            let base = base.and_then(Value::as_object).unwrap_or(&nothing);
            object(base, ours, theirs).map(|members| Some(Value::Object(members)))
        }
        (Some(Value::Array(base)), Some(Value::Array(ours)), Some(Value::Array(theirs))) => {
            Some(Some(Value::Array(set(base, ours, theirs)?)))
        }
        _ => None,
    }
}

fn object(
    base: &Map<String, Value>,
    ours: &Map<String, Value>,
    theirs: &Map<String, Value>,
) -> Option<Map<String, Value>> {
    let mut merged = Map::new();
    let added = theirs.keys().filter(|name| !ours.contains_key(*name));
    for name in ours.keys().chain(added) {
        let member = value(base.get(name), ours.get(name), theirs.get(name))?;
        if let Some(member) = member {
            merged.insert(name.clone(), member);
        }
    }
    Some(merged)
}

/// A list of which each item counts by itself; none where both may have changed one item.
fn set(base: &[Value], ours: &[Value], theirs: &[Value]) -> Option<Vec<Value>> {
    let is_changed = |side: &[Value]| {
        base.iter().any(|item| !side.contains(item)) && side.iter().any(|item| !base.contains(item))
    };
    if is_changed(ours) || is_changed(theirs) {
        return None;
    }
    let is_kept = |item: &&Value| theirs.contains(item) || !base.contains(item);
    let is_new = |item: &&Value| !base.contains(item) && !ours.contains(item);
    Some(ours.iter().filter(is_kept).chain(theirs.iter().filter(is_new)).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_both_sides_are_there() {
        let merged = merge(
            r#"{"paths": {"/posts": 1, "/tags": 2}, "tags": ["posts"]}"#,
            r#"{"paths": {"/posts": 1, "/tags": 2, "/mine": 3}, "tags": ["posts", "mine"]}"#,
            r#"{"paths": {"/posts": 4, "/likes": 5}, "tags": ["posts", "likes"]}"#,
        );
        let merged: Value = serde_json::from_str(&merged.unwrap()).unwrap();
        assert_eq!(
            merged,
            serde_json::json!({
                "paths": {"/posts": 4, "/mine": 3, "/likes": 5},
                "tags": ["posts", "mine", "likes"],
            })
        );
    }

    #[test]
    fn a_value_that_both_changed_is_not_guessed() {
        assert!(merge(r#"{"a": 1}"#, r#"{"a": 2}"#, r#"{"a": 3}"#).is_none());
        assert!(merge(r#"{"a": 1}"#, r#"{"a": 2}"#, "{}").is_none());
        assert!(merge("{}", "not json", "{}").is_none());
        assert!(merge(r#"{"a": [1]}"#, r#"{"a": [2]}"#, r#"{"a": [3]}"#).is_none());
    }
}
