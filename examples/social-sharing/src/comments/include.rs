//! What comments can bring along: related rows, one statement a relation, as far as the viewer
//! may see them.

use std::collections::HashMap;

use serde::Deserialize;
use sqlx::PgPool;
use utoipa::{IntoParams, ToSchema};

use super::model::Comment;
use crate::auth::{UserId, Viewer};
use crate::posts::model::{PostBody, PostId};
use crate::users::model::UserBody;
use crate::{posts, users};

/// A relation of comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommentInclude {
    Post,
    Author,
}

/// How a single comment is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CommentQuery {
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 2)]
    pub include: Vec<CommentInclude>,
}

/// The related rows of some comments; a relation that was not asked for is absent.
#[derive(Debug, Default)]
pub struct Included {
    post: Option<HashMap<PostId, PostBody>>,
    author: Option<HashMap<UserId, UserBody>>,
}

impl Included {
    /// Fetches what `include` asks for.
    pub async fn load(
        db: &PgPool,
        viewer: impl Into<Viewer>,
        comments: &[Comment],
        include: &[CommentInclude],
    ) -> sqlx::Result<Self> {
        let viewer = viewer.into();
        let mut included = Self::default();
        if include.contains(&CommentInclude::Post) {
            let ids: Vec<_> = comments.iter().map(|comment| comment.post_id.0).collect();
            let rows = posts::queries::by_ids(db, &ids, viewer).await?;
            let bodies = rows.into_iter().map(|row| (row.id, row.alone()));
            included.post = Some(bodies.collect());
        }
        if include.contains(&CommentInclude::Author) {
            let ids: Vec<_> = comments.iter().map(|comment| comment.author_id.0).collect();
            let rows = users::queries::by_ids(db, &ids, viewer).await?;
            let bodies = rows.into_iter().map(|row| (row.id, row.body(viewer)));
            included.author = Some(bodies.collect());
        }
        Ok(included)
    }

    /// The `post`, null if hidden or absent.
    pub fn post(&self, id: Option<PostId>) -> Option<Option<Box<PostBody>>> {
        self.post.as_ref().map(|rows| rows.get(&id?).cloned().map(Box::new))
    }

    /// The `author`, null if hidden or absent.
    pub fn author(&self, id: Option<UserId>) -> Option<Option<Box<UserBody>>> {
        self.author.as_ref().map(|rows| rows.get(&id?).cloned().map(Box::new))
    }
}
