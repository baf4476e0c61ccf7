//! What the tests of the suite share.

pub(crate) mod project;
mod sandbox;

pub(crate) use sandbox::{Answer, Sandbox, is_root};
