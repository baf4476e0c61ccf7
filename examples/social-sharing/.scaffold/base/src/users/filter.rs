//! What clients may filter, search and sort users by.

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::extract::SearchWords;

/// What a list of users may be asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UserFilter {
    /// Words to find in `display_name`; `"a phrase"`, `or` and `-not` work.
    #[param(value_type = Option<String>, min_length = 1, max_length = 200)]
    pub q: Option<SearchWords>,
    /// The order; `-` is descending.
    #[serde(default)]
    #[param(inline)]
    pub sort: UserSort,
}

/// An order of users.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(default = "-id")]
pub enum UserSort {
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
