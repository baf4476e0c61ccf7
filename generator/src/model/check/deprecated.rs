//! What clients are told of what goes: days in their order, and nothing that they have to send.

use super::Check;
use super::lookup::has_column;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{DeprecatedDecl, FieldDecl, Spanned, Text};
use crate::model::{Day, Deprecation, FieldId, FieldKind, Scalar, forms, is_link};

/// The notice as it is written; none if it is not, or cannot be read.
pub(super) fn notice(written: Option<&Spanned<DeprecatedDecl>>) -> Option<Deprecation> {
    let written = &written?.value;
    let day = |text: &Text| Day::parse(&text.value);
    Some(Deprecation {
        since: day(written.since.as_ref()?)?,
        sunset: written.sunset.as_ref().and_then(day),
        instead: written.instead.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
    })
}

/// Looks at every notice, and at every field that goes.
pub(super) fn judge(check: &mut Check<'_>) {
    for (resource, written) in check.written() {
        let account = check.resource(resource).account;
        if let Some(written) = written.deprecated.as_ref().filter(|_| account) {
            let reason = "registration and sign-in stand on accounts: they do not go";
            let fault = Diagnostic::error(Code::NotForAccounts, reason);
            check.report(fault.at(written.span, "leave it out"));
        }
        let actions = written.actions.iter().filter_map(|action| action.deprecated.as_ref());
        for notice in written.deprecated.iter().chain(actions) {
            days(check, &notice.value);
            link(check, &notice.value);
        }
        for field in written.actions.iter().flat_map(|action| &action.takes) {
            if field.optional.is_none() {
                must_be_sent(check, field);
            }
        }
    }
    for (resource, id, field) in check.sound_fields() {
        if is_sent(check, resource, id) {
            must_be_sent(check, field);
        }
    }
}

/// Whether a request that creates a row has to carry the field.
fn is_sent(check: &Check<'_>, resource: crate::model::ResourceId, id: FieldId) -> bool {
    let (holder, field) = (check.resource(resource), check.field(resource, id));
    let is_written = has_column(&field.kind)
        && !matches!(field.kind, FieldKind::Scalar(Scalar::Slug { .. }))
        && field.write.as_ref().is_none_or(|who| !who.is_empty());
    let is_set_by_us = holder.owner == Some(id) || holder.under == Some(id);
    is_written && !is_set_by_us && !field.optional && field.default.is_none()
}

fn days(check: &mut Check<'_>, notice: &DeprecatedDecl) {
    let mut read = |text: Option<&Text>| {
        let text = text?;
        let day = Day::parse(&text.value);
        if day.is_none() {
            let message = format!("`{}` is not a day", text.value.escape_debug());
            let fault = Diagnostic::error(Code::BadDeprecation, message);
            check.report(fault.at(text.span, "no such day").help("write it as `2026-12-01`"));
        }
        day.map(|day| (day, text.span))
    };
    let (since, sunset) = (read(notice.since.as_ref()), read(notice.sunset.as_ref()));
    if let (Some((since, first)), Some((sunset, second))) = (since, sunset)
        && sunset < since
    {
        let fault = Diagnostic::error(Code::BadDeprecation, "it would be gone before it is told");
        let fault = fault.at(second, "from here on it may be gone");
        check.report(fault.also(first, "from here on it is deprecated"));
    }
}

fn link(check: &mut Check<'_>, notice: &DeprecatedDecl) {
    let Some(text) = notice.instead.as_ref().filter(|text| is_link(&text.value)) else { return };
    // It stands between angle brackets in a header.
    if !forms::is_url(&text.value) || text.value.contains(['<', '>', '"', '\\']) {
        let fault =
            Diagnostic::error(Code::BadDeprecation, "this is no URL that a header can hold");
        check.report(fault.at(text.span, "clients are sent here to read more").help(
            "encode what is not a letter, digit or sign of a URL, as `%20`; or say it in words",
        ));
    }
}

fn must_be_sent(check: &mut Check<'_>, field: &FieldDecl) {
    let Some(reason) = &field.deprecated else { return };
    let kind: Span = field.kind.as_ref().map_or(field.name.span, |kind| kind.span);
    let message = format!("`{}` is deprecated, and has to be sent", field.name.value);
    let fault = Diagnostic::error(Code::BadDeprecation, message).at(reason.span, "not to be used");
    check.report(fault.also(kind, "required").help("make it optional (`?`), or give it a default"));
}
