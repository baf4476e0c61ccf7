//! What lines can bring along: related rows, one statement a relation, as far as the viewer
//! may see them.

use std::collections::HashMap;

use serde::Deserialize;
use sqlx::PgPool;
use utoipa::{IntoParams, ToSchema};

use super::model::Line;
use crate::auth::Viewer;
use crate::orders::model::{OrderBody, OrderId};
use crate::products::model::{ProductBody, ProductId};
use crate::{orders, products};

/// A relation of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineInclude {
    Order,
    Product,
}

/// How a single line is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LineQuery {
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 2)]
    pub include: Vec<LineInclude>,
}

/// The related rows of some lines; a relation that was not asked for is absent.
#[derive(Debug, Default)]
pub struct Included {
    order: Option<HashMap<OrderId, OrderBody>>,
    product: Option<HashMap<ProductId, ProductBody>>,
}

impl Included {
    /// Fetches what `include` asks for.
    pub async fn load(
        db: &PgPool,
        viewer: impl Into<Viewer>,
        lines: &[Line],
        include: &[LineInclude],
    ) -> sqlx::Result<Self> {
        let viewer = viewer.into();
        let mut included = Self::default();
        if include.contains(&LineInclude::Order) {
            let ids: Vec<_> = lines.iter().map(|line| line.order_id.0).collect();
            let rows = orders::queries::by_ids(db, &ids, viewer).await?;
            let bodies = rows.into_iter().map(|row| (row.id, row.alone()));
            included.order = Some(bodies.collect());
        }
        if include.contains(&LineInclude::Product) {
            let ids: Vec<_> = lines.iter().map(|line| line.product_id.0).collect();
            let rows = products::queries::by_ids(db, &ids, viewer).await?;
            let bodies = rows.into_iter().map(|row| (row.id, row.alone(viewer)));
            included.product = Some(bodies.collect());
        }
        Ok(included)
    }

    /// The `order`, null if hidden or absent.
    pub fn order(&self, id: Option<OrderId>) -> Option<Option<Box<OrderBody>>> {
        self.order.as_ref().map(|rows| rows.get(&id?).cloned().map(Box::new))
    }

    /// The `product`, null if hidden or absent.
    pub fn product(&self, id: Option<ProductId>) -> Option<Option<Box<ProductBody>>> {
        self.product.as_ref().map(|rows| rows.get(&id?).cloned().map(Box::new))
    }
}
