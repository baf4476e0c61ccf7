//! Credentials, standing and roles of accounts.

use sqlx::PgExecutor;

use crate::auth::{Role, Roles, SessionId, UserId};

/// What a login is checked against.
pub(in crate::auth) struct Credentials {
    pub(in crate::auth) id: UserId,
    pub(in crate::auth) email: String,
    pub(in crate::auth) password_hash: Option<String>,
}

/// The credentials of the account with that address.
pub(in crate::auth) async fn find_credentials(
    db: impl PgExecutor<'_>,
    email: &str,
) -> sqlx::Result<Option<Credentials>> {
    sqlx::query_as!(
        Credentials,
        "
        select id, email, password_hash
        from users
        where lower(email) = lower($1) and closed_at is null
        ",
        email,
    )
    .fetch_optional(db)
    .await
}

/// The credentials of an account.
pub(in crate::auth) async fn find_own_credentials(
    db: impl PgExecutor<'_>,
    user: UserId,
) -> sqlx::Result<Option<Credentials>> {
    sqlx::query_as!(
        Credentials,
        "select id, email, password_hash from users where id = $1 and closed_at is null",
        user.0,
    )
    .fetch_optional(db)
    .await
}

/// Replaces a password hash, unless it is no longer `old`.
pub(in crate::auth) async fn replace_password_hash(
    db: impl PgExecutor<'_>,
    user: UserId,
    old: &str,
    new: &str,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update users set password_hash = $3 where id = $1 and password_hash = $2",
        user.0,
        old,
        new,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The roles of whoever is in that session, if it goes on and the account is in good standing.
pub(in crate::auth) async fn find_standing(
    db: impl PgExecutor<'_>,
    session: SessionId,
    user: UserId,
) -> sqlx::Result<Option<Roles>> {
    let names = sqlx::query_scalar!(
        r#"
        select array(
                select user_roles.role from user_roles where user_roles.user_id = users.id
            ) as "roles!"
        from sessions
        join users on users.id = sessions.user_id
        where sessions.id = $1 and users.id = $2
            and ended_at is null and expires_at > now()
            and suspended_at is null and closed_at is null
        "#,
        session.0,
        user.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(names.map(|names| names.iter().filter_map(|name| Role::parse(name)).collect()))
}

/// Adds to the roles of an account.
pub(in crate::auth) async fn insert_roles(
    db: impl PgExecutor<'_>,
    user: UserId,
    roles: &[Role],
) -> sqlx::Result<()> {
    let names: Vec<String> = roles.iter().map(Role::to_string).collect();
    sqlx::query!(
        "
        insert into user_roles (user_id, role)
        select $1, unnest($2::text[])
        on conflict do nothing
        ",
        user.0,
        &names,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes the roles of an account away that are not among these.
pub(in crate::auth) async fn delete_roles_except(
    db: impl PgExecutor<'_>,
    user: UserId,
    kept: &[Role],
) -> sqlx::Result<()> {
    let names: Vec<String> = kept.iter().map(Role::to_string).collect();
    sqlx::query!("delete from user_roles where user_id = $1 and role <> all($2)", user.0, &names)
        .execute(db)
        .await?;
    Ok(())
}

/// Marks an account as changed, because something about it that is kept elsewhere did; says whether
/// it is there.
pub(in crate::auth) async fn touch_user(
    db: impl PgExecutor<'_>,
    user: UserId,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "
        update users
        set version = version + 1, updated_at = now()
        where id = $1 and closed_at is null
        ",
        user.0,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// If an account is among those in good standing with one of `roles`, takes hold of all of them
/// until the transaction ends, and gives them: once for each such role.
pub(in crate::auth) async fn lock_holders(
    db: impl PgExecutor<'_>,
    user: UserId,
    roles: &[Role],
) -> sqlx::Result<Vec<UserId>> {
    let names: Vec<String> = roles.iter().map(Role::to_string).collect();
    // Whoever waited here for another transaction sees the roles and the standings that it left.
    sqlx::query_scalar!(
        "
        select user_roles.user_id
        from user_roles
        join users on users.id = user_roles.user_id
        where user_roles.role = any($2) and users.suspended_at is null and users.closed_at is null
            and exists (
                select from user_roles as own where own.user_id = $1 and own.role = any($2)
            )
        order by user_roles.user_id, user_roles.role
        for no key update of user_roles, users
        ",
        user.0,
        &names,
    )
    .fetch_all(db)
    .await
}

/// Keeps an account from signing in, or lets it again.
pub(in crate::auth) async fn set_suspended(
    db: impl PgExecutor<'_>,
    user: UserId,
    suspended: bool,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        update users
        set suspended_at = case when $2 then now() end, version = version + 1, updated_at = now()
        where id = $1 and closed_at is null and (suspended_at is not null) <> $2
        ",
        user.0,
        suspended,
    )
    .execute(db)
    .await?;
    Ok(())
}
