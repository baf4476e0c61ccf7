//! One operation: who may call it with what, and what it answers.

use serde_json::{Value, json};

use super::schema;
use crate::view::slice::DeprecationView;

/// Problems by status, as the floor names them.
const PROBLEMS: &[(&str, &str)] = &[
    ("400", "Malformed"),
    ("401", "Unauthenticated"),
    ("403", "Forbidden"),
    ("404", "NotFound"),
    ("408", "TooSlow"),
    ("409", "Conflict"),
    ("412", "Stale"),
    ("413", "TooLarge"),
    ("414", "UriTooLong"),
    ("415", "UnsupportedMediaType"),
    ("422", "Invalid"),
    ("428", "VersionRequired"),
    ("429", "TooManyRequests"),
    ("431", "HeadersTooLarge"),
    ("500", "Internal"),
    ("503", "Unavailable"),
];

/// An operation of a slice.
pub(super) struct Operation<'a> {
    pub(super) method: &'static str,
    /// Below `/api/v1`.
    pub(super) path: String,
    pub(super) id: String,
    pub(super) tag: &'a str,
    pub(super) summary: String,
    /// Who may, what it needs, what it answers.
    pub(super) description: String,
    pub(super) parameters: Vec<Value>,
    /// The schema of the body, if it takes one.
    pub(super) body: Option<String>,
    pub(super) answer: Answer,
    /// Only who is signed in may call it.
    pub(super) signed_in: bool,
    /// What its answers tell of its end.
    pub(super) deprecation: Option<&'a DeprecationView>,
}

/// What a successful request gives.
pub(super) enum Answer {
    /// 200 with a page of these bodies.
    Page(String),
    /// 200 with a body.
    Fresh(String),
    /// 201 with a body.
    Created(String),
    /// 204
    Done,
}

impl Operation<'_> {
    /// The whole path.
    pub(super) fn path(&self) -> String {
        format!("/api/v1{}", self.path)
    }

    /// The operation as the document has it.
    pub(super) fn described(&self) -> Value {
        let bearer = json!({ "bearer": [] });
        let (status, mut answer) = self.answer.described();
        for (name, value) in self.deprecation.iter().flat_map(|notice| &notice.headers) {
            answer["headers"][name] = json!({
                "schema": { "type": "string", "maxLength": 2100, "examples": [value] },
            });
        }
        let problems = PROBLEMS.iter().filter(|(status, _)| self.may_answer(status));
        let mut operation = json!({
            "tags": [self.tag],
            "summary": self.summary,
            "description": self.description,
            "operationId": self.id,
            "security": if self.signed_in { json!([bearer]) } else { json!([{}, bearer]) },
        });
        // What is named in `json!` is copied.
        operation["responses"][status] = answer;
        if self.method == "get" && matches!(self.answer, Answer::Fresh(_)) {
            operation["responses"]["304"] = json!({ "$ref": "#/components/responses/NotModified" });
        }
        for (status, name) in problems {
            operation["responses"][status] =
                json!({ "$ref": format!("#/components/responses/{name}") });
        }
        if self.deprecation.is_some() {
            operation["deprecated"] = json!(true);
        }
        if !self.parameters.is_empty() {
            operation["parameters"] = self.parameters.clone().into();
        }
        if let Some(body) = &self.body {
            let content = json!({ "application/json": { "schema": schema::reference(body) } });
            operation["requestBody"] = json!({ "required": true, "content": content });
        }
        operation
    }

    /// Whether the operation, seen from outside, may answer with a problem of this status.
    fn may_answer(&self, status: &str) -> bool {
        let has = |place: &str| self.parameters.iter().any(|parameter| parameter["in"] == place);
        let version = self.parameters.iter().find(|parameter| parameter["name"] == "If-Match");
        let is_action = version.is_some_and(|version| version["required"] == false);
        let has_body = self.body.is_some();
        match status {
            "400" => has_body || has("query") || version.is_some(),
            "403" | "409" => self.method != "get",
            "404" => has("path"),
            "408" | "413" | "415" => has_body,
            "422" => has_body || is_action,
            "414" => has("path") || has("query"),
            "412" => version.is_some(),
            "428" => version.is_some_and(|version| version["required"] == true),
            _ => true,
        }
    }
}

impl Answer {
    fn described(&self) -> (&'static str, Value) {
        match self {
            Self::Page(body) => ("200", answer("A page.", &format!("Page_{body}"), &[])),
            Self::Fresh(body) => ("200", answer("As it is now.", body, &["ETag"])),
            Self::Created(body) => ("201", answer("Created.", body, &["ETag", "Location"])),
            Self::Done => {
                ("204", json!({ "description": "Done.", "headers": { "RateLimit": budget() } }))
            }
        }
    }
}

fn answer(description: &str, body: &str, headers: &[&str]) -> Value {
    let content = json!({ "application/json": { "schema": schema::reference(body) } });
    let mut answer = json!({ "description": description, "content": content });
    answer["headers"]["RateLimit"] = budget();
    for name in headers {
        answer["headers"][name] = json!({ "schema": { "type": "string", "maxLength": 1000 } });
    }
    answer
}

/// The header that tells what is left of a client's budget.
fn budget() -> Value {
    json!({ "$ref": "#/components/headers/RateLimit" })
}
