//! The operations on gadgets: the arguments of each tell what it needs, its lines what it does.

use axum::extract::State;

use super::filter::GadgetFilter;
use super::include::{GadgetQuery, Included};
use super::model::{GadgetBody, GadgetChanges, NewGadget, ReserveGadget};
use super::references::References;
use super::{list as pages, policy, queries, rules};
use crate::app::AppState;
use crate::auth::{Principal, Viewer};
use crate::database;
use crate::error::{Error, Explain, OrForbidden, Result};
use crate::extract::{IfMatch, Json, OptionalIfMatch, PageParams, Paged, Path, Query};
use crate::pagination::Page;
use crate::random;
use crate::respond::{Created, Fresh, NoContent, location};

/// Lists gadgets.
#[utoipa::path(
    get,
    path = "/gadgets",
    tag = "gadgets",
    operation_id = "list_gadgets",
    params(GadgetFilter, PageParams<10, 50>),
    responses((status = OK, body = Page<GadgetBody>)),
    security((), ("bearer" = [])),
)]
pub async fn list(
    State(state): State<AppState>,
    viewer: Viewer,
    Paged { filter, page }: Paged<GadgetFilter, 10, 50>,
) -> Result<Json<Page<GadgetBody>>> {
    let gadgets = pages::page(&state, viewer, &filter, page, None).await?;
    let included = Included::load(&state.db(), viewer, &gadgets.items, &filter.include).await?;
    Ok(Json(gadgets.map(|gadget| gadget.body(viewer, &included))))
}

/// Creates a gadget.
#[utoipa::path(
    post,
    path = "/gadgets",
    tag = "gadgets",
    operation_id = "create_gadget",
    request_body = NewGadget,
    responses(Created<GadgetBody>),
    security(("bearer" = [])),
)]
pub async fn create(
    State(state): State<AppState>,
    principal: Principal,
    Json(new): Json<NewGadget>,
) -> Result<Created<GadgetBody>> {
    policy::check_new(principal, &new)?;
    let references =
        References { assignee: new.assignee_id, parent: new.parent_id, manual: new.manual_id };
    references.check(&state.db(), principal).await?;
    let token = random::token(32)?;
    let mut transaction = database::begin(&state.db()).await?;
    let gadget = queries::create(&mut *transaction, principal, &new, &token).await;
    let gadget = gadget.explain(rules::explain)?;
    policy::may_create(principal, &gadget).or_forbidden()?;
    transaction.commit().await?;
    let location = location("gadgets", &gadget.slug);
    let version = gadget.version;
    Ok(Created { location, version, body: gadget.body(principal, &Included::default()) })
}

/// Shows a gadget.
#[utoipa::path(
    get,
    path = "/gadgets/{slug}",
    tag = "gadgets",
    operation_id = "show_gadget",
    params(("slug" = String, Path), GadgetQuery),
    responses(Fresh<GadgetBody>),
    security((), ("bearer" = [])),
)]
pub async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    Query(query): Query<GadgetQuery>,
) -> Result<Fresh<GadgetBody>> {
    let gadget = queries::find(&state.db(), &slug, viewer).await?.ok_or(Error::NotFound)?;
    let gadgets = std::slice::from_ref(&gadget);
    let included = Included::load(&state.db(), viewer, gadgets, &query.include).await?;
    Ok(Fresh(gadget.version, gadget.body(viewer, &included)))
}

/// Changes a gadget.
#[utoipa::path(
    patch,
    path = "/gadgets/{slug}",
    tag = "gadgets",
    operation_id = "update_gadget",
    params(("slug" = String, Path), IfMatch),
    request_body = GadgetChanges,
    responses(Fresh<GadgetBody>),
    security(("bearer" = [])),
)]
pub async fn update(
    State(state): State<AppState>,
    principal: Principal,
    Path(slug): Path<String>,
    if_match: IfMatch,
    Json(changes): Json<GadgetChanges>,
) -> Result<Fresh<GadgetBody>> {
    let gadget = queries::find(&state.db(), &slug, principal).await?.ok_or(Error::NotFound)?;
    policy::may_update(principal, &gadget).or_forbidden()?;
    if_match.check(gadget.version)?;
    policy::check_changes(principal, &changes)?;
    let references = References {
        assignee: changes.assignee_id.as_value().copied(),
        parent: changes.parent_id.as_value().copied(),
        manual: changes.manual_id.as_value().copied(),
    };
    references.check(&state.db(), principal).await?;
    let mut transaction = database::begin(&state.db()).await?;
    let gadget = queries::update(&mut *transaction, principal, &gadget, &changes).await;
    let gadget = gadget.explain(rules::explain)?.ok_or(Error::Stale)?;
    policy::may_update(principal, &gadget).or_forbidden()?;
    transaction.commit().await?;
    Ok(Fresh(gadget.version, gadget.body(principal, &Included::default())))
}

/// Deletes a gadget.
#[utoipa::path(
    delete,
    path = "/gadgets/{slug}",
    tag = "gadgets",
    operation_id = "delete_gadget",
    params(("slug" = String, Path), IfMatch),
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn delete(
    State(state): State<AppState>,
    principal: Principal,
    Path(slug): Path<String>,
    if_match: IfMatch,
) -> Result<NoContent> {
    let gadget = queries::find(&state.db(), &slug, principal).await?.ok_or(Error::NotFound)?;
    policy::may_delete(principal, &gadget).or_forbidden()?;
    if_match.check(gadget.version)?;
    let is_deleted = queries::delete(&state.db(), &gadget).await.explain(rules::explain_delete)?;
    is_deleted.then_some(NoContent).ok_or(Error::Stale)
}

/// Carries out `reserve` on a gadget.
#[utoipa::path(
    post,
    path = "/gadgets/{slug}/reserve",
    tag = "gadgets",
    operation_id = "reserve_gadget",
    params(("slug" = String, Path), OptionalIfMatch),
    request_body = ReserveGadget,
    responses(Fresh<GadgetBody>),
    security(("bearer" = [])),
)]
pub async fn reserve(
    State(state): State<AppState>,
    principal: Principal,
    Path(slug): Path<String>,
    if_match: Option<IfMatch>,
    Json(taken): Json<ReserveGadget>,
) -> Result<Fresh<GadgetBody>> {
    let gadget = queries::find(&state.db(), &slug, principal).await?.ok_or(Error::NotFound)?;
    policy::may_reserve(principal, &gadget).or_forbidden()?;
    if_match.iter().try_for_each(|if_match| if_match.check(gadget.version))?;
    let version = if_match.map(|_| gadget.version);
    let gadget = queries::reserve(&state.db(), principal, gadget.id, version, &taken).await;
    let refused = Error::Conflict("only possible while state = open");
    let gadget = gadget.explain(rules::explain)?.ok_or(refused)?;
    Ok(Fresh(gadget.version, gadget.body(principal, &Included::default())))
}
