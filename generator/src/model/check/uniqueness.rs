//! Whether more than a few rows can keep what is unique.
//!
//! Who registers with no more than what is asked for leaves everything else as it is at first. A
//! uniqueness over nothing but that, or over fields of few values, would let in the first few and
//! refuse everybody else for good. Other rows are made by people who may set more, so that there
//! only the values count that types and checks leave.

use super::Check;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::Flag;
use crate::model::pattern::Pattern;
use crate::model::samples::{self, Cell, Row};
use crate::model::{
    self, CheckKind, Column, Comparison, Condition, Field, FieldId, FieldKind, Model, Operator,
    Resource, ResourceId, Scalar, Test, Unique, Value, Who,
};

/// A service with fewer accounts than this did not mean it.
const FEW_ACCOUNTS: u64 = 1000;
/// Neither did a table with fewer rows.
const FEW_ROWS: u64 = 100;

/// Refuses uniqueness that only a few rows could keep.
pub(super) fn possible(check: &mut Check<'_>) {
    for (id, written) in check.written() {
        let resource = check.resource(id);
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
            let count = rows(check.resource(id), &check.model, &unique);
            if count < few(check.resource(id)) {
                let checks: Vec<Span> = written.checks.iter().map(|entry| entry.span).collect();
                let fault = told(check, id, (span, &unique), &checks, count);
                check.report(fault);
            }
        }
    }
}

const fn few(resource: &Resource) -> u64 {
    if resource.account { FEW_ACCOUNTS } else { FEW_ROWS }
}

fn told(
    check: &Check<'_>,
    id: ResourceId,
    (span, unique): (Span, &Unique),
    checks: &[Span],
    count: u64,
) -> Diagnostic {
    let resource = check.resource(id);
    let few = few(resource);
    let title = match (resource.account, count) {
        (true, 0 | 1) => {
            "only one person could register with no more than what is required".to_owned()
        }
        (true, _) => format!("no more than {count} people could register"),
        (false, 0 | 1) => format!("there could be no second `{}`", resource.name.snake()),
        (false, _) => {
            format!("there could be no more than {count} `{}`", resource.plural.snake())
        }
    };
    let mut fault = Diagnostic::error(Code::FewCanKeep, title).at(span, "no two may share this");
    for at in &unique.fields {
        let (_, reason) = at_first(resource, &check.model, *at, unique.nulls_equal);
        fault = fault.also(check.origin(id, *at).span, reason);
        if checked(resource, *at) >= few {
            continue;
        }
        for (span, known) in checks.iter().zip(&resource.checks) {
            if always(known, *at).next().is_some() {
                fault = fault.also(*span, "leaves it so few");
            }
        }
    }
    fault.help("let it include a field that tells more of them apart, or restrict it by `where`")
}

/// How many rows can be told apart by what is unique, all of them as they are at first.
fn rows(resource: &Resource, model: &Model, unique: &Unique) -> u64 {
    let applies = |condition: &Condition| resource.account && holds_at_first(resource, condition);
    if !unique.condition.as_ref().is_none_or(applies) {
        return u64::MAX;
    }
    let counts =
        unique.fields.iter().map(|at| at_first(resource, model, *at, unique.nulls_equal).0);
    counts.fold(1, u64::saturating_mul)
}

/// How many values a field may have in a new row, and why. Null is unlike any other null, unless
/// `nulls_equal`.
fn at_first(resource: &Resource, model: &Model, at: FieldId, nulls_equal: bool) -> (u64, String) {
    let field = &resource.fields[at.0];
    let many = |what: &str| (u64::MAX, what.to_owned());
    let is_set = is_asked(resource, field);
    if is_set && !resource.account && (field.default.is_some() || field.optional) {
        return match (field.optional, nulls_equal) {
            (true, false) => many("may be null"),
            (_, _) => among(values(model, resource, at).saturating_add(u64::from(field.optional))),
        };
    }
    let when = match is_set {
        true => "unless said otherwise",
        false if resource.account => "at first: registration cannot set it",
        false => "at first: no request sets it",
    };
    match &field.default {
        Some(Value::Now | Value::NewUuid | Value::Token(_)) => many("always another at first"),
        Some(_) => (1, format!("its default {when}")),
        None if field.optional && nulls_equal => (1, format!("null {when}")),
        None if field.optional => many("null at first"),
        None => among(values(model, resource, at)),
    }
}

fn among(count: u64) -> (u64, String) {
    let reason = match count {
        0 | 1 => "can only have one value".to_owned(),
        few if few < FEW_ACCOUNTS => format!("can have {few} values"),
        _ => "can have many values".to_owned(),
    };
    (count, reason)
}

/// Whether whoever makes a row may say what the field holds.
fn is_asked(resource: &Resource, field: &Field) -> bool {
    field.write.as_ref().is_none_or(|writers| match resource.account {
        true => writers.contains(&Who::Owner),
        false => !writers.is_empty(),
    })
}

/// How many values a field can have.
fn values(model: &Model, resource: &Resource, at: FieldId) -> u64 {
    of_type(model, &resource.fields[at.0]).min(checked(resource, at))
}

/// How many values the checks of every row leave to a field.
fn checked(resource: &Resource, at: FieldId) -> u64 {
    let (mut least, mut most, mut count) = (i64::MIN, i64::MAX, u64::MAX);
    for comparison in resource.checks.iter().flat_map(|check| always(check, at)) {
        match &comparison.test {
            Test::Is(_) | Test::Value(Operator::Equal, _) => count = 1,
            Test::In(values) => count = count.min(values.len() as u64),
            Test::Value(operator, Value::Integer(bound)) => match operator {
                Operator::Less => most = most.min(bound.saturating_sub(1)),
                Operator::LessOrEqual => most = most.min(*bound),
                Operator::Greater => least = least.max(bound.saturating_add(1)),
                Operator::GreaterOrEqual => least = least.max(*bound),
                Operator::Equal | Operator::NotEqual => {}
            },
            _ => {}
        }
    }
    let FieldKind::Scalar(Scalar::Integer { min, max } | Scalar::Bigint { min, max }) =
        &resource.fields[at.0].kind
    else {
        return count;
    };
    let (least, most) = (least.max(min.unwrap_or(i64::MIN)), most.min(max.unwrap_or(i64::MAX)));
    // What no value keeps is told as that.
    if most < least { u64::MAX } else { count.min(least.abs_diff(most).saturating_add(1)) }
}

/// What a check says of a field whatever else a row holds.
fn always(check: &model::Check, at: FieldId) -> impl Iterator<Item = &Comparison> {
    let then = match &check.kind {
        CheckKind::Holds { then, when: None } => then.comparisons.as_slice(),
        _ => &[],
    };
    then.iter().filter(move |comparison| comparison.left.column == Column::Field(at))
}

/// How many values the type of a field has.
fn of_type(model: &Model, field: &Field) -> u64 {
    let FieldKind::Scalar(scalar) = &field.kind else { return u64::MAX };
    match scalar {
        Scalar::Boolean => 2,
        Scalar::Enum(id) => model.enums[id.0].variants.len() as u64,
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
