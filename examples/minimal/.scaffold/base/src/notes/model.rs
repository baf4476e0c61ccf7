//! A note as the database keeps it, as clients see it, and as they send it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::include::Included;
use super::rules::{check_body, check_title};
use crate::auth::UserId;
use crate::patch::Patch;
use crate::users::model::UserBody;
use crate::validate::{Faults, Validate};

/// Names a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct NoteId(pub Uuid);

/// A row that the viewer of the statement may see.
#[derive(Debug, sqlx::FromRow)]
pub struct Note {
    pub id: NoteId,
    pub author_id: UserId,
    pub title: String,
    pub body: Option<String>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A text that somebody keeps.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NoteBody {
    id: NoteId,
    author_id: UserId,
    /// With `include=author`; null when the viewer may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    author: Option<Option<Box<UserBody>>>,
    #[schema(min_length = 1, max_length = 120)]
    title: String,
    #[schema(max_length = 5000)]
    body: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Note {
    /// The note as a client sees it.
    pub fn body(self, included: &Included) -> NoteBody {
        NoteBody {
            id: self.id,
            author_id: self.author_id,
            author: included.author(Some(self.author_id)),
            title: self.title,
            body: self.body,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// What a note is created from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    #[schema(min_length = 1, max_length = 120)]
    pub title: String,
    #[serde(default)]
    #[schema(max_length = 5000)]
    pub body: Option<String>,
}

impl Validate for NewNote {
    fn validate(&self, faults: &mut Faults) {
        check_title(faults, &self.title);
        if let Some(body) = &self.body {
            check_body(faults, body);
        }
    }
}

/// What changes of a note; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteChanges {
    #[serde(default)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 120)]
    pub title: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false, max_length = 5000)]
    pub body: Patch<Option<String>>,
}

impl Validate for NoteChanges {
    fn validate(&self, faults: &mut Faults) {
        if let Some(title) = self.title.as_set() {
            check_title(faults, title);
        }
        if let Some(body) = self.body.as_value() {
            check_body(faults, body);
        }
    }
}
