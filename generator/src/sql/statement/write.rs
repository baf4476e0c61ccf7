//! Statements that make, change and remove rows.

use super::binder::{Binder, numbered};
use super::row::{Labels, answer, items};
use super::{Argument, Kind, Returns, Statement, moment};
use crate::model::{Field, FieldId, FieldKind, Model, OnDelete, ResourceId, Scalar, Value};
use crate::sql::layout::Lines;
use crate::sql::{literal, name};
use crate::sql::predicate::{Predicate, Scope, alive};

/// What every change does beside what it is for.
pub(super) const TOUCHED: [&str; 2] = ["version = version + 1", "updated_at = now()"];

/// A new row. Fields that nobody may write are left to the column's default.
pub(super) fn insert(model: &Model, id: ResourceId) -> Statement {
    let resource = model.resource(id);
    let scope = Scope::top(model, id);
    let (text, parameters) = numbered(|binder| {
        let mut columns = vec!["id".to_owned()];
        let mut values = vec![binder.bind(Argument::Id, Kind::Uuid, false)];
        if resource.account {
            columns.extend(["email".to_owned(), "password_hash".to_owned()]);
            values.push(binder.bind(Argument::Email, Kind::Text, false));
            values.push(binder.bind(Argument::PasswordHash, Kind::Text, false));
        }
        for (at, field) in resource.fields.iter().enumerate() {
            let at = FieldId(at);
            let given = resource.owner == Some(at) || resource.under == Some(at) || is_given(field);
            let Some(kind) = Kind::of(&field.kind).filter(|_| given) else { continue };
            columns.push(name::quoted(&name::column(field)));
            values.push(match &field.kind {
                _ if resource.owner == Some(at) => binder.caller(),
                FieldKind::Scalar(Scalar::Slug { .. }) => new_slug(model, &scope, at, binder),
                _ => new_value(model, field, at, kind, binder),
            });
        }
        let mut lines = Lines::new();
        lines.tuple(&format!("insert into {}", scope.from(model)), &columns);
        lines.tuple("values", &values);
        lines.list(0, "returning", &items(model, &scope, Labels::Checked, binder));
        lines.finish()
    });
    let columns = answer(model, id);
    Statement { name: "create".to_owned(), text, parameters, columns, returns: Returns::One }
}

/// Whether a new row's value comes from the service: from a request, or made on the way.
fn is_given(field: &Field) -> bool {
    let writable = field.write.as_ref().is_none_or(|who| !who.is_empty());
    let made = matches!(field.kind, FieldKind::Scalar(Scalar::Slug { .. }))
        || matches!(field.default, Some(Value::Token(_)));
    writable || made
}

/// The value of a request, or the default where it has none. Null is a value where it may be.
fn new_value(model: &Model, field: &Field, at: FieldId, kind: Kind, binder: &mut Binder) -> String {
    let default = field.default.as_ref().and_then(|default| match default {
        Value::Now => Some(moment(&field.kind).to_owned()),
        Value::NewUuid => Some("gen_random_uuid()".to_owned()),
        value => Some(typed(&literal::value(model, &field.kind, value)?, &kind, model)),
    });
    let Some(default) = default else {
        return binder.bind(Argument::Field(at), kind, field.optional);
    };
    if !field.optional {
        return format!("coalesce({}, {default})", binder.bind(Argument::Field(at), kind, true));
    }
    let given = binder.bind(Argument::IsChanged(at), Kind::Boolean, false);
    let value = binder.bind(Argument::Field(at), kind, true);
    format!("case when {given} then {value} else {default} end")
}

/// A slug, made another one where a row has it already.
fn new_slug(model: &Model, scope: &Scope, at: FieldId, binder: &mut Binder) -> String {
    let field = &model.resource(scope.resource).fields[at.0];
    let slug = binder.bind(Argument::Field(at), Kind::Text, false);
    let suffix = binder.bind(Argument::SlugSuffix(at), Kind::Text, false);
    let rows = scope.outer();
    let same = Predicate::Atom(format!("{} = {slug}", rows.column(&name::column(field))));
    let taken = Predicate::exists(model, scope, vec![same, alive(model, &rows)]).flat();
    format!("case when {taken} then {slug} || '-' || {suffix} else {slug} end")
}

/// A literal that tells Postgres its type, where its looks do not.
fn typed(literal: &str, kind: &Kind, model: &Model) -> String {
    let tells = match kind {
        Kind::Text | Kind::Integer | Kind::Boolean => true,
        Kind::Numeric(..) => literal.contains('.'),
        Kind::Array(_) => literal.contains("::"),
        _ => false,
    };
    if tells {
        return literal.to_owned();
    }
    let literal = if literal.starts_with('-') { format!("'{literal}'") } else { literal.to_owned() };
    format!("{literal}::{}", kind.sql(model))
}

/// What a PATCH sets; `None` where nothing can be set.
pub(super) fn update(model: &Model, id: ResourceId) -> Option<Statement> {
    let resource = model.resource(id);
    if resource.access.update.is_empty() || resource.changeable().next().is_none() {
        return None;
    }
    let scope = Scope::top(model, id);
    let (text, parameters) = numbered(|binder| {
        let guard = unchanged(model, &scope, binder);
        let mut set: Vec<_> = resource
            .changeable()
            .filter_map(|(at, field)| Some(change(field, at, Kind::of(&field.kind)?, binder)))
            .collect();
        set.extend(TOUCHED.map(str::to_owned));
        let mut lines = Lines::new();
        lines.line(0, &format!("update {}", scope.from(model)));
        lines.set(&set);
        lines.filter(&guard);
        lines.list(0, "returning", &items(model, &scope, Labels::Checked, binder));
        lines.finish()
    });
    let columns = answer(model, id);
    Some(Statement { name: "update".to_owned(), text, parameters, columns, returns: Returns::Optional })
}

/// A column that keeps its value unless the request has one. Where null is a value too, a flag
/// says whether it has.
fn change(field: &Field, at: FieldId, kind: Kind, binder: &mut Binder) -> String {
    let column = name::quoted(&name::column(field));
    if !field.optional {
        let value = binder.bind(Argument::Field(at), kind, true);
        return format!("{column} = coalesce({value}, {column})");
    }
    let changed = binder.bind(Argument::IsChanged(at), Kind::Boolean, false);
    let value = binder.bind(Argument::Field(at), kind, true);
    format!("{column} = case when {changed} then {value} else {column} end")
}

/// That it is the row which was seen, as it was seen.
fn unchanged(model: &Model, scope: &Scope, binder: &mut Binder) -> Predicate {
    let id = binder.bind(Argument::Id, Kind::Uuid, false);
    let version = binder.bind(Argument::Version, Kind::Bigint, false);
    let seen = Predicate::Atom(format!("id = {id} and version = {version}"));
    Predicate::All(vec![seen, alive(model, scope)])
}

/// Removes or hides a row.
pub(super) fn delete(model: &Model, id: ResourceId) -> Option<Statement> {
    let resource = model.resource(id);
    if resource.account || resource.access.delete.is_empty() {
        return None;
    }
    let scope = Scope::top(model, id);
    let (text, parameters) = numbered(|binder| {
        let mut lines = Lines::new();
        if resource.soft_delete {
            lines.line(0, &format!("update {}", scope.from(model)));
            lines.set(&["deleted_at = now()", TOUCHED[0], TOUCHED[1]].map(str::to_owned));
        } else {
            lines.line(0, &format!("delete from {}", scope.from(model)));
        }
        lines.filter(&unchanged(model, &scope, binder));
        lines.finish()
    });
    Some(Statement {
        name: "delete".to_owned(),
        text,
        parameters,
        columns: Vec::new(),
        returns: Returns::Count,
    })
}

/// Brings a deleted row back.
pub(super) fn restore(model: &Model, id: ResourceId) -> Statement {
    let scope = Scope::top(model, id);
    let (text, parameters) = numbered(|binder| {
        let row = binder.bind(Argument::Id, Kind::Uuid, false);
        let version = binder.bind(Argument::Version, Kind::Bigint, false);
        let mut lines = Lines::new();
        lines.line(0, &format!("update {}", scope.from(model)));
        lines.set(&["deleted_at = null", TOUCHED[0], TOUCHED[1]].map(str::to_owned));
        lines.line(0, &format!("where id = {row} and version = {version} and deleted_at is not null"));
        lines.list(0, "returning", &items(model, &scope, Labels::Checked, binder));
        lines.finish()
    });
    let columns = answer(model, id);
    Statement { name: "restore".to_owned(), text, parameters, columns, returns: Returns::Optional }
}

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
    statements.push(close_account(&name::table(users)));
    statements
}

fn close_account(table: &str) -> Statement {
    let erased = ["email = null", "password_hash = null", "closed_at = now()"];
    let (text, parameters) = numbered(|binder| {
        let id = binder.bind(Argument::Id, Kind::Uuid, false);
        let version = binder.bind(Argument::Version, Kind::Bigint, false);
        let mut lines = Lines::new();
        lines.line(0, &format!("update {}", name::quoted(table)));
        lines.set(&[&erased[..], &TOUCHED].concat().into_iter().map(str::to_owned).collect::<Vec<_>>());
        lines.line(0, &format!("where id = {id} and version = {version} and closed_at is null"));
        lines.finish()
    });
    let name = "close".to_owned();
    Statement { name, text, parameters, columns: Vec::new(), returns: Returns::Count }
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
        text.iter().for_each(|line| lines.line(0, line));
        lines.line(0, guard);
        lines.finish()
    });
    Statement { name, text, parameters, columns: Vec::new(), returns: Returns::Count }
}

impl crate::model::Resource {
    /// Fields that a PATCH may set, for some caller.
    pub(super) fn changeable(&self) -> impl Iterator<Item = (FieldId, &Field)> {
        let fields = self.fields.iter().enumerate().map(|(at, field)| (FieldId(at), field));
        fields.filter(|(at, field)| {
            let fixed = field.immutable
                || self.owner == Some(*at)
                || self.under == Some(*at)
                || field.write.as_ref().is_some_and(Vec::is_empty)
                || matches!(field.kind, FieldKind::Scalar(Scalar::Slug { .. }));
            !fixed && Kind::of(&field.kind).is_some()
        })
    }
}
