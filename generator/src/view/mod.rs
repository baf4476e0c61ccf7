//! What a template may see: flat, named, no decisions left.
//!
//! A view is a plain value that liquid can walk. Everything that depends on a rule of the
//! model language is decided here, in Rust; a template loops, compares a flag, prints a
//! field.

pub mod above;
pub mod condition;
mod guide;
mod minimal;
pub mod names;
mod needs;
mod service;
pub mod slice;
pub mod tests;
pub mod text;
mod tour;
pub mod types;
pub mod words;

use liquid::Object;
use liquid::model::Value;
use serde::Serialize;

pub use needs::Needs;
pub use service::{Service, service};

/// A view as liquid reads it.
#[must_use]
pub fn object<T: Serialize>(view: &T) -> Object {
    liquid::to_object(view).unwrap_or_default()
}

/// A part of a view as liquid reads it.
#[must_use]
pub fn value<T: Serialize>(view: &T) -> Value {
    liquid::model::to_value(view).unwrap_or(Value::Nil)
}
