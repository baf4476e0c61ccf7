//! Pages of long lists: what clients ask for and get.

use serde::Serialize;
use utoipa::ToSchema;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows, in order.
    #[schema(max_items = 1000)]
    pub items: Vec<T>,
    /// Asks for the next page as `cursor`; null on the last one.
    #[schema(max_length = 2000)]
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// The same page of something else.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next_cursor: self.next_cursor }
    }
}

/// Which page a client asks for.
#[derive(Debug)]
pub struct PageRequest {
    pub(crate) limit: u32,
    pub(crate) cursor: Option<String>,
    /// What the cursor is good for.
    pub(crate) scope: String,
}

impl PageRequest {
    /// A request for `limit` rows after `cursor`; the cursor is good for this path and filter only.
    pub(crate) fn new(limit: u32, cursor: Option<String>, scope: impl std::fmt::Debug) -> Self {
        Self { limit, cursor, scope: format!("{scope:?}") }
    }
}
