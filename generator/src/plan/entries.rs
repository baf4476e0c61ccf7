//! Which files a service has.
//!
//! `template/` mirrors the emitted project: a file lies there because it is emitted, under
//! the same path. This table holds the exceptions: files that only some services have,
//! files that each resource has, and files that are the user's once they are written.

use crate::tree::Ownership;

/// Templates of slices and of their tests: one file for each resource that has it.
#[derive(Debug, Clone, Copy)]
pub struct PerResource {
    /// The template, without `.liquid`.
    pub template: &'static str,
    /// The file; `{slice}` stands for the resource's folder, `{link}` for a relation,
    /// `{action}` for an action.
    pub path: &'static str,
    /// Which resources have it.
    pub when: When,
}

/// Which resources have a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Every one.
    Always,
    /// The account.
    Account,
    /// Those whose rows can bring others along.
    Includes,
    /// Those whose requests name other rows.
    References,
    /// Those with declared actions.
    Actions,
    /// Those with an action whose requests carry something.
    ActionBodies,
    /// Those with a many-to-many relation, once for each.
    Link,
    /// Those of which somebody sees several rows.
    Listed,
    /// Those with something that a test of this name shows.
    Tested(&'static str),
    /// Those with an action that is tested, once for each.
    TestedAction,
}

const fn row(template: &'static str, path: &'static str, when: When) -> PerResource {
    PerResource { template, path, when }
}

/// The files of a slice, in the order in which a reader meets them.
pub const PER_RESOURCE: &[PerResource] = &[
    row("src/resource/mod.rs", "src/{slice}/mod.rs", When::Always),
    row("src/resource/model.rs", "src/{slice}/model.rs", When::Always),
    row("src/resource/rules.rs", "src/{slice}/rules.rs", When::Always),
    row("src/resource/handlers.rs", "src/{slice}/handlers.rs", When::Always),
    row("src/resource/registration.rs", "src/{slice}/registration.rs", When::Account),
    row("src/resource/administration.rs", "src/{slice}/administration.rs", When::Account),
    row("src/resource/policy.rs", "src/{slice}/policy.rs", When::Always),
    row("src/resource/queries.rs", "src/{slice}/queries.rs", When::Always),
    row("src/resource/actions/mod.rs", "src/{slice}/actions/mod.rs", When::Actions),
    row("src/resource/actions/model.rs", "src/{slice}/actions/model.rs", When::ActionBodies),
    row("src/resource/actions/handlers.rs", "src/{slice}/actions/handlers.rs", When::Actions),
    row("src/resource/actions/queries.rs", "src/{slice}/actions/queries.rs", When::Actions),
    row("src/resource/links/mod.rs", "src/{slice}/{link}_links/mod.rs", When::Link),
    row("src/resource/links/handlers.rs", "src/{slice}/{link}_links/handlers.rs", When::Link),
    row("src/resource/links/queries.rs", "src/{slice}/{link}_links/queries.rs", When::Link),
    row("src/resource/filter.rs", "src/{slice}/filter.rs", When::Always),
    row("src/resource/list.rs", "src/{slice}/list.rs", When::Always),
    row("src/resource/include.rs", "src/{slice}/include.rs", When::Includes),
    row("src/resource/references.rs", "src/{slice}/references.rs", When::References),
    row("tests/resource/mod.rs", "tests/api/{slice}/mod.rs", When::Always),
    row("tests/resource/access.rs", "tests/api/{slice}/access.rs", When::Always),
    row("tests/resource/rows.rs", "tests/api/{slice}/rows.rs", When::Always),
    row("tests/resource/list.rs", "tests/api/{slice}/list.rs", When::Listed),
    row("tests/resource/rules.rs", "tests/api/{slice}/rules.rs", When::Tested("rules")),
    row("tests/resource/rights.rs", "tests/api/{slice}/rights.rs", When::Tested("rights")),
    row(
        "tests/resource/actions/mod.rs",
        "tests/api/{slice}/actions/mod.rs",
        When::Tested("actions"),
    ),
    row(
        "tests/resource/actions/action.rs",
        "tests/api/{slice}/actions/{action}.rs",
        When::TestedAction,
    ),
    row(
        "tests/resource/deprecation.rs",
        "tests/api/{slice}/deprecation.rs",
        When::Tested("deprecation"),
    ),
    row("tests/resource/links.rs", "tests/api/{slice}/links.rs", When::Tested("links")),
    row("tests/resource/unique.rs", "tests/api/{slice}/unique.rs", When::Tested("unique")),
];

/// Whose a file is that exists once.
pub(super) fn ownership(path: &str) -> Ownership {
    match path {
        "README.md" | ".env.example" | ".gitignore" | "justfile" => Ownership::Seed,
        _ if path.starts_with(".sqlx/") || path == "Cargo.lock" => Ownership::Derived,
        _ => Ownership::Managed,
    }
}
