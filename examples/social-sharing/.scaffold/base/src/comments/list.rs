//! Pages of comments.

use uuid::Uuid;

use super::filter::{CommentFilter, CommentSort};
use super::model::Comment;
use crate::app::AppState;
use crate::auth::{Role, Viewer};
use crate::error::Result;
use crate::pagination::{Column, Page, PageRequest, key};
use crate::select::{Binds, narrow};

/// The rows that the viewer may see. It ends inside its `where`, and goes on with what narrows it.
const READABLE: &str = "
    select comments.id, comments.post_id, comments.author_id, comments.body,
        (select posts.author_id from posts where posts.id = comments.post_id) as post_author_id,
        comments.version, comments.created_at, comments.updated_at
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
    let mut query =
        Binds::default().bind(viewer.id())?.bind(viewer.has(Role::Moderator))?.start(READABLE);
    if let Some((condition, id)) = within {
        narrow(&mut query, condition, Some(id));
    }
    let order = column(filter.sort).with_id("comments.id");
    let keyset = page.keyset(&state.cursors, viewer.id(), order)?;
    keyset.push(&mut query);
    let rows = query.build_query_as().fetch_all(&state.db()).await?;
    Ok(keyset.page(rows, |row| (sort_key(filter.sort, row), row.id.0)))
}

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

fn sort_key(sort: CommentSort, comment: &Comment) -> Option<String> {
    match sort {
        CommentSort::Id | CommentSort::IdDescending => key(comment.id.0),
        CommentSort::CreatedAt | CommentSort::CreatedAtDescending => key(comment.created_at),
        CommentSort::UpdatedAt | CommentSort::UpdatedAtDescending => key(comment.updated_at),
    }
}
