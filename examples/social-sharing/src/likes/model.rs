//! A like as the database keeps it, as clients see it, and as they send it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::include::Included;
use crate::auth::UserId;
use crate::posts::model::{PostBody, PostId};
use crate::users::model::UserBody;

/// Names a like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct LikeId(pub Uuid);

/// A row that the viewer of the statement may see.
#[derive(Debug, sqlx::FromRow)]
pub struct Like {
    pub id: LikeId,
    pub post_id: PostId,
    pub author_id: UserId,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A like.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LikeBody {
    id: LikeId,
    post_id: PostId,
    /// With `include=post`; null when the viewer may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    post: Option<Option<Box<PostBody>>>,
    author_id: UserId,
    /// With `include=author`; null when the viewer may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    author: Option<Option<Box<UserBody>>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Like {
    /// The like as a client sees it.
    pub fn body(self, included: &Included) -> LikeBody {
        LikeBody {
            id: self.id,
            post_id: self.post_id,
            post: included.post(Some(self.post_id)),
            author_id: self.author_id,
            author: included.author(Some(self.author_id)),
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}
