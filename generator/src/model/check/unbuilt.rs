//! Parts of the language that are read but not built.

use super::Check;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{FieldDecl, Flag, ResourceDecl, RuleDecl, WhoDecl};

/// Names each use of such a part.
pub(super) fn features(check: &mut Check<'_>) {
    let mut found = Vec::new();
    for resource in &check.document.resources {
        settings(resource, &mut found);
        for field in resource.fields.iter().chain(resource.actions.iter().flat_map(|it| &it.takes))
        {
            attributes(field, &mut found);
        }
        for rule in every_rule(resource) {
            if let WhoDecl::Via { .. } = rule.who.value {
                found.push((rule.who.span, "via"));
            }
        }
    }
    for (span, feature) in found {
        let fault = Diagnostic::error(Code::NotYet, format!("`{feature}` is not built yet"));
        check.report(fault.at(span, "").help("leave it out until a version of scaffold builds it"));
    }
}

fn settings(resource: &ResourceDecl, found: &mut Vec<(Span, &str)>) {
    let history = resource.history.as_ref().filter(|history| history.value);
    found.extend(history.map(|history| (history.span, "history")));
    found.extend(resource.limit.as_ref().map(|limit| (limit.span, "limit")));
    found.extend(resource.cache.as_ref().map(|cache| (cache.span, "cache")));
}

fn attributes(field: &FieldDecl, found: &mut Vec<(Span, &str)>) {
    found.extend(field.flag(Flag::Personal).map(|span| (span, "personal")));
    found.extend(field.flag(Flag::Encrypted).map(|span| (span, "encrypted")));
}

fn every_rule(resource: &ResourceDecl) -> impl Iterator<Item = &RuleDecl> {
    let access = resource.access.iter().flat_map(|access| {
        let access = &access.value;
        [&access.read, &access.create, &access.update, &access.delete]
    });
    let actions = resource.actions.iter().map(|action| &action.access);
    let links = resource.fields.iter().map(|field| &field.link);
    access.chain(actions).chain(links).flatten().flat_map(|rules| &rules.value)
}
