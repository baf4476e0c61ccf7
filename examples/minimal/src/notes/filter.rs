//! What clients may filter, search and sort notes by.

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::include::NoteInclude;
use crate::extract::SearchWords;

/// What a list of notes may be asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NoteFilter {
    /// Words to find in `title`; `"a phrase"`, `or` and `-not` work.
    #[param(value_type = Option<String>, min_length = 1, max_length = 200)]
    pub q: Option<SearchWords>,
    /// The order; `-` is descending.
    #[serde(default)]
    #[param(inline)]
    pub sort: NoteSort,
    /// Relations to bring along.
    #[serde(default)]
    #[param(inline, style = Form, explode = false, max_items = 1)]
    pub include: Vec<NoteInclude>,
}

/// An order of notes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(default = "-id")]
pub enum NoteSort {
    #[serde(rename = "id")]
    Id,
    #[default]
    #[serde(rename = "-id")]
    IdDescending,
    #[serde(rename = "created_at")]
    CreatedAt,
    #[serde(rename = "-created_at")]
    CreatedAtDescending,
    #[serde(rename = "updated_at")]
    UpdatedAt,
    #[serde(rename = "-updated_at")]
    UpdatedAtDescending,
}
