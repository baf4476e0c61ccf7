//! The views of one slice: a struct for each of its files.

mod actions;
mod body;
mod caller;
mod check_function;
pub(in crate::view) mod deprecation;
mod filters;
mod handlers_file;
pub(in crate::view) mod include_file;
pub(in crate::view) mod input;
mod key;
mod keyword;
mod links;
pub(in crate::view) mod list_file;
mod model_file;
mod parent;
mod permission;
mod policy_file;
mod queries_file;
mod refusals;
mod routes;
mod rules;
mod statement;
mod token;
mod told;
mod value;
mod writing;

use serde::Serialize;

use crate::model::{Model, ResourceId};
use crate::sql::Statements;

use super::names::{self, Names};
use super::text;

pub use deprecation::DeprecationView;
pub use input::Member as InputMember;
pub(super) use input::{Presence, is_changeable, is_given, is_restricted};
pub use key::Key;
pub use keyword::Keyword;
pub use links::LinkView;
pub use model_file::{EnumView, enum_view};

/// Everything that the templates of a slice see.
#[derive(Debug, Clone, Serialize)]
pub struct Slice {
    /// Its names.
    pub names: Names,
    /// The resource's summary as documentation.
    pub documentation: Vec<String>,
    /// What clients are told of all its operations.
    pub deprecation: DeprecationView,
    /// The first words of the slice's module.
    pub head: Vec<String>,
    /// The built-in account.
    pub account: bool,
    /// Deleting hides.
    pub soft_delete: bool,
    /// `model.rs`
    pub model: model_file::ModelFile,
    /// `rules.rs`
    pub rules: rules::RulesFile,
    /// `policy.rs`
    pub policy: policy_file::PolicyFile,
    /// `queries.rs`
    pub queries: queries_file::QueriesFile,
    /// `filter.rs`, `list.rs`
    pub list: list_file::ListFile,
    /// `include.rs`, `references.rs`
    pub include: include_file::IncludeFile,
    /// `handlers.rs`
    pub handlers: handlers_file::HandlersFile,
    /// `actions/`
    pub actions: Vec<actions::ActionView>,
    /// Whether requests to some action carry something.
    pub action_bodies: bool,
    /// `*_links/`
    pub links: Vec<LinkView>,
    /// `.routes(routes!(handlers::list))`: the calls by which `mod.rs` adds its routes.
    pub routes: Vec<String>,
}

/// The view of a resource's slice, whose templates see its statements as functions.
#[must_use]
pub fn slice(model: &Model, id: ResourceId, statements: &Statements) -> Slice {
    let resource = model.resource(id);
    let body = model_file::file(model, id);
    let queries = queries_file::file(model, id, statements);
    let policy = policy_file::file(model, id, &statements.readable);
    let handlers = handlers_file::file(model, id, statements, &body, &queries, &policy);
    let actions = actions::actions(model, id, &statements.actions);
    let links = links::links(model, id, &statements.links);
    let summary = match resource.summary.is_empty() {
        true => vec![format!("{}.", names::names(resource).capital_row)],
        false => text::documentation(&resource.summary),
    };
    Slice {
        names: names::names(resource),
        documentation: summary,
        deprecation: deprecation::view(resource.deprecated.as_ref()),
        head: head(resource),
        account: resource.account,
        soft_delete: resource.soft_delete,
        rules: rules::file(model, id),
        policy,
        list: list_file::file(model, id, &statements.readable),
        include: include_file::file(model, id),
        routes: routes::routes(&handlers, &actions, &links, resource.account),
        model: body,
        queries,
        handlers,
        action_bodies: actions.iter().any(|action| !action.takes.is_empty()),
        actions,
        links,
    }
}

/// `Posts: something a member wants others to see.`
fn head(resource: &crate::model::Resource) -> Vec<String> {
    let plural = names::capital(&resource.plural.words());
    match resource.summary.is_empty() {
        true => vec![format!("{plural}.")],
        false => text::documentation(&format!("{plural}: {}", lower(&resource.summary))),
    }
}

/// With a small first letter, unless the first word is written in capitals.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}
