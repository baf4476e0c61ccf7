//! Situations in which something may be done: who asks, and how the row and its parent are.

mod actor;
mod sight;
mod wanted;

use serde::Serialize;

use crate::model::samples::{Cell, Row};
use crate::model::{Condition, FieldId, FieldKind, Model, Resource, ResourceId, Rule};
use crate::view::{names, text, types};

use super::setting::overrides;
use super::state;
use wanted::{Wanted, wanted};

pub(super) use actor::{Actor, Standing, actors, excludes_strangers, is_default};
pub(super) use sight::{hidden_row, is_visible, visible_row};

/// A situation as Rust.
#[derive(Debug, Clone, Serialize)]
pub struct Scene {
    /// `app.member().await`
    pub actor: String,
    /// Whether they have a role beside that of new accounts.
    pub has_role: bool,
    /// `factory::post().with("status", "draft")`; empty where the row needs no parent of its own.
    pub parent: String,
    /// The row to be inserted.
    pub row: String,
    /// What the row holds.
    #[serde(skip)]
    pub(super) cells: Row,
    /// Relations that point at what belongs to the scene.
    #[serde(skip)]
    pub(super) fixed: Vec<FieldId>,
    /// Who acts.
    #[serde(skip)]
    pub(super) who: Actor,
    /// What the rules ask of the row.
    #[serde(skip)]
    pub(super) conditions: Vec<Condition>,
}

/// Which situation is looked for: one in which a rule lets somebody act on a row that they may see.
#[derive(Clone, Copy)]
pub(super) struct Search<'a> {
    model: &'a Model,
    id: ResourceId,
    rules: &'a [Rule],
    when: Option<&'a Condition>,
    who: &'a dyn Fn(Actor) -> bool,
    fits: &'a dyn Fn(&Row) -> bool,
    free: &'a [FieldId],
    is_new: bool,
}

impl<'a> Search<'a> {
    /// For a row that is there.
    pub(super) fn on_row(model: &'a Model, id: ResourceId, rules: &'a [Rule]) -> Self {
        let (who, fits) = (&|_| true, &|_: &Row| true);
        Self { model, id, rules, when: None, who, fits, free: &[], is_new: false }
    }

    /// For a row as requests make it.
    pub(super) fn creation(model: &'a Model, id: ResourceId, rules: &'a [Rule]) -> Self {
        Self { is_new: true, ..Self::on_row(model, id, rules) }
    }

    /// Where this holds of the row, too.
    pub(super) fn when(self, when: Option<&'a Condition>) -> Self {
        Self { when, ..self }
    }

    /// By such people only.
    pub(super) fn by(self, who: &'a dyn Fn(Actor) -> bool) -> Self {
        Self { who, ..self }
    }

    /// With such a row only, for which `free` fields are tried.
    pub(super) fn with(self, free: &'a [FieldId], fits: &'a dyn Fn(&Row) -> bool) -> Self {
        Self { fits, free, ..self }
    }

    /// The plainest such situation.
    pub(super) fn find(self) -> Option<Scene> {
        let people = actors(self.model, self.id).into_iter().filter(|actor| {
            let is_named = matches!(actor.standing, Standing::Owner | Standing::Named(_));
            !(self.is_new && is_named) && (self.who)(self.standing(*actor))
        });
        // Whoever acts on an account acts on their own, as its factory makes it: it points at
        // nobody yet.
        let is_made = |scene: &Scene| {
            let is_pointed_at =
                matches!(scene.who.standing, Standing::Named(_) | Standing::OwnerOf(_));
            !self.model.resource(self.id).account
                || (!is_pointed_at && overrides(self.model, self.id, &scene.cells).is_empty())
        };
        people.into_iter().filter_map(|actor| self.by_actor(actor)).find(is_made)
    }

    /// What somebody is to the row: who makes one owns it.
    fn standing(&self, actor: Actor) -> Actor {
        let owns = self.is_new && self.model.resource(self.id).owner.is_some();
        match (owns, actor.standing) {
            (true, Standing::Stranger) => Actor { standing: Standing::Owner, ..actor },
            _ => actor,
        }
    }

    /// The plainest in which this actor acts.
    pub(super) fn by_actor(self, actor: Actor) -> Option<Scene> {
        let (model, id) = (self.model, self.id);
        let resource = model.resource(id);
        let reader = self.standing(actor);
        for rule in self.rules.iter().filter(|rule| actor.is(model, &rule.who)) {
            for read in resource
                .access
                .read
                .iter()
                .filter(|read| reader.is(model, &read.who) || actor.is(model, &read.who))
            {
                let conditions = [rule.condition.as_ref(), read.condition.as_ref(), self.when];
                let Some(wanted) = wanted(model, id, actor, &conditions) else { continue };
                let pointing = pointing(resource, actor, &wanted);
                let free = [self.free, &pointing].concat();
                let fits = |row: &Row| {
                    let points = |at: &FieldId| matches!(row[at.0], Cell::Related(_));
                    pointing.iter().all(points) && (self.fits)(row)
                };
                let row = match self.is_new {
                    true => state::creatable(model, id, &wanted.own, &free, &fits),
                    false => state::row_such(model, id, &wanted.own, &free, &fits),
                };
                let Some(row) = row else { continue };
                let Some(parent) = above(model, id, actor, &wanted) else { continue };
                if self.is_new && !references_are_visible(model, id, actor) {
                    continue;
                }
                let conditions = [rule.condition.clone(), read.condition.clone()];
                return Some(Scene {
                    actor: actor.rust(model),
                    has_role: actor.role.is_some(),
                    row: self::row(model, id, actor, &row, &wanted),
                    parent,
                    cells: row,
                    fixed: pointing,
                    who: actor,
                    conditions: conditions.into_iter().flatten().collect(),
                });
            }
        }
        None
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
    // What points at the scene is set last, whatever the factory makes of it.
    let mut others = row.clone();
    if let Some(made) = state::most_visible(model, id) {
        for at in pointing(resource, actor, wanted) {
            others[at.0].clone_from(&made[at.0]);
        }
    }
    let mut call =
        format!("factory::{}(){}", names::names(resource).ident, overrides(model, id, &others));
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

/// The relations that point at what belongs to the scene.
fn pointing(resource: &Resource, actor: Actor, wanted: &Wanted<'_>) -> Vec<FieldId> {
    wanted.relation.into_iter().chain(named(resource, actor)).collect()
}

/// The relation that names the actor.
fn named(resource: &Resource, actor: Actor) -> Option<FieldId> {
    match actor.standing {
        Standing::Owner => resource.owner,
        Standing::Named(relation) => Some(relation),
        _ => None,
    }
}
