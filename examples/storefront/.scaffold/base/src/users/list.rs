//! Pages of users.

use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::filter::{UserFilter, UserSort};
use super::model::User;
use super::policy;
use crate::app::AppState;
use crate::auth::Viewer;
use crate::error::Result;
use crate::keyset::{Column, Keyset, key};
use crate::pagination::{Page, PageRequest};
use crate::select::{Binds, narrow};

/// All users that are there. It ends inside its `where`, and goes on with what narrows it.
const ALL: &str = "
    select users.id, users.email, users.verified,
        array(
            select user_roles.role
            from user_roles
            where user_roles.user_id = users.id
            order by user_roles.role
        ) as roles,
        users.suspended_at, users.full_name, users.version, users.created_at, users.updated_at
    from users
    where users.closed_at is null";

/// Narrows them to those that the viewer may see, unless that is all of them.
const READABLE: &str = "
        and users.id = $1";

/// A page of the users that the viewer may see and the filter allows; `within` narrows them to
/// those that belong to another row.
pub async fn page(
    state: &AppState,
    viewer: Viewer,
    filter: &UserFilter,
    page: PageRequest,
    within: Option<(&'static str, Uuid)>,
) -> Result<Page<User>> {
    let order = column(filter.sort).with_id("users.id");
    let keyset = Keyset::new(page, &state.cursors, viewer.id(), order)?;
    let rows = || readable(viewer, within);
    let place = |row: &User| (sort_key(filter.sort, row), row.id.0);
    keyset.read(&state.db(), rows, place).await
}

/// The beginning of a statement: everything but its place, order and limit.
fn readable(
    viewer: Viewer,
    within: Option<(&'static str, Uuid)>,
) -> sqlx::Result<QueryBuilder<Postgres>> {
    let mut query = Binds::default().bind(viewer.id()).start(ALL)?;
    // Whoever sees all sends another statement than others, so that Postgres plans for each.
    if !policy::sees_all(viewer) {
        query.push(READABLE);
    }
    if let Some((condition, id)) = within {
        narrow(&mut query, condition, Some(id));
    }
    Ok(query)
}

/// What an order compares.
fn column(sort: UserSort) -> Column {
    match sort {
        UserSort::Id => Column::ascending("users.id", "uuid"),
        UserSort::IdDescending => Column::descending("users.id", "uuid"),
        UserSort::CreatedAt => Column::ascending("users.created_at", "timestamptz"),
        UserSort::CreatedAtDescending => Column::descending("users.created_at", "timestamptz"),
        UserSort::UpdatedAt => Column::ascending("users.updated_at", "timestamptz"),
        UserSort::UpdatedAtDescending => Column::descending("users.updated_at", "timestamptz"),
    }
}

/// What a row has there, as a cursor holds it.
fn sort_key(sort: UserSort, user: &User) -> Option<String> {
    match sort {
        UserSort::Id | UserSort::IdDescending => key(user.id.0),
        UserSort::CreatedAt | UserSort::CreatedAtDescending => key(user.created_at),
        UserSort::UpdatedAt | UserSort::UpdatedAtDescending => key(user.updated_at),
    }
}
