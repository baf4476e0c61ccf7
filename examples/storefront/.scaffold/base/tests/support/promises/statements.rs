//! Which statements a request sends: not one for each row.

use std::cell::RefCell;
use std::fmt::Debug;
use std::sync::Once;

use tracing::callsite::rebuild_interest_cache;
use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::{Registry, registry};

use serde_json::Value;
use storefront::auth::UserId;

use crate::support::{Actor, List, TestApp, path};

/// A full page sends as many statements as a page of one row: one for the rows, one for each of
/// the relations to `include`, one for the account and, where there is one, for the row above.
pub async fn statements_of_pages(
    app: &TestApp,
    list: &List,
    (include, relations): (&str, usize),
    limit: usize,
) {
    let place = format!("{}?limit={limit}&sort=-created_at{include}", list.path);
    list.add(app, 1).await;
    let few = statements_of_reading(app, &list.reader, &place).await;
    list.add(app, limit).await;
    let many = statements_of_reading(app, &list.reader, &place).await;
    assert_eq!(few, many, "{place}");
    assert!((1..=3 + relations).contains(&many.len()), "{place}: {many:#?}");
}

/// A row sends one statement for itself and one for each of the relations to `include`.
pub async fn statements_of_rows(
    app: &TestApp,
    list: &List,
    template: &str,
    (include, relations): (&str, usize),
) {
    let row = list.add(app, 1).await.remove(0);
    let place = format!("{}?{}", path(template, &row), include.trim_start_matches('&'));
    let found = statements_of_reading(app, &list.reader, &place).await;
    assert!((1..=2 + relations).contains(&found.len()), "{place}: {found:#?}");
}

/// To make a row takes as many statements beside many rows as beside none.
pub async fn statements_of_creation(
    app: &TestApp,
    list: &List,
    first: (Actor, String, Value),
    second: (Actor, String, Value),
) {
    let mut found = Vec::new();
    for (actor, place, body) in [first, second] {
        let (answer, statements) = counted(actor.post(&place).json(&body)).await;
        drop(answer.created());
        found.push(statements);
        list.add(app, 10).await;
    }
    assert_eq!(found[0], found[1]);
}

/// Asks as somebody whose account has to be looked up, as it has every few seconds.
async fn statements_of_reading(app: &TestApp, actor: &Actor, place: &str) -> Vec<String> {
    if !actor.account.is_null() {
        app.state().auth.forget(UserId(actor.id()));
    }
    let (answer, statements) = counted(actor.get(place)).await;
    drop(answer.expect(200));
    statements
}

/// What `work` makes, and the beginnings of the statements that it sends.
async fn counted<T>(work: impl IntoFuture<Output = T>) -> (T, Vec<String>) {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        subscriber::set_global_default(registry().with(Listener)).expect("nobody else listens");
        // Other tests may have met sqlx's log before there was somebody to hear it.
        rebuild_interest_cache();
    });
    SENT.set(Some(Vec::new()));
    let done = work.await;
    (done, SENT.take().unwrap_or_default())
}

thread_local! {
    /// What this test has sent since somebody asked; a test has a thread of its own.
    static SENT: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Hears what sqlx tells the log.
struct Listener;

impl Layer<Registry> for Listener {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, Registry>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, Registry>) {
        SENT.with_borrow_mut(|sent| {
            if let Some(sent) = sent {
                event.record(&mut Summary(sent));
            }
        });
    }
}

/// The beginning of a statement, as the log has it.
struct Summary<'a>(&'a mut Vec<String>);

impl Visit for Summary<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        // Each connection asks once for every type that it has not met.
        if field.name() == "summary" && !value.starts_with("SELECT pg_type") {
            self.0.push(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}
