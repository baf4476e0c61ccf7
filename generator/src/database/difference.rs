//! What a database has beside what a model says, and what it lacks.

use super::Thing;
use crate::sql::Retired;

/// How what is there differs from what a model says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// What is there besides: people's own, which nothing of ours touches.
    pub besides: Vec<String>,
    /// What went out of use and can be dropped, by the name that drops it.
    pub unused: Vec<String>,
    /// What is missing, or is something else, one sentence each.
    pub faults: Vec<String>,
}

/// Compares what `is` there with what a model `says`. `retired` is what went out of use.
#[must_use]
pub fn difference(is: &[Thing], says: &[Thing], retired: &[Retired]) -> Difference {
    let mut found = Difference {
        unused: retired.iter().map(|thing| thing.name.clone()).collect(),
        ..Difference::default()
    };
    let same =
        |things: &[Thing], thing: &Thing| things.iter().find(|it| it.is_same_as(thing)).cloned();
    for thing in says {
        match same(is, thing) {
            None => {
                found.faults.push(format!("{} is missing: {}", thing.words(), thing.definition));
            }
            Some(there) if used(&there, retired) != thing.definition => found.faults.push(format!(
                "{} is `{}`, and the model says `{}`",
                thing.words(),
                there.definition,
                thing.definition
            )),
            Some(_) => {}
        }
    }
    let is_table = |thing: &Thing| thing.kind == "table";
    let ours = |name: &str| says.iter().any(|thing| is_table(thing) && thing.name == name);
    for thing in is {
        let is_known = same(says, thing).is_some() || is_unused(thing, retired);
        // A table that is not the model's is told once, with all that it has.
        if is_known || (!thing.table.is_empty() && !ours(&thing.table)) {
            continue;
        }
        let definition = &thing.definition;
        let is_filled = !definition.contains(" not null")
            || [" default ", " generated", " identity"].iter().any(|it| definition.contains(it));
        match thing.kind == "column" && !is_filled {
            true => found.faults.push(format!(
                "{} has to have a value, and the service gives it none: give it a default, or let it be null",
                thing.words()
            )),
            false => found.besides.push(thing.words()),
        }
    }
    found
}

/// A definition without the variants that went out of use.
fn used(thing: &Thing, retired: &[Retired]) -> String {
    if thing.kind != "type" {
        return thing.definition.clone();
    }
    let is_gone = |label: &&str| {
        let name = format!("{}.{label}", thing.name);
        retired.iter().any(|gone| gone.is_variant() && gone.name == name)
    };
    let labels = thing.definition.split(", ").filter(|label| !is_gone(label));
    labels.collect::<Vec<_>>().join(", ")
}

/// Whether it went out of use, or belongs to something that did.
fn is_unused(thing: &Thing, retired: &[Retired]) -> bool {
    let full = format!("{}.{}", thing.table, thing.name);
    let bare = thing.name.split('(').next().unwrap_or_default();
    let says = |word: &str| {
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
        thing.definition.split(|letter| !is_part(letter)).any(|it| it == word)
    };
    retired.iter().any(|gone| {
        let is_own = match gone.name.split_once('.') {
            _ if gone.is_variant() => gone.kept_out.contains(&full),
            Some((table, column)) => thing.table == table && (thing.name == column || says(column)),
            None => thing.table == gone.name || thing.name == gone.name,
        };
        let is_type = thing.kind == "type"
            && gone.types.iter().any(|kind| kind.trim_matches('"') == thing.name);
        is_own || is_type || gone.carrier.as_deref() == Some(bare)
    }) || (thing.kind == "function" && OURS.contains(&bare) && !retired.is_empty())
}

/// Functions that checks of lists call; they stay until the last of what is unused goes.
const OURS: [&str; 2] = ["items_have_length", "items_match"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_besides_is_no_fault_and_what_is_missing_is() {
        let says = [
            Thing::of("table", "", "notes", ""),
            Thing::of("column", "notes", "title", "text not null"),
            Thing::of("type", "", "mood", "calm"),
        ];
        let is = [
            Thing::of("table", "", "notes", ""),
            Thing::of("column", "notes", "title", "text"),
            Thing::of("column", "notes", "mine", "bigint"),
            Thing::of("column", "notes", "needed", "bigint not null"),
            Thing::of("column", "notes", "old", "text"),
            Thing::of("index", "notes", "old_idx", "create index old_idx on notes (old)"),
            Thing::of("constraint", "notes", "without", "check (mood <> 'loud')"),
            Thing::of("type", "", "mood", "calm, loud"),
            Thing::of("table", "", "own", ""),
            Thing::of("column", "own", "id", "uuid not null"),
        ];
        let history = "-- retired: notes.old\n-- retired: mood.loud kept out by notes.without\n";
        let found = difference(&is, &says, &crate::sql::retired(std::iter::once(history)));
        assert_eq!(found.besides, ["column `notes.mine`", "table `own`"]);
        assert_eq!(found.unused, ["notes.old", "mood.loud"]);
        assert_eq!(
            found.faults,
            [
                "column `notes.title` is `text`, and the model says `text not null`",
                "column `notes.needed` has to have a value, and the service gives it none: give it a default, or let it be null",
            ]
        );
        assert_eq!(difference(&says, &says, &[]), Difference::default());
        assert!(difference(&[], &says, &[]).faults[0].starts_with("table `notes` is missing"));
    }
}
