//! A table that both models have.

use super::again::Again;
use super::carry::{self, Carried};
use super::column::Columns;
use super::narrow::{self, Known};
use super::part::{Difference, Part, is_over};
use super::{Past, Steps, find, index, table};
use crate::model::{Model, ResourceId};
use crate::sql::name::{self, identifier};

/// Changes a table part by part.
pub(super) fn table(
    (before, after): (&Model, &Model),
    new: ResourceId,
    (carried, past): (&[Carried], &Past),
    steps: &mut Steps,
    refused: &mut Vec<String>,
) {
    let resource = after.resource(new);
    let Some(old) = find(before, resource) else { return };
    let table = name::table(resource);
    let carried: Vec<&Carried> = carried.iter().filter(|it| it.table == table).collect();
    let begin = steps.count();

    let columns = Difference::of(
        &parts(table::columns(before, old), Part::column),
        &parts(table::columns(after, new), Part::column),
    );
    let kept = parts(index::statements(after, new), Part::index);
    let mut indexes = Difference::of(&parts(index::statements(before, old), Part::index), &kept);
    let rules = parts(table::constraints(after, new, |_| true), Part::constraint);
    let mut constraints =
        Difference::of(&parts(table::constraints(before, old, |_| true), Part::constraint), &rules);
    // What is carried over has the rules of its new name, which may be wider than those it had.
    let is_carried = |part: &Part| carried.iter().any(|column| part.mentions(&column.old));
    let gone = constraints.gone.iter().cloned();
    let (staying, leaving): (Vec<Part>, Vec<Part>) = gone.partition(|part| {
        !is_carried(part) && stays(part, &table, before.resource(old).checks.len(), &columns)
    });
    // What finds rows by a column that stays goes with it, as long as the new name has the same.
    // What keeps it unique goes once the column under the new name is.
    let is_kept = |part: &Part| {
        is_carried(part)
            && !part.text.starts_with("create unique ")
            && finds_too(part, &carried, &kept)
    };
    let gone = indexes.gone.iter().filter(|part| !is_carried(part) || is_kept(part));
    let gone: Vec<Part> = gone.cloned().collect();
    let mut change = Columns {
        before,
        after,
        table: &table,
        carried: &carried,
        staying: &staying,
        indexes: &gone,
        past,
        revived: Vec::new(),
        steps,
        refused,
    };
    let converted = change.change(&columns);
    let revived = change.revived;
    touch(&converted, (&rules, &mut constraints), (&kept, &mut indexes));
    let known = Known::of(&columns, [&constraints, &indexes], &carried, !converted.is_empty());

    let again = Again::of(&table, [&constraints, &indexes], !converted.is_empty());

    let Columns { steps, refused, .. } = change;
    let (mut indexes_behind, mut rules_behind) = (Vec::new(), Vec::new());
    let falling = indexes.gone.iter().filter(|part| !is_kept(part)).chain(&indexes.changed);
    for part in falling.filter(|part| !again.holds(part)) {
        if !converted.is_empty() {
            steps.converted.insert(0, format!("drop index {};", part.name));
        } else if is_carried(part) {
            indexes_behind.push(part.index_dropped());
        } else if !is_over(part, &columns.gone) {
            steps.indexes.push(part.index_dropped());
        }
    }
    carry::unindexed(&table, &indexes.gone.iter().chain(&indexes.changed), past, steps, refused);
    for part in leaving.iter().filter(|part| !again.holds(part)) {
        let dropped = part.dropped(&table);
        let is_own = part.is_unique() || part.checked().is_some();
        match converted.is_empty() {
            true if is_own && is_carried(part) => rules_behind.push(dropped),
            true => steps.tables.push(dropped),
            false => steps.converted.insert(0, dropped),
        }
    }
    for part in constraints.changed.iter().chain(&constraints.new) {
        let mut is_changed = constraints.changed.contains(part);
        if is_changed && !converted.is_empty() {
            steps.converted.insert(0, part.dropped(&table));
            is_changed = false;
        }
        if part.is_unique() {
            again.build(part, &table, known.said_of(part), steps);
            continue;
        }
        let asked = if is_changed { part.exchanged(&table) } else { part.added(&table) };
        steps.tables.push(format!("{}{asked}", known.said_of(part)));
        steps.late.push(part.validated(&table));
        // A new column has nothing that could be refused.
        let is_empty = |column: &Part| !revived.contains(&column.name);
        if !columns.new.iter().any(|column| is_empty(column) && part.mentions(&column.name)) {
            steps.faulty.extend(part.refused(&table));
        }
    }

    let kept =
        kept.iter().filter(|part| !indexes.new.contains(part) && !indexes.changed.contains(part));
    let is_computed = |part: &&Part| part.is_computed();
    let computed: Vec<Part> = columns.changed.iter().filter(is_computed).cloned().collect();
    let lost = kept.filter(|part| is_over(part, &computed));
    for part in indexes.changed.iter().chain(&indexes.new).chain(lost) {
        again.build(part, &table, known.said_of(part), steps);
    }
    steps.indexes.extend(indexes_behind);
    steps.late.extend(rules_behind);
    if steps.count() != begin {
        steps.about(resource);
    }
}

/// What is written in terms of the old type of a column is made again in terms of the new one.
fn touch(
    converted: &[String],
    (rules, constraints): (&[Part], &mut Difference),
    (kept, indexes): (&[Part], &mut Difference),
) {
    let is_about = |part: &&Part| converted.iter().any(|column| part.mentions(column));
    for rule in rules.iter().filter(is_about).filter(|rule| rule.checked().is_some()) {
        constraints.touch(rule);
    }
    for index in kept.iter().filter(is_about).filter(|index| index.is_expression()) {
        indexes.touch(index);
    }
}

/// Whether the columns under their new names have an index that does the same.
fn finds_too(index: &Part, carried: &[&Carried], all: &[Part]) -> bool {
    let text = carried.iter().fold(index.text.clone(), |text, carried| {
        narrow::in_place_of(&text, &carried.old, &carried.new)
    });
    let wanted = narrow::rule(&Part { name: index.name.clone(), text });
    all.iter().any(|other| narrow::rule(other) == wanted)
}

fn parts(lines: Vec<String>, part: fn(&str) -> Part) -> Vec<Part> {
    lines.into_iter().map(|line| part(&line)).collect()
}

/// Whether a check stays with a column that stays. What a value alone has to be does: the version
/// that runs until now counts on it, and no value breaks none of it.
fn stays(part: &Part, table: &str, declared: usize, columns: &Difference) -> bool {
    let mut declared = (1..=declared).map(|at| identifier(&[table, "check", &at.to_string()]));
    let mut columns_of = columns.before.iter().filter(|column| part.mentions(&column.name));
    let only = columns_of.next().filter(|_| columns_of.next().is_none());
    let stays = only.is_some_and(|column| {
        !column.is_computed() && columns.gone.iter().any(|gone| gone.name == column.name)
    });
    stays && part.checked().is_some() && !declared.any(|name| name == part.name)
}
