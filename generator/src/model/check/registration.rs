//! Whether more than a few people can register.
//!
//! Who registers with no more than what is asked for leaves everything else as it is at first. A
//! uniqueness over nothing but that, or over fields with few values, would let in the first few
//! and refuse everybody else for good.

use super::Check;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::Flag;
use crate::model::pattern::Pattern;
use crate::model::samples::{self, Cell, Row};
use crate::model::{
    Column, Comparison, Condition, Field, FieldId, FieldKind, Model, Resource, Scalar, Test,
    Unique, Value, Who,
};

/// A service with fewer accounts than this did not mean it.
const FEW: u64 = 1000;

/// Refuses uniqueness that only a few accounts could keep.
pub(super) fn possible(check: &mut Check<'_>) {
    for (id, written) in check.written() {
        let resource = check.resource(id);
        if !resource.account {
            continue;
        }
        let alone = check.sound_fields_of(id).into_iter().filter_map(|(at, field)| {
            let unique = Unique { fields: vec![at], nulls_equal: false, condition: None };
            Some((field.flag(Flag::Unique)?, unique))
        });
        let mut known: Vec<(Span, Unique)> = alone.collect();
        if written.unique.len() == resource.unique.len() {
            let entries = written.unique.iter().map(|entry| entry.span);
            known.extend(entries.zip(resource.unique.iter().cloned()));
        }
        for (span, unique) in known {
            let resource = check.resource(id);
            let count = accounts(&check.model, resource, &unique);
            if count >= FEW {
                continue;
            }
            let title = match count {
                0 | 1 => {
                    "only one person could register with no more than what is required".to_owned()
                }
                _ => format!("no more than {count} accounts could register"),
            };
            let mut fault =
                Diagnostic::error(Code::SharedByAll, title).at(span, "no two may share this");
            for at in &unique.fields {
                let (_, reason) = at_first(&check.model, resource, *at, unique.nulls_equal);
                fault = fault.also(check.origin(id, *at).span, reason);
            }
            let help = "let it include a required field that tells people apart, or restrict it by `where`";
            check.report(fault.help(help));
        }
    }
}

/// How many accounts that say no more than they must can be told apart by what is unique.
fn accounts(model: &Model, resource: &Resource, unique: &Unique) -> u64 {
    if unique.condition.as_ref().is_some_and(|condition| !holds_at_first(resource, condition)) {
        return u64::MAX;
    }
    let counts =
        unique.fields.iter().map(|at| at_first(model, resource, *at, unique.nulls_equal).0);
    counts.fold(1, u64::saturating_mul)
}

/// How many values a field may have in a new account of somebody who says no more than they must,
/// and why. Null is unlike any other null, unless `nulls_equal`.
fn at_first(model: &Model, resource: &Resource, at: FieldId, nulls_equal: bool) -> (u64, String) {
    let field = &resource.fields[at.0];
    let when = match is_asked(field) {
        true => "unless said otherwise",
        false => "at first: registration cannot set it",
    };
    let reason = |count: u64, text: String| (count, text);
    match &field.default {
        Some(Value::Now | Value::NewUuid | Value::Token(_)) => {
            reason(u64::MAX, format!("always another {when}"))
        }
        Some(_) => reason(1, format!("its default {when}")),
        None if field.optional && nulls_equal => reason(1, format!("null {when}")),
        None if field.optional => reason(u64::MAX, format!("null {when}")),
        None => match values(model, field) {
            1 => reason(1, "can only have one value".to_owned()),
            few if few < FEW => reason(few, format!("can have {few} values")),
            many => reason(many, "can have many values".to_owned()),
        },
    }
}

/// Whether whoever registers may say what the field holds.
fn is_asked(field: &Field) -> bool {
    field.write.as_ref().is_none_or(|writers| writers.contains(&Who::Owner))
}

/// How many values a field can have.
fn values(model: &Model, field: &Field) -> u64 {
    let FieldKind::Scalar(scalar) = &field.kind else { return u64::MAX };
    match scalar {
        Scalar::Boolean => 2,
        Scalar::Enum(id) => model.enums[id.0].variants.len() as u64,
        Scalar::Integer { min: Some(min), max: Some(max) }
        | Scalar::Bigint { min: Some(min), max: Some(max) } => max.abs_diff(*min).saturating_add(1),
        Scalar::Decimal { precision, .. } => {
            10_u64.saturating_pow(*precision).saturating_mul(2).saturating_sub(1)
        }
        Scalar::String { max: 0, .. } | Scalar::Text { max: 0, .. } => 1,
        Scalar::String { .. } | Scalar::Text { .. } => {
            let pattern = field.pattern.as_ref();
            let pattern = pattern.and_then(|text| {
                Pattern::parse(text, false).or_else(|_| Pattern::parse(text, true)).ok()
            });
            pattern.map_or(u64::MAX, |pattern| pattern.values())
        }
        _ => u64::MAX,
    }
}

/// Whether a condition holds for every new account of somebody who says no more than they must.
fn holds_at_first(resource: &Resource, condition: &Condition) -> bool {
    let cell = |field: &Field| field.default.clone().map_or(Cell::Null, Cell::Value);
    let row: Row = resource.fields.iter().map(cell).collect();
    condition.comparisons.iter().all(|comparison| match comparison.left.column {
        Column::Verified => comparison.test == Test::Is(false),
        Column::SuspendedAt => comparison.test == Test::IsNull,
        _ => {
            is_known(resource, comparison)
                && samples::compares(resource, &row, comparison) == Some(true)
        }
    })
}

/// Whether it compares what is the same in all such accounts.
fn is_known(resource: &Resource, comparison: &Comparison) -> bool {
    let is_same = |column: Column| match column {
        Column::Field(at) => {
            let field = &resource.fields[at.0];
            field.optional || field.default.is_some()
        }
        _ => false,
    };
    let other = match comparison.test {
        Test::Column(_, column) => is_same(column),
        _ => true,
    };
    comparison.left.up.is_none() && is_same(comparison.left.column) && other
}
