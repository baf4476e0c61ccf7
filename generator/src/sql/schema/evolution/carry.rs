//! A column under a new name, beside the one under the old name until that is dropped.
//!
//! Both hold the same: a trigger carries over what either version of the service writes. So the
//! version that runs until now goes on, and the new one may start beside it.

use std::collections::BTreeSet;

use super::given::Given;
use super::part::Part;
use super::{Past, Retired, Steps, find, revive, table};
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

/// Refuses a new name or type for a column that another one is being carried over to, and that it
/// goes: what carries it would miss that, and every write would fail.
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
        let mut changed: Vec<String> = old
            .fields
            .iter()
            .zip(&new.fields)
            .filter(|(old, new)| old.name != new.name)
            .map(|(old, _)| name::column(old))
            .collect();
        if let Some(same) = find(after, new) {
            changed.extend(lost((&renamed.model, id), (after, same)));
        }
        let mut there = past.retired.iter().filter(|thing| thing.name.starts_with(&table));
        let carries = |thing: &&Retired| changed.iter().any(|column| thing.may_carry_to(column));
        refused.extend(there.find(carries).map(|thing| still(&thing.name)));
    }
}

/// The columns that a table had and has not any more, or not of the type that they had.
fn lost(old: (&Model, ResourceId), new: (&Model, ResourceId)) -> Vec<String> {
    let columns = |(model, id): (&Model, ResourceId)| -> Vec<Part> {
        let columns = table::columns(model, id);
        columns.iter().map(|line| Part::column(line)).filter(|it| !it.is_computed()).collect()
    };
    let there = columns(new);
    let is_there = |part: &Part| {
        let is_same =
            |other: &Part| other.name == part.name && other.pieces().kind == part.pieces().kind;
        there.iter().any(is_same)
    };
    columns(old).into_iter().filter(|part| !is_there(part)).map(|part| part.name).collect()
}

/// What finds rows by an old name goes with what finds them by the new one: values may be too
/// large for either from then on.
pub(super) fn unindexed<'a>(
    table: &str,
    falling: &(impl Iterator<Item = &'a Part> + Clone),
    past: &Past,
    steps: &mut Steps,
    refused: &mut Vec<String>,
) {
    let table = format!("{table}.");
    let mut falling_too = BTreeSet::new();
    for thing in past.retired.iter().filter(|thing| thing.name.starts_with(&table)) {
        let is_found =
            |part: &Part| !thing.carried_to.is_empty() && part.mentions(&thing.carried_to);
        if thing.carrier.is_none() || !falling.clone().any(is_found) {
            continue;
        }
        if thing.has_old_rules() {
            // Nothing says which those are.
            refused.push(still(&thing.name));
            continue;
        }
        falling_too.extend(thing.keeping.iter().filter_map(|it| it.strip_prefix(revive::INDEX)));
    }
    // One may be over several of them.
    for name in falling_too {
        let index = Part { name: name.to_owned(), text: String::new() };
        steps.indexes.push(index.index_dropped());
    }
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

create {}

create trigger {trigger}
before insert or update on {table}
for each row execute function {trigger}();",
        function(&trigger, &carried.old, &carried.new)
    ));
    let rows = format!("row.{new} is distinct from row.{old}");
    steps.filled.push(Given::new(&carried.table, &carried.new, format!("row.{old}"), rows));
}

/// What takes the rules from an old name that an earlier version left there; none where it left
/// none.
pub(in crate::sql::schema) fn freed(thing: &Retired) -> Option<String> {
    let (table, old) = thing.name.split_once('.').filter(|_| thing.has_old_rules())?;
    let altered = format!("alter table {}", quoted(table));
    let checks =
        thing.keeping.iter().map(|name| format!("{altered} drop constraint if exists {name};"));
    let mut lines: Vec<String> = checks.collect();
    lines.push(format!("{altered} alter column {} drop not null;", quoted(old)));
    if let (Some(carrier), false) = (&thing.carrier, thing.carried_to.is_empty()) {
        lines.push(format!("\ncreate or replace {}", function(carrier, old, &thing.carried_to)));
    }
    Some(lines.join("\n"))
}

/// The column that is carried to, if this line of what carries it says so.
pub(super) fn carried_to(line: &str) -> Option<&str> {
    let (_, rest) = line.trim_start().strip_prefix("elsif new.")?.split_once(" or new.")?;
    Some(rest.split_once(" is not distinct from ")?.0.trim_matches('"'))
}

/// What carries over, behind the word that makes it. Only the version before writes to the old
/// column of a new row, which has no default.
fn function(trigger: &str, old: &str, new: &str) -> String {
    // Its language has more words of its own than SQL.
    let [old, new] = [old, new].map(|name| format!("\"{name}\""));
    format!(
        "function {trigger}() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'INSERT' then
        if new.{old} is null then
            new.{old} := new.{new};
        else
            new.{new} := new.{old};
        end if;
    elsif new.{old} is distinct from old.{old} or new.{new} is not distinct from old.{new} then
        new.{new} := new.{old};
    else
        new.{old} := new.{new};
    end if;
    return new;
end
$$;"
    )
}

#[cfg(test)]
mod tests {
    use super::super::retired;
    use super::{freed, function};

    /// Checks have the names that they had when they were left there.
    #[test]
    fn what_an_earlier_version_left_is_known_under_another_name_of_its_table() {
        let carried = format!("create {}", function("posts_title_carried", "title", "order"));
        let history = [
            "-- retired: posts.title carried over by posts_title_carried\n",
            &carried,
            "alter table posts rename to stories;\n",
        ];
        let there = retired(history.into_iter());
        assert_eq!(there[0].carried_to, "order");
        let freed = freed(&there[0]).unwrap();
        let lines = [
            "alter table stories drop constraint if exists posts_title_length;\n",
            "alter table stories alter column title drop not null;\n",
            "\ncreate or replace function posts_title_carried() returns trigger\n",
        ];
        lines.iter().for_each(|line| assert!(freed.contains(line), "{freed}"));
        let history = ["-- retired: posts.title carried over by posts_title_carried to order\n"];
        assert_eq!(super::freed(&retired(history.into_iter())[0]), None);
    }
}
