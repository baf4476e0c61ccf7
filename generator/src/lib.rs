//! Turns a declared resource model into a complete Axum service.
//!
//! ```text
//! scaffold.toml ──parse──► Document ──check──► Model ──plan──► Plan ──render──► Tree (theirs)
//!                                                │                               │
//!                                               sql            .scaffold ► Tree (base)
//!                                                                   disk ► Tree (ours)
//!                                                                                │
//!                                                                              merge
//!                                                                                │
//!                 the project on disk ◄──apply── Changes (all or nothing, can be undone)
//! ```
//!
//! Everything up to the [`tree::Tree`] is a pure function over values. The commands in [`cli`]
//! differ in how far along the picture they go.

pub mod change;
pub mod cli;
pub mod diagnostic;
pub mod document;
pub mod model;
pub mod sql;

pub mod view;

pub mod changelog;
pub mod openapi;
mod parallel;
pub mod version;

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
