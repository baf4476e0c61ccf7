//! The migrations that turn one model's tables into another's while a service runs on them.
//!
//! The tables of both models are compared part by part, by name. What is added comes as
//! migrations that hold no lock for long: columns without a rewrite, constraints that are
//! validated in a step of their own, indexes that are built beside the traffic. A column that gets
//! another type is the exception: its table is written anew while nobody reads it, and values that
//! the new type does not hold make the migration fail. What is removed stays until it is dropped
//! by name; what would lose data otherwise is refused, and said.

mod again;
mod carry;
mod change;
mod column;
mod convert;
mod dropping;
mod excuse;
mod filling;
mod given;
mod history;
mod leaving;
mod narrow;
mod part;
mod remade;
mod rename;
mod retired;
mod revive;
mod role;
mod slug;
mod steps;
mod undeleted;
mod variant;

use super::{Migration, TIMEOUTS, account, constraint, enum_type, enums_of, index, order, table};
use crate::model::{FieldId, FieldKind, Model, Resource, ResourceId, renamed};
use crate::sql::name;

pub(super) use carry::freed;
pub(super) use excuse::excused;
pub use history::retired;
use part::Part;
pub use retired::Retired;
pub(super) use steps::SLOWLY;
use steps::Steps;

/// What earlier migrations left, and what is to become of it.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// Tables, columns and variants that are there although nothing asks for them.
    pub retired: Vec<Retired>,
    /// Those of them that are dropped now, by name.
    pub drop: Vec<String>,
    /// Columns of them that the model asks for again, with all they hold.
    pub revive: Vec<String>,
    /// Whether columns that have another name stay under the old one as well, until they are
    /// dropped: then the version that runs until now goes on.
    pub gradual: bool,
    /// Roles that go and are taken from whoever has them.
    pub revoke: Vec<String>,
}

/// The migrations from `before` to `after`, counted from `next`; or what cannot be done, one
/// sentence each.
pub fn evolve(before: &Model, after: &Model, next: u64) -> Result<Vec<Migration>, Vec<String>> {
    evolve_past(before, after, next, &Past::default())
}

/// The same in a project with a past.
pub fn evolve_past(
    before: &Model,
    after: &Model,
    next: u64,
    past: &Past,
) -> Result<Vec<Migration>, Vec<String>> {
    let past = &dropping::whole(past);
    let mut steps = Steps::default();
    let mut refused = Vec::new();
    let mut renamed = renamed(before, after);
    let carried = match past.gradual {
        true => carry::columns(before, &mut renamed, &mut refused),
        false => Vec::new(),
    };
    carry::undisturbed((before, after), &renamed, past, &mut refused);
    if !renamed.is_empty() {
        rename::statements(before, &renamed.model, &mut steps);
    }
    let now = history::renamed(past, before, &renamed.model);
    // From here on both models call the same things by the same names.
    let before = &renamed.model;
    for id in (0..before.resources.len()).map(ResourceId) {
        if find(after, before.resource(id)).is_none() {
            leaving::table(before, id, &mut steps);
        }
    }
    dropping::drop(&now, (before, after), &mut steps, &mut refused);
    variant::undisturbed((before, after), &now, &mut refused);
    let reordered = variant::types((before, after), (&carried, &now.retired), &mut steps);
    role::roles(before, after, past, &mut steps, &mut refused);
    let measures = |model: &Model| model.resources.iter().any(constraint::measures_items);
    if measures(after) && !measures(before) {
        // They may be there for something that is not in use any more.
        let functions = constraint::ITEMS_FUNCTIONS;
        steps.types.push(functions.replace("create function", "create or replace function"));
    }
    let order = order::creation(after);
    let (old, new): (Vec<ResourceId>, Vec<ResourceId>) =
        order.into_iter().partition(|id| find(before, after.resource(*id)).is_some());
    // New tables come first: what changes may point at them.
    new.into_iter().for_each(|id| create(before, after, id, &mut steps));
    for id in old {
        change::table((before, after), id, (&carried, &now), &mut steps, &mut refused);
        undeleted::kept_out((before, after), id, &mut steps);
    }
    links(before, after, &mut steps, &mut refused);
    dropping::types(before, after, &now.retired, &mut steps);
    remade::types(after, &reordered, &now, &mut steps, &mut refused);
    dropping::in_the_way(past, &now.retired, &steps.made, &mut refused);
    revive::unasked(past, &now, &steps, &mut refused);
    if refused.is_empty() { Ok(steps.migrations(next)) } else { Err(refused) }
}

/// The migration that builds an index of rows that are there: what it is called, and its text.
pub(super) fn index_created(statement: &str) -> (String, String) {
    Part::index(statement).index_created("")
}

/// What puts a check of a table in the place of the one of its name, and what looks at old rows.
pub(super) fn check_exchanged(table: &str, check: &str) -> (String, String) {
    let part = Part::constraint(check);
    (part.exchanged(table), part.validated(table))
}

/// The same resource of the other model.
fn find(model: &Model, resource: &Resource) -> Option<ResourceId> {
    model.resources.iter().position(|other| other.name == resource.name).map(ResourceId)
}

/// A table that is new, with the foreign keys that can point at it only now.
fn create(before: &Model, after: &Model, id: ResourceId, steps: &mut Steps) {
    let resource = after.resource(id);
    let everything = order::creation(after);
    let at = everything.iter().position(|other| *other == id).unwrap_or_default();
    let old = |other: &ResourceId| find(before, after.resource(*other)).is_some();
    let earlier: Vec<ResourceId> = everything
        .iter()
        .enumerate()
        .filter(|(position, other)| *position < at || old(other))
        .map(|(_, other)| *other)
        .collect();
    steps.about(resource);
    steps.made.push(name::table(resource));
    steps.tables.push(table::create(after, id, &earlier));
    steps.tables.extend(index::indexes(after, id));
    let waiting = order::keys_ready(after, &everything, at).into_iter();
    let waiting = waiting.filter(|(points, _)| !old(points));
    steps
        .tables
        .extend(waiting.map(|(points, field)| table::add_foreign_key(after, points, field)));
}

/// Many-to-many relations: a table each.
fn links(before: &Model, after: &Model, steps: &mut Steps, refused: &mut Vec<String>) {
    let all = |model: &Model| -> Vec<(String, ResourceId, FieldId)> {
        let resources = model.resources.iter().enumerate();
        let fields = resources.flat_map(|(id, resource)| {
            resource.fields.iter().enumerate().map(move |(at, field)| (id, at, field))
        });
        fields
            .filter(|(.., field)| matches!(field.kind, FieldKind::ManyToMany { .. }))
            .map(|(id, at, _)| {
                let (id, at) = (ResourceId(id), FieldId(at));
                (name::link(model, id, at).table, id, at)
            })
            .collect()
    };
    let (old, new) = (all(before), all(after));
    for (gone, id, at) in old.iter().filter(|(table, ..)| !new.iter().any(|it| it.0 == *table)) {
        let resource = before.resource(*id);
        steps.about(resource);
        let mut ends = vec![name::table(resource)];
        if let FieldKind::ManyToMany { target, .. } = resource.fields[at.0].kind {
            ends.push(name::table(before.resource(target)));
        }
        steps.retired.push(leaving::table_of(gone.clone(), Vec::new(), ends));
    }
    for (table, id, at) in new {
        let Some((_, then, as_then)) = old.iter().find(|(name, ..)| *name == table) else {
            steps.about(after.resource(id));
            steps.made.push(table.clone());
            steps.tables.push(table::link(after, id, at));
            continue;
        };
        if name::link(before, *then, *as_then) != name::link(after, id, at) {
            let resource = after.resource(id);
            let (owner, field) = (resource.name.snake(), resource.fields[at.0].name.snake());
            refused.push(format!(
                "`{owner}.{field}` would link other rows than those that `{table}` has links to: add a relation of another name, then remove this one"
            ));
        }
    }
}
