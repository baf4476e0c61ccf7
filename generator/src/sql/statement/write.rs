//! Statements that make, change and remove rows.

use super::row::{Labels, answer, items};
use super::{Argument, Kind, Returns, Statement, moment};
use crate::model::{Field, FieldId, FieldKind, Model, ResourceId, Scalar, Value};
use crate::sql::access::alive;
use crate::sql::binder::{Binder, numbered};
use crate::sql::layout::{Item, Lines};
use crate::sql::predicate::Predicate;
use crate::sql::scope::Scope;
use crate::sql::{literal, name};

/// What every change does beside what it is for.
pub(super) const TOUCHED: [&str; 2] = ["version = version + 1", "updated_at = now()"];

/// A new row. Fields that nobody may write are left to the column's default.
pub(super) fn create(model: &Model, id: ResourceId) -> Statement {
    let resource = model.resource(id);
    let scope = Scope::top(model, id);
    let (text, parameters) = numbered(|binder| {
        let column = |name: &str| Item::Column(name::quoted(name));
        let mut columns = vec![column("id")];
        let mut values = vec![Item::Column(binder.bind(Argument::Id, Kind::Uuid, false))];
        if resource.account {
            columns.extend(["email", "password_hash"].map(column));
            for argument in [Argument::Email, Argument::PasswordHash] {
                values.push(Item::Column(binder.bind(argument, Kind::Text, false)));
            }
        }
        for (at, field) in resource.fields.iter().enumerate() {
            let at = FieldId(at);
            let given = resource.owner == Some(at) || resource.under == Some(at) || is_given(field);
            let Some(kind) = Kind::of(&field.kind).filter(|_| given) else { continue };
            columns.push(column(&name::column(field)));
            values.push(match &field.kind {
                _ if resource.owner == Some(at) => Item::Column(binder.caller()),
                FieldKind::Scalar(Scalar::Slug { .. }) => new_slug(model, &scope, at, binder),
                _ => Item::Column(new_value(model, field, at, kind, binder)),
            });
        }
        let mut lines = Lines::new();
        lines.tuple(&format!("insert into {}", scope.from(model)), &columns);
        lines.tuple("values", &values);
        // A new account is shown by what signs it in.
        if !resource.account {
            lines.list(0, "returning", &items(model, &scope, Labels::Checked, binder));
        }
        lines.finish()
    });
    let (columns, returns) = match resource.account {
        true => (Vec::new(), Returns::Count),
        false => (answer(model, id), Returns::One),
    };
    Statement { name: "create".to_owned(), text, parameters, columns, returns }
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
fn new_slug(model: &Model, scope: &Scope, at: FieldId, binder: &mut Binder) -> Item {
    let field = &model.resource(scope.resource).fields[at.0];
    let slug = binder.bind(Argument::Field(at), Kind::Text, false);
    let rows = scope.outer();
    let same = Predicate::Atom(format!("{} = {slug}", rows.column(&name::column(field))));
    let taken = scope.exists(model, vec![same, alive(model, &rows)]).flat();
    Item::Block(vec![
        "case".to_owned(),
        format!("    when {taken}"),
        format!("    then {slug} || '-' || left(gen_random_uuid()::text, 8)"),
        format!("    else {slug}"),
        "end".to_owned(),
    ])
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
    let literal =
        if literal.starts_with('-') { format!("'{literal}'") } else { literal.to_owned() };
    format!("{literal}::{}", kind.sql(model))
}

/// What a PATCH sets; `None` where nothing can be set.
pub(super) fn update(model: &Model, id: ResourceId) -> Option<Statement> {
    let resource = model.resource(id);
    if !resource.is_updatable() {
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
    Some(Statement {
        name: "update".to_owned(),
        text,
        parameters,
        columns,
        returns: Returns::Optional,
    })
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
        lines.line(
            0,
            &format!("where id = {row} and version = {version} and deleted_at is not null"),
        );
        lines.list(0, "returning", &items(model, &scope, Labels::Checked, binder));
        lines.finish()
    });
    let columns = answer(model, id);
    Statement { name: "restore".to_owned(), text, parameters, columns, returns: Returns::Optional }
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
