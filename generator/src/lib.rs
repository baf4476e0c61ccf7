//! Turns a declared resource model into a complete Axum service.

pub mod model;
