//! A category as the database keeps it, as clients see it, and as they send it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::include::Included;
use super::rules::check_name;
use crate::patch::Patch;
use crate::validate::{Faults, Validate};

/// Names a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct CategoryId(pub Uuid);

/// A row that the viewer of the statement may see.
#[derive(Debug, sqlx::FromRow)]
pub struct Category {
    pub id: CategoryId,
    pub name: String,
    pub slug: String,
    pub parent_id: Option<CategoryId>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A shelf of the shop; shelves stand in shelves.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CategoryBody {
    id: CategoryId,
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    #[schema(min_length = 1, max_length = 200)]
    slug: String,
    parent_id: Option<CategoryId>,
    /// With `include=parent`; null when the viewer may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    parent: Option<Option<Box<CategoryBody>>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Category {
    /// The category as a client sees it.
    pub fn body(self, included: &Included) -> CategoryBody {
        CategoryBody {
            id: self.id,
            name: self.name,
            slug: self.slug,
            parent_id: self.parent_id,
            parent: included.parent(self.parent_id),
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    /// The same without any related row.
    pub fn alone(self) -> CategoryBody {
        self.body(&Included::default())
    }
}

/// What a category is created from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCategory {
    #[schema(min_length = 1, max_length = 80)]
    pub name: String,
    #[serde(default)]
    pub parent_id: Option<CategoryId>,
}

impl Validate for NewCategory {
    fn validate(&self, faults: &mut Faults) {
        check_name(faults, &self.name);
    }
}

/// What changes of a category; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryChanges {
    #[serde(default)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 80)]
    pub name: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<CategoryId>, required = false)]
    pub parent_id: Patch<Option<CategoryId>>,
}

impl Validate for CategoryChanges {
    fn validate(&self, faults: &mut Faults) {
        if let Some(name) = self.name.as_set() {
            check_name(faults, name);
        }
    }
}
