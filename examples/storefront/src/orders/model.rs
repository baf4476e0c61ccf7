//! An order as the database keeps it, as clients see it, and as they send it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::include::Included;
use super::rules::check_note;
use crate::auth::UserId;
use crate::patch::Patch;
use crate::users::model::UserBody;
use crate::validate::{Faults, Validate};

/// Names an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct OrderId(pub Uuid);

/// One of `open`, `placed`, `paid`, `shipped` and `cancelled`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "order_status")]
#[sqlx(rename_all = "snake_case")]
pub enum OrderStatus {
    Open,
    Placed,
    Paid,
    Shipped,
    Cancelled,
}

/// A row that the viewer of the statement may see.
#[derive(Debug, sqlx::FromRow)]
pub struct Order {
    pub id: OrderId,
    pub customer_id: UserId,
    pub status: OrderStatus,
    pub note: Option<String>,
    pub placed_at: Option<DateTime<Utc>>,
    pub shipped_at: Option<DateTime<Utc>>,
    pub cancel_reason: Option<String>,
    pub handled_by_id: Option<UserId>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What a customer wants, and how far it has come.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderBody {
    id: OrderId,
    customer_id: UserId,
    /// With `include=customer`; null when the viewer may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    customer: Option<Option<Box<UserBody>>>,
    status: OrderStatus,
    #[schema(max_length = 1000)]
    note: Option<String>,
    placed_at: Option<DateTime<Utc>>,
    shipped_at: Option<DateTime<Utc>>,
    #[schema(min_length = 1, max_length = 500)]
    cancel_reason: Option<String>,
    handled_by_id: Option<UserId>,
    /// With `include=handled_by`; null when the viewer may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    handled_by: Option<Option<Box<UserBody>>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Order {
    /// The order as a client sees it.
    pub fn body(self, included: &Included) -> OrderBody {
        OrderBody {
            id: self.id,
            customer_id: self.customer_id,
            customer: included.customer(Some(self.customer_id)),
            status: self.status,
            note: self.note,
            placed_at: self.placed_at,
            shipped_at: self.shipped_at,
            cancel_reason: self.cancel_reason,
            handled_by_id: self.handled_by_id,
            handled_by: included.handled_by(self.handled_by_id),
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    /// The same without any related row.
    pub fn alone(self) -> OrderBody {
        self.body(&Included::default())
    }
}

/// What an order is created from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub note: Option<String>,
}

impl Validate for NewOrder {
    fn validate(&self, faults: &mut Faults) {
        if let Some(note) = &self.note {
            check_note(faults, note);
        }
    }
}

/// What changes of an order; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderChanges {
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false, max_length = 1000)]
    pub note: Patch<Option<String>>,
}

impl Validate for OrderChanges {
    fn validate(&self, faults: &mut Faults) {
        if let Some(note) = self.note.as_value() {
            check_note(faults, note);
        }
    }
}
