//! A comment as the database keeps it, as clients see it, and as they send it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::include::Included;
use super::rules::check_body;
use crate::auth::UserId;
use crate::patch::Patch;
use crate::posts::model::{PostBody, PostId};
use crate::users::model::UserBody;
use crate::validate::{Faults, Validate};

/// Names a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct CommentId(pub Uuid);

/// A row that the viewer of the statement may see.
#[derive(Debug, sqlx::FromRow)]
pub struct Comment {
    pub id: CommentId,
    pub post_id: PostId,
    pub author_id: UserId,
    pub body: String,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// The post of a comment, as far as rules ask about it.
#[derive(Debug)]
pub struct PostOfComment {
    pub id: PostId,
    pub author_id: UserId,
}

/// A comment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CommentBody {
    id: CommentId,
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
    #[schema(min_length = 1, max_length = 2000)]
    body: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Comment {
    /// The comment as a client sees it.
    pub fn body(self, included: &Included) -> CommentBody {
        CommentBody {
            id: self.id,
            post_id: self.post_id,
            post: included.post(Some(self.post_id)),
            author_id: self.author_id,
            author: included.author(Some(self.author_id)),
            body: self.body,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// What a comment is created from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewComment {
    #[schema(min_length = 1, max_length = 2000)]
    pub body: String,
}

impl Validate for NewComment {
    fn validate(&self, faults: &mut Faults) {
        check_body(faults, &self.body);
    }
}

/// What changes of a comment; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentChanges {
    #[serde(default)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 2000)]
    pub body: Patch<String>,
}

impl Validate for CommentChanges {
    fn validate(&self, faults: &mut Faults) {
        if let Some(body) = self.body.as_set() {
            check_body(faults, body);
        }
    }
}
