//! Pages of reviews.

use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::filter::{ReviewFilter, ReviewSort};
use super::model::Review;
use crate::app::AppState;
use crate::auth::{Role, Viewer};
use crate::error::Result;
use crate::keyset::{Column, Keyset, key};
use crate::pagination::{Page, PageRequest};
use crate::select::{Binds, narrow};

/// The rows that the viewer may see. It ends inside its `where`, and goes on with what narrows it.
const READABLE: &str = "
    select reviews.id, reviews.product_id, reviews.author_id, reviews.stars, reviews.text,
        reviews.recommended, reviews.version, reviews.created_at, reviews.updated_at
    from reviews
    where exists (
        select from products
        where products.id = reviews.product_id and products.deleted_at is null
            and (products.status = 'listed' or $1)
    )";

/// A page of the reviews that the viewer may see and the filter allows; `within` narrows them to
/// those that belong to another row.
pub async fn page(
    state: &AppState,
    viewer: Viewer,
    filter: &ReviewFilter,
    page: PageRequest,
    within: Option<(&'static str, Uuid)>,
) -> Result<Page<Review>> {
    let order = column(filter.sort).with_id("reviews.id");
    let keyset = Keyset::new(page, &state.cursors, viewer.id(), order)?;
    let rows = || readable(viewer, filter, within);
    let place = |row: &Review| (sort_key(filter.sort, row), row.id.0);
    keyset.read(&state.db(), rows, place).await
}

/// The beginning of a statement: everything but its place, order and limit.
fn readable(
    viewer: Viewer,
    filter: &ReviewFilter,
    within: Option<(&'static str, Uuid)>,
) -> sqlx::Result<QueryBuilder<Postgres>> {
    let mut query = Binds::default().bind(viewer.has(Role::Clerk)).start(READABLE)?;
    if let Some((condition, id)) = within {
        narrow(&mut query, condition, Some(id));
    }
    narrow(&mut query, "reviews.stars = ?", filter.stars);
    narrow(&mut query, "reviews.stars = any(?)", filter.stars_in.as_ref());
    narrow(&mut query, "reviews.stars >= ?", filter.stars_gte);
    narrow(&mut query, "reviews.stars > ?", filter.stars_gt);
    narrow(&mut query, "reviews.stars <= ?", filter.stars_lte);
    narrow(&mut query, "reviews.stars < ?", filter.stars_lt);
    Ok(query)
}

/// What an order compares.
fn column(sort: ReviewSort) -> Column {
    match sort {
        ReviewSort::Stars => Column::ascending("reviews.stars", "integer"),
        ReviewSort::StarsDescending => Column::descending("reviews.stars", "integer"),
        ReviewSort::Id => Column::ascending("reviews.id", "uuid"),
        ReviewSort::IdDescending => Column::descending("reviews.id", "uuid"),
        ReviewSort::CreatedAt => Column::ascending("reviews.created_at", "timestamptz"),
        ReviewSort::CreatedAtDescending => Column::descending("reviews.created_at", "timestamptz"),
        ReviewSort::UpdatedAt => Column::ascending("reviews.updated_at", "timestamptz"),
        ReviewSort::UpdatedAtDescending => Column::descending("reviews.updated_at", "timestamptz"),
    }
}

/// What a row has there, as a cursor holds it.
fn sort_key(sort: ReviewSort, review: &Review) -> Option<String> {
    match sort {
        ReviewSort::Stars | ReviewSort::StarsDescending => key(review.stars),
        ReviewSort::Id | ReviewSort::IdDescending => key(review.id.0),
        ReviewSort::CreatedAt | ReviewSort::CreatedAtDescending => key(review.created_at),
        ReviewSort::UpdatedAt | ReviewSort::UpdatedAtDescending => key(review.updated_at),
    }
}
