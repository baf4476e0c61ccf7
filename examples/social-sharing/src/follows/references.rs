//! Rows that a follow is to point at. They must be ones that the caller may see.

use sqlx::PgPool;

use crate::auth::{UserId, Viewer};
use crate::error::Result;
use crate::users;
use crate::validate::Faults;

/// What a request makes a follow point at.
#[derive(Debug)]
pub struct References {
    pub followee: Option<UserId>,
}

impl References {
    /// Refuses what does not exist or is hidden from the caller.
    pub async fn check(self, db: &PgPool, viewer: impl Into<Viewer>) -> Result<()> {
        let viewer = viewer.into();
        let mut faults = Faults::default();
        if let Some(id) = self.followee
            && users::queries::by_ids(db, &[id.0], viewer).await?.is_empty()
        {
            faults.add("followee_id", "missing", "points at nothing");
        }
        faults.into_result()
    }
}
