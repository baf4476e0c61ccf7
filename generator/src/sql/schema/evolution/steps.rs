//! What is to be done, and the migrations that do it.

use super::given::{self, Given};
use super::retired::Retired;
use super::{Migration, TIMEOUTS, carry, excuse, leaving, rename, role, variant};
use crate::model::Resource;
use crate::sql::name;

/// What is to be done, in the order of the migrations that do it.
#[derive(Default)]
pub(super) struct Steps {
    /// New names for what is there.
    pub renames: Vec<String>,
    /// What stays there unused, and what lets new rows do without it.
    pub retired: Vec<Retired>,
    pub without: Vec<String>,
    /// What is dropped for good, a file each.
    pub dropped: Vec<(String, String)>,
    /// Columns that are asked for again.
    pub revived: Vec<String>,
    /// Names that are given to tables, columns and enum types, as [`Retired`] has them.
    pub made: Vec<String>,
    /// `alter type … add value`: nothing in the same transaction may use it.
    pub variants: Vec<String>,
    /// New types.
    pub types: Vec<String>,
    /// Columns that get another type, and what has to go before that.
    pub converted: Vec<String>,
    /// Types that they had.
    pub outgrown: Vec<String>,
    /// Which rows have values that the new type does not hold.
    pub unfit: Vec<String>,
    /// New tables, columns, constraints that do not look at old rows yet.
    pub tables: Vec<String>,
    /// What `tables` are about, as its file is called.
    pub about: Vec<String>,
    /// Columns under new names, beside those under the old ones.
    pub carried: Vec<String>,
    /// Variants that no row may have any more, and what keeps them out.
    pub retired_variants: Vec<Retired>,
    pub kept_out: Vec<String>,
    /// Variants in place of those.
    pub replaced: Vec<Given>,
    /// Roles that are taken away.
    pub revoked: Vec<String>,
    /// Values for rows that have none.
    pub filled: Vec<Given>,
    /// Columns that are computed from others, which takes as long as the table is large.
    pub computed: Vec<String>,
    /// Indexes, each outside a transaction.
    pub indexes: Vec<(String, String)>,
    /// What has to wait for those.
    pub late: Vec<String>,
    /// Which rows it would refuse.
    pub faulty: Vec<String>,
    /// Enum types that are made anew, a file each.
    pub remade: Vec<(String, String)>,
}

impl Steps {
    pub(super) fn about(&mut self, resource: &Resource) {
        let table = name::table(resource);
        if !self.about.contains(&table) {
            self.about.push(table);
        }
    }

    pub(super) fn count(&self) -> usize {
        self.renames.len()
            + self.retired.len()
            + self.converted.len()
            + self.carried.len()
            + self.filled.len()
            + self.tables.len()
            + self.computed.len()
            + self.indexes.len()
            + self.late.len()
    }

    /// Whether a migration drops an enum type; its name is without quotes.
    pub(super) fn drops_type(&self, name: &str) -> bool {
        let dropped = self.dropped.iter().map(|(_, text)| text).chain(&self.converted);
        let is_it = |line: &str| {
            let kind = line.strip_prefix("drop type ");
            kind.is_some_and(|kind| kind.trim_end_matches(';').trim_matches('"') == name)
        };
        dropped.into_iter().any(|text| text.lines().any(is_it))
    }

    pub(super) fn migrations(mut self, next: u64) -> Vec<Migration> {
        let mut files: Vec<(String, String)> = Vec::new();
        let about = match self.about.as_slice() {
            [one] => one.clone(),
            _ => "tables".to_owned(),
        };
        if !self.renames.is_empty() {
            let text = format!("{}\n\n{TIMEOUTS}\n\n{}\n", rename::HEAD, self.renames.join("\n"));
            files.push((format!("rename_{about}"), text));
        }
        if !self.variants.is_empty() {
            let head = "-- Adds variants. No row is read and nobody waits.";
            let text = format!("{head}\n\n{TIMEOUTS}\n\n{}\n", self.variants.join("\n"));
            files.push(("add_variants".to_owned(), text));
        }
        if !self.retired.is_empty() {
            let text = leaving::text(&self.retired, &self.without);
            files.push((format!("retire_{about}"), text));
        }
        if !self.converted.is_empty() {
            let text = format!(
                "{CONVERSION}\n{}\n{SLOWLY}\n\n{}\n",
                asked("Values that do not fit, and at which this fails:", &self.unfit),
                self.types.drain(..).chain(self.converted).collect::<Vec<_>>().join("\n\n")
            );
            files.push((format!("convert_{about}"), text));
        }
        self.tables.splice(..0, self.types);
        if !self.carried.is_empty() {
            let text = format!("{}\n\n{TIMEOUTS}\n\n{}\n", carry::HEAD, self.carried.join("\n\n"));
            files.push((format!("carry_{about}"), text));
        }
        if !self.tables.is_empty() {
            let head = "-- Changes tables for a moment each: no row is rewritten, and old rows are not looked at yet.";
            let text = format!("{head}\n\n{TIMEOUTS}\n\n{}\n", self.tables.join("\n\n"));
            files.push((format!("change_{about}"), text));
        }
        if !self.kept_out.is_empty() {
            let text = leaving::kept_out_text(&self.retired_variants, &self.kept_out);
            files.push(("retire_variants".to_owned(), text));
        }
        if !self.revoked.is_empty() {
            let text = format!("{}\n\n{SLOWLY}\n\n{}\n", role::HEAD, self.revoked.join("\n"));
            files.push(("revoke_roles".to_owned(), text));
        }
        let given = given::statements(self.replaced.iter().chain(&self.filled)).join("\n");
        let (name, heads) = match (self.replaced.is_empty(), self.filled.is_empty()) {
            (false, true) => ("replace_variants".to_owned(), variant::REPLACED.to_owned()),
            (false, false) => (format!("fill_{about}"), format!("{}\n{FILLED}", variant::REPLACED)),
            (true, _) => (format!("fill_{about}"), FILLED.to_owned()),
        };
        if !given.is_empty() {
            files.push((name, format!("{heads}\n\n{SLOWLY}\n\n{given}\n")));
        }
        if !self.computed.is_empty() {
            let head = "-- Computes words to search for of all rows at once: nobody reads or writes the table meanwhile.";
            let text = format!("{head}\n\n{SLOWLY}\n\n{}\n", self.computed.join("\n\n"));
            files.push((format!("compute_{about}"), text));
        }
        for (name, statement) in self.indexes {
            files.push((name, statement));
        }
        if !self.late.is_empty() {
            // What follows the look at all rows holds a table to the end, which is a moment then.
            self.late.sort_by_key(|it| !it.contains(" validate constraint "));
            let head = "-- Looks at old rows for what has been asked of new ones since. Reading and writing go on.";
            let asked = asked("Rows that it would refuse, and at which it fails:", &self.faulty);
            let text = format!("{head}\n{asked}\n{SLOWLY}\n\n{}\n", self.late.join("\n"));
            files.push((format!("validate_{about}"), text));
        }
        files.extend(self.dropped.into_iter().map(|(name, text)| (format!("drop_{name}"), text)));
        files.extend(self.remade.into_iter().map(|(name, text)| (format!("remake_{name}"), text)));
        let numbered = (next..).zip(files);
        numbered
            .map(|(number, (name, text))| Migration { number, name, text: excuse::excused(&text) })
            .collect()
    }
}

/// How long a migration may take that looks at every row.
pub(in crate::sql::schema) const SLOWLY: &str =
    "set local lock_timeout = '5s';\nset local statement_timeout = 0;";

/// What a migration says that gives rows values.
const FILLED: &str =
    "-- Gives a value to rows that have none. Reading goes on; who writes such a row waits.";

/// What a migration says that gives columns another type.
const CONVERSION: &str = "\
-- Gives columns another type. Each such table is written anew, as long as it is large, and nobody
-- reads or writes it meanwhile. The version of the service that runs until now does not know the
-- new type: stop it first.";

/// Queries that find the rows at which a migration fails, as comments; blank where there are none.
fn asked(head: &str, queries: &[String]) -> String {
    let lines = queries.iter().map(|query| format!("--   {query}\n"));
    let lines: String = lines.collect();
    if lines.is_empty() { lines } else { format!("-- {head}\n{lines}") }
}
