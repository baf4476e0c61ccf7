//! The operations on accounts that only administrators have.

use super::body;
use crate::openapi::operation::{Answer, Operation};
use crate::openapi::parameter;
use crate::view::slice::Slice;

/// What only administrators do to an account.
pub(super) fn operations(slice: &Slice) -> Vec<Operation<'_>> {
    let handlers = &slice.handlers;
    let operation = |method, id: &str, path: &str, summary: &str| Operation {
        method,
        path: format!("{}/{path}", handlers.row_path),
        id: id.to_owned(),
        tag: "users",
        summary: summary.to_owned(),
        parameters: vec![parameter::key(&handlers.key.json, &handlers.key)],
        body: None,
        answer: Answer::Fresh(body(slice)),
        signed_in: true,
    };
    if !slice.account {
        return Vec::new();
    }
    vec![
        Operation {
            body: Some("NewRoles".to_owned()),
            ..operation(
                "put",
                "set_user_roles",
                "roles",
                "Gives an account these roles and no others.",
            )
        },
        operation(
            "post",
            "suspend_user",
            "suspend",
            "Keeps an account from signing in, and ends its sessions.",
        ),
        operation("post", "reinstate_user", "reinstate", "Lets a suspended account sign in again."),
        Operation {
            answer: Answer::Done,
            ..operation(
                "delete",
                "end_user_sessions",
                "sessions",
                "Signs an account out everywhere.",
            )
        },
    ]
}
