//! What Postgres and the service can hold.

use super::Check;
use super::lookup::has_column;
use crate::diagnostic::{Code, Diagnostic};

/// The most fields of a resource.
///
/// Postgres has 1600 columns, but a row must fit a page of 8 kB, and short values
/// of up to 25 bytes cannot be moved out of it.
const FIELDS_MOST: usize = 300;

/// Refuses resources with more columns than a row can hold.
pub(super) fn columns(check: &mut Check<'_>) {
    for (id, written) in check.written() {
        let fields = check.resource(id).fields.iter().enumerate();
        let mut columns = fields.filter(|(_, field)| has_column(&field.kind)).map(|(at, _)| at);
        let Some(beyond) = columns.nth(FIELDS_MOST) else {
            continue;
        };
        let span = check.declared[id.0].origins[beyond].span;
        let fault = Diagnostic::error(
            Code::TooMany,
            format!("`{}` has more than {FIELDS_MOST} columns", written.name.value),
        )
        .at(span, "the first one too many")
        .help("split the resource in two");
        check.report(fault);
    }
}
