//! Rows that a category is to point at. They must be ones that the caller may see.

use sqlx::PgPool;

use super::model::CategoryId;
use super::queries;
use crate::auth::Viewer;
use crate::error::Result;
use crate::validate::Faults;

/// What a request makes a category point at.
#[derive(Debug)]
pub struct References {
    pub parent: Option<CategoryId>,
}

impl References {
    /// Refuses what does not exist or is hidden from the caller.
    pub async fn check(self, db: &PgPool, viewer: impl Into<Viewer>) -> Result<()> {
        let viewer = viewer.into();
        let mut faults = Faults::default();
        if let Some(id) = self.parent
            && queries::by_ids(db, &[id.0], viewer).await?.is_empty()
        {
            faults.add("parent_id", "missing", "points at nothing");
        }
        faults.into_result()
    }
}
