//! What a row must be, as named constraints: the same rules that requests are checked by.

use super::{comment, index, table, test};
use crate::model::{FieldId, FieldKind, Model, Resource, ResourceId, Scalar};
use crate::sql::name::{self, quoted};
use crate::sql::scope::Scope;
use crate::sql::{condition, literal};

/// Functions that constraints on lists of text need, for a check has no sub-queries.
pub(super) const ITEMS_FUNCTIONS: &str = "\
-- Whether every item of a list has so many characters.
create function items_have_length(items text[], shortest integer, longest integer)
returns boolean
language sql
immutable
parallel safe
return (
    select coalesce(bool_and(char_length(item) between shortest and longest), true)
    from unnest(items) as item
);

-- Whether every item of a list matches a regular expression.
create function items_match(items text[], expression text)
returns boolean
language sql
immutable
parallel safe
return (select coalesce(bool_and(item ~ expression), true) from unnest(items) as item);";

/// Whether a resource's constraints call those functions.
pub(super) fn measures_items(resource: &Resource) -> bool {
    resource.fields.iter().any(|field| match &field.kind {
        FieldKind::List { item, .. } => {
            matches!(
                item,
                Scalar::String { .. } | Scalar::Text { .. } | Scalar::Email | Scalar::Url
            )
        }
        _ => false,
    })
}

/// A rule of a table that Postgres may name when it refuses a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    /// Its name.
    pub name: String,
    /// What it is about.
    pub rule: ConstraintRule,
}

/// What a constraint is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConstraintRule {
    /// How many characters.
    Length(FieldId),
    /// One line without unseen characters.
    Line(FieldId),
    /// The form of an e-mail address, URL or slug.
    Form(FieldId),
    /// Least and most.
    Range(FieldId),
    /// Neither infinite nor not a number.
    Finite(FieldId),
    /// A declared pattern.
    Pattern(FieldId),
    /// How many items, and none of them null.
    Items(FieldId),
    /// How large a JSON value is.
    Size(FieldId),
    /// A declared check, by its place.
    Check(usize),
    /// No two rows have the same values here.
    Unique(Vec<FieldId>),
    /// The row that a relation of this resource points at exists.
    Target(FieldId),
    /// The account's own address.
    Email(EmailRule),
}

/// What holds of the account's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailRule {
    /// At most 254 characters.
    Length,
    /// Its form.
    Form,
    /// No two accounts share it.
    Unique,
}

/// Everything that Postgres may refuse a new or changed row of the resource for.
#[must_use]
pub fn constraints(model: &Model, id: ResourceId) -> Vec<Constraint> {
    let resource = model.resource(id);
    let relations = resource.fields.iter().enumerate().filter_map(|(at, field)| {
        let FieldKind::BelongsTo { .. } = field.kind else { return None };
        let name = table::foreign_key_name(resource, field);
        Some(Constraint { name, rule: ConstraintRule::Target(FieldId(at)) })
    });
    let tests = tests(model, id).into_iter().map(|(constraint, _)| constraint);
    relations.chain(index::unique_names(model, id)).chain(tests).collect()
}

/// The lines of `create table` that say what a row must be.
pub(super) fn lines(model: &Model, id: ResourceId) -> Vec<String> {
    let checks = &model.resource(id).checks;
    let line = |(constraint, test): (Constraint, String)| {
        let line = written(&constraint.name, &test);
        match constraint.rule {
            // A declared check stands under the words of its author.
            ConstraintRule::Check(at) => {
                format!("{}\n    {line}", comment(4, &checks[at].text).trim_start())
            }
            _ => line,
        }
    };
    tests(model, id).into_iter().map(line).collect()
}

/// The constraint of each line of text in which letters may be joined.
pub(super) fn joining(model: &Model, id: ResourceId) -> Vec<String> {
    let resource = model.resource(id);
    let is_joining = |constraint: &Constraint| match constraint.rule {
        ConstraintRule::Line(at) => !resource.tells_apart(at),
        _ => false,
    };
    let lines = tests(model, id).into_iter().filter(|(constraint, _)| is_joining(constraint));
    lines.map(|(constraint, test)| written(&constraint.name, &test)).collect()
}

/// Constraints that test a row by itself, with their tests.
fn tests(model: &Model, id: ResourceId) -> Vec<(Constraint, String)> {
    let resource = model.resource(id);
    let table = name::table(resource);
    let mut tests = Vec::new();
    if resource.account {
        let rules = [
            ("length", EmailRule::Length, "char_length(email) <= 254".to_owned()),
            ("form", EmailRule::Form, format!("email ~ {}", literal::text(test::EMAIL))),
        ];
        for (word, rule, test) in rules {
            let name = name::identifier(&[&table, "email", word]);
            tests.push((Constraint { name, rule: ConstraintRule::Email(rule) }, test));
        }
    }
    for (at, field) in resource.fields.iter().enumerate() {
        let column = name::column(field);
        let rules = match &field.kind {
            FieldKind::Scalar(scalar) => {
                let tells_apart = resource.tells_apart(FieldId(at));
                test::of_scalar(&quoted(&column), scalar, field, tells_apart)
            }
            FieldKind::List { item, min, max } => {
                test::of_list(&quoted(&column), item, (*min, *max), field)
            }
            _ => Vec::new(),
        };
        for (word, test) in rules {
            let name = name::identifier(&[&table, &column, word]);
            tests.push((Constraint { name, rule: rule(word, FieldId(at)) }, test));
        }
    }
    let scope = Scope::top(model, id);
    for (at, check) in resource.checks.iter().enumerate() {
        let name = name::identifier(&[&table, "check", &(at + 1).to_string()]);
        let test = condition::check(model, &scope, check);
        // What a person may not mix up is no matter once the account is nobody's.
        let test =
            if resource.account { format!("closed_at is not null or ({test})") } else { test };
        tests.push((Constraint { name, rule: ConstraintRule::Check(at) }, test));
    }
    tests
}

/// The rule that a constraint's last word stands for.
fn rule(word: &str, field: FieldId) -> ConstraintRule {
    match word {
        "length" => ConstraintRule::Length(field),
        "line" => ConstraintRule::Line(field),
        "form" => ConstraintRule::Form(field),
        "finite" => ConstraintRule::Finite(field),
        "pattern" => ConstraintRule::Pattern(field),
        "items" => ConstraintRule::Items(field),
        "size" => ConstraintRule::Size(field),
        _ => ConstraintRule::Range(field),
    }
}

fn written(name: &str, rule: &str) -> String {
    let flat = format!("constraint {name} check ({rule})");
    // Four columns before, a comma behind.
    if flat.chars().count() + 5 <= 100 {
        return flat;
    }
    format!("constraint {name} check (\n        {rule}\n    )")
}
