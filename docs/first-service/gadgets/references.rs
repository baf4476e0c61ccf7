//! Rows that a gadget is to point at. They must be ones that the principal may see.

use sqlx::PgPool;

use super::{model::GadgetId, queries};
use crate::auth::{Principal, UserId};
use crate::error::Result;
use crate::posts::{self, model::PostId};
use crate::users;
use crate::validate::Faults;

/// What a request makes a gadget point at.
#[derive(Debug)]
pub struct References {
    pub assignee: Option<UserId>,
    pub parent: Option<GadgetId>,
    pub manual: Option<PostId>,
}

impl References {
    /// Refuses what does not exist or is hidden from the principal.
    pub async fn check(self, db: &PgPool, principal: Principal) -> Result<()> {
        let mut faults = Faults::default();
        if let Some(id) = self.assignee
            && users::queries::by_ids(db, &[id.0], principal).await?.is_empty()
        {
            faults.add("assignee_id", "missing", "points at nothing");
        }
        if let Some(id) = self.parent
            && queries::by_ids(db, &[id.0], principal).await?.is_empty()
        {
            faults.add("parent_id", "missing", "points at nothing");
        }
        if let Some(id) = self.manual
            && posts::queries::by_ids(db, &[id.0], principal).await?.is_empty()
        {
            faults.add("manual_id", "missing", "points at nothing");
        }
        faults.into_result()
    }
}
