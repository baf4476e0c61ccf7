//! What clients may filter and sort categories by.

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::include::CategoryInclude;
use super::model::CategoryId;

/// What a list of categories may be asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CategoryFilter {
    /// Equal to this.
    pub parent_id: Option<CategoryId>,
    /// One of these.
    #[serde(rename = "parent_id.in")]
    #[param(style = Form, explode = false, min_items = 1, max_items = 100)]
    pub parent_id_in: Option<Vec<CategoryId>>,
    /// Whether it has no value.
    #[serde(rename = "parent_id.null")]
    pub parent_id_null: Option<bool>,
    /// The order; `-` is descending.
    #[serde(default)]
    #[param(inline)]
    pub sort: CategorySort,
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 1)]
    pub include: Vec<CategoryInclude>,
}

/// An order of categories.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(default = "name")]
pub enum CategorySort {
    #[default]
    #[serde(rename = "name")]
    Name,
    #[serde(rename = "-name")]
    NameDescending,
    #[serde(rename = "created_at")]
    CreatedAt,
    #[serde(rename = "-created_at")]
    CreatedAtDescending,
    #[serde(rename = "updated_at")]
    UpdatedAt,
    #[serde(rename = "-updated_at")]
    UpdatedAtDescending,
}
