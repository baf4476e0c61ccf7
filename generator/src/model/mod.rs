//! The checked meaning of a model file.
//!
//! Holding a [`Model`] means that it is valid: every name resolves, every rule has
//! been looked at, every default satisfies its constraint. Later stages (`sql`,
//! `view`) read it and never fail because of what the author wrote.
//!
//! Resources, roles and enums refer to each other by index, so that a model is a
//! plain value without borrowed parts.

use std::collections::BTreeSet;

mod access;
mod bounds;
mod check;
mod deprecation;
mod field;
mod former;
pub mod forms;
mod memory;
pub mod name;
pub mod pattern;
pub mod plural;
mod renamed;
pub mod samples;
mod words;

pub use crate::document::Operator;
pub use access::{Access, Column, Comparison, Condition, Path, Rule, Test, Who};
pub use check::{check, check_read};
pub use deprecation::{Day, Deprecation, is_link};
pub use field::{Field, FieldKind, OnDelete, Scalar, Value};
pub use former::{Former, Named};
pub use memory::Memory;
pub use name::Name;
pub use renamed::{Rename, Renamed, renamed};

/// A whole service, as declared.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The service itself.
    pub service: Service,
    /// Roles in declared order.
    pub roles: Vec<Role>,
    /// Shared enums and, after them, the ones written inline in a field, in declared order.
    pub enums: Vec<Enum>,
    /// Resources in declared order. `user` is always among them.
    pub resources: Vec<Resource>,
    /// What had another name before, as `was` says.
    pub former: Vec<Former>,
    /// What its tables are called.
    pub tables: Memory<BTreeSet<String>>,
    /// The fields that point at each resource.
    pub pointing: Memory<Vec<Vec<(ResourceId, FieldId)>>>,
}

/// The `[service]` table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name, from which crate, database and image are named.
    pub name: Name,
    /// One sentence for people; may hold any text.
    pub summary: String,
}

/// Where a role stands in [`Model::roles`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoleId(pub usize);
/// Where an enum stands in [`Model::enums`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EnumId(pub usize);
/// Where a resource stands in [`Model::resources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResourceId(pub usize);
/// Where a field stands in [`Resource::fields`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldId(pub usize);

/// A named set of rights that an account may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: Name,
    /// Given to every new account. Exactly one role has it.
    pub default: bool,
    /// Every role whose rights this one has, itself excluded, transitively closed.
    pub includes: Vec<RoleId>,
}

/// A closed set of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enum {
    /// Its name: the shared name, or `<resource>_<field>` for an inline one.
    pub name: Name,
    /// The variants in declared order.
    pub variants: Vec<Name>,
    /// Declared under `[enums]`; an inline one belongs to its resource's slice.
    pub shared: bool,
    /// What its type is called in the database.
    pub type_name: Memory<String>,
}

/// A kind of thing that the service keeps and serves.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// Singular name.
    pub name: Name,
    /// Plural name: module, table and path.
    pub plural: Name,
    /// One sentence for people; may hold any text; empty when not given.
    pub summary: String,
    /// Clients are told that its operations go.
    pub deprecated: Option<Deprecation>,
    /// The built-in account. Its built-in fields (`email`, `password`, `verified`,
    /// `roles`, `suspended_at`) are not among `fields`, which hold what the model adds.
    pub account: bool,
    /// The unique field by which paths name a row; `id` otherwise.
    pub key: Option<FieldId>,
    /// The parent, when lists and creates live under it. Its relation is `fields[relation]`.
    pub under: Option<FieldId>,
    /// Declared fields in declared order; the relation of `under` comes first when it was not written.
    pub fields: Vec<Field>,
    /// The relation that `owner` means. For the account it is `None`: a person owns their own row.
    pub owner: Option<FieldId>,
    /// Who may do what.
    pub access: Access,
    /// Declared actions in declared order.
    pub actions: Vec<Action>,
    /// Default order of lists; `-id` (newest first) unless declared.
    pub order: Order,
    /// Page sizes.
    pub page: PageBounds,
    /// Composite and partial uniqueness; single-field `unique` is on the field.
    pub unique: Vec<Unique>,
    /// Declared indexes.
    pub indexes: Vec<Index>,
    /// Declared checks.
    pub checks: Vec<Check>,
    /// Deleting hides the row; it can be restored.
    pub soft_delete: bool,
    /// The other ends of many-to-many relations that name this resource with `as`.
    pub linked_from: Vec<LinkedFrom>,
    /// A row that a request can create: see [`samples::row`].
    pub sample: Memory<Option<samples::Row>>,
    /// The row that most people may see, which is how tests make one.
    pub shown: Memory<Option<samples::Row>>,
}

impl Resource {
    /// The relation to an account that its list is narrowed to, for readers without a role that
    /// opens more.
    #[must_use]
    pub fn listed_for(&self) -> Option<FieldId> {
        let by_role = |rule: &&Rule| rule.opens_all() || rule.opens_some_to().is_some();
        let narrowing = self.access.read.iter().filter(|rule| !by_role(rule));
        let mut relations = narrowing.map(|rule| match rule.who {
            Who::Owner => self.owner,
            Who::Relation(relation) => Some(relation),
            _ => None,
        });
        let first = relations.next()??;
        relations.all(|relation| relation == Some(first)).then_some(first)
    }

    /// Whether people tell rows apart by a field: two of its values that look alike have to be one.
    #[must_use]
    pub fn tells_apart(&self, at: FieldId) -> bool {
        let field = &self.fields[at.0];
        let is_of_several = || self.unique.iter().any(|unique| unique.fields.contains(&at));
        field.unique || field.ignore_case || self.key == Some(at) || is_of_several()
    }
}

/// The far end of a many-to-many relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedFrom {
    /// The resource that declares the relation.
    pub resource: ResourceId,
    /// The `<->` field there.
    pub field: FieldId,
    /// What the list is called at this end.
    pub name: Name,
}

/// A constraint over a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// As the author wrote it: what people are told.
    pub text: String,
    /// What it means.
    pub kind: CheckKind,
}

/// The forms of a check.
#[derive(Debug, Clone, PartialEq)]
pub enum CheckKind {
    /// `A and B [if C and D]`: where the condition holds, all of these hold. As in SQL,
    /// a comparison with null does not fail a row.
    Holds {
        /// What holds.
        then: Condition,
        /// Where; everywhere if absent.
        when: Option<Condition>,
    },
    /// `one of a, b`: exactly one of them is set.
    OneOf(Vec<FieldId>),
}

/// Uniqueness over several fields or some rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Unique {
    /// Declared fields with columns.
    pub fields: Vec<FieldId>,
    /// `nulls = "equal"`: null is equal to null.
    pub nulls_equal: bool,
    /// Only among rows where this holds.
    pub condition: Option<Condition>,
}

/// A declared index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Columns in order; `true` is descending.
    pub columns: Vec<(Column, bool)>,
}

/// How lists are ordered; `id` breaks ties in the same direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub column: Column,
    /// Largest first.
    pub descending: bool,
}

/// Page sizes of a resource's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageBounds {
    /// When the request does not say; 20 unless declared.
    pub default: u32,
    /// At most; 100 unless declared, never over 1000.
    pub max: u32,
}

/// A declared operation on one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// Its name; the path is `POST …/{key}/<name>`.
    pub name: Name,
    /// One sentence for people; may hold any text; empty when not given.
    pub summary: String,
    /// Clients are told that it goes.
    pub deprecated: Option<Deprecation>,
    /// Who may.
    pub access: Vec<Rule>,
    /// Of the row before; 409 where it does not hold.
    pub when: Option<Condition>,
    /// What the request carries: fields without attributes that only columns have.
    pub takes: Vec<Field>,
    /// What the row becomes.
    pub set: Vec<Assignment>,
}

/// One field set by an action.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// A field with a column.
    pub field: FieldId,
    /// Its new value.
    pub value: Assigned,
}

/// What an action sets a field to.
#[derive(Debug, Clone, PartialEq)]
pub enum Assigned {
    /// A literal, `null`, `me`, `now()`.
    Value(Value),
    /// `taken.NAME`: an index into [`Action::takes`].
    Taken(usize),
    /// A number field plus this (negative: minus), decimal text for decimals.
    Plus {
        /// A number field of the same type.
        field: FieldId,
        /// What is added to it.
        amount: String,
    },
}

impl Model {
    /// What the service is for, as the author wrote it.
    #[must_use]
    pub fn summary(&self) -> String {
        match self.service.summary.is_empty() {
            true => format!("The {} service.", self.service.name.words()),
            false => self.service.summary.clone(),
        }
    }

    /// The resource at `id`.
    #[must_use]
    pub fn resource(&self, id: ResourceId) -> &Resource {
        &self.resources[id.0]
    }

    /// The fields that point at the resource, in declared order.
    #[must_use]
    pub fn pointing_at(&self, id: ResourceId) -> &[(ResourceId, FieldId)] {
        let pointing = self.pointing.recall(|| {
            let mut pointing = vec![Vec::new(); self.resources.len()];
            for (rows, resource) in self.resources.iter().enumerate() {
                for (at, field) in resource.fields.iter().enumerate() {
                    if let FieldKind::BelongsTo { target } = field.kind {
                        pointing[target.0].push((ResourceId(rows), FieldId(at)));
                    }
                }
            }
            pointing
        });
        &pointing[id.0]
    }

    /// Whether every new account has a role, or one that includes it.
    #[must_use]
    pub fn is_default(&self, role: RoleId) -> bool {
        let mut roles = self.roles.iter().enumerate().filter(|(_, has)| has.default);
        roles.any(|(at, has)| at == role.0 || has.includes.contains(&role))
    }

    /// The built-in account.
    #[must_use]
    pub fn account(&self) -> (ResourceId, &Resource) {
        let at = self.resources.iter().position(|resource| resource.account).unwrap_or_default();
        (ResourceId(at), &self.resources[at])
    }
}
