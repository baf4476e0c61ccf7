//! What clients may filter, search and sort gadgets by.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::include::GadgetInclude;
use super::model::GadgetState;
use crate::auth::UserId;
use crate::decimal::Decimal;

/// What a list of gadgets may be asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GadgetFilter {
    /// Words to find in `name`; `"a phrase"`, `or` and `-not` work.
    #[param(min_length = 1, max_length = 200)]
    pub q: Option<String>,
    /// Equal to this.
    #[param(max_length = 500)]
    pub name: Option<String>,
    /// One of these.
    #[serde(rename = "name.in")]
    #[param(style = Form, explode = false, min_items = 1, max_items = 100)]
    pub name_in: Option<Vec<String>>,
    /// Equal to this.
    #[param(value_type = Option<String>)]
    pub price: Option<Decimal>,
    /// At least this.
    #[serde(rename = "price.gte")]
    #[param(value_type = Option<String>)]
    pub price_gte: Option<Decimal>,
    /// At least this.
    #[serde(rename = "released_on.gte")]
    pub released_on_gte: Option<NaiveDate>,
    /// Whether it has no value.
    #[serde(rename = "released_on.null")]
    pub released_on_null: Option<bool>,
    /// Has all of these.
    #[serde(rename = "keywords.contains")]
    #[param(style = Form, explode = false, min_items = 1, max_items = 100)]
    pub keywords_contains: Option<Vec<String>>,
    /// Equal to this.
    #[param(value_type = Option<String>)]
    pub cost: Option<Decimal>,
    /// One of these.
    #[serde(rename = "cost.in")]
    #[param(value_type = Option<Vec<String>>)]
    pub cost_in: Option<Vec<Decimal>>,
    /// At least this.
    #[serde(rename = "cost.gte")]
    #[param(value_type = Option<String>)]
    pub cost_gte: Option<Decimal>,
    /// Whether it has no value.
    #[serde(rename = "cost.null")]
    pub cost_null: Option<bool>,
    /// Equal to this.
    #[param(inline)]
    pub state: Option<GadgetState>,
    /// One of these.
    #[serde(rename = "state.in")]
    #[param(inline, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub state_in: Option<Vec<GadgetState>>,
    /// Equal to this.
    pub assignee_id: Option<UserId>,
    /// One of these.
    #[serde(rename = "assignee_id.in")]
    #[param(style = Form, explode = false, min_items = 1, max_items = 100)]
    pub assignee_id_in: Option<Vec<UserId>>,
    /// Whether it has no value.
    #[serde(rename = "assignee_id.null")]
    pub assignee_id_null: Option<bool>,
    /// The order; `-` is descending.
    #[serde(default)]
    #[param(inline, default = "name")]
    pub sort: GadgetSort,
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 6)]
    pub include: Vec<GadgetInclude>,
}

/// An order of gadgets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub enum GadgetSort {
    #[default]
    #[serde(rename = "name")]
    Name,
    #[serde(rename = "-name")]
    NameDescending,
    #[serde(rename = "price")]
    Price,
    #[serde(rename = "-price")]
    PriceDescending,
    #[serde(rename = "released_on")]
    ReleasedOn,
    #[serde(rename = "-released_on")]
    ReleasedOnDescending,
    #[serde(rename = "cost")]
    Cost,
    #[serde(rename = "-cost")]
    CostDescending,
}
