//! Pages of comments.

use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::filter::{CommentFilter, CommentSort};
use super::model::Comment;
use crate::app::AppState;
use crate::auth::{Role, Viewer};
use crate::error::Result;
use crate::keyset::{Column, Keyset, key};
use crate::pagination::{Page, PageRequest};
use crate::select::{Binds, narrow};

/// The rows that the viewer may see. It ends inside its `where`, and goes on with what narrows it.
const READABLE: &str = "
    select comments.id, comments.post_id, comments.author_id, comments.body, comments.version,
        comments.created_at, comments.updated_at
    from comments
    where exists (
        select from posts
        where posts.id = comments.post_id and posts.deleted_at is null
            and (
                (posts.status = 'published' and posts.visibility = 'everyone')
                or posts.author_id = $1
                or $2
            )
    )";

/// A page of the comments that the viewer may see and the filter allows; `within` narrows them to
/// those that belong to another row.
pub async fn page(
    state: &AppState,
    viewer: Viewer,
    filter: &CommentFilter,
    page: PageRequest,
    within: Option<(&'static str, Uuid)>,
) -> Result<Page<Comment>> {
    let order = column(filter.sort).with_id("comments.id");
    let keyset = Keyset::new(page, &state.cursors, viewer.id(), order)?;
    let rows = || readable(viewer, within);
    let place = |row: &Comment| (sort_key(filter.sort, row), row.id.0);
    keyset.read(&state.db(), rows, place).await
}

/// The beginning of a statement: everything but its place, order and limit.
fn readable(
    viewer: Viewer,
    within: Option<(&'static str, Uuid)>,
) -> sqlx::Result<QueryBuilder<Postgres>> {
    let mut query =
        Binds::default().bind(viewer.id()).bind(viewer.has(Role::Moderator)).start(READABLE)?;
    if let Some((condition, id)) = within {
        narrow(&mut query, condition, Some(id));
    }
    Ok(query)
}

/// What an order compares.
fn column(sort: CommentSort) -> Column {
    match sort {
        CommentSort::Id => Column::ascending("comments.id", "uuid"),
        CommentSort::IdDescending => Column::descending("comments.id", "uuid"),
        CommentSort::CreatedAt => Column::ascending("comments.created_at", "timestamptz"),
        CommentSort::CreatedAtDescending => {
            Column::descending("comments.created_at", "timestamptz")
        }
        CommentSort::UpdatedAt => Column::ascending("comments.updated_at", "timestamptz"),
        CommentSort::UpdatedAtDescending => {
            Column::descending("comments.updated_at", "timestamptz")
        }
    }
}

/// What a row has there, as a cursor holds it.
fn sort_key(sort: CommentSort, comment: &Comment) -> Option<String> {
    match sort {
        CommentSort::Id | CommentSort::IdDescending => key(comment.id.0),
        CommentSort::CreatedAt | CommentSort::CreatedAtDescending => key(comment.created_at),
        CommentSort::UpdatedAt | CommentSort::UpdatedAtDescending => key(comment.updated_at),
    }
}
