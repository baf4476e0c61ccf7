//! What clients are told of routes that go.

use serde::Serialize;

use crate::model::{Deprecation, Model, ResourceId};
use crate::view::slice::deprecation;
use crate::view::text;

/// A test of one notice.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeTest {
    /// What the test is called.
    pub function: String,
    /// A request that is refused, whoever asks: `get("/posts/0")`.
    pub refused: String,
    /// Whether a row is looked at, too.
    pub is_shown: bool,
    /// Names and values of the headers, as Rust literals.
    pub headers: Vec<HeaderTest>,
}

/// A header and its value.
#[derive(Debug, Clone, Serialize)]
pub struct HeaderTest {
    /// `"sunset"`
    pub name: String,
    /// `"Tue, 01 Jun 2027 00:00:00 GMT"`
    pub value: String,
}

/// The tests of a resource.
#[must_use]
pub(super) fn notices(model: &Model, id: ResourceId, row_path: &str) -> Vec<NoticeTest> {
    let resource = model.resource(id);
    // No row has this key, or the path does not take it.
    let row = row_path.split('{').next().map(|path| format!("{path}0")).unwrap_or_default();
    let headers = |notice: &Deprecation| {
        let headers = deprecation::view(Some(notice)).headers.into_iter();
        let test = |(name, value): (&str, String)| HeaderTest {
            name: text::rust(&name.to_lowercase()),
            value: text::rust(&value),
        };
        headers.map(test).collect()
    };
    let all = resource.deprecated.iter().map(|notice| NoticeTest {
        function: "every_answer_tells_that_they_go".to_owned(),
        refused: format!("get({})", text::rust(&row)),
        is_shown: true,
        headers: headers(notice),
    });
    let actions = resource.actions.iter().filter_map(|action| {
        let refused = text::rust(&format!("{row}/{}", action.name.kebab()));
        Some(NoticeTest {
            function: format!("{}_tells_that_it_goes", action.name.snake()),
            refused: format!("post({refused})"),
            is_shown: false,
            headers: headers(action.deprecated.as_ref()?),
        })
    });
    all.chain(actions).collect()
}
