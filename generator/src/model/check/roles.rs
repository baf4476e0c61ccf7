//! Roles: which there are, what they include, which one is everybody's.

use super::{Check, names};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::RoleDecl;
use crate::model::{Name, Role, RoleId, words};

/// Roles are kept as the bits of one number.
const MOST: usize = 64;

fn reserved(name: &str) -> Option<names::Reason> {
    if words::RULE_WORDS.contains(&name) {
        return Some("a word of rules");
    }
    names::reserved_everywhere(name)
}

/// Takes the roles; `member` and `admin` when none are written.
pub(super) fn declare(check: &mut Check<'_>) {
    let Some(written) = &check.document.roles else {
        for (at, name) in ["member", "admin"].into_iter().enumerate() {
            check.roles.insert(name, RoleId(at));
            let default = name == "member";
            check.model.roles.push(Role { name: Name::new(name), default, includes: Vec::new() });
        }
        return;
    };
    for role in &written.value {
        names::take(check, &role.name, reserved);
        check.roles.insert(&role.name.value, RoleId(check.model.roles.len()));
        let default = role.default.as_ref().is_some_and(|default| default.value);
        let name = Name::new(&role.name.value);
        check.model.roles.push(Role { name, default, includes: Vec::new() });
    }
    if written.value.len() > MOST {
        check.report(
            Diagnostic::error(Code::BadRoles, format!("there are {} roles", written.value.len()))
                .at(written.value[MOST].name.span, format!("at most {MOST}")),
        );
    }
    if !check.roles.keys().any(|name| name.eq_ignore_ascii_case("admin")) {
        check.report(
            Diagnostic::error(Code::BadRoles, "no role is named `admin`")
                .at(written.span, "these are all roles")
                .help("add `admin`: it grants roles and suspends accounts"),
        );
    }
}

/// Resolves what roles include, and closes it transitively.
pub(super) fn include(check: &mut Check<'_>) {
    let Some(written) = &check.document.roles else {
        return;
    };
    let mut direct: Vec<Vec<RoleId>> = Vec::new();
    for role in &written.value {
        let mut included = Vec::new();
        for name in &role.includes {
            if let Some(id) = check.roles.get(name.as_str()) {
                included.push(*id);
                continue;
            }
            let message = format!("unknown role `{}`", name.value);
            let fault = Diagnostic::error(Code::UnknownRole, message)
                .at(name.span, "no role has this name")
                .suggest_nearest(name.span, &name.value, check.roles.keys().copied());
            check.report_once(fault);
        }
        direct.push(included);
    }
    for (at, role) in written.value.iter().enumerate() {
        let closed = reachable(&direct, RoleId(at));
        if closed.contains(&RoleId(at)) {
            check.report(circle(role));
        }
        check.model.roles[at].includes = closed.into_iter().filter(|id| id.0 != at).collect();
    }
}

fn circle(role: &RoleDecl) -> Diagnostic {
    let span = role.includes.first().map_or(role.name.span, |first| first.span);
    Diagnostic::error(Code::BadRoles, format!("`{}` includes itself", role.name.value))
        .at(span, "leads back to the role")
        .also(role.name.span, "the role")
}

fn reachable(direct: &[Vec<RoleId>], from: RoleId) -> Vec<RoleId> {
    let mut seen = Vec::new();
    let mut open = direct[from.0].clone();
    while let Some(next) = open.pop() {
        if !seen.contains(&next) {
            seen.push(next);
            open.extend(&direct[next.0]);
        }
    }
    seen.sort_unstable();
    seen
}

/// Exactly one role is a new account's, and it has no rights of `admin`.
pub(super) fn default(check: &mut Check<'_>) {
    let Some(written) = &check.document.roles else {
        return;
    };
    let marked = |role: &&RoleDecl| role.default.as_ref().is_some_and(|default| default.value);
    let defaults: Vec<_> = written.value.iter().filter(marked).collect();
    let span_of = |role: &RoleDecl| role.default.as_ref().map_or(Span::default(), |it| it.span);
    let Some(first) = defaults.first() else {
        let fault = Diagnostic::error(Code::BadRoles, "no role is the default")
            .at(written.span, "these are all roles")
            .help("write `default = true` for the role that a new account has");
        return check.report(fault);
    };
    for second in &defaults[1..] {
        check.report(
            Diagnostic::error(
                Code::BadRoles,
                format!("`{}` is a second default", second.name.value),
            )
            .at(span_of(second), "a new account has one role")
            .also(span_of(first), format!("`{}` is the first", first.name.value)),
        );
    }
    let admin = check.roles.get("admin").copied();
    let id = check.roles.get(first.name.as_str()).copied();
    let (Some(admin), Some(id)) = (admin, id) else {
        return;
    };
    if id == admin || check.model.roles[id.0].includes.contains(&admin) {
        check.report(
            Diagnostic::error(Code::BadRoles, "every new account would be an administrator")
                .at(span_of(first), "has the rights of `admin`"),
        );
    }
}
