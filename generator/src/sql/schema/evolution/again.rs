//! What keeps values unique and becomes another rule of the same name: the one that is there holds
//! until the other one does.

use super::Steps;
use super::part::{Difference, Part};
use crate::sql::name::{identifier, quoted};

/// Of each such name, what drops the rule that is there.
pub(super) struct Again(Vec<(String, String)>);

impl Again {
    /// Between the indexes and constraints of a table; none where it is written anew, for which
    /// nobody writes to it.
    pub(super) fn of(table: &str, all: [&Difference; 2], is_stopped: bool) -> Self {
        if is_stopped {
            return Self(Vec::new());
        }
        let come = all.iter().flat_map(|it| it.changed.iter().chain(&it.new));
        let there = || all.iter().flat_map(|it| &it.before);
        let names = come.filter(|part| is_unique(part)).filter_map(|part| {
            let old = there().find(|old| is_unique(old) && old.name == part.name)?;
            let dropped = match old.is_unique() {
                true => old.dropped(table),
                false => format!("drop index {};", old.name),
            };
            Some((part.name.clone(), dropped))
        });
        Self(names.collect())
    }

    /// Whether a rule that goes is in the place of one that comes.
    pub(super) fn holds(&self, part: &Part) -> bool {
        is_unique(part) && self.0.iter().any(|(name, _)| *name == part.name)
    }

    /// Builds an index, and what stands on it: where a rule of its name is there, beside that one,
    /// into whose place it is put once it is whole.
    pub(super) fn build(&self, part: &Part, table: &str, said: &str, steps: &mut Steps) {
        let is_constraint = part.is_unique();
        let Some((name, dropped)) = self.0.iter().find(|(name, _)| *name == part.name) else {
            if is_constraint {
                steps.indexes.push(part.unique_index(table, said));
                steps.late.push(part.on_its_index(table));
            } else {
                steps.indexes.push(part.index_created(said));
            }
            return;
        };
        let aside = identifier(&[name, "next"]);
        let text = part.text.replacen(name.as_str(), &aside, 1);
        let beside = Part { name: aside.clone(), text };
        steps.late.push(dropped.clone());
        if is_constraint {
            steps.indexes.push(beside.unique_index(table, said));
            let table = quoted(table);
            steps.late.push(format!(
                "alter table {table} add constraint {name} unique using index {aside};"
            ));
        } else {
            steps.indexes.push(beside.index_created(said));
            steps.late.push(format!("alter index {aside} rename to {name};"));
        }
    }
}

fn is_unique(part: &Part) -> bool {
    part.is_unique() || part.text.starts_with("create unique ")
}
