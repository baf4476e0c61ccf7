//! The terminal, the environment, signals and foreground programs: everything by which the
//! tool meets the person who runs it. Nothing else prints.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the module that the rest of the tool is sent to"
)]

mod ask;
mod print;
mod program;
mod signal;

pub use ask::{ask, can_ask};
pub use print::{Tone, error, failure, print, result, status, warning};
pub use program::{Outcome, Program, find, variable};
pub use signal::Signals;
