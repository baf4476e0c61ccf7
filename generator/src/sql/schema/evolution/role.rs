//! Roles that come, and roles that go.

use super::part::Part;
use super::{Past, Steps, account};
use crate::model::{Model, Named, RoleId};
use crate::sql::literal;

/// What the migration says that takes roles away.
pub(super) const HEAD: &str = "-- Takes roles that go from whoever has them.";

/// Which roles people may have, and what becomes of those who have one that goes.
pub(super) fn roles(
    before: &Model,
    after: &Model,
    past: &Past,
    steps: &mut Steps,
    refused: &mut Vec<String>,
) {
    let has = |model: &Model, name: &str| model.roles.iter().any(|it| it.name.snake() == name);
    for name in past.revoke.iter().filter(|name| !has(before, name) || has(after, name)) {
        refused.push(format!("`{name}` is no role that goes, so nobody loses it"));
    }
    if account::role_form(before) == account::role_form(after) {
        return;
    }
    for role in before.roles.iter().map(|role| role.name.snake()) {
        if has(after, role) {
            continue;
        }
        let quoted = literal::text(role);
        let taken = format!("delete from user_roles where role = {quoted};");
        match successor(after, role).filter(|by| has(before, by)) {
            Some(by) => {
                let by = literal::text(by);
                steps.revoked.push(format!(
                    "insert into user_roles (user_id, role, created_at)\n\
                     select user_id, {by}, created_at from user_roles where role = {quoted}\n\
                     on conflict do nothing;\n{taken}"
                ));
            }
            None if past.revoke.iter().any(|name| name == role) => steps.revoked.push(taken),
            None => {
                steps.faulty.push(format!("select user_id from user_roles where role = {quoted};"));
            }
        }
    }
    let form = Part::constraint(&account::role_form(after));
    steps.about.push("roles".to_owned());
    steps.tables.push(form.exchanged("user_roles"));
    steps.late.push(form.validated("user_roles"));
}

/// The role that whoever has one that goes gets: `clerk = { was = "seller" }`, where both were.
fn successor<'a>(after: &'a Model, gone: &str) -> Option<&'a str> {
    let mut roles = after.roles.iter().enumerate();
    let found = roles.find(|(at, _)| {
        after
            .former
            .iter()
            .any(|former| former.of == Named::Role(RoleId(*at)) && former.name == gone)
    });
    found.map(|(_, role)| role.name.snake())
}
