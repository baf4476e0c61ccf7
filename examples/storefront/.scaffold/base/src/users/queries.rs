//! Every fixed statement about users.
//!
//! The viewer's id is null for somebody who is not signed in.

use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::model::{NewUser, User, UserChanges};
use crate::auth::{Role, UserId, Viewer};

/// The user, if the viewer may see it.
pub async fn find(
    db: impl PgExecutor<'_>,
    id: UserId,
    viewer: impl Into<Viewer>,
) -> sqlx::Result<Option<User>> {
    let viewer = viewer.into();
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
            suspended_at, full_name, version, created_at, updated_at
        from users
        where id = $1 and closed_at is null and (id = $2 or $3)
        "#,
        id.0,
        viewer.id(),
        viewer.has(Role::Clerk),
    )
    .fetch_optional(db)
    .await
}

/// Those of the users that the viewer may see.
pub async fn by_ids(
    db: impl PgExecutor<'_>,
    ids: &[Uuid],
    viewer: impl Into<Viewer>,
) -> sqlx::Result<Vec<User>> {
    let viewer = viewer.into();
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
            suspended_at, full_name, version, created_at, updated_at
        from users
        where id = any($1) and closed_at is null and (id = $2 or $3)
        "#,
        ids,
        viewer.id(),
        viewer.has(Role::Clerk),
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
        "insert into users (id, email, password_hash, full_name) values ($1, $2, $3, $4)",
        id.0,
        new.email,
        password_hash,
        new.full_name
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
        set full_name = coalesce($3, full_name), version = version + 1, updated_at = now()
        where id = $1 and version = $2 and closed_at is null
        returning id, email, verified,
            array(
                select user_roles.role
                from user_roles
                where user_roles.user_id = users.id
                order by user_roles.role
            ) as "roles!",
            suspended_at, full_name, version, created_at, updated_at
        "#,
        user.id.0,
        user.version,
        changes.full_name.as_set(),
    )
    .fetch_optional(db)
    .await
}

/// Deletes what goes with the user, which is closed.
pub async fn delete_reviews_by_author(db: impl PgExecutor<'_>, user: &User) -> sqlx::Result<()> {
    sqlx::query!("delete from reviews where author_id = $1", user.id.0).execute(db).await?;
    Ok(())
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
            full_name = 'closed',
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

/// Has all that points at the user go or let go, as the model says, so that it can be closed.
pub async fn let_go(db: &mut PgConnection, user: &User) -> sqlx::Result<()> {
    delete_reviews_by_author(&mut *db, user).await?;
    Ok(())
}
