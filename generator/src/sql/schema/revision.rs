//! Changes of the schema that come with the tool, not with a model.
//!
//! A version of the tool may want other tables for the same model: one more column of sessions,
//! another form of a constraint. A new project has them in the migrations that create its tables.
//! One that is there already gets them by migrations of their own when it is upgraded, because
//! what stands in `migrations/` is never rewritten. Which it has is counted in its ledger.

use super::{Migration, Retired, TIMEOUTS, comment, constraint, evolution, index};
use crate::model::{Model, ResourceId};
use crate::sql::name;

/// One such change. Its place in [`REVISIONS`] is what projects know it by.
#[derive(Debug, Clone, Copy)]
pub struct Revision {
    /// The migrations that make it in tables that this model's projects have: what each is called
    /// behind its number, and its text; none where the model has nothing of what changes. It is
    /// told what is there unused as well.
    pub migrations: fn(&Model, &[Retired]) -> Vec<Named>,
}

/// What a migration is called, and its text.
type Named = (String, String);

/// All of them, in the order in which they came. Whoever changes what [`migrations`] makes of a
/// model adds the way to it here, behind the others, and takes none away; `upgrade::schema` fails
/// until then.
///
/// [`migrations`]: super::migrations()
pub const REVISIONS: &[Revision] = &[NULL_LISTS, JOINERS, OLD_NAMES];

/// Since 0.2.0, rows without a list are found along an index, as rows without any other value.
const NULL_LISTS: Revision = Revision {
    migrations: |model, _| {
        let resources = (0..model.resources.len()).map(ResourceId);
        let indexes = resources.flat_map(|id| index::null_lists(model, id));
        indexes.map(|statement| evolution::index_created(&statement)).collect()
    },
};

/// Since 0.2.0, a line of text may have characters that join and part letters and emoji, unless
/// people tell rows apart by it. No old row breaks the wider rule.
const JOINERS: Revision = Revision {
    migrations: |model, _| {
        let resources = (0..model.resources.len()).map(ResourceId);
        let changes = resources.flat_map(|id| {
            let table = name::table(model.resource(id));
            let checks = constraint::joining(model, id).into_iter();
            checks.map(move |check| evolution::check_exchanged(&table, &check)).collect::<Vec<_>>()
        });
        let (exchanged, validated): (Vec<_>, Vec<_>) = changes.unzip();
        if exchanged.is_empty() {
            return Vec::new();
        }
        let exchanged = guarded(
            "Lets letters and emoji be joined in a line of text. No row is looked at.",
            &exchanged.join("\n\n"),
        );
        let validated = format!(
            "-- Looks at old rows, none of which breaks the wider rule. Reading and writing go on.\n\n{}\n\n{}\n",
            evolution::SLOWLY,
            validated.join("\n")
        );
        vec![("join_letters".to_owned(), exchanged), ("validate_lines".to_owned(), validated)]
    },
};

/// Since 0.2.0, a column that is carried over to its new name has no rules of its own: those of the
/// new name may become wider, and may give it a default.
const OLD_NAMES: Revision = Revision {
    migrations: |_, there| {
        let freed: Vec<String> = there.iter().filter_map(evolution::freed).collect();
        if freed.is_empty() {
            return Vec::new();
        }
        let words =
            "Leaves the rules of columns that have two names to the new one. No row is looked at.";
        vec![("free_old_names".to_owned(), guarded(words, &freed.join("\n\n")))]
    },
};

/// The migrations of these revisions for a model's tables, counted from `next`.
#[must_use]
pub fn revise(
    model: &Model,
    there: &[Retired],
    revisions: &[Revision],
    next: u64,
) -> Vec<Migration> {
    let texts = revisions.iter().flat_map(|revision| (revision.migrations)(model, there));
    (next..)
        .zip(texts)
        .map(|(number, (name, text))| {
            let text = evolution::excused(&text);
            Migration { number, name, text }
        })
        .collect()
}

/// A migration that says in `words` what it does, and waits neither for long nor forever.
#[must_use]
pub fn guarded(words: &str, statements: &str) -> String {
    format!("{}\n\n{TIMEOUTS}\n\n{statements}\n", comment(0, words))
}
