//! The view of `README.md`: requests that a newcomer sends to the new service, in an order
//! in which all of them succeed.

mod follow_up;
mod journey;
mod people;
mod rights;
mod shell;

use serde::Serialize;

use crate::model::Model;

use super::names;

/// The requests.
#[derive(Debug, Clone, Serialize)]
pub struct Tour {
    /// The body that registers the first person, quoted for a shell.
    pub register: String,
    /// The body that signs them in.
    pub login: String,
    /// The body that registers a second person; empty where nobody points at one.
    pub register_other: String,
    /// What is made, in this order.
    pub steps: Vec<Step>,
    /// A list to look at: `/posts`.
    pub list: String,
    /// A row that was made is changed.
    pub has_change: bool,
    /// How.
    pub change: Request,
    /// An action is carried out on one.
    pub has_action: bool,
    /// Which.
    pub action: Request,
}

/// A row that is made.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// `Create a comment under a post.`
    pub words: String,
    /// `/posts/$POST_ID/comments`
    pub path: String,
    /// The body, quoted for a shell; empty where the request has none.
    pub body: String,
    /// What later requests need of the answer.
    pub captures: Vec<Capture>,
}

/// A part of an answer, kept in a variable of the shell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Capture {
    /// `POST_ID`
    pub variable: String,
    /// `id`
    pub field: String,
}

/// A request about a row that was made.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Request {
    /// `Publish the post.`
    pub words: String,
    /// `/posts/$POST_ID/publish`
    pub path: String,
    /// The body, quoted for a shell; empty where the request has none.
    pub body: String,
}

/// The view of a model's tour.
pub(super) fn tour(model: &Model) -> Tour {
    let journey = journey::journey(model);
    Tour {
        register: people::registration(model, 0),
        login: people::login(),
        register_other: match journey.needs_other {
            true => people::registration(model, 1),
            false => String::new(),
        },
        list: journey.list.unwrap_or_else(|| format!("/{}", names::names(model.account().1).path)),
        steps: journey.steps,
        has_change: journey.change.is_some(),
        change: journey.change.unwrap_or_default(),
        has_action: journey.action.is_some(),
        action: journey.action.unwrap_or_default(),
    }
}
