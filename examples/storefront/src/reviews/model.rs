//! A review as the database keeps it, as clients see it, and as they send it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::include::Included;
use super::rules::{check_stars, check_text};
use crate::auth::UserId;
use crate::patch::Patch;
use crate::products::model::{ProductBody, ProductId};
use crate::users::model::UserBody;
use crate::validate::{Faults, Validate};

/// Names a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct ReviewId(pub Uuid);

/// A row that the viewer of the statement may see.
#[derive(Debug, sqlx::FromRow)]
pub struct Review {
    pub id: ReviewId,
    pub product_id: ProductId,
    pub author_id: UserId,
    pub stars: i32,
    pub text: Option<String>,
    pub recommended: bool,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A review.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReviewBody {
    id: ReviewId,
    product_id: ProductId,
    /// With `include=product`; null when the viewer may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    product: Option<Option<Box<ProductBody>>>,
    author_id: UserId,
    /// With `include=author`; null when the viewer may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    author: Option<Option<Box<UserBody>>>,
    #[schema(minimum = 1, maximum = 5)]
    stars: i32,
    #[schema(min_length = 1, max_length = 4000)]
    text: Option<String>,
    recommended: bool,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Review {
    /// The review as a client sees it.
    pub fn body(self, included: &Included) -> ReviewBody {
        ReviewBody {
            id: self.id,
            product_id: self.product_id,
            product: included.product(Some(self.product_id)),
            author_id: self.author_id,
            author: included.author(Some(self.author_id)),
            stars: self.stars,
            text: self.text,
            recommended: self.recommended,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// What a review is created from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReview {
    #[schema(minimum = 1, maximum = 5)]
    pub stars: i32,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 4000)]
    pub text: Option<String>,
    #[serde(default)]
    #[schema(value_type = bool, required = false, default = true)]
    pub recommended: Patch<bool>,
}

impl Validate for NewReview {
    fn validate(&self, faults: &mut Faults) {
        check_stars(faults, self.stars);
        if let Some(text) = &self.text {
            check_text(faults, text);
        }
    }
}

/// What changes of a review; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewChanges {
    #[serde(default)]
    #[schema(value_type = i32, required = false, minimum = 1, maximum = 5)]
    pub stars: Patch<i32>,
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false, min_length = 1, max_length = 4000)]
    pub text: Patch<Option<String>>,
    #[serde(default)]
    #[schema(value_type = bool, required = false)]
    pub recommended: Patch<bool>,
}

impl Validate for ReviewChanges {
    fn validate(&self, faults: &mut Faults) {
        if let Some(&stars) = self.stars.as_set() {
            check_stars(faults, stars);
        }
        if let Some(text) = self.text.as_value() {
            check_text(faults, text);
        }
    }
}
