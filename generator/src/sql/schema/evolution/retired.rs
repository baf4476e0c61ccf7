//! What is there although nothing asks for it.
//!
//! A field or resource goes in two releases. In the first, its column or table stays with all it
//! holds, so that the version that runs until then goes on; the migration says so in a line of
//! its own, and is the record of it. In the second it is dropped, when somebody names it.

use super::Past;
use crate::model::{EnumId, Model};
use crate::sql::name;

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

    /// The line by which a migration says that it stays.
    pub(super) fn mark(&self) -> String {
        let parts = [
            (KEPT_OUT, self.kept_out.join(", ")),
            (OF_TYPE, self.types.join(", ")),
            (BY, self.carrier.clone().unwrap_or_default()),
            (POINTS_AT, self.points_at.join(", ")),
            (HOLDING, self.holding.clone()),
            (KEEPING, self.keeping.join(", ")),
        ];
        let mut line = format!("{RETIRED}{}", self.name);
        for (word, what) in parts.into_iter().filter(|(_, what)| !what.is_empty()) {
            line.extend([word, &what]);
        }
        line
    }

    /// What such a line says, behind the word that marks it.
    fn marked(rest: &str) -> Self {
        if let Some((name, checks)) = rest.split_once(KEPT_OUT) {
            let kept_out = checks.split(", ").map(str::to_owned).collect();
            return Self { name: name.to_owned(), kept_out, ..Self::default() };
        }
        let (rest, keeping) = rest.split_once(KEEPING).unwrap_or((rest, ""));
        let (rest, holding) = rest.split_once(HOLDING).unwrap_or((rest, ""));
        let (rest, points_at) = rest.split_once(POINTS_AT).unwrap_or((rest, ""));
        let (rest, carrier) = match rest.split_once(BY) {
            Some((rest, carrier)) => (rest, Some(carrier.to_owned())),
            None => (rest, None),
        };
        let (name, types) = rest.split_once(OF_TYPE).unwrap_or((rest, ""));
        Self {
            name: name.to_owned(),
            types: listed(types),
            carrier,
            points_at: listed(points_at),
            holding: holding.to_owned(),
            keeping: listed(keeping),
            kept_out: Vec::new(),
        }
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

/// Goes on with one thing more, or with a variant that is kept out of one place more.
pub(super) fn add(there: &mut Vec<Retired>, thing: Retired) {
    match there.iter_mut().find(|known| known.name == thing.name) {
        Some(known) if thing.is_variant() => known.kept_out.extend(thing.kept_out),
        _ => there.push(thing),
    }
}

/// Goes on with what one more migration leaves there.
fn read(there: &mut Vec<Retired>, migration: &str) {
    for line in migration.lines() {
        if let Some(rest) = line.strip_prefix(RETIRED) {
            add(there, Retired::marked(rest));
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

/// The line by which a migration says that something is asked for again.
pub(super) fn revived(name: &str) -> String {
    format!("{REVIVED}{name}")
}

/// What a variant is called, whether or not its type is written in quotes.
pub(super) fn variant_name(kind: &str, label: &str) -> String {
    format!("{}.{label}", kind.trim_matches('"'))
}

/// The line by which a migration says that something goes.
pub(super) fn dropped(name: &str) -> String {
    format!("{DROPPED}{name}")
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

    #[test]
    fn a_mark_says_everything() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let column = Retired {
            name: "posts.mood".to_owned(),
            types: names(&["post_mood"]),
            carrier: Some("posts_mood_carried".to_owned()),
            points_at: names(&["tags", "users"]),
            holding: "uuid referencing tags".to_owned(),
            keeping: names(&["posts_mood_length", "index posts_mood"]),
            kept_out: Vec::new(),
        };
        let kept_out = names(&["notes.without_loud"]);
        let variant = Retired { name: "mood.loud".to_owned(), kept_out, ..Retired::default() };
        let marks = format!("{}\n{}\n", column.mark(), variant.mark());
        assert_eq!(retired([marks.as_str()].into_iter()), [column, variant]);
    }
}
