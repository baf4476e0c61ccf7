//! What posts can bring along: related rows, one statement a relation, as far as the viewer
//! may see them.

use std::collections::HashMap;

use serde::Deserialize;
use sqlx::PgPool;
use utoipa::{IntoParams, ToSchema};

use super::model::{Post, PostId};
use crate::auth::{UserId, Viewer};
use crate::tags::model::TagBody;
use crate::users;
use crate::users::model::UserBody;

/// A relation of posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PostInclude {
    Author,
    Tags,
}

/// How a single post is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PostQuery {
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 2)]
    pub include: Vec<PostInclude>,
}

/// The related rows of some posts; a relation that was not asked for is absent.
#[derive(Debug, Default)]
pub struct Included {
    author: Option<HashMap<UserId, UserBody>>,
    tags: Option<HashMap<PostId, Vec<TagBody>>>,
}

impl Included {
    /// Fetches what `include` asks for.
    pub async fn load(
        db: &PgPool,
        viewer: impl Into<Viewer>,
        posts: &[Post],
        include: &[PostInclude],
    ) -> sqlx::Result<Self> {
        let viewer = viewer.into();
        let mut included = Self::default();
        if include.contains(&PostInclude::Author) {
            let ids: Vec<_> = posts.iter().map(|post| post.author_id.0).collect();
            let rows = users::queries::by_ids(db, &ids, viewer).await?;
            let bodies = rows.into_iter().map(|row| (row.id, row.body(viewer)));
            included.author = Some(bodies.collect());
        }
        if include.contains(&PostInclude::Tags) {
            let ids: Vec<_> = posts.iter().map(|post| post.id.0).collect();
            let rows = super::tags_links::queries::tags_of(db, &ids, viewer).await?;
            let bodies = included.tags.insert(HashMap::new());
            for linked in rows {
                let body = linked.row.body();
                let of_row: &mut Vec<_> = bodies.entry(PostId(linked.parent_id)).or_default();
                of_row.push(body);
            }
        }
        Ok(included)
    }

    /// The `author`, null if hidden or absent.
    pub fn author(&self, id: Option<UserId>) -> Option<Option<Box<UserBody>>> {
        self.author.as_ref().map(|rows| rows.get(&id?).cloned().map(Box::new))
    }

    /// The `tags` of a row.
    pub fn tags(&self, id: PostId) -> Option<Vec<TagBody>> {
        self.tags.as_ref().map(|rows| rows.get(&id).cloned().unwrap_or_default())
    }
}
