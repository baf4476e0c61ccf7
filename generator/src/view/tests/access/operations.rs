//! What there is to ask about a resource: the operations of the API that stand in its slice.

use serde_json::{Map, Value as Json};

use crate::model::samples;
use crate::model::{Action, Field, FieldId, FieldKind, Model, Resource, ResourceId};
use crate::view::slice::input::{self, Presence};
use crate::view::tests::literal;
use crate::view::{names, text, types};

use super::{change, situation};

/// An operation of the API.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    /// Its name in the document of the API.
    pub(super) id: String,
    pub(super) kind: Kind,
    /// `Operation::on_row("show_post", Method::GET, PLACE)`
    pub(super) rust: String,
}

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    List,
    Create,
    Show,
    Update,
    Delete,
    /// A declared action, by its number.
    Action(usize),
    Restore,
    /// Lists what a many-to-many relation links; also at its far end.
    ListLinks,
    /// Links or unlinks, by the relation.
    Link(FieldId),
    SetRoles,
    Suspend,
    Reinstate,
    EndSessions,
}

/// The operations of a resource, in the order in which a reader meets them.
pub(super) fn operations(model: &Model, id: ResourceId) -> Vec<Operation> {
    let resource = model.resource(id);
    let names = names::names(resource);
    let singular = &names.singular;
    let mut all = vec![list(model, id)];
    if resource.is_creatable() && !resource.account {
        all.push(create(model, id));
    }
    let on_row = |verb: &str, method: &str| {
        let id = format!("{verb}_{singular}");
        let rust = format!("Operation::on_row({}, Method::{method}, PLACE)", text::rust(&id));
        (id, rust)
    };
    let mut add = |kind, (id, rust): (String, String)| all.push(Operation { id, kind, rust });
    add(Kind::Show, on_row("show", "GET"));
    if resource.is_updatable() {
        let (name, rust) = on_row("update", "PATCH");
        let body = match change::change(model, id) {
            change if change.is_empty() => "nothing()".to_owned(),
            change => format!("change({change})"),
        };
        add(Kind::Update, (name, format!("{rust}.sending({body})")));
    }
    if !resource.access.delete.is_empty() {
        add(Kind::Delete, on_row("delete", "DELETE"));
    }
    let place = place(resource);
    for (at, action) in resource.actions.iter().enumerate() {
        let id = format!("{}_{singular}", action.name.snake());
        let path = format!("{place}/{}", action.name.kebab());
        let rust = on_path(&id, "POST", &path) + &taken(model, action);
        add(Kind::Action(at), (id, rust));
    }
    if resource.is_restorable() {
        let id = format!("restore_{singular}");
        let rust = on_path(&id, "POST", &format!("{place}/restore")) + ".deleted()";
        add(Kind::Restore, (id, rust));
    }
    for (at, field) in resource.fields.iter().enumerate() {
        if let FieldKind::ManyToMany { target, .. } = field.kind {
            for (id, method, kind) in [
                (format!("list_{singular}_{}", field.name.snake()), "GET", Kind::ListLinks),
                (format!("link_{singular}_{}", field.name.snake()), "PUT", Kind::Link(FieldId(at))),
                (
                    format!("unlink_{singular}_{}", field.name.snake()),
                    "DELETE",
                    Kind::Link(FieldId(at)),
                ),
            ] {
                let rust = link(model, &id, method, field, target, kind, &place);
                add(kind, (id, rust));
            }
        }
    }
    for back in &resource.linked_from {
        let id = format!("list_{singular}_{}", back.name.snake());
        let rust = on_path(&id, "GET", &format!("{place}/{}", back.name.kebab()));
        add(Kind::ListLinks, (id, rust));
    }
    if resource.account {
        for (id, kind, rust) in administration(model, &place) {
            add(kind, (id.to_owned(), rust));
        }
    }
    all
}

fn on_path(id: &str, method: &str, path: &str) -> String {
    format!("Operation::on_row({}, Method::{method}, {})", text::rust(id), text::rust(path))
}

/// `/posts/{id}`
fn place(resource: &Resource) -> String {
    format!("/{}/{{{}}}", names::names(resource).path, key(resource))
}

fn key(resource: &Resource) -> String {
    resource.key.map_or_else(|| "id".to_owned(), |key| types::column(&resource.fields[key.0]))
}

/// Where lists and creates live: `/posts/{post_id.id}/comments`.
fn collection(model: &Model, id: ResourceId) -> String {
    let resource = model.resource(id);
    let path = names::names(resource).path;
    let parent = resource.under.and_then(|under| {
        let parent = model.resource(situation::target(model, id, under)?);
        let column = types::column(&resource.fields[under.0]);
        Some(format!("/{}/{{{column}.{}}}", names::names(parent).path, key(parent)))
    });
    format!("{}/{path}", parent.unwrap_or_default())
}

fn list(model: &Model, id: ResourceId) -> Operation {
    let resource = model.resource(id);
    let name = format!("list_{}", names::names(resource).plural);
    let path = format!("{}?limit={}", collection(model, id), resource.page.max);
    let rust = format!("Operation::list({}, {})", text::rust(&name), text::rust(&path));
    Operation { id: name, kind: Kind::List, rust }
}

fn create(model: &Model, id: ResourceId) -> Operation {
    let resource = model.resource(id);
    let name = format!("create_{}", names::names(resource).singular);
    let columns: Vec<String> =
        sent(resource).map(|at| text::rust(&types::column(&resource.fields[at.0]))).collect();
    let rust = format!(
        "Operation::create({}, {}, &[{}])",
        text::rust(&name),
        text::rust(&collection(model, id)),
        columns.join(", ")
    );
    Operation { id: name, kind: Kind::Create, rust }
}

/// What a request that creates a row carries: what anybody may set, and what it must.
pub(super) fn sent(resource: &Resource) -> impl Iterator<Item = FieldId> {
    (0..resource.fields.len()).map(FieldId).filter(|at| {
        let field = &resource.fields[at.0];
        input::is_given(resource, *at)
            && (!input::is_restricted(field) || Presence::on_create(field) == Presence::Required)
    })
}

/// What an action's request carries: `.sending(json!({ "reason": "reason 1" }))`.
fn taken(model: &Model, action: &Action) -> String {
    if action.takes.is_empty() {
        return String::new();
    }
    let mut body = Map::new();
    let mut rows = String::new();
    for field in &action.takes {
        if let FieldKind::BelongsTo { target } = field.kind {
            if !field.optional {
                let factory = names::names(model.resource(target)).ident;
                let column = text::rust(&types::column(field));
                rows += &format!(".naming({column}, factory::{factory})");
            }
        } else if let Some(value) = sample(model, field) {
            body.insert(types::column(field), value);
        }
    }
    match body.is_empty() {
        true => format!(".sending(nothing()){rows}"),
        false => format!(".sending({}){rows}", literal::json(&Json::Object(body))),
    }
}

fn sample(model: &Model, field: &Field) -> Option<Json> {
    let value = samples::values(model, field, 1).into_iter().next()?;
    Some(samples::json(model, &field.kind, &value))
}

fn link(
    model: &Model,
    id: &str,
    method: &str,
    field: &Field,
    target: ResourceId,
    kind: Kind,
    place: &str,
) -> String {
    let path = format!("{place}/{}", field.name.kebab());
    if kind == Kind::ListLinks {
        return on_path(id, method, &path);
    }
    let far = model.resource(target);
    let path = format!("{path}/{{other.{}}}", key(far));
    format!("{}.beside(factory::{})", on_path(id, method, &path), names::names(far).ident)
}

fn administration(model: &Model, place: &str) -> [(&'static str, Kind, String); 4] {
    let role = model.roles.iter().find(|role| role.default);
    let role = role.map(|role| role.name.snake()).unwrap_or_default();
    let operation = |id: &'static str, kind, method, path: &str, rest: &str| {
        (id, kind, on_path(id, method, &format!("{place}/{path}")) + rest)
    };
    let roles = format!(".sending(json!({{ \"roles\": [{}] }}))", text::rust(role));
    [
        operation("set_user_roles", Kind::SetRoles, "PUT", "roles", &roles),
        operation("suspend_user", Kind::Suspend, "POST", "suspend", ""),
        operation("reinstate_user", Kind::Reinstate, "POST", "reinstate", ""),
        operation("end_user_sessions", Kind::EndSessions, "DELETE", "sessions", ""),
    ]
}
