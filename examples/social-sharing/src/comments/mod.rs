//! Comments.
//!
//! `model` is what goes in and out, `rules` what values must keep, `policy` who may do what,
//! `queries` every fixed statement, `filter` and `list` the pages; `handlers` puts them together,
//! one function a route. `include` brings along what rows point at.

pub mod filter;
pub mod handlers;
pub mod include;
pub mod list;
pub mod model;
pub mod policy;
pub mod queries;
pub mod rules;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

/// The routes of comments.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(handlers::list, handlers::create)).routes(routes!(
        handlers::show,
        handlers::update,
        handlers::delete
    ))
}
