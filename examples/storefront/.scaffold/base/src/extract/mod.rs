//! What handlers take from a request. Whatever cannot be read is refused in our own words:
//! no library's message ever reaches a client.

mod json;
mod mismatch;
mod parameters;
mod path;
mod precondition;
mod query;
mod search;
mod strict;
mod typed;

pub use json::Json;
pub use parameters::MAX_TEXT;
pub use path::Path;
pub use precondition::{IfMatch, OptionalIfMatch};
pub use query::{PageParams, Paged, Query};
pub use search::SearchWords;
