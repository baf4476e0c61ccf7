//! What follows from a name in another form.
//!
//! A field `Title` is reported, and asked for as `title` everywhere else: that is no unknown field.

use crate::diagnostic::{Code, Diagnostic, Suggestion};
use crate::model::name::is_snake_case;

/// Takes out what asks for a name that was refused for its form, and offers the form in which it is
/// asked for.
pub(super) fn settle(diagnostics: &mut Vec<Diagnostic>) {
    let names: Vec<String> = diagnostics
        .iter()
        .filter(|found| found.code == Code::BadName)
        .filter_map(|found| Some(quoted(&found.message)?.to_owned()))
        .collect();
    let asked: Vec<(String, String)> = diagnostics
        .iter()
        .filter_map(|found| {
            let meant = offered(found, &names)?;
            Some((meant.to_owned(), found.message.rsplit('`').nth(1)?.to_owned()))
        })
        .collect();
    diagnostics.retain(|found| offered(found, &names).is_none());
    for found in diagnostics.iter_mut().filter(|found| found.code == Code::BadName) {
        let name = quoted(&found.message).map(str::to_owned);
        let form =
            asked.iter().find(|(meant, form)| Some(meant) == name.as_ref() && is_snake_case(form));
        let (Some((_, form)), Some(place)) = (form, &found.primary) else { continue };
        found.help = Some(format!("write `{form}`"));
        found.suggestion = Some(Suggestion { span: place.span, replacement: form.clone() });
    }
}

/// The one of the refused names that is offered in place of an unknown one.
fn offered<'a>(found: &Diagnostic, names: &'a [String]) -> Option<&'a str> {
    const UNKNOWN: [Code; 5] = [
        Code::UnknownField,
        Code::UnknownResource,
        Code::UnknownRole,
        Code::UnknownType,
        Code::UnknownVariant,
    ];
    let offer = &found.suggestion.as_ref()?.replacement;
    let known = names.iter().find(|name| **name == offer.escape_debug().to_string());
    known.filter(|_| UNKNOWN.contains(&found.code)).map(String::as_str)
}

/// The first name in backticks.
fn quoted(message: &str) -> Option<&str> {
    message.split('`').nth(1)
}
