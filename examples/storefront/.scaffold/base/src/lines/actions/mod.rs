//! What can be done with a line beyond changing its fields: a statement an action, so that it
//! happens wholly or not at all.

pub mod handlers;
pub mod model;
pub mod queries;
