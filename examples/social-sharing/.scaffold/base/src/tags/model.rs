//! A tag as the database keeps it, as clients see it, and as they send it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::rules::check_name;
use crate::validate::{Faults, Validate};

/// Names a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct TagId(pub Uuid);

/// A row that the viewer of the statement may see.
#[derive(Debug, sqlx::FromRow)]
pub struct Tag {
    pub id: TagId,
    pub name: String,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A tag.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TagBody {
    id: TagId,
    #[schema(min_length = 1, max_length = 40, pattern = "^(?:[a-z0-9-]+)$")]
    name: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Tag {
    /// The tag as a client sees it.
    pub fn body(self) -> TagBody {
        TagBody {
            id: self.id,
            name: self.name,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// What a tag is created from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTag {
    #[schema(min_length = 1, max_length = 40, pattern = "^(?:[a-z0-9-]+)$")]
    pub name: String,
}

impl Validate for NewTag {
    fn validate(&self, faults: &mut Faults) {
        check_name(faults, &self.name);
    }
}
