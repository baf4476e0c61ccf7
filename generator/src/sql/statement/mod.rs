//! Every statement that a resource's slice runs.

mod above;
mod action;
mod close;
mod link;
mod read;
mod row;
mod write;

pub use above::{Above, AboveColumn};
pub use action::{asks_again, stays};
pub use link::{Fragment, Link, linked_from};
pub use row::{Origin, RowColumn, Source, StatementColumn, row_columns};

use std::ops::Range;

use super::Kind;
use super::binder::{Argument, Parameter};
use crate::model::{FieldKind, Model, Resource, ResourceId, RoleId};

/// One SQL statement and everything that can be known about it without a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The function that runs it.
    pub name: String,
    /// The text, exactly as it stands between the quotes of its Rust literal: sqlx finds the
    /// metadata by a hash of it.
    pub text: String,
    /// `$1` and on.
    pub parameters: Vec<Parameter>,
    /// What it gives, in order; empty if it gives no rows.
    pub columns: Vec<StatementColumn>,
    /// How much it gives.
    pub returns: Returns,
}

/// How much a statement gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returns {
    /// One row or none.
    Optional,
    /// Exactly one row.
    One,
    /// Any number of rows.
    Many,
    /// How many rows it touched.
    Count,
}

/// The beginning of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readable {
    /// The text of those who may not see all rows. It ends inside its `where`.
    pub statement: Statement,
    /// Where in it the condition begins that others do without; absent where all send the same.
    pub narrowed_from: Option<usize>,
    /// Parts of that condition that only those send who have a role; a bracket closes it behind
    /// the last.
    pub arms: Vec<Arm>,
    /// Somebody may see all rows, and does without the condition.
    pub opens_all: bool,
}

/// What a role adds to the rows that others see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm {
    /// The role.
    pub role: RoleId,
    /// Where it stands in the text.
    pub text: Range<usize>,
}

impl Readable {
    /// The text that everybody sends, as a Rust literal.
    #[must_use]
    pub fn common(&self) -> String {
        let end = self.narrowed_from.unwrap_or(self.statement.text.len());
        literal(&self.statement.text[..end])
    }

    /// The condition that only those send who may not see all rows, up to the arms.
    #[must_use]
    pub fn narrowing(&self) -> Option<String> {
        let end = self.arms.first().map_or(self.statement.text.len(), |arm| arm.text.start);
        self.narrowed_from.map(|start| literal(&self.statement.text[start..end]))
    }

    /// An arm as a Rust literal.
    #[must_use]
    pub fn arm(&self, arm: &Arm) -> String {
        literal(&self.statement.text[arm.text.clone()])
    }
}

/// The statements of one resource; those that no operation needs are absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statements {
    /// The row of a key, if the viewer may see it.
    pub find: Statement,
    /// The same, held until the transaction ends; where rules about links look at the row.
    pub hold: Option<Statement>,
    /// The same among deleted rows, to restore one.
    pub find_deleted: Option<Statement>,
    /// The rows of several ids that the viewer may see; where other resources point here.
    pub by_ids: Option<Statement>,
    /// All rows that the viewer may see. Lists go on from here with filters, order and limit.
    pub readable: Readable,
    /// Rows above that rules about writing look at, held while a row is written.
    pub above: Vec<Above>,
    /// A new row.
    pub create: Option<Statement>,
    /// What a PATCH sets, if the row has still the version that was seen.
    pub update: Option<Statement>,
    /// Removes a row, if it has still the version that was seen; hides it, of a soft-deleted
    /// resource. Accounts are closed instead.
    pub delete: Option<Statement>,
    /// Brings a deleted row back.
    pub restore: Option<Statement>,
    /// Declared actions, in declared order.
    pub actions: Vec<Statement>,
    /// Many-to-many relations that are declared here.
    pub links: Vec<Link>,
    /// How lists here are narrowed to what a row at the other end of a relation links.
    pub linked_from: Vec<Fragment>,
    /// Of the account: everything that goes or lets go when it is closed, then the closing.
    pub close: Vec<Statement>,
}

impl Statements {
    /// All that sqlx checks, in the order in which a slice has them. What is put together when
    /// it runs is not among them: see [`Statements::dynamic`].
    pub fn fixed(&self) -> impl Iterator<Item = &Statement> {
        [Some(&self.find), self.hold.as_ref(), self.find_deleted.as_ref(), self.by_ids.as_ref()]
            .into_iter()
            .chain([self.create.as_ref(), self.update.as_ref()])
            .chain([self.delete.as_ref(), self.restore.as_ref()])
            .flatten()
            .chain(self.above.iter().map(|above| &above.hold))
            .chain(&self.actions)
            .chain(self.links.iter().flat_map(|link| [&link.link, &link.unlink]))
            .chain(&self.close)
    }

    /// Texts that sqlx does not check, for a list completes them or their rows nest.
    pub fn dynamic(&self) -> impl Iterator<Item = &Statement> {
        [&self.readable.statement].into_iter().chain(self.links.iter().map(|link| &link.rows))
    }
}

impl Statement {
    /// The text as a Rust literal, with as many `#` as it needs and no more.
    #[must_use]
    pub fn literal(&self) -> String {
        literal(&self.text)
    }
}

/// A text as a Rust literal that does not change it.
fn literal(text: &str) -> String {
    if !text.contains(['"', '\\']) {
        return format!("\"{text}\"");
    }
    let mut hashes = String::new();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

/// The statements of a resource.
#[must_use]
pub fn statements(model: &Model, id: ResourceId) -> Statements {
    let resource = model.resource(id);
    let restorable = resource.is_restorable();
    Statements {
        find: read::find(model, id),
        hold: links_ask_row(model, resource).then(|| read::hold(model, id)),
        find_deleted: restorable.then(|| read::find_deleted(model, id)),
        by_ids: (resource.account || is_pointed_at(model, id)).then(|| read::by_ids(model, id)),
        readable: read::readable(model, id),
        above: above::above(model, id),
        create: resource.is_creatable().then(|| write::create(model, id)),
        update: write::update(model, id),
        delete: write::delete(model, id),
        restore: restorable.then(|| write::restore(model, id)),
        actions: resource.actions.iter().map(|action| action::run(model, id, action)).collect(),
        links: link::links(model, id),
        linked_from: link::linked_from(model, id),
        close: if resource.account { close::close(model) } else { Vec::new() },
    }
}

impl Resource {
    /// Whether a request may make a row.
    #[must_use]
    pub fn is_creatable(&self) -> bool {
        self.account || !self.access.create.is_empty()
    }

    /// Whether a request may change one.
    #[must_use]
    pub fn is_updatable(&self) -> bool {
        !self.access.update.is_empty() && self.changeable().next().is_some()
    }

    /// Whether a request may bring a deleted one back.
    #[must_use]
    pub fn is_restorable(&self) -> bool {
        self.soft_delete && !self.access.delete.is_empty()
    }
}

/// Whether somebody may link by what the row holds.
fn links_ask_row(model: &Model, resource: &Resource) -> bool {
    let mut rules = resource.fields.iter().filter_map(|field| resource.link_rules(field));
    rules.any(|rules| asks_again(model, resource, rules))
}

fn is_pointed_at(model: &Model, id: ResourceId) -> bool {
    model.resources.iter().flat_map(|resource| &resource.fields).any(|field| match field.kind {
        FieldKind::BelongsTo { target } | FieldKind::ManyToMany { target, .. } => target == id,
        _ => false,
    })
}

/// This moment, in the form that a column holds.
pub(super) fn moment(kind: &FieldKind) -> &'static str {
    match Kind::of(kind) {
        Some(Kind::Date) => "current_date",
        Some(Kind::Time) => "localtime",
        _ => "now()",
    }
}
