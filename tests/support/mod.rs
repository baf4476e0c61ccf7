//! What the tests of the suite share.

mod edited;
pub(crate) mod project;
pub(crate) mod release;
mod sandbox;
pub(crate) mod tables;

pub(crate) use edited::Edited;
pub(crate) use sandbox::{Answer, Sandbox, is_root};
