//! Pages of notes.

use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::filter::{NoteFilter, NoteSort};
use super::model::Note;
use crate::app::AppState;
use crate::auth::Viewer;
use crate::error::Result;
use crate::keyset::{Column, Keyset, key};
use crate::pagination::{Page, PageRequest};
use crate::select::{Binds, narrow};

/// The rows that the viewer may see. It ends inside its `where`, and goes on with what narrows it.
const READABLE: &str = "
    select notes.id, notes.author_id, notes.title, notes.body, notes.version, notes.created_at,
        notes.updated_at
    from notes
    where notes.author_id = $1";

/// A page of the notes that the viewer may see and the filter allows; `within` narrows them to
/// those that belong to another row.
pub async fn page(
    state: &AppState,
    viewer: Viewer,
    filter: &NoteFilter,
    page: PageRequest,
    within: Option<(&'static str, Uuid)>,
) -> Result<Page<Note>> {
    let order = column(filter.sort).with_id("notes.id");
    let keyset = Keyset::new(page, &state.cursors, viewer.id(), order)?;
    let rows = || readable(viewer, filter, within);
    let place = |row: &Note| (sort_key(filter.sort, row), row.id.0);
    keyset.read(&state.db(), rows, place).await
}

/// The beginning of a statement: everything but its place, order and limit.
fn readable(
    viewer: Viewer,
    filter: &NoteFilter,
    within: Option<(&'static str, Uuid)>,
) -> sqlx::Result<QueryBuilder<Postgres>> {
    let mut query = Binds::default().bind(viewer.id()).start(READABLE)?;
    if let Some((condition, id)) = within {
        narrow(&mut query, condition, Some(id));
    }
    narrow(&mut query, "notes.search @@ websearch_to_tsquery('english', ?)", filter.q.as_ref());
    Ok(query)
}

/// What an order compares.
fn column(sort: NoteSort) -> Column {
    match sort {
        NoteSort::Id => Column::ascending("notes.id", "uuid"),
        NoteSort::IdDescending => Column::descending("notes.id", "uuid"),
        NoteSort::CreatedAt => Column::ascending("notes.created_at", "timestamptz"),
        NoteSort::CreatedAtDescending => Column::descending("notes.created_at", "timestamptz"),
        NoteSort::UpdatedAt => Column::ascending("notes.updated_at", "timestamptz"),
        NoteSort::UpdatedAtDescending => Column::descending("notes.updated_at", "timestamptz"),
    }
}

/// What a row has there, as a cursor holds it.
fn sort_key(sort: NoteSort, note: &Note) -> Option<String> {
    match sort {
        NoteSort::Id | NoteSort::IdDescending => key(note.id.0),
        NoteSort::CreatedAt | NoteSort::CreatedAtDescending => key(note.created_at),
        NoteSort::UpdatedAt | NoteSort::UpdatedAtDescending => key(note.updated_at),
    }
}
