//! The migrations that turn one model's tables into another's while a service runs on them.
//!
//! The tables of both models are compared part by part, by name. What is added comes as
//! migrations that hold no lock for long: columns without a rewrite, constraints that are
//! validated in a step of their own, indexes that are built beside the traffic. What would lose
//! data or rewrite a table is not done, and said.

mod part;
mod rename;

use super::{Migration, TIMEOUTS, account, constraint, enum_type, enums_of, index, order, table};
use crate::model::{EnumId, FieldId, FieldKind, Model, Resource, ResourceId, renamed};
use crate::sql::literal;
use crate::sql::name::{self, quoted};

use part::{Difference, Part};

/// The migrations from `before` to `after`, counted from `next`; or what cannot be done, one
/// sentence each.
pub fn evolve(before: &Model, after: &Model, next: u64) -> Result<Vec<Migration>, Vec<String>> {
    let mut steps = Steps::default();
    let mut refused = Vec::new();
    let renamed = renamed(before, after);
    rename::statements(before, &renamed.model, &mut steps);
    // From here on both models call the same things by the same names.
    let before = &renamed.model;
    for resource in &before.resources {
        if find(after, resource).is_none() {
            refused.push(format!("the table `{}` would be dropped", name::table(resource)));
        }
    }
    enums(before, after, &mut steps, &mut refused);
    if account::role_form(before) != account::role_form(after) {
        roles(before, after, &mut steps, &mut refused);
    }
    let measures = |model: &Model| model.resources.iter().any(constraint::measures_items);
    if measures(after) && !measures(before) {
        steps.tables.push(constraint::ITEMS_FUNCTIONS.to_owned());
    }
    let order = order::creation(after);
    let (old, new): (Vec<ResourceId>, Vec<ResourceId>) =
        order.into_iter().partition(|id| find(before, after.resource(*id)).is_some());
    // New tables come first: what changes may point at them.
    new.into_iter().for_each(|id| create(before, after, id, &mut steps));
    for id in old {
        change(before, after, id, &mut steps, &mut refused);
    }
    links(before, after, &mut steps, &mut refused);
    if refused.is_empty() { Ok(steps.migrations(next)) } else { Err(refused) }
}

/// What is to be done, in the order of the migrations that do it.
#[derive(Default)]
struct Steps {
    /// New names for what is there.
    renames: Vec<String>,
    /// `alter type … add value`: nothing in the same transaction may use it.
    variants: Vec<String>,
    /// New types and tables, columns, constraints that do not look at old rows yet.
    tables: Vec<String>,
    /// What `tables` are about, as its file is called.
    about: Vec<String>,
    /// Columns that are computed from others, which takes as long as the table is large.
    computed: Vec<String>,
    /// Indexes, each outside a transaction.
    indexes: Vec<(String, String)>,
    /// What has to wait for those.
    late: Vec<String>,
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
            + self.tables.len()
            + self.computed.len()
            + self.indexes.len()
            + self.late.len()
    }

    fn migrations(self, next: u64) -> Vec<Migration> {
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
        if !self.tables.is_empty() {
            let head = "-- Changes tables for a moment each: no row is rewritten, and old rows are not looked at yet.";
            let text = format!("{head}\n\n{TIMEOUTS}\n\n{}\n", self.tables.join("\n\n"));
            files.push((format!("change_{about}"), text));
        }
        if !self.computed.is_empty() {
            let head = "-- Computes words to search for of all rows at once: nobody reads or writes the table meanwhile.";
            let text = format!(
                "{head}\n\nset local lock_timeout = '5s';\nset local statement_timeout = 0;\n\n{}\n",
                self.computed.join("\n\n")
            );
            files.push((format!("compute_{about}"), text));
        }
        for (name, statement) in self.indexes {
            files.push((name, statement));
        }
        if !self.late.is_empty() {
            let head = "-- Looks at old rows for what has been asked of new ones since. Reading and writing go on.";
            let text =
                format!("{head}\n\nset local lock_timeout = '5s';\n\n{}\n", self.late.join("\n"));
            files.push((format!("validate_{about}"), text));
        }
        let numbered = (next..).zip(files);
        numbered.map(|(number, (name, text))| Migration { number, name, text }).collect()
    }
}

/// The same resource of the other model.
fn find(model: &Model, resource: &Resource) -> Option<ResourceId> {
    model.resources.iter().position(|other| other.name == resource.name).map(ResourceId)
}

/// Enum types by name: new ones come with the tables, new variants at their place.
fn enums(before: &Model, after: &Model, steps: &mut Steps, refused: &mut Vec<String>) {
    let labels = |model: &Model, id: usize| -> Vec<String> {
        model.enums[id].variants.iter().map(|variant| variant.snake().to_owned()).collect()
    };
    let named = |model: &Model, name: &str| {
        (0..model.enums.len()).find(|id| name::enum_type(model, EnumId(*id)) == name)
    };
    let used = |model: &Model, id: usize| {
        (0..model.resources.len())
            .any(|resource| enums_of(model, ResourceId(resource)).contains(&EnumId(id)))
    };
    for id in (0..after.enums.len()).filter(|id| used(after, *id)) {
        let name = name::enum_type(after, EnumId(id));
        let Some(old) = named(before, &name).filter(|old| used(before, *old)) else {
            steps.tables.push(enum_type(after, EnumId(id)));
            continue;
        };
        let (old, new) = (labels(before, old), labels(after, id));
        for gone in old.iter().filter(|label| !new.contains(label)) {
            refused.push(format!("the variant `{gone}` of `{name}` would go"));
        }
        let kept: Vec<_> = new.iter().filter(|label| old.contains(label)).collect();
        if !old.iter().filter(|label| new.contains(label)).eq(kept) {
            refused.push(format!("the variants of `{name}` would change their order"));
        }
        for (at, label) in new.iter().enumerate().filter(|(_, label)| !old.contains(label)) {
            let place = match at.checked_sub(1) {
                Some(previous) => format!(" after {}", literal::text(&new[previous])),
                None => old
                    .first()
                    .map_or_else(String::new, |first| format!(" before {}", literal::text(first))),
            };
            let label = literal::text(label);
            steps.variants.push(format!("alter type {name} add value {label}{place};"));
        }
    }
}

fn roles(before: &Model, after: &Model, steps: &mut Steps, refused: &mut Vec<String>) {
    for role in &before.roles {
        if !after.roles.iter().any(|other| other.name == role.name) {
            refused.push(format!("the role `{}` would go", role.name.snake()));
        }
    }
    let part = Part::constraint(&account::role_form(after));
    steps.about.push("roles".to_owned());
    steps.tables.push(part.exchanged("user_roles"));
    steps.late.push(part.validated("user_roles"));
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
    steps.tables.push(table::create(after, id, &earlier));
    steps.tables.extend(index::indexes(after, id));
    let waiting = order::keys_ready(after, &everything, at).into_iter();
    let waiting = waiting.filter(|(points, _)| !old(points));
    steps
        .tables
        .extend(waiting.map(|(points, field)| table::add_foreign_key(after, points, field)));
}

/// A table that both models have.
fn change(
    before: &Model,
    after: &Model,
    new: ResourceId,
    steps: &mut Steps,
    refused: &mut Vec<String>,
) {
    let resource = after.resource(new);
    let Some(old) = find(before, resource) else { return };
    let table = name::table(resource);
    if name::table(before.resource(old)) != table {
        refused.push(format!("the table `{}` would be renamed", name::table(before.resource(old))));
        return;
    }
    let begin = steps.count();

    let parts = |lines: Vec<String>, part: fn(&str) -> Part| -> Vec<Part> {
        lines.iter().map(|line| part(line)).collect()
    };
    let columns = Difference::of(
        &parts(table::columns(before, old), Part::column),
        &parts(table::columns(after, new), Part::column),
    );
    self::columns(&table, &columns, steps, refused);

    let indexes = Difference::of(
        &parts(index::statements(before, old), Part::index),
        &parts(index::statements(after, new), Part::index),
    );
    // An index over a computed column goes and comes with it.
    let is_over = |part: &Part, columns: &[Part]| {
        columns.iter().any(|column| part.text.ends_with(&format!("({});", column.name)))
    };
    for part in indexes.gone.iter().chain(&indexes.changed) {
        if !is_over(part, &columns.gone) {
            steps.indexes.push(part.index_dropped());
        }
    }
    let all = |_| true;
    let constraints = Difference::of(
        &parts(table::constraints(before, old, all), Part::constraint),
        &parts(table::constraints(after, new, all), Part::constraint),
    );
    for part in &constraints.gone {
        steps.tables.push(part.dropped(&table));
    }
    for part in constraints.changed.iter().chain(&constraints.new) {
        let is_changed = constraints.changed.contains(part);
        if part.is_unique() {
            if is_changed {
                steps.tables.push(part.dropped(&table));
            }
            steps.indexes.push(part.unique_index(&table));
            steps.late.push(part.on_its_index(&table));
            continue;
        }
        steps.tables.push(match is_changed {
            true => part.exchanged(&table),
            false => part.added(&table),
        });
        steps.late.push(part.validated(&table));
    }

    let kept = parts(index::statements(after, new), Part::index);
    let kept = kept.iter().filter(|part| !indexes.new.contains(part));
    let lost = kept.filter(|part| is_over(part, &columns.changed));
    for part in indexes.changed.iter().chain(&indexes.new).chain(lost) {
        steps.indexes.push(part.index_created());
    }
    if steps.count() != begin {
        steps.about(resource);
    }
}

/// Columns. One that is computed from others holds nothing of its own and can be made again.
fn columns(table: &str, columns: &Difference, steps: &mut Steps, refused: &mut Vec<String>) {
    let is_computed = |part: &&Part| part.is_computed();
    let altered = quoted(table);
    for part in columns.gone.iter().filter(is_computed) {
        steps.tables.push(format!("alter table {altered} drop column {};", quoted(&part.name)));
    }
    for part in columns.changed.iter().filter(is_computed) {
        steps.computed.push(format!("alter table {altered} drop column {};", quoted(&part.name)));
    }
    for part in columns.changed.iter().chain(&columns.new).filter(is_computed) {
        steps.computed.push(format!("alter table {altered} add column {};", part.text));
    }
    for gone in columns.gone.iter().filter(|part| !is_computed(part)) {
        refused.push(format!("the column `{table}.{}` would be dropped", gone.name));
    }
    for part in columns.changed.iter().filter(|part| !is_computed(part)) {
        refused.push(format!("the column `{table}.{}` would become `{}`", part.name, part.text));
    }
    for part in columns.new.iter().filter(|part| !is_computed(part)) {
        if part.text.contains(" not null") && !part.text.contains(" default ") {
            refused.push(format!(
                "the column `{table}.{}` needs a value in rows that are there already: give the field a default, or make it optional",
                part.name
            ));
        } else {
            steps.tables.push(format!("alter table {altered} add column {};", part.text));
        }
    }
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
    for (gone, ..) in old.iter().filter(|(table, ..)| !new.iter().any(|(name, ..)| name == table)) {
        refused.push(format!("the table `{gone}` would be dropped"));
    }
    for (table, id, at) in new {
        if !old.iter().any(|(name, ..)| *name == table) {
            steps.about(after.resource(id));
            steps.tables.push(table::link(after, id, at));
        }
    }
}
