//! Every fixed statement about notes.
//!
//! The viewer's id is null for somebody who is not signed in.

use sqlx::PgExecutor;
use uuid::Uuid;

use super::model::{NewNote, Note, NoteChanges, NoteId};
use crate::auth::{Principal, Viewer};

/// The note, if the viewer may see it.
pub async fn find(
    db: impl PgExecutor<'_>,
    id: NoteId,
    viewer: impl Into<Viewer>,
) -> sqlx::Result<Option<Note>> {
    let viewer = viewer.into();
    sqlx::query_as!(
        Note,
        "
        select id, author_id, title, body, version, created_at, updated_at
        from notes
        where id = $1 and author_id = $2
        ",
        id.0,
        viewer.id(),
    )
    .fetch_optional(db)
    .await
}

/// Adds a note of the principal.
pub async fn create(
    db: impl PgExecutor<'_>,
    principal: Principal,
    new: &NewNote,
) -> sqlx::Result<Note> {
    sqlx::query_as!(
        Note,
        "
        insert into notes (id, author_id, title, body)
        values ($1, $2, $3, $4)
        returning id, author_id, title, body, version, created_at, updated_at
        ",
        Uuid::now_v7(),
        principal.id.0,
        new.title,
        new.body.as_ref(),
    )
    .fetch_one(db)
    .await
}

/// Changes the note, unless it has another version by now.
pub async fn update(
    db: impl PgExecutor<'_>,
    note: &Note,
    changes: &NoteChanges,
) -> sqlx::Result<Option<Note>> {
    sqlx::query_as!(
        Note,
        "
        update notes
        set title = coalesce($3, title),
            body = case when $4 then $5 else body end,
            version = version + 1,
            updated_at = now()
        where id = $1 and version = $2
        returning id, author_id, title, body, version, created_at, updated_at
        ",
        note.id.0,
        note.version,
        changes.title.as_set(),
        changes.body.is_set(),
        changes.body.as_value(),
    )
    .fetch_optional(db)
    .await
}

/// Deletes the note, unless it has another version by now.
pub async fn delete(db: impl PgExecutor<'_>, note: &Note) -> sqlx::Result<bool> {
    let result =
        sqlx::query!("delete from notes where id = $1 and version = $2", note.id.0, note.version)
            .execute(db)
            .await?;
    Ok(result.rows_affected() == 1)
}
