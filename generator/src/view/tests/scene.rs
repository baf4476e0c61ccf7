//! Situations in which something may be done: who asks, and how the row and its parent are.

use serde::Serialize;

use crate::model::samples::{self, Cell, Row};
use crate::model::{
    Comparison, Condition, FieldId, FieldKind, Model, Path, Resource, ResourceId, RoleId, Rule, Who,
};
use crate::view::{names, text, types};

use super::{literal, state};

/// A situation as Rust.
#[derive(Debug, Clone, Serialize)]
pub struct Scene {
    /// `app.member().await`
    pub actor: String,
    /// `factory::post().with("status", "draft")`; empty where the row needs no parent of its own.
    pub parent: String,
    /// The row to be inserted.
    pub row: String,
    /// The same as cells.
    #[serde(skip)]
    pub(super) cells: Row,
    /// Relations that point at what belongs to the scene.
    #[serde(skip)]
    pub(super) fixed: Vec<FieldId>,
    /// Who asks.
    #[serde(skip)]
    pub(super) who: Actor,
}

/// Somebody signed in, and what they are to the row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Actor {
    /// A role; that of new accounts if none.
    role: Option<RoleId>,
    pub(super) standing: Standing,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Standing {
    Stranger,
    Owner,
    Named(FieldId),
    OwnerOf(FieldId),
}

/// What holds of the row and of the row above it.
struct Wanted<'a> {
    own: Vec<&'a Condition>,
    above: Vec<Condition>,
    relation: Option<FieldId>,
}

/// A situation in which one of the rules lets somebody act on a row that they may see.
pub(super) fn on_row(model: &Model, id: ResourceId, rules: &[Rule]) -> Option<Scene> {
    actors(model, id).into_iter().find_map(|actor| find(model, id, rules, actor, false))
}

/// A situation in which somebody may create a row as requests make it.
pub(super) fn creation(model: &Model, id: ResourceId, rules: &[Rule]) -> Option<Scene> {
    actors(model, id)
        .into_iter()
        .filter(|actor| !matches!(actor.standing, Standing::Owner | Standing::Named(_)))
        .find_map(|actor| find(model, id, rules, actor, true))
}

/// Everybody who may make a difference to a resource's rules.
pub(super) fn actors(model: &Model, id: ResourceId) -> Vec<Actor> {
    let resource = model.resource(id);
    let mut standings = vec![Standing::Stranger, Standing::Owner];
    for rule in [
        &resource.access.read,
        &resource.access.create,
        &resource.access.update,
        &resource.access.delete,
    ]
    .into_iter()
    .flatten()
    {
        match rule.who {
            Who::Relation(relation) => standings.push(Standing::Named(relation)),
            Who::OwnerOf { relation } => standings.push(Standing::OwnerOf(relation)),
            _ => {}
        }
    }
    let strangers = (0..model.roles.len())
        .map(|role| Actor { role: Some(RoleId(role)), standing: Standing::Stranger });
    standings.into_iter().map(|standing| Actor { role: None, standing }).chain(strangers).collect()
}

impl Actor {
    pub(super) fn is(self, model: &Model, who: &Who) -> bool {
        match who {
            Who::Public | Who::Authenticated => true,
            Who::Role(role) => self.has(model, *role),
            Who::Owner => self.standing == Standing::Owner,
            Who::Relation(relation) => self.standing == Standing::Named(*relation),
            Who::OwnerOf { relation } => self.standing == Standing::OwnerOf(*relation),
        }
    }

    fn has(self, model: &Model, role: RoleId) -> bool {
        let default = model.roles.iter().position(|role| role.default).map(RoleId);
        self.role
            .or(default)
            .is_some_and(|held| held == role || model.roles[held.0].includes.contains(&role))
    }

    fn rust(self, model: &Model) -> String {
        match self.role {
            None => "app.member().await".to_owned(),
            Some(role) => {
                format!("app.account(&[Role::{}]).await", model.roles[role.0].name.pascal())
            }
        }
    }
}

/// A situation in which one of the rules lets this actor act on a row that they may see.
pub(super) fn find(
    model: &Model,
    id: ResourceId,
    rules: &[Rule],
    actor: Actor,
    is_new: bool,
) -> Option<Scene> {
    let resource = model.resource(id);
    let reader = match (is_new, actor.standing, resource.owner) {
        (true, Standing::Stranger, Some(_)) => Actor { standing: Standing::Owner, ..actor },
        _ => actor,
    };
    for rule in rules.iter().filter(|rule| actor.is(model, &rule.who)) {
        for read in resource
            .access
            .read
            .iter()
            .filter(|read| reader.is(model, &read.who) || actor.is(model, &read.who))
        {
            let Some(wanted) = wanted(model, id, actor, &[rule, read]) else { continue };
            let row = match is_new {
                true => samples::row(model, id).filter(|row| {
                    wanted.own.iter().all(|condition| samples::satisfies(resource, row, condition))
                }),
                false => state::row_where(model, id, &wanted.own),
            };
            let Some(row) = row else { continue };
            let Some(parent) = above(model, id, actor, &wanted) else { continue };
            if is_new && !references_are_visible(model, id, actor) {
                continue;
            }
            return Some(Scene {
                actor: actor.rust(model),
                row: self::row(model, id, actor, &row, &wanted),
                parent,
                cells: row,
                fixed: wanted.relation.into_iter().chain(named(resource, actor)).collect(),
                who: actor,
            });
        }
    }
    None
}

/// Whether every new account has the rights of a role.
pub(super) fn is_default(model: &Model, role: RoleId) -> bool {
    Actor { role: None, standing: Standing::Stranger }.has(model, role)
}

/// Takes conditions apart: of the row, and of the one row above it that they speak of.
fn wanted<'a>(
    model: &Model,
    id: ResourceId,
    actor: Actor,
    rules: &[&'a Rule],
) -> Option<Wanted<'a>> {
    let under = model.resource(id).under;
    let owned = match actor.standing {
        Standing::OwnerOf(relation) => Some(relation),
        _ => None,
    };
    let mut wanted = Wanted { own: Vec::new(), above: Vec::new(), relation: under.or(owned) };
    for condition in rules.iter().filter_map(|rule| rule.condition.as_ref()) {
        match condition.comparisons.iter().any(|comparison| comparison.left.up.is_some()) {
            false => wanted.own.push(condition),
            // Of two rows at once: no situation is looked for.
            true if condition.comparisons.iter().any(|comparison| comparison.left.up.is_none()) => {
                return None;
            }
            true => {
                for comparison in &condition.comparisons {
                    wanted.relation = wanted.relation.or(comparison.left.up);
                    if comparison.left.up != wanted.relation {
                        return None;
                    }
                }
                wanted.above.push(Condition {
                    comparisons: condition.comparisons.iter().map(lowered).collect(),
                });
            }
        }
    }
    (owned.is_none() || owned == wanted.relation).then_some(wanted)
}

/// The comparison as the row above makes it of itself.
fn lowered(comparison: &Comparison) -> Comparison {
    Comparison {
        left: Path { up: None, column: comparison.left.column },
        test: comparison.test.clone(),
    }
}

/// The row above: empty if none is needed, nothing if there can be none.
fn above(model: &Model, id: ResourceId, actor: Actor, wanted: &Wanted<'_>) -> Option<String> {
    let Some(relation) = wanted.relation else { return Some(String::new()) };
    let FieldKind::BelongsTo { target } = model.resource(id).fields[relation.0].kind else {
        return None;
    };
    let parent = model.resource(target);
    let owns = actor.standing == Standing::OwnerOf(relation);
    if parent.account {
        return (wanted.above.is_empty()).then(String::new);
    }
    let standing = if owns { Standing::Owner } else { Standing::Stranger };
    let reader = Actor { standing, ..actor };
    let conditions: Vec<&Condition> = wanted.above.iter().collect();
    let row =
        parent.access.read.iter().filter(|rule| reader.is(model, &rule.who)).find_map(|rule| {
            let own = rule.condition.iter().all(|condition| {
                condition.comparisons.iter().all(|comparison| comparison.left.up.is_none())
            });
            let all: Vec<&Condition> = conditions.iter().copied().chain(&rule.condition).collect();
            own.then(|| state::row_where(model, target, &all)).flatten()
        })?;
    if parent.under.is_some_and(|under| !is_visible(model, target, under, actor)) {
        return None;
    }
    let mut call =
        format!("factory::{}(){}", names::names(parent).ident, overrides(model, target, &row));
    if let (true, Some(owner)) = (owns, parent.owner) {
        call +=
            &format!(".with({}, actor.id())", text::rust(&types::column(&parent.fields[owner.0])));
    }
    Some(call)
}

/// Whether a stranger sees the row at the other end of a relation as its factory makes it.
fn is_visible(model: &Model, id: ResourceId, relation: FieldId, actor: Actor) -> bool {
    let FieldKind::BelongsTo { target } = model.resource(id).fields[relation.0].kind else {
        return false;
    };
    let stranger = Actor { standing: Standing::Stranger, ..actor };
    let resource = model.resource(target);
    let Some(row) = state::most_visible(model, target) else { return false };
    let holds = |rule: &&Rule| {
        rule.condition
            .as_ref()
            .is_none_or(|condition| samples::satisfies(resource, &row, condition))
    };
    resource
        .access
        .read
        .iter()
        .filter(|rule| stranger.is(model, &rule.who))
        .any(|rule| holds(&rule))
        && resource.under.is_none_or(|under| is_visible(model, target, under, actor))
}

/// Whether whoever creates a row may see what it points at.
fn references_are_visible(model: &Model, id: ResourceId, actor: Actor) -> bool {
    let resource = model.resource(id);
    let relations = resource.fields.iter().enumerate().filter(|(at, field)| {
        let at = FieldId(*at);
        matches!(field.kind, FieldKind::BelongsTo { .. })
            && !field.optional
            && resource.owner != Some(at)
            && resource.under != Some(at)
    });
    relations.into_iter().all(|(at, _)| is_visible(model, id, FieldId(at), actor))
}

fn row(model: &Model, id: ResourceId, actor: Actor, row: &Row, wanted: &Wanted<'_>) -> String {
    let resource = model.resource(id);
    let mut call =
        format!("factory::{}(){}", names::names(resource).ident, overrides(model, id, row));
    let column = |at: FieldId| text::rust(&types::column(&resource.fields[at.0]));
    let account = |at: FieldId| matches!(resource.fields[at.0].kind, FieldKind::BelongsTo { target } if model.resource(target).account);
    if let Some(relation) = wanted.relation {
        call += &match account(relation) {
            true => format!(".with({}, actor.id())", column(relation)),
            false => format!(".with({}, &parent[\"id\"])", column(relation)),
        };
    }
    match named(resource, actor) {
        Some(at) => call + &format!(".with({}, actor.id())", column(at)),
        None => call,
    }
}

/// The relation that names the actor.
fn named(resource: &Resource, actor: Actor) -> Option<FieldId> {
    match actor.standing {
        Standing::Owner => resource.owner,
        Standing::Named(relation) => Some(relation),
        _ => None,
    }
}

/// What must be set for a factory's row to become this one.
fn overrides(model: &Model, id: ResourceId, row: &Row) -> String {
    let made = state::most_visible(model, id).unwrap_or_default();
    let fields = model
        .resource(id)
        .fields
        .iter()
        .zip(row.iter().zip(&made))
        .filter(|(_, (wanted, made))| wanted != made);
    let calls = fields
        .filter(|(field, (wanted, _))| !field.unique && !matches!(wanted, Cell::Related(_)))
        .map(|(field, (wanted, _))| {
            let value = literal::cell(model, field, wanted)
                .map_or_else(|| "Value::Null".to_owned(), |value| literal::argument(&value));
            format!(".with({}, {value})", text::rust(&types::column(field)))
        });
    calls.collect()
}
