//! What clients are told of operations and fields that go.

use serde::Serialize;

use crate::model::{Action, Deprecation, Field};
use crate::view::text;

/// A notice as a constant of the service; `has` tells whether there is one.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DeprecationView {
    /// Whether clients are told anything.
    pub has: bool,
    /// What the constant is called.
    pub constant: String,
    /// What the description says, as lines of documentation.
    pub told: Vec<String>,
    /// The day in `since`.
    pub since_day: String,
    /// The day in `sunset`, if there is one.
    pub sunset_day: String,
    /// `"@1796083200"`, as a Rust literal.
    pub since: String,
    /// `Some("Tue, 01 Jun 2027 00:00:00 GMT")`, or `None`.
    pub sunset: String,
    /// `Some("<https://example.com>; rel=\"deprecation\"")`, or `None`.
    pub link: String,
    /// The headers of answers, each with its value.
    #[serde(skip)]
    pub headers: Vec<(&'static str, String)>,
}

/// The view of an action's notice.
#[must_use]
pub(super) fn of_action(action: &Action) -> DeprecationView {
    let constant = format!("DEPRECATED_{}", action.name.snake().to_uppercase());
    DeprecationView { constant, ..view(action.deprecated.as_ref()) }
}

/// The view of a notice.
#[must_use]
pub(in crate::view) fn view(notice: Option<&Deprecation>) -> DeprecationView {
    let Some(notice) = notice else { return DeprecationView::default() };
    let since = notice.since.structured();
    let sunset = notice.sunset.map(crate::model::Day::http);
    let link = notice.link().map(|link| format!("<{link}>; rel=\"deprecation\""));
    let literal = |text: Option<&String>| {
        text.map_or_else(|| "None".to_owned(), |text| format!("Some({})", text::rust(text)))
    };
    DeprecationView {
        has: true,
        constant: String::new(),
        since_day: notice.since.to_string(),
        sunset_day: notice.sunset.map(|day| day.to_string()).unwrap_or_default(),
        told: text::filled(&told(notice)),
        since: text::rust(&since),
        sunset: literal(sunset.as_ref()),
        link: literal(link.as_ref()),
        headers: [("Deprecation", Some(since)), ("Sunset", sunset), ("Link", link)]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect(),
    }
}

/// `Deprecated since 2026-12-01, may be gone from 2027-06-01 on: use articles.`
fn told(notice: &Deprecation) -> String {
    let mut told = format!("Deprecated since {}", notice.since);
    if let Some(sunset) = notice.sunset {
        told += &format!(", may be gone from {sunset} on");
    }
    match (notice.link(), notice.instead.is_empty()) {
        (Some(link), _) => told += &format!(": see <{link}>."),
        (None, false) => told += &format!(": use {}.", text::markdown(&notice.instead)),
        (None, true) => told.push('.'),
    }
    told
}

/// The documentation of a field: the author's words, and that it goes.
#[must_use]
pub(super) fn documentation(field: &Field) -> Vec<String> {
    let mut lines = text::documentation(&field.summary);
    lines.extend(of_field(field));
    lines
}

/// That a field goes, where it does. The line begins as `openapi/deprecated.rs` looks for it.
#[must_use]
pub(super) fn of_field(field: &Field) -> Vec<String> {
    let told = |reason: &String| text::documentation(&format!("Deprecated: {reason}"));
    field.deprecated.as_ref().map(told).unwrap_or_default()
}
