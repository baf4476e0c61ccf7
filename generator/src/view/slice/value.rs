//! A field of a request's body as the value of a statement's parameter.

use crate::model::{Field, FieldKind};
use crate::sql::Kind;
use crate::view::types;

use super::input::{self, Presence};

/// A field of a request's body as the value of a parameter.
pub(super) fn body_value(body: &str, field: &Field, kind: &Kind, presence: Presence) -> String {
    let place = format!("{body}.{}", types::ident(field));
    let cast = if needs_cast(kind) { " as _" } else { "" };
    if matches!(field.kind, FieldKind::BelongsTo { .. }) {
        return match presence {
            Presence::Required => format!("{place}.0"),
            Presence::Nullable => format!("{place}.map(|id| id.0)"),
            Presence::Patch => format!("{place}.as_set().map(|id| id.0)"),
            Presence::NullablePatch => format!("{place}.as_value().map(|id| id.0)"),
        };
    }
    let is_list = matches!(kind, Kind::Array(_));
    match presence {
        Presence::Required if is_list => format!("&{place}{cast}"),
        Presence::Required => format!("{place}{cast}"),
        Presence::Nullable if is_list => format!("{place}.as_deref(){cast}"),
        Presence::Nullable if input::is_copy(&field.kind) => format!("{place}{cast}"),
        Presence::Nullable => format!("{place}.as_ref()"),
        Presence::Patch if is_list => format!("{place}.as_set() as _"),
        Presence::Patch => format!("{place}.as_set(){cast}"),
        Presence::NullablePatch if is_list => format!("{place}.as_value() as _"),
        Presence::NullablePatch => format!("{place}.as_value(){cast}"),
    }
}

/// Types that sqlx knows by our own Rust types only.
fn needs_cast(kind: &Kind) -> bool {
    match kind {
        Kind::Enum(_) | Kind::Numeric(..) => true,
        Kind::Array(item) => needs_cast(item),
        _ => false,
    }
}
