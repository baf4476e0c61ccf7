//! What a statement gives for each row.

use super::{Argument, Kind};
use crate::model::{FieldId, FieldKind, Model, Resource, ResourceId};
use crate::sql::access::{alive, readable};
use crate::sql::binder::Binder;
use crate::sql::layout::Item;
use crate::sql::name;
use crate::sql::predicate::Predicate;
use crate::sql::scope::Scope;

/// A column of a statement's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementColumn {
    /// As the answer calls it: with `!` or `?` behind it where sqlx has to be told about null.
    pub label: String,
    /// Its type.
    pub kind: Kind,
    /// The table's column it is; `None` for what is computed.
    pub origin: Option<Origin>,
}

/// The column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// Declared without `not null`.
    pub nullable: bool,
}

/// A column of a resource's row type, in the order of its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowColumn {
    /// The field of the Rust struct.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// May be null in Rust.
    pub optional: bool,
    /// Where it comes from.
    pub source: Source,
}

/// Where a row's column comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// `id`
    Id,
    /// The account's `email`.
    Email,
    /// The account's `verified`.
    Verified,
    /// The names of the account's roles.
    Roles,
    /// The account's `suspended_at`.
    SuspendedAt,
    /// A declared field: a column, a count or whether one is mine.
    Field(FieldId),
    /// `version`
    Version,
    /// `created_at`
    CreatedAt,
    /// `updated_at`
    UpdatedAt,
}

/// What every statement that gives rows of a resource gives, in the order of the fields. Secrets
/// and many-to-many lists are not among them.
#[must_use]
pub fn row_columns(model: &Model, id: ResourceId) -> Vec<RowColumn> {
    let resource = model.resource(id);
    let built_in = |name: &str, kind, optional, source| RowColumn {
        name: name.to_owned(),
        kind,
        optional,
        source,
    };
    let mut columns = vec![built_in("id", Kind::Uuid, false, Source::Id)];
    if resource.account {
        columns.push(built_in("email", Kind::Text, false, Source::Email));
        columns.push(built_in("verified", Kind::Boolean, false, Source::Verified));
        let roles = Kind::Array(Box::new(Kind::Text));
        columns.push(built_in("roles", roles, false, Source::Roles));
        columns.push(built_in("suspended_at", Kind::Timestamp, true, Source::SuspendedAt));
    }
    let declared = resource.fields.iter().enumerate().filter(|(_, field)| !field.secret);
    for (at, field) in declared {
        let source = Source::Field(FieldId(at));
        let (kind, optional) = match &field.kind {
            FieldKind::Count { .. } => (Some(Kind::Bigint), false),
            FieldKind::Mine { .. } => (Some(Kind::Boolean), false),
            kind => (Kind::of(kind), field.optional),
        };
        if let Some(kind) = kind {
            columns.push(RowColumn { name: name::column(field), kind, optional, source });
        }
    }
    columns.push(built_in("version", Kind::Bigint, false, Source::Version));
    columns.push(built_in("created_at", Kind::Timestamp, false, Source::CreatedAt));
    columns.push(built_in("updated_at", Kind::Timestamp, false, Source::UpdatedAt));
    columns
}

/// How columns that sqlx could not know about null are labelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Labels {
    /// With `!`, for sqlx's macros.
    Checked,
    /// By the name alone, for statements that are put together when they run.
    Plain,
}

/// The row's columns as a select list.
pub(super) fn items(
    model: &Model,
    scope: &Scope,
    labels: Labels,
    binder: &mut Binder,
) -> Vec<Item> {
    let resource = model.resource(scope.resource);
    let item = |column: RowColumn| {
        let label = match labels {
            Labels::Checked => format!("\"{}\"", label(resource, &column)),
            Labels::Plain => name::quoted(&column.name),
        };
        let id = match column.source {
            Source::Field(id) => id,
            Source::Roles => return Item::Block(roles(&label)),
            _ => return Item::Column(scope.column(&column.name)),
        };
        let field = &resource.fields[id.0];
        match field.kind {
            FieldKind::Count { resource: child, relation } => {
                let rows = scope.inner(model, child, field.name.snake());
                let entered = (model.resource(child).under == Some(relation)).then_some(relation);
                let filter = Predicate::All(vec![
                    points_at(model, &rows, relation, scope),
                    alive(model, &rows),
                    readable(model, &rows, entered, binder),
                ]);
                Item::Scalar { what: "count(*)".to_owned(), from: rows.from(model), filter, label }
            }
            FieldKind::Mine { resource: child, relation } => {
                let rows = scope.inner(model, child, field.name.snake());
                let viewer = binder.bind(Argument::Viewer, Kind::Uuid, true);
                let owner = model.resource(child).owner.map_or_else(
                    || "id".to_owned(),
                    |owner| name::column(&model.resource(child).fields[owner.0]),
                );
                let mine = Predicate::Atom(format!("{} = {viewer}", rows.column(&owner)));
                let filter =
                    vec![points_at(model, &rows, relation, scope), mine, alive(model, &rows)];
                Item::Exists { exists: rows.exists(model, filter), label }
            }
            _ => Item::Column(scope.column(&column.name)),
        }
    };
    row_columns(model, scope.resource).into_iter().map(item).collect()
}

/// In an order of their own, for bodies are compared.
fn roles(label: &str) -> Vec<String> {
    let query = [
        "array(",
        "    select user_roles.role",
        "    from user_roles",
        "    where user_roles.user_id = users.id",
        "    order by user_roles.role",
    ];
    query.map(str::to_owned).into_iter().chain([format!(") as {label}")]).collect()
}

/// What sqlx has to be told: whether a column it cannot look up may be null.
fn label(resource: &Resource, column: &RowColumn) -> String {
    let name = &column.name;
    match column.source {
        Source::Roles => format!("{name}!"),
        Source::Field(id) if is_computed(&resource.fields[id.0].kind) => format!("{name}!"),
        _ => name.clone(),
    }
}

fn is_computed(kind: &FieldKind) -> bool {
    matches!(kind, FieldKind::Count { .. } | FieldKind::Mine { .. })
}

/// That a row of `rows` points by `relation` at the row of `scope`.
fn points_at(model: &Model, rows: &Scope, relation: FieldId, scope: &Scope) -> Predicate {
    let field = &model.resource(rows.resource).fields[relation.0];
    Predicate::Atom(format!(
        "{} = {}",
        rows.column(&name::column(field)),
        scope.outer().column("id")
    ))
}

/// What sqlx learns about the row's columns.
pub(super) fn answer(model: &Model, id: ResourceId) -> Vec<StatementColumn> {
    let resource = model.resource(id);
    let table = name::table(resource);
    let column = |column: RowColumn| {
        let computed = match column.source {
            Source::Field(id) => is_computed(&resource.fields[id.0].kind),
            Source::Roles => true,
            _ => false,
        };
        let label = label(resource, &column);
        let origin =
            Origin { table: table.clone(), nullable: column.optional, column: column.name };
        StatementColumn { label, kind: column.kind, origin: (!computed).then_some(origin) }
    };
    row_columns(model, id).into_iter().map(column).collect()
}
