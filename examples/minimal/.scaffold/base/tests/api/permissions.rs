//! Who may do what: every role and relation asks for every operation, and the answers are compared
//! with `permissions.txt`, which a person has read. `BLESS=1 cargo test permissions` writes it
//! anew.

use std::collections::BTreeSet;
use std::{env, fs};

use axum::http::Method;
use minimal::openapi;
use tokio::task::LocalSet;

use crate::support::access::{Access, Operation};
use crate::support::{TestApp, path};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/permissions.txt");

const LEGEND: &str = "\
✔ done, ✘ refused, and the status; a dot where nobody asks. A list is ✔ when the row is on it.
Whoever is called after a role is a stranger to the row.
Written by `BLESS=1 cargo test permissions`; read the difference before you commit it.
";

/// Open to everybody, because they are how one becomes somebody; `auth` tests what they ask for
/// instead.
const OPEN: &[&str] =
    &["list_signing_keys", "live", "log_in", "ready", "refresh_tokens", "register"];

/// Asked by whoever is signed in, about nobody but themselves.
const ONESELF: &[(&str, Method, &str)] = &[
    ("change_password", Method::POST, "/auth/password"),
    ("end_session", Method::DELETE, "/auth/sessions/00000000-0000-7000-8000-000000000000"),
    ("list_sessions", Method::GET, "/auth/sessions"),
    ("log_out", Method::POST, "/auth/logout"),
    ("show_me", Method::GET, "/auth/me"),
];

fn all() -> Vec<Access> {
    vec![
        // One line a slice.
        crate::notes::access::access(),
        crate::users::access::access(),
    ]
}

#[tokio::test]
async fn everybody_may_do_what_the_matrix_says_and_nothing_else() {
    let asking = LocalSet::new();
    let ask = |access: Access| (access.operations.len(), asking.spawn_local(access.table()));
    let asked: Vec<_> = all().into_iter().map(ask).collect();
    asking.await;
    let mut found = LEGEND.to_owned();
    for (operations, table) in asked {
        let table = table.await.expect("a table");
        let answers = table.matches(['✔', '✘']).count();
        found = format!("{found}\n{table}  {operations} operations, {answers} answers\n");
    }

    if env::var_os("BLESS").is_some() {
        fs::write(GOLDEN, &found).expect("the matrix is written");
    }
    let expected = fs::read_to_string(GOLDEN).unwrap_or_default();
    for (found, expected) in found.lines().zip(expected.lines()) {
        assert_eq!(found, expected, "permissions have changed; see the head of this file");
    }
    assert_eq!(found.lines().count(), expected.lines().count(), "operations have come or gone");
}

#[tokio::test]
async fn what_is_asked_about_oneself_asks_who_one_is() {
    let app = TestApp::start().await;
    for (_, method, path) in ONESELF {
        drop(app.anonymous().call(method.clone(), path).await.refused(401));
    }
}

/// Ways of writing what only administrators may do that must not open it to others.
#[tokio::test]
async fn another_spelling_opens_nothing() {
    let app = TestApp::start().await;
    let (member, other) = (app.member().await, app.member().await);
    let place = path("/users/{id}", &other.account);
    for spelling in [
        format!("/{place}/suspend"),
        format!("/.{place}/suspend"),
        format!("/%2e{place}/suspend"),
        format!("{place}/suspend/"),
        format!("{place}//suspend"),
        format!("{place}/suspend;x"),
        format!("{place}/suspend%20"),
        format!("{place}%2Fsuspend"),
        format!("{place}/SUSPEND"),
    ] {
        for actor in [app.anonymous(), member.clone(), other.clone()] {
            let answer = actor.post(&spelling).await;
            let status = answer.status.as_u16();
            assert!(matches!(status, 400 | 401 | 403 | 404 | 405), "{spelling}: {status}");
        }
    }
    for method in [Method::GET, Method::POST] {
        let call = other.call(method, &place).if_match("*");
        let _ = call.header("x-http-method-override", "DELETE").await;
    }
    assert_eq!(app.stored("users", other.id()).await, other.account);
}

#[tokio::test]
async fn to_ask_for_the_head_takes_what_the_whole_takes() {
    let app = TestApp::start().await;
    let (member, other) = (app.member().await, app.member().await);
    let place = path("/users/{id}", &other.account);
    for actor in [app.anonymous(), member, other] {
        let status = actor.get(&place).await.status;
        assert_eq!(actor.call(Method::HEAD, &place).await.status, status);
    }
}

#[test]
fn no_operation_is_missing_from_the_matrix() {
    let document = serde_json::to_value(openapi::document()).expect("a document");
    let paths = document["paths"].as_object().into_iter().flatten();
    let declared: BTreeSet<_> = paths
        .flat_map(|(_, item)| item.as_object().into_iter().flatten())
        .filter_map(|(_, operation)| operation["operationId"].as_str().map(str::to_owned))
        .collect();

    let slices = all();
    let asked = slices.iter().flat_map(|access| access.operations.iter().map(Operation::id));
    let named = OPEN.iter().copied().chain(ONESELF.iter().map(|(id, ..)| *id));
    let asked: BTreeSet<_> = asked.chain(named).map(str::to_owned).collect();

    let missing: Vec<_> = declared.symmetric_difference(&asked).collect();
    assert!(missing.is_empty(), "not both in the API and in the matrix: {missing:?}");
}
