//! Posts: something a member wants others to see.
//!
//! `model` is what goes in and out, `rules` what values must keep, `policy` who may do what,
//! `queries` every fixed statement, `filter` and `list` the pages; `handlers` puts them together,
//! one function a route. `include` brings along what rows point at. `actions` has handlers and
//! statements of its own. What is linked has them, too, in the folders that end in `_links`.

pub mod actions;
pub mod filter;
pub mod handlers;
pub mod include;
pub mod list;
pub mod model;
pub mod policy;
pub mod queries;
pub mod rules;
pub mod tags_links;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

/// The routes of posts.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::show, handlers::update, handlers::delete))
        .routes(routes!(handlers::restore))
        .routes(routes!(actions::handlers::publish))
        .routes(routes!(tags_links::handlers::list))
        .routes(routes!(tags_links::handlers::link, tags_links::handlers::unlink))
        .routes(routes!(tags_links::handlers::list_back))
}
