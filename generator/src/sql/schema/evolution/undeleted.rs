//! Rows that are marked as deleted, in a table whose rows go for good from now on.

use super::part::Part;
use super::{Steps, find};
use crate::model::{Model, ResourceId};
use crate::sql::name::{self, identifier, quoted};

/// What the migration says of them.
const SHOWN: &str = "\
-- Rows that are marked as deleted would be shown again: restore them, or delete them for good. The
-- version that runs until now may mark others, and is refused then.
";

/// The check that keeps marks out of a column that goes out of use, if it may be the one with them.
pub(super) fn kept_out_of(table: &str, column: &Part) -> Option<String> {
    (column.name == "deleted_at").then(|| rule(table))
}

fn rule(table: &str) -> String {
    identifier(&[table, "deleted_at", "absent"])
}

/// Lets no row be marked as deleted any more. The mark stays with what is out of use, and whoever
/// does not look at it shows the row, so the migration fails while one has it.
pub(super) fn kept_out((before, after): (&Model, &Model), id: ResourceId, steps: &mut Steps) {
    let resource = after.resource(id);
    let was_soft = find(before, resource).is_some_and(|old| before.resource(old).soft_delete);
    if !was_soft || resource.soft_delete {
        return;
    }
    let table = name::table(resource);
    let (name, table) = (rule(&table), quoted(&table));
    steps.tables.push(format!(
        "{SHOWN}alter table {table}\n    add constraint {name} check (deleted_at is null) not valid;"
    ));
    steps.late.push(format!("alter table {table} validate constraint {name};"));
    steps.faulty.push(format!("select id from {table} where deleted_at is not null;"));
}
