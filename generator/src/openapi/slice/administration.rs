//! The operations on accounts that only administrators have.

use super::body;
use crate::openapi::operation::{Answer, Operation};
use crate::openapi::parameter;
use crate::view::slice::Slice;

/// What only administrators do to an account.
pub(super) fn operations(slice: &Slice) -> Vec<Operation<'_>> {
    let handlers = &slice.handlers;
    let operation = |method, id: &str, path: &str, summary: &str, description: &str| Operation {
        method,
        path: format!("{}/{path}", handlers.row_path),
        id: id.to_owned(),
        tag: "users",
        summary: summary.to_owned(),
        description: description.to_owned(),
        parameters: vec![parameter::key(&handlers.key.json, &handlers.key)],
        body: None,
        answer: Answer::Fresh(body(slice)),
        signed_in: true,
        deprecation: None,
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
                "Allowed to `admin`. It counts within seconds, wherever the account is signed in. Nobody takes\n\
                 their own right to administer away, and the last administrator keeps it.",
            )
        },
        operation(
            "post",
            "suspend_user",
            "suspend",
            "Keeps an account from signing in, and ends its sessions.",
            "Allowed to `admin`, of anybody but themselves and the last administrator. An account that is\n\
             suspended already stays so.",
        ),
        operation(
            "post",
            "reinstate_user",
            "reinstate",
            "Lets a suspended account sign in again.",
            "Allowed to `admin`. Sessions that were ended stay so; an account that is not suspended stays as\n\
             it is.",
        ),
        Operation {
            answer: Answer::Done,
            ..operation(
                "delete",
                "end_user_sessions",
                "sessions",
                "Signs an account out everywhere.",
                "Allowed to `admin`. Neither access nor refresh tokens of the account are good any more; it can\n\
                 sign in again.",
            )
        },
    ]
}
