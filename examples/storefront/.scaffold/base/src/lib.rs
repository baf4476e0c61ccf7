//! A shop: products in categories, stock that never goes below zero, and orders on their way.
//!
//! A resource is a folder (`categories`, `lines`, …); what all of them stand on is said once, in
//! the files beside those folders. `ARCHITECTURE.md` follows one request through them.

pub mod app;
pub mod client_address;
pub mod config;
pub mod cursor;
pub mod database;
pub mod decimal;
pub mod error;
pub mod extract;
pub mod health;
pub mod keyset;
pub mod layers;
pub mod openapi;
pub mod pagination;
pub mod patch;
pub mod problem;
pub mod rate_limit;
pub mod respond;
pub mod select;
pub mod server;
pub mod slug;
pub mod telemetry;
pub mod validate;

pub mod auth;
pub mod enums;

pub mod categories;
pub mod lines;
pub mod orders;
pub mod products;
pub mod reviews;
pub mod users;
