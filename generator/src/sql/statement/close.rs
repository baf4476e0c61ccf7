//! Closing an account: its row stays as a tombstone.

use super::write::TOUCHED;
use super::{Argument, Kind, Returns, Statement};
use crate::model::samples::{Neutral, neutral};
use crate::model::{Field, FieldId, FieldKind, Model, OnDelete, Resource, ResourceId, Value};
use crate::sql::binder::numbered;
use crate::sql::layout::Lines;
use crate::sql::{literal, name, schema};

/// How long a text may be that stands in a statement as it is.
const LONGEST: usize = 40;

/// What closing an account does: rows that go with it, rows that let go of it, the account.
pub(super) fn close(model: &Model) -> Vec<Statement> {
    let (account, users) = model.account();
    // What points at others goes before them, so that nothing that goes itself keeps them.
    let order = schema::creation(model);
    let gone = relations(model, order.iter().rev(), account, OnDelete::Cascade);
    let gone = gone.map(|(resource, field)| {
        let table = name::table(resource);
        let text = [format!("delete from {}", name::quoted(&table))];
        let name = format!("delete_{table}_by_{}", field.name.snake());
        by_account(name, &text, &pointing(resource, field))
    });
    let released = relations(model, order.iter(), account, OnDelete::Null);
    let released = released.map(|(resource, field)| {
        let table = name::table(resource);
        let column = name::quoted(&name::column(field));
        let text = [
            format!("update {}", name::quoted(&table)),
            format!("set {column} = null, {}, {}", TOUCHED[0], TOUCHED[1]),
        ];
        let name = format!("release_{table}_by_{}", field.name.snake());
        by_account(name, &text, &pointing(resource, field))
    });
    let unlinked = links_of(model, account).into_iter().map(|(table, column)| {
        let text = [format!("delete from {}", name::quoted(&table))];
        let guard = format!("where {} = $1", name::quoted(&column));
        by_account(format!("delete_{table}_by_{column}"), &text, &guard)
    });
    let closed = std::iter::once(close_account(model, users));
    gone.chain(released).chain(unlinked).chain(closed).collect()
}

/// Relations to the account, of resources in this order, that do this when it goes.
fn relations<'a>(
    model: &'a Model,
    order: impl Iterator<Item = &'a ResourceId>,
    account: ResourceId,
    on_delete: OnDelete,
) -> impl Iterator<Item = (&'a Resource, &'a Field)> {
    let resources = order.map(|id| model.resource(*id));
    let all = resources.flat_map(|resource| resource.fields.iter().map(move |it| (resource, it)));
    all.filter(move |(_, field)| {
        let points = matches!(field.kind, FieldKind::BelongsTo { target } if target == account);
        points && field.on_delete == on_delete
    })
}

/// Which rows point at the account. Its own row may, too, and is closed as the version that was
/// seen.
fn pointing(resource: &Resource, field: &Field) -> String {
    let column = name::quoted(&name::column(field));
    let others = if resource.account { " and id <> $1" } else { "" };
    format!("where {column} = $1{others}")
}

/// Nothing is left but the row, for the rows that point at it.
fn close_account(model: &Model, users: &Resource) -> Statement {
    let mut set: Vec<String> = BUILT_IN.map(str::to_owned).into();
    set.extend(users.fields.iter().filter_map(|field| erase(model, field)));
    set.push("closed_at = now()".to_owned());
    set.extend(TOUCHED.map(str::to_owned));
    let (text, parameters) = numbered(|binder| {
        let id = binder.bind(Argument::Id, Kind::Uuid, false);
        let version = binder.bind(Argument::Version, Kind::Bigint, false);
        let mut lines = Lines::new();
        lines.line(0, &format!("update {}", name::quoted(&name::table(users))));
        lines.set(&set);
        lines.line(0, &format!("where id = {id} and version = {version} and closed_at is null"));
        lines.finish()
    });
    let name = "close".to_owned();
    Statement { name, text, parameters, columns: Vec::new(), returns: Returns::Count }
}

/// What every account has that tells whose it was.
const BUILT_IN: [&str; 4] = [
    "email = id || '@closed.invalid'",
    "password_hash = null",
    "verified = false",
    "suspended_at = null",
];

/// Takes what a person put there out of a column; none where the column has to keep it.
fn erase(model: &Model, field: &Field) -> Option<String> {
    let value = match neutral(model, field)? {
        Neutral::Null => "null".to_owned(),
        Neutral::Default => "default".to_owned(),
        Neutral::Value(Value::Text(text)) if text.len() > LONGEST && text.starts_with("closed") => {
            format!("rpad('', {}, 'closed')", text.len())
        }
        Neutral::Value(value) => literal::value(model, &field.kind, &value)?,
    };
    Some(format!("{} = {value}", name::quoted(&name::column(field))))
}

/// The many-to-many tables that hold accounts, and their columns that do.
fn links_of(model: &Model, account: ResourceId) -> Vec<(String, String)> {
    let mut columns = Vec::new();
    for (at, resource) in model.resources.iter().enumerate() {
        for (field, declared) in resource.fields.iter().enumerate() {
            let FieldKind::ManyToMany { target, .. } = declared.kind else { continue };
            let link = name::link(model, ResourceId(at), FieldId(field));
            if ResourceId(at) == account {
                columns.push((link.table.clone(), link.from));
            }
            if target == account {
                columns.push((link.table, link.to));
            }
        }
    }
    columns
}

fn by_account(name: String, text: &[String], guard: &str) -> Statement {
    let (text, parameters) = numbered(|binder| {
        binder.bind(Argument::Id, Kind::Uuid, false);
        let mut lines = Lines::new();
        for line in text {
            lines.line(0, line);
        }
        lines.line(0, guard);
        lines.finish()
    });
    Statement { name, text, parameters, columns: Vec::new(), returns: Returns::Count }
}
