//! The tags of posts: a list at either end, link and unlink.

pub mod handlers;
pub mod queries;
