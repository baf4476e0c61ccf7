//! The one test binary.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the tests look at the tool from outside"
)]
#![expect(clippy::needless_raw_string_hashes, reason = "snapshots are written with them")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../support/mod.rs"]
mod support;

#[path = "../../benches/survival/trials/mod.rs"]
#[expect(dead_code, reason = "the benchmark shows more of a case than the tests")]
mod trials;

mod apply;
mod asked;
mod blueprint;
mod branches;
mod change;
mod cli;
mod clients;
mod closing;
mod conflicts;
mod create;
mod database;
mod dev;
mod diagnostics;
mod document;
mod drawn;
mod edits;
mod emitted;
mod evolution;
mod examples;
mod guide;
mod hardships;
mod help;
mod layers;
mod layout;
mod models;
mod openapi;
mod patches;
mod races;
mod readme;
mod reference;
mod releases;
mod removals;
mod renames;
mod rewritten;
mod said;
mod sql;
mod sql_models;
mod sql_postgres;
mod survival;
mod sweep;
mod templates;
mod titles;
mod tried;
mod upgrade;
mod walks;
mod words;
