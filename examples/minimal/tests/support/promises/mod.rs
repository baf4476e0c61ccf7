//! What every resource promises alike. A slice's tests say to whom, where and with what.

mod actions;
mod filters;
mod lists;
mod meanwhile;
mod related;
mod rows;
mod statements;
mod values;

pub use actions::*;
pub use filters::*;
pub use lists::*;
pub use meanwhile::*;
pub use related::*;
pub use rows::*;
pub use statements::*;
pub use values::*;
