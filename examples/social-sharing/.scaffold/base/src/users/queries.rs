//! Every fixed statement about users.
//!
//! The viewer's id is null for somebody who is not signed in.

use sqlx::PgExecutor;
use uuid::Uuid;

use super::model::{NewUser, User, UserChanges};
use crate::auth::{UserId, Viewer};

/// The user, if there is one.
pub async fn find(
    db: impl PgExecutor<'_>,
    handle: &str,
    _viewer: impl Into<Viewer>,
) -> sqlx::Result<Option<User>> {
    sqlx::query_as!(
        User,
        r#"
        select id, email, verified,
            array(
                select user_roles.role
                from user_roles
                where user_roles.user_id = users.id
                order by user_roles.role
            ) as "roles!",
            suspended_at, handle, display_name, bio,
            (select count(*) from follows where follows.followee_id = users.id) as "followers!",
            version, created_at, updated_at
        from users
        where lower(handle) = lower($1) and closed_at is null
        "#,
        handle,
    )
    .fetch_optional(db)
    .await
}

/// The users of these ids.
pub async fn by_ids(
    db: impl PgExecutor<'_>,
    ids: &[Uuid],
    _viewer: impl Into<Viewer>,
) -> sqlx::Result<Vec<User>> {
    sqlx::query_as!(
        User,
        r#"
        select id, email, verified,
            array(
                select user_roles.role
                from user_roles
                where user_roles.user_id = users.id
                order by user_roles.role
            ) as "roles!",
            suspended_at, handle, display_name, bio,
            (select count(*) from follows where follows.followee_id = users.id) as "followers!",
            version, created_at, updated_at
        from users
        where id = any($1) and closed_at is null
        "#,
        ids,
    )
    .fetch_all(db)
    .await
}

/// Adds a user.
pub async fn create(
    db: impl PgExecutor<'_>,
    new: &NewUser,
    password_hash: &str,
) -> sqlx::Result<UserId> {
    let id = UserId(Uuid::now_v7());
    sqlx::query!(
        "
        insert into users (id, email, password_hash, handle, display_name, bio)
        values ($1, $2, $3, $4, $5, $6)
        ",
        id.0,
        new.email,
        password_hash,
        new.handle,
        new.display_name,
        new.bio.as_ref(),
    )
    .execute(db)
    .await?;
    Ok(id)
}

/// Changes the user, unless it has another version by now.
pub async fn update(
    db: impl PgExecutor<'_>,
    user: &User,
    changes: &UserChanges,
) -> sqlx::Result<Option<User>> {
    sqlx::query_as!(
        User,
        r#"
        update users
        set handle = coalesce($3, handle),
            display_name = coalesce($4, display_name),
            bio = case when $5 then $6 else bio end,
            version = version + 1,
            updated_at = now()
        where id = $1 and version = $2 and closed_at is null
        returning id, email, verified,
            array(
                select user_roles.role
                from user_roles
                where user_roles.user_id = users.id
                order by user_roles.role
            ) as "roles!",
            suspended_at, handle, display_name, bio,
            (select count(*) from follows where follows.followee_id = users.id) as "followers!",
            version, created_at, updated_at
        "#,
        user.id.0,
        user.version,
        changes.handle.as_set(),
        changes.display_name.as_set(),
        changes.bio.is_set(),
        changes.bio.as_value(),
    )
    .fetch_optional(db)
    .await
}

/// Closes the user, unless it has another version by now: nothing is left but its row.
pub async fn close(db: impl PgExecutor<'_>, user: &User) -> sqlx::Result<bool> {
    let result = sqlx::query!(
        "
        update users
        set email = id || '@closed.invalid',
            password_hash = null,
            verified = false,
            suspended_at = null,
            handle = 'closed',
            display_name = 'closed',
            bio = null,
            closed_at = now(),
            version = version + 1,
            updated_at = now()
        where id = $1 and version = $2 and closed_at is null
        ",
        user.id.0,
        user.version,
    )
    .execute(db)
    .await?;
    Ok(result.rows_affected() == 1)
}
