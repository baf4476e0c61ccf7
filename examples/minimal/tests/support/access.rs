//! Who may do what, found out by asking. A slice says which operations it has, in which states a
//! row can be and who can stand in which relation to it; the matrix is the answers to every
//! combination.

use std::fmt::Write as _;

use axum::http::Method;
use minimal::auth::Role;
use serde_json::{Value, json};

use crate::support::row::Factory;
use crate::support::{Actor, Row, TestApp, only, path};

/// What there is to ask about one resource.
pub struct Access {
    pub resource: &'static str,
    pub row: Factory,
    pub people: Vec<Person>,
    pub states: Vec<State>,
    pub operations: Vec<Operation>,
}

/// Somebody who asks, in some relation to the row.
pub struct Person {
    name: &'static str,
    roles: Option<&'static [Role]>,
    relation: Relation,
}

enum Relation {
    None,
    /// This column of the row names the person.
    Column(&'static str),
    /// This column names a row, of which another column names the person.
    Parent {
        column: &'static str,
        row: Factory,
        names: &'static str,
    },
    /// The row is the person's account.
    Account,
}

/// A state in which the row can be: its name and the columns that make it.
pub struct State {
    pub name: &'static str,
    pub columns: Vec<(&'static str, Value)>,
}

/// One operation of the API.
pub struct Operation {
    id: &'static str,
    method: Method,
    path: &'static str,
    body: Body,
    beside: Option<(&'static str, Factory)>,
    when: Vec<(&'static str, Value)>,
    kind: Kind,
}

enum Body {
    None,
    Fixed(Value),
    /// These columns of a row that is not there yet.
    Columns(&'static [&'static str]),
}

#[derive(PartialEq)]
enum Kind {
    OnRow,
    /// The row is only what the request would make.
    Create,
    /// What counts is whether the row is on the list.
    List,
}

impl Person {
    /// Somebody who did not sign in.
    pub fn anonymous() -> Person {
        Person { name: "anonymous", roles: None, relation: Relation::None }
    }

    /// A stranger to the row with these roles.
    pub fn with_roles(name: &'static str, roles: &'static [Role]) -> Person {
        Person { name, roles: Some(roles), relation: Relation::None }
    }

    /// A new account that `column` of the row names.
    pub fn named_by(name: &'static str, column: &'static str) -> Person {
        Person { name, roles: Some(Role::DEFAULT), relation: Relation::Column(column) }
    }

    /// A new account named by `names` of the row to which `column` points.
    pub fn named_by_parent(
        name: &'static str,
        column: &'static str,
        row: Factory,
        names: &'static str,
    ) -> Person {
        let relation = Relation::Parent { column, row, names };
        Person { name, roles: Some(Role::DEFAULT), relation }
    }

    /// The account that the row is.
    pub fn itself(name: &'static str) -> Person {
        Person { name, roles: Some(Role::DEFAULT), relation: Relation::Account }
    }

    async fn actor(&self, app: &TestApp) -> Actor {
        match self.roles {
            Some(roles) => app.account(roles).await,
            None => app.anonymous(),
        }
    }

    /// The row in this person's relation to it.
    async fn relate(&self, app: &TestApp, actor: &Actor, row: Row) -> Row {
        match self.relation {
            Relation::None | Relation::Account => row,
            Relation::Column(column) => row.with(column, actor.id()),
            Relation::Parent { column, row: parent, names } => {
                let parent = app.insert(parent().with(names, actor.id())).await;
                row.with(column, &parent["id"])
            }
        }
    }
}

impl Operation {
    fn new(id: &'static str, method: Method, path: &'static str, kind: Kind) -> Operation {
        Operation { id, method, path, body: Body::None, beside: None, when: Vec::new(), kind }
    }

    /// An operation on a row.
    pub fn on_row(id: &'static str, method: Method, path: &'static str) -> Operation {
        Operation::new(id, method, path, Kind::OnRow)
    }

    /// The operation that makes a row, from these columns.
    pub fn create(
        id: &'static str,
        path: &'static str,
        columns: &'static [&'static str],
    ) -> Operation {
        let create = Operation::new(id, Method::POST, path, Kind::Create);
        Operation { body: Body::Columns(columns), ..create }
    }

    /// A list on which the row may stand.
    pub fn list(id: &'static str, path: &'static str) -> Operation {
        Operation::new(id, Method::GET, path, Kind::List)
    }

    /// What to send.
    #[must_use]
    pub fn json(self, body: Value) -> Operation {
        Operation { body: Body::Fixed(body), ..self }
    }

    /// One more row, whose columns the path knows as `{name.column}`.
    #[must_use]
    pub fn beside(self, name: &'static str, row: Factory) -> Operation {
        Operation { beside: Some((name, row)), ..self }
    }

    /// Columns without which there is nothing to be done.
    #[must_use]
    pub fn when(self, columns: Vec<(&'static str, Value)>) -> Operation {
        Operation { when: columns, ..self }
    }

    /// Its name in OpenAPI.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// Asks, and tells whether it was done and the status.
    async fn ask(&self, app: &TestApp, person: &Person, row: Row) -> (bool, u16) {
        let actor = person.actor(app).await;
        let row = person.relate(app, &actor, row.with_all(&self.when)).await;
        let mut row = match (&person.relation, &self.kind) {
            (Relation::Account, _) => actor.account.clone(),
            (_, Kind::Create) => app.prepare(row).await,
            (_, Kind::OnRow | Kind::List) => app.insert(row).await,
        };
        if let Some((name, beside)) = self.beside {
            for (column, value) in app.insert(beside()).await.as_object().into_iter().flatten() {
                row[format!("{name}.{column}")] = value.clone();
            }
        }

        let place = path(self.path, &row);
        if self.kind == Kind::List {
            return is_listed(&actor, &place, &row).await;
        }
        let call = actor.call(self.method.clone(), &place);
        let call = match self.method {
            Method::PATCH | Method::DELETE => call.if_match("*"),
            _ => call,
        };
        let answer = match &self.body {
            Body::None => call.await,
            Body::Fixed(body) => call.json(body).await,
            Body::Columns(columns) => call.json(&only(&row, columns)).await,
        };
        (answer.status.is_success(), answer.status.as_u16())
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
        place = format!("{list}?cursor={cursor}");
    }
}

impl Access {
    /// The matrix of this resource, one line an operation and one column a person.
    pub async fn table(&self, app: &TestApp) -> String {
        let mut table = format!("{:36}", self.resource);
        for person in &self.people {
            write!(table, "{:14}", person.name).expect("memory");
        }
        for state in &self.states {
            if self.states.len() > 1 {
                write!(table, "\n  {}", state.name).expect("memory");
            }
            for operation in &self.operations {
                write!(table, "\n    {:32}", operation.id).expect("memory");
                for person in &self.people {
                    let row = (self.row)().with_all(&state.columns);
                    let (done, status) = operation.ask(app, person, row).await;
                    let mark = if done { '✔' } else { '✘' };
                    write!(table, "{:14}", format!("{mark} {status}")).expect("memory");
                }
            }
        }
        let lines: Vec<_> = table.lines().map(str::trim_end).collect();
        lines.join("\n") + "\n"
    }
}

/// The state in which a factory makes a row.
pub fn as_made() -> Vec<State> {
    vec![State { name: "", columns: Vec::new() }]
}

/// A body that changes one field.
pub fn change(field: &str, value: impl Into<Value>) -> Value {
    json!({ field: value.into() })
}
