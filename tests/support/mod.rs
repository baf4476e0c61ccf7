//! What the tests of the suite share.

mod sandbox;

pub use sandbox::{Answer, Sandbox, is_root};
