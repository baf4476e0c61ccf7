//! What clients may filter and sort orders by.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::include::OrderInclude;
use super::model::OrderStatus;

/// What a list of orders may be asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrderFilter {
    /// Equal to this.
    #[param(inline)]
    pub status: Option<OrderStatus>,
    /// One of these.
    #[serde(rename = "status.in")]
    #[param(inline, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub status_in: Option<Vec<OrderStatus>>,
    /// Equal to this.
    pub placed_at: Option<DateTime<Utc>>,
    /// One of these.
    #[serde(rename = "placed_at.in")]
    #[param(style = Form, explode = false, min_items = 1, max_items = 100)]
    pub placed_at_in: Option<Vec<DateTime<Utc>>>,
    /// At least this.
    #[serde(rename = "placed_at.gte")]
    pub placed_at_gte: Option<DateTime<Utc>>,
    /// More than this.
    #[serde(rename = "placed_at.gt")]
    pub placed_at_gt: Option<DateTime<Utc>>,
    /// At most this.
    #[serde(rename = "placed_at.lte")]
    pub placed_at_lte: Option<DateTime<Utc>>,
    /// Less than this.
    #[serde(rename = "placed_at.lt")]
    pub placed_at_lt: Option<DateTime<Utc>>,
    /// Whether it has no value.
    #[serde(rename = "placed_at.null")]
    pub placed_at_null: Option<bool>,
    /// The order; `-` is descending. Rows without a value come last.
    #[serde(default)]
    #[param(inline)]
    pub sort: OrderSort,
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 2)]
    pub include: Vec<OrderInclude>,
}

/// An order of orders.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(default = "-id")]
pub enum OrderSort {
    #[serde(rename = "placed_at")]
    PlacedAt,
    #[serde(rename = "-placed_at")]
    PlacedAtDescending,
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
