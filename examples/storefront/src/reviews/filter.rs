//! What clients may filter and sort reviews by.

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::include::ReviewInclude;

/// What a list of reviews may be asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReviewFilter {
    /// Equal to this.
    pub stars: Option<i32>,
    /// One of these.
    #[serde(rename = "stars.in")]
    #[param(style = Form, explode = false, min_items = 1, max_items = 100)]
    pub stars_in: Option<Vec<i32>>,
    /// At least this.
    #[serde(rename = "stars.gte")]
    pub stars_gte: Option<i32>,
    /// More than this.
    #[serde(rename = "stars.gt")]
    pub stars_gt: Option<i32>,
    /// At most this.
    #[serde(rename = "stars.lte")]
    pub stars_lte: Option<i32>,
    /// Less than this.
    #[serde(rename = "stars.lt")]
    pub stars_lt: Option<i32>,
    /// The order; `-` is descending.
    #[serde(default)]
    #[param(inline)]
    pub sort: ReviewSort,
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 2)]
    pub include: Vec<ReviewInclude>,
}

/// An order of reviews.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(default = "-id")]
pub enum ReviewSort {
    #[serde(rename = "stars")]
    Stars,
    #[serde(rename = "-stars")]
    StarsDescending,
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
