//! What `openapi.json` says that an operation may answer.

use std::sync::LazyLock;

use axum::http::{Method, StatusCode};
use serde_json::Value;

static DESCRIPTION: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../openapi.json")).expect("JSON"));

/// Whether clients are told of the answer; where there is no operation, nothing need be told.
pub(super) fn is_told(method: &Method, path: &str, status: StatusCode) -> bool {
    operation(method, path)
        .is_none_or(|operation| operation["responses"].get(status.as_str()).is_some())
}

fn operation(method: &Method, path: &str) -> Option<&'static Value> {
    let fits = |template: &str| {
        let (steps, template) = (path.split('/'), template.split('/'));
        steps.clone().count() == template.clone().count()
            && steps.zip(template).all(|(step, told)| told.starts_with('{') || told == step)
    };
    let paths = DESCRIPTION["paths"].as_object()?.iter().filter(|(template, _)| fits(template));
    // What is named is meant, rather than what is not.
    let (_, item) = paths.min_by_key(|(template, _)| template.matches('{').count())?;
    item.get(method.as_str().to_lowercase())
}
