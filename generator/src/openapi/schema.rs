//! Rust types and their keywords as JSON Schema.

use heck::ToLowerCamelCase;
use serde_json::{Map, Value, json};

use crate::view::slice::{EnumView, Keyword};

/// Where schemas stand that others refer to.
pub(super) const PLACE: &str = "#/components/schemas/";

/// Any decimal number.
const DECIMAL: &str = r"^-?[0-9]{1,14}(\.[0-9]{1,14})?$";

/// A member of a body.
pub(super) struct Member<'a> {
    /// As a Rust identifier.
    pub(super) ident: &'a str,
    pub(super) documentation: &'a [String],
    pub(super) type_name: &'a str,
    pub(super) keywords: &'a [Keyword],
}

impl Member<'_> {
    fn is_required(&self) -> bool {
        argument(self.type_name, "Option").is_none() && !self.keywords.contains(&Keyword::Optional)
    }
}

/// A schema that stands elsewhere.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("{PLACE}{name}") })
}

/// A struct with these members; a `closed` one refuses others.
pub(super) fn object(description: &str, members: &[Member<'_>], closed: bool) -> Value {
    let json_name = |member: &Member<'_>| member.ident.trim_start_matches("r#").to_owned();
    let mut schema = json!({ "type": "object", "description": description });
    let required: Vec<String> =
        members.iter().filter(|member| member.is_required()).map(json_name).collect();
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if !members.is_empty() {
        let described = |member: &Member<'_>| {
            (
                json_name(member),
                described(member.type_name, &member.documentation.join("\n"), member.keywords),
            )
        };
        schema["properties"] = members.iter().map(described).collect::<Map<_, _>>().into();
    }
    if closed {
        schema["additionalProperties"] = json!(false);
    }
    schema
}

/// The id of a resource.
pub(super) fn id(description: &str) -> Value {
    json!({ "type": "string", "format": "uuid", "description": description })
}

/// A page of rows whose body is called `body`.
pub(super) fn page(body: &str) -> Value {
    json!({
        "type": "object",
        "description": "One page of a list.",
        "required": ["items"],
        "properties": {
            "items": { "type": "array", "description": "The rows, in order.", "maxItems": 1000, "items": reference(body) },
            "next_cursor": {
                "type": ["string", "null"],
                "description": "Asks for the next page as `cursor`; null on the last one.",
                "maxLength": 2000,
            },
        },
    })
}

/// An enum as the slices declare it.
pub(super) fn of_enum(declared: &EnumView) -> Value {
    let variants = declared.variants.iter().map(|variant| variant.name.as_str());
    self::variants(&format!("One of {}.", declared.listed), variants)
}

/// A closed set of values.
pub(super) fn variants<'a>(description: &str, names: impl Iterator<Item = &'a str>) -> Value {
    json!({ "type": "string", "description": description, "enum": names.collect::<Vec<_>>() })
}

/// A type with what is told of it.
pub(super) fn described(type_name: &str, documentation: &str, keywords: &[Keyword]) -> Value {
    let wire = keywords.iter().find_map(|keyword| match keyword {
        Keyword::ValueType(wire) => Some(wire.as_str()),
        _ => None,
    });
    let named = wire.unwrap_or(type_name);
    let shown = argument(named, "Option").filter(|_| keywords.contains(&Keyword::NotNull));
    let mut schema = of_type(shown.unwrap_or(named));
    if !documentation.is_empty() {
        let told = if schema["oneOf"].is_array() { &mut schema["oneOf"][0] } else { &mut schema };
        told["description"] = json!(documentation);
    }
    for keyword in keywords {
        match keyword {
            Keyword::Format(name) => schema["format"] = json!(name.to_lowercase()),
            Keyword::Rule("default", value) => schema["default"] = value.clone(),
            Keyword::Rule(name, value) => schema[name.to_lower_camel_case()] = bound(value),
            _ => {}
        }
    }
    schema
}

/// A bound without a fraction is written without a point.
fn bound(value: &Value) -> Value {
    match value.as_f64() {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is within the range and has no fraction"
        )]
        Some(number) if value.is_f64() && number.fract() == 0.0 && number.abs() < 1e15 => {
            json!(number as i64)
        }
        _ => value.clone(),
    }
}

/// A Rust type as utoipa describes it.
pub(super) fn of_type(rust: &str) -> Value {
    if let Some(inner) = argument(rust, "Option") {
        return nullable(of_type(inner));
    }
    if let Some(inner) = argument(rust, "Box") {
        return of_type(inner);
    }
    if let Some(item) = argument(rust, "Vec") {
        return json!({ "type": "array", "items": of_type(item) });
    }
    if let Some(bounds) = item(rust) {
        return bounds;
    }
    let (kind, format) = match rust {
        "String" | "NaiveTime" => return json!({ "type": "string" }),
        "Decimal" => return json!({ "type": "string", "pattern": DECIMAL }),
        "bool" => return json!({ "type": "boolean" }),
        "Value" => return json!({}),
        "i32" => ("integer", "int32"),
        "i64" => ("integer", "int64"),
        "f64" => ("number", "double"),
        "Uuid" => ("string", "uuid"),
        "NaiveDate" => ("string", "date"),
        "DateTime<Utc>" => ("string", "date-time"),
        component => return reference(component),
    };
    json!({ "type": kind, "format": format })
}

/// An item of a list: `TextItem<1, 40>`, `WholeItem<0, 9>`.
fn item(rust: &str) -> Option<Value> {
    let bounds = |name| {
        let (min, max) = argument(rust, name)?.split_once(", ")?;
        let number = |text: &str| text.replace('_', "").parse::<i64>().ok();
        Some((number(min)?, number(max)?))
    };
    if let Some((min, max)) = bounds("TextItem") {
        return Some(json!({ "type": "string", "minLength": min, "maxLength": max }));
    }
    let (min, max) = bounds("WholeItem")?;
    Some(json!({ "type": "integer", "format": "int64", "minimum": min, "maximum": max }))
}

/// `T` of `Option<T>`, where `outer` is `Option`.
fn argument<'a>(rust: &'a str, outer: &str) -> Option<&'a str> {
    rust.strip_prefix(outer)?.strip_prefix('<')?.strip_suffix('>')
}

fn nullable(mut schema: Value) -> Value {
    if let Some(kind) = schema["type"].as_str() {
        schema["type"] = json!([kind, "null"]);
        return schema;
    }
    match schema["$ref"].is_string() {
        true => json!({ "oneOf": [schema, { "type": "null" }] }),
        false => schema,
    }
}
