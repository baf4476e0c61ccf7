//! What clients may filter and sort follows by.

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::include::FollowInclude;

/// What a list of follows may be asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FollowFilter {
    /// The order; `-` is descending.
    #[serde(default)]
    #[param(inline)]
    pub sort: FollowSort,
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 2)]
    pub include: Vec<FollowInclude>,
}

/// An order of follows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(default = "-id")]
pub enum FollowSort {
    #[serde(rename = "id")]
    Id,
    #[default]
    #[serde(rename = "-id")]
    IdDescending,
    #[serde(rename = "created_at")]
    CreatedAt,
    #[serde(rename = "-created_at")]
    CreatedAtDescending,
    #[serde(rename = "updated_at")]
    UpdatedAt,
    #[serde(rename = "-updated_at")]
    UpdatedAtDescending,
}
