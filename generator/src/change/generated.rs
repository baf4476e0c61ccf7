//! What the tool makes of a model for a project that has a past.

use std::sync::Arc;

use serde_json::Value;

use super::Emitted;
use super::history::MIGRATIONS;
use crate::error::Error;
use crate::model::Model;
use crate::plan;
use crate::sql::Migration;
use crate::tree::{File, Ownership, Tree};

/// What is generated from a model.
pub(super) struct Generated {
    pub tree: Tree,
    /// What `openapi.json` says.
    pub description: Arc<Value>,
}

/// Every file of the new model. Of migrations those that were generated, and new ones behind.
pub(super) fn generated(
    emitted: &Emitted,
    after: &Model,
    new: &[Migration],
) -> Result<Generated, Error> {
    let mut plan = plan::plan(after);
    let description = Arc::clone(&plan.description);
    plan.entries.retain(|entry| entry.ownership != Ownership::Frozen);
    let mut tree = (emitted.tool.render)(plan)?;
    for (path, record) in &emitted.ledger.files {
        if record.ownership != Ownership::Frozen {
            continue;
        }
        let Some(text) = emitted.base.get(path) else {
            return Err(Error::usage(format!("what `{path}` was generated as is not known"))
                .hint("restore `.scaffold/base` from version control"));
        };
        tree.insert(path.clone(), File::plain(text.clone(), Ownership::Frozen))?;
    }
    for migration in new {
        let file = File::plain(migration.text.clone(), Ownership::Frozen);
        tree.insert(format!("{MIGRATIONS}{}", migration.file()), file)?;
    }
    Ok(Generated { tree, description })
}
