//! Columns of a table that both models have.

use super::carry::{self, Carried};
use super::convert::conversion;
use super::given::Given;
use super::part::{Difference, Part, Pieces, is_over};
use super::retired::Retired;
use super::{Past, Steps, filling, leaving, revive, slug, undeleted};
use crate::model::{EnumId, Model};
use crate::sql::literal;
use crate::sql::name::{self, identifier, quoted};

/// A table whose columns change.
pub(super) struct Columns<'a> {
    pub before: &'a Model,
    pub after: &'a Model,
    pub table: &'a str,
    pub carried: &'a [&'a Carried],
    /// Checks that stay with columns that go out of use.
    pub staying: &'a [Part],
    /// Indexes of what goes out of use.
    pub indexes: &'a [Part],
    pub past: &'a Past,
    /// Columns that are asked for again.
    pub revived: Vec<String>,
    pub steps: &'a mut Steps,
    pub refused: &'a mut Vec<String>,
}

/// What a migration says of a value that there has to be from now on.
const LEFT_OUT: &str =
    "-- The version that runs until now may leave it out, and is refused then.\n";

impl Columns<'_> {
    /// Changes them. Gives the names of those with another type.
    pub(super) fn change(&mut self, columns: &Difference) -> Vec<String> {
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
            self.retire(part, &new);
        }
        new.iter().for_each(|part| self.add(&altered, part, &gone));
        self.computed(&altered, columns, !converted.is_empty());
        converted
    }

    /// Takes a column out of use, which stays with all it holds.
    fn retire(&mut self, part: &Part, new: &[Part]) {
        let kind = part.pieces().kind;
        let item = kind.trim_end_matches("[]");
        let mut enums = (0..self.before.enums.len()).map(EnumId);
        let types = match enums.any(|id| name::enum_type(self.before, id) == item) {
            true => vec![item.to_owned()],
            false => Vec::new(),
        };
        let name = format!("{}.{}", self.table, part.name);
        let thing = Retired { name, types, ..Retired::default() };
        if let Some(carried) = self.carried.iter().find(|carried| carried.old == part.name) {
            let carrier = Some(carry::carrier(carried));
            let keeping = self.indexes.iter().filter(|index| index.mentions(&part.name));
            let keeping = keeping.map(revive::index).collect();
            let carried_to = carried.new.clone();
            self.steps.retired.push(Retired { carrier, carried_to, keeping, ..thing });
            self.steps.late.extend(leaving::without(self.table, part));
            return;
        }
        let is_other = |part: &Part| !self.carried.iter().any(|carried| carried.new == part.name);
        let same = new.iter().filter(|part| is_other(part));
        let same = same.into_iter().find(|other| other.pieces().kind == part.pieces().kind);
        if let Some(other) = same {
            let (table, old, new) = (self.table, &part.name, &other.name);
            self.refused.push(format!(
                "`{table}` loses `{old}` and gets `{new}`, which holds the same type: if it is the same, say so with `was` (`scaffold rename` does), else remove the one before you add the other"
            ));
        }
        let mut keeping: Vec<String> = self
            .staying
            .iter()
            .filter(|rule| rule.mentions(&part.name))
            .map(|rule| rule.name.clone())
            .collect();
        keeping.extend(undeleted::kept_out_of(self.table, part));
        let indexes = self.indexes.iter().filter(|it| is_over(it, std::slice::from_ref(part)));
        keeping.extend(indexes.map(revive::index));
        let holding = revive::held(self.before, self.table, part);
        self.steps.retired.push(Retired { holding, keeping, ..thing });
        self.steps.without.extend(leaving::without(self.table, part));
    }

    /// A new column, which rows that are there have nothing in, or what it is made of.
    fn add(&mut self, altered: &str, part: &Part, gone: &[Part]) {
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
        let carried = self.carried.iter().find(|carried| carried.new == part.name);
        let old = carried.and_then(|carried| gone.iter().find(|it| it.name == carried.old));
        if let (Some(carried), Some(old)) = (carried, old) {
            self.carry(altered, carried, (old, part));
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

    /// A column under its new name, which may have another rule at once.
    fn carry(&mut self, altered: &str, carried: &Carried, (old, new): (&Part, &Part)) {
        let (was, is) = (old.pieces(), new.pieces());
        if was.kind != is.kind {
            self.refused.push(format!(
                "`{}.{}`, which was `{}`, gets another type as well: rename it at once, not gradually",
                self.table, new.name, old.name
            ));
            return;
        }
        carry::add(carried, new, self.steps);
        if let Some(default) = is.default {
            let column = quoted(&new.name);
            self.steps
                .tables
                .push(format!("{altered} alter column {column} set default {default};"));
        }
        if is.is_required && !was.is_required {
            self.fill(is.default, None, &new.name);
        }
        if is.is_required {
            self.require(if was.is_required { "" } else { LEFT_OUT }, altered, new);
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
    fn fill(&mut self, default: Option<&str>, slugs: Option<Given>, column: &str) {
        let name = quoted(column);
        let absent = format!("row.{name} is null");
        let given = default.map(|it| Given::new(self.table, column, it.to_owned(), absent));
        if let Some(given) = slugs.or(given) {
            self.steps.filled.push(given);
        } else {
            let table = quoted(self.table);
            self.steps.faulty.push(format!("select id from {table} where {name} is null;"));
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
