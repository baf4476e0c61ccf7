//! A column under a new name, beside the one under the old name until that is dropped.
//!
//! Both hold the same: a trigger carries over what either version of the service writes. So the
//! version that runs until now goes on, and the new one may start beside it.

use super::part::Part;
use super::{Past, Steps, find, table};
use crate::model::{FieldKind, Model, Renamed, ResourceId, Scalar};
use crate::sql::name::{self, identifier, quoted};

/// What such a migration says of itself.
pub(super) const HEAD: &str = "\
-- Adds columns under their new names, beside those under the old ones. What either version of the
-- service writes is carried over to the other column, so that both may run.";

/// A column that gets a second name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Carried {
    /// Its table, as it is called now.
    pub table: String,
    /// Its name until now.
    pub old: String,
    /// Its new name.
    pub new: String,
}

/// Takes columns out of what is renamed at once.
pub(super) fn columns(
    before: &Model,
    renamed: &mut Renamed,
    refused: &mut Vec<String>,
) -> Vec<Carried> {
    let mut carried = Vec::new();
    for (old, new) in before.resources.iter().zip(&renamed.model.resources) {
        let fields = old.fields.iter().zip(&new.fields);
        let links = fields.filter(|(_, is)| matches!(is.kind, FieldKind::ManyToMany { .. }));
        for (was, is) in links.filter(|(was, is)| was.name != is.name) {
            let (resource, field) = (new.name.snake(), is.name.snake());
            refused.push(format!(
                "`{resource}.{field}`, which was `{}`, has a table of its own: rename it at once, not gradually",
                was.name.snake()
            ));
        }
    }
    for (id, at, old) in renamed.fields(before) {
        let resource = renamed.model.resource(id);
        let field = &resource.fields[at.0];
        let table = name::table(resource);
        let is_own = |id: crate::model::EnumId| !renamed.model.enums[id.0].shared;
        let has_own_type = match &field.kind {
            FieldKind::Scalar(Scalar::Enum(id))
            | FieldKind::List { item: Scalar::Enum(id), .. } => is_own(*id),
            _ => false,
        };
        if field.default.is_some() || has_own_type {
            let what = if has_own_type { "a type of its own" } else { "a default" };
            refused.push(format!(
                "`{table}.{}` has {what}: rename it at once, not gradually",
                name::column(field)
            ));
        }
        let new = name::column(field);
        let field = &mut renamed.model.resources[id.0].fields[at.0];
        field.name = old;
        carried.push(Carried { table, old: name::column(field), new });
    }
    carried
}

/// Refuses new names and types, and fields that go, in tables whose columns are being carried
/// over: what carries them would miss that, and every write would fail.
pub(super) fn undisturbed(
    (before, after): (&Model, &Model),
    renamed: &Renamed,
    past: &Past,
    refused: &mut Vec<String>,
) {
    for (id, old) in before.resources.iter().enumerate() {
        let id = ResourceId(id);
        let new = renamed.model.resource(id);
        let table = format!("{}.", name::table(old));
        let mut carried = past.retired.iter().filter(|thing| thing.carrier.is_some());
        let Some(carried) = carried.find(|thing| thing.name.starts_with(&table)) else { continue };
        let is_renamed = old.fields.iter().zip(&new.fields).any(|(old, new)| old.name != new.name);
        let is_changed = is_renamed
            || find(after, new).is_some_and(|same| loses((&renamed.model, id), (after, same)));
        if is_changed {
            refused.push(still(&carried.name));
        }
    }
}

/// Whether a table has not every column that it had, of the type that it had.
fn loses(old: (&Model, ResourceId), new: (&Model, ResourceId)) -> bool {
    let columns = |(model, id): (&Model, ResourceId)| -> Vec<Part> {
        let columns = table::columns(model, id);
        columns.iter().map(|line| Part::column(line)).filter(|it| !it.is_computed()).collect()
    };
    let there = columns(new);
    columns(old).iter().any(|part| {
        let is_same =
            |other: &Part| other.name == part.name && other.pieces().kind == part.pieces().kind;
        !there.iter().any(is_same)
    })
}

/// What has to wait until a column under an old name is dropped.
pub(super) fn still(name: &str) -> String {
    format!("`{name}` is still carried over to its new name: drop it first, with `--drop {name}`")
}

/// The name of the trigger and its function.
pub(super) fn carrier(carried: &Carried) -> String {
    identifier(&[&carried.table, &carried.old, "carried"])
}

/// The column, the trigger, and the values that are there.
pub(super) fn add(carried: &Carried, part: &Part, steps: &mut Steps) {
    let trigger = carrier(carried);
    let (table, old, new) = (quoted(&carried.table), quoted(&carried.old), quoted(&carried.new));
    let kind = part.pieces().kind;
    steps.carried.push(format!(
        "alter table {table} add column {new} {kind};

create function {trigger}() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'INSERT' then
        if new.{new} is null then
            new.{new} := new.{old};
        else
            new.{old} := new.{new};
        end if;
    elsif new.{old} is distinct from old.{old} or new.{new} is not distinct from old.{new} then
        new.{new} := new.{old};
    else
        new.{old} := new.{new};
    end if;
    return new;
end
$$;

create trigger {trigger}
before insert or update on {table}
for each row execute function {trigger}();"
    ));
    steps
        .filled
        .push(format!("update {table} set {new} = {old} where {new} is distinct from {old};"));
}
