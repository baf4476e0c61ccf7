//! Closed sets of values that several resources share.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One of `eur`, `usd` and `gbp`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "currency")]
#[sqlx(rename_all = "snake_case")]
pub enum Currency {
    Eur,
    Usd,
    Gbp,
}
