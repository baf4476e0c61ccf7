//! Situations in which something may be done: who asks, and how the row and its parent are.

use serde::Serialize;

use crate::model::samples::{self, Cell, Row};
use crate::model::{
    Comparison, Condition, FieldId, FieldKind, Model, Path, Resource, ResourceId, RoleId, Rule, Who,
};
use crate::view::{names, text, types};

use super::setting::overrides;
use super::state;

/// A situation as Rust.
#[derive(Debug, Clone, Serialize)]
pub struct Scene {
    /// `app.member().await`
    pub actor: String,
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

/// Whether every new account has the rights of a role.
pub(super) fn is_default(model: &Model, role: RoleId) -> bool {
    Actor { role: None, standing: Standing::Stranger }.has(model, role)
}

/// Whether nobody may do it just for having an account.
pub(super) fn excludes_strangers(model: &Model, rules: &[Rule]) -> bool {
    let stranger = Actor { role: None, standing: Standing::Stranger };
    !rules.iter().any(|rule| stranger.is(model, &rule.who))
}

/// Everybody who may make a difference to a resource's rules.
pub(super) fn actors(model: &Model, id: ResourceId) -> Vec<Actor> {
    let resource = model.resource(id);
    let access = &resource.access;
    let mut standings = vec![Standing::Stranger, Standing::Owner];
    let rules = [&access.read, &access.create, &access.update, &access.delete];
    let actions = resource.actions.iter().map(|action| &action.access);
    let links = resource.fields.iter().filter_map(|field| match &field.kind {
        FieldKind::ManyToMany { link, .. } => link.as_ref(),
        _ => None,
    });
    let rules = rules.into_iter().chain(actions).chain(links).flatten().map(|rule| &rule.who);
    let rights = resource.fields.iter().flat_map(|field| [&field.read, &field.write]);
    for who in rules.chain(rights.flatten().flatten()) {
        let standing = match who {
            Who::Relation(relation) => Standing::Named(*relation),
            Who::OwnerOf { relation } => Standing::OwnerOf(*relation),
            _ => continue,
        };
        if !standings.contains(&standing) {
            standings.push(standing);
        }
    }
    let strangers = (0..model.roles.len())
        .map(|role| Actor { role: Some(RoleId(role)), standing: Standing::Stranger });
    standings.into_iter().map(|standing| Actor { role: None, standing }).chain(strangers).collect()
}

impl Actor {
    /// Whether a rule means them.
    pub(super) fn is(self, model: &Model, who: &Who) -> bool {
        match who {
            Who::Public | Who::Authenticated => true,
            Who::Role(role) => self.has(model, *role),
            Who::Owner => self.standing == Standing::Owner,
            Who::Relation(relation) => self.standing == Standing::Named(*relation),
            Who::OwnerOf { relation } => self.standing == Standing::OwnerOf(*relation),
        }
    }

    /// Somebody with an account, who owns the row above.
    pub(super) const fn owner_of(relation: FieldId) -> Self {
        Self { role: None, standing: Standing::OwnerOf(relation) }
    }

    /// The same person, who has nothing to do with the row.
    pub(super) const fn as_stranger(self) -> Self {
        Self { standing: Standing::Stranger, ..self }
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

/// Takes conditions apart: of the row, and of the one row above it that they speak of.
fn wanted<'a>(
    model: &Model,
    id: ResourceId,
    actor: Actor,
    conditions: &[Option<&'a Condition>],
) -> Option<Wanted<'a>> {
    let under = model.resource(id).under;
    let owned = match actor.standing {
        Standing::OwnerOf(relation) => Some(relation),
        _ => None,
    };
    let mut wanted = Wanted { own: Vec::new(), above: Vec::new(), relation: under.or(owned) };
    for condition in conditions.iter().flatten().copied() {
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

/// How a row is made that somebody may see who has nothing to do with it, or owns it.
pub(super) fn visible_row(model: &Model, id: ResourceId, actor: Actor) -> Option<String> {
    let resource = model.resource(id);
    let factory = format!("factory::{}()", names::names(resource).ident);
    for standing in [Standing::Stranger, Standing::Owner] {
        let reader = Actor { standing, ..actor };
        let seen = Search::on_row(model, id, &resource.access.read)
            .by_actor(reader)
            .filter(|_| !resource.account || standing == Standing::Stranger);
        // The row above has to be one of its own.
        let Some(scene) = seen.filter(|scene| scene.parent.is_empty() || resource.under.is_some())
        else {
            continue;
        };
        let under = resource.under.is_none_or(|under| is_visible(model, id, under, actor));
        if !under || (!scene.parent.is_empty() && !is_plain(&scene.parent)) {
            continue;
        }
        let set = overrides(model, id, &scene.cells);
        let owner = resource.owner.filter(|_| standing == Standing::Owner);
        let owner = owner.map(|at| types::column(&resource.fields[at.0]));
        let named = owner.map(|at| format!(".with({}, actor.id())", text::rust(&at)));
        return Some(format!("{factory}{set}{}", named.unwrap_or_default()));
    }
    None
}

/// Whether a factory is taken as it is.
fn is_plain(call: &str) -> bool {
    call.ends_with("()")
}

/// How a row is made that somebody may not see who has nothing to do with it.
pub(super) fn hidden_row(model: &Model, id: ResourceId, actor: Actor) -> Option<String> {
    let resource = model.resource(id);
    let stranger = Actor { standing: Standing::Stranger, ..actor };
    let rules: Vec<&Rule> =
        resource.access.read.iter().filter(|rule| stranger.is(model, &rule.who)).collect();
    let conditions: Option<Vec<&Condition>> =
        rules.iter().map(|rule| rule.condition.as_ref()).collect();
    let is_own = |condition: &&Condition| {
        condition.comparisons.iter().all(|comparison| comparison.left.up.is_none())
    };
    let factory = format!("factory::{}()", names::names(resource).ident);
    let by_rules = conditions.filter(|all| all.iter().all(is_own)).and_then(|conditions| {
        let free: Vec<FieldId> =
            conditions.iter().flat_map(|condition| state::fields_of(condition)).collect();
        let is_hidden = |row: &Row| {
            !conditions.iter().any(|condition| samples::satisfies(resource, row, condition))
        };
        let row = state::row_such(model, id, &[], &free, &is_hidden)?;
        Some(format!("{factory}{}", overrides(model, id, &row)))
    });
    let deleted = format!("{factory}.with(\"deleted_at\", \"2026-01-02T03:04:05Z\")");
    by_rules.or_else(|| resource.soft_delete.then_some(deleted))
}

/// Whether a stranger sees the row at the other end of a relation as its factory makes it.
pub(super) fn is_visible(model: &Model, id: ResourceId, relation: FieldId, actor: Actor) -> bool {
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
