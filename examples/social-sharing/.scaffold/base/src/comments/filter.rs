//! What clients may filter and sort comments by.

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::include::CommentInclude;

/// What a list of comments may be asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CommentFilter {
    /// The order; `-` is descending.
    #[serde(default)]
    #[param(inline)]
    pub sort: CommentSort,
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 2)]
    pub include: Vec<CommentInclude>,
}

/// An order of comments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(default = "-id")]
pub enum CommentSort {
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
