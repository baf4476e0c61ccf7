//! The migrations that turn one model's tables into another's while a service runs on them.
//!
//! The tables of both models are compared part by part, by name. What is added comes as
//! migrations that hold no lock for long: columns without a rewrite, constraints that are
//! validated in a step of their own, indexes that are built beside the traffic. A column that gets
//! another type is the exception: its table is written anew while nobody reads it, and values that
//! the new type does not hold make the migration fail. What is removed stays until it is dropped
//! by name; what would lose data otherwise is refused, and said.

mod again;
mod carry;
mod change;
mod convert;
mod excuse;
mod filling;
mod narrow;
mod part;
mod remade;
mod rename;
mod retired;
mod revive;
mod role;
mod slug;
mod undeleted;
mod variant;

use super::{Migration, TIMEOUTS, account, constraint, enum_type, enums_of, index, order, table};
use crate::model::{FieldId, FieldKind, Model, Resource, ResourceId, renamed};
use crate::sql::name;

use part::Part;
pub use retired::{Retired, retired};

/// What earlier migrations left, and what is to become of it.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// Tables, columns and variants that are there although nothing asks for them.
    pub retired: Vec<Retired>,
    /// Those of them that are dropped now, by name.
    pub drop: Vec<String>,
    /// Columns of them that the model asks for again, with all they hold.
    pub revive: Vec<String>,
    /// Whether columns that have another name stay under the old one as well, until they are
    /// dropped: then the version that runs until now goes on.
    pub gradual: bool,
    /// Roles that go and are taken from whoever has them.
    pub revoke: Vec<String>,
}

/// The migrations from `before` to `after`, counted from `next`; or what cannot be done, one
/// sentence each.
pub fn evolve(before: &Model, after: &Model, next: u64) -> Result<Vec<Migration>, Vec<String>> {
    evolve_past(before, after, next, &Past::default())
}

/// The same in a project with a past.
pub fn evolve_past(
    before: &Model,
    after: &Model,
    next: u64,
    past: &Past,
) -> Result<Vec<Migration>, Vec<String>> {
    let mut steps = Steps::default();
    let mut refused = Vec::new();
    let mut renamed = renamed(before, after);
    let carried = match past.gradual {
        true => carry::columns(before, &mut renamed, &mut refused),
        false => Vec::new(),
    };
    carry::undisturbed((before, after), &renamed, past, &mut refused);
    if !renamed.is_empty() {
        rename::statements(before, &renamed.model, &mut steps);
    }
    let now = retired::renamed(past, before, &renamed.model);
    // From here on both models call the same things by the same names.
    let before = &renamed.model;
    for id in (0..before.resources.len()).map(ResourceId) {
        if find(after, before.resource(id)).is_none() {
            change::retire(before, id, &mut steps);
        }
    }
    retired::drop(past, (before, after), &mut steps, &mut refused);
    variant::undisturbed((before, after), &now, &mut refused);
    let reordered = variant::types((before, after), &now.retired, &mut steps);
    role::roles(before, after, past, &mut steps, &mut refused);
    let measures = |model: &Model| model.resources.iter().any(constraint::measures_items);
    if measures(after) && !measures(before) {
        // They may be there for something that is not in use any more.
        let functions = constraint::ITEMS_FUNCTIONS;
        steps.types.push(functions.replace("create function", "create or replace function"));
    }
    let order = order::creation(after);
    let (old, new): (Vec<ResourceId>, Vec<ResourceId>) =
        order.into_iter().partition(|id| find(before, after.resource(*id)).is_some());
    // New tables come first: what changes may point at them.
    new.into_iter().for_each(|id| create(before, after, id, &mut steps));
    for id in old {
        change::table((before, after), id, (&carried, &now), &mut steps, &mut refused);
        undeleted::kept_out((before, after), id, &mut steps);
    }
    links(before, after, &mut steps, &mut refused);
    change::drop_types(before, after, &past.retired, &mut steps);
    remade::types(after, &reordered, &now, &mut steps, &mut refused);
    retired::in_the_way(past, &now.retired, &steps.made, &mut refused);
    revive::unasked(past, &now, &steps, &mut refused);
    if refused.is_empty() { Ok(steps.migrations(next)) } else { Err(refused) }
}

/// The migration that builds an index of rows that are there: what it is called, and its text.
pub(super) fn index_created(statement: &str) -> (String, String) {
    Part::index(statement).index_created("")
}

/// What is to be done, in the order of the migrations that do it.
#[derive(Default)]
struct Steps {
    /// New names for what is there.
    renames: Vec<String>,
    /// Marks of what stays there unused, and what lets new rows do without it.
    retired: Vec<String>,
    without: Vec<String>,
    /// What is dropped for good, a file each.
    dropped: Vec<(String, String)>,
    /// Columns that are asked for again.
    revived: Vec<String>,
    /// Names that are given to tables, columns and enum types, as [`Retired`] has them.
    made: Vec<String>,
    /// `alter type … add value`: nothing in the same transaction may use it.
    variants: Vec<String>,
    /// New types.
    types: Vec<String>,
    /// Columns that get another type, and what has to go before that.
    converted: Vec<String>,
    /// Types that they had.
    outgrown: Vec<String>,
    /// Which rows have values that the new type does not hold.
    unfit: Vec<String>,
    /// New tables, columns, constraints that do not look at old rows yet.
    tables: Vec<String>,
    /// What `tables` are about, as its file is called.
    about: Vec<String>,
    /// Columns under new names, beside those under the old ones.
    carried: Vec<String>,
    /// Variants that no row may have any more, and the marks of those.
    kept_out: Vec<String>,
    kept_out_marks: Vec<String>,
    /// Variants in place of those.
    replaced: Vec<String>,
    /// Roles that are taken away.
    revoked: Vec<String>,
    /// Values for rows that have none.
    filled: Vec<String>,
    /// Columns that are computed from others, which takes as long as the table is large.
    computed: Vec<String>,
    /// Indexes, each outside a transaction.
    indexes: Vec<(String, String)>,
    /// What has to wait for those.
    late: Vec<String>,
    /// Which rows it would refuse.
    faulty: Vec<String>,
    /// Enum types that are made anew, a file each.
    remade: Vec<(String, String)>,
}

impl Steps {
    fn about(&mut self, resource: &Resource) {
        let table = name::table(resource);
        if !self.about.contains(&table) {
            self.about.push(table);
        }
    }

    fn count(&self) -> usize {
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
    fn drops_type(&self, name: &str) -> bool {
        let dropped = self.dropped.iter().map(|(_, text)| text).chain(&self.converted);
        let is_it = |line: &str| {
            let kind = line.strip_prefix("drop type ");
            kind.is_some_and(|kind| kind.trim_end_matches(';').trim_matches('"') == name)
        };
        dropped.into_iter().any(|text| text.lines().any(is_it))
    }

    fn migrations(mut self, next: u64) -> Vec<Migration> {
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
            let text = retired::text(&self.retired, &self.without, TIMEOUTS);
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
            let text = retired::kept_out_text(&self.kept_out_marks, &self.kept_out, TIMEOUTS);
            files.push(("retire_variants".to_owned(), text));
        }
        for (name, head, statements) in [
            ("replace_variants", variant::REPLACED, &self.replaced),
            ("revoke_roles", role::HEAD, &self.revoked),
        ] {
            if !statements.is_empty() {
                let text = format!("{head}\n\n{SLOWLY}\n\n{}\n", statements.join("\n"));
                files.push((name.to_owned(), text));
            }
        }
        if !self.filled.is_empty() {
            let head = "-- Gives a value to rows that have none. Reading goes on; who writes such a row waits.";
            let text = format!("{head}\n\n{SLOWLY}\n\n{}\n", self.filled.join("\n"));
            files.push((format!("fill_{about}"), text));
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
const SLOWLY: &str = "set local lock_timeout = '5s';\nset local statement_timeout = 0;";

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

/// The same resource of the other model.
fn find(model: &Model, resource: &Resource) -> Option<ResourceId> {
    model.resources.iter().position(|other| other.name == resource.name).map(ResourceId)
}

/// A table that is new, with the foreign keys that can point at it only now.
fn create(before: &Model, after: &Model, id: ResourceId, steps: &mut Steps) {
    let resource = after.resource(id);
    let everything = order::creation(after);
    let at = everything.iter().position(|other| *other == id).unwrap_or_default();
    let old = |other: &ResourceId| find(before, after.resource(*other)).is_some();
    let earlier: Vec<ResourceId> = everything
        .iter()
        .enumerate()
        .filter(|(position, other)| *position < at || old(other))
        .map(|(_, other)| *other)
        .collect();
    steps.about(resource);
    steps.made.push(name::table(resource));
    steps.tables.push(table::create(after, id, &earlier));
    steps.tables.extend(index::indexes(after, id));
    let waiting = order::keys_ready(after, &everything, at).into_iter();
    let waiting = waiting.filter(|(points, _)| !old(points));
    steps
        .tables
        .extend(waiting.map(|(points, field)| table::add_foreign_key(after, points, field)));
}

/// Many-to-many relations: a table each.
fn links(before: &Model, after: &Model, steps: &mut Steps, refused: &mut Vec<String>) {
    let all = |model: &Model| -> Vec<(String, ResourceId, FieldId)> {
        let resources = model.resources.iter().enumerate();
        let fields = resources.flat_map(|(id, resource)| {
            resource.fields.iter().enumerate().map(move |(at, field)| (id, at, field))
        });
        fields
            .filter(|(.., field)| matches!(field.kind, FieldKind::ManyToMany { .. }))
            .map(|(id, at, _)| {
                let (id, at) = (ResourceId(id), FieldId(at));
                (name::link(model, id, at).table, id, at)
            })
            .collect()
    };
    let (old, new) = (all(before), all(after));
    for (gone, id, at) in old.iter().filter(|(table, ..)| !new.iter().any(|it| it.0 == *table)) {
        let resource = before.resource(*id);
        steps.about(resource);
        let mut ends = vec![name::table(resource)];
        if let FieldKind::ManyToMany { target, .. } = resource.fields[at.0].kind {
            ends.push(name::table(before.resource(target)));
        }
        steps.retired.push(retired::pointing(retired::mark(gone, &[]), ends));
    }
    for (table, id, at) in new {
        let Some((_, then, as_then)) = old.iter().find(|(name, ..)| *name == table) else {
            steps.about(after.resource(id));
            steps.made.push(table.clone());
            steps.tables.push(table::link(after, id, at));
            continue;
        };
        if name::link(before, *then, *as_then) != name::link(after, id, at) {
            let resource = after.resource(id);
            let (owner, field) = (resource.name.snake(), resource.fields[at.0].name.snake());
            refused.push(format!(
                "`{owner}.{field}` would link other rows than those that `{table}` has links to: add a relation of another name, then remove this one"
            ));
        }
    }
}
