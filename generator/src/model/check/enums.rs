//! Closed sets of values, shared and inline.

use std::collections::BTreeMap;

use super::{Check, former, names};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Text, VariantDecl};
use crate::model::{Enum, EnumId, Memory, Name, Named, words};

/// The most variants of an enum.
const MOST: usize = 1000;

/// The words that begin a type: a shared enum of such a name could not be used.
pub(super) const TYPE_WORDS: &[&str] = &[
    "bigint",
    "boolean",
    "count",
    "date",
    "decimal",
    "email",
    "enum",
    "float",
    "integer",
    "json",
    "mine",
    "slug",
    "string",
    "text",
    "time",
    "timestamp",
    "url",
    "uuid",
];

fn reserved(name: &str) -> Option<names::Reason> {
    if TYPE_WORDS.contains(&name) {
        return Some("a type of the model");
    }
    if words::SQL_TYPES.contains(&name) {
        return Some("a type of Postgres");
    }
    names::reserved_everywhere(name).or_else(|| names::reserved_type(name))
}

/// Takes the shared enums.
pub(super) fn declare(check: &mut Check<'_>) {
    let document = check.document;
    for written in &document.enums {
        names::take(check, &written.name, reserved);
        let id = add(check, &written.name.value, &written.variants, written.name.span, true);
        check.enums.insert(&written.name.value, id);
    }
}

/// Takes an enum: a shared one, or one written in a field.
pub(super) fn add(
    check: &mut Check<'_>,
    name: &str,
    variants: &[VariantDecl],
    span: Span,
    shared: bool,
) -> EnumId {
    if variants.is_empty() {
        let fault = Diagnostic::error(Code::BadVariants, format!("`{name}` has no variants"));
        check.report(fault.at(span, "needs one at least"));
    }
    if let Some(beyond) = variants.get(MOST) {
        let fault =
            Diagnostic::error(Code::TooMany, format!("`{name}` has {} variants", variants.len()));
        check.report(fault.at(beyond.span, format!("at most {MOST}")));
    }
    let mut first: BTreeMap<String, &Text> = BTreeMap::new();
    let mut taken = Vec::new();
    for VariantDecl { name: variant, .. } in variants.iter().take(MOST) {
        let Some(name) = names::take(check, variant, names::reserved_variant) else {
            taken.push(Name::new(&variant.value));
            continue;
        };
        if let Some(other) = first.get(&name.pascal()) {
            let fault = Diagnostic::error(
                Code::BadVariants,
                format!("`{}` and `{}` are the same variant", other.value, variant.value),
            );
            check.report(
                fault
                    .at(variant.span, format!("would be `{}` in Rust", name.pascal()))
                    .also(other.span, "so is this one"),
            );
        }
        first.entry(name.pascal()).or_insert(variant);
        taken.push(name);
    }
    let type_name = Memory::default();
    check.model.enums.push(Enum { name: Name::new(name), variants: taken, shared, type_name });
    let id = EnumId(check.model.enums.len() - 1);
    let places = variants.iter().take(MOST).enumerate();
    let named = |at| Named::Variant(id, at);
    former::among(check, places.map(|(at, variant)| (named(at), &variant.name, &variant.was)));
    id
}
