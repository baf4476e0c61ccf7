//! `policy.rs` of a slice: who may do what with which rows.

use serde::Serialize;

use crate::model::{Field, FieldId, FieldKind, Model, ResourceId, Rule, Who};
use crate::view::{condition, names, text, types, words};

use super::input::{self, Presence};
use super::list_file;

/// The file.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyFile {
    /// May the principal do it?
    pub permissions: Vec<Permission>,
    /// May the viewer see the field?
    pub sights: Vec<Permission>,
    /// May the principal set the field?
    pub writes: Vec<Permission>,
    /// Fields of a new row that not everybody may set.
    pub new: Vec<Refusal>,
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

/// A question about a principal and a row.
#[derive(Debug, Clone, Serialize)]
pub struct Permission {
    /// The rule in the author's words.
    pub words: String,
    /// `may_update`
    pub name: String,
    /// `principal: Principal, post: &Post`
    pub parameters: String,
    /// The answer.
    pub expression: String,
}

/// A field that a request may only set with permission.
#[derive(Debug, Clone, Serialize)]
pub struct Refusal {
    /// `stock`
    pub json: String,
    /// `new.stock.is_set() && `, or nothing where every request sets it.
    pub given: String,
    /// `may_write_stock(principal)`
    pub allowed: String,
}

/// A field that a list may only be narrowed or ordered by with permission.
#[derive(Debug, Clone, Serialize)]
pub struct FilterRefusal {
    /// `cost`
    pub json: String,
    /// Whether any of its parameters is used.
    pub used: String,
    /// Who may; `false` where nobody sees it in every row.
    pub allowed: String,
}

/// The file of a resource's slice.
#[must_use]
pub(super) fn file(model: &Model, id: ResourceId) -> PolicyFile {
    let resource = model.resource(id);
    let fields = || resource.fields.iter().enumerate().map(|(at, field)| (FieldId(at), field));
    let restricted = || {
        fields().filter(|(at, field)| input::is_restricted(field) && input::is_given(resource, *at))
    };
    let creates = !resource.access.create.is_empty() && !resource.account;
    let updates = !resource.access.update.is_empty();
    let new = restricted()
        .filter(|_| creates)
        .map(|(_, field)| refusal(model, id, field, Presence::on_create(field), "new", "None"));
    let changeable = restricted().filter(|(at, _)| updates && input::is_changeable(resource, *at));
    let row = format!("Some({})", names::names(resource).row);
    let changes = changeable
        .map(|(_, field)| refusal(model, id, field, Presence::on_update(field), "changes", &row));
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
        sights: sights(model, id),
        writes: restricted()
            .filter(|(at, _)| creates || (updates && input::is_changeable(resource, *at)))
            .map(|(_, field)| write(model, id, field))
            .collect(),
        new_body: if new.iter().any(|refusal| !refusal.given.is_empty()) { "new" } else { "_new" },
        new,
        changes,
        filters,
    }
}

/// A field that nobody may set by registering: whoever does is the owner, and has the default role.
fn registration_refusal(model: &Model, field: &Field) -> Option<Refusal> {
    let given = given(field, Presence::on_create(field), "new")?;
    let granted = |who: &Who| match who {
        Who::Public | Who::Authenticated | Who::Owner => true,
        Who::Role(role) => model
            .roles
            .iter()
            .enumerate()
            .any(|(at, has)| has.default && (at == role.0 || has.includes.contains(role))),
        Who::Relation(_) | Who::OwnerOf { .. } => false,
    };
    let refused = !field.write.iter().flatten().any(granted);
    refused.then(|| Refusal { json: types::column(field), given, allowed: String::new() })
}

/// Whether a request sets a field; `None` where every request does.
fn given(field: &Field, presence: Presence, body: &str) -> Option<String> {
    let ident = types::ident(field);
    match presence {
        Presence::Required => None,
        Presence::Nullable => Some(format!("{body}.{ident}.is_some()")),
        Presence::Patch | Presence::NullablePatch => Some(format!("{body}.{ident}.is_set()")),
    }
}

/// How rules about a new row are asked: before it is made, or of the row as it was made.
#[must_use]
pub(super) fn create_looks_at_row(model: &Model, id: ResourceId) -> bool {
    condition::look_at_row(&model.resource(id).access.create)
}

/// Whether `update` is asked again of the row as it has become.
#[must_use]
pub(super) fn update_asks_twice(model: &Model, id: ResourceId) -> bool {
    let rules = &model.resource(id).access.update;
    condition::look_at_row(rules)
        && rules.iter().any(|rule| {
            rule.condition.is_some() || matches!(rule.who, Who::Relation(_) | Who::OwnerOf { .. })
        })
}

fn permissions(model: &Model, id: ResourceId) -> Vec<Permission> {
    let resource = model.resource(id);
    let access = &resource.access;
    let mut all = Vec::new();
    if !access.create.is_empty() && !resource.account {
        all.push(permission(model, id, "create", &access.create, create_looks_at_row(model, id)));
    }
    for (name, rules) in [("update", &access.update), ("delete", &access.delete)] {
        if !rules.is_empty() {
            all.push(permission(model, id, name, rules, true));
        }
    }
    if resource.account {
        let rules: Vec<Rule> =
            administrator(model).map(|who| Rule { who, condition: None }).into_iter().collect();
        all.push(permission(model, id, "administer", &rules, false));
    }
    for action in &resource.actions {
        all.push(permission(model, id, action.name.snake(), &action.access, true));
    }
    for field in &resource.fields {
        if let FieldKind::ManyToMany { link, .. } = &field.kind {
            let rules = link.as_ref().unwrap_or(&access.update);
            all.push(permission(model, id, &format!("link_{}", field.name.snake()), rules, true));
        }
    }
    all
}

fn permission(
    model: &Model,
    id: ResourceId,
    name: &str,
    rules: &[Rule],
    takes_row: bool,
) -> Permission {
    let names = names::names(model.resource(id));
    let expression = condition::rules(model, id, &names.row, rules);
    let looks = condition::look_at_row(rules);
    let who = if names::mentions(&expression, "principal") { "principal" } else { "_principal" };
    let row = match (takes_row, looks) {
        (false, _) => String::new(),
        (true, true) => format!(", {}: &{}", names.row, names.type_name),
        (true, false) => format!(", _{}: &{}", names.singular, names.type_name),
    };
    Permission {
        words: words::rules(model, id, rules),
        name: format!("may_{name}"),
        parameters: format!("{who}: Principal{row}"),
        expression,
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

fn who_words(model: &Model, id: ResourceId, who: &[Who]) -> String {
    let rules: Vec<Rule> =
        who.iter().map(|who| Rule { who: who.clone(), condition: None }).collect();
    words::rules(model, id, &rules)
}

/// Any of `who`, over the variables `viewer` and `row`.
fn readers_expression(model: &Model, id: ResourceId, row: &str, who: &[Who]) -> String {
    let resource = model.resource(id);
    let is = |field: &Field| {
        let ident = types::ident(field);
        match field.optional {
            true => format!("{row}.{ident}.is_some_and(|id| viewer.is(id))"),
            false => format!("viewer.is({row}.{ident})"),
        }
    };
    let mut each: Vec<String> = who
        .iter()
        .map(|who| match who {
            Who::Public => "true".to_owned(),
            Who::Authenticated => "viewer.id().is_some()".to_owned(),
            Who::Role(role) => format!("viewer.has(Role::{})", model.roles[role.0].name.pascal()),
            Who::Owner => resource.owner.map_or_else(
                || format!("viewer.is({row}.id)"),
                |owner| is(&resource.fields[owner.0]),
            ),
            Who::Relation(relation) | Who::OwnerOf { relation } => is(&resource.fields[relation.0]),
        })
        .collect();
    text::keep_first(&mut each);
    match each.iter().any(|one| one == "true") {
        true => "true".to_owned(),
        false => each.join(" || "),
    }
}

/// Who may set a field. The row is absent while it is being made: then the caller is its owner.
fn write(model: &Model, id: ResourceId, field: &Field) -> Permission {
    let names = names::names(model.resource(id));
    let who = field.write.clone().unwrap_or_default();
    let expression = write_expression(model, id, &names.row, &who);
    let row = format!(", {}: Option<&{}>", names.row, names.type_name);
    let looks = names::mentions(&expression, &names.row);
    Permission {
        words: who_words(model, id, &who),
        name: format!("may_write_{}", types::column(field)),
        parameters: format!("principal: Principal{}", if looks { row } else { String::new() }),
        expression,
    }
}

fn write_expression(model: &Model, id: ResourceId, row: &str, who: &[Who]) -> String {
    let resource = model.resource(id);
    let is = |field: &Field| {
        let ident = types::ident(field);
        match field.optional {
            true => format!("{row}.{ident} == Some(principal.id)"),
            false => format!("principal.id == {row}.{ident}"),
        }
    };
    let mut each: Vec<String> = who
        .iter()
        .map(|who| match who {
            Who::Public | Who::Authenticated => "true".to_owned(),
            Who::Role(role) => {
                format!("principal.has(Role::{})", model.roles[role.0].name.pascal())
            }
            Who::Owner => {
                let owns = resource.owner.map_or_else(
                    || format!("principal.id == {row}.id"),
                    |owner| is(&resource.fields[owner.0]),
                );
                format!("{row}.is_none_or(|{row}| {owns})")
            }
            Who::Relation(relation) | Who::OwnerOf { relation } => {
                format!("{row}.is_some_and(|{row}| {})", is(&resource.fields[relation.0]))
            }
        })
        .collect();
    text::keep_first(&mut each);
    match each.iter().any(|one| one == "true") {
        true => "true".to_owned(),
        false => each.join(" || "),
    }
}

fn refusal(
    model: &Model,
    id: ResourceId,
    field: &Field,
    presence: Presence,
    body: &str,
    row: &str,
) -> Refusal {
    let json = types::column(field);
    let permission = write(model, id, field);
    let given = given(field, presence, body).map(|given| given + " && ").unwrap_or_default();
    let argument = if permission.parameters.contains(':') && permission.parameters.contains(", ") {
        format!(", {row}")
    } else {
        String::new()
    };
    Refusal { given, allowed: format!("may_write_{json}(principal{argument})"), json }
}

fn filters(model: &Model, id: ResourceId) -> Vec<FilterRefusal> {
    let resource = model.resource(id);
    let type_name = resource.name.pascal();
    let guarded =
        resource.fields.iter().filter(|field| field.read.is_some() && (field.filter || field.sort));
    let refusal = |field: &Field| {
        let who = field.read.clone().unwrap_or_default();
        let everywhere: Vec<Who> = who
            .into_iter()
            .filter(|who| matches!(who, Who::Role(_) | Who::Authenticated | Who::Public))
            .collect();
        let mut used: Vec<String> = match field.filter {
            true => list_file::filters_of(model, id, field)
                .iter()
                .map(|filter| format!("filter.{}.is_some()", filter.ident))
                .collect(),
            false => Vec::new(),
        };
        if field.sort {
            let variant = field.name.pascal();
            used.push(format!("matches!(filter.sort, {type_name}Sort::{variant} | {type_name}Sort::{variant}Descending)"));
        }
        let allowed = match everywhere.is_empty() {
            true => "false".to_owned(),
            false => readers_expression(model, id, "row", &everywhere),
        };
        FilterRefusal { json: types::column(field), used: used.join(" || "), allowed }
    };
    guarded.map(refusal).filter(|refusal| refusal.allowed != "true").collect()
}
