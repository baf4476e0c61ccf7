//! Defaults, held against what their own field has to keep.

use super::{Check, values};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{FieldDecl, Literal, Spanned};
use crate::model::pattern::Pattern;
use crate::model::samples::{self, Cell, Row};
use crate::model::{CheckKind, Column, FieldId, FieldKind, Scalar, Test, Value, bounds};

/// Reads every default.
pub(super) fn resolve(check: &mut Check<'_>) {
    for (resource, id, written) in check.sound_fields() {
        let Some(default) = &written.default else {
            continue;
        };
        let kind = check.field(resource, id).kind.clone();
        match accepted(check, &kind, written, default) {
            Ok(value) => check.field_mut(resource, id).default = value,
            Err(fault) => check.report(*fault),
        }
    }
}

fn accepted(
    check: &Check<'_>,
    kind: &FieldKind,
    written: &FieldDecl,
    default: &Spanned<Literal>,
) -> Result<Option<Value>, Box<Diagnostic>> {
    match kind {
        FieldKind::Scalar(scalar) => one(check, scalar, written, default).map(Some),
        FieldKind::List { item, min, max } => {
            let Literal::List(literals) = &default.value else {
                let fault = Diagnostic::error(Code::BadDefault, "this is not a list");
                return Err(fault
                    .at(default.span, "expected a list")
                    .help("lists take the long form: `{ type = \"…\", default = [] }`")
                    .into());
            };
            let count = u32::try_from(literals.len()).unwrap_or(u32::MAX);
            if !(*min..=*max).contains(&count) {
                let reason = format!("{count} items where {min} to {max} are allowed");
                return Err(unfit(written, default.span, reason).into());
            }
            let values: Result<_, _> =
                literals.iter().map(|literal| one(check, item, written, literal)).collect();
            Ok(Some(Value::List(values?)))
        }
        _ => Ok(None),
    }
}

fn one(
    check: &Check<'_>,
    scalar: &Scalar,
    written: &FieldDecl,
    default: &Spanned<Literal>,
) -> Result<Value, Box<Diagnostic>> {
    let value = values::literal(check, scalar, default)?;
    if let Some(reason) = bounds::broken(scalar, &value) {
        return Err(unfit(written, default.span, reason).into());
    }
    if let (Some(text), Value::Text(value)) = (&written.pattern, &value) {
        let lines = matches!(scalar, Scalar::Text { .. });
        let matches =
            Pattern::parse(&text.value, lines).is_ok_and(|pattern| pattern.matches(value));
        if !matches {
            let message = "the default does not match the pattern";
            return Err(Diagnostic::error(Code::DefaultUnfit, message)
                .at(default.span, "the default")
                .also(text.span, "the pattern")
                .into());
        }
    }
    Ok(value)
}

fn unfit(written: &FieldDecl, span: Span, reason: String) -> Diagnostic {
    let kind = written.kind.as_ref().map_or(written.name.span, |kind| kind.span);
    Diagnostic::error(Code::DefaultUnfit, "the default breaks its own constraint")
        .at(span, reason)
        .also(kind, "the constraint")
}

/// Refuses a default that a check of this field alone does not let in.
pub(super) fn keep_checks(check: &mut Check<'_>) {
    for (id, written) in check.written() {
        let resource = check.resource(id);
        if resource.checks.len() < written.checks.len() {
            continue;
        }
        let broken = |at: usize| {
            let FieldId(field) = only_field(&resource.checks[at].kind)?;
            let default = resource.fields[field].default.clone()?;
            let mut row: Row = vec![Cell::Null; resource.fields.len()];
            row[field] = Cell::Value(default);
            samples::breaks(resource, &row, at).then_some((FieldId(field), written.checks[at].span))
        };
        let broken: Vec<_> = (0..resource.checks.len()).filter_map(broken).collect();
        for (field, checked) in broken {
            let origin = check.origin(id, field).span;
            let declared = check.sound_fields().into_iter();
            let mut spans = declared.filter(|(resource, at, _)| (*resource, *at) == (id, field));
            let default = spans.next().and_then(|(_, _, field)| Some(field.default.as_ref()?.span));
            check.report(
                Diagnostic::error(Code::DefaultUnfit, "the default breaks a check")
                    .at(default.unwrap_or(origin), "the default")
                    .also(checked, "the check"),
            );
        }
    }
}

/// The field that a check speaks of, where it speaks of no other.
fn only_field(kind: &CheckKind) -> Option<FieldId> {
    let CheckKind::Holds { then, when } = kind else { return None };
    let comparisons = || std::iter::once(then).chain(when).flat_map(|it| &it.comparisons);
    let columns = || {
        comparisons().flat_map(|comparison| match comparison.test {
            Test::Column(_, other) => vec![comparison.left.column, other],
            _ => vec![comparison.left.column],
        })
    };
    let Some(Column::Field(field)) = columns().next() else { return None };
    columns().all(|column| column == Column::Field(field)).then_some(field)
}
