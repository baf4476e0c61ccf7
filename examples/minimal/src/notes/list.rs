//! Pages of notes.

use uuid::Uuid;

use super::filter::{NoteFilter, NoteSort};
use super::model::Note;
use crate::app::AppState;
use crate::auth::Viewer;
use crate::error::Result;
use crate::pagination::{Column, Page, PageRequest, key};
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
    let mut query = Binds::default().bind(viewer.id())?.start(READABLE);
    if let Some((condition, id)) = within {
        narrow(&mut query, condition, Some(id));
    }
    narrow(&mut query, "notes.search @@ websearch_to_tsquery('english', ?)", filter.q.as_ref());
    let order = column(filter.sort).with_id("notes.id");
    let keyset = page.keyset(&state.cursors, viewer.id(), order)?;
    keyset.push(&mut query);
    let rows = query.build_query_as().fetch_all(&state.db()).await?;
    Ok(keyset.page(rows, |row| (sort_key(filter.sort, row), row.id.0)))
}

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

fn sort_key(sort: NoteSort, note: &Note) -> Option<String> {
    match sort {
        NoteSort::Id | NoteSort::IdDescending => key(note.id.0),
        NoteSort::CreatedAt | NoteSort::CreatedAtDescending => key(note.created_at),
        NoteSort::UpdatedAt | NoteSort::UpdatedAtDescending => key(note.updated_at),
    }
}
