//! What migrations left there, read from them: they are the record of it.

use super::retired::{DROPPED, REFERENCING, RETIRED, REVIVED, Retired};
use super::{Past, carry, revive};
use crate::model::{EnumId, Model};
use crate::sql::name;

/// What these migrations, in their order, have left there.
pub fn retired<'a>(migrations: impl Iterator<Item = &'a str>) -> Vec<Retired> {
    let mut there: Vec<Retired> = Vec::new();
    migrations.for_each(|text| read(&mut there, text));
    there
}

/// Goes on with one thing more, or with a variant that is kept out of one place more.
pub(super) fn add(there: &mut Vec<Retired>, thing: Retired) {
    match there.iter_mut().find(|known| known.name == thing.name) {
        Some(known) if thing.is_variant() => known.kept_out.extend(thing.kept_out),
        _ => there.push(thing),
    }
}

/// Goes on with what one more migration leaves there.
fn read(there: &mut Vec<Retired>, migration: &str) {
    let mut carrier = "";
    for line in migration.lines() {
        if let Some(name) = line.strip_prefix("create function ") {
            carrier = name.split('(').next().unwrap_or_default();
        } else if let Some(column) = carry::carried_to(line) {
            // An earlier version said it here alone.
            let is_it = |thing: &&mut Retired| thing.carrier.as_deref() == Some(carrier);
            there.iter_mut().filter(is_it).for_each(|it| column.clone_into(&mut it.carried_to));
        } else if let Some(index) = line.strip_prefix("drop index concurrently ") {
            let index = format!("{}{}", revive::INDEX, index.trim_end_matches(';'));
            there.iter_mut().for_each(|thing| thing.keeping.retain(|it| *it != index));
        } else if let Some(rest) = line.strip_prefix(RETIRED) {
            add(there, Retired::marked(rest));
        } else if let Some(name) = line.strip_prefix(DROPPED) {
            let inside = format!("{name}.");
            let goes = |thing: &Retired| thing.name == name || thing.name.starts_with(&inside);
            let (gone, stays): (Vec<_>, Vec<_>) = there.drain(..).partition(goes);
            *there = stays;
            // An index over several columns goes with the first of them.
            let went = |kept: &String| gone.iter().any(|it| it.keeping.contains(kept));
            there.iter_mut().for_each(|thing| thing.keeping.retain(|kept| !went(kept)));
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
        let mut holding = std::mem::take(&mut thing.holding);
        if let Some((kind, target)) = holding.split_once(REFERENCING)
            && let Some((_, new)) = names.iter().find(|(old, _)| old == target)
        {
            holding = format!("{kind}{REFERENCING}{new}");
        }
        if let Some((old, new)) = names.iter().find(|(old, _)| *old == first) {
            thing.give_name(old, new);
        }
        thing.holding = holding;
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
    let now = |name: &String| {
        let mut pairs = past.retired.iter().zip(&there);
        pairs.find(|(old, _)| old.name == *name).map_or(name, |(_, now)| &now.name).clone()
    };
    let drop = past.drop.iter().map(now).collect();
    let revive = past.revive.iter().map(now).collect();
    Past { retired: there, drop, revive, ..past.clone() }
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
    fn an_index_that_fell_with_one_column_is_not_there_for_another() {
        let history = [
            "-- retired: posts.a carried over by x to c keeping index i, index a\n",
            "-- retired: posts.b carried over by y to d keeping index i, index b, index e\n",
            "drop index concurrently e;\n-- dropped: posts.a\n",
        ];
        assert_eq!(retired(history.into_iter())[0].keeping, ["index b"]);
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
