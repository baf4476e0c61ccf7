//! What follows from a name in another form.
//!
//! A field `Title` is reported, and asked for as `title` everywhere else: that is no unknown field.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Suggestion};
use crate::model::name::is_snake_case;

/// Takes out what asks for a name that was refused for its form, and offers the form in which it is
/// asked for.
pub(super) fn settle(diagnostics: &mut Vec<Diagnostic>) {
    let names: BTreeSet<String> = diagnostics
        .iter()
        .filter(|found| found.code == Code::BadName)
        .filter_map(|found| Some(quoted(&found.message)?.to_owned()))
        .collect();
    let mut asked: BTreeMap<String, String> = BTreeMap::new();
    for found in diagnostics.iter() {
        let Some(meant) = offered(found, &names) else { continue };
        let Some(form) = found.message.rsplit('`').nth(1).filter(|it| is_snake_case(it)) else {
            continue;
        };
        asked.entry(meant.to_owned()).or_insert_with(|| form.to_owned());
    }
    diagnostics.retain(|found| offered(found, &names).is_none());
    for found in diagnostics.iter_mut().filter(|found| found.code == Code::BadName) {
        let form = quoted(&found.message).and_then(|name| asked.get(name));
        let (Some(form), Some(place)) = (form, &found.primary) else { continue };
        found.help = Some(format!("write `{form}`"));
        found.suggestion = Some(Suggestion { span: place.span, replacement: form.clone() });
    }
}

/// The one of the refused names that is offered in place of an unknown one.
fn offered<'a>(found: &Diagnostic, names: &'a BTreeSet<String>) -> Option<&'a str> {
    const UNKNOWN: [Code; 5] = [
        Code::UnknownField,
        Code::UnknownResource,
        Code::UnknownRole,
        Code::UnknownType,
        Code::UnknownVariant,
    ];
    if !UNKNOWN.contains(&found.code) {
        return None;
    }
    let offer = found.suggestion.as_ref()?.replacement.escape_debug().to_string();
    names.get(&offer).map(String::as_str)
}

/// The first name in backticks.
fn quoted(message: &str) -> Option<&str> {
    message.split('`').nth(1)
}
