//! The JSON Schema of a model file, for editors.

/// The schema.
#[must_use]
pub fn schema() -> serde_json::Value {
    serde_json::json!({})
}
