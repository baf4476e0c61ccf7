//! `rules.rs` of a slice: what values must keep, and what a broken constraint means.

use serde::Serialize;

use crate::model::{
    Check, CheckKind, Field, FieldId, FieldKind, Model, Resource, ResourceId, Scalar,
};
use crate::sql::{self, ConstraintRule, EmailRule, Grip, Hold};
use crate::view::{text, types};

use super::check_function::{CheckFunction, bounds, check_function, has_rules};
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
    for Hold { constraint, rows, grip } in sql::holds(model, id) {
        let rows = model.resource(rows).plural.words();
        let reason = match grip {
            Grip::Pointing => format!("{rows} still point at it"),
            Grip::Needing => format!("{rows} that point at it cannot be without it"),
        };
        let broken = format!("Broken::InUse({})", text::rust(&reason));
        file.in_use.push(Meaning { constraint, broken });
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
        // Who cannot send a field is not told that it is taken.
        ConstraintRule::Unique(fields) => {
            let sent = fields.iter().filter(|id| input::is_given(resource, **id));
            let fields: Vec<String> = sent.map(|id| text::rust(&name(id))).collect();
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
            let but = if resource.tells_apart(*id) { " or joining" } else { "" };
            rule_of(id, format!("must be one line without invisible{but} characters"))
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
