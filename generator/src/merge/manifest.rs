//! Lines of a manifest that say what a package depends on: both sides changed some of it.
//!
//! `serde = "1"` and `serde = { version = "1", features = ["derive"] }` say parts that count by
//! themselves: a feature that people switched on outlives another version.

use toml_edit::{Array, DocumentMut, InlineTable, Item, Value};

/// The only parts of which a plain text is one.
const VERSION: &str = "version";

/// The same lines with the changes of both; none where they are no such lines, where other
/// packages are named, or where both changed one part of one.
pub(super) fn merge(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let read = |text: &str| text.parse::<DocumentMut>().ok();
    let (base, mut merged, theirs) = (read(base)?, read(ours)?, read(theirs)?);
    let names = |lines: &DocumentMut| -> Vec<String> {
        lines.iter().map(|(name, _)| name.to_owned()).collect()
    };
    let packages = names(&merged);
    if packages.is_empty() || packages != names(&base) || packages != names(&theirs) {
        return None;
    }
    for name in packages {
        let value = |lines: &DocumentMut| lines.get(&name).and_then(Item::as_value).cloned();
        let value = dependency(&value(&base)?, &value(&merged)?, &value(&theirs)?)?;
        let place = merged.get_mut(&name)?.as_value_mut()?;
        let decor = place.decor().clone();
        *place = value;
        *place.decor_mut() = decor;
    }
    Some(merged.to_string())
}

/// What is asked for of one package.
fn dependency(base: &Value, ours: &Value, theirs: &Value) -> Option<Value> {
    if said(theirs) == said(base) || said(ours) == said(theirs) {
        return Some(ours.clone());
    }
    if said(ours) == said(base) {
        return Some(theirs.clone());
    }
    let (base, mut merged, theirs) = (parts(base)?, parts(ours)?, parts(theirs)?);
    let is_dependency = |parts: &InlineTable| parts.contains_key(VERSION);
    if ![&base, &merged, &theirs].into_iter().all(is_dependency) {
        return None;
    }
    let mut names: Vec<String> = merged.iter().map(|(name, _)| name.to_owned()).collect();
    let new = theirs.iter().filter(|(name, _)| !merged.contains_key(name));
    names.extend(new.map(|(name, _)| name.to_owned()));
    for name in names {
        let (before, now, new) = (base.get(&name), merged.get(&name), theirs.get(&name));
        let [then, mine, other] = [before, now, new].map(|value| value.map(said));
        if other == then || mine == other {
            continue;
        }
        let value = match (before, now, new) {
            _ if mine == then => new.cloned(),
            (before, Some(Value::Array(now)), Some(Value::Array(new))) => {
                let nothing = Array::new();
                let before = before.and_then(Value::as_array).unwrap_or(&nothing);
                Some(Value::Array(set(before, now, new)))
            }
            _ => return None,
        };
        match value {
            Some(value) => drop(merged.insert(&name, value)),
            None => drop(merged.remove(&name)),
        }
    }
    merged.fmt();
    Some(Value::InlineTable(merged))
}

/// A value without the blanks around it.
fn said(value: &Value) -> String {
    value.to_string().trim().to_owned()
}

fn parts(value: &Value) -> Option<InlineTable> {
    match value {
        Value::InlineTable(table) => Some(table.clone()),
        Value::String(_) => {
            let mut table = InlineTable::new();
            table.insert(VERSION, said(value).parse().ok()?);
            Some(table)
        }
        _ => None,
    }
}

/// A list of which each item counts by itself.
fn set(base: &Array, ours: &Array, theirs: &Array) -> Array {
    let has = |list: &Array, item: &Value| list.iter().any(|other| said(other) == said(item));
    let kept = ours.iter().filter(|item| has(theirs, item) || !has(base, item));
    let new = theirs.iter().filter(|item| !has(base, item) && !has(ours, item));
    let mut merged = Array::new();
    for item in kept.chain(new) {
        merged.push(item.clone());
    }
    merged.fmt();
    merged
}

#[cfg(test)]
mod tests {
    use super::merge;

    const BASE: &str = "hyper = { version = \"1\", features = [\"http1\", \"server\"] } # ours\n";

    #[test]
    fn a_feature_of_one_side_outlives_the_other_sides_version() {
        let ours = BASE.replace("\"server\"", "\"server\", \"http2\"");
        let theirs = BASE.replace("\"1\"", "\"1.5\"").replace("\"http1\", ", "");
        assert_eq!(
            merge(BASE, &ours, &theirs).unwrap(),
            "hyper = { version = \"1.5\", features = [\"server\", \"http2\"] } # ours\n"
        );
        assert_eq!(
            merge(
                "uuid = \"1\"\n",
                "uuid = { version = \"1\", features = [\"v4\"] }\n",
                "uuid = \"2\"\n"
            )
            .unwrap(),
            "uuid = { version = \"2\", features = [\"v4\"] }\n"
        );
        let theirs = "uuid = { version = \"1\", optional = true }\n";
        assert_eq!(
            merge("uuid = \"1\"\n", "uuid = \"2\"\n", theirs).unwrap(),
            "uuid = { version = \"2\", optional = true }\n"
        );
    }

    #[test]
    fn lines_beside_each_other_are_merged_one_by_one() {
        let base = "a = \"1\"\nb = { version = \"1\" }\n";
        let ours = "a = \"2\"\nb = { version = \"1\", optional = true }\n";
        let theirs = "a = \"1\"\nb = { version = \"2\" }\n";
        assert_eq!(
            merge(base, ours, theirs).unwrap(),
            "a = \"2\"\nb = { version = \"2\", optional = true }\n"
        );
    }

    #[test]
    fn what_both_changed_is_not_guessed() {
        let other = |version: &str| BASE.replace("\"1\"", version);
        assert_eq!(merge(BASE, &other("\"2\""), &other("\"3\"")), None);
        assert_eq!(merge(BASE, &other("\"2\""), "hyper = \"3\"\n"), None);
        assert_eq!(merge("a = 1\n", "a = 2\n", "a = 3\n"), None);
        assert_eq!(merge("a = \"1\"\n", "a = \"2\"\n", "a = \"3\"\n"), None);
        assert_eq!(merge("", "a = \"2\"\n", "b = \"3\"\n"), None);
        assert_eq!(merge("let a = 1;\n", "let a = 2;\n", "let a = 3;\n"), None);
    }
}
