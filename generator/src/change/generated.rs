//! What the tool makes of a model for a project that has a past.

use super::Emitted;
use super::history::MIGRATIONS;
use crate::error::Error;
use crate::plan::Plan;
use crate::sql::Migration;
use crate::tree::{File, Ownership, Tree};

/// Every file of the new model. Of migrations those that were generated, and new ones behind.
pub(super) fn generated(emitted: &Emitted, plan: Plan, new: &[Migration]) -> Result<Tree, Error> {
    let mut tree = (emitted.tool.render)(plan)?;
    tree.share(&emitted.base);
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
    Ok(tree)
}
