//! Two descriptions as they are printed, of which only that is read in which they may differ.
//!
//! Of a large API nearly everything stays as it is, and what is read takes many times the memory
//! of its text.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::openapi::schema::PLACE;
use crate::parallel;

type Members<'a> = BTreeMap<String, &'a RawValue>;

/// A description whose parts are texts still.
#[derive(Deserialize)]
struct Whole<'a> {
    #[serde(borrow)]
    paths: Members<'a>,
    #[serde(borrow)]
    components: BTreeMap<String, Members<'a>>,
}

struct Printed<'a> {
    paths: Members<'a>,
    schemas: Members<'a>,
    /// The other components, by their kind.
    shared: BTreeMap<String, Members<'a>>,
}

/// Both descriptions without what is the same in both; none if one of them is none.
pub(super) fn differing(before: &str, after: &str) -> Option<(Value, Value)> {
    let (before, after) = parallel::both(|| Printed::read(before), || Printed::read(after));
    let (before, after) = (before?, after?);
    let schemas = differing_schemas(&before, &after);
    let is_shared_alike = before.shared().eq(after.shared());
    let is_alike = |path: &String, item: &RawValue| {
        let both = [&before, &after].map(|side| side.paths.get(path).map(|it| it.get()));
        is_shared_alike
            && both[0] == both[1]
            && references(item).all(|name| !schemas.contains(name))
    };
    let left = |side: &Printed<'_>| {
        let paths = side.paths.iter().filter(|(path, item)| !is_alike(path, item));
        side.of(paths.collect())
    };
    Some((left(&before), left(&after)))
}

impl<'a> Printed<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let Whole { paths, components: mut shared } = serde_json::from_str(text).ok()?;
        let schemas = shared.remove("schemas")?;
        Some(Self { paths, schemas, shared })
    }

    /// The other components: the kind, the name and the text of each.
    fn shared(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.shared.iter().flat_map(|(kind, members)| {
            members.iter().map(move |(name, it)| (kind.as_str(), name.as_str(), it.get()))
        })
    }

    /// The description of these paths alone, with every schema that they lead to.
    fn of(&self, paths: Vec<(&String, &&RawValue)>) -> Value {
        let shared = self.shared.values().flat_map(Members::values).copied();
        let mut open: Vec<&RawValue> = paths.iter().map(|(_, item)| **item).chain(shared).collect();
        let mut schemas: Members<'_> = BTreeMap::new();
        while let Some(part) = open.pop() {
            for name in references(part) {
                if let Some((name, schema)) = self.schemas.get_key_value(name)
                    && schemas.insert(name.clone(), schema).is_none()
                {
                    open.push(schema);
                }
            }
        }
        let mut components: Map<String, Value> =
            self.shared.iter().map(|(name, kind)| (name.clone(), object(kind))).collect();
        components.insert("schemas".to_owned(), object(&schemas));
        let parts = [("paths", object(paths)), ("components", Value::Object(components))];
        Value::Object(parts.map(|(name, part)| (name.to_owned(), part)).into_iter().collect())
    }
}

/// The schemas that are not the same in both, and those that lead to such.
fn differing_schemas<'a>(before: &'a Printed<'_>, after: &'a Printed<'_>) -> BTreeSet<&'a str> {
    let is_in = |side: &Printed<'_>, name: &str, text: &str| {
        side.schemas.get(name).is_some_and(|it| it.get() == text)
    };
    let each = |side: &'a Printed<'_>| side.schemas.iter().map(|(name, it)| (name.as_str(), *it));
    let mut differing: BTreeSet<&str> = BTreeSet::new();
    for (side, other) in [(before, after), (after, before)] {
        let own = each(side).filter(|(name, it)| !is_in(other, name, it.get()));
        differing.extend(own.map(|(name, _)| name));
    }
    if differing.is_empty() {
        return differing;
    }
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, schema) in each(before).chain(each(after)) {
        references(schema).for_each(|used| users.entry(used).or_default().push(name));
    }
    let mut open: Vec<&str> = differing.iter().copied().collect();
    while let Some(name) = open.pop() {
        let users = users.get(name).into_iter().flatten();
        open.extend(users.filter(|user| differing.insert(user)));
    }
    differing
}

/// The schemas that a text refers to; at worst it only says their place.
fn references(part: &RawValue) -> impl Iterator<Item = &str> {
    part.get().split(PLACE).skip(1).filter_map(|rest| rest.split('"').next())
}

fn object<'a>(members: impl IntoIterator<Item = (&'a String, &'a &'a RawValue)>) -> Value {
    members.into_iter().map(|(name, it)| (name.clone(), value(it))).collect()
}

fn value(part: &RawValue) -> Value {
    serde_json::from_str(part.get()).unwrap_or_default()
}
