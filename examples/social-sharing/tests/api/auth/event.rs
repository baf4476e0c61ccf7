//! What is told of all this in the log: every security event once, and no secret.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use super::{PASSWORD, Tokens, bearing, log_in, me, refresh, register};
use crate::support::TestApp;

/// Everything that was logged while it exists, on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().expect("a log that is whole")
    }

    fn text(&self) -> String {
        String::from_utf8(self.bytes().clone()).expect("text")
    }

    /// The security events so far, in order.
    fn events(&self) -> Vec<String> {
        let lines = self.text();
        let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        let security = lines.filter(|line| line["target"] == "security");
        security.map(|line| line["fields"]["event"].as_str().expect("a name").to_owned()).collect()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Log;

    fn make_writer(&self) -> Log {
        self.clone()
    }
}

#[tokio::test]
async fn every_security_event_is_logged_once_and_no_secret_ever() {
    let app = TestApp::start().await;
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    // With a single subscriber, an event that another thread meets first would be judged by that
    // thread, which has none, and never be logged here.
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::new());

    let person = register(&app, "ada").await;
    log_in(&app, &person.email, "a wrong password").await.refused(401);
    log_in(&app, "unknown@example.com", PASSWORD).await.refused(401);
    let first = Tokens::of(log_in(&app, &person.email, PASSWORD).await, 200);
    let second = Tokens::of(refresh(&app, &first.refresh).await, 200);
    let third = Tokens::of(refresh(&app, &second.refresh).await, 200);
    for token in [&first, &first, &second, &third] {
        refresh(&app, &token.refresh).await.refused(401);
    }
    me(&app, &third.access).await.refused(401);
    let change = |current: &str| {
        let change = json!({ "current": current, "new": "another horse battery" });
        bearing(app.anonymous().post("/auth/password"), &person.tokens.access).json(&change)
    };
    change("a wrong password").await.refused(401);
    change(PASSWORD).await.done();
    bearing(app.anonymous().post("/auth/logout"), &person.tokens.access).await.done();

    assert_eq!(
        log.events(),
        [
            "user_created",
            "authn_login_fail",
            "authn_login_fail",
            "authn_login_success",
            "authn_token_reuse",
            "authn_password_change_fail",
            "authn_password_change",
            "authn_token_revoked",
        ]
    );
    let text = log.text();
    let secrets = [PASSWORD, "a wrong password", "another horse battery", "$argon2id$"];
    let tokens = [&first, &second, &third, &person.tokens];
    let tokens = tokens.iter().flat_map(|tokens| [&tokens.access, &tokens.refresh]);
    for secret in secrets.into_iter().chain(tokens.map(String::as_str)) {
        assert!(!text.contains(secret), "{secret} is in the log");
    }
}
