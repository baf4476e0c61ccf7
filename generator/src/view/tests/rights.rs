//! `rights.rs`: who sees and sets which fields, and who is kept from rows that are not theirs.

use serde::Serialize;

use crate::model::samples::{self, Cell};
use crate::model::{Action, Assigned, Field, FieldId, FieldKind, Model, Resource, ResourceId, Who};
use crate::view::slice::input;
use crate::view::{text, types};

use super::above::{self, AboveTest};
use super::scene::{self, Actor, Scene, Search};
use super::{factory, list, literal, values};

/// How many values of a field are tried.
const TRIED: usize = 4;

/// The rights to the rows and fields of a resource.
#[derive(Debug, Clone, Serialize)]
pub struct Rights {
    /// Fields that not everybody sees.
    pub sights: Vec<Sight>,
    /// Fields that not everybody sets.
    pub writes: Vec<Write>,
    /// `"password"`: fields that nobody is told.
    pub secrets: String,
    /// An account by itself does not allow to change a row.
    pub keeps_from_update: bool,
    /// The same of deleting one.
    pub keeps_from_delete: bool,
    /// Relations, each with a row that whoever creates may not see.
    pub references: Vec<Reference>,
    /// A parent that whoever creates may not see; empty where none is found.
    pub hidden_parent: String,
    /// Another parent that whoever reads may see; empty where there is none.
    pub other_parent: String,
    /// `"orders", "customer_id"`: what whoever creates a row must own above it; empty if nothing.
    pub above_create: String,
    /// There is something.
    pub has_above_create: bool,
    /// Somebody who may change a row only as the owner of the one above.
    pub above_update: Option<AboveTest>,
    /// There is somebody.
    pub has_above_update: bool,
    /// Somebody who may delete a row only as the owner of the one above.
    pub above_delete: Option<AboveTest>,
    /// There is somebody.
    pub has_above_delete: bool,
    /// There is something to test.
    pub has: bool,
}

/// A field that not everybody sees.
#[derive(Debug, Clone, Serialize)]
pub struct Sight {
    /// As a Rust literal.
    pub field: String,
    /// `cost`, for the name of the test.
    pub name: String,
    /// `"assignee"`, which brings along the row that it points at; empty of other fields.
    pub include: String,
    /// Somebody who sees it.
    pub seen: Option<Scene>,
    /// There is somebody.
    pub has_seen: bool,
    /// Somebody who sees the row without it.
    pub unseen: Option<Scene>,
    /// There is somebody.
    pub has_unseen: bool,
}

/// A field that not everybody sets.
#[derive(Debug, Clone, Serialize)]
pub struct Write {
    /// `cost`, for the name of the test.
    pub name: String,
    /// `"cost", json!("2.00")`
    pub change: String,
    /// Somebody who may change the row and set it.
    pub allowed: Option<Scene>,
    /// There is somebody.
    pub has_allowed: bool,
    /// Somebody who may change the row but not set it.
    pub denied: Option<Scene>,
    /// There is somebody.
    pub has_denied: bool,
    /// The field as a JSON pointer.
    pub pointer: String,
    /// Whoever sets it is told so.
    pub is_told: bool,
}

/// A relation and a row that is hidden.
#[derive(Debug, Clone, Serialize)]
pub struct Reference {
    /// As a Rust literal.
    pub field: String,
    /// `factory::draft()`
    pub hidden: String,
}

/// What one scene of a resource each needs.
pub(super) struct Scenes<'a> {
    pub(super) create: Option<&'a Scene>,
    pub(super) read: Option<&'a Scene>,
    pub(super) update: Option<&'a Scene>,
    pub(super) delete: Option<&'a Scene>,
}

/// The rights of a resource, as far as people are found who have them or lack them.
pub(super) fn rights(model: &Model, id: ResourceId, scenes: &Scenes<'_>) -> Rights {
    let resource = model.resource(id);
    let fields = || (0..resource.fields.len()).map(FieldId);
    let secrets = fields().filter(|at| resource.fields[at.0].secret);
    let secrets: Vec<String> = secrets.map(|at| column(resource, at)).collect();
    let sights: Vec<Sight> = fields().filter_map(|at| sight(model, id, at)).collect();
    let writes: Vec<Write> = fields().filter_map(|at| write(model, id, at)).collect();
    let references: Vec<Reference> = scenes
        .create
        .map(|scene| fields().filter_map(|at| reference(model, id, at, scene)).collect())
        .unwrap_or_default();
    let parent = resource.under.and_then(|under| match resource.fields[under.0].kind {
        FieldKind::BelongsTo { target } if !model.resource(target).account => Some(target),
        _ => None,
    });
    let hidden_parent =
        scenes.create.and_then(|scene| scene::hidden_row(model, parent?, scene.who));
    let other_parent = scenes
        .read
        .filter(|scene| parent.is_some_and(|parent| can_be_several(model, parent, scene)))
        .map(|scene| scene.parent.clone());
    let access = &resource.access;
    let keeps =
        |scene: Option<&Scene>, rules| scene.is_some() && scene::excludes_strangers(model, rules);
    let above_create =
        scenes.create.and_then(|scene| above::of_creation(model, id, scene, &access.create));
    let above_update = scenes.update.and_then(|_| above::on_row(model, id, &access.update, None));
    let above_delete = scenes.delete.and_then(|_| above::on_row(model, id, &access.delete, None));
    let mut rights = Rights {
        has_above_create: above_create.is_some(),
        above_create: above_create.unwrap_or_default(),
        has_above_update: above_update.is_some(),
        above_update,
        has_above_delete: above_delete.is_some(),
        above_delete,
        sights,
        writes,
        secrets: if scenes.read.is_some() { secrets.join(", ") } else { String::new() },
        keeps_from_update: keeps(scenes.update, &access.update),
        keeps_from_delete: keeps(scenes.delete, &access.delete),
        references,
        hidden_parent: hidden_parent.unwrap_or_default(),
        other_parent: other_parent.unwrap_or_default(),
        has: false,
    };
    rights.has = !rights.sights.is_empty()
        || !rights.writes.is_empty()
        || !rights.secrets.is_empty()
        || rights.keeps_from_update
        || rights.keeps_from_delete
        || rights.has_above_create
        || rights.has_above_update
        || rights.has_above_delete
        || !rights.references.is_empty()
        || !rights.hidden_parent.is_empty()
        || !rights.other_parent.is_empty();
    rights
}

fn column(resource: &Resource, at: FieldId) -> String {
    text::rust(&types::column(&resource.fields[at.0]))
}

fn sight(model: &Model, id: ResourceId, at: FieldId) -> Option<Sight> {
    let resource = model.resource(id);
    let field = &resource.fields[at.0];
    let readers = field.read.as_ref().filter(|_| !field.secret)?;
    let search = Search::on_row(model, id, &resource.access.read);
    let reads = |actor: Actor| readers.iter().any(|who| actor.is(model, who));
    let lacks = |actor: Actor| !reads(actor);
    let seen = search.by(&reads).find();
    // Whoever owns the account that the row is, sees it as its owner.
    let unseen = search.by(&lacks).find().filter(|_| !resource.account);
    (seen.is_some() || unseen.is_some()).then(|| Sight {
        field: column(resource, at),
        name: field.name.snake().to_owned(),
        include: match field.kind {
            FieldKind::BelongsTo { .. } => field.name.snake().to_owned(),
            _ => String::new(),
        },
        has_seen: seen.is_some(),
        seen,
        has_unseen: unseen.is_some(),
        unseen,
    })
}

fn write(model: &Model, id: ResourceId, at: FieldId) -> Option<Write> {
    let resource = model.resource(id);
    let field = &resource.fields[at.0];
    let writers = field.write.as_ref().filter(|_| {
        input::is_restricted(field)
            && input::is_changeable(resource, at)
            && !matches!(field.kind, FieldKind::BelongsTo { .. })
            && !factory::varies(resource, at)
    })?;
    let search = Search::on_row(model, id, &resource.access.update);
    let may = |actor: Actor| writers.iter().any(|who: &Who| actor.is(model, who));
    let may_not = |actor: Actor| !may(actor);
    let (allowed, denied) = (search.by(&may).find(), search.by(&may_not).find());
    let known = allowed.as_ref().or(denied.as_ref())?;
    let candidates = samples::values(model, field, TRIED).into_iter().map(Cell::Value);
    let is_other = |value: &Cell| {
        let scenes = allowed.iter().chain(&denied);
        *value != known.cells[at.0]
            && scenes
                .into_iter()
                .all(|scene| values::changed(resource, scene, &scene.cells, at, value).is_some())
    };
    let value = candidates.into_iter().find(is_other)?;
    let value = literal::json(&literal::cell(model, field, &value)?);
    let reads = |who: &Vec<Who>| who.iter().any(|who| known.who.is(model, who));
    Some(Write {
        name: field.name.snake().to_owned(),
        change: format!("{}, {value}", column(resource, at)),
        pointer: text::rust(&format!("/{}", types::column(field))),
        is_told: !field.secret && field.read.as_ref().is_none_or(reads),
        has_allowed: allowed.is_some(),
        allowed,
        has_denied: denied.is_some(),
        denied,
    })
}

fn reference(model: &Model, id: ResourceId, at: FieldId, scene: &Scene) -> Option<Reference> {
    let resource = model.resource(id);
    let field = &resource.fields[at.0];
    let FieldKind::BelongsTo { target } = field.kind else { return None };
    let is_sent = input::is_given(resource, at) && !input::is_restricted(field);
    // Another check may be broken first where the relation is spoken of.
    if !is_sent || values::is_checked(resource, at) {
        return None;
    }
    let hidden = scene::hidden_row(model, target, scene.who)?;
    Some(Reference { field: column(resource, at), hidden })
}

/// What registration may point at, were it not hidden from whoever has no account yet.
pub(super) fn hidden_from_newcomers(model: &Model, account: ResourceId) -> Vec<Reference> {
    let resource = model.resource(account);
    let newcomer = Actor::STRANGER;
    let reference = |at: FieldId| {
        let field = &resource.fields[at.0];
        let FieldKind::BelongsTo { target } = field.kind else { return None };
        let is_sent = input::is_given(resource, at) && !input::is_restricted(field);
        if !is_sent || values::is_checked(resource, at) {
            return None;
        }
        // What has to be named may be hidden where nothing could be seen.
        if !field.optional && !scene::is_visible(model, account, at, newcomer) {
            return None;
        }
        let hidden = scene::hidden_row(model, target, newcomer)?;
        Some(Reference { field: column(resource, at), hidden })
    };
    (0..resource.fields.len()).map(FieldId).filter_map(reference).collect()
}

/// What an action's request may point at, were it not hidden from whoever acts.
pub(super) fn hidden_from_actor(model: &Model, action: &Action, actor: Actor) -> Vec<Reference> {
    let reference = |(at, field): (usize, &Field)| {
        let FieldKind::BelongsTo { target } = field.kind else { return None };
        let is_set = action.set.iter().any(|set| set.value == Assigned::Taken(at));
        let hidden = is_set.then(|| scene::hidden_row(model, target, actor)).flatten()?;
        Some(Reference { field: text::rust(&types::column(field)), hidden })
    };
    action.takes.iter().enumerate().filter_map(reference).collect()
}

/// Whether there can be two rows above such as the scene has one, which share what it says of
/// their relations.
fn can_be_several(model: &Model, parent: ResourceId, scene: &Scene) -> bool {
    let resource = model.resource(parent);
    let said = |at: &FieldId| {
        let field = &resource.fields[at.0];
        let column = text::rust(&types::column(field));
        let is_relation = matches!(field.kind, FieldKind::BelongsTo { .. });
        is_relation && scene.parent.contains(&format!("with({column}, "))
    };
    let mut said = (0..resource.fields.len()).map(FieldId).filter(said);
    said.all(|at| list::can_be_several(model, parent, at))
}
