//! Rows that a line is to point at. They must be ones that the caller may see.

use sqlx::PgConnection;

use crate::auth::Viewer;
use crate::error::Result;
use crate::products;
use crate::products::model::ProductId;
use crate::validate::Faults;

/// What a request makes a line point at.
#[derive(Debug)]
pub struct References {
    pub product: Option<ProductId>,
}

impl References {
    /// Refuses what does not exist or is hidden from the caller.
    pub async fn check(self, db: &mut PgConnection, viewer: impl Into<Viewer>) -> Result<()> {
        let viewer = viewer.into();
        let mut faults = Faults::default();
        if let Some(id) = self.product
            && products::queries::by_ids(&mut *db, &[id.0], viewer).await?.is_empty()
        {
            faults.add("product_id", "missing", "points at nothing");
        }
        faults.into_result()
    }
}
