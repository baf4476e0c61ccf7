//! `tests/api/<slice>/`: what a resource promises, as far as situations are found.

use serde::Serialize;
use serde_json::Value as Json;

use crate::model::samples::{self, Breaks, Cell};
use crate::model::{
    CheckKind, Column, Field, FieldId, FieldKind, Model, Resource, ResourceId, Scalar, Test,
};
use crate::sql::{self, Constraint, ConstraintRule};
use crate::view::names::{self, Names};
use crate::view::slice::input::{self, Presence};
use crate::view::{text, types};

use super::scene::{self, Scene};
use super::{ListTests, list, literal, state};

/// The file.
#[derive(Debug, Clone, Serialize)]
pub struct SliceTests {
    /// The service's crate.
    pub crate_name: String,
    /// The resource's names.
    pub names: Names,
    /// `/comments/{id}`
    pub row_path: String,
    /// The column in it.
    pub key: String,
    /// `/posts/{id}/comments`, of the parent's columns.
    pub list_path: String,
    /// Lists and creates live under another row.
    pub is_nested: bool,
    /// How somebody may create one.
    pub create: Option<Scene>,
    /// Whether somebody may.
    pub has_create: bool,
    /// How somebody may see one.
    pub read: Option<Scene>,
    /// Whether somebody may.
    pub has_read: bool,
    /// How somebody may change one.
    pub update: Option<Scene>,
    /// Whether somebody may.
    pub has_update: bool,
    /// How somebody may delete one.
    pub delete: Option<Scene>,
    /// Whether somebody may.
    pub has_delete: bool,
    /// What a request that creates one carries, as Rust literals.
    pub given: String,
    /// What it must carry.
    pub required: String,
    /// What it must not carry.
    pub closed: String,
    /// What no row may have: `Invalid::null("title")`.
    pub invalid: Vec<String>,
    /// A field and another value for it: `"title", "title 2"`; empty if there is none.
    pub change: String,
    /// `Method::GET, Method::DELETE`: what can be asked of a row.
    pub methods: String,
    /// The list, and somebody who sees all of it.
    pub list: Option<ListTests>,
    /// Whether somebody sees several rows.
    pub has_list: bool,
}

/// The file of a resource.
#[must_use]
pub fn slice(model: &Model, id: ResourceId) -> SliceTests {
    let resource = model.resource(id);
    let names = names::names(resource);
    let key = key(resource);
    let parent = resource.under.and_then(|under| match resource.fields[under.0].kind {
        FieldKind::BelongsTo { target } => Some(model.resource(target)),
        _ => None,
    });
    let given = |(at, field): &(usize, &Field)| {
        input::is_given(resource, FieldId(*at)) && !input::is_restricted(field)
    };
    let fields = || resource.fields.iter().enumerate();
    let column = |(_, field): (usize, &Field)| text::rust(&types::column(field));
    let listed = |names: Vec<String>| names.join(", ");
    let creates = fields().all(|(at, field)| {
        !(input::is_given(resource, FieldId(at))
            && input::is_restricted(field)
            && Presence::on_create(field) == Presence::Required)
    });
    let change = change(model, resource);
    let can_change = fields().any(|(at, _)| input::is_changeable(resource, FieldId(at)));
    let closed = fields().filter(|(at, field)| {
        !input::is_given(resource, FieldId(*at))
            && resource.under != Some(FieldId(*at))
            && input::has_column(field)
    });
    let closed = ["\"id\"".to_owned(), "\"version\"".to_owned(), "\"no_such_field\"".to_owned()]
        .into_iter()
        .chain(closed.map(column));
    let mut methods = vec!["Method::GET"];
    if can_change && !resource.access.update.is_empty() {
        methods.push("Method::PATCH");
    }
    if !resource.access.delete.is_empty() {
        methods.push("Method::DELETE");
    }
    let create = scene::creation(model, id, &resource.access.create).filter(|scene| {
        creates && !resource.account && scene.parent.is_empty() == parent.is_none()
    });
    let read = scene::on_row(model, id, &resource.access.read);
    let update = scene::on_row(model, id, &resource.access.update).filter(|_| !change.is_empty());
    let delete = scene::on_row(model, id, &resource.access.delete);
    let list = list::list(model, id);
    SliceTests {
        has_list: list.is_some(),
        list,
        crate_name: names::crate_name(model),
        row_path: format!("/{}/{{{key}}}", names.path),
        list_path: match parent {
            Some(parent) => {
                format!("/{}/{{{}}}/{}", names::names(parent).path, self::key(parent), names.path)
            }
            None => format!("/{}", names.path),
        },
        is_nested: parent.is_some(),
        key,
        has_create: create.is_some(),
        create,
        has_read: read.is_some(),
        read,
        has_update: update.is_some(),
        update,
        has_delete: delete.is_some(),
        delete,
        given: listed(fields().filter(given).map(column).collect()),
        required: listed(
            fields()
                .filter(given)
                .filter(|(_, field)| Presence::on_create(field) == Presence::Required)
                .map(column)
                .collect(),
        ),
        closed: listed(closed.collect()),
        invalid: invalid(model, id),
        change,
        methods: methods.join(", "),
        names,
    }
}

fn key(resource: &Resource) -> String {
    resource.key.map_or("id", |key| resource.fields[key.0].name.snake()).to_owned()
}

/// Fields that checks speak of: another value there may break one.
fn is_checked(resource: &Resource, at: FieldId) -> bool {
    resource.checks.iter().any(|check| match &check.kind {
        CheckKind::OneOf(fields) => fields.contains(&at),
        CheckKind::Holds { then, when } => std::iter::once(then).chain(when).flat_map(|condition| &condition.comparisons).any(|comparison| {
            comparison.left.column == Column::Field(at) || matches!(comparison.test, Test::Column(_, column) if column == Column::Field(at))
        }),
    })
}

/// Fields that rules speak of: another value there may hide the row.
fn is_ruled(resource: &Resource, at: FieldId) -> bool {
    let access = &resource.access;
    let rules = [&access.read, &access.update, &access.delete].into_iter().flatten();
    rules
        .filter_map(|rule| rule.condition.as_ref())
        .flat_map(|condition| &condition.comparisons)
        .any(|comparison| {
            comparison.left.up.is_none() && comparison.left.column == Column::Field(at)
        })
}

fn change(model: &Model, resource: &Resource) -> String {
    let id = ResourceId(
        model.resources.iter().position(|other| other.name == resource.name).unwrap_or_default(),
    );
    let made = state::most_visible(model, id).unwrap_or_default();
    let plain = |(at, field): &(usize, &Field)| {
        let at = FieldId(*at);
        input::is_changeable(resource, at)
            && !input::is_restricted(field)
            && !field.unique
            && !field.secret
            && !is_checked(resource, at)
            && !is_ruled(resource, at)
            && resource.unique.iter().all(|unique| !unique.fields.contains(&at))
    };
    let other = |(at, field): (usize, &Field)| {
        let has = made.get(at).cloned().unwrap_or(Cell::Null);
        let values = samples::values(model, field, 3);
        let value = values.into_iter().map(Cell::Value).find(|value| *value != has)?;
        Some(format!(
            "{}, {}",
            text::rust(&types::column(field)),
            literal::json(&literal::cell(model, field, &value)?)
        ))
    };
    resource.fields.iter().enumerate().filter(plain).find_map(other).unwrap_or_default()
}

/// Values that the service refuses, and what the database says of each.
fn invalid(model: &Model, id: ResourceId) -> Vec<String> {
    let resource = model.resource(id);
    let constraints = sql::constraints(model, id);
    let mut all = Vec::new();
    for (at, field) in resource.fields.iter().enumerate() {
        let at = FieldId(at);
        if !input::is_given(resource, at)
            || input::is_restricted(field)
            || field.secret
            || is_checked(resource, at)
        {
            continue;
        }
        all.extend(samples::invalid(model, field).into_iter().filter_map(|invalid| {
            let column = text::rust(&types::column(field));
            let name = |rule: ConstraintRule| {
                constraints
                    .iter()
                    .find(|constraint: &&Constraint| constraint.rule == rule)
                    .map(|constraint| text::rust(&constraint.name))
            };
            let rule = match invalid.breaks {
                Breaks::Required => return Some(format!("Invalid::null({column})")),
                Breaks::Variant => {
                    return Some(format!(
                        "Invalid::mistyped({column}, {})",
                        literal::argument(&invalid.value)
                    ));
                }
                Breaks::TooShort | Breaks::TooLong => name(ConstraintRule::Length(at))?,
                Breaks::Line => name(ConstraintRule::Line(at))?,
                Breaks::Pattern => name(ConstraintRule::Pattern(at))?,
                Breaks::TooSmall | Breaks::TooLarge if is_declared(field, invalid.breaks) => {
                    name(ConstraintRule::Range(at))?
                }
                _ => return None,
            };
            Some(format!("Invalid::breaking({rule}, {column}, {})", value(&invalid.value)))
        }));
    }
    all
}

/// Whether the model, not the type alone, says where a number ends.
fn is_declared(field: &Field, breaks: Breaks) -> bool {
    let small = breaks == Breaks::TooSmall;
    match &field.kind {
        FieldKind::Scalar(Scalar::Integer { min, max } | Scalar::Bigint { min, max }) => {
            let bound = if small { min } else { max };
            bound.is_some_and(|bound| bound.abs() < i64::from(i32::MAX))
        }
        _ => false,
    }
}

/// A long text is said by its length.
fn value(value: &Json) -> String {
    match value.as_str() {
        Some(long) if long.len() > 12 && long.bytes().all(|letter| letter == b'x') => {
            format!("\"x\".repeat({})", long.len())
        }
        _ => literal::argument(value),
    }
}
