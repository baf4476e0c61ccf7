//! What holds for the rows of a table: uniqueness, indexes, order, pages, checks.

use super::Check;
use super::attributes::{describe, is_indexable};
use super::conditions::{self, Place};
use super::scalars::{is_ordered, longest};
use crate::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::document::{self, Text};
use crate::model::{
    self, Column, Condition, FieldId, FieldKind, Index, Order, PageBounds, ResourceId, Scalar,
    Unique, samples,
};

/// The most columns of an index of Postgres.
const INDEX_MOST: usize = 32;

/// Resolves uniqueness over several fields.
pub(super) fn unique(check: &mut Check<'_>) {
    for (resource, written) in check.written() {
        let mut known: Vec<(Unique, Span)> = Vec::new();
        for entry in &written.unique {
            let Some(fields) = unique_fields(check, resource, &entry.value.fields, entry.span)
            else {
                continue;
            };
            let condition = match &entry.value.condition {
                Some(written) => {
                    match conditions::read(check, resource, &written.value, Place::Constraint) {
                        Some(condition) => Some(condition),
                        None => continue,
                    }
                }
                None => None,
            };
            let nulls_equal = entry.value.nulls_equal.as_ref().is_some_and(|it| it.value);
            let made = Unique { fields, nulls_equal, condition };
            let same = |other: &&(Unique, Span)| {
                let sorted = |fields: &[FieldId]| {
                    let mut fields = fields.to_vec();
                    fields.sort_unstable();
                    fields
                };
                sorted(&other.0.fields) == sorted(&made.fields)
                    && other.0.condition == made.condition
            };
            if let Some((_, first)) = known.iter().find(same) {
                let fault = Diagnostic::error(Code::NamesCollide, "the same uniqueness twice");
                check.report(fault.at(entry.span, "again").also(*first, "first here"));
                continue;
            }
            known.push((made, entry.span));
        }
        check.model.resources[resource.0].unique =
            known.into_iter().map(|(made, _)| made).collect();
    }
}

fn unique_fields(
    check: &mut Check<'_>,
    resource: ResourceId,
    names: &[Text],
    span: Span,
) -> Option<Vec<FieldId>> {
    if names.is_empty() || names.len() > INDEX_MOST {
        let fault =
            Diagnostic::error(Code::TooMany, format!("an index over {} fields", names.len()));
        check.report(fault.at(span, format!("from 1 to {INDEX_MOST}")));
        return None;
    }
    let mut fields = Vec::new();
    let mut complete = true;
    for name in names {
        match check.find_field(resource, name) {
            Some(field) if indexable(check, resource, field, name) => {
                if fields.contains(&field) {
                    check.report(twice(name));
                    complete = false;
                }
                fields.push(field);
            }
            _ => complete = false,
        }
    }
    complete.then_some(fields)
}

fn twice(name: &Text) -> Diagnostic {
    let title = format!("`{}` twice in one index", name.value);
    Diagnostic::error(Code::NamesCollide, title).at(name.span, "again")
}

fn indexable(check: &mut Check<'_>, resource: ResourceId, field: FieldId, text: &Text) -> bool {
    let declared = check.field(resource, field);
    if is_indexable(declared) {
        return true;
    }
    let what = describe(&declared.kind);
    let is_long = matches!(&declared.kind, FieldKind::Scalar(scalar) if longest(scalar).is_some());
    let reason = if is_long { " that may be longer than 500 characters" } else { "" };
    let fault =
        Diagnostic::error(Code::NotOrdered, format!("`{}` cannot be part of an index", text.value))
            .at(text.span, format!("{what}{reason}"))
            .also(check.origin(resource, field).span, "declared here");
    check.report(fault);
    false
}

/// Resolves declared indexes.
pub(super) fn indexes(check: &mut Check<'_>) {
    for (resource, written) in check.written() {
        let mut known: Vec<(Index, Span)> = Vec::new();
        for entry in &written.indexes {
            let count = entry.value.columns.len();
            if count == 0 || count > INDEX_MOST {
                let fault =
                    Diagnostic::error(Code::TooMany, format!("an index over {count} columns"));
                check.report(fault.at(entry.span, format!("from 1 to {INDEX_MOST}")));
                continue;
            }
            let mut columns: Vec<(Column, bool)> = Vec::new();
            for written in &entry.value.columns {
                let Some((column, descending)) = index_column(check, resource, &written.value)
                else {
                    continue;
                };
                match columns.iter().any(|(known, _)| *known == column) {
                    true => check.report(twice(&written.value.column)),
                    false => columns.push((column, descending)),
                }
            }
            let made = Index { columns };
            if made.columns.len() < count {
                continue;
            }
            if let Some((_, first)) = known.iter().find(|(other, _)| *other == made) {
                let fault = Diagnostic::error(Code::NamesCollide, "the same index twice");
                check.report(fault.at(entry.span, "again").also(*first, "first here"));
                continue;
            }
            known.push((made, entry.span));
        }
        check.model.resources[resource.0].indexes =
            known.into_iter().map(|(made, _)| made).collect();
    }
}

fn index_column(
    check: &mut Check<'_>,
    resource: ResourceId,
    written: &document::OrderDecl,
) -> Option<(Column, bool)> {
    let column = column(check, resource, &written.column)?;
    if let Column::Field(field) = column
        && !indexable(check, resource, field, &written.column)
    {
        return None;
    }
    Some((column, written.descending))
}

/// A column for an index or order, where what has no column is not ordered either.
fn column(check: &mut Check<'_>, resource: ResourceId, text: &Text) -> Option<Column> {
    let known = check.diagnostics.len();
    let column = check.find_column(resource, text);
    for fault in &mut check.diagnostics[known..] {
        if fault.code == Code::NotComparable {
            fault.code = Code::NotOrdered;
        }
    }
    column
}

/// Resolves the default order of lists.
pub(super) fn order(check: &mut Check<'_>) {
    for (resource, written) in check.written() {
        let Some(order) = &written.order else {
            continue;
        };
        let Some(column) = column(check, resource, &order.value.column) else {
            continue;
        };
        if let Column::Field(field) = column
            && !sortable(check, resource, field, &order.value.column)
        {
            continue;
        }
        let order = Order { column, descending: order.value.descending };
        check.model.resources[resource.0].order = order;
    }
}

fn sortable(check: &mut Check<'_>, resource: ResourceId, field: FieldId, text: &Text) -> bool {
    let declared = check.field(resource, field);
    let origin = check.origin(resource, field).span;
    let is_text = matches!(
        &declared.kind,
        FieldKind::Scalar(
            Scalar::String { .. } | Scalar::Text { .. } | Scalar::Slug { .. } | Scalar::Email
        )
    );
    let has_order =
        matches!(&declared.kind, FieldKind::Scalar(scalar) if is_ordered(scalar)) || is_text;
    let fault = if !has_order || !is_indexable(declared) {
        let what = describe(&declared.kind);
        let reason = if has_order { "may be longer than 500 characters" } else { "has no order" };
        Diagnostic::error(Code::NotOrdered, format!("`{}` cannot be sorted by", text.value))
            .at(text.span, format!("{what} {reason}"))
    } else if declared.secret || declared.read.is_some() {
        Diagnostic::error(Code::Contradiction, "the order would give away what only some may read")
            .at(text.span, "the order of every list")
    } else {
        return true;
    };
    check.report(fault.also(origin, "declared here"));
    false
}

/// Resolves page sizes.
pub(super) fn page(check: &mut Check<'_>) {
    for (resource, written) in check.written() {
        let Some(page) = &written.page else {
            continue;
        };
        let max = page.value.max.as_ref().map_or(100, |side| side.value);
        let default = page.value.default.as_ref().map_or(max.min(20), |side| side.value);
        if default > max {
            let mut fault = Diagnostic::error(
                Code::BadPage,
                format!("a page has {default} rows and at most {max}"),
            )
            .at(
                page.value.default.as_ref().map_or(page.span, |side| side.span),
                "above the maximum",
            );
            fault = match &page.value.max {
                Some(max) => fault.also(max.span, "the maximum"),
                None => fault.help("the maximum is 100 unless said"),
            };
            check.report(fault);
            continue;
        }
        let (Ok(default), Ok(max)) = (u32::try_from(default), u32::try_from(max)) else {
            continue;
        };
        check.model.resources[resource.0].page = PageBounds { default, max };
    }
}

/// Resolves the checks of every row.
pub(super) fn checks(check: &mut Check<'_>) {
    for (resource, written) in check.written() {
        for entry in &written.checks {
            let kind = match &entry.value.kind {
                document::CheckKind::Holds { then, when } => {
                    holds(check, resource, &then.value, when.as_ref().map(|it| &it.value))
                }
                document::CheckKind::OneOf(names) => one_of(check, resource, names, entry.span),
            };
            if let Some(kind) = kind {
                let made = model::Check { text: entry.value.text.clone(), kind };
                check.model.resources[resource.0].checks.push(made);
            }
        }
    }
}

fn holds(
    check: &mut Check<'_>,
    resource: ResourceId,
    then: &document::ConditionDecl,
    when: Option<&document::ConditionDecl>,
) -> Option<model::CheckKind> {
    let then = conditions::read(check, resource, then, Place::Constraint);
    let when: Option<Option<Condition>> =
        when.map(|when| conditions::read(check, resource, when, Place::Constraint));
    let when = match when {
        Some(read) => Some(read?),
        None => None,
    };
    Some(model::CheckKind::Holds { then: then?, when })
}

fn one_of(
    check: &mut Check<'_>,
    resource: ResourceId,
    names: &[Text],
    span: Span,
) -> Option<model::CheckKind> {
    let mut fields = Vec::new();
    for name in names {
        let Some(field) = check.find_field(resource, name) else {
            continue;
        };
        if !check.field(resource, field).optional {
            let fault = Diagnostic::error(
                Code::NeverHolds,
                format!("`{}` is required and always set", name.value),
            )
            .at(name.span, "one of these is set, the others are not")
            .also(check.origin(resource, field).span, "`?` behind the type would make it optional");
            check.report(fault);
            continue;
        }
        fields.push(field);
    }
    if names.len() < 2 {
        let fault = Diagnostic::error(Code::NeverHolds, "one of a single field");
        check.report(fault.at(span, "name two at least"));
        return None;
    }
    (fields.len() == names.len()).then_some(model::CheckKind::OneOf(fields))
}

/// Every table must be able to hold a row: the emitted tests make some.
pub(super) fn satisfiable(check: &mut Check<'_>) {
    if check.diagnostics.iter().any(|found| found.severity == Severity::Error) {
        return;
    }
    for (resource, written) in check.written() {
        if written.checks.is_empty() || !samples::rows(&check.model, resource, 1).is_empty() {
            continue;
        }
        let first = written.checks[0].span;
        let mut fault = Diagnostic::error(
            Code::Unsatisfiable,
            format!("no row of `{}` was found that satisfies its checks", written.name.value),
        )
        .at(first, "these contradict each other or the fields' bounds");
        for other in &written.checks[1..] {
            fault = fault.also(other.span, "with this one");
        }
        check.report(fault);
    }
}
