//! Users.
//!
//! `model` is what goes in and out, `rules` what values must keep, `policy` who may do what,
//! `queries` every fixed statement, `filter` and `list` the pages; `handlers` puts them together,
//! one function a route.

pub mod administration;
pub mod filter;
pub mod handlers;
pub mod list;
pub mod model;
pub mod policy;
pub mod queries;
pub mod registration;
pub mod rules;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

/// The routes of users.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(registration::register))
        .routes(routes!(handlers::me))
        .routes(routes!(handlers::list))
        .routes(routes!(handlers::show, handlers::update, handlers::delete))
        .routes(routes!(administration::replace_roles))
        .routes(routes!(administration::suspend))
        .routes(routes!(administration::reinstate))
        .routes(routes!(administration::end_sessions))
}
