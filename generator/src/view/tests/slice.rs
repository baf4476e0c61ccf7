//! `tests/api/<slice>/`: what a resource promises, as far as situations are found.

use serde::Serialize;

use crate::model::{Field, FieldId, FieldKind, Model, Resource, ResourceId};
use crate::sql;
use crate::view::names::{self, Names};
use crate::view::slice::input::{self, Presence};
use crate::view::{text, types};

use super::actions::{self, ActionOf, ActionTest, Shared};
use super::checks::{self, CheckTest};
use super::links::{self, LinkTest};
use super::notices::{self, NoticeTest};
use super::rights::{self, Rights, Scenes};
use super::scene::{Scene, Search};
use super::unique::{self, Uniqueness};
use super::values::{self, Change};
use super::{ListTests, list};

/// What every row has, and what none has.
const BUILT_IN: [&str; 3] = ["id", "version", "no_such_field"];

/// The file.
#[derive(Debug, Clone, Serialize)]
pub struct SliceTests {
    /// The service's crate.
    pub crate_name: String,
    /// The resource's names.
    pub names: Names,
    /// `/comments/{id}`
    pub row_path: String,
    /// The table, as a Rust literal.
    pub table: String,
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
    /// What a request that changes one must not carry.
    pub fixed: String,
    /// What it may carry, by those who may change the row.
    pub changeable: String,
    /// What no row may have: `Invalid::null("title")`.
    pub invalid: Vec<String>,
    /// There is something that it must not have or break, so that there is a file about it.
    pub has_rules: bool,
    /// The rules between fields.
    pub checks: Vec<CheckTest>,
    /// What no two rows share.
    pub unique: Uniqueness,
    /// Who sees and sets what.
    pub rights: Rights,
    /// What each action does.
    pub actions: Vec<ActionTest>,
    /// What clients are told of routes that go.
    pub notices: Vec<NoticeTest>,
    /// What ties rows to others.
    pub links: Vec<LinkTest>,
    /// Deleted rows can be restored.
    pub soft_delete: bool,
    /// A field and another value for it: `"title", "title 2"`; empty if there is none.
    pub change: String,
    /// Changes that can follow each other.
    pub changes: Vec<Change>,
    /// `Method::GET, Method::DELETE`: what can be asked of a row.
    pub methods: String,
    /// The list, and somebody who sees all of it.
    pub list: Option<ListTests>,
    /// Whether somebody sees several rows.
    pub has_list: bool,
}

impl SliceTests {
    /// What the file of one of its actions sees.
    #[must_use]
    pub fn of_action<'a>(&'a self, action: &'a ActionTest) -> ActionOf<'a> {
        let Self { names, crate_name, table, .. } = self;
        ActionOf { test: Shared { names, crate_name, table }, action }
    }

    /// Whether there is a file of this name.
    #[must_use]
    pub fn has(&self, theme: &str) -> bool {
        match theme {
            "rules" => self.has_rules,
            "unique" => self.unique.has,
            "rights" => self.rights.has,
            "actions" => !self.actions.is_empty(),
            "links" => !self.links.is_empty(),
            "deprecation" => !self.notices.is_empty(),
            _ => false,
        }
    }
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
    let changeable = |(at, field): &(usize, &Field)| {
        input::is_changeable(resource, FieldId(*at)) && !input::is_restricted(field)
    };
    let fields = || resource.fields.iter().enumerate();
    let column = |(_, field): (usize, &Field)| text::rust(&types::column(field));
    let listed = |names: Vec<String>| names.join(", ");
    let creates = fields().all(|(at, field)| {
        !(input::is_given(resource, FieldId(at))
            && input::is_restricted(field)
            && Presence::on_create(field) == Presence::Required)
    });
    let can_change = fields().any(|(at, _)| input::is_changeable(resource, FieldId(at)));
    let closed = fields()
        .filter(|(at, field)| !input::is_given(resource, FieldId(*at)) && input::has_column(field));
    let closed = BUILT_IN.into_iter().map(text::rust).chain(closed.map(column));
    let methods = methods(resource, can_change);
    let create = Search::creation(model, id, &resource.access.create).find().filter(|scene| {
        creates && !resource.account && scene.parent.is_empty() == parent.is_none()
    });
    let access = &resource.access;
    let read = Search::on_row(model, id, &access.read).find();
    let update = Search::on_row(model, id, &access.update).find();
    let changes = update.as_ref().map(|scene| values::changes(model, id, scene));
    let changes = changes.unwrap_or_default();
    let update = update.filter(|_| can_change);
    let delete = Search::on_row(model, id, &access.delete).find();
    let change = changes.first().map(|change| format!("{}, {}", change.field, change.value));
    let invalid = values::invalid(model, id);
    let checks = checks::checks(model, id, create.as_ref(), update.as_ref());
    let unique = unique::uniqueness(model, id, create.as_ref(), update.as_ref());
    let scenes = Scenes {
        create: create.as_ref(),
        read: read.as_ref(),
        update: update.as_ref(),
        delete: delete.as_ref(),
    };
    let rights = rights::rights(model, id, &scenes);
    let row_path = format!("/{}/{{{key}}}", names.path);
    let list = list::list(model, id);
    let table = text::rust(&sql::name::table(resource));
    SliceTests {
        has_list: list.is_some(),
        list,
        rights,
        actions: actions::actions(model, id, &row_path),
        links: links::links(model, id, &row_path),
        notices: notices::notices(model, id, &row_path),
        soft_delete: resource.soft_delete,
        crate_name: names::crate_name(model),
        row_path,
        list_path: match parent {
            Some(parent) => {
                format!("/{}/{{{}}}/{}", names::names(parent).path, self::key(parent), names.path)
            }
            None => format!("/{}", names.path),
        },
        is_nested: parent.is_some(),
        table,
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
        fixed: listed(fixed(resource)),
        changeable: listed(fields().filter(changeable).map(column).collect()),
        has_rules: !invalid.is_empty() || !checks.is_empty(),
        invalid,
        checks,
        unique,
        change: change.unwrap_or_default(),
        changes,
        methods,
        names,
    }
}

/// What can be asked of a row.
fn methods(resource: &Resource, can_change: bool) -> String {
    let mut methods = vec!["Method::GET"];
    if can_change && !resource.access.update.is_empty() {
        methods.push("Method::PATCH");
    }
    if !resource.access.delete.is_empty() {
        methods.push("Method::DELETE");
    }
    methods.join(", ")
}

/// What no request changes.
fn fixed(resource: &Resource) -> Vec<String> {
    let fields = resource.fields.iter().enumerate().filter(|(at, field)| {
        !input::is_changeable(resource, FieldId(*at)) && input::has_column(field)
    });
    let of_account = ["verified", "suspended_at"].into_iter().filter(|_| resource.account);
    let built_in = BUILT_IN.into_iter().chain(of_account).map(text::rust);
    built_in.chain(fields.map(|(_, field)| text::rust(&types::column(field)))).collect()
}

fn key(resource: &Resource) -> String {
    resource.key.map_or("id", |key| resource.fields[key.0].name.snake()).to_owned()
}
