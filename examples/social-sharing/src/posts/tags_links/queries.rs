//! Every statement that links posts and tags, or follows their links.

use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use crate::auth::Viewer;
use crate::posts::model::PostId;
use crate::select::{Binds, Linked};
use crate::tags::model::{Tag, TagId};

/// Links the post with a tag; it may be linked already.
pub async fn link_tags(db: impl PgExecutor<'_>, id: PostId, tag: TagId) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into post_tags (post_id, tag_id) values ($1, $2) on conflict do nothing",
        id.0,
        tag.0
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Unlinks the post from a tag; it may be unlinked already.
pub async fn unlink_tags(db: impl PgExecutor<'_>, id: PostId, tag: TagId) -> sqlx::Result<()> {
    sqlx::query!("delete from post_tags where post_id = $1 and tag_id = $2", id.0, tag.0)
        .execute(db)
        .await?;
    Ok(())
}

const TAGS_OF: &str = "
    select parent.id as _parent_id, row.*
    from unnest($1::uuid[]) as parent (id)
    cross join lateral (
        select tags.id, tags.name, tags.version, tags.created_at, tags.updated_at
        from tags
        join post_tags on post_tags.tag_id = tags.id
        where post_tags.post_id = parent.id
        order by tags.id desc
        limit 100
    ) as row";

/// The tags of several posts, at most the newest 100 of each, as far as the viewer may see them.
pub async fn tags_of(db: &PgPool, ids: &[Uuid], _viewer: Viewer) -> sqlx::Result<Vec<Linked<Tag>>> {
    let mut query = Binds::default().bind(ids).start(TAGS_OF)?;
    query.build_query_as().fetch_all(db).await
}
