//! Turns a declared resource model into a complete Axum service.

pub mod diagnostic;
pub mod document;
pub mod model;
pub mod render;
