//! What products can bring along: related rows, one statement a relation, as far as the viewer
//! may see them.

use std::collections::HashMap;

use serde::Deserialize;
use sqlx::PgPool;
use utoipa::{IntoParams, ToSchema};

use super::model::{Product, ProductId};
use crate::auth::Viewer;
use crate::categories::model::CategoryBody;

/// A relation of products.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProductInclude {
    Categories,
}

/// How a single product is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProductQuery {
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 1)]
    pub include: Vec<ProductInclude>,
}

/// The related rows of some products; a relation that was not asked for is absent.
#[derive(Debug, Default)]
pub struct Included {
    categories: Option<HashMap<ProductId, Vec<CategoryBody>>>,
}

impl Included {
    /// Fetches what `include` asks for.
    pub async fn load(
        db: &PgPool,
        viewer: impl Into<Viewer>,
        products: &[Product],
        include: &[ProductInclude],
    ) -> sqlx::Result<Self> {
        let viewer = viewer.into();
        let mut included = Self::default();
        if include.contains(&ProductInclude::Categories) {
            let ids: Vec<_> = products.iter().map(|product| product.id.0).collect();
            let rows = super::categories_links::queries::categories_of(db, &ids, viewer).await?;
            let bodies = included.categories.insert(HashMap::new());
            for linked in rows {
                let body = linked.row.alone();
                let of_row: &mut Vec<_> = bodies.entry(ProductId(linked.parent_id)).or_default();
                of_row.push(body);
            }
        }
        Ok(included)
    }

    /// The `categories` of a row.
    pub fn categories(&self, id: ProductId) -> Option<Vec<CategoryBody>> {
        self.categories.as_ref().map(|rows| rows.get(&id).cloned().unwrap_or_default())
    }
}
