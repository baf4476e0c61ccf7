//! A follow as the database keeps it, as clients see it, and as they send it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::include::Included;
use crate::auth::UserId;
use crate::users::model::UserBody;
use crate::validate::{Faults, Validate};

/// Names a follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct FollowId(pub Uuid);

/// A row that the viewer of the statement may see.
#[derive(Debug, sqlx::FromRow)]
pub struct Follow {
    pub id: FollowId,
    pub follower_id: UserId,
    pub followee_id: UserId,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A follow.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FollowBody {
    id: FollowId,
    follower_id: UserId,
    /// With `include=follower`; null when the viewer may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    follower: Option<Option<Box<UserBody>>>,
    followee_id: UserId,
    /// With `include=followee`; null when the viewer may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    followee: Option<Option<Box<UserBody>>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Follow {
    /// The follow as a client sees it.
    pub fn body(self, included: &Included) -> FollowBody {
        FollowBody {
            id: self.id,
            follower_id: self.follower_id,
            follower: included.follower(Some(self.follower_id)),
            followee_id: self.followee_id,
            followee: included.followee(Some(self.followee_id)),
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// What a follow is created from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFollow {
    pub followee_id: UserId,
}

impl Validate for NewFollow {
    fn validate(&self, _faults: &mut Faults) {}
}
