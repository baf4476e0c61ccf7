//! A request for one operation, and whether it was done.

use axum::http::Method;
use serde_json::Value;

use super::Person;
use crate::support::row::Factory;
use crate::support::{Actor, Row, TestApp, id, only, path, with};

/// When a deleted row was deleted.
const DELETED_AT: &str = "2026-01-02T03:04:05Z";

/// One operation of the API. Its path knows the columns of the row as `{column}`, those of the row
/// it lives under as `{post_id.column}` and those of one beside it as `{other.column}`.
pub struct Operation {
    id: &'static str,
    method: Method,
    path: &'static str,
    /// What to send.
    body: Option<Value>,
    named: Vec<(&'static str, Factory)>,
    /// What to send of a row that is not there yet: the request would make it.
    new: Option<&'static [&'static str]>,
    beside: Option<Factory>,
    is_on_deleted: bool,
    /// What counts is whether the row is on the list.
    is_list: bool,
}

impl Operation {
    /// An operation on a row.
    pub fn on_row(id: &'static str, method: Method, path: &'static str) -> Operation {
        let (body, named, new, beside) = (None, Vec::new(), None, None);
        let (is_on_deleted, is_list) = (false, false);
        Operation { id, method, path, body, named, new, beside, is_on_deleted, is_list }
    }

    /// The operation that makes a row, from these columns.
    pub fn create(
        id: &'static str,
        path: &'static str,
        columns: &'static [&'static str],
    ) -> Operation {
        Operation { new: Some(columns), ..Operation::on_row(id, Method::POST, path) }
    }

    /// A list on which the row may stand; the path has a query already.
    pub fn list(id: &'static str, path: &'static str) -> Operation {
        Operation { is_list: true, ..Operation::on_row(id, Method::GET, path) }
    }

    /// What to send.
    #[must_use]
    pub fn sending(self, body: Value) -> Operation {
        Operation { body: Some(body), ..self }
    }

    /// One more row, for the path.
    #[must_use]
    pub fn beside(self, row: Factory) -> Operation {
        Operation { beside: Some(row), ..self }
    }

    /// The row was deleted before.
    #[must_use]
    pub fn deleted(self) -> Operation {
        Operation { is_on_deleted: true, ..self }
    }

    /// Its name in OpenAPI.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// Asks, and tells whether it was done and the status. What is refused must leave the row as it
    /// was.
    pub(super) async fn ask(
        &self,
        app: &TestApp,
        person: &Person,
        row: Row,
        under: Option<&'static str>,
    ) -> (bool, u16) {
        let table = row.table();
        let row = if self.is_on_deleted { row.with("deleted_at", DELETED_AT) } else { row };
        let (actor, mut row) = if person.is_row {
            app.account_of(row).await
        } else {
            let actor = person.sign_in(app).await;
            let row = person.relate(&actor, row);
            (actor, self.place(app, row, under).await)
        };
        if let Some(beside) = self.beside {
            join(&mut row, "other", &app.insert(beside()).await);
        }
        let place = path(self.path, &row);
        if self.is_list {
            return is_listed(&actor, &place, &row).await;
        }
        let call = actor.call(self.method.clone(), &place);
        let call = match self.method {
            Method::PATCH | Method::DELETE => call.if_match("*"),
            _ => call,
        };
        let answer = match (self.new, &self.body) {
            (Some(columns), _) => call.json(&only(&row, columns)).await,
            (None, Some(body)) => call.json(&self.named(app, body.clone()).await).await,
            (None, None) => call.await,
        };
        if !answer.status.is_success() && self.new.is_none() {
            let stored = app.stored(table, id(&row)).await;
            let mut changed = stored.as_object().into_iter().flatten();
            let changed = changed.find(|(column, value)| row[column.as_str()] != **value);
            assert_eq!(changed, None, "{} was refused and changed the row", self.id);
        }
        (answer.status.is_success(), answer.status.as_u16())
    }

    /// Puts the row into the database, unless it is yet to be made, and gives its columns and those
    /// of the row it lives under.
    async fn place(&self, app: &TestApp, row: Row, under: Option<&'static str>) -> Value {
        let above = match under.and_then(|column| Some((column, row.target(column)?))) {
            None => None,
            Some((column, parent)) => Some((column, app.insert(parent).await)),
        };
        let row = above.iter().fold(row, |row, (column, parent)| row.with(column, &parent["id"]));
        let mut row = match self.new {
            Some(_) => app.prepare(row).await,
            None => app.insert(row).await,
        };
        if let Some((column, parent)) = &above {
            join(&mut row, column, parent);
        }
        row
    }

    /// The body, with the rows that it names.
    async fn named(&self, app: &TestApp, mut body: Value) -> Value {
        for (member, row) in &self.named {
            let row = app.insert(row()).await;
            body = with(&body, member, row["id"].clone());
        }
        body
    }
}

/// Adds the columns of another row, as `name.column`.
fn join(row: &mut Value, name: &str, other: &Value) {
    for (column, value) in other.as_object().into_iter().flatten() {
        row[format!("{name}.{column}")] = value.clone();
    }
}

/// Turns the pages until the row is found or there is none left.
async fn is_listed(actor: &Actor, list: &str, row: &Value) -> (bool, u16) {
    let mut place = list.to_owned();
    loop {
        let answer = actor.get(&place).await;
        if answer.status != 200 {
            return (false, answer.status.as_u16());
        }
        let page = answer.listed();
        if page.has(row) {
            return (true, 200);
        }
        let Some(cursor) = page.next_cursor else { return (false, 200) };
        place = format!("{list}&cursor={cursor}");
    }
}
