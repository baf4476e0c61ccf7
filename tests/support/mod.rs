//! What the tests of the suite share.

mod sandbox;

pub(crate) use sandbox::{Answer, Sandbox, is_root};
