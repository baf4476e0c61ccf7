//! What nothing asks for any more, and what is dropped for good.
//!
//! A field or resource goes in two releases. In the first, its column or table stays with all it
//! holds, so that the version that runs until then goes on; the migration says so in a line of
//! its own, and is the record of it. In the second it is dropped, when somebody names it.

use super::part::Part;
use super::{Past, Steps, carry};
use crate::sql::name::quoted;

/// Marks what a migration leaves there unused.
const RETIRED: &str = "-- retired: ";
/// Marks what a migration drops.
const DROPPED: &str = "-- dropped: ";
/// Between a retired column and the type of its values.
const OF_TYPE: &str = " of type ";
/// Between a retired column and what carries it over to its new name.
const BY: &str = " carried over by ";
/// Between a retired table and the tables that its rows still belong to.
const POINTS_AT: &str = " pointing at ";

/// What constraints on lists of text called, if there were any.
const FUNCTIONS: &str = "\
drop function if exists items_have_length(text[], integer, integer);
drop function if exists items_match(text[], text)";

/// A table or column that is there although nothing asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retired {
    /// `posts` or `posts.subtitle`.
    pub name: String,
    /// The enum types that were its own.
    pub types: Vec<String>,
    /// The trigger, and its function, that carries it over to the column of its new name.
    pub carrier: Option<String>,
    /// The tables that its foreign keys hold: it goes before them.
    pub points_at: Vec<String>,
}

/// What these migrations, in their order, have left there.
pub fn retired<'a>(migrations: impl Iterator<Item = &'a str>) -> Vec<Retired> {
    let mut there: Vec<Retired> = Vec::new();
    for line in migrations.flat_map(str::lines) {
        if let Some(rest) = line.strip_prefix(RETIRED) {
            let (rest, points_at) = rest.split_once(POINTS_AT).unwrap_or((rest, ""));
            let (rest, carrier) = match rest.split_once(BY) {
                Some((rest, carrier)) => (rest, Some(carrier.to_owned())),
                None => (rest, None),
            };
            let (name, types) = rest.split_once(OF_TYPE).unwrap_or((rest, ""));
            let (types, points_at) = (listed(types), listed(points_at));
            there.push(Retired { name: name.to_owned(), types, carrier, points_at });
        } else if let Some(name) = line.strip_prefix(DROPPED) {
            let inside = format!("{name}.");
            there.retain(|thing| thing.name != name && !thing.name.starts_with(&inside));
        } else if let Some((old, new)) = renamed_table(line) {
            for thing in &mut there {
                let rest = thing.name.strip_prefix(old).map(str::to_owned);
                if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('.')) {
                    thing.name = format!("{new}{rest}");
                }
                for table in thing.points_at.iter_mut().filter(|table| *table == old) {
                    new.clone_into(table);
                }
            }
        }
    }
    there
}

/// `a, b`
fn listed(names: &str) -> Vec<String> {
    names.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn renamed_table(line: &str) -> Option<(&str, &str)> {
    let (old, new) = line.strip_prefix("alter table ")?.split_once(" rename to ")?;
    Some((old.trim_matches('"'), new.strip_suffix(';')?.trim_matches('"')))
}

/// The line by which a migration says that something stays.
pub(super) fn mark(name: &str, types: &[String]) -> String {
    match types.is_empty() {
        true => format!("{RETIRED}{name}"),
        false => format!("{RETIRED}{name}{OF_TYPE}{}", types.join(", ")),
    }
}

/// The same of a table whose rows go with those of other tables until then.
pub(super) fn pointing(mark: String, mut tables: Vec<String>) -> String {
    tables.sort();
    tables.dedup();
    match tables.is_empty() {
        true => mark,
        false => format!("{mark}{POINTS_AT}{}", tables.join(", ")),
    }
}

/// The same of a column that stays beside one of a new name.
pub(super) fn carried(name: &str, carrier: &str) -> String {
    format!("{RETIRED}{name}{BY}{carrier}")
}

/// The migration that keeps what its marks name.
pub(super) fn text(marks: &[String], statements: &[String], timeouts: &str) -> String {
    let names = marks.iter().filter_map(|mark| mark.strip_prefix(RETIRED));
    let names = names.map(|name| name.split(' ').next().unwrap_or(name));
    let drops: Vec<_> = names.map(|name| format!("--drop {name}")).collect();
    format!(
        "{}\n-- Keeps what nothing asks for any more, with all it holds: the version that runs until\n\
         -- now goes on. Once none does, this drops it for good:\n\
         --   scaffold apply {}\n\n{timeouts}\n\n{}\n",
        marks.join("\n"),
        drops.join(" "),
        statements.join("\n")
    )
    .replace("\n\n\n", "\n")
}

/// Lets new rows do without a column.
pub(super) fn without(table: &str, column: &Part) -> Option<String> {
    let is_needed = column.text.contains(" not null") && !column.text.contains(" default ");
    is_needed.then(|| {
        let (table, column) = (quoted(table), quoted(&column.name));
        format!("alter table {table} alter column {column} drop not null;")
    })
}

/// Refuses names that something still has that nothing asks for. `tables` gives the names of
/// tables until now, and those from now on.
pub(super) fn in_the_way(
    past: &Past,
    tables: &[(String, String)],
    made: &[String],
    refused: &mut Vec<String>,
) {
    for Retired { name, types, .. } in &past.retired {
        let (table, rest) = name.split_at(name.find('.').unwrap_or(name.len()));
        let renamed = tables.iter().find(|(old, _)| old == table);
        let now = format!("{}{rest}", renamed.map_or(table, |(_, new)| new));
        if made.contains(&now) || types.iter().any(|of| made.contains(of)) {
            refused.push(format!(
                "`{name}` is still there from before: drop it first, with `--drop {name}`"
            ));
        }
    }
}

/// Drops what was retired, a migration each.
pub(super) fn drop(
    past: &Past,
    measures_items: bool,
    steps: &mut Steps,
    refused: &mut Vec<String>,
) {
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
        if let (Some((table, _)), false) = (name.split_once('.'), is_carried(thing)) {
            // Nothing says to which column it is carried: that may be this one.
            let beside =
                |other: &&Retired| other.name.split_once('.').is_some_and(|it| it.0 == table);
            let mut beside = there.iter().filter(beside);
            if let Some(other) = beside.find(|other| is_carried(other) && !going(other)) {
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
            if is_last && !others.iter().any(|other| other.types.contains(of)) {
                statements.push(format!("drop type {of};"));
            }
        }
        if is_last_of_all && !measures_items && wanted.last() == Some(name) {
            statements.push(format!("{FUNCTIONS};"));
        }
        steps.dropped.push((name.replace('.', "_"), format!(
            "{DROPPED}{name}\n\
             -- Drops it with all it holds, which nothing brings back. No version that asks for it may\n\
             -- run any more.\n\n{}\n\n{}\n",
            super::TIMEOUTS,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_unused_is_read_from_the_migrations() {
        let history = [
            "-- retired: posts.mood of type post_mood\n-- retired: tags\n",
            "select 1;\nalter table posts rename to stories;\n",
            "-- dropped: tags\n",
        ];
        let mood = Retired {
            name: "stories.mood".to_owned(),
            types: vec!["post_mood".to_owned()],
            carrier: None,
            points_at: Vec::new(),
        };
        assert_eq!(retired(history.into_iter()), [mood]);
    }
}
