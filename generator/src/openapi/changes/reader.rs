//! A description, read without its references.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::openapi::references;
use crate::openapi::schema::PLACE;

/// How often a reference may lead to another one.
const MOST_HOPS: usize = 32;

/// One description.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a>(pub(super) &'a Value);

/// A schema as a client meets it.
#[derive(Debug, Default)]
pub(super) struct Form {
    /// Its types; none stands for any.
    pub kinds: BTreeSet<String>,
    pub nullable: bool,
    /// What else it says.
    pub says: Map<String, Value>,
    /// The component that it stands in.
    pub component: Option<String>,
}

impl<'a> Reader<'a> {
    /// Every operation: its method, its path, and what it says.
    pub(super) fn operations(self) -> impl Iterator<Item = (&'a str, &'a str, &'a Value)> {
        let paths = self.0["paths"].as_object().into_iter().flatten();
        paths.flat_map(|(path, methods)| {
            let methods = methods.as_object().into_iter().flatten();
            methods.map(move |(method, operation)| (method.as_str(), path.as_str(), operation))
        })
    }

    /// What a reference leads to, or the value itself.
    pub(super) fn resolved(self, value: &'a Value) -> &'a Value {
        let mut value = value;
        for _ in 0..MOST_HOPS {
            let path = value["$ref"].as_str().and_then(|path| path.strip_prefix('#'));
            let Some(target) = path.and_then(|path| self.0.pointer(path)) else { return value };
            value = target;
        }
        value
    }

    /// A schema without references and with `null` told apart.
    pub(super) fn form(self, schema: &Value) -> Form {
        let mut form = Form::default();
        let mut says = schema.as_object().cloned().unwrap_or_default();
        for _ in 0..MOST_HOPS {
            if let Some(Value::String(path)) = says.remove("$ref") {
                form.component = path.strip_prefix(PLACE).map(str::to_owned);
                let target = path.strip_prefix('#').and_then(|path| self.0.pointer(path));
                says = over(target, says);
            } else if let Some(parts) = says.remove("allOf") {
                let parts: Vec<Form> =
                    parts.as_array().into_iter().flatten().map(|part| self.form(part)).collect();
                says = parts.into_iter().fold(says, joined);
            } else if let Some(only) = only_choice(&mut says, &mut form.nullable) {
                says = over(Some(&only), says);
            } else {
                break;
            }
        }
        let kinds = match says.remove("type") {
            Some(Value::String(kind)) => vec![kind],
            Some(Value::Array(kinds)) => {
                kinds.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            _ => Vec::new(),
        };
        form.nullable |= kinds.iter().any(|kind| kind == "null");
        form.kinds = kinds.into_iter().filter(|kind| kind != "null").collect();
        if let Some(only) = says.remove("const") {
            says.insert("enum".to_owned(), Value::Array(vec![only]));
        }
        form.says = says;
        form
    }

    /// The components that are not the same in another description, or lead to such.
    pub(super) fn differing(self, other: Self) -> BTreeSet<String> {
        let schemas = |reader: Self| reader.0["components"]["schemas"].as_object();
        let (Some(before), Some(after)) = (schemas(self), schemas(other)) else {
            return BTreeSet::new();
        };
        let mut differing: BTreeSet<String> =
            before.iter().filter(|(name, it)| after.get(*name) != Some(*it)).map(owned).collect();
        if differing.is_empty() {
            return differing;
        }
        let mut users: BTreeMap<String, Vec<&String>> = BTreeMap::new();
        for (name, schema) in before.iter().chain(after) {
            for used in references(schema) {
                users.entry(used).or_default().push(name);
            }
        }
        let mut open: Vec<String> = differing.iter().cloned().collect();
        while let Some(name) = open.pop() {
            for user in users.get(&name).into_iter().flatten() {
                if differing.insert((*user).clone()) {
                    open.push((*user).clone());
                }
            }
        }
        differing
    }
}

fn owned((name, _): (&String, &Value)) -> String {
    name.clone()
}

/// What a schema says, under what stands beside its reference.
fn over(target: Option<&Value>, beside: Map<String, Value>) -> Map<String, Value> {
    let mut says = target.and_then(Value::as_object).cloned().unwrap_or_default();
    says.extend(beside);
    says
}

/// One more part of an object.
fn joined(mut says: Map<String, Value>, part: Form) -> Map<String, Value> {
    for (key, value) in part.says {
        match (says.get_mut(&key), value) {
            (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
            (Some(Value::Array(known)), Value::Array(more)) => known.extend(more),
            (Some(_), _) => {}
            (None, value) => _ = says.insert(key, value),
        }
    }
    says.entry("type").or_insert_with(|| "object".into());
    says
}

/// The choice that is left of `oneOf` or `anyOf` beside null, if there is one left.
fn only_choice(says: &mut Map<String, Value>, nullable: &mut bool) -> Option<Value> {
    let key = ["oneOf", "anyOf"].into_iter().find(|key| says.contains_key(*key))?;
    let choices = says[key].as_array()?;
    let others: Vec<&Value> = choices.iter().filter(|choice| choice["type"] != "null").collect();
    *nullable |= others.len() < choices.len();
    let [only] = others.as_slice() else { return None };
    let only = (*only).clone();
    says.remove(key);
    Some(only)
}
