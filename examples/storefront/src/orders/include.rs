//! What orders can bring along: related rows, one statement a relation, as far as the viewer
//! may see them.

use std::collections::HashMap;

use serde::Deserialize;
use sqlx::PgPool;
use utoipa::{IntoParams, ToSchema};

use super::model::Order;
use crate::auth::{UserId, Viewer};
use crate::users;
use crate::users::model::UserBody;

/// A relation of orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderInclude {
    Customer,
    HandledBy,
}

/// How a single order is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrderQuery {
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 2)]
    pub include: Vec<OrderInclude>,
}

/// The related rows of some orders; a relation that was not asked for is absent.
#[derive(Debug, Default)]
pub struct Included {
    customer: Option<HashMap<UserId, UserBody>>,
    handled_by: Option<HashMap<UserId, UserBody>>,
}

impl Included {
    /// Fetches what `include` asks for.
    pub async fn load(
        db: &PgPool,
        viewer: impl Into<Viewer>,
        orders: &[Order],
        include: &[OrderInclude],
    ) -> sqlx::Result<Self> {
        let viewer = viewer.into();
        let mut included = Self::default();
        if include.contains(&OrderInclude::Customer) {
            let ids: Vec<_> = orders.iter().map(|order| order.customer_id.0).collect();
            let rows = users::queries::by_ids(db, &ids, viewer).await?;
            let bodies = rows.into_iter().map(|row| (row.id, row.body(viewer)));
            included.customer = Some(bodies.collect());
        }
        if include.contains(&OrderInclude::HandledBy) {
            let ids: Vec<_> =
                orders.iter().filter_map(|order| order.handled_by_id).map(|id| id.0).collect();
            let rows = users::queries::by_ids(db, &ids, viewer).await?;
            let bodies = rows.into_iter().map(|row| (row.id, row.body(viewer)));
            included.handled_by = Some(bodies.collect());
        }
        Ok(included)
    }

    /// The `customer`, null if hidden or absent.
    pub fn customer(&self, id: Option<UserId>) -> Option<Option<Box<UserBody>>> {
        self.customer.as_ref().map(|rows| rows.get(&id?).cloned().map(Box::new))
    }

    /// The `handled_by`, null if hidden or absent.
    pub fn handled_by(&self, id: Option<UserId>) -> Option<Option<Box<UserBody>>> {
        self.handled_by.as_ref().map(|rows| rows.get(&id?).cloned().map(Box::new))
    }
}
