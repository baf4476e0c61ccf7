//! Every SQL statement about credentials, roles, sessions and refresh tokens.

pub(super) mod accounts;
pub(super) mod refresh_tokens;
pub(super) mod sessions;
