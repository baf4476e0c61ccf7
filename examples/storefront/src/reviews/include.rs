//! What reviews can bring along: related rows, one statement a relation, as far as the viewer
//! may see them.

use std::collections::HashMap;

use serde::Deserialize;
use sqlx::PgPool;
use utoipa::{IntoParams, ToSchema};

use super::model::Review;
use crate::auth::{UserId, Viewer};
use crate::products::model::{ProductBody, ProductId};
use crate::users::model::UserBody;
use crate::{products, users};

/// A relation of reviews.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReviewInclude {
    Product,
    Author,
}

/// How a single review is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReviewQuery {
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 2)]
    pub include: Vec<ReviewInclude>,
}

/// The related rows of some reviews; a relation that was not asked for is absent.
#[derive(Debug, Default)]
pub struct Included {
    product: Option<HashMap<ProductId, ProductBody>>,
    author: Option<HashMap<UserId, UserBody>>,
}

impl Included {
    /// Fetches what `include` asks for.
    pub async fn load(
        db: &PgPool,
        viewer: impl Into<Viewer>,
        reviews: &[Review],
        include: &[ReviewInclude],
    ) -> sqlx::Result<Self> {
        let viewer = viewer.into();
        let mut included = Self::default();
        if include.contains(&ReviewInclude::Product) {
            let ids: Vec<_> = reviews.iter().map(|review| review.product_id.0).collect();
            let rows = products::queries::by_ids(db, &ids, viewer).await?;
            let bodies = rows.into_iter().map(|row| (row.id, row.alone(viewer)));
            included.product = Some(bodies.collect());
        }
        if include.contains(&ReviewInclude::Author) {
            let ids: Vec<_> = reviews.iter().map(|review| review.author_id.0).collect();
            let rows = users::queries::by_ids(db, &ids, viewer).await?;
            let bodies = rows.into_iter().map(|row| (row.id, row.body(viewer)));
            included.author = Some(bodies.collect());
        }
        Ok(included)
    }

    /// The `product`, null if hidden or absent.
    pub fn product(&self, id: Option<ProductId>) -> Option<Option<Box<ProductBody>>> {
        self.product.as_ref().map(|rows| rows.get(&id?).cloned().map(Box::new))
    }

    /// The `author`, null if hidden or absent.
    pub fn author(&self, id: Option<UserId>) -> Option<Option<Box<UserBody>>> {
        self.author.as_ref().map(|rows| rows.get(&id?).cloned().map(Box::new))
    }
}
