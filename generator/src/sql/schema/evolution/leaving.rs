//! What goes out of use, and stays with all it holds.

use super::part::Part;
use super::retired::Retired;
use super::{Steps, TIMEOUTS, enums_of, order, table, variant};
use crate::model::{FieldKind, Model, OnDelete, ResourceId};
use crate::sql::name::{self, quoted};

/// Takes a table out of use. Rows that it points at may go all the same, and it with them where
/// they would have taken it along.
pub(super) fn table(before: &Model, id: ResourceId, steps: &mut Steps) {
    let resource = before.resource(id);
    let table = name::table(resource);
    let own: Vec<String> =
        enums_of(before, id).into_iter().map(|id| name::enum_type(before, id)).collect();
    steps.about(resource);
    let order = order::creation(before);
    let place = |id: ResourceId| order.iter().position(|other| *other == id);
    let mut points_at = Vec::new();
    for field in &resource.fields {
        let FieldKind::BelongsTo { target } = field.kind else { continue };
        // Where tables point at each other, one has to let go, or neither could be dropped.
        if field.on_delete == OnDelete::Restrict || place(target) > place(id) {
            let key = table::foreign_key_name(resource, field);
            steps.without.push(format!("alter table {} drop constraint {key};", quoted(&table)));
        } else if target != id {
            points_at.push(name::table(before.resource(target)));
        }
    }
    steps.retired.push(table_of(table, own, points_at));
}

/// A table that is not asked for any more, and the tables that its rows still belong to.
pub(super) fn table_of(name: String, types: Vec<String>, mut points_at: Vec<String>) -> Retired {
    points_at.sort();
    points_at.dedup();
    Retired { name, types, points_at, ..Retired::default() }
}

/// Lets rows do without a column.
pub(super) fn without(table: &str, column: &Part) -> Option<String> {
    let is_needed = column.text.contains(" not null") && !column.text.contains(" default ");
    is_needed.then(|| {
        let (table, column) = (quoted(table), quoted(&column.name));
        format!("alter table {table} alter column {column} drop not null;")
    })
}

/// The migration that keeps the variants out that its marks name.
pub(super) fn kept_out_text(variants: &[Retired], statements: &[String]) -> String {
    let (marks, drops) = marks(variants);
    format!(
        "{marks}\n{}\n--   scaffold apply {drops}\n\n{TIMEOUTS}\n\n{}\n",
        variant::KEPT_OUT,
        statements.join("\n")
    )
}

/// The migration that keeps what its marks name.
pub(super) fn text(things: &[Retired], statements: &[String]) -> String {
    let (marks, drops) = marks(things);
    format!(
        "{marks}\n-- Keeps what nothing asks for any more, with all it holds: the version that runs until\n\
         -- now goes on. Once none does, this drops it for good:\n\
         --   scaffold apply {drops}\n\n{TIMEOUTS}\n\n{}\n",
        statements.join("\n")
    )
    .replace("\n\n\n", "\n")
}

/// The marks of what stays, and the words that drop it.
fn marks(things: &[Retired]) -> (String, String) {
    let marks: Vec<_> = things.iter().map(Retired::mark).collect();
    let drops: Vec<_> = things.iter().map(|thing| format!("--drop {}", thing.name)).collect();
    (marks.join("\n"), drops.join(" "))
}
