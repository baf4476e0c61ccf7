//! What handlers take from a request. Whatever cannot be read is refused in our own words:
//! no library's message ever reaches a client.

mod json;
mod mismatch;
mod parameters;
mod path;
mod precondition;
mod query;
mod strict;
mod typed;

pub use json::Json;
pub use path::Path;
pub use precondition::{IfMatch, OptionalIfMatch};
pub use query::{PageParams, Paged, Query};
