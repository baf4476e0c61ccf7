//! What clients may filter and sort likes by.

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::include::LikeInclude;

/// What a list of likes may be asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LikeFilter {
    /// The order; `-` is descending.
    #[serde(default)]
    #[param(inline)]
    pub sort: LikeSort,
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 2)]
    pub include: Vec<LikeInclude>,
}

/// An order of likes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(default = "-id")]
pub enum LikeSort {
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
