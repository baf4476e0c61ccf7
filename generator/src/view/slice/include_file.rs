//! `include.rs` and `references.rs` of a slice: rows that others point at.

use serde::Serialize;

use crate::model::{Field, FieldId, FieldKind, Model, ResourceId, Who};
use crate::view::names;
use crate::view::types;

use super::input::{self, Presence};
use super::model_file::BodyTakes;
use super::writing;

/// Both files.
#[derive(Debug, Clone, Serialize)]
pub struct IncludeFile {
    /// Full paths of types from other modules.
    pub imports: Vec<String>,
    /// Relations in the order of the fields.
    pub relations: Vec<Relation>,
    /// How many there are.
    pub count: usize,
    /// Relations that a request may name, other than the owner and the parent.
    pub references: Vec<Reference>,
    /// They are looked for in a transaction.
    pub in_transaction: bool,
}

/// A relation that can be brought along.
#[derive(Debug, Clone, Serialize)]
pub struct Relation {
    /// `author`, as a Rust identifier.
    pub ident: String,
    /// The method that gives its rows: `author`, unless another is called so.
    pub method: String,
    /// `author`
    pub json: String,
    /// `Author`
    pub variant: String,
    /// Whether `rename_all = "snake_case"` gives another name than the declared one.
    pub renamed: bool,
    /// A list rather than one row.
    pub many: bool,
    /// `UserId`: of the row, or of the row that the list is in.
    pub id_type: String,
    /// `UserBody`
    pub body: String,
    /// Where the ids come from: `filter_map(|post| post.editor_id).map(|id| id.0)`.
    pub ids: String,
    /// The call that reads the rows.
    pub call: String,
    /// The body of a row: `row.body(viewer)`.
    pub make: String,
}

/// A row that a request names.
#[derive(Debug, Clone, Serialize)]
pub struct Reference {
    /// `assignee`, as a Rust identifier.
    pub ident: String,
    /// `assignee_id`
    pub json: String,
    /// `UserId`
    pub id_type: String,
    /// The call that reads it.
    pub call: String,
    /// Where a new row names it; empty where it cannot.
    pub of_new: String,
    /// Where a changed row names it.
    pub of_changes: String,
}

/// The files of a resource's slice.
#[must_use]
pub(in crate::view) fn file(model: &Model, id: ResourceId) -> IncludeFile {
    let resource = model.resource(id);
    let shown = resource
        .fields
        .iter()
        .filter(|field| !field.secret && !field.read.as_ref().is_some_and(Vec::is_empty));
    let relations: Vec<Relation> = shown.filter_map(|field| relation(model, id, field)).collect();
    let targets = resource.fields.iter().filter_map(|field| match field.kind {
        FieldKind::BelongsTo { target } | FieldKind::ManyToMany { target, .. } => Some(target),
        _ => None,
    });
    let mut imports = Vec::new();
    for target in targets.filter(|target| *target != id) {
        let names = names::names(model.resource(target));
        imports.push(format!("crate::{}::model::{}Body", names.module, names.type_name));
        imports.push(names.import);
        imports.extend(types::id(model, id, target).imports);
    }
    if resource.account {
        imports.extend(types::id(model, id, id).imports);
    }
    imports.retain(|path| !path.is_empty());
    imports.sort();
    imports.dedup();
    let references =
        (0..resource.fields.len()).map(FieldId).filter_map(|at| reference(model, id, at)).collect();
    let in_transaction = writing::refers_in_transaction(model, id);
    IncludeFile { imports, count: relations.len(), relations, references, in_transaction }
}

/// The module of a resource's slice as another one calls it: `users::`, or nothing for its own.
fn module(model: &Model, home: ResourceId, target: ResourceId) -> String {
    match home == target {
        true => String::new(),
        false => names::names(model.resource(target)).prefix,
    }
}

/// A call of `by_ids`.
fn by_ids(model: &Model, home: ResourceId, target: ResourceId, db: &str, ids: &str) -> String {
    format!("{}queries::by_ids({db}, {ids}, viewer)", module(model, home, target))
}

/// How a row of `target` becomes its body, alone.
fn make(model: &Model, target: ResourceId, row: &str) -> String {
    let takes = BodyTakes::of(model, target);
    let function = if takes.included { "alone" } else { "body" };
    let viewer = if takes.viewer { "viewer" } else { "" };
    format!("{row}.{function}({viewer})")
}

fn relation(model: &Model, id: ResourceId, field: &Field) -> Option<Relation> {
    let (target, many) = match field.kind {
        FieldKind::BelongsTo { target } => (target, false),
        FieldKind::ManyToMany { target, .. } => (target, true),
        _ => return None,
    };
    let names = names::names(model.resource(id));
    let row = &names.row;
    let ident = types::ident(field);
    let (id_type, ids, call, make) = if many {
        let call =
            format!("super::{0}_links::queries::{0}_of(db, &ids, viewer)", field.name.snake());
        (
            format!("{}Id", names.type_name),
            format!("map(|{row}| {row}.id.0)"),
            call,
            make(model, target, "linked.row"),
        )
    } else {
        let ids = match field.optional {
            true => format!("filter_map(|{row}| {row}.{ident}).map(|id| id.0)"),
            false => format!("map(|{row}| {row}.{ident}.0)"),
        };
        (
            types::id(model, id, target).text,
            ids,
            by_ids(model, id, target, "db", "&ids"),
            make(model, target, "row"),
        )
    };
    Some(Relation {
        ident: field.name.rust().into_owned(),
        method: method(field),
        json: field.name.snake().to_owned(),
        renamed: heck::ToSnakeCase::to_snake_case(field.name.pascal().as_str())
            != field.name.snake(),
        variant: field.name.pascal(),
        many,
        id_type,
        body: format!("{}Body", names::names(model.resource(target)).type_name),
        ids,
        call,
        make,
    })
}

/// The method of `Included` that gives the rows of a relation.
pub(super) fn method(field: &Field) -> String {
    match field.name.snake() {
        // What Rust expects of methods of these names is something else.
        name @ ("cmp" | "default" | "eq" | "hash" | "index" | "load" | "new") => {
            format!("{name}_rows")
        }
        name if name.starts_with("from_") || name.starts_with("into_") => format!("rows_{name}"),
        _ => field.name.rust().into_owned(),
    }
}

fn reference(model: &Model, id: ResourceId, at: FieldId) -> Option<Reference> {
    let resource = model.resource(id);
    let field = &resource.fields[at.0];
    let FieldKind::BelongsTo { target } = field.kind else { return None };
    if !input::is_given(resource, at) {
        return None;
    }
    let ident = types::ident(field);
    let of = |body: &str, presence: Presence| match presence {
        Presence::Required => format!("Some({body}.{ident})"),
        Presence::Nullable => format!("{body}.{ident}"),
        Presence::Patch => format!("{body}.{ident}.as_set().copied()"),
        Presence::NullablePatch => format!("{body}.{ident}.as_value().copied()"),
    };
    Some(Reference {
        ident: field.name.rust().into_owned(),
        json: types::column(field),
        id_type: types::id(model, id, target).text,
        call: match writing::refers_in_transaction(model, id) {
            true => by_ids(model, id, target, "&mut *db", "&[id.0]"),
            false => by_ids(model, id, target, "db", "&[id.0]"),
        },
        of_new: match resource.account && !field.optional && !shows_newcomers(model, target) {
            true => "None".to_owned(),
            false => of("new", Presence::on_create(field)),
        },
        of_changes: match input::is_changeable(resource, at) {
            true => of("changes", Presence::on_update(field)),
            false => "None".to_owned(),
        },
    })
}

/// Whether somebody who registers may see rows of a resource; if not, they name one unseen.
fn shows_newcomers(model: &Model, id: ResourceId) -> bool {
    let resource = model.resource(id);
    let may = |who: &Who| match who {
        Who::Public | Who::Authenticated => true,
        Who::Role(role) => model.is_default(*role),
        _ => false,
    };
    resource.access.read.iter().any(|rule| may(&rule.who))
        && resource.under.is_none_or(|under| match resource.fields[under.0].kind {
            FieldKind::BelongsTo { target } if target != id => shows_newcomers(model, target),
            _ => true,
        })
}
