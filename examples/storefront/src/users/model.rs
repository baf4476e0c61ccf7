//! A user as the database keeps it, as clients see it, and as they send it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::policy;
use super::rules::check_full_name;
use crate::auth::password::Password;
use crate::auth::{Role, UserId, Viewer};
use crate::patch::Patch;
use crate::validate::{Faults, Validate, email};

/// A row that the viewer of the statement may see.
#[derive(Debug, sqlx::FromRow)]
pub struct User {
    pub id: UserId,
    pub email: String,
    pub verified: bool,
    pub roles: Vec<String>,
    pub suspended_at: Option<DateTime<Utc>>,
    pub full_name: String,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A user.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UserBody {
    id: UserId,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "email", max_length = 254)]
    email: Option<String>,
    verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Vec<Role>, max_items = 64)]
    roles: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suspended_at: Option<Option<DateTime<Utc>>>,
    #[schema(min_length = 1, max_length = 120)]
    full_name: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl User {
    /// The user as a client sees it.
    pub fn body(self, viewer: impl Into<Viewer>) -> UserBody {
        let viewer = viewer.into();
        let may_read_private = policy::may_read_private(viewer, &self);
        UserBody {
            id: self.id,
            email: may_read_private.then_some(self.email),
            verified: self.verified,
            roles: may_read_private.then_some(self.roles),
            suspended_at: may_read_private.then_some(self.suspended_at),
            full_name: self.full_name,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// What a user is created from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    #[schema(format = Email, max_length = 254)]
    pub email: String,
    pub password: Password,
    #[schema(min_length = 1, max_length = 120)]
    pub full_name: String,
}

impl Validate for NewUser {
    fn validate(&self, faults: &mut Faults) {
        email(faults, "email", &self.email);
        self.password.validate_length(faults, "password");
        self.password.refuse_guessable(faults, "password", &self.email);
        check_full_name(faults, &self.full_name);
    }
}

/// What changes of a user; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserChanges {
    #[serde(default)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 120)]
    pub full_name: Patch<String>,
}

impl Validate for UserChanges {
    fn validate(&self, faults: &mut Faults) {
        if let Some(full_name) = self.full_name.as_set() {
            check_full_name(faults, full_name);
        }
    }
}
