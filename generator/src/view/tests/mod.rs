//! What the templates of a service's own tests see.
//!
//! Tests are computed like the service: from the model and its sample values. Where no
//! situation is found in which something may be done, there is no test of it.

mod above;
pub mod access;
mod actions;
mod checks;
mod erased;
mod factory;
mod links;
mod list;
mod literal;
mod notices;
mod outcome;
mod plans;
mod rights;
mod scene;
mod setting;
mod slice;
mod state;
mod unique;
mod values;

use serde::Serialize;

use crate::model::{Model, RoleId, Rule, Who};

use rights::Reference;

use super::slice::input::{self, Presence};
use super::{text, types};

pub use actions::{ActionOf, ActionTest};
pub use factory::{Factory, factory};
pub use list::ListTests;
pub use plans::{PlanTests, plan};
pub use slice::{SliceTests, slice};

/// What test files that exist once see.
#[derive(Debug, Clone, Serialize)]
pub struct Tests {
    /// One a resource.
    pub factories: Vec<Factory>,
    /// What registration and administration ask and answer.
    pub account: Account,
    /// Slices whose lists are asked of full tables.
    pub plans: Vec<PlanTests>,
}

/// The account, as its tests see it.
#[derive(Debug, Clone, Serialize)]
pub struct Account {
    /// `/users/{handle}`
    pub row_path: String,
    /// What registration asks for beside address and password, as Rust literals.
    pub required: String,
    /// Everybody may see it.
    pub is_public: bool,
    /// Everybody may close their own.
    pub is_closable: bool,
    /// What the columns hold once it is closed, as members of `json!`.
    pub erased: String,
    /// `"member"`
    pub default_role: String,
    /// `"admin", "member"`: what an account has that was made an administrator.
    pub granted_roles: String,
    /// Relations that registration may name, and rows that whoever registers may not see.
    pub hidden: Vec<Reference>,
    /// Roles without the rights of administrators: `Role::Member, Role::Moderator`.
    pub mere_roles: String,
}

/// The view of a model's tests, of what was made of each resource, in the order of the alphabet.
#[must_use]
pub fn tests(model: &Model, mut factories: Vec<Factory>, mut plans: Vec<PlanTests>) -> Tests {
    factories.sort_by(|one, other| one.function.cmp(&other.function));
    plans.sort_by(|one, other| one.slice.cmp(&other.slice));
    Tests { factories, account: account(model), plans }
}

fn account(model: &Model) -> Account {
    let (id, resource) = model.account();
    let key = resource.key.map_or("id", |key| resource.fields[key.0].name.snake());
    let required = resource.fields.iter().enumerate().filter(|(at, field)| {
        input::is_given(resource, crate::model::FieldId(*at))
            && Presence::on_create(field) == Presence::Required
    });
    let required: Vec<String> =
        required.map(|(_, field)| text::rust(&types::column(field))).collect();
    let reads = |whom: &dyn Fn(&Who) -> bool| {
        resource.access.read.iter().any(|rule| rule.condition.is_none() && whom(&rule.who))
    };
    let admin = model.roles.iter().position(|role| role.name.snake() == "admin").map(RoleId);
    let has = |held: Option<RoleId>, role: RoleId| {
        held == Some(role) || held.is_some_and(|held| model.roles[held.0].includes.contains(&role))
    };
    let default = model
        .roles
        .iter()
        .find(|role| role.default)
        .map(|role| role.name.snake())
        .unwrap_or_default();
    let newcomer = model.roles.iter().position(|role| role.default).map(RoleId);
    let is_open = |rules: &[Rule]| {
        rules.iter().any(|rule| {
            let is_anybody = match rule.who {
                Who::Public | Who::Authenticated | Who::Owner => true,
                Who::Role(role) => has(newcomer, role),
                Who::Relation(_) | Who::OwnerOf { .. } => false,
            };
            is_anybody && rule.condition.is_none()
        })
    };
    let mut granted = [default, "admin"];
    granted.sort_unstable();
    let mere = (0..model.roles.len())
        .map(RoleId)
        .filter(|role| admin.is_some_and(|admin| !has(Some(*role), admin)));
    let mere: Vec<String> =
        mere.map(|role| format!("Role::{}", model.roles[role.0].name.pascal())).collect();
    Account {
        row_path: format!("/users/{{{key}}}"),
        required: required.join(", "),
        is_public: reads(&|who| *who == Who::Public),
        is_closable: is_open(&resource.access.read) && is_open(&resource.access.delete),
        erased: erased::columns(model, resource),
        default_role: text::rust(default),
        granted_roles: granted.map(text::rust).join(", "),
        hidden: rights::hidden_from_newcomers(model, id),
        mere_roles: mere.join(", "),
    }
}
