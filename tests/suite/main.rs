//! The one test binary.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the tests look at the tool from outside"
)]

#[path = "../support/mod.rs"]
mod support;

mod cli;
mod create;
mod database;
mod dev;
mod layout;
