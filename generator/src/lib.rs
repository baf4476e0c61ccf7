//! Turns a declared resource model into a complete Axum service.
//!
//! ```text
//! scaffold.toml ──parse──► Document ──check──► Model ──plan──► Plan ──render──► Tree
//!                                                │                               │
//!                                               sql                            ledger
//!                                                                                │
//!                                                         the project on disk ◄──disk
//! ```
//!
//! Everything up to the [`tree::Tree`] is a pure function over values. The commands in [`cli`]
//! differ in how far along the picture they go.

pub mod cli;
pub mod diagnostic;
pub mod document;
pub mod model;
pub mod sql;

pub mod view;

pub mod openapi;

pub mod template;

pub mod plan;
pub mod render;
pub mod tree;

pub mod blueprint;
pub mod ledger;
pub mod merge;

pub mod disk;

pub mod database;

pub mod error;
pub mod examples;
pub mod shell;
