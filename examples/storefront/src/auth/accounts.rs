//! What is done to an account as such: its roles, its suspension, the end of its sessions.

use sqlx::{PgConnection, PgPool};

use crate::app::AppState;
use crate::auth::queries::{accounts, sessions};
use crate::auth::{Principal, Role, Roles, SECURITY, UserId};
use crate::database;
use crate::error::{Error, Result};

/// Gives a new account the roles that every account starts with.
pub async fn grant_default_roles(db: &mut PgConnection, user: UserId) -> Result<()> {
    Ok(accounts::insert_roles(db, user, Role::DEFAULT).await?)
}

/// Grants the role of that name to the account with that address: how the first administrator comes
/// to be.
pub async fn grant(pool: &PgPool, email: &str, role: &str) -> Result<()> {
    let Some(role) = Role::parse(role) else {
        let known: Vec<_> = Role::ALL.iter().map(|role| role.name()).collect();
        return Err(Error::internal(format!("no role `{role}`; there are {}", known.join(", "))));
    };
    let mut transaction = database::begin(pool).await?;
    let account = accounts::find_credentials(&mut *transaction, email).await?;
    let account = account.ok_or_else(|| Error::internal(format!("no account `{email}`")))?;
    let user = account.id;
    accounts::insert_roles(&mut *transaction, user, &[role]).await?;
    accounts::touch_user(&mut *transaction, user).await?;
    transaction.commit().await?;
    tracing::warn!(
        target: SECURITY, event = "authz_change", %user, granted = %role,
        "a role was granted from the command line"
    );
    Ok(())
}

/// Gives an account these roles and no others. The last administrator stays one.
pub async fn replace_roles(
    state: &AppState,
    by: Principal,
    user: UserId,
    roles: &[Role],
) -> Result<()> {
    let mut transaction = database::begin(&state.db()).await?;
    let is_last = is_last_administrator(&mut transaction, user).await?;
    if is_last && !roles.iter().copied().any(administers) {
        return Err(LAST_ADMINISTRATOR);
    }
    // Two replacements at once take turns at this row.
    if !accounts::touch_user(&mut *transaction, user).await? {
        return Err(Error::NotFound);
    }
    // A role that stays is not touched: whoever waits for it would take it for gone.
    accounts::delete_roles_except(&mut *transaction, user, roles).await?;
    accounts::insert_roles(&mut *transaction, user, roles).await?;
    transaction.commit().await?;
    state.auth.forget(user);
    tracing::warn!(
        target: SECURITY, event = "authz_change", %user, by = %by.id, ?roles,
        "the roles of an account were replaced"
    );
    Ok(())
}

/// Keeps an account from signing in, and ends its sessions. The last administrator is spared.
pub async fn suspend(state: &AppState, by: Principal, user: UserId) -> Result<()> {
    let mut transaction = database::begin(&state.db()).await?;
    spare_last(&mut transaction, user).await?;
    accounts::set_suspended(&mut *transaction, user, true).await?;
    sessions::end_sessions(&mut *transaction, user, None).await?;
    transaction.commit().await?;
    state.auth.forget(user);
    tracing::warn!(
        target: SECURITY, event = "user_updated", %user, by = %by.id, change = "suspended",
        "an account was suspended"
    );
    Ok(())
}

/// Lets a suspended account sign in again.
pub async fn reinstate(state: &AppState, by: Principal, user: UserId) -> Result<()> {
    accounts::set_suspended(&state.db(), user, false).await?;
    tracing::warn!(
        target: SECURITY, event = "user_updated", %user, by = %by.id, change = "reinstated",
        "an account was reinstated"
    );
    Ok(())
}

/// Ends all sessions of an account.
pub async fn end_sessions(state: &AppState, by: Principal, user: UserId) -> Result<()> {
    sessions::end_sessions(&state.db(), user, None).await?;
    state.auth.forget(user);
    tracing::warn!(
        target: SECURITY, event = "authn_token_revoked", %user, by = %by.id, reason = "revoked",
        "the sessions of an account were ended"
    );
    Ok(())
}

/// Refuses to go on with what would leave nobody to administer. Comes first in its transaction:
/// administrators are held until that ends, in order.
pub async fn spare_last(db: &mut PgConnection, user: UserId) -> Result<()> {
    if is_last_administrator(db, user).await? {
        return Err(LAST_ADMINISTRATOR);
    }
    Ok(())
}

/// Takes sessions and roles from an account that was closed in this transaction. Not sooner: until
/// then a login may open another. Callers commit, then have the account forgotten.
pub async fn strip(db: &mut PgConnection, user: UserId) -> Result<()> {
    sessions::delete_sessions(&mut *db, user).await?;
    accounts::delete_roles_except(db, user, &[]).await?;
    Ok(())
}

const LAST_ADMINISTRATOR: Error =
    Error::Conflict("this is the last administrator: make somebody else one first");

/// Whether nobody would be left to administer without this account. Administrators are held until
/// the transaction ends, so that no two of them go at once.
async fn is_last_administrator(db: &mut PgConnection, user: UserId) -> Result<bool> {
    let roles: Vec<Role> = Role::ALL.iter().copied().filter(|role| administers(*role)).collect();
    let administrators = accounts::lock_holders(db, user, &roles).await?;
    Ok(!administrators.is_empty() && administrators.iter().all(|holder| *holder == user))
}

fn administers(role: Role) -> bool {
    Roles::from_iter([role]).has(Role::Admin)
}
