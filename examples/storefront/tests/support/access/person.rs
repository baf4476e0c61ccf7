//! Somebody who asks, and what they are to the row.

use storefront::auth::Role;

use crate::support::row::Factory;
use crate::support::{Actor, Row, TestApp};

/// The least width of a person's column.
const COLUMN: usize = 14;

/// Somebody who asks, in some relation to the row.
pub struct Person {
    pub name: &'static str,
    roles: Option<&'static [Role]>,
    /// Columns that name the person: `author_id`, or `post_id.author_id` of the row above.
    places: Vec<&'static str>,
    /// How the rows above are made that a row can do without.
    ways: Vec<(&'static str, Factory)>,
    /// The row is the person's account.
    pub(super) is_row: bool,
}

impl Person {
    fn new(name: &'static str, roles: Option<&'static [Role]>) -> Person {
        Person { name, roles, places: Vec::new(), ways: Vec::new(), is_row: false }
    }

    /// Somebody who did not sign in.
    pub fn anonymous() -> Person {
        Person::new("anonymous", None)
    }

    /// A stranger to the row with these roles.
    pub fn with_roles(name: &'static str, roles: &'static [Role]) -> Person {
        Person::new(name, Some(roles))
    }

    /// A new account that a column names: `author_id`, or of a row above `post_id.author_id`.
    pub fn named_by(name: &'static str, place: &'static str) -> Person {
        Person { places: vec![place], ..Person::new(name, Some(Role::DEFAULT)) }
    }

    /// The account that the row is.
    pub fn itself(name: &'static str) -> Person {
        Person { is_row: true, ..Person::new(name, Some(Role::DEFAULT)) }
    }

    /// The width of the person's column.
    pub(super) fn width(&self) -> usize {
        (self.name.len() + 2).max(COLUMN)
    }

    /// An account with the person's roles.
    pub(super) async fn sign_in(&self, app: &TestApp) -> Actor {
        match self.roles {
            Some(roles) => app.account(roles).await,
            None => app.anonymous(),
        }
    }

    /// The row in this person's relation to it.
    pub(super) fn relate(&self, actor: &Actor, row: Row) -> Row {
        let row = self.ways.iter().fold(row, |row, (place, way)| {
            row.at(place, &|row, column| match row.target(column) {
                Some(_) => row,
                None => row.pointing(column, *way),
            })
        });
        let name = |row: Row, column| row.with(column, actor.id());
        self.places.iter().fold(row, |row, place| row.at(place, &name))
    }
}
