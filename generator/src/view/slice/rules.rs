//! `rules.rs` of a slice: what values must keep, and what a broken constraint means.

use serde::Serialize;

use crate::model::{
    Check, CheckKind, Field, FieldId, FieldKind, Model, Resource, ResourceId, Scalar,
};
use crate::sql::{self, ConstraintRule, EmailRule};
use crate::view::{text, types};

use super::input;

/// The file.
#[derive(Debug, Clone, Serialize)]
pub struct RulesFile {
    /// One a field with rules.
    pub checks: Vec<CheckFunction>,
    /// Constraints that are told in another way than a broken rule.
    pub meanings: Vec<Meaning>,
    /// Constraints that keep a row from being deleted.
    pub in_use: Vec<Meaning>,
    /// Constraints that say what a field's value must keep.
    pub rules: Vec<Rule>,
}

/// What one field's values must keep.
#[derive(Debug, Clone, Serialize)]
pub struct CheckFunction {
    /// `check_title`
    pub name: String,
    /// The parameter.
    pub ident: String,
    /// Its type.
    pub type_name: String,
    /// `HANDLE`, where there is a pattern.
    pub pattern_name: String,
    /// The pattern as a Rust literal; empty where there is none.
    pub pattern: String,
    /// Calls on the value.
    pub lines: Vec<String>,
    /// Calls on each item of a list.
    pub item_lines: Vec<String>,
    /// `keywords`, for the item's path.
    pub json: String,
}

/// A constraint and the expression of what its breach means.
#[derive(Debug, Clone, Serialize)]
pub struct Meaning {
    /// The constraint.
    pub constraint: String,
    /// `Broken::Taken(&["title"])`
    pub broken: String,
}

/// A constraint, the field it is about, and the rule as the end of a sentence.
#[derive(Debug, Clone, Serialize)]
pub struct Rule {
    /// The constraint.
    pub constraint: String,
    /// The field, as a Rust literal.
    pub field: String,
    /// What must hold, as a Rust literal.
    pub sentence: String,
}

/// Names that a check uses itself, so that its parameter cannot have them.
#[rustfmt::skip]
const FUNCTIONS: &[&str] = &[
    "date", "decimal", "email", "faults", "field", "index", "item", "items", "json", "length",
    "lines", "one_line", "pattern", "range", "time", "timestamp", "url", "within",
];

/// Whether a field has rules beside its type.
#[must_use]
pub(super) fn has_rules(field: &Field) -> bool {
    match &field.kind {
        FieldKind::Scalar(scalar) => !lines(scalar, "", "", field.pattern.is_some()).is_empty(),
        FieldKind::List { .. } => true,
        _ => false,
    }
}

/// The file of a resource's slice.
#[must_use]
pub(super) fn file(model: &Model, id: ResourceId) -> RulesFile {
    let resource = model.resource(id);
    let fields = resource
        .fields
        .iter()
        .enumerate()
        .filter(|(at, field)| input::is_given(resource, FieldId(*at)) && has_rules(field));
    let taken = resource
        .actions
        .iter()
        .flat_map(|action| action.takes.iter().map(|field| (action.name.snake(), field)));
    let taken = taken
        .filter(|(_, field)| has_rules(field))
        .map(|(action, field)| check_function(model, id, field, Some(action)));
    let checks =
        fields.map(|(_, field)| check_function(model, id, field, None)).chain(taken).collect();
    let mut file =
        RulesFile { checks, meanings: Vec::new(), in_use: Vec::new(), rules: Vec::new() };
    for constraint in sql::constraints(model, id) {
        match meaning(resource, &constraint.rule) {
            Told::Otherwise(broken) => {
                file.meanings.push(Meaning { constraint: constraint.name, broken });
            }
            Told::Rule(field, rule) => file.rules.push(Rule {
                constraint: constraint.name,
                field: text::rust(&field),
                sentence: text::rust(&rule),
            }),
        }
    }
    for (constraint, child) in sql::pointing_here(model, id) {
        let rows = model.resource(child).plural.words();
        let reason = text::rust(&format!("{rows} still point at it"));
        file.in_use.push(Meaning { constraint, broken: format!("Broken::InUse({reason})") });
    }
    file
}

enum Told {
    Otherwise(String),
    Rule(String, String),
}

fn meaning(resource: &Resource, rule: &ConstraintRule) -> Told {
    let name = |id: &FieldId| types::column(&resource.fields[id.0]);
    let rule_of = |id: &FieldId, words: String| Told::Rule(name(id), words);
    match rule {
        ConstraintRule::Unique(fields) => {
            let fields: Vec<String> = fields.iter().map(|id| text::rust(&name(id))).collect();
            Told::Otherwise(format!("Broken::Taken(&[{}])", fields.join(", ")))
        }
        ConstraintRule::Target(id) => {
            Told::Otherwise(format!("Broken::Missing({})", text::rust(&name(id))))
        }
        ConstraintRule::Check(at) => Told::Rule(String::new(), check_words(&resource.checks[*at])),
        ConstraintRule::Email(EmailRule::Unique) => {
            Told::Otherwise("Broken::Taken(&[\"email\"])".to_owned())
        }
        ConstraintRule::Email(_) => {
            Told::Rule("email".to_owned(), "must be an email address".to_owned())
        }
        ConstraintRule::Length(id) => rule_of(id, length_words(&resource.fields[id.0])),
        ConstraintRule::Line(id) => {
            rule_of(id, "must be one line without invisible characters".to_owned())
        }
        ConstraintRule::Form(id) => rule_of(id, form_words(&resource.fields[id.0])),
        ConstraintRule::Range(id) => rule_of(id, range_words(&resource.fields[id.0])),
        ConstraintRule::Finite(id) => rule_of(id, "must be a finite number".to_owned()),
        ConstraintRule::Pattern(id) => rule_of(
            id,
            format!(
                "must match `{}`",
                resource.fields[id.0].pattern.as_deref().unwrap_or_default()
            ),
        ),
        ConstraintRule::Items(id) => rule_of(id, items_words(&resource.fields[id.0])),
        ConstraintRule::Size(id) => rule_of(id, "must have at most 16384 bytes".to_owned()),
    }
}

fn check_words(check: &Check) -> String {
    match check.kind {
        CheckKind::OneOf(_) => {
            format!("exactly one of {} must be set", check.text.trim_start_matches("one of").trim())
        }
        CheckKind::Holds { .. } => format!("must hold: {}", check.text),
    }
}

fn scalar_of(field: &Field) -> Option<&Scalar> {
    match &field.kind {
        FieldKind::Scalar(scalar) | FieldKind::List { item: scalar, .. } => Some(scalar),
        _ => None,
    }
}

fn length_words(field: &Field) -> String {
    match scalar_of(field) {
        Some(Scalar::String { min, max } | Scalar::Text { min, max }) => {
            format!("must have {} characters", count_words(*min, *max))
        }
        Some(Scalar::Email) => "must have at most 254 characters".to_owned(),
        Some(Scalar::Url) => "must have at most 2000 characters".to_owned(),
        _ => "must have at most 200 characters".to_owned(),
    }
}

fn items_words(field: &Field) -> String {
    match field.kind {
        FieldKind::List { min, max, .. } => format!("must have {} items", count_words(min, max)),
        _ => "has too many items".to_owned(),
    }
}

/// `1 to 200`, `at most 5`, `exactly 2`.
fn count_words(min: u32, max: u32) -> String {
    match (min, max) {
        (min, max) if min == max => format!("exactly {min}"),
        (0, max) => format!("at most {max}"),
        (min, max) => format!("{min} to {max}"),
    }
}

fn form_words(field: &Field) -> String {
    match scalar_of(field) {
        Some(Scalar::Email) => "must be an email address".to_owned(),
        Some(Scalar::Url) => "must be an http or https address".to_owned(),
        _ => "must be lower-case letters, digits and single hyphens".to_owned(),
    }
}

fn range_words(field: &Field) -> String {
    match scalar_of(field).map(bounds).unwrap_or_default() {
        (Some(min), Some(max)) => format!("must be {min} to {max}"),
        (Some(min), None) => format!("must be at least {min}"),
        (None, Some(max)) => format!("must be at most {max}"),
        (None, None) => "is out of range".to_owned(),
    }
}

/// A scalar's bounds as they are written.
fn bounds(scalar: &Scalar) -> (Option<String>, Option<String>) {
    match scalar {
        Scalar::Integer { min, max } | Scalar::Bigint { min, max } => {
            (min.map(|bound| bound.to_string()), max.map(|bound| bound.to_string()))
        }
        Scalar::Float { min, max } => {
            (min.map(|bound| format!("{bound:?}")), max.map(|bound| format!("{bound:?}")))
        }
        Scalar::Decimal { min, max, .. }
        | Scalar::Date { min, max }
        | Scalar::Time { min, max }
        | Scalar::Timestamp { min, max } => (min.clone(), max.clone()),
        _ => (None, None),
    }
}

fn check_function(
    model: &Model,
    id: ResourceId,
    field: &Field,
    action: Option<&str>,
) -> CheckFunction {
    let json = types::column(field);
    let ident = match FUNCTIONS.contains(&json.as_str()) {
        true => "value".to_owned(),
        false => types::ident(field),
    };
    let pattern_name = json.to_uppercase();
    let path = text::rust(&json);
    let (type_name, own, item) = match &field.kind {
        FieldKind::List { item, min, max } => {
            let type_name = format!("&[{}]", types::of_scalar(model, id, item).text);
            let own = vec![format!("items(faults, {path}, {ident}, {min}..={max});")];
            (type_name, own, lines(item, "field", "item", field.pattern.is_some()))
        }
        FieldKind::Scalar(scalar) => {
            let type_name = match scalar {
                Scalar::Json => "&Value".to_owned(),
                _ if input::is_copy(&field.kind) => types::of_scalar(model, id, scalar).text,
                _ => "&str".to_owned(),
            };
            let value =
                if input::is_copy(&field.kind) { format!("&{ident}") } else { ident.clone() };
            (type_name, lines(scalar, &path, &value, field.pattern.is_some()), Vec::new())
        }
        _ => (String::new(), Vec::new(), Vec::new()),
    };
    let named = |lines: Vec<String>| {
        lines.into_iter().map(|line| line.replace("PATTERN", &pattern_name)).collect()
    };
    CheckFunction {
        name: input::check_name(&json, action),
        ident,
        type_name,
        pattern: field.pattern.as_deref().map(text::rust).unwrap_or_default(),
        lines: named(own),
        item_lines: named(item),
        json,
        pattern_name: pattern_name.clone(),
    }
}

/// The calls that check one value; `PATTERN` stands for the static that holds its pattern.
fn lines(scalar: &Scalar, path: &str, value: &str, has_pattern: bool) -> Vec<String> {
    let call = |function: &str, rest: &str| format!("{function}(faults, {path}, {value}{rest});");
    let within = |min: &Option<String>, max: &Option<String>| {
        let bound = |bound: &Option<String>| {
            bound
                .as_deref()
                .map_or("None".to_owned(), |bound| format!("Some({})", text::rust(bound)))
        };
        (min.is_some() || max.is_some())
            .then(|| call("within", &format!(", {}, {}", bound(min), bound(max))))
    };
    let length = |min: u32, max: u32| {
        let (min, max) = (text::number(&min.to_string()), text::number(&max.to_string()));
        call("length", &format!(", {min}..={max}"))
    };
    let mut lines = match scalar {
        Scalar::String { min, max } => vec![call("one_line", ""), length(*min, *max)],
        Scalar::Text { min, max } => vec![call("lines", ""), length(*min, *max)],
        Scalar::Email => vec![call("email", "")],
        Scalar::Url => vec![call("url", "")],
        Scalar::Integer { .. } | Scalar::Bigint { .. } | Scalar::Float { .. } => {
            range_call(path, value, bounds(scalar))
        }
        Scalar::Decimal { precision, scale, min, max } => {
            let number =
                if value.starts_with('&') { format!("{value}.0") } else { format!("&{value}.0") };
            let digits = format!("decimal(faults, {path}, {number}, {precision}, {scale});");
            [digits].into_iter().chain(within(min, max)).collect()
        }
        Scalar::Date { min, max } => {
            [call("date", "")].into_iter().chain(within(min, max)).collect()
        }
        Scalar::Time { min, max } => {
            [call("time", "")].into_iter().chain(within(min, max)).collect()
        }
        Scalar::Timestamp { min, max } => {
            [call("timestamp", "")].into_iter().chain(within(min, max)).collect()
        }
        Scalar::Json => vec![call("json", ", 16 * 1024, 16")],
        Scalar::Boolean | Scalar::Uuid | Scalar::Slug { .. } | Scalar::Enum(_) => Vec::new(),
    };
    if has_pattern {
        lines.push(call("pattern", ", &PATTERN"));
    }
    lines
}

fn range_call(path: &str, value: &str, bounds: (Option<String>, Option<String>)) -> Vec<String> {
    let (min, max) = bounds;
    let (min, max) = (min.map(|bound| text::number(&bound)), max.map(|bound| text::number(&bound)));
    let bounds = match (min, max) {
        (Some(min), Some(max)) => format!("{min}..={max}"),
        (Some(min), None) => format!("{min}.."),
        (None, Some(max)) => format!("..={max}"),
        (None, None) => return Vec::new(),
    };
    vec![format!("range(faults, {path}, {value}, {bounds});")]
}
