//! Variants that come, and variants that go.
//!
//! Postgres takes no label out of an enum type. A variant that goes is kept out of each column by a
//! check, and the type has it until that is made anew, as `remade` does.

use std::collections::BTreeMap;

use super::carry::Carried;
use super::given::Given;
use super::{Past, Retired, Steps, enum_type, retired};
use crate::model::{EnumId, FieldKind, Model, Name, Named, ResourceId, Scalar, Value};
use crate::sql::literal;
use crate::sql::name::{self, identifier, quoted};

use super::super::default_value;

/// What the migration says that keeps variants out.
pub(super) const KEPT_OUT: &str = "\
-- Keeps variants out of columns. Nobody waits; the version that runs until now can no longer write
-- them. The types have them still, which harms nobody. This would make those anew, for which the
-- service has to stop:";

/// What the migration says that replaces variants by others.
pub(super) const REPLACED: &str = "\
-- Gives rows another variant in place of one that goes; nothing tells them apart afterwards.
-- Reading goes on; who writes such a row waits.";

/// A column that holds values of an enum type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Holder {
    pub id: ResourceId,
    pub table: String,
    pub column: String,
    pub is_list: bool,
    pub default: Option<String>,
}

impl Holder {
    /// Whether two models mean the same column, with values of the same type.
    pub(super) fn is(&self, other: &Self) -> bool {
        (&self.table, &self.column, self.is_list) == (&other.table, &other.column, other.is_list)
    }
}

/// The columns of a model that hold values of enum types, by the name of the type.
pub(super) struct Holders(BTreeMap<String, Vec<Holder>>);

impl Holders {
    pub(super) fn of(model: &Model) -> Self {
        let mut found: BTreeMap<String, Vec<Holder>> = BTreeMap::new();
        for (id, resource) in model.resources.iter().enumerate() {
            for field in &resource.fields {
                let (of, is_list) = match &field.kind {
                    FieldKind::Scalar(Scalar::Enum(of)) => (*of, false),
                    FieldKind::List { item: Scalar::Enum(of), .. } => (*of, true),
                    _ => continue,
                };
                let default = |value: &Value| default_value(model, &field.kind, value);
                let kind = name::enum_type(model, of).trim_matches('"').to_owned();
                found.entry(kind).or_default().push(Holder {
                    id: ResourceId(id),
                    table: name::table(resource),
                    column: name::column(field),
                    is_list,
                    default: field.default.as_ref().and_then(default),
                });
            }
        }
        Self(found)
    }

    /// Those of one type.
    pub(super) fn of_type(&self, kind: &str) -> &[Holder] {
        self.0.get(kind.trim_matches('"')).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Enum types by name: new ones come with the tables, new variants at their place, and those that
/// go are kept out. Gives the types whose variants are in another order then.
pub(super) fn types(
    (before, after): (&Model, &Model),
    (carried, there): (&[Carried], &[Retired]),
    steps: &mut Steps,
) -> Vec<EnumId> {
    let mut reordered = Vec::new();
    let (before_all, after_all) = (Holders::of(before), Holders::of(after));
    let olds = before.enums.iter().enumerate();
    let olds: BTreeMap<String, &Vec<Name>> =
        olds.map(|(at, old)| (name::enum_type(before, EnumId(at)), &old.variants)).collect();
    let ids = (0..after.enums.len()).map(EnumId);
    for id in ids {
        let kind = name::enum_type(after, id);
        let now = after_all.of_type(&kind);
        if now.is_empty() {
            continue;
        }
        let then = before_all.of_type(&kind);
        let Some(old) = olds.get(&kind).filter(|_| !then.is_empty()) else {
            steps.types.push(enum_type(after, id));
            steps.made.push(kind);
            continue;
        };
        let new = &after.enums[id.0].variants;
        come(&kind, old, new, steps);
        let kept = new.iter().filter(|label| old.contains(label));
        if !old.iter().filter(|label| new.contains(label)).eq(kept) {
            reordered.push(id);
        }
        let gone = old.iter().filter(|label| !new.contains(label));
        let by = |gone| successor(after, id, gone).filter(|by| old.contains(by));
        let gone: Vec<(&Name, Option<&Name>)> = gone.map(|gone| (gone, by(gone))).collect();
        // A column that gets a second name has the values until they are carried over.
        let is_same = |was: &Holder, is: &Holder| {
            let names = (&was.table, &was.column, &is.column);
            let mut carried = carried.iter().map(|it| (&it.table, &it.old, &it.new));
            was.is(is) || was.table == is.table && carried.any(|it| it == names)
        };
        let both = then.iter().filter(|was| now.iter().any(|is| is_same(was, is)));
        both.for_each(|was| replace(was, &gone, steps));
        gone.iter().for_each(|(gone, _)| keep_out(&kind, now, gone.snake(), steps));
        // What earlier changes keep out of other columns, this one keeps out of new ones.
        let is_new = |it: &&Holder| !then.iter().any(|old| old.is(it));
        let fresh: Vec<Holder> = now.iter().filter(is_new).cloned().collect();
        let gone = there.iter().filter(|thing| thing.is_variant_of(&kind) && !fresh.is_empty());
        for (_, label) in gone.filter_map(|thing| thing.variant()) {
            keep_out(&kind, &fresh, label, steps);
        }
    }
    reordered
}

/// New variants, each behind the one before it.
fn come(kind: &str, old: &[Name], new: &[Name], steps: &mut Steps) {
    for (at, label) in new.iter().enumerate().filter(|(_, label)| !old.contains(label)) {
        let quoted = |label: &Name| literal::text(label.snake());
        let place = match at.checked_sub(1) {
            Some(previous) => format!(" after {}", quoted(&new[previous])),
            None => {
                old.first().map_or_else(String::new, |first| format!(" before {}", quoted(first)))
            }
        };
        steps.variants.push(format!("alter type {kind} add value {}{place};", quoted(label)));
        steps.made.push(retired::variant_name(kind, label.snake()));
    }
}

/// The variant that rows get which have one that goes: `archived was(retired)`, where both were.
fn successor<'a>(after: &'a Model, id: EnumId, gone: &Name) -> Option<&'a Name> {
    let former = after.former.iter().find(|former| {
        matches!(former.of, Named::Variant(of, _) if of == id) && former.name == gone.snake()
    })?;
    match former.of {
        Named::Variant(_, at) => after.enums[id.0].variants.get(at),
        _ => None,
    }
}

/// Gives rows the variants that take the place of some, or asks which rows have one.
fn replace(holder: &Holder, all: &[(&Name, Option<&Name>)], steps: &mut Steps) {
    let (table, column) = (quoted(&holder.table), quoted(&holder.column));
    let mut list = format!("row.{column}");
    for (gone, by) in all {
        let gone = literal::text(gone.snake());
        let has = |column: &str| match holder.is_list {
            true => format!("{gone} = any({column})"),
            false => format!("{column} = {gone}"),
        };
        let Some(by) = by.map(|by| literal::text(by.snake())) else {
            steps.faulty.push(format!("select id from {table} where {};", has(&column)));
            continue;
        };
        let rows = has(&format!("row.{column}"));
        let value = if holder.is_list {
            list = format!("array_replace({list}, {gone}, {by})");
            list.clone()
        } else {
            by
        };
        steps.replaced.push(Given::new(&holder.table, &holder.column, value, rows));
    }
    // Of several in one list, each row gets all.
    if holder.is_list {
        let mine = |it: &&mut Given| it.table == holder.table && it.column == holder.column;
        steps.replaced.iter_mut().filter(mine).for_each(|it| list.clone_into(&mut it.value));
    }
}

/// Lets no row have a variant any more: new ones at once, old ones once they are looked at.
fn keep_out(kind: &str, holders: &[Holder], label: &str, steps: &mut Steps) {
    let mut names = Vec::new();
    for holder in holders {
        let Holder { table, column, .. } = holder;
        if !steps.about.contains(table) {
            steps.about.push(table.clone());
        }
        let constraint = identifier(&[table, column, "without", label]);
        let value = literal::text(label);
        let test = match holder.is_list {
            true => format!("{value} <> all({})", quoted(column)),
            false => format!("{} <> {value}", quoted(column)),
        };
        let altered = format!("alter table {}", quoted(table));
        steps
            .kept_out
            .push(format!("{altered}\n    add constraint {constraint} check ({test}) not valid;"));
        steps.late.push(format!("{altered} validate constraint {constraint};"));
        names.push(format!("{table}.{constraint}"));
    }
    let name = retired::variant_name(kind, label);
    steps.retired_variants.push(Retired { name, kept_out: names, ..Retired::default() });
}

/// Refuses another type for a column out of which a variant is kept: the check would not fit it.
pub(super) fn undisturbed(
    (before, after): (&Model, &Model),
    past: &Past,
    refused: &mut Vec<String>,
) {
    let (before_all, after_all) = (Holders::of(before), Holders::of(after));
    for thing in &past.retired {
        let Some((kind, _)) = thing.variant() else { continue };
        let now = after_all.of_type(kind);
        let is_other = |it: &Holder| {
            let same = after.resources.iter().find(|resource| name::table(resource) == it.table);
            let has = |field: &&crate::model::Field| name::column(field) == it.column;
            let there = same.is_some_and(|same| same.fields.iter().find(has).is_some());
            there && !now.iter().any(|new| new.is(it))
        };
        if before_all.of_type(kind).iter().any(is_other) && !past.drop.contains(&thing.name) {
            refused.push(format!(
                "`{}` is kept out of a column that would get another type: drop it first, with `--drop {}`",
                thing.name, thing.name
            ));
        }
    }
}
