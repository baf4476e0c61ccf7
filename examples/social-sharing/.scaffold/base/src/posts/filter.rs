//! What clients may filter, search and sort posts by.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::include::PostInclude;
use super::model::PostStatus;
use crate::enums::Visibility;
use crate::extract::SearchWords;

/// What a list of posts may be asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PostFilter {
    /// Words to find in `title` and `body`; `"a phrase"`, `or` and `-not` work.
    #[param(value_type = Option<String>, min_length = 1, max_length = 200)]
    pub q: Option<SearchWords>,
    /// Equal to this.
    #[param(inline)]
    pub visibility: Option<Visibility>,
    /// One of these.
    #[serde(rename = "visibility.in")]
    #[param(inline, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub visibility_in: Option<Vec<Visibility>>,
    /// Equal to this.
    #[param(inline)]
    pub status: Option<PostStatus>,
    /// One of these.
    #[serde(rename = "status.in")]
    #[param(inline, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub status_in: Option<Vec<PostStatus>>,
    /// Equal to this.
    pub published_at: Option<DateTime<Utc>>,
    /// One of these.
    #[serde(rename = "published_at.in")]
    #[param(style = Form, explode = false, min_items = 1, max_items = 100)]
    pub published_at_in: Option<Vec<DateTime<Utc>>>,
    /// At least this.
    #[serde(rename = "published_at.gte")]
    pub published_at_gte: Option<DateTime<Utc>>,
    /// More than this.
    #[serde(rename = "published_at.gt")]
    pub published_at_gt: Option<DateTime<Utc>>,
    /// At most this.
    #[serde(rename = "published_at.lte")]
    pub published_at_lte: Option<DateTime<Utc>>,
    /// Less than this.
    #[serde(rename = "published_at.lt")]
    pub published_at_lt: Option<DateTime<Utc>>,
    /// Whether it has no value.
    #[serde(rename = "published_at.null")]
    pub published_at_null: Option<bool>,
    /// The order; `-` is descending. Rows without a value come last.
    #[serde(default)]
    #[param(inline)]
    pub sort: PostSort,
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 2)]
    pub include: Vec<PostInclude>,
}

/// An order of posts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(default = "-published_at")]
pub enum PostSort {
    #[serde(rename = "published_at")]
    PublishedAt,
    #[default]
    #[serde(rename = "-published_at")]
    PublishedAtDescending,
    #[serde(rename = "created_at")]
    CreatedAt,
    #[serde(rename = "-created_at")]
    CreatedAtDescending,
    #[serde(rename = "updated_at")]
    UpdatedAt,
    #[serde(rename = "-updated_at")]
    UpdatedAtDescending,
}
