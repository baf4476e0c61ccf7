//! `policy.rs` of a slice: who may do what with which rows.

use serde::Serialize;

use crate::model::{Field, FieldId, Model, Resource, ResourceId, Rule, Who};
use crate::sql::Readable;
use crate::view::condition::{self, Asker};
use crate::view::{names, types};

use super::caller::Caller;
use super::input::{self, Presence};
use super::permission::{Permission, permission, readers_expression, who_words, write};
use super::refusals::{FilterRefusal, Refusal, filters, refusal, registration_refusal};

/// The file.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyFile {
    /// May the principal do it?
    pub permissions: Vec<Permission>,
    /// May the viewer see all rows? Absent where that makes no statement of its own.
    pub all: Vec<Permission>,
    /// May the viewer see the field?
    pub sights: Vec<Permission>,
    /// May the principal set the field?
    pub writes: Vec<Permission>,
    /// Fields of a new row that not everybody may set.
    pub new: Vec<Refusal>,
    /// Who makes a row.
    pub creator: Caller,
    /// Who changes one.
    pub editor: Caller,
    /// The body's parameter of `check_new`, with `_` before it where it is not looked at.
    pub new_body: &'static str,
    /// Fields of a changed row that not everybody may set.
    pub changes: Vec<Refusal>,
    /// The row's parameter of `check_changes`, with `_` before it where it is not looked at.
    pub changes_row: String,
    /// The viewer's parameter of `check_filter`, likewise.
    pub filter_viewer: &'static str,
    /// Filters and sorts over fields that not everybody sees.
    pub filters: Vec<FilterRefusal>,
}

/// The file of a resource's slice.
#[must_use]
pub(super) fn file(model: &Model, id: ResourceId, readable: &Readable) -> PolicyFile {
    let resource = model.resource(id);
    let fields = || resource.fields.iter().enumerate().map(|(at, field)| (FieldId(at), field));
    let restricted = || {
        fields().filter(|(at, field)| input::is_restricted(field) && input::is_given(resource, *at))
    };
    let creates = !resource.access.create.is_empty() && !resource.account;
    let updates = !resource.access.update.is_empty();
    let access = &resource.access;
    let maker = if creates { Asker::of(&access.create) } else { Asker::Principal };
    let editor = Asker::on_row(resource, &access.update);
    // Both are asked alike whether they may set a field.
    let writer = if maker == editor { maker } else { Asker::Viewer };
    let asked = |asker: Asker| match asker == writer {
        true => asker.ident().to_owned(),
        false => format!("{}.into()", asker.ident()),
    };
    let new = restricted()
        .filter(|(_, field)| creates && may_lack(model, resource, &access.create, field, true))
        .map(|(_, field)| {
            refusal(model, id, field, Presence::on_create(field), (&asked(maker), "new", "None"))
        });
    let changeable = restricted().filter(|(at, field)| {
        updates
            && input::is_changeable(resource, *at)
            && may_lack(model, resource, &access.update, field, false)
    });
    let row = format!("Some({})", names::names(resource).row);
    let changes = changeable.map(|(_, field)| {
        refusal(model, id, field, Presence::on_update(field), (&asked(editor), "changes", &row))
    });
    let changes: Vec<Refusal> = changes.collect();
    let new: Vec<Refusal> = match resource.account {
        true => restricted().filter_map(|(_, field)| registration_refusal(model, field)).collect(),
        false => new.collect(),
    };
    let filters = filters(model, id);
    let names = names::names(resource);
    PolicyFile {
        changes_row: match changes.iter().any(|refusal| refusal.allowed.contains("Some(")) {
            true => names.row,
            false => format!("_{}", names.singular),
        },
        filter_viewer: if filters.iter().any(|refusal| names::mentions(&refusal.allowed, "viewer"))
        {
            "viewer"
        } else {
            "_viewer"
        },
        permissions: permissions(model, id),
        all: readable.opens_all.then(|| all_seers(model, id)).into_iter().collect(),
        sights: sights(model, id),
        writes: restricted()
            .filter(|(_, field)| {
                let json = types::column(field);
                !resource.account && new.iter().any(|it| it.json == json)
                    || changes.iter().any(|it| it.json == json)
            })
            .map(|(_, field)| write(model, id, writer, field))
            .collect(),
        creator: maker.into(),
        editor: editor.into(),
        new_body: if new.iter().any(|refusal| !refusal.given.is_empty()) { "new" } else { "_new" },
        new,
        changes,
        filters,
    }
}

/// Whether some of those whom `rules` let write a row may not set the field.
fn may_lack(
    model: &Model,
    resource: &Resource,
    rules: &[Rule],
    field: &Field,
    is_new: bool,
) -> bool {
    // Whoever makes a row owns it, but for somebody who is not signed in.
    let may_own = is_new && resource.owner.is_some();
    let owns = |who: &Who| *who == Who::Owner || (may_own && *who != Who::Public);
    let is_granted = |who: &Who, writer: &Who| match (who, writer) {
        (_, Who::Public) => true,
        (who, Who::Authenticated) => *who != Who::Public,
        (Who::Role(has), Who::Role(needed)) => {
            has == needed || model.roles[has.0].includes.contains(needed)
        }
        (who, Who::Owner) => owns(who),
        (Who::Relation(one), Who::Relation(other)) => one == other && !is_new,
        _ => false,
    };
    let may = |rule: &Rule| field.write.iter().flatten().any(|it| is_granted(&rule.who, it));
    !rules.iter().all(may)
}

/// How rules about a new row are asked: before it is made, or of the row as it was made.
#[must_use]
pub(super) fn create_looks_at_row(model: &Model, id: ResourceId) -> bool {
    condition::look_at_row(model, id, &model.resource(id).access.create)
}

fn permissions(model: &Model, id: ResourceId) -> Vec<Permission> {
    let resource = model.resource(id);
    let access = &resource.access;
    let mut all = Vec::new();
    if !access.create.is_empty() && !resource.account && !creates_freely(&access.create) {
        all.push(permission(
            model,
            id,
            Asker::of(&access.create),
            "create",
            &access.create,
            create_looks_at_row(model, id),
        ));
    }
    let on_row = |name: &str, rules: &[Rule]| {
        permission(model, id, Asker::on_row(resource, rules), name, rules, true)
    };
    for (name, rules) in [("update", &access.update), ("delete", &access.delete)] {
        if !rules.is_empty() {
            all.push(on_row(name, rules));
        }
    }
    if resource.account {
        let rules: Vec<Rule> =
            administrator(model).map(|who| Rule { who, condition: None }).into_iter().collect();
        all.push(permission(model, id, Asker::Principal, "administer", &rules, false));
    }
    for action in &resource.actions {
        all.push(on_row(action.name.snake(), &action.access));
    }
    for field in &resource.fields {
        if let Some(rules) = resource.link_rules(field) {
            all.push(on_row(&format!("link_{}", field.name.snake()), rules));
        }
    }
    all
}

/// Whoever is not asked what else would open a row to them.
fn all_seers(model: &Model, id: ResourceId) -> Permission {
    let rules = model.resource(id).access.read.iter();
    let who: Vec<Who> =
        rules.filter(|rule| rule.opens_all()).map(|rule| rule.who.clone()).collect();
    Permission {
        words: who_words(model, id, &who),
        name: "sees_all".to_owned(),
        parameters: "viewer: Viewer".to_owned(),
        expression: readers_expression(model, id, "", &who),
    }
}

/// Fields that only some may see; the fields of an account among them.
fn sights(model: &Model, id: ResourceId) -> Vec<Permission> {
    let resource = model.resource(id);
    let names = names::names(resource);
    let readers = resource
        .fields
        .iter()
        .filter(|field| !field.secret)
        .filter_map(|field| Some((types::column(field), field.read.clone()?)));
    let private = resource.account.then(|| ("private".to_owned(), private_readers(model)));
    let readers = private.into_iter().chain(readers.filter(|(_, who)| !who.is_empty()));
    let sight = |(column, who): (String, Vec<Who>)| {
        let expression = readers_expression(model, id, &names.row, &who);
        let looks = names::mentions(&expression, &names.row);
        let row = if looks { names.row.clone() } else { format!("_{}", names.singular) };
        let viewer = if names::mentions(&expression, "viewer") { "viewer" } else { "_viewer" };
        Permission {
            words: who_words(model, id, &who),
            name: format!("may_read_{column}"),
            parameters: format!("{viewer}: Viewer, {row}: &{}", names.type_name),
            expression,
        }
    };
    readers.map(sight).collect()
}

/// Who sees what an account shows to few: its owner and administrators.
fn private_readers(model: &Model) -> Vec<Who> {
    [Who::Owner].into_iter().chain(administrator(model)).collect()
}

fn administrator(model: &Model) -> Option<Who> {
    let at = model.roles.iter().position(|role| role.name.snake() == "admin")?;
    Some(Who::Role(crate::model::RoleId(at)))
}

/// Whether anybody may make a row, whatever it is.
pub(super) fn creates_freely(rules: &[Rule]) -> bool {
    rules.iter().any(|rule| rule.who == Who::Public && rule.condition.is_none())
}
