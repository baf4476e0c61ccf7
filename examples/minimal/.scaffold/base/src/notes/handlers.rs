//! The operations on notes.
//!
//! Each tells in its arguments what it needs, and in its lines what it does.

use axum::extract::State;

use super::filter::NoteFilter;
use super::include::{Included, NoteQuery};
use super::model::{NewNote, NoteBody, NoteChanges, NoteId};
use super::{list as pages, policy, queries, rules};
use crate::app::AppState;
use crate::auth::{Principal, Viewer};
use crate::error::{Error, Explain, OrForbidden, Result};
use crate::extract::{IfMatch, Json, PageParams, Paged, Path, Query};
use crate::pagination::Page;
use crate::respond::{Created, Fresh, NoContent, location};

/// Lists notes.
///
/// Holds what the caller may see, by `owner`. Each page has a `next_cursor`, with which
/// `cursor` asks for the one behind it; the last has none.
#[utoipa::path(
    get,
    path = "/notes",
    tag = "notes",
    operation_id = "list_notes",
    params(NoteFilter, PageParams),
    responses((status = OK, description = "A page.", body = Page<NoteBody>)),
    security(("bearer" = [])),
)]
pub async fn list(
    State(state): State<AppState>,
    principal: Principal,
    Paged { filter, page }: Paged<NoteFilter>,
) -> Result<Json<Page<NoteBody>>> {
    let viewer = Viewer::from(principal);
    let notes = pages::page(&state, viewer, &filter, page, None).await?;
    let included = Included::load(&state.db(), viewer, &notes.items, &filter.include).await?;
    Ok(Json(notes.map(|note| note.body(&included))))
}

/// Creates a note.
///
/// Allowed to `member`. The answer has the new note, its path in `Location` and its version in
/// `ETag`.
#[utoipa::path(
    post,
    path = "/notes",
    tag = "notes",
    operation_id = "create_note",
    request_body = NewNote,
    responses(Created<NoteBody>),
    security(("bearer" = [])),
)]
pub async fn create(
    State(state): State<AppState>,
    principal: Principal,
    Json(new): Json<NewNote>,
) -> Result<Created<NoteBody>> {
    policy::may_create(principal).or_forbidden()?;
    let note = queries::create(&state.db(), principal, &new).await;
    let note = note.explain(rules::explain)?;
    let location = location("notes", note.id.0);
    let version = note.version;
    Ok(Created { location, version, body: note.body(&Included::default()) })
}

/// Shows a note.
///
/// Shown to `owner`; for everybody else it is not there. `ETag` has its version.
#[utoipa::path(
    get,
    path = "/notes/{id}",
    tag = "notes",
    operation_id = "show_note",
    params(("id" = NoteId, Path, description = "The id of a note."), NoteQuery),
    responses(Fresh<NoteBody>),
    security(("bearer" = [])),
)]
pub async fn show(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<NoteId>,
    Query(query): Query<NoteQuery>,
) -> Result<Fresh<NoteBody>> {
    let note = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    let notes = std::slice::from_ref(&note);
    let included = Included::load(&state.db(), principal, notes, &query.include).await?;
    Ok(Fresh(note.version, note.body(&included)))
}

/// Changes a note.
///
/// Allowed to `owner`. `If-Match` must name the version that was seen. What is left out stays
/// as it is.
#[utoipa::path(
    patch,
    path = "/notes/{id}",
    tag = "notes",
    operation_id = "update_note",
    params(("id" = NoteId, Path, description = "The id of a note."), IfMatch),
    request_body = NoteChanges,
    responses(Fresh<NoteBody>),
    security(("bearer" = [])),
)]
pub async fn update(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<NoteId>,
    if_match: IfMatch,
    Json(changes): Json<NoteChanges>,
) -> Result<Fresh<NoteBody>> {
    let note = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_update(principal, &note).or_forbidden()?;
    if_match.check(note.version)?;
    let note = queries::update(&state.db(), &note, &changes).await;
    let note = note.explain(rules::explain)?.ok_or(if_match.overtaken())?;
    Ok(Fresh(note.version, note.body(&Included::default())))
}

/// Deletes a note.
///
/// Allowed to `owner`. `If-Match` must name the version that was seen. Others' changes are not
/// lost: what was changed since then is not deleted.
#[utoipa::path(
    delete,
    path = "/notes/{id}",
    tag = "notes",
    operation_id = "delete_note",
    params(("id" = NoteId, Path, description = "The id of a note."), IfMatch),
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn delete(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<NoteId>,
    if_match: IfMatch,
) -> Result<NoContent> {
    let note = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_delete(principal, &note).or_forbidden()?;
    if_match.check(note.version)?;
    if !queries::delete(&state.db(), &note).await? {
        return Err(if_match.overtaken());
    }
    Ok(NoContent)
}
