//! A fixed statement as a function of a `queries.rs`.

use serde::Serialize;

use crate::model::{Model, Resource, ResourceId};
use crate::sql::{Argument, Returns, Statement};
use crate::view::condition::Asker;
use crate::view::names::{self, Names};

/// A function and its statement.
#[derive(Debug, Clone, Serialize)]
pub struct Function {
    /// What it does.
    pub documentation: Vec<String>,
    /// What it is called.
    #[serde(skip)]
    pub name: String,
    /// What it takes after the database.
    #[serde(skip)]
    pub parameters: Vec<Taken>,
    /// On one line, without the brace.
    pub signature: String,
    /// The viewer is taken in any form and turned into one first.
    pub turns_viewer: bool,
    /// The row type; empty where it gives no rows.
    pub row: String,
    /// The statement as a Rust literal.
    pub literal: String,
    /// The literal stands on one line.
    pub short: bool,
    /// The values of its parameters.
    pub binds: Vec<String>,
    /// `fetch_optional`, `fetch_one`, `fetch_all`, `execute`
    pub fetch: &'static str,
    /// `rows`, `touched` (whether a row was), `id` (of the new row), `nothing`
    pub gives: &'static str,
}

/// What a function takes.
#[derive(Debug, Clone)]
pub struct Taken {
    name: String,
    type_name: String,
}

/// `name: type_name`
pub(super) fn taken(name: impl Into<String>, type_name: impl Into<String>) -> Taken {
    Taken { name: name.into(), type_name: type_name.into() }
}

impl Function {
    /// What a handler hands over after the database: `, principal, post.id, &new`.
    pub(super) fn arguments(&self, row: &str) -> String {
        let argument = |Taken { name, type_name }: &Taken| match name.as_str() {
            "id" => format!("{row}.id"),
            "principal" | "viewer" | "version" => name.clone(),
            _ if type_name.starts_with('&') => format!("&{name}"),
            _ => format!("{name}.id"),
        };
        self.parameters.iter().fold(String::new(), |all, taken| all + ", " + &argument(taken))
    }
}

/// Makes the functions of one slice.
pub(super) struct Maker<'a> {
    pub(super) model: &'a Model,
    pub(super) id: ResourceId,
    pub(super) resource: &'a Resource,
    pub(super) names: Names,
}

impl<'a> Maker<'a> {
    pub(super) fn new(model: &'a Model, id: ResourceId) -> Self {
        let resource = model.resource(id);
        Self { model, id, resource, names: names::names(resource) }
    }

    /// The function that runs a statement and gives `answer`.
    pub(super) fn function(
        &self,
        statement: &Statement,
        name: &str,
        parameters: Vec<Taken>,
        answer: &str,
        binds: Vec<String>,
    ) -> Function {
        let literal = statement.literal();
        let (fetch, gives) = match statement.returns {
            Returns::Optional => ("fetch_optional", "rows"),
            Returns::One => ("fetch_one", "rows"),
            Returns::Many => ("fetch_all", "rows"),
            Returns::Count => ("execute", "touched"),
        };
        let mut signature = format!("pub async fn {name}(db: impl PgExecutor<'_>");
        for Taken { name, type_name } in &parameters {
            signature += &format!(", {name}: {type_name}");
        }
        signature += &format!(") -> sqlx::Result<{answer}>");
        Function {
            documentation: Vec::new(),
            name: name.to_owned(),
            parameters,
            signature,
            turns_viewer: false,
            row: match statement.columns.is_empty() {
                true => String::new(),
                false => self.names.type_name.clone(),
            },
            short: !literal.contains('\n'),
            literal,
            binds,
            fetch,
            gives,
        }
    }
}

/// Whether a statement looks at who asks.
#[must_use]
pub(super) fn looks_at_viewer(statement: &Statement) -> bool {
    statement
        .parameters
        .iter()
        .any(|parameter| matches!(parameter.argument, Argument::Viewer | Argument::Role(_)))
}

/// A viewer's id or role as a parameter's value.
#[must_use]
pub(super) fn viewer_bind(model: &Model, argument: Argument) -> String {
    caller_bind(model, argument, Asker::Viewer)
}

/// The id or a role of whoever calls as a parameter's value.
pub(super) fn caller_bind(model: &Model, argument: Argument, asker: Asker) -> String {
    match argument {
        Argument::Role(role) => {
            format!("{}.has(Role::{})", asker.ident(), model.roles[role.0].name.pascal())
        }
        _ => asker.id().to_owned(),
    }
}

/// Whoever calls as a parameter, where one of the values is of them.
pub(super) fn caller_parameter(asker: Asker, binds: &[String]) -> Option<Taken> {
    let is_used = binds.iter().any(|bind| names::mentions(bind, asker.ident()));
    is_used.then(|| taken(asker.ident(), asker.type_name()))
}
