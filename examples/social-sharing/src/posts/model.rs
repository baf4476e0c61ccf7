//! A post as the database keeps it, as clients see it, and as they send it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::include::Included;
use super::rules::{check_body, check_title};
use crate::auth::UserId;
use crate::enums::Visibility;
use crate::patch::Patch;
use crate::tags::model::TagBody;
use crate::users::model::UserBody;
use crate::validate::{Faults, Validate};

/// Names a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct PostId(pub Uuid);

/// One of `draft`, `published` and `archived`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "post_status")]
#[sqlx(rename_all = "snake_case")]
pub enum PostStatus {
    Draft,
    Published,
    Archived,
}

/// A row that the viewer of the statement may see.
#[derive(Debug, sqlx::FromRow)]
pub struct Post {
    pub id: PostId,
    pub author_id: UserId,
    pub title: String,
    pub body: String,
    pub visibility: Visibility,
    pub status: PostStatus,
    pub published_at: Option<DateTime<Utc>>,
    pub likes: i64,
    pub liked: bool,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Something a member wants others to see.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PostBody {
    id: PostId,
    author_id: UserId,
    /// With `include=author`; null when the viewer may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    author: Option<Option<Box<UserBody>>>,
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    #[schema(min_length = 1, max_length = 20000)]
    body: String,
    visibility: Visibility,
    status: PostStatus,
    published_at: Option<DateTime<Utc>>,
    /// With `include=tags`; at most 100, the newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, no_recursion, max_items = 100)]
    tags: Option<Vec<TagBody>>,
    #[schema(minimum = 0)]
    likes: i64,
    liked: bool,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Post {
    /// The post as a client sees it.
    pub fn body(self, included: &Included) -> PostBody {
        PostBody {
            id: self.id,
            author_id: self.author_id,
            author: included.author(Some(self.author_id)),
            title: self.title,
            body: self.body,
            visibility: self.visibility,
            status: self.status,
            published_at: self.published_at,
            tags: included.tags(self.id),
            likes: self.likes,
            liked: self.liked,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    /// The same without any related row.
    pub fn alone(self) -> PostBody {
        self.body(&Included::default())
    }
}

/// What a post is created from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPost {
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    #[schema(min_length = 1, max_length = 20000)]
    pub body: String,
    #[serde(default)]
    #[schema(value_type = Visibility, required = false, default = "everyone")]
    pub visibility: Patch<Visibility>,
}

impl Validate for NewPost {
    fn validate(&self, faults: &mut Faults) {
        check_title(faults, &self.title);
        check_body(faults, &self.body);
    }
}

/// What changes of a post; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostChanges {
    #[serde(default)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 200)]
    pub title: Patch<String>,
    #[serde(default)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 20000)]
    pub body: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Visibility, required = false)]
    pub visibility: Patch<Visibility>,
}

impl Validate for PostChanges {
    fn validate(&self, faults: &mut Faults) {
        if let Some(title) = self.title.as_set() {
            check_title(faults, title);
        }
        if let Some(body) = self.body.as_set() {
            check_body(faults, body);
        }
    }
}
