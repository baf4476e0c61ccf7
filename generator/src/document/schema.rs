//! The JSON Schema of a model file, for completion and checking in editors.

use serde_json::{Map, Value, json};

use super::vocabulary::{FIELD_KEYS, Grammar, Key, MODEL, Shape};
use super::words::{ATTRIBUTES, RULE_WORDS, TYPES};

/// The schema in draft 2020-12, made from the tables that the parser reads.
///
/// It accepts every legal model. What stands inside expressions it does not look at.
#[must_use]
pub fn schema() -> Value {
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "scaffold model",
        "description": "What a service keeps, and who may do what with it.",
    });
    merge(&mut schema, table(MODEL));
    schema["$defs"] = json!({ "field": long_field() });
    schema
}

fn value(shape: &Shape) -> Value {
    match shape {
        Shape::Text => json!({ "type": "string" }),
        Shape::Expression(grammar) => expression(*grammar),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Float => json!({ "type": "number" }),
        Shape::Integer { min: i64::MIN, max: i64::MAX } => json!({ "type": "integer" }),
        Shape::Integer { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Shape::Choice(choices) => json!({ "enum": choices }),
        Shape::List(each) => json!({ "type": "array", "items": value(each) }),
        Shape::Either(shapes) => json!({ "anyOf": shapes.iter().map(value).collect::<Vec<_>>() }),
        Shape::Table(keys) => table(keys),
        Shape::Each(each) => json!({ "type": "object", "additionalProperties": value(each) }),
        Shape::LongField => json!({ "$ref": "#/$defs/field" }),
        Shape::Anything => json!({}),
    }
}

fn table(keys: &[Key]) -> Value {
    let properties = keys.iter().map(|key| described(key.name, &key.shape, key.about));
    object(&properties.collect(), keys)
}

/// The long form of a field: its own keys and one for each attribute.
fn long_field() -> Value {
    let keys = FIELD_KEYS.iter().map(|key| described(key.name, &key.shape, key.about));
    let attributes = ATTRIBUTES.iter();
    let attributes = attributes.map(|word| described(word.name, word.takes.shape(), word.about));
    object(&keys.chain(attributes).collect(), FIELD_KEYS)
}

fn object(properties: &Map<String, Value>, keys: &[Key]) -> Value {
    let required: Vec<_> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut object =
        json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

fn described(name: &str, shape: &Shape, about: &str) -> (String, Value) {
    let mut property = value(shape);
    property["description"] = json!(about);
    (name.to_owned(), property)
}

/// Text; where a grammar has usual openings, an editor may offer them.
fn expression(grammar: Grammar) -> Value {
    let offered: Vec<&str> = match grammar {
        Grammar::Field | Grammar::Type => TYPES.iter().map(|word| word.form).collect(),
        Grammar::Rule => RULE_WORDS.to_vec(),
        Grammar::Value => vec!["null", "me", "now()"],
        _ => return json!({ "type": "string" }),
    };
    json!({ "anyOf": [{ "enum": offered }, { "type": "string" }] })
}

fn merge(schema: &mut Value, more: Value) {
    if let (Value::Object(schema), Value::Object(more)) = (schema, more) {
        schema.extend(more);
    }
}

#[cfg(test)]
mod tests {
    use super::schema;

    #[test]
    fn every_key_is_described() {
        let schema = schema();
        let resource = &schema["properties"]["resources"]["additionalProperties"]["properties"];
        assert_eq!(resource["order"]["description"].as_str().map(str::is_empty), Some(false));
        assert_eq!(resource["page"]["properties"]["max"]["maximum"], 1000);
        assert_eq!(schema["$defs"]["field"]["required"], serde_json::json!(["type"]));
        assert_eq!(schema["$defs"]["field"]["properties"]["unique"]["type"], "boolean");
    }
}
