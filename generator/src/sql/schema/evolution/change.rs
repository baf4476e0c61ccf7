//! A table that both models have, and one that goes.

use super::again::Again;
use super::carry::{self, Carried};
use super::convert::conversion;
use super::narrow::Known;
use super::part::{Difference, Part, Pieces};
use super::{Past, Retired, Steps, enums_of, filling, find, retired, revive, slug, undeleted};
use crate::model::{EnumId, FieldKind, Model, OnDelete, ResourceId};
use crate::sql::literal;
use crate::sql::name::{self, identifier, quoted};

use super::{index, order, table};

/// Takes a table out of use. Rows that it points at may go all the same, and it with them where
/// they would have taken it along.
pub(super) fn retire(before: &Model, id: ResourceId, steps: &mut Steps) {
    let resource = before.resource(id);
    let table = name::table(resource);
    let own: Vec<String> =
        enums_of(before, id).into_iter().map(|id| name::enum_type(before, id)).collect();
    steps.about(resource);
    let order = order::creation(before);
    let place = |id: ResourceId| order.iter().position(|other| *other == id);
    let mut points_at = Vec::new();
    for field in &resource.fields {
        let FieldKind::BelongsTo { target } = field.kind else { continue };
        // Where tables point at each other, one has to let go, or neither could be dropped.
        if field.on_delete == OnDelete::Restrict || place(target) > place(id) {
            let key = table::foreign_key_name(resource, field);
            steps.without.push(format!("alter table {} drop constraint {key};", quoted(&table)));
        } else if target != id {
            points_at.push(name::table(before.resource(target)));
        }
    }
    steps.retired.push(retired::pointing(retired::mark(&table, &own), points_at));
}

/// Drops enum types that no column has any more since it got another type.
pub(super) fn drop_types(before: &Model, after: &Model, there: &[Retired], steps: &mut Steps) {
    let mut types = std::mem::take(&mut steps.outgrown);
    types.sort();
    types.dedup();
    for name in types {
        let is_enum = (0..before.enums.len()).any(|id| name::enum_type(before, EnumId(id)) == name);
        let marks = steps.retired.iter().map(String::as_str);
        let kept = retired::retired(marks);
        let is_kept = kept.iter().chain(there).any(|thing| thing.types.contains(&name));
        if is_enum && !is_kept && !is_used(after, &name) {
            steps.converted.push(format!("drop type {name};"));
        }
    }
}

/// Whether a table of the model has values of an enum type.
pub(super) fn is_used(model: &Model, name: &str) -> bool {
    let tables = (0..model.resources.len()).flat_map(|id| enums_of(model, ResourceId(id)));
    tables.into_iter().any(|id| name::enum_type(model, id) == name)
}

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
    let gone = constraints.gone.iter().cloned();
    let (staying, leaving): (Vec<Part>, Vec<Part>) =
        gone.partition(|part| stays(part, &table, before.resource(old).checks.len(), &columns));
    let gone = indexes.gone.clone();
    let mut change = Change {
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
    let converted = change.columns(&columns);
    let revived = change.revived;
    if !converted.is_empty() {
        // What is written in terms of the old type is made again in terms of the new one.
        let is_about = |part: &&Part| converted.iter().any(|column| part.mentions(column));
        for rule in rules.iter().filter(is_about).filter(|rule| rule.checked().is_some()) {
            constraints.touch(rule);
        }
        for index in kept.iter().filter(is_about).filter(|index| index.is_expression()) {
            indexes.touch(index);
        }
    }

    let known = Known::of(&columns, [&constraints, &indexes], &carried, !converted.is_empty());

    let again = Again::of(&table, [&constraints, &indexes], !converted.is_empty());

    let steps = change.steps;
    // What finds rows by a column that stays goes with it. What keeps it unique goes once the
    // column under the new name is.
    let is_carried = |part: &Part| carried.iter().any(|column| part.mentions(&column.old));
    let goes = |part: &&Part| !is_carried(part) || part.text.starts_with("create unique ");
    let (mut indexes_behind, mut rules_behind) = (Vec::new(), Vec::new());
    let falling = indexes.gone.iter().filter(goes).chain(&indexes.changed);
    for part in falling.filter(|part| !again.holds(part)) {
        if !converted.is_empty() {
            steps.converted.insert(0, format!("drop index {};", part.name));
        } else if is_carried(part) {
            indexes_behind.push(part.index_dropped());
        } else if !is_over(part, &columns.gone) {
            steps.indexes.push(part.index_dropped());
        }
    }
    for part in leaving.iter().filter(|part| !again.holds(part)) {
        let dropped = part.dropped(&table);
        match converted.is_empty() {
            true if part.is_unique() && is_carried(part) => rules_behind.push(dropped),
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

/// Whether an index is over one of the columns alone: it goes and comes with a computed one, and
/// stays with one that goes out of use.
fn is_over(index: &Part, columns: &[Part]) -> bool {
    columns.iter().any(|column| index.text.ends_with(&format!("({});", column.name)))
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

struct Change<'a> {
    before: &'a Model,
    after: &'a Model,
    table: &'a str,
    carried: &'a [&'a Carried],
    /// Checks that stay with columns that go out of use.
    staying: &'a [Part],
    /// Indexes of what goes out of use.
    indexes: &'a [Part],
    past: &'a Past,
    /// Columns that are asked for again.
    revived: Vec<String>,
    steps: &'a mut Steps,
    refused: &'a mut Vec<String>,
}

/// What a migration says of a value that there has to be from now on.
const LEFT_OUT: &str =
    "-- The version that runs until now may leave it out, and is refused then.\n";

impl Change<'_> {
    /// Columns. Gives the names of those with another type.
    fn columns(&mut self, columns: &Difference) -> Vec<String> {
        let altered = format!("alter table {}", quoted(self.table));
        let plain = |parts: &[Part]| -> Vec<Part> {
            parts.iter().filter(|part| !part.is_computed()).cloned().collect()
        };
        let mut converted = Vec::new();
        for part in plain(&columns.changed) {
            let Some(old) = columns.before.iter().find(|old| old.name == part.name) else {
                continue;
            };
            if self.alter(&altered, old, &part) {
                converted.push(part.name.clone());
            }
        }
        let (gone, new) = (plain(&columns.gone), plain(&columns.new));
        for part in &gone {
            let kind = part.pieces().kind;
            let item = kind.trim_end_matches("[]");
            let mut enums = (0..self.before.enums.len()).map(EnumId);
            let own = match enums.any(|id| name::enum_type(self.before, id) == item) {
                true => vec![item.to_owned()],
                false => Vec::new(),
            };
            if let Some(carried) = self.carried.iter().find(|carried| carried.old == part.name) {
                let name = format!("{}.{}", self.table, part.name);
                self.steps.retired.push(retired::carried(&name, &own, &carry::carrier(carried)));
                continue;
            }
            let is_other =
                |part: &Part| !self.carried.iter().any(|carried| carried.new == part.name);
            let same = new.iter().filter(|part| is_other(part));
            let same = same.into_iter().find(|other| other.pieces().kind == part.pieces().kind);
            if let Some(other) = same {
                let (table, old, new) = (self.table, &part.name, &other.name);
                self.refused.push(format!(
                    "`{table}` loses `{old}` and gets `{new}`, which holds the same type: if it is the same, say so with `was` (`scaffold rename` does), else remove the one before you add the other"
                ));
            }
            let name = format!("{}.{}", self.table, part.name);
            let mut keeping: Vec<String> = self
                .staying
                .iter()
                .filter(|rule| rule.mentions(&part.name))
                .map(|rule| rule.name.clone())
                .collect();
            keeping.extend(undeleted::kept_out_of(self.table, part));
            let indexes = self.indexes.iter().filter(|it| is_over(it, std::slice::from_ref(part)));
            keeping.extend(indexes.map(|it| format!("{}{}", revive::INDEX, it.name)));
            let mark = retired::mark(&name, &own);
            let held = revive::held(self.before, self.table, part);
            self.steps.retired.push(retired::holding(&mark, &held, &keeping));
            self.steps.without.extend(retired::without(self.table, part));
        }
        new.iter().for_each(|part| self.add(&altered, part));
        self.computed(&altered, columns, !converted.is_empty());
        converted
    }

    /// A new column, which rows that are there have nothing in, or what it is made of.
    fn add(&mut self, altered: &str, part: &Part) {
        let Pieces { kind, is_required, default } = part.pieces();
        if let Some(thing) = revive::found(self.past, self.after, self.table, part) {
            if !revive::is_said(self.past, thing, self.refused) {
                return;
            }
            self.revived.push(part.name.clone());
            revive::column(thing, altered, part, self.steps);
            if is_required {
                let slugs = slug::filled(self.after, self.table, &part.name);
                self.fill(default, slugs, &part.name);
                let said = if default.is_some() { "" } else { LEFT_OUT };
                self.require(said, altered, part);
            }
            return;
        }
        self.steps.made.push(format!("{}.{}", self.table, part.name));
        if let Some(carried) = self.carried.iter().find(|carried| carried.new == part.name) {
            carry::add(carried, part, self.steps);
            if is_required {
                self.require("", altered, part);
            }
        } else if let Some(filled) = slug::filled(self.after, self.table, &part.name) {
            let column = quoted(&part.name);
            self.steps.tables.push(format!("{altered} add column {column} {kind};"));
            self.steps.filled.push(filled);
            self.require(LEFT_OUT, altered, part);
        } else if is_required && default.is_none() {
            self.refused.push(format!(
                "the column `{}.{}` needs a value in rows that are there already: {}",
                self.table,
                part.name,
                filling::told(self.after, self.table, &part.name)
            ));
        } else {
            self.steps.tables.push(format!("{altered} add column {};", part.text));
        }
    }

    /// One that is computed from others holds nothing of its own and can be made again.
    fn computed(&mut self, altered: &str, columns: &Difference, is_converted: bool) {
        let is_computed = |part: &&Part| part.is_computed();
        let without = |part: &Part| format!("{altered} drop column {};", quoted(&part.name));
        let gone = columns.gone.iter().filter(is_computed).map(without);
        let changed = columns.changed.iter().filter(is_computed).map(without);
        if is_converted {
            drop(self.steps.converted.splice(..0, gone.chain(changed)));
        } else {
            self.steps.tables.extend(gone);
            self.steps.computed.extend(changed);
        }
        for part in columns.changed.iter().chain(&columns.new).filter(is_computed) {
            self.steps.computed.push(format!("{altered} add column {};", part.text));
        }
    }

    /// A column with another type, default or leave to be null. Tells whether its type changes.
    fn alter(&mut self, altered: &str, old: &Part, new: &Part) -> bool {
        let column = quoted(&new.name);
        let (was, is) = (old.pieces(), new.pieces());
        let change = format!("{altered} alter column {column}");
        let mut is_converted = false;
        if was.kind != is.kind {
            let labels = |kind: &str| {
                let declared = [self.before, self.after].into_iter().flat_map(|model| {
                    let ids = (0..model.enums.len()).rev();
                    ids.map(move |id| (name::enum_type(model, EnumId(id)), &model.enums[id]))
                });
                let mut found = declared.filter(|(name, _)| name == kind);
                let (_, declared) = found.next_back()?;
                Some(declared.variants.iter().map(|it| it.snake().to_owned()).collect())
            };
            let Some(conversion) = conversion(&column, was.kind, is.kind, labels) else {
                self.refused.push(format!(
                    "the column `{}.{}` would become `{}`, which holds no value of `{}`: add a field of the new type, copy what you need into it, then remove this one",
                    self.table, new.name, is.kind, was.kind
                ));
                return false;
            };
            if let Some(unfit) = &conversion.unfit {
                let table = quoted(self.table);
                self.steps.unfit.push(format!("select id, {column} from {table} where {unfit};"));
                let fault = format!(
                    "{}.{} has values that {} does not hold",
                    self.table, new.name, is.kind
                );
                self.steps.converted.push(guard(&table, unfit, &fault));
            }
            is_converted = conversion.using.is_some();
            match conversion.using {
                None => self.steps.tables.push(format!(
                    "-- More digits need no row to be written anew.\n{change} type {};",
                    is.kind
                )),
                Some(using) => {
                    self.steps.outgrown.push(was.kind.trim_end_matches("[]").to_owned());
                    if was.default.is_some() {
                        self.steps.converted.push(format!("{change} drop default;"));
                    }
                    let kind = is.kind;
                    self.steps.converted.push(format!("{change} type {kind} using {using};"));
                    if let Some(default) = is.default {
                        self.steps.converted.push(format!("{change} set default {default};"));
                    }
                }
            }
        }
        if !is_converted && was.default != is.default {
            self.steps.tables.push(match is.default {
                Some(default) => format!("{change} set default {default};"),
                None => format!("{LEFT_OUT}{change} drop default;"),
            });
        }
        match (was.is_required, is.is_required) {
            (true, false) => self.steps.tables.push(format!(
                "-- The version that runs until now does not expect it to be absent.\n{change} drop not null;"
            )),
            (false, true) => {
                let is_said = was.default.is_some() && is.default.is_none();
                let said = if is_said { "" } else { LEFT_OUT };
                self.fill(is.default, None, &new.name);
                self.require(said, altered, new);
            }
            _ => {}
        }
        is_converted
    }

    /// Gives rows a value that have none, or asks which those are.
    fn fill(&mut self, default: Option<&str>, statement: Option<String>, column: &str) {
        let (table, column) = (quoted(self.table), quoted(column));
        let absent = format!("where {column} is null;");
        let given = default.map(|it| format!("update {table} set {column} = {it} {absent}"));
        match statement.or(given) {
            Some(statement) => self.steps.filled.push(statement),
            None => self.steps.faulty.push(format!("select id from {table} {absent}")),
        }
    }

    /// Lets no row do without a value: new ones at once, old ones once they are looked at, by a
    /// constraint that then makes `not null` free.
    fn require(&mut self, said: &str, altered: &str, part: &Part) {
        let column = quoted(&part.name);
        let name = identifier(&[self.table, &part.name, "present"]);
        self.steps.tables.push(format!(
            "{said}{altered}\n    add constraint {name} check ({column} is not null) not valid;"
        ));
        self.steps.late.push(format!("{altered} validate constraint {name};"));
        self.steps.late.push(format!("{altered} alter column {column} set not null;"));
        self.steps.late.push(format!("{altered} drop constraint {name};"));
    }
}

/// Fails where the type would not hold a value: a cast alone rounds it, or cuts it off.
fn guard(table: &str, unfit: &str, fault: &str) -> String {
    let fault = literal::text(fault);
    format!(
        "lock table {table} in access exclusive mode;
do $$
begin
    if exists (select from {table} where {unfit}) then
        raise exception {fault};
    end if;
end
$$;"
    )
}
