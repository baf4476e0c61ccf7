//! Fields and parameters that go: those whose documentation has a line that begins with
//! `Deprecated:`, which says what to use instead.

use serde_json::{Value, json};

/// Marks them in a part of the description and in everything in it.
pub(super) fn mark(part: &mut Value) {
    match part {
        Value::Array(items) => items.iter_mut().for_each(mark),
        Value::Object(members) => {
            if members.get("in").is_some_and(Value::is_string)
                && members.get("description").is_some_and(is_told)
            {
                members.insert("deprecated".to_owned(), json!(true));
            }
            let fields = members.get_mut("properties").and_then(Value::as_object_mut);
            for field in fields.into_iter().flat_map(|fields| fields.values_mut()) {
                if is_told(&field["description"]) || is_told(&field["oneOf"][0]["description"]) {
                    field["deprecated"] = json!(true);
                }
            }
            members.values_mut().for_each(mark);
        }
        _ => {}
    }
}

fn is_told(description: &Value) -> bool {
    let mut lines = description.as_str().unwrap_or_default().lines();
    lines.any(|line| line.starts_with("Deprecated: "))
}
