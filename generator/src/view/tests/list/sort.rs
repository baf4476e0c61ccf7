//! In which orders a list can be asked for, and values that tell them apart.

use serde_json::Value as Json;

use crate::model::{CheckKind, Column, Test};
use crate::sql;
use crate::view::slice::list_file;
use crate::view::tests::literal;
use crate::view::text;

use super::filter;
use super::reader::Reader;

/// How many values rows share.
const USED: usize = 3;

/// Every order that the reader may ask for.
pub(super) fn sorts(reader: &Reader<'_>) -> Vec<String> {
    let columns = list_file::sort_columns(reader.model, reader.id);
    columns.into_iter().filter_map(|column| sort(reader, column)).collect()
}

fn sort(reader: &Reader<'_>, column: Column) -> Option<String> {
    let name = list_file::column_name(reader.model, reader.id, column);
    let is_time = matches!(column, Column::CreatedAt | Column::UpdatedAt);
    if is_time && !is_spoken_of(reader, column) {
        return Some(format!("Sort::by_time({})", text::rust(&name)));
    }
    let mut built = format!("Sort::by({})", text::rust(&name));
    let in_table = sql::name::column_of(reader.resource, column);
    if in_table != name {
        built += &format!(".column({})", text::rust(&in_table));
    }
    let Column::Field(at) = column else { return Some(built) };
    let field = &reader.resource.fields[at.0];
    if !reader.may_ask_by(field) {
        return None;
    }
    if reader.is_unique(at) || reader.scene.fixed.contains(&at) {
        return Some(built);
    }
    let values = filter::values(reader, at, field, USED);
    if !values.is_empty() {
        built += &format!(".in_turn({})", literal::json(&Json::Array(values)));
    }
    if let Some(null) = filter::null(reader, at, field) {
        built += &format!(".nullable({})", literal::json(&null));
    }
    Some(built)
}

/// Whether a check or a rule compares the column.
fn is_spoken_of(reader: &Reader<'_>, column: Column) -> bool {
    let resource = reader.resource;
    let rules = resource.access.read.iter().filter_map(|rule| rule.condition.as_ref());
    let checks = resource.checks.iter().flat_map(|check| match &check.kind {
        CheckKind::Holds { then, when } => std::iter::once(then).chain(when).collect(),
        CheckKind::OneOf(_) => Vec::new(),
    });
    rules.chain(checks).flat_map(|condition| &condition.comparisons).any(|comparison| {
        comparison.left.column == column
            || matches!(comparison.test, Test::Column(_, other) if other == column)
    })
}
