//! Defaults, held against the constraints of their own field.

use super::{Check, values};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{FieldDecl, Literal, Spanned};
use crate::model::pattern::Pattern;
use crate::model::{FieldKind, Scalar, Value, bounds};

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
