//! Keys: what names a row in a path.

use super::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::FieldDecl;
use crate::model::pattern::Pattern;
use crate::model::{Field, FieldKind, Scalar};

/// Resolves the key of each resource.
pub(super) fn resolve(check: &mut Check<'_>) {
    for (resource, written) in check.written() {
        let Some(key) = &written.key else {
            continue;
        };
        if key.value == "id" {
            continue;
        }
        let Some(id) = check.find_field(resource, key) else {
            continue;
        };
        let origin = check.origin(resource, id);
        if let Some(reason) = refusal(check.field(resource, id), origin.written) {
            let fault = Diagnostic::error(
                Code::BadKey,
                format!("`{}` cannot name a row: {reason}", key.value),
            )
            .at(key.span, "the key")
            .also(origin.span, "the field");
            check.report(fault);
            continue;
        }
        check.model.resources[resource.0].key = Some(id);
    }
}

fn refusal(field: &Field, written: Option<&FieldDecl>) -> Option<&'static str> {
    if !field.unique {
        return Some("it is not `unique`");
    }
    if field.optional {
        return Some("it may be absent");
    }
    if field.secret || written.is_some_and(|field| field.read.is_some()) {
        return Some("paths would show what not everybody may read");
    }
    match &field.kind {
        FieldKind::Scalar(
            Scalar::Slug { .. } | Scalar::Integer { .. } | Scalar::Bigint { .. } | Scalar::Uuid,
        ) => None,
        FieldKind::Scalar(Scalar::String { .. }) => {
            let Some(text) = &field.pattern else {
                return Some("without a `pattern` it may hold what a path cannot");
            };
            let reads = |value: &str| Pattern::parse(text, false).is_ok_and(|it| it.matches(value));
            let unfit = ["", ".", ".."].into_iter().any(reads);
            unfit.then_some("its pattern allows `.`, `..` or nothing, which a path cannot hold")
        }
        _ => Some("only a string, slug, whole number or uuid can"),
    }
}
