//! Values that a field takes and values that it refuses, for factories, examples and tests.
//!
//! All of it is computed from the model alone, and the same every time.

mod invalid;
mod rows;
pub mod texts;
mod values;

pub use invalid::{Breaks, Invalid, invalid};
pub use rows::{Cell, Row, breaking, is_consistent, row, rows, satisfies};
pub use values::{json, sort, values};
