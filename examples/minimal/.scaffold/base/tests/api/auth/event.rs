//! What is told of all this in the log: every security event once, and no secret.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use minimal::auth::Role;
use serde_json::{Value, json};
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing_subscriber::fmt::MakeWriter;

use super::{PASSWORD, Tokens, assert_kept_out, bearing, log_in, me, refresh, register};
use crate::support::TestApp;
use crate::support::answer::Answer;

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

    /// The lines about security so far.
    fn security(&self) -> Vec<Value> {
        let lines = self.text();
        let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        lines.filter(|line| line["target"] == "security").collect()
    }

    /// What they tell, in order. Each also tells when, in which request and whose.
    fn events(&self) -> Vec<String> {
        let event = |line: Value| {
            assert!(line["timestamp"].as_str().expect("a time").ends_with('Z'));
            for name in ["request_id", "client"] {
                assert!(line["span"][name].is_string(), "no `{name}`: {line}");
            }
            line["fields"]["event"].as_str().expect("a name").to_owned()
        };
        self.security().into_iter().map(event).collect()
    }

    /// Listens from now on, at every level.
    fn listen(&self) -> (DefaultGuard, tracing::Dispatch) {
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(self.clone())
            .finish();
        let guard = tracing::subscriber::set_default(subscriber);
        // With a single subscriber, an event that another thread meets first would be judged by
        // that thread, which has none, and never be logged here.
        (guard, tracing::Dispatch::new(NoSubscriber::new()))
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
    let _listening = log.listen();

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

#[tokio::test]
async fn what_is_done_to_accounts_is_logged_once_with_who_did_it() {
    let app = TestApp::start().await;
    let admin = app.account(&[Role::Admin]).await;
    let log = Log::default();
    let _listening = log.listen();

    let person = register(&app, "ada").await;
    let place = |what: &str| format!("{}/{what}", person.path);
    let roles = json!({ "roles": ["admin"] });
    let own = bearing(app.anonymous().put(&place("roles")), &person.tokens.access);
    let is_seen = assert_kept_out(own.json(&roles).await);
    admin.put(&place("roles")).json(&roles).await.shown();
    admin.post(&place("suspend")).await.shown();
    admin.post(&place("reinstate")).await.shown();
    admin.delete(&place("sessions")).await.done();

    let mut events = vec!["user_created"];
    events.extend(is_seen.then_some("authz_fail"));
    events.extend(["authz_change", "user_updated", "user_updated", "authn_token_revoked"]);
    assert_eq!(log.events(), events);
    let by = |line: &Value| line["span"]["user"] == admin.id().to_string();
    assert_eq!(log.security().into_iter().filter(by).count(), 4);
}

#[tokio::test]
async fn the_end_of_an_account_is_logged_once() {
    let app = TestApp::start().await;
    let person = register(&app, "ada").await;
    let log = Log::default();
    let _listening = log.listen();
    let delete = bearing(app.anonymous().delete(&person.path), &person.tokens.access);
    delete.if_match("*").await.done();
    assert_eq!(log.events(), ["user_deleted"]);
}

#[tokio::test]
async fn what_is_refused_is_logged_once() {
    let app = TestApp::with(|config| {
        config.rate_limits = true;
        config.budgets.secret = 2;
        config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")];
    })
    .await;
    let log = Log::default();
    let _listening = log.listen();
    let guess = async |address: &str, email: &str| {
        let login = json!({ "email": email, "password": PASSWORD });
        app.anonymous().post("/auth/login").header("x-forwarded-for", address).json(&login).await
    };

    guess("192.0.2.1", "").await.refused(422);
    let by_one = refused_after(async |_| guess("192.0.2.1", "one@example.com").await).await;
    let by_many = async |number| guess(&format!("198.51.100.{number}"), "other@example.com").await;
    let by_many = refused_after(by_many).await;
    assert!(by_one >= 1 && by_many >= 10, "{by_one} and {by_many} were let through");

    let mut events = vec!["input_validation_fail"];
    events.extend(vec!["authn_login_fail"; by_one]);
    events.push("excess_rate_limit_exceeded");
    events.extend(vec!["authn_login_fail"; by_many]);
    events.push("authn_login_lock");
    assert_eq!(log.events(), events);
}

/// How many guesses were let through before one was refused: attempts come back with time, so on a
/// slow machine more of them than the budget has.
async fn refused_after(guess: impl AsyncFn(u8) -> Answer) -> usize {
    for number in 0..=u8::MAX {
        let answer = guess(number).await;
        if answer.status == 429 {
            answer.refused(429);
            return number.into();
        }
        answer.refused(401);
    }
    panic!("no guess was refused");
}
