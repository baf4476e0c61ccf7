//! What follows can bring along: related rows, one statement a relation, as far as the viewer
//! may see them.

use std::collections::HashMap;

use serde::Deserialize;
use sqlx::PgPool;
use utoipa::{IntoParams, ToSchema};

use super::model::Follow;
use crate::auth::{UserId, Viewer};
use crate::users;
use crate::users::model::UserBody;

/// A relation of follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FollowInclude {
    Follower,
    Followee,
}

/// How a single follow is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FollowQuery {
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 2)]
    pub include: Vec<FollowInclude>,
}

/// The related rows of some follows; a relation that was not asked for is absent.
#[derive(Debug, Default)]
pub struct Included {
    follower: Option<HashMap<UserId, UserBody>>,
    followee: Option<HashMap<UserId, UserBody>>,
}

impl Included {
    /// Fetches what `include` asks for.
    pub async fn load(
        db: &PgPool,
        viewer: impl Into<Viewer>,
        follows: &[Follow],
        include: &[FollowInclude],
    ) -> sqlx::Result<Self> {
        let viewer = viewer.into();
        let mut included = Self::default();
        if include.contains(&FollowInclude::Follower) {
            let ids: Vec<_> = follows.iter().map(|follow| follow.follower_id.0).collect();
            let rows = users::queries::by_ids(db, &ids, viewer).await?;
            let bodies = rows.into_iter().map(|row| (row.id, row.body(viewer)));
            included.follower = Some(bodies.collect());
        }
        if include.contains(&FollowInclude::Followee) {
            let ids: Vec<_> = follows.iter().map(|follow| follow.followee_id.0).collect();
            let rows = users::queries::by_ids(db, &ids, viewer).await?;
            let bodies = rows.into_iter().map(|row| (row.id, row.body(viewer)));
            included.followee = Some(bodies.collect());
        }
        Ok(included)
    }

    /// The `follower`, null if hidden or absent.
    pub fn follower(&self, id: Option<UserId>) -> Option<Option<Box<UserBody>>> {
        self.follower.as_ref().map(|rows| rows.get(&id?).cloned().map(Box::new))
    }

    /// The `followee`, null if hidden or absent.
    pub fn followee(&self, id: Option<UserId>) -> Option<Option<Box<UserBody>>> {
        self.followee.as_ref().map(|rows| rows.get(&id?).cloned().map(Box::new))
    }
}
