//! What gadgets can bring along: related rows, one statement a relation, as far as the viewer may
//! see them.

use std::collections::HashMap;

use serde::Deserialize;
use sqlx::PgPool;
use utoipa::{IntoParams, ToSchema};

use super::model::{Gadget, GadgetBody, GadgetId};
use super::queries;
use crate::auth::{UserId, Viewer};
use crate::posts::{
    self,
    model::{PostBody, PostId},
};
use crate::users::{self, model::UserBody};

/// A relation of gadgets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GadgetInclude {
    Creator,
    Assignee,
    Parent,
    Manual,
    ClosedBy,
}

/// How a single gadget is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GadgetQuery {
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 5)]
    pub include: Vec<GadgetInclude>,
}

/// The related rows of some gadgets; a relation that was not asked for is absent.
#[derive(Debug, Default)]
pub struct Included {
    creator: Option<HashMap<UserId, UserBody>>,
    assignee: Option<HashMap<UserId, UserBody>>,
    parent: Option<HashMap<GadgetId, GadgetBody>>,
    manual: Option<HashMap<PostId, PostBody>>,
    closed_by: Option<HashMap<UserId, UserBody>>,
}

impl Included {
    /// Fetches what `include` asks for.
    pub async fn load(
        db: &PgPool,
        viewer: impl Into<Viewer>,
        gadgets: &[Gadget],
        include: &[GadgetInclude],
    ) -> sqlx::Result<Self> {
        let viewer = viewer.into();
        let mut included = Self::default();
        if include.contains(&GadgetInclude::Creator) {
            let ids: Vec<_> = gadgets.iter().map(|gadget| gadget.creator_id.0).collect();
            let rows = users::queries::by_ids(db, &ids, viewer).await?;
            let bodies = rows.into_iter().map(|row| (row.id, row.body(viewer)));
            included.creator = Some(bodies.collect());
        }
        if include.contains(&GadgetInclude::Assignee) {
            let ids: Vec<_> =
                gadgets.iter().filter_map(|gadget| gadget.assignee_id).map(|id| id.0).collect();
            let rows = users::queries::by_ids(db, &ids, viewer).await?;
            let bodies = rows.into_iter().map(|row| (row.id, row.body(viewer)));
            included.assignee = Some(bodies.collect());
        }
        if include.contains(&GadgetInclude::Parent) {
            let ids: Vec<_> =
                gadgets.iter().filter_map(|gadget| gadget.parent_id).map(|id| id.0).collect();
            let rows = queries::by_ids(db, &ids, viewer).await?;
            let bodies = rows.into_iter().map(|row| (row.id, row.body(viewer, &Self::default())));
            included.parent = Some(bodies.collect());
        }
        if include.contains(&GadgetInclude::Manual) {
            let ids: Vec<_> =
                gadgets.iter().filter_map(|gadget| gadget.manual_id).map(|id| id.0).collect();
            let rows = posts::queries::by_ids(db, &ids, viewer).await?;
            let bodies = rows
                .into_iter()
                .map(|row| (row.id, row.body(&posts::include::Included::default())));
            included.manual = Some(bodies.collect());
        }
        if include.contains(&GadgetInclude::ClosedBy) {
            let ids: Vec<_> =
                gadgets.iter().filter_map(|gadget| gadget.closed_by_id).map(|id| id.0).collect();
            let rows = users::queries::by_ids(db, &ids, viewer).await?;
            let bodies = rows.into_iter().map(|row| (row.id, row.body(viewer)));
            included.closed_by = Some(bodies.collect());
        }
        Ok(included)
    }

    /// The `creator`, null if hidden or absent.
    pub fn creator(&self, id: Option<UserId>) -> Option<Option<Box<UserBody>>> {
        self.creator.as_ref().map(|rows| rows.get(&id?).cloned().map(Box::new))
    }

    /// The `assignee`, null if hidden or absent.
    pub fn assignee(&self, id: Option<UserId>) -> Option<Option<Box<UserBody>>> {
        self.assignee.as_ref().map(|rows| rows.get(&id?).cloned().map(Box::new))
    }

    /// The `parent`, null if hidden or absent.
    pub fn parent(&self, id: Option<GadgetId>) -> Option<Option<Box<GadgetBody>>> {
        self.parent.as_ref().map(|rows| rows.get(&id?).cloned().map(Box::new))
    }

    /// The `manual`, null if hidden or absent.
    pub fn manual(&self, id: Option<PostId>) -> Option<Option<Box<PostBody>>> {
        self.manual.as_ref().map(|rows| rows.get(&id?).cloned().map(Box::new))
    }

    /// The `closed_by`, null if hidden or absent.
    pub fn closed_by(&self, id: Option<UserId>) -> Option<Option<Box<UserBody>>> {
        self.closed_by.as_ref().map(|rows| rows.get(&id?).cloned().map(Box::new))
    }
}
