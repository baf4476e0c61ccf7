//! Closed sets of values that several resources share.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One of `everyone` and `followers`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "visibility")]
#[sqlx(rename_all = "snake_case")]
pub enum Visibility {
    Everyone,
    Followers,
}
