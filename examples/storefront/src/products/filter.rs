//! What clients may filter, search and sort products by.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::include::ProductInclude;
use super::model::ProductStatus;
use crate::decimal::Decimal;
use crate::extract::SearchWords;

/// What a list of products may be asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProductFilter {
    /// Words to find in `name` and `description`; `"a phrase"`, `or` and `-not` work.
    #[param(value_type = Option<String>, min_length = 1, max_length = 200)]
    pub q: Option<SearchWords>,
    /// Equal to this.
    #[param(value_type = Option<String>, pattern = "^-?[0-9]{1,10}(\\.[0-9]{1,2})?$")]
    pub price: Option<Decimal>,
    /// One of these.
    #[serde(rename = "price.in")]
    #[param(inline, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub price_in: Option<Vec<Decimal>>,
    /// At least this.
    #[serde(rename = "price.gte")]
    #[param(value_type = Option<String>, pattern = "^-?[0-9]{1,10}(\\.[0-9]{1,2})?$")]
    pub price_gte: Option<Decimal>,
    /// More than this.
    #[serde(rename = "price.gt")]
    #[param(value_type = Option<String>, pattern = "^-?[0-9]{1,10}(\\.[0-9]{1,2})?$")]
    pub price_gt: Option<Decimal>,
    /// At most this.
    #[serde(rename = "price.lte")]
    #[param(value_type = Option<String>, pattern = "^-?[0-9]{1,10}(\\.[0-9]{1,2})?$")]
    pub price_lte: Option<Decimal>,
    /// Less than this.
    #[serde(rename = "price.lt")]
    #[param(value_type = Option<String>, pattern = "^-?[0-9]{1,10}(\\.[0-9]{1,2})?$")]
    pub price_lt: Option<Decimal>,
    /// Equal to this.
    pub stock: Option<i32>,
    /// One of these.
    #[serde(rename = "stock.in")]
    #[param(style = Form, explode = false, min_items = 1, max_items = 100)]
    pub stock_in: Option<Vec<i32>>,
    /// At least this.
    #[serde(rename = "stock.gte")]
    pub stock_gte: Option<i32>,
    /// More than this.
    #[serde(rename = "stock.gt")]
    pub stock_gt: Option<i32>,
    /// At most this.
    #[serde(rename = "stock.lte")]
    pub stock_lte: Option<i32>,
    /// Less than this.
    #[serde(rename = "stock.lt")]
    pub stock_lt: Option<i32>,
    /// Equal to this.
    #[param(inline)]
    pub status: Option<ProductStatus>,
    /// One of these.
    #[serde(rename = "status.in")]
    #[param(inline, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub status_in: Option<Vec<ProductStatus>>,
    /// Equal to this.
    pub released_on: Option<NaiveDate>,
    /// One of these.
    #[serde(rename = "released_on.in")]
    #[param(style = Form, explode = false, min_items = 1, max_items = 100)]
    pub released_on_in: Option<Vec<NaiveDate>>,
    /// At least this.
    #[serde(rename = "released_on.gte")]
    pub released_on_gte: Option<NaiveDate>,
    /// More than this.
    #[serde(rename = "released_on.gt")]
    pub released_on_gt: Option<NaiveDate>,
    /// At most this.
    #[serde(rename = "released_on.lte")]
    pub released_on_lte: Option<NaiveDate>,
    /// Less than this.
    #[serde(rename = "released_on.lt")]
    pub released_on_lt: Option<NaiveDate>,
    /// Whether it has no value.
    #[serde(rename = "released_on.null")]
    pub released_on_null: Option<bool>,
    /// Has all of these.
    #[serde(rename = "keywords.contains")]
    #[param(style = Form, explode = false, min_items = 1, max_items = 100)]
    pub keywords_contains: Option<Vec<String>>,
    /// The order; `-` is descending. Rows without a value come last.
    #[serde(default)]
    #[param(inline)]
    pub sort: ProductSort,
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 1)]
    pub include: Vec<ProductInclude>,
}

/// An order of products.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(default = "-created_at")]
pub enum ProductSort {
    #[serde(rename = "name")]
    Name,
    #[serde(rename = "-name")]
    NameDescending,
    #[serde(rename = "price")]
    Price,
    #[serde(rename = "-price")]
    PriceDescending,
    #[serde(rename = "stock")]
    Stock,
    #[serde(rename = "-stock")]
    StockDescending,
    #[serde(rename = "released_on")]
    ReleasedOn,
    #[serde(rename = "-released_on")]
    ReleasedOnDescending,
    #[serde(rename = "created_at")]
    CreatedAt,
    #[default]
    #[serde(rename = "-created_at")]
    CreatedAtDescending,
    #[serde(rename = "updated_at")]
    UpdatedAt,
    #[serde(rename = "-updated_at")]
    UpdatedAtDescending,
}
