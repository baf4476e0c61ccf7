//! What notes can bring along: related rows, one statement a relation, as far as the viewer
//! may see them.

use std::collections::HashMap;

use serde::Deserialize;
use sqlx::PgPool;
use utoipa::{IntoParams, ToSchema};

use super::model::Note;
use crate::auth::{UserId, Viewer};
use crate::users;
use crate::users::model::UserBody;

/// A relation of notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoteInclude {
    Author,
}

/// How a single note is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NoteQuery {
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 1)]
    pub include: Vec<NoteInclude>,
}

/// The related rows of some notes; a relation that was not asked for is absent.
#[derive(Debug, Default)]
pub struct Included {
    author: Option<HashMap<UserId, UserBody>>,
}

impl Included {
    /// Fetches what `include` asks for.
    pub async fn load(
        db: &PgPool,
        viewer: impl Into<Viewer>,
        notes: &[Note],
        include: &[NoteInclude],
    ) -> sqlx::Result<Self> {
        let viewer = viewer.into();
        let mut included = Self::default();
        if include.contains(&NoteInclude::Author) {
            let ids: Vec<_> = notes.iter().map(|note| note.author_id.0).collect();
            let rows = users::queries::by_ids(db, &ids, viewer).await?;
            let bodies = rows.into_iter().map(|row| (row.id, row.body(viewer)));
            included.author = Some(bodies.collect());
        }
        Ok(included)
    }

    /// The `author`, null if hidden or absent.
    pub fn author(&self, id: Option<UserId>) -> Option<Option<Box<UserBody>>> {
        self.author.as_ref().map(|rows| rows.get(&id?).cloned().map(Box::new))
    }
}
