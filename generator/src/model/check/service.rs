//! The service's own name.

use super::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::name::to_snake_case;
use crate::model::{Name, Service, name::is_snake_case, words};

/// The longest name: databases for tests add a few characters.
const LONGEST: usize = 50;

/// Takes the name, in kebab case, unless Cargo or a dependency has it.
pub(super) fn name(check: &mut Check<'_>) {
    let declared = &check.document.service;
    let summary = declared.summary.as_ref().map(|text| text.value.clone()).unwrap_or_default();
    let Some(name) = &declared.name else {
        return;
    };
    let snake = name.value.replace('-', "_");
    if name.value.contains('_') || !is_snake_case(&snake) {
        let fault = Diagnostic::error(
            Code::BadName,
            format!("`{}` is not the name of a service", name.value.escape_debug()),
        )
        .at(name.span, "lower-case letters, digits and single hyphens, a letter first");
        let better = to_snake_case(&name.value).map(|better| better.replace('_', "-"));
        return check.report(match better {
            Some(better) => fault.help(format!("write `{better}`")).suggest(name.span, better),
            None => fault,
        });
    }
    if snake.len() > LONGEST {
        return check.report(
            Diagnostic::error(
                Code::NameTooLong,
                format!("the name has {} characters", snake.len()),
            )
            .at(name.span, format!("at most {LONGEST}")),
        );
    }
    if let Some(owner) = taken_by(&snake) {
        return check.report(
            Diagnostic::error(Code::NameReserved, format!("`{}` is {owner}", name.value))
                .at(name.span, "a crate cannot have this name")
                .help(format!("add a word, as in `{}-service`", name.value)),
        );
    }
    check.model.service = Service { name: Name::new(snake), summary };
}

fn taken_by(name: &str) -> Option<&'static str> {
    if words::CRATES.contains(&name) {
        return Some("a crate that the service is built from");
    }
    if words::RUST_KEYWORDS.contains(&name) || words::RUST_NEVER.contains(&name) {
        return Some("a keyword of Rust");
    }
    if words::CARGO.contains(&name) {
        return Some("a name that Cargo keeps for itself");
    }
    if words::DEVICES.contains(&name) {
        return Some("a device on Windows");
    }
    let databases = ["postgres", "template0", "template1"];
    databases.contains(&name).then_some("a database that Postgres keeps for itself")
}
