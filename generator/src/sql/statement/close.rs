//! Closing an account: its row stays as a tombstone.

use super::write::TOUCHED;
use super::{Argument, Kind, Returns, Statement};
use crate::model::samples::{Neutral, neutral};
use crate::model::{Field, FieldId, FieldKind, Model, OnDelete, Resource, ResourceId, Value};
use crate::sql::binder::numbered;
use crate::sql::layout::Lines;
use crate::sql::{literal, name};

/// How long a text may be that stands in a statement as it is.
const LONGEST: usize = 40;

/// What closing an account does: rows that go with it, rows that let go of it, the account.
pub(super) fn close(model: &Model) -> Vec<Statement> {
    let (account, users) = model.account();
    let mut statements = Vec::new();
    for resource in &model.resources {
        for field in &resource.fields {
            if !matches!(field.kind, FieldKind::BelongsTo { target } if target == account) {
                continue;
            }
            let table = name::table(resource);
            let column = name::quoted(&name::column(field));
            let (name, text) = match field.on_delete {
                OnDelete::Restrict => continue,
                OnDelete::Cascade => (
                    format!("delete_{table}_by_{}", field.name.snake()),
                    vec![format!("delete from {}", name::quoted(&table))],
                ),
                OnDelete::Null => (
                    format!("release_{table}_by_{}", field.name.snake()),
                    vec![
                        format!("update {}", name::quoted(&table)),
                        format!("set {column} = null, {}, {}", TOUCHED[0], TOUCHED[1]),
                    ],
                ),
            };
            statements.push(by_account(name, &text, &format!("where {column} = $1")));
        }
    }
    for (table, column) in links_of(model, account) {
        let text = [format!("delete from {}", name::quoted(&table))];
        let guard = format!("where {} = $1", name::quoted(&column));
        statements.push(by_account(format!("delete_{table}_by_{column}"), &text, &guard));
    }
    statements.push(close_account(model, users));
    statements
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
