//! One function an action.

use axum::extract::State;

use super::queries;
use crate::app::AppState;
use crate::auth::Principal;
use crate::error::{Error, Explain, OrForbidden, Result};
use crate::extract::{OptionalIfMatch, Path};
use crate::posts;
use crate::posts::include::Included;
use crate::posts::model::{PostBody, PostId};
use crate::posts::{policy, rules};
use crate::respond::Fresh;

/// Carries out `publish` on a post.
///
/// Allowed to `owner`. Refused with 409 unless `status = draft`. With `If-Match`, only if the
/// post is still that version.
#[utoipa::path(
    post,
    path = "/posts/{id}/publish",
    tag = "posts",
    operation_id = "publish_post",
    params(("id" = PostId, Path, description = "The id of a post."), OptionalIfMatch),
    responses(Fresh<PostBody>),
    security(("bearer" = [])),
)]
pub async fn publish(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<PostId>,
    OptionalIfMatch(if_match): OptionalIfMatch,
) -> Result<Fresh<PostBody>> {
    let post = posts::queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_publish(principal, &post).or_forbidden()?;
    let version = if_match.pin(post.version)?;
    let post = queries::publish(&state.db(), principal, post.id, version).await;
    let Some(post) = post.explain(rules::explain)? else {
        // Nothing was done: the row as it is by now tells why.
        let post =
            posts::queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
        policy::may_publish(principal, &post).or_forbidden()?;
        if_match.check(post.version)?;
        return Err(Error::Conflict("only possible while status = draft"));
    };
    Ok(Fresh(post.version, post.body(&Included::default())))
}
