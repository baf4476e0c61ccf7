//! Every fixed statement about reviews.
//!
//! The viewer's id is null for somebody who is not signed in.

use sqlx::PgExecutor;
use uuid::Uuid;

use super::model::{NewReview, Review, ReviewChanges, ReviewId};
use crate::auth::{Principal, Role, Viewer};
use crate::products::model::ProductId;

/// The review, if the viewer may see it.
pub async fn find(
    db: impl PgExecutor<'_>,
    id: ReviewId,
    viewer: impl Into<Viewer>,
) -> sqlx::Result<Option<Review>> {
    let viewer = viewer.into();
    sqlx::query_as!(
        Review,
        "
        select id, product_id, author_id, stars, text, recommended, version, created_at, updated_at
        from reviews
        where id = $1
            and exists (
                select from products
                where products.id = reviews.product_id and products.deleted_at is null
                    and (products.status = 'listed' or $2)
            )
        ",
        id.0,
        viewer.has(Role::Clerk),
    )
    .fetch_optional(db)
    .await
}

/// Adds a review of the principal to the product.
pub async fn create(
    db: impl PgExecutor<'_>,
    principal: Principal,
    product: ProductId,
    new: &NewReview,
) -> sqlx::Result<Review> {
    sqlx::query_as!(
        Review,
        "
        insert into reviews (id, product_id, author_id, stars, text, recommended)
        values ($1, $2, $3, $4, $5, coalesce($6, true))
        returning id, product_id, author_id, stars, text, recommended, version, created_at,
            updated_at
        ",
        Uuid::now_v7(),
        product.0,
        principal.id.0,
        new.stars,
        new.text.as_ref(),
        new.recommended.as_set(),
    )
    .fetch_one(db)
    .await
}

/// Changes the review, unless it has another version by now.
pub async fn update(
    db: impl PgExecutor<'_>,
    review: &Review,
    changes: &ReviewChanges,
) -> sqlx::Result<Option<Review>> {
    sqlx::query_as!(
        Review,
        "
        update reviews
        set stars = coalesce($3, stars),
            text = case when $4 then $5 else text end,
            recommended = coalesce($6, recommended),
            version = version + 1,
            updated_at = now()
        where id = $1 and version = $2
        returning id, product_id, author_id, stars, text, recommended, version, created_at,
            updated_at
        ",
        review.id.0,
        review.version,
        changes.stars.as_set(),
        changes.text.is_set(),
        changes.text.as_value(),
        changes.recommended.as_set(),
    )
    .fetch_optional(db)
    .await
}

/// Deletes the review, unless it has another version by now.
pub async fn delete(db: impl PgExecutor<'_>, review: &Review) -> sqlx::Result<bool> {
    let result = sqlx::query!(
        "delete from reviews where id = $1 and version = $2",
        review.id.0,
        review.version
    )
    .execute(db)
    .await?;
    Ok(result.rows_affected() == 1)
}
