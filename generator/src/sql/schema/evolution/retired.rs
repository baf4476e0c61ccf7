//! What nothing asks for any more, and what is dropped for good.
//!
//! A field or resource goes in two releases. In the first, its column or table stays with all it
//! holds, so that the version that runs until then goes on; the migration says so in a line of
//! its own, and is the record of it. In the second it is dropped, when somebody names it.

use super::change::is_used;
use super::part::Part;
use super::{Past, Steps, carry, constraint, variant};
use crate::model::{EnumId, Model};
use crate::sql::name::{self, quoted};

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
/// Between a variant and the checks that keep it out.
const KEPT_OUT: &str = " kept out by ";
/// Between a retired column and the type that it has.
const HOLDING: &str = " holding ";
/// Between a retired column and the checks that stay with it.
const KEEPING: &str = " keeping ";
/// Marks a column that was retired and is asked for again.
const REVIVED: &str = "-- taken up again: ";

/// What constraints on lists of text called, if there were any.
const FUNCTIONS: &str = "\
drop function if exists items_have_length(text[], integer, integer);
drop function if exists items_match(text[], text)";

/// A table, column or variant that is there although nothing asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Retired {
    /// `posts`, `posts.subtitle`, or of an enum type `mood.loud`.
    pub name: String,
    /// The enum types of its values.
    pub types: Vec<String>,
    /// The trigger, and its function, that carries it over to the column of its new name.
    pub carrier: Option<String>,
    /// The tables that its foreign keys hold: it goes before them.
    pub points_at: Vec<String>,
    /// The type of a column, as SQL writes it; empty where an earlier version marked it.
    pub holding: String,
    /// The checks that stay with a column.
    pub keeping: Vec<String>,
    /// Of a variant the checks that keep it out, such as `notes.notes_mood_without_loud`.
    pub kept_out: Vec<String>,
}

impl Retired {
    /// Whether it is a variant of an enum type.
    #[must_use]
    pub const fn is_variant(&self) -> bool {
        !self.kept_out.is_empty()
    }

    /// Whether it is a variant of this enum type, which may be in quotes.
    pub(super) fn is_variant_of(&self, kind: &str) -> bool {
        self.variant().is_some_and(|(of, _)| of == kind.trim_matches('"'))
    }

    /// The type of a variant, without quotes, and its label.
    pub(super) fn variant(&self) -> Option<(&str, &str)> {
        self.name.split_once('.').filter(|_| self.is_variant())
    }

    /// Whether it has values of an enum type.
    pub(super) fn is_of(&self, kind: &str) -> bool {
        self.types.iter().any(|of| of == kind)
    }

    fn give_name(&mut self, old: &str, new: &str) {
        let inside = |name: &str| {
            let rest = name.strip_prefix(old)?;
            (rest.is_empty() || rest.starts_with('.')).then(|| format!("{new}{rest}"))
        };
        let others = self.kept_out.iter_mut().chain(&mut self.points_at);
        for name in std::iter::once(&mut self.name).chain(others) {
            if let Some(now) = inside(name) {
                *name = now;
            }
        }
    }
}

/// What these migrations, in their order, have left there.
pub fn retired<'a>(migrations: impl Iterator<Item = &'a str>) -> Vec<Retired> {
    let mut there: Vec<Retired> = Vec::new();
    migrations.for_each(|text| read(&mut there, text));
    there
}

/// Goes on with what one more migration leaves there.
pub(super) fn read(there: &mut Vec<Retired>, migration: &str) {
    for line in migration.lines() {
        if let Some(rest) = line.strip_prefix(RETIRED) {
            let thing = marked(rest);
            match there.iter_mut().find(|known| known.name == thing.name) {
                Some(known) if thing.is_variant() => known.kept_out.extend(thing.kept_out),
                _ => there.push(thing),
            }
        } else if let Some(name) = line.strip_prefix(DROPPED) {
            let inside = format!("{name}.");
            there.retain(|thing| thing.name != name && !thing.name.starts_with(&inside));
        } else if let Some(name) = line.strip_prefix(REVIVED) {
            there.retain(|thing| thing.name != name);
        } else if let Some(kind) = line.strip_prefix("drop type ") {
            let kind = kind.trim_end_matches(';').trim_matches('"');
            there.retain(|thing| !thing.is_variant_of(kind));
        } else if let Some((old, new)) = renamed_thing(line) {
            for thing in there.iter_mut() {
                thing.give_name(old.trim_matches('"'), new.trim_matches('"'));
                thing.types.iter_mut().filter(|of| *of == old).for_each(|of| new.clone_into(of));
            }
        }
    }
}

fn marked(rest: &str) -> Retired {
    if let Some((name, checks)) = rest.split_once(KEPT_OUT) {
        let kept_out = checks.split(", ").map(str::to_owned).collect();
        return Retired { name: name.to_owned(), kept_out, ..Retired::default() };
    }
    let (rest, keeping) = rest.split_once(KEEPING).unwrap_or((rest, ""));
    let (rest, holding) = rest.split_once(HOLDING).unwrap_or((rest, ""));
    let (rest, points_at) = rest.split_once(POINTS_AT).unwrap_or((rest, ""));
    let (rest, carrier) = match rest.split_once(BY) {
        Some((rest, carrier)) => (rest, Some(carrier.to_owned())),
        None => (rest, None),
    };
    let (name, types) = rest.split_once(OF_TYPE).unwrap_or((rest, ""));
    Retired {
        name: name.to_owned(),
        types: listed(types),
        carrier,
        points_at: listed(points_at),
        holding: holding.to_owned(),
        keeping: listed(keeping),
        kept_out: Vec::new(),
    }
}

/// A table or type that gets another name, as SQL writes both.
fn renamed_thing(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("alter table ").or_else(|| line.strip_prefix("alter type "))?;
    let (old, new) = rest.split_once(" rename to ")?;
    Some((old, new.strip_suffix(';')?))
}

/// The past as things are called once tables and types have their new names.
pub(super) fn renamed(past: &Past, before: &Model, after: &Model) -> Past {
    let tables = before.resources.iter().zip(&after.resources);
    let tables = tables.map(|(old, new)| (name::table(old), name::table(new)));
    let kinds = (0..before.enums.len()).map(EnumId);
    let kinds = kinds.map(|id| (name::enum_type(before, id), name::enum_type(after, id)));
    let kinds: Vec<_> = kinds.collect();
    let plain = |name: &str| name.trim_matches('"').to_owned();
    let plain = kinds.iter().map(|(old, new)| (plain(old), plain(new)));
    let names: Vec<_> = tables.chain(plain).filter(|(old, new)| old != new).collect();
    let mut there = past.retired.clone();
    for thing in &mut there {
        // Names may go round in a circle: each is given once.
        let first = thing.name.split('.').next().unwrap_or_default().to_owned();
        let kept_out = std::mem::take(&mut thing.kept_out);
        if let Some((old, new)) = names.iter().find(|(old, _)| *old == first) {
            thing.give_name(old, new);
        }
        thing.kept_out = kept_out
            .into_iter()
            .map(|place| match place.split_once('.') {
                Some((table, check)) => match names.iter().find(|(old, _)| old == table) {
                    Some((_, new)) => format!("{new}.{check}"),
                    None => place,
                },
                None => place,
            })
            .collect();
        for kind in &mut thing.types {
            if let Some((_, new)) = kinds.iter().find(|(old, _)| old == kind) {
                kind.clone_from(new);
            }
        }
    }
    let pairs = past.retired.iter().zip(&there);
    let drop = pairs.filter(|(old, _)| past.drop.contains(&old.name));
    let drop = drop.map(|(_, now)| now.name.clone()).collect();
    let pairs = past.retired.iter().zip(&there);
    let revive = pairs.filter(|(old, _)| past.revive.contains(&old.name));
    let revive = revive.map(|(_, now)| now.name.clone()).collect();
    Past { retired: there, drop, revive, ..past.clone() }
}

/// `a, b`
fn listed(names: &str) -> Vec<String> {
    names.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect()
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

/// The same of a column, with what it takes to ask for it again.
pub(super) fn holding(mark: &str, kind: &str, keeping: &[String]) -> String {
    match keeping.is_empty() {
        true => format!("{mark}{HOLDING}{kind}"),
        false => format!("{mark}{HOLDING}{kind}{KEEPING}{}", keeping.join(", ")),
    }
}

/// The line by which a migration says that something is asked for again.
pub(super) fn revived(name: &str) -> String {
    format!("{REVIVED}{name}")
}

/// The same of a column that stays beside one of a new name.
pub(super) fn carried(name: &str, types: &[String], carrier: &str) -> String {
    format!("{}{BY}{carrier}", mark(name, types))
}

/// The same of a variant.
pub(super) fn kept_out(kind: &str, label: &str, checks: &[String]) -> String {
    format!("{RETIRED}{}{KEPT_OUT}{}", variant_name(kind, label), checks.join(", "))
}

/// What a variant is called, whether or not its type is written in quotes.
pub(super) fn variant_name(kind: &str, label: &str) -> String {
    format!("{}.{label}", kind.trim_matches('"'))
}

/// The line by which a migration says that something goes.
pub(super) fn dropped(name: &str) -> String {
    format!("{DROPPED}{name}")
}

/// The migration that keeps the variants out that its marks name.
pub(super) fn kept_out_text(marks: &[String], statements: &[String], timeouts: &str) -> String {
    let names = marks.iter().filter_map(|mark| mark.strip_prefix(RETIRED)?.split(' ').next());
    let drops: Vec<_> = names.map(|name| format!("--drop {name}")).collect();
    format!(
        "{}\n{}\n--   scaffold apply {}\n\n{timeouts}\n\n{}\n",
        marks.join("\n"),
        variant::KEPT_OUT,
        drops.join(" "),
        statements.join("\n")
    )
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
            let is_kept = others.iter().any(|other| other.types.contains(of)) || is_used(after, of);
            if is_last && !is_kept {
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
            ..Retired::default()
        };
        assert_eq!(retired(history.into_iter()), [mood]);
    }

    #[test]
    fn variants_are_kept_out_under_the_names_that_things_have_now() {
        let history = [
            "-- retired: mood.loud kept out by notes.without_loud\n-- retired: tags.mood of type mood\n",
            "-- retired: mood.loud kept out by tags.without_loud\n-- retired: kind.old kept out by notes.x\n",
            "alter table notes rename to memos;\nalter type mood rename to feeling;\ndrop type kind;\n",
        ];
        let loud = Retired {
            name: "feeling.loud".to_owned(),
            kept_out: ["memos.without_loud", "tags.without_loud"].map(str::to_owned).to_vec(),
            ..Retired::default()
        };
        let column = Retired {
            name: "tags.mood".to_owned(),
            types: vec!["feeling".to_owned()],
            ..Retired::default()
        };
        assert_eq!(retired(history.into_iter()), [loud, column]);
    }
}
