//! What is dropped for good.

use std::collections::BTreeSet;

use super::retired::{Retired, dropped};
use super::{Past, Steps, TIMEOUTS, carry, constraint, enums_of};
use crate::model::{EnumId, Model, ResourceId};
use crate::sql::name::{self, quoted};

/// What constraints on lists of text called, if there were any.
const FUNCTIONS: &str = "\
drop function if exists items_have_length(text[], integer, integer);
drop function if exists items_match(text[], text)";

/// The same past, where what is there unused inside of a table goes before that: its types and
/// what carries it over would stay otherwise.
pub(super) fn whole(past: &Past) -> Past {
    let mut drop: Vec<String> = Vec::new();
    for name in &past.drop {
        let inside = format!("{name}.");
        let things =
            past.retired.iter().filter(|it| !it.is_variant() && it.name.starts_with(&inside));
        drop.extend(things.map(|it| it.name.clone()).chain([name.clone()]));
    }
    let mut seen = BTreeSet::new();
    drop.retain(|name| seen.insert(name.clone()));
    Past { drop, ..past.clone() }
}

/// Drops what was retired, a migration each.
pub(super) fn drop(
    past: &Past,
    (before, after): (&Model, &Model),
    steps: &mut Steps,
    refused: &mut Vec<String>,
) {
    // What goes out of use now keeps its checks as well.
    let mut resources = before.resources.iter().chain(&after.resources);
    let measures_items = resources.any(constraint::measures_items);
    let there = &past.retired;
    let is_carried = |thing: &Retired| thing.carrier.is_some();
    // What carries a column over goes before the column that it is carried to.
    let mut wanted = behind_what_points(&past.drop, there);
    wanted.sort_by_key(|name| !there.iter().any(|it| it.name == *name && is_carried(it)));
    let is_last_of_all = there.iter().all(|thing| wanted.contains(&thing.name));
    let going = |thing: &Retired| wanted.contains(&thing.name);
    for name in &wanted {
        let Some(thing) = there.iter().find(|thing| thing.name == *name) else {
            refused.push(format!(
                "`{name}` is not there unused: {}",
                match there.as_slice() {
                    [] => "nothing is".to_owned(),
                    there => there.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(", "),
                }
            ));
            continue;
        };
        if thing.is_variant() {
            // Its type is made anew.
            continue;
        }
        if let Some((table, column)) = name.split_once('.') {
            let beside =
                |other: &&Retired| other.name.split_once('.').is_some_and(|it| it.0 == table);
            let mut beside = there.iter().filter(beside);
            if let Some(other) = beside.find(|it| it.may_carry_to(column) && !going(it)) {
                refused.push(carry::still(&other.name));
                continue;
            }
        }
        let holds = |other: &&Retired| other.points_at.contains(name) && !going(other);
        if let Some(other) = there.iter().find(holds) {
            refused.push(format!(
                "`{}` is unused as well, and its rows belong to `{name}`: drop it too, with `--drop {}`",
                other.name, other.name
            ));
            continue;
        }
        let statement = match name.split_once('.') {
            Some((table, column)) => {
                format!("alter table {} drop column {};", quoted(table), quoted(column))
            }
            None => format!("drop table {};", quoted(name)),
        };
        let mut statements = vec![statement];
        if let (Some(carrier), Some((table, _))) = (&thing.carrier, name.split_once('.')) {
            statements.insert(0, format!("drop trigger {carrier} on {};", quoted(table)));
            statements.insert(1, format!("drop function {carrier}();"));
        }
        let others: Vec<&Retired> = there.iter().filter(|other| !going(other)).collect();
        for of in &thing.types {
            let is_last = wanted.iter().rev().find(|name| {
                there.iter().any(|other| other.name == **name && other.types.contains(of))
            }) == Some(name);
            let is_kept = others.iter().any(|other| other.types.contains(of)) || is_used(after, of);
            if is_last && !is_kept {
                statements.push(format!("drop type {of};"));
            }
        }
        if is_last_of_all && !measures_items && wanted.last() == Some(name) {
            statements.push(format!("{FUNCTIONS};"));
        }
        steps.dropped.push((name.replace('.', "_"), format!(
            "{}\n\
             -- Drops it with all it holds, which nothing brings back. No version that asks for it may\n\
             -- run any more.\n\n{TIMEOUTS}\n\n{}\n",
            dropped(name),
            statements.join("\n")
        )));
    }
}

/// Names, each behind those of tables that point at it.
fn behind_what_points(wanted: &[String], there: &[Retired]) -> Vec<String> {
    let points = |one: &String, at: &String| {
        there.iter().any(|thing| thing.name == *one && thing.points_at.contains(at))
    };
    let (mut open, mut ordered) = (wanted.to_vec(), Vec::new());
    while !open.is_empty() {
        let is_free = |name: &String| !open.iter().any(|other| points(other, name));
        let next = open.iter().position(is_free).unwrap_or(0);
        ordered.push(open.remove(next));
    }
    ordered
}

/// Drops enum types that no column has any more since it got another type.
pub(super) fn types(before: &Model, after: &Model, there: &[Retired], steps: &mut Steps) {
    let mut types = std::mem::take(&mut steps.outgrown);
    types.sort();
    types.dedup();
    for name in types {
        let is_enum = (0..before.enums.len()).any(|id| name::enum_type(before, EnumId(id)) == name);
        let is_kept = steps.retired.iter().chain(there).any(|thing| thing.is_of(&name));
        if is_enum && !is_kept && !is_used(after, &name) {
            steps.converted.push(format!("drop type {name};"));
        }
    }
}

/// Whether a table of the model has values of an enum type.
fn is_used(model: &Model, name: &str) -> bool {
    let tables = (0..model.resources.len()).flat_map(|id| enums_of(model, ResourceId(id)));
    tables.into_iter().any(|id| name::enum_type(model, id) == name)
}

/// Refuses names that something still has that nothing asks for. `there` is that under the names
/// that it has from now on.
pub(super) fn in_the_way(
    past: &Past,
    there: &[Retired],
    made: &[String],
    refused: &mut Vec<String>,
) {
    for (Retired { name, types, .. }, now) in past.retired.iter().zip(there) {
        // A type that gets another name itself is in nobody's way.
        let mut types = types.iter().zip(&now.types).filter(|(old, new)| old == new);
        if made.contains(&now.name) || types.any(|(of, _)| made.contains(of)) {
            refused.push(format!(
                "`{name}` is still there from before: drop it first, with `--drop {name}`"
            ));
        }
    }
}
