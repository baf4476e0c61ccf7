//! Every rule, both ways.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Change, Degree, Rule, compare_printed, printed};
use crate::openapi;

fn printed(description: &Value) -> String {
    openapi::printed(description, 0)
}

/// What two descriptions differ in, which is the same if they are compared as texts.
fn compare(before: &Value, after: &Value) -> Vec<Change> {
    let found = super::compare(before, after);
    let [old, new] = [before, after].map(printed);
    assert_eq!(compare_printed(&old, &new), found);
    found
}

/// A description with one operation that takes and gives these, and has one parameter.
fn of(input: &Value, output: &Value, parameter: &Value) -> Value {
    json!({
        "components": { "schemas": { "New": input, "Body": output } },
        "paths": { "/things": { "post": {
            "tags": ["things"],
            "security": [{}, { "bearer": [] }],
            "parameters": [parameter],
            "requestBody": {
                "required": true,
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/New" } } },
            },
            "responses": {
                "201": {
                    "headers": { "ETag": { "schema": { "type": "string" } } },
                    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Body" } } },
                },
                "404": { "description": "Not found." },
            },
        } } },
    })
}

fn object(members: &Value, required: &[&str]) -> Value {
    json!({
        "type": "object",
        "properties": members,
        "required": required,
        "additionalProperties": false,
    })
}

fn plain() -> Value {
    object(&json!({ "title": { "type": "string" } }), &[])
}

fn limit(schema: &Value) -> Value {
    json!({ "in": "query", "name": "limit", "required": false, "schema": schema })
}

fn whole() -> Value {
    of(&plain(), &plain(), &limit(&json!({ "type": "integer" })))
}

/// The rules of what is found between a member of one schema and of another, if it is sent and
/// if it is read; the same for a parameter, which is sent.
fn judged(before: &Value, after: &Value) -> (Vec<Rule>, Vec<Rule>) {
    let with = |schema: &Value| object(&json!({ "title": schema }), &["title"]);
    let integer = limit(&json!({ "type": "integer" }));
    let rules = |before: &Value, after: &Value| -> Vec<Rule> {
        compare(before, after).iter().map(|change| change.rule).collect()
    };
    let sent = rules(&of(&with(before), &plain(), &integer), &of(&with(after), &plain(), &integer));
    let read = rules(&of(&plain(), &with(before), &integer), &of(&plain(), &with(after), &integer));
    let asked =
        rules(&of(&plain(), &plain(), &limit(before)), &of(&plain(), &plain(), &limit(after)));
    if before["deprecated"] == after["deprecated"] {
        assert_eq!(sent, asked, "{before} -> {after}");
    }
    (sent, read)
}

/// Each pair one way, and then the other way.
#[test]
fn values_are_judged_by_their_direction() {
    use Rule::*;
    type Rules = &'static [Rule];
    let text = |rest: Value| {
        let mut schema = json!({ "type": "string" });
        schema.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        schema
    };
    let number = |rest: Value| {
        let mut schema = json!({ "type": "integer" });
        schema.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        schema
    };
    let items = |rest: Value| json!({ "type": "array", "items": rest });
    let wide: [Rules; 4] = [&[InputWidened], &[OutputWidened], &[InputNarrowed], &[OutputNarrowed]];
    let closed: [Rules; 4] = [&[InputWidened], &[OutputType], &[InputNarrowed], &[OutputNarrowed]];
    let other: [Rules; 4] = [&[InputType], &[OutputType], &[InputType], &[OutputType]];
    let values: [Rules; 4] =
        [&[InputValuesAdded], &[OutputValuesAdded], &[InputValuesRemoved], &[OutputValuesRemoved]];
    let supertype: [Rules; 4] = [&[InputWidened], &[OutputType], &[InputType], &[OutputNarrowed]];
    let short: [Rules; 4] = [&[InputWidened], &[OutputType], &[InputNarrowed], &[OutputNarrowed]];
    let nothing: [Rules; 4] = [&[], &[], &[], &[]];
    let cases = [
        (text(json!({ "maxLength": 100 })), text(json!({ "maxLength": 200 })), wide),
        (text(json!({ "maxLength": 100 })), text(json!({})), wide),
        (text(json!({ "minLength": 2 })), text(json!({ "minLength": 1 })), wide),
        (text(json!({ "minLength": 1 })), text(json!({})), wide),
        (text(json!({ "minLength": 0 })), text(json!({})), nothing),
        (text(json!({ "pattern": "a" })), text(json!({})), wide),
        (number(json!({ "minimum": 1 })), number(json!({ "minimum": 0 })), wide),
        (number(json!({ "maximum": 9 })), number(json!({ "maximum": 10 })), wide),
        (number(json!({ "exclusiveMinimum": 1 })), number(json!({ "exclusiveMinimum": 0 })), wide),
        (number(json!({ "exclusiveMaximum": 9 })), number(json!({ "exclusiveMaximum": 10 })), wide),
        (number(json!({ "multipleOf": 4 })), number(json!({ "multipleOf": 2 })), wide),
        (
            json!({ "type": "array", "maxItems": 3 }),
            json!({ "type": "array", "maxItems": 4 }),
            wide,
        ),
        (
            json!({ "type": "array", "minItems": 3 }),
            json!({ "type": "array", "minItems": 2 }),
            wide,
        ),
        (json!({ "type": "array", "uniqueItems": true }), json!({ "type": "array" }), wide),
        (items(text(json!({ "maxLength": 3 }))), items(text(json!({ "maxLength": 4 }))), wide),
        (text(json!({ "format": "email" })), text(json!({})), wide),
        (text(json!({ "format": "uuid" })), text(json!({})), closed),
        (text(json!({ "format": "uuid" })), text(json!({ "format": "date" })), other),
        (text(json!({ "enum": ["a"] })), text(json!({ "enum": ["a", "b"] })), values),
        (text(json!({ "const": "a" })), text(json!({ "enum": ["a", "b"] })), values),
        (text(json!({ "enum": ["a"] })), text(json!({})), closed),
        (text(json!({})), number(json!({})), other),
        (number(json!({})), json!({ "type": "number" }), supertype),
        (number(json!({})), json!({}), supertype),
        (
            number(json!({ "format": "int32", "minimum": 0, "maximum": 2_147_483_647 })),
            number(json!({ "format": "int64", "minimum": 0, "maximum": 9_000_000_000_i64 })),
            short,
        ),
        // The same values by another name of their type.
        (
            number(json!({ "format": "int32", "minimum": 0, "maximum": 9 })),
            number(json!({ "format": "int64", "minimum": 0, "maximum": 9 })),
            nothing,
        ),
        (
            text(json!({})),
            json!({ "type": ["string", "null"] }),
            [&[InputNull], &[OutputNull], &[InputNotNull], &[OutputNotNull]],
        ),
        (
            text(json!({})),
            json!({ "oneOf": [{ "type": "string" }, { "type": "null" }] }),
            [&[InputNull], &[OutputNull], &[InputNotNull], &[OutputNotNull]],
        ),
        (
            text(json!({ "default": "a" })),
            text(json!({ "default": "b" })),
            [&[InputDefault], &[], &[InputDefault], &[]],
        ),
        (
            text(json!({})),
            text(json!({ "deprecated": true })),
            [&[Deprecated], &[Deprecated], &[Kept], &[Kept]],
        ),
        (text(json!({ "description": "a" })), text(json!({ "example": "b" })), nothing),
    ];
    for (before, after, [sent, read, sent_back, read_back]) in cases {
        let place = format!("{before} -> {after}");
        assert_eq!(judged(&before, &after), (sent.to_vec(), read.to_vec()), "{place}");
        let back = (sent_back.to_vec(), read_back.to_vec());
        assert_eq!(judged(&after, &before), back, "back from {place}");
    }
    // Of two patterns nobody can tell which takes more.
    let (one, two) = (text(json!({ "pattern": "a" })), text(json!({ "pattern": "b" })));
    assert_eq!(
        judged(&one, &two),
        (vec![InputNarrowed, InputWidened], vec![OutputWidened, OutputNarrowed])
    );
    // A bound that becomes an exclusive one is one change.
    let (one, two) = (number(json!({ "minimum": 0 })), number(json!({ "exclusiveMinimum": 0 })));
    assert_eq!(judged(&one, &two), (vec![InputNarrowed], vec![OutputNarrowed]));
}

/// Members that come, go, and may be left out, each pair both ways.
#[test]
fn members_are_judged_by_their_direction() {
    use Rule::*;
    let title = json!({ "title": { "type": "string" } });
    let both = json!({ "title": { "type": "string" }, "body": { "type": "string" } });
    let cases = [
        (
            object(&title, &[]),
            object(&both, &[]),
            InputAdded,
            InputRemoved,
            OutputAdded,
            OutputRemoved,
        ),
        (
            object(&title, &[]),
            object(&both, &["body"]),
            InputAddedRequired,
            InputRemoved,
            OutputAdded,
            OutputRemoved,
        ),
        (
            object(&title, &[]),
            object(&title, &["title"]),
            InputRequired,
            InputOptional,
            OutputRequired,
            OutputOptional,
        ),
    ];
    let plain_limit = limit(&json!({ "type": "integer" }));
    for (one, two, sent, sent_back, read, read_back) in cases {
        for (before, after, sent, read) in
            [(&one, &two, sent, read), (&two, &one, sent_back, read_back)]
        {
            let input =
                compare(&of(before, &plain(), &plain_limit), &of(after, &plain(), &plain_limit));
            let output =
                compare(&of(&plain(), before, &plain_limit), &of(&plain(), after, &plain_limit));
            let place = format!("{before} -> {after}");
            assert_eq!(input.iter().map(|it| it.rule).collect::<Vec<_>>(), [sent], "{place}");
            assert_eq!(output.iter().map(|it| it.rule).collect::<Vec<_>>(), [read], "{place}");
        }
    }
    // Absent or null is nothing: one change.
    let nothing = object(&json!({ "title": { "type": ["string", "null"] } }), &[]);
    let (before, after) = (
        of(&plain(), &object(&title, &["title"]), &plain_limit),
        of(&plain(), &nothing, &plain_limit),
    );
    assert_eq!(rules(&before, &after), [OutputOptional]);
    let mut open = object(&title, &[]);
    open.as_object_mut().unwrap().remove("additionalProperties");
    let (before, after) = (of(&open, &open, &plain_limit), of(&plain(), &plain(), &plain_limit));
    assert_eq!(rules(&before, &after), [InputClosed]);
    assert_eq!(rules(&after, &before), []);
}

fn rules(before: &Value, after: &Value) -> Vec<Rule> {
    compare(before, after).iter().map(|change| change.rule).collect()
}

/// What is around bodies, each pair both ways.
#[test]
fn operations_parameters_and_answers_are_judged() {
    use Rule::*;
    let operation = "/paths/~1things/post";
    let cases: Vec<(&str, Value, Vec<Rule>, Vec<Rule>)> = vec![
        ("security", json!([{ "bearer": [] }]), vec![SignInNeeded], vec![SignInDropped]),
        ("deprecated", json!(true), vec![OperationDeprecated], vec![OperationKept]),
        ("description", json!("Allowed to `admin`. And more."), vec![], vec![]),
        ("requestBody", Value::Null, vec![BodyRemoved], vec![BodyNeeded]),
        ("requestBody/required", json!(false), vec![BodyOptional], vec![BodyNeeded]),
        (
            "requestBody/content/text~1plain",
            json!({ "schema": {} }),
            vec![InputMediaTypeAdded],
            vec![InputMediaTypeRemoved],
        ),
        ("parameters", json!([]), vec![ParameterRemoved], vec![ParameterAdded]),
        ("parameters/0/required", json!(true), vec![ParameterRequired], vec![ParameterOptional]),
        ("parameters/0/explode", json!(false), vec![ParameterStyle], vec![ParameterStyle]),
        ("parameters/0/deprecated", json!(true), vec![Deprecated], vec![Kept]),
        (
            "parameters/1",
            json!({ "in": "query", "name": "q", "required": true }),
            vec![ParameterAddedRequired],
            vec![ParameterRemoved],
        ),
        // Nobody refuses a header.
        (
            "parameters/1",
            json!({ "in": "header", "name": "If-Match", "required": true }),
            vec![ParameterAddedRequired],
            vec![],
        ),
        ("responses/202", json!({}), vec![StatusAdded], vec![StatusRemoved]),
        ("responses/409", json!({}), vec![ProblemAdded], vec![ProblemRemoved]),
        ("responses/201/headers/Location", json!({}), vec![HeaderAdded], vec![HeaderRemoved]),
        (
            "responses/404/headers",
            json!({ "RateLimit": {} }),
            vec![HeaderAdded],
            vec![ProblemHeaderRemoved],
        ),
        ("responses/201/headers/Sunset", json!({}), vec![], vec![]),
        (
            "responses/201/headers/ETag/schema/type",
            json!("integer"),
            vec![OutputType],
            vec![OutputType],
        ),
        (
            "responses/201/content/text~1plain",
            json!({}),
            vec![OutputMediaTypeAdded],
            vec![OutputMediaTypeRemoved],
        ),
    ];
    for (place, value, there, back) in cases {
        let before = whole();
        let mut after = whole();
        let (above, key) = place.rsplit_once('/').unwrap_or(("", place));
        let above =
            if above.is_empty() { operation.to_owned() } else { format!("{operation}/{above}") };
        match after.pointer_mut(&above).unwrap() {
            Value::Array(items) => items.push(value),
            target => target[key.replace("~1", "/")] = value,
        }
        assert_eq!(rules(&before, &after), there, "{place}");
        assert_eq!(rules(&after, &before), back, "back from {place}");
    }
    let told = |words: &str| {
        let mut told = whole();
        told["paths"]["/things"]["post"]["description"] = json!(words);
        told
    };
    let found =
        compare(&told("Open to whoever\nis signed in. Other."), &told("Allowed to `admin`. More."));
    assert_eq!(
        found.iter().map(Change::sentence).collect::<Vec<_>>(),
        [
            "things: `POST /things` is told to be for others: Allowed to `admin`; was: Open to whoever \
          is signed in"
        ]
    );
    let mut after = whole();
    after["paths"]["/more"]["get"] = json!({ "tags": ["things"] });
    assert_eq!(rules(&whole(), &after), [OperationAdded]);
    assert_eq!(rules(&after, &whole()), [OperationRemoved]);
    let mut after = whole();
    let answers = after.pointer_mut("/paths/~1things/post/responses").unwrap();
    *answers = json!({ "200": answers["201"].clone(), "410": {} });
    let found = compare(&whole(), &after);
    assert_eq!(
        found.iter().map(Change::sentence).collect::<Vec<_>>(),
        [
            "things: answer 201 is gone from `POST /things`: it is 200 now; breaks whoever reads it",
            "things: answer 410 is another error in `POST /things`: it was 404; breaks whoever reads it",
        ]
    );
}

/// What parts of paths are called is not on the wire.
#[test]
fn names_in_paths_do_not_matter() {
    let path = |name: &str, schema: Value| {
        json!({ "paths": { format!("/a/{{{name}}}/b"): { "get": {
            "tags": ["a"],
            "parameters": [{ "in": "path", "name": name, "required": true, "schema": schema }],
        } } } })
    };
    let text = json!({ "type": "string" });
    assert_eq!(rules(&path("id", text.clone()), &path("name", text.clone())), []);
    let found = compare(&path("id", text), &path("name", json!({ "type": "integer" })));
    assert_eq!(
        found[0].sentence(),
        "a: `name` in the path is another type in `GET /a/{name}/b`: integer, was string; breaks \
         whoever sends it"
    );
}

/// A schema that contains itself ends, and a member of an included row is told once.
#[test]
fn a_component_is_told_once_for_all_operations() {
    let description = |members: Value| {
        let get = |body: &str| {
            json!({ "get": {
                "tags": [if body == "Note" { "notes" } else { "authors" }],
                "responses": { "200": { "content": { "application/json": {
                    "schema": { "$ref": format!("#/components/schemas/{body}") },
                } } } },
            } })
        };
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let mut note = json!({ "type": "object", "properties": {
            "above": { "oneOf": [reference("Note"), { "type": "null" }] },
            "author": reference("Author"),
        } });
        note["properties"]["all"] = json!({ "type": "array", "items": reference("Author") });
        json!({
            "components": { "schemas": {
                "Note": note,
                "Author": { "type": "object", "properties": members },
            } },
            "paths": {
                "/notes": get("Note"), "/notes/latest": get("Note"),
                "/authors": get("Author"), "/authors/me": get("Author"), "/authors/you": get("Author"),
            },
        })
    };
    let before = description(json!({
        "bio": { "type": "string", "deprecated": true, "description": "Mine.\nDeprecated: use `about`." },
    }));
    let found = compare(&before, &description(json!({})));
    assert_eq!(
        found.iter().map(Change::sentence).collect::<Vec<_>>(),
        ["authors: `bio` is gone from answers of 5 operations; breaks whoever reads it; it was \
          announced: use `about`"]
    );
    assert_eq!(found[0].place, "`bio` in the answer");
    assert_eq!(found[0].operations.len(), 5);
}

/// Forms of a filter are one parameter to a person.
#[test]
fn forms_of_a_parameter_are_told_together() {
    let with = |names: &[&str]| {
        let parameters: Vec<Value> =
            names.iter().map(|name| json!({ "in": "query", "name": name, "schema": {} })).collect();
        json!({ "paths": { "/a": { "get": { "tags": ["a"], "parameters": parameters } } } })
    };
    let found = compare(&with(&["price", "price.gte", "price.lt"]), &with(&[]));
    assert_eq!(
        found.iter().map(|change| change.words.as_str()).collect::<Vec<_>>(),
        ["a: parameter `price` is refused by `GET /a`, `price.gte`, `price.lt` too"]
    );
}

/// What breaks comes first, and there is a way around each.
#[test]
fn what_breaks_has_a_way_around() {
    for rule in Rule::ALL {
        assert_eq!(rule.degree() == Degree::Breaks, !rule.instead(false).is_empty(), "{rule:?}");
    }
    let names: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    assert_eq!(names.len(), Rule::ALL.len());
    let degrees: Vec<Degree> = Rule::ALL.iter().map(|rule| rule.degree()).collect();
    assert!(degrees.is_sorted());
}

#[test]
fn only_that_is_read_which_may_differ() {
    let description = |tag: &str, title: Value| {
        let body = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let get = |name: &str| json!({ "get": { "responses": { "200": body(name) } } });
        json!({
            "paths": { "/posts": get("Page"), "/tags": get(tag) },
            "components": {
                "schemas": {
                    "Page": { "items": body("Post") },
                    "Post": { "title": title },
                    "Tag": { "of": body("Name") },
                    "Name": {},
                    "Other": {},
                },
                "responses": { "NotFound": {} },
            },
        })
    };
    let before = printed(&description("Tag", json!("long")));
    let after = printed(&description("Tag", json!("short")));
    let (old, new) = printed::differing(&before, &after).unwrap();
    let expected = |title: &str| {
        json!({
            "paths": { "/posts": description("Tag", json!(title))["paths"]["/posts"] },
            "components": {
                "schemas": {
                    "Page": { "items": { "$ref": "#/components/schemas/Post" } },
                    "Post": { "title": title },
                },
                "responses": { "NotFound": {} },
            },
        })
    };
    assert_eq!((old, new), (expected("long"), expected("short")));
    let after = printed(&description("Other", json!("long")));
    let (_, new) = printed::differing(&before, &after).unwrap();
    assert_eq!(new["paths"], json!({ "/tags": description("Other", json!(""))["paths"]["/tags"] }));
    assert!(printed::differing("not JSON", &after).is_none());
}
