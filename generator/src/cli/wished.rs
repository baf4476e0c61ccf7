//! What is wished of a change beside what the model says.

use clap::Args;

use crate::change::Wishes;

/// What becomes of data.
#[derive(Debug, Args)]
pub(super) struct Wished {
    /// Drop a table, column or variant that nothing asks for any more, such as posts.subtitle; may
    /// be given several times
    #[arg(long, value_name = "TABLE[.COLUMN]")]
    drop: Vec<String>,
    /// Take a column up again that went out of use, with all it holds, because the model asks for it
    /// again; may be given several times
    #[arg(long, value_name = "TABLE.COLUMN")]
    revive: Vec<String>,
    /// Keep columns that have another name under the old one as well, so that the version that
    /// runs until now goes on, until you drop them
    #[arg(long)]
    gradual: bool,
    /// Take a role that the model has no more from whoever has it; may be given several times
    #[arg(long, value_name = "ROLE")]
    revoke: Vec<String>,
}

impl Wished {
    pub(super) fn wishes(&self) -> Wishes {
        let Self { drop, revive, gradual, revoke } = self;
        Wishes {
            drop: drop.clone(),
            revive: revive.clone(),
            gradual: *gradual,
            revoke: revoke.clone(),
        }
    }
}
