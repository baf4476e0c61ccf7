//! A line as the database keeps it, as clients see it, and as they send it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::include::Included;
use super::rules::check_quantity;
use crate::auth::UserId;
use crate::decimal::Decimal;
use crate::orders::model::{OrderBody, OrderId, OrderStatus};
use crate::patch::Patch;
use crate::products::model::{ProductBody, ProductId};
use crate::validate::{Faults, Validate};

/// Names a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct LineId(pub Uuid);

/// A row that the viewer of the statement may see.
#[derive(Debug, sqlx::FromRow)]
pub struct Line {
    pub id: LineId,
    pub order_id: OrderId,
    pub product_id: ProductId,
    pub quantity: i32,
    pub unit_price: Option<Decimal>,
    pub gift_wrap: bool,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// The order of a line, as far as rules ask about it.
#[derive(Debug)]
pub struct OrderOfLine {
    pub id: OrderId,
    pub customer_id: UserId,
    pub status: OrderStatus,
}

/// A product in an order, at the price that the shop quotes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LineBody {
    id: LineId,
    order_id: OrderId,
    /// With `include=order`; null when the viewer may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    order: Option<Option<Box<OrderBody>>>,
    product_id: ProductId,
    /// With `include=product`; null when the viewer may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    product: Option<Option<Box<ProductBody>>>,
    #[schema(minimum = 1, maximum = 999)]
    quantity: i32,
    #[schema(value_type = Option<String>, pattern = "^-?[0-9]{1,10}(\\.[0-9]{1,2})?$")]
    unit_price: Option<Decimal>,
    gift_wrap: bool,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Line {
    /// The line as a client sees it.
    pub fn body(self, included: &Included) -> LineBody {
        LineBody {
            id: self.id,
            order_id: self.order_id,
            order: included.order(Some(self.order_id)),
            product_id: self.product_id,
            product: included.product(Some(self.product_id)),
            quantity: self.quantity,
            unit_price: self.unit_price,
            gift_wrap: self.gift_wrap,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// What a line is created from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLine {
    pub product_id: ProductId,
    #[schema(minimum = 1, maximum = 999)]
    pub quantity: i32,
    #[serde(default)]
    #[schema(value_type = bool, required = false, default = false)]
    pub gift_wrap: Patch<bool>,
}

impl Validate for NewLine {
    fn validate(&self, faults: &mut Faults) {
        check_quantity(faults, self.quantity);
    }
}

/// What changes of a line; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LineChanges {
    #[serde(default)]
    #[schema(value_type = i32, required = false, minimum = 1, maximum = 999)]
    pub quantity: Patch<i32>,
    #[serde(default)]
    #[schema(value_type = bool, required = false)]
    pub gift_wrap: Patch<bool>,
}

impl Validate for LineChanges {
    fn validate(&self, faults: &mut Faults) {
        if let Some(&quantity) = self.quantity.as_set() {
            check_quantity(faults, quantity);
        }
    }
}
