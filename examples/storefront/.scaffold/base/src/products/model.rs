//! A product as the database keeps it, as clients see it, and as they send it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::include::Included;
use super::policy;
use super::rules::{
    check_average_stay, check_description, check_details, check_keywords, check_name, check_price,
    check_purchase_price, check_released_on, check_sale_price, check_sku, check_weight,
};
use crate::auth::Viewer;
use crate::categories::model::CategoryBody;
use crate::decimal::Decimal;
use crate::enums::Currency;
use crate::openapi::TextItem;
use crate::patch::Patch;
use crate::validate::{Faults, Validate};

/// Names a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct ProductId(pub Uuid);

/// One of `draft`, `listed` and `retired`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "product_status")]
#[sqlx(rename_all = "snake_case")]
pub enum ProductStatus {
    Draft,
    Listed,
    Retired,
}

/// A row that the viewer of the statement may see.
#[derive(Debug, sqlx::FromRow)]
pub struct Product {
    pub id: ProductId,
    pub sku: String,
    pub name: String,
    pub description: Option<String>,
    pub price: Decimal,
    pub sale_price: Option<Decimal>,
    pub currency: Currency,
    pub stock: i32,
    pub weight: Option<f64>,
    pub status: ProductStatus,
    pub released_on: Option<NaiveDate>,
    pub keywords: Vec<String>,
    pub details: Option<Value>,
    pub purchase_price: Option<Decimal>,
    pub reviews: i64,
    pub average_stay: Option<i32>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Something to buy.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProductBody {
    id: ProductId,
    #[schema(min_length = 3, max_length = 32, pattern = "^(?:[A-Z0-9-]+)$")]
    sku: String,
    #[schema(min_length = 1, max_length = 160)]
    name: String,
    #[schema(max_length = 10000)]
    description: Option<String>,
    #[schema(value_type = String, pattern = "^-?[0-9]{1,10}(\\.[0-9]{1,2})?$")]
    price: Decimal,
    #[schema(value_type = Option<String>, pattern = "^-?[0-9]{1,10}(\\.[0-9]{1,2})?$")]
    sale_price: Option<Decimal>,
    currency: Currency,
    #[schema(minimum = 0, maximum = 1_000_000)]
    stock: i32,
    #[schema(minimum = 0.0, maximum = 100_000.0)]
    weight: Option<f64>,
    status: ProductStatus,
    released_on: Option<NaiveDate>,
    #[schema(value_type = Vec<TextItem<1, 40>>, inline, max_items = 12)]
    keywords: Vec<String>,
    details: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, pattern = "^-?[0-9]{1,10}(\\.[0-9]{1,2})?$")]
    purchase_price: Option<Option<Decimal>>,
    /// With `include=categories`; at most 100, the newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, no_recursion, max_items = 100)]
    categories: Option<Vec<CategoryBody>>,
    #[schema(minimum = 0)]
    reviews: i64,
    /// How many days one lasts, "more or less" — {{ not a template }}.
    #[schema(minimum = 0, maximum = 3650)]
    average_stay: Option<i32>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Product {
    /// The product as a client sees it.
    pub fn body(self, viewer: impl Into<Viewer>, included: &Included) -> ProductBody {
        let viewer = viewer.into();
        let may_read_purchase_price = policy::may_read_purchase_price(viewer, &self);
        ProductBody {
            id: self.id,
            sku: self.sku,
            name: self.name,
            description: self.description,
            price: self.price,
            sale_price: self.sale_price,
            currency: self.currency,
            stock: self.stock,
            weight: self.weight,
            status: self.status,
            released_on: self.released_on,
            keywords: self.keywords,
            details: self.details,
            purchase_price: may_read_purchase_price.then_some(self.purchase_price),
            categories: included.categories(self.id),
            reviews: self.reviews,
            average_stay: self.average_stay,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    /// The same without any related row.
    pub fn alone(self, viewer: impl Into<Viewer>) -> ProductBody {
        self.body(viewer, &Included::default())
    }
}

/// What a product is created from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProduct {
    #[schema(min_length = 3, max_length = 32, pattern = "^(?:[A-Z0-9-]+)$")]
    pub sku: String,
    #[schema(min_length = 1, max_length = 160)]
    pub name: String,
    #[serde(default)]
    #[schema(max_length = 10000)]
    pub description: Option<String>,
    #[schema(value_type = String, pattern = "^-?[0-9]{1,10}(\\.[0-9]{1,2})?$")]
    pub price: Decimal,
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^-?[0-9]{1,10}(\\.[0-9]{1,2})?$")]
    pub sale_price: Option<Decimal>,
    #[serde(default)]
    #[schema(value_type = Currency, required = false, default = "eur")]
    pub currency: Patch<Currency>,
    #[serde(default)]
    #[schema(minimum = 0.0, maximum = 100_000.0)]
    pub weight: Option<f64>,
    #[serde(default)]
    pub released_on: Option<NaiveDate>,
    #[schema(value_type = Vec<TextItem<1, 40>>, inline, max_items = 12)]
    pub keywords: Vec<String>,
    #[serde(default)]
    pub details: Option<Value>,
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^-?[0-9]{1,10}(\\.[0-9]{1,2})?$")]
    pub purchase_price: Option<Decimal>,
    /// How many days one lasts, "more or less" — {{ not a template }}.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 3650)]
    pub average_stay: Option<i32>,
}

impl Validate for NewProduct {
    fn validate(&self, faults: &mut Faults) {
        check_sku(faults, &self.sku);
        check_name(faults, &self.name);
        if let Some(description) = &self.description {
            check_description(faults, description);
        }
        check_price(faults, self.price);
        if let Some(sale_price) = self.sale_price {
            check_sale_price(faults, sale_price);
        }
        if let Some(weight) = self.weight {
            check_weight(faults, weight);
        }
        if let Some(released_on) = self.released_on {
            check_released_on(faults, released_on);
        }
        check_keywords(faults, &self.keywords);
        if let Some(details) = &self.details {
            check_details(faults, details);
        }
        if let Some(purchase_price) = self.purchase_price {
            check_purchase_price(faults, purchase_price);
        }
        if let Some(average_stay) = self.average_stay {
            check_average_stay(faults, average_stay);
        }
    }
}

/// What changes of a product; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductChanges {
    #[serde(default)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 160)]
    pub name: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false, max_length = 10000)]
    pub description: Patch<Option<String>>,
    #[serde(default)]
    #[schema(value_type = String, required = false, pattern = "^-?[0-9]{1,10}(\\.[0-9]{1,2})?$")]
    pub price: Patch<Decimal>,
    #[serde(default)]
    #[schema(
        value_type = Option<String>,
        required = false,
        pattern = "^-?[0-9]{1,10}(\\.[0-9]{1,2})?$"
    )]
    pub sale_price: Patch<Option<Decimal>>,
    #[serde(default)]
    #[schema(value_type = Currency, required = false)]
    pub currency: Patch<Currency>,
    #[serde(default)]
    #[schema(value_type = Option<f64>, required = false, minimum = 0.0, maximum = 100_000.0)]
    pub weight: Patch<Option<f64>>,
    #[serde(default)]
    #[schema(value_type = Option<NaiveDate>, required = false)]
    pub released_on: Patch<Option<NaiveDate>>,
    #[serde(default)]
    #[schema(value_type = Vec<TextItem<1, 40>>, required = false, inline, max_items = 12)]
    pub keywords: Patch<Vec<String>>,
    #[serde(default)]
    #[schema(value_type = Option<Value>, required = false)]
    pub details: Patch<Option<Value>>,
    #[serde(default)]
    #[schema(
        value_type = Option<String>,
        required = false,
        pattern = "^-?[0-9]{1,10}(\\.[0-9]{1,2})?$"
    )]
    pub purchase_price: Patch<Option<Decimal>>,
    /// How many days one lasts, "more or less" — {{ not a template }}.
    #[serde(default)]
    #[schema(value_type = Option<i32>, required = false, minimum = 0, maximum = 3650)]
    pub average_stay: Patch<Option<i32>>,
}

impl Validate for ProductChanges {
    fn validate(&self, faults: &mut Faults) {
        if let Some(name) = self.name.as_set() {
            check_name(faults, name);
        }
        if let Some(description) = self.description.as_value() {
            check_description(faults, description);
        }
        if let Some(&price) = self.price.as_set() {
            check_price(faults, price);
        }
        if let Some(&sale_price) = self.sale_price.as_value() {
            check_sale_price(faults, sale_price);
        }
        if let Some(&weight) = self.weight.as_value() {
            check_weight(faults, weight);
        }
        if let Some(&released_on) = self.released_on.as_value() {
            check_released_on(faults, released_on);
        }
        if let Some(keywords) = self.keywords.as_set() {
            check_keywords(faults, keywords);
        }
        if let Some(details) = self.details.as_value() {
            check_details(faults, details);
        }
        if let Some(&purchase_price) = self.purchase_price.as_value() {
            check_purchase_price(faults, purchase_price);
        }
        if let Some(&average_stay) = self.average_stay.as_value() {
            check_average_stay(faults, average_stay);
        }
    }
}
