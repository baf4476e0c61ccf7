//! Products: something to buy.
//!
//! `model` is what goes in and out, `rules` what values must keep, `policy` who may do what,
//! `queries` every fixed statement, `filter` and `list` the pages; `handlers` puts them together,
//! one function a route. `include` brings along what rows point at. `actions` has handlers and
//! statements of its own. What is linked has them, too, in the folders that end in `_links`.

pub mod actions;
pub mod categories_links;
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

/// The routes of products.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list, handlers::create))
        .routes(routes!(handlers::show, handlers::update, handlers::delete))
        .routes(routes!(handlers::restore))
        .routes(routes!(actions::handlers::release))
        .routes(routes!(actions::handlers::retire))
        .routes(routes!(actions::handlers::stocktake))
        .routes(routes!(actions::handlers::claim))
        .routes(routes!(categories_links::handlers::list))
        .routes(routes!(categories_links::handlers::link, categories_links::handlers::unlink))
        .routes(routes!(categories_links::handlers::list_back))
}
