//! What the service answered, read as a client would.

use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;

/// One answer. Its readers fail the test when it is not what they are named after.
#[must_use = "an answer that nobody reads proves nothing"]
#[derive(Debug)]
pub struct Answer {
    pub request: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// The JSON body; null when there was none.
    pub body: Value,
}

/// A row as the API shows it.
#[derive(Debug, Clone)]
pub struct Shown {
    pub body: Value,
    /// The version to send back in `If-Match`.
    pub etag: String,
}

/// One page of a list.
#[derive(Debug)]
pub struct Listed {
    pub items: Vec<Value>,
    pub next_cursor: Option<String>,
}

/// A refusal (RFC 9457).
#[derive(Debug)]
pub struct Refusal {
    pub body: Value,
    pub headers: HeaderMap,
}

impl Answer {
    /// A header's text, empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Fails unless the status is this one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Answer {
        assert_eq!(self.status.as_u16(), status, "{}: {:#}", self.request, self.body);
        self
    }

    /// Fails unless the status is this one, which is all there is to say.
    #[track_caller]
    pub fn is(self, status: u16) {
        drop(self.expect(status));
    }

    /// 200 and a row.
    #[track_caller]
    pub fn shown(self) -> Shown {
        self.expect(200).row()
    }

    /// 201 and a row, with its place.
    #[track_caller]
    pub fn created(self) -> Shown {
        let answer = self.expect(201);
        assert!(answer.header("location").starts_with('/'), "a new row has a `Location`");
        answer.row()
    }

    /// 200 and a page.
    #[track_caller]
    pub fn listed(self) -> Listed {
        let mut body = self.expect(200).body;
        let Value::Array(items) = body["items"].take() else { panic!("no `items`: {body:#}") };
        Listed { items, next_cursor: body["next_cursor"].as_str().map(str::to_owned) }
    }

    /// 204 and nothing else.
    #[track_caller]
    pub fn done(self) {
        let answer = self.expect(204);
        assert_eq!(answer.body, Value::Null, "204 has no body");
    }

    /// This status, as a problem that is complete and gives nothing away.
    #[track_caller]
    pub fn refused(self, status: u16) -> Refusal {
        let answer = self.expect(status);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.body["status"], status, "the body repeats the status");
        for member in ["type", "title", "request_id"] {
            assert!(answer.body[member].is_string(), "`{member}` is missing: {:#}", answer.body);
        }
        Refusal { body: answer.body, headers: answer.headers }
    }

    #[track_caller]
    fn row(self) -> Shown {
        let etag = self.header("etag").to_owned();
        assert!(etag.starts_with('"'), "a row has a strong `ETag`: {etag:?} for {}", self.request);
        Shown { body: self.body, etag }
    }
}

impl Refusal {
    /// The kind of problem, the last part of its `type`.
    pub fn kind(&self) -> &str {
        self.body["type"].as_str().and_then(|kind| kind.rsplit('/').next()).unwrap_or_default()
    }

    /// Fails if only the database knew of the fault: a request is looked at before.
    #[track_caller]
    pub fn refused_before_the_database(self) -> Refusal {
        let faults = self.body["errors"].as_array().into_iter().flatten();
        let is_late = faults.into_iter().any(|fault| fault["code"] == "rule");
        assert!(!is_late, "{:#}", self.body);
        self
    }

    /// Fails unless exactly these fields are at fault.
    #[track_caller]
    pub fn blames(self, pointers: &[&str]) {
        let faults = self.body["errors"].as_array().cloned().unwrap_or_default();
        let mut blamed: Vec<_> =
            faults.iter().filter_map(|fault| fault["pointer"].as_str()).collect();
        blamed.dedup();
        assert_eq!(blamed, pointers, "{:#}", self.body);
    }
}

impl Listed {
    /// The ids on this page, in its order.
    pub fn ids(&self) -> Vec<&str> {
        self.items.iter().filter_map(|item| item["id"].as_str()).collect()
    }

    /// Whether this row stands on this page.
    pub fn has(&self, row: &Value) -> bool {
        self.items.iter().any(|item| item["id"] == row["id"])
    }
}
