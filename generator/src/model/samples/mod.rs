//! Values that a field takes and values that it refuses, for factories, examples and tests.
//!
//! All of it is computed from the model alone, and the same every time.

mod invalid;
mod neutral;
mod order;
mod rows;
mod search;
pub mod texts;
mod values;

pub use invalid::{Breaks, Invalid, invalid};
pub use neutral::{Neutral, neutral};
pub use order::ordered;
pub use rows::{
    Cell, Row, breaking, breaks, breaks_only, compares, is_consistent, row, rows, satisfies,
};
pub use values::{is_in_bounds, json, sort, values};
