//! The routes that `mod.rs` of a slice lists.

use super::actions::ActionView;
use super::handlers_file::HandlersFile;
use super::links::LinkView;

/// A call for the handlers of each path. Actions that go have a router of their own.
pub(super) fn routes(
    handlers: &HandlersFile,
    actions: &[ActionView],
    links: &[LinkView],
    account: bool,
) -> Vec<String> {
    let mut routes = Vec::new();
    if account {
        routes.push("registration::register".to_owned());
        routes.push("handlers::me".to_owned());
    }
    routes.push(present(&[("list", true), ("create", handlers.has_create)]));
    routes.push(present(&[
        ("show", true),
        ("update", handlers.has_update),
        ("delete", handlers.has_delete),
    ]));
    if handlers.has_restore {
        routes.push("handlers::restore".to_owned());
    }
    routes.extend(actions.iter().map(|action| match action.deprecation.has {
        true => format!("{}_routes()", action.name),
        false => format!("actions::handlers::{}", action.ident),
    }));
    for link in links {
        let module = format!("{}_links::handlers", link.name);
        routes.push(format!("{module}::list"));
        routes.push(format!("{module}::link, {module}::unlink"));
        if !link.back.is_empty() {
            routes.push(format!("{module}::list_back"));
        }
    }
    if account {
        let kept = ["replace_roles", "suspend", "reinstate", "end_sessions"];
        routes.extend(kept.map(|name| format!("administration::{name}")));
    }
    routes.iter().map(|route| call(route)).collect()
}

/// Those of the handlers of one path that are there.
fn present(handlers: &[(&str, bool)]) -> String {
    let there = handlers.iter().filter(|(_, is_there)| *is_there);
    there.map(|(name, _)| format!("handlers::{name}")).collect::<Vec<_>>().join(", ")
}

fn call(route: &str) -> String {
    match route.ends_with("()") {
        true => format!(".merge({route})"),
        false => format!(".routes(routes!({route}))"),
    }
}
