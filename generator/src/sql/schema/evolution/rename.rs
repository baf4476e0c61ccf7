//! New names for what is there.
//!
//! The two models are one in different names, so that what they make stands at the same places:
//! the first table of one is the first table of the other.

use super::part::Part;
use super::{Steps, enums_of, retired};
use crate::model::{FieldId, FieldKind, Model, ResourceId};
use crate::sql::literal;
use crate::sql::name::{self, LinkTable, quoted};

use super::{account, index, table};

/// What such a migration says about itself.
pub(super) const HEAD: &str = "\
-- Renames. No row is read, and nobody waits for more than a moment. The version of the service
-- that runs until now asks for the old names: what it is asked about these tables fails from
-- here on. Stop it first, or let the new version take its place at once. `--gradual` would keep
-- a column under its old name as well.";

/// Everything that is called otherwise in `after`, which is `before` in other names.
pub(super) fn statements(before: &Model, after: &Model, steps: &mut Steps) {
    enums(before, after, steps);
    let tables: Vec<_> = (0..before.resources.len())
        .map(|id| (name::table(&before.resources[id]), name::table(&after.resources[id])))
        .collect();
    for (old, new) in ordered(tables) {
        steps.renames.push(format!("alter table {} rename to {};", quoted(&old), quoted(&new)));
        steps.made.push(new);
    }
    for id in (0..before.resources.len()).map(ResourceId) {
        let begin = steps.renames.len();
        parts(before, after, id, steps);
        links(before, after, id, steps);
        let is_table = name::table(before.resource(id)) != name::table(after.resource(id));
        if steps.renames.len() != begin || is_table {
            steps.about(after.resource(id));
        }
    }
    roles(before, after, steps);
}

fn enums(before: &Model, after: &Model, steps: &mut Steps) {
    let used: Vec<_> =
        (0..before.resources.len()).flat_map(|id| enums_of(before, ResourceId(id))).collect();
    let mut types = Vec::new();
    let mut variants = Vec::new();
    for (at, (old, new)) in before.enums.iter().zip(&after.enums).enumerate() {
        let id = crate::model::EnumId(at);
        if !used.contains(&id) {
            continue;
        }
        let name = name::enum_type(after, id);
        types.push((name::enum_type(before, id), name.clone()));
        let labels = old.variants.iter().zip(&new.variants);
        let labels = labels.map(|(old, new)| (old.snake().to_owned(), new.snake().to_owned()));
        for (old, new) in ordered(labels.collect()) {
            steps.made.push(retired::variant_name(&name, &new));
            let (old, new) = (literal::text(&old), literal::text(&new));
            variants.push(format!("alter type {name} rename value {old} to {new};"));
        }
    }
    for (old, new) in ordered(types) {
        steps.renames.push(format!("alter type {old} rename to {new};"));
        steps.made.push(new);
    }
    steps.renames.extend(variants);
}

/// Columns, constraints and indexes of a table that has its new name already.
fn parts(before: &Model, after: &Model, id: ResourceId, steps: &mut Steps) {
    let plain = name::table(after.resource(id));
    let table = quoted(&plain);
    let names = |lines: Vec<String>, part: fn(&str) -> Part| -> Vec<String> {
        lines.iter().map(|line| part(line).name).collect()
    };
    let pairs = |old: Vec<String>, new: Vec<String>| ordered(old.into_iter().zip(new).collect());
    let columns = pairs(
        names(table::columns(before, id), Part::column),
        names(table::columns(after, id), Part::column),
    );
    for (old, new) in columns {
        steps.made.push(format!("{plain}.{new}"));
        let (old, new) = (quoted(&old), quoted(&new));
        steps.renames.push(format!("alter table {table} rename column {old} to {new};"));
    }
    let constraints = pairs(
        names(table::constraints(before, id, |_| true), Part::constraint),
        names(table::constraints(after, id, |_| true), Part::constraint),
    );
    for (old, new) in constraints {
        steps.renames.push(format!("alter table {table} rename constraint {old} to {new};"));
    }
    let indexes = pairs(
        names(index::statements(before, id), Part::index),
        names(index::statements(after, id), Part::index),
    );
    for (old, new) in indexes {
        steps.renames.push(format!("alter index {old} rename to {new};"));
    }
}

/// The tables of many-to-many relations that the resource declares.
fn links(before: &Model, after: &Model, id: ResourceId, steps: &mut Steps) {
    for (at, field) in before.resource(id).fields.iter().enumerate() {
        if !matches!(field.kind, FieldKind::ManyToMany { .. }) {
            continue;
        }
        let (old, new) = (name::link(before, id, FieldId(at)), name::link(after, id, FieldId(at)));
        let table = quoted(&new.table);
        if old.table != new.table {
            let old = quoted(&old.table);
            steps.renames.push(format!("alter table {old} rename to {table};"));
            steps.made.push(new.table.clone());
        }
        let columns = [(&old.from, &new.from), (&old.to, &new.to)];
        let columns = columns.map(|(old, new)| (old.clone(), new.clone())).to_vec();
        for (old, new) in ordered(columns) {
            let (old, new) = (quoted(&old), quoted(&new));
            steps.renames.push(format!("alter table {table} rename column {old} to {new};"));
        }
        let keys = |link: &LinkTable| {
            let key = |parts: &[&str]| name::identifier(parts);
            [
                key(&[&link.table, "pkey"]),
                key(&[&link.table, &link.from, "fkey"]),
                key(&[&link.table, &link.to, "fkey"]),
            ]
        };
        for (old, new) in ordered(keys(&old).into_iter().zip(keys(&new)).collect()) {
            steps.renames.push(format!("alter table {table} rename constraint {old} to {new};"));
        }
        let index = |link: &LinkTable| name::identifier(&[&link.table, &link.to, "idx"]);
        for (old, new) in ordered(vec![(index(&old), index(&new))]) {
            steps.renames.push(format!("alter index {old} rename to {new};"));
        }
    }
}

/// Who had a role has it under its new name.
fn roles(before: &Model, after: &Model, steps: &mut Steps) {
    let roles = before.roles.iter().zip(&after.roles);
    let names = roles.map(|(old, new)| (old.name.snake().to_owned(), new.name.snake().to_owned()));
    let names = ordered(names.collect());
    if names.is_empty() {
        return;
    }
    let form = Part::constraint(&account::role_form(after));
    steps.about.push("roles".to_owned());
    steps.renames.push(form.dropped("user_roles"));
    for (old, new) in names {
        let (old, new) = (literal::text(&old), literal::text(&new));
        steps.renames.push(format!("update user_roles set role = {new} where role = {old};"));
    }
    steps.renames.push(form.added("user_roles"));
    steps.late.push(form.validated("user_roles"));
}

/// Names that change, each when its new one is free; in a circle, one steps aside first.
fn ordered(pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut open: Vec<_> = pairs.into_iter().filter(|(old, new)| old != new).collect();
    let mut ordered = Vec::new();
    while !open.is_empty() {
        let is_free = |(_, new): &(String, String)| !open.iter().any(|(old, _)| old == new);
        let at = open.iter().position(is_free).unwrap_or_else(|| {
            let aside = name::identifier(&["renamed", &open[0].0]);
            ordered.push((open[0].0.clone(), aside.clone()));
            open[0].0 = aside;
            open.iter().position(|(_, new)| !open.iter().any(|(old, _)| old == new)).unwrap_or(0)
        });
        ordered.push(open.remove(at));
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::ordered;

    fn pairs(names: &[(&str, &str)]) -> Vec<(String, String)> {
        names.iter().map(|(old, new)| ((*old).to_owned(), (*new).to_owned())).collect()
    }

    #[test]
    fn no_name_is_given_before_it_is_free() {
        assert_eq!(
            ordered(pairs(&[("a", "b"), ("x", "x"), ("b", "c")])),
            pairs(&[("b", "c"), ("a", "b")])
        );
        assert_eq!(
            ordered(pairs(&[("a", "b"), ("b", "a")])),
            pairs(&[("a", "renamed_a"), ("b", "a"), ("renamed_a", "b")])
        );
    }
}
