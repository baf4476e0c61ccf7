//! What is there although nothing asks for it.
//!
//! A field or resource goes in two releases. In the first, its column or table stays with all it
//! holds, so that the version that runs until then goes on; the migration says so in a line of
//! its own, and is the record of it. In the second it is dropped, when somebody names it.

use super::revive;
use crate::sql::name::identifier;

/// Marks what a migration leaves there unused.
pub(super) const RETIRED: &str = "-- retired: ";
/// Marks what a migration drops.
pub(super) const DROPPED: &str = "-- dropped: ";
/// Between a retired column and the type of its values.
const OF_TYPE: &str = " of type ";
/// Between a retired column and what carries it over to its new name.
const BY: &str = " carried over by ";
/// Between what carries it over and the column of its new name.
const TO: &str = " to ";
/// Between a retired table and the tables that its rows still belong to.
const POINTS_AT: &str = " pointing at ";
/// Between a variant and the checks that keep it out.
const KEPT_OUT: &str = " kept out by ";
/// Between a retired column and the type that it has.
const HOLDING: &str = " holding ";
/// Between the type of a relation and the table that it points into.
pub(super) const REFERENCING: &str = " referencing ";
/// Between a retired column and the checks that stay with it.
const KEEPING: &str = " keeping ";
/// How the names of checks ended that 0.1.0 left with a column, which it did not tell.
const CHECKED_BEFORE: [&str; 8] =
    ["length", "line", "form", "finite", "range", "items", "size", "pattern"];
/// Marks a column that was retired and is asked for again.
pub(super) const REVIVED: &str = "-- taken up again: ";

/// A table, column or variant that is there although nothing asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Retired {
    /// `posts`, `posts.subtitle`, or of an enum type `mood.loud`.
    pub name: String,
    /// The enum types of its values.
    pub types: Vec<String>,
    /// The trigger, and its function, that carries it over to the column of its new name.
    pub carrier: Option<String>,
    /// The column of its new name.
    pub carried_to: String,
    /// The tables that its foreign keys hold: it goes before them.
    pub points_at: Vec<String>,
    /// The type of a column, as SQL writes it; empty where an earlier version marked it.
    pub holding: String,
    /// The checks and indexes that stay with a column.
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
            (TO, self.carried_to.clone()),
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
    pub(super) fn marked(rest: &str) -> Self {
        if let Some((name, checks)) = rest.split_once(KEPT_OUT) {
            let kept_out = checks.split(", ").map(str::to_owned).collect();
            return Self { name: name.to_owned(), kept_out, ..Self::default() };
        }
        let (rest, keeping) = rest.split_once(KEEPING).unwrap_or((rest, ""));
        let (rest, holding) = rest.split_once(HOLDING).unwrap_or((rest, ""));
        let (rest, points_at) = rest.split_once(POINTS_AT).unwrap_or((rest, ""));
        let (rest, carrier) = match rest.split_once(BY) {
            Some((rest, carrier)) => (rest, Some(carrier)),
            None => (rest, None),
        };
        let (carrier, carried_to) = match carrier.map(|it| it.split_once(TO).unwrap_or((it, ""))) {
            Some((carrier, to)) => (Some(carrier.to_owned()), to.to_owned()),
            None => (None, String::new()),
        };
        let (name, types) = rest.split_once(OF_TYPE).unwrap_or((rest, ""));
        Self {
            name: name.to_owned(),
            types: listed(types),
            carrier,
            carried_to,
            points_at: listed(points_at),
            holding: holding.to_owned(),
            keeping: listed(keeping),
            kept_out: Vec::new(),
        }
        .with_old_rules()
    }

    /// With the checks that an earlier version left with a column that is carried over, and did
    /// not name: these are all that it can have.
    fn with_old_rules(mut self) -> Self {
        if let (Some(_), "", Some((table, column))) =
            (&self.carrier, self.carried_to.as_str(), self.name.split_once('.'))
        {
            let name = |word: &&str| identifier(&[table, column, word]);
            self.keeping = CHECKED_BEFORE.iter().map(name).collect();
        }
        self
    }

    /// Whether an earlier version left checks with it, although it is carried over.
    pub(in crate::sql::schema) fn has_old_rules(&self) -> bool {
        self.carrier.is_some() && self.keeping.iter().any(|kept| !kept.starts_with(revive::INDEX))
    }

    /// Whether it is carried over to this column of its table, as far as anything says.
    pub(super) fn may_carry_to(&self, column: &str) -> bool {
        self.carrier.is_some() && (self.carried_to.is_empty() || self.carried_to == column)
    }

    pub(super) fn give_name(&mut self, old: &str, new: &str) {
        let inside = |name: &str| {
            let rest = name.strip_prefix(old)?;
            (rest.is_empty() || rest.starts_with('.')).then(|| format!("{new}{rest}"))
        };
        if let Some((kind, target)) = self.holding.split_once(REFERENCING)
            && target == old
        {
            self.holding = format!("{kind}{REFERENCING}{new}");
        }
        let others = self.kept_out.iter_mut().chain(&mut self.points_at);
        for name in std::iter::once(&mut self.name).chain(others) {
            if let Some(now) = inside(name) {
                *name = now;
            }
        }
    }
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
    use super::super::retired;
    use super::*;

    #[test]
    fn a_mark_says_everything() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let column = Retired {
            name: "posts.mood".to_owned(),
            types: names(&["post_mood"]),
            carrier: Some("posts_mood_carried".to_owned()),
            carried_to: "feeling".to_owned(),
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
