//! What categories can bring along: related rows, one statement a relation, as far as the viewer
//! may see them.

use std::collections::HashMap;

use serde::Deserialize;
use sqlx::PgPool;
use utoipa::{IntoParams, ToSchema};

use super::model::{Category, CategoryBody, CategoryId};
use super::queries;
use crate::auth::Viewer;

/// A relation of categories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CategoryInclude {
    Parent,
}

/// How a single category is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CategoryQuery {
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 1)]
    pub include: Vec<CategoryInclude>,
}

/// The related rows of some categories; a relation that was not asked for is absent.
#[derive(Debug, Default)]
pub struct Included {
    parent: Option<HashMap<CategoryId, CategoryBody>>,
}

impl Included {
    /// Fetches what `include` asks for.
    pub async fn load(
        db: &PgPool,
        viewer: impl Into<Viewer>,
        categories: &[Category],
        include: &[CategoryInclude],
    ) -> sqlx::Result<Self> {
        let viewer = viewer.into();
        let mut included = Self::default();
        if include.contains(&CategoryInclude::Parent) {
            let ids: Vec<_> = categories
                .iter()
                .filter_map(|category| category.parent_id)
                .map(|id| id.0)
                .collect();
            let rows = queries::by_ids(db, &ids, viewer).await?;
            let bodies = rows.into_iter().map(|row| (row.id, row.alone()));
            included.parent = Some(bodies.collect());
        }
        Ok(included)
    }

    /// The `parent`, null if hidden or absent.
    pub fn parent(&self, id: Option<CategoryId>) -> Option<Option<Box<CategoryBody>>> {
        self.parent.as_ref().map(|rows| rows.get(&id?).cloned().map(Box::new))
    }
}
