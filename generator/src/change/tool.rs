//! The tool as a value: what it is called, and what it makes.

use crate::error::Bug;
use crate::ledger::Maker;
use crate::plan::Plan;
use crate::render;
use crate::sql::{REVISIONS, Revision};
use crate::template::BUILD;
use crate::tree::Tree;
use crate::version;

/// A tool of some version. There is one of them but in tests, which upgrade from one to another.
#[derive(Debug, Clone, Copy)]
pub struct Tool {
    /// Its version.
    pub version: &'static str,
    /// What tells its templates from those of another build of that version.
    pub build: &'static str,
    /// What it makes of a plan.
    pub render: fn(Plan) -> Result<Tree, Bug>,
    /// The changes of the schema that came with it and with those before it.
    pub revisions: &'static [Revision],
}

impl Tool {
    /// This tool.
    pub const THIS: Self =
        Self { version: version::THIS, build: BUILD, render: render::render, revisions: REVISIONS };

    /// How it is named in a ledger.
    #[must_use]
    pub const fn maker(&self) -> Maker {
        Maker { version: self.version, build: self.build, revisions: self.revisions.len() }
    }
}
