//! The checked meaning of a model file.
//!
//! Holding a [`Model`] means that it is valid: every name resolves, every rule has
//! been looked at, every default satisfies its constraint. Later stages (`sql`,
//! `view`) read it and never fail because of what the author wrote.
//!
//! Resources, roles and enums refer to each other by index, so that a model is a
//! plain value without borrowed parts.

mod bounds;
mod check;
pub mod forms;
pub mod name;
pub mod pattern;
pub mod plural;
pub mod samples;
mod words;

pub use check::{check, check_read};
pub use name::Name;

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

/// A named, typed value of a resource.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// As declared: a relation is `author`, not `author_id`.
    pub name: Name,
    /// One sentence for people; may hold any text; empty when not given.
    pub summary: String,
    /// What it holds.
    pub kind: FieldKind,
    /// May be null.
    pub optional: bool,
    /// `unique`, alone.
    pub unique: bool,
    /// `index`, alone.
    pub index: bool,
    /// Compared and made unique without regard to case.
    pub ignore_case: bool,
    /// Clients may filter by it.
    pub filter: bool,
    /// Clients may sort by it.
    pub sort: bool,
    /// Part of the full-text search.
    pub search: bool,
    /// Set on create, never changed. An `owner` relation and the `under` relation are immutable.
    pub immutable: bool,
    /// Accepted, never returned.
    pub secret: bool,
    /// Who sees it; `None` is everyone who sees the row, an empty list is nobody.
    pub read: Option<Vec<Who>>,
    /// Who may set it; `None` is everyone who may create or update the row; an empty
    /// list leaves it to actions and the service.
    pub write: Option<Vec<Who>>,
    /// A regular expression that the whole value matches, without anchors.
    pub pattern: Option<String>,
    /// What a relation does when its target goes.
    pub on_delete: OnDelete,
    /// What a row has when the request says nothing.
    pub default: Option<Value>,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldKind {
    /// One value.
    Scalar(Scalar),
    /// A bounded list of a simple type; both bounds are inside.
    List {
        /// The type of each.
        item: Scalar,
        /// How many at least.
        min: u32,
        /// How many at most.
        max: u32,
    },
    /// Belongs to one row of `target`; the column and JSON field are `<name>_id`.
    BelongsTo { target: ResourceId },
    /// Many to many; no column here. `rename` is the list's name at the other end.
    ManyToMany { target: ResourceId, rename: Option<Name>, link: Option<Vec<Rule>> },
    /// How many rows of `resource`, that the caller may see, point here by `relation`.
    Count { resource: ResourceId, relation: FieldId },
    /// Whether the caller owns a row of `resource` that points here by `relation`.
    Mine { resource: ResourceId, relation: FieldId },
}

/// A type of one value, with its own bounds. Bounds are inside.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// One line; characters.
    String { min: u32, max: u32 },
    /// Many lines; characters.
    Text { min: u32, max: u32 },
    /// 32 bits.
    Integer { min: Option<i64>, max: Option<i64> },
    /// 64 bits.
    Bigint { min: Option<i64>, max: Option<i64> },
    /// Exact; bounds as written, canonical decimal text.
    Decimal { precision: u32, scale: u32, min: Option<String>, max: Option<String> },
    /// 64-bit floating point, never NaN or infinite.
    Float { min: Option<f64>, max: Option<f64> },
    /// True or false.
    Boolean,
    /// A calendar day; bounds in RFC 3339 form.
    Date { min: Option<String>, max: Option<String> },
    /// A time of day.
    Time { min: Option<String>, max: Option<String> },
    /// A moment, UTC, microseconds.
    Timestamp { min: Option<String>, max: Option<String> },
    /// Any UUID.
    Uuid,
    /// An e-mail address, at most 254 characters.
    Email,
    /// An absolute http or https URL, at most 2000 characters.
    Url,
    /// Derived from the text field named, unique, kept when that changes.
    Slug { from: FieldId },
    /// One of a closed set.
    Enum(EnumId),
    /// Free JSON, bounded in size (16 KiB) and depth (16).
    Json,
}

/// A literal or a function that gives a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `true`, `false`.
    Boolean(bool),
    /// For integer and bigint.
    Integer(i64),
    /// For float.
    Float(f64),
    /// For decimal: canonical text with exactly the declared scale.
    Decimal(String),
    /// Text, e-mail, URL, UUID, date, time and timestamp, in their wire form.
    Text(String),
    /// Which variant of the field's enum.
    Variant(usize),
    /// A list of values.
    List(Vec<Value>),
    /// Free JSON, compact.
    Json(String),
    /// The moment of the statement.
    Now,
    /// A new random UUID.
    NewUuid,
    /// A new random token of so many characters.
    Token(u32),
    /// The caller's account; in `set` only.
    Me,
    /// SQL null; in `set` only.
    Null,
}

/// What a relation does when its target goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnDelete {
    /// The target cannot go while rows point at it.
    #[default]
    Restrict,
    /// Rows go with it.
    Cascade,
    /// Rows let go.
    Null,
}

/// Who may do what; any rule of a list is enough, an empty list is nobody.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Access {
    /// Show and list alike.
    pub read: Vec<Rule>,
    /// Make a row.
    pub create: Vec<Rule>,
    /// Change a row.
    pub update: Vec<Rule>,
    /// Remove a row; restoring a soft-deleted one asks the same.
    pub delete: Vec<Rule>,
}

/// One way of being allowed.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Who.
    pub who: Who,
    /// When; of the row, always if absent.
    pub condition: Option<Condition>,
}

/// Whom a rule means.
#[derive(Debug, Clone, PartialEq)]
pub enum Who {
    /// Anybody, signed in or not.
    Public,
    /// Anybody signed in.
    Authenticated,
    /// Whoever has the role, or one that includes it.
    Role(RoleId),
    /// The row's owner; of the account, the person.
    Owner,
    /// The account that this row's relation names.
    Relation(FieldId),
    /// The owner of the row that `relation` of this row points at; where that is the
    /// account itself, the person.
    OwnerOf {
        /// A `->` field of this resource.
        relation: FieldId,
    },
}

/// Comparisons, all of which hold. One with null never holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// At least one.
    pub comparisons: Vec<Comparison>,
}

/// A field compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// What is compared.
    pub left: Path,
    /// How, and with what.
    pub test: Test,
}

/// A field of this row, or of the row that a relation of it points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The relation to go through, if any.
    pub up: Option<FieldId>,
    /// What is read: of this resource, or of the relation's target.
    pub column: Column,
}

/// A column that a condition, order or index can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// A declared field with a column.
    Field(FieldId),
    /// `id`.
    Id,
    /// `created_at`.
    CreatedAt,
    /// `updated_at`.
    UpdatedAt,
    /// The account's `verified`.
    Verified,
    /// The account's `suspended_at`.
    SuspendedAt,
    /// The account's `email`.
    Email,
}

/// How a comparison compares.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// `=`, `!=`, `<`, `<=`, `>`, `>=` with a value.
    Value(Operator, Value),
    /// The same with another column of this row; in `checks` only.
    Column(Operator, Column),
    /// `in (…)`.
    In(Vec<Value>),
    /// `is null`.
    IsNull,
    /// `is not null`.
    IsNotNull,
    /// A boolean field alone (`true`) or after `not` (`false`).
    Is(bool),
}

/// A comparison operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
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
    Holds { then: Condition, when: Option<Condition> },
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
    Plus { field: FieldId, amount: String },
}

impl Model {
    /// The resource at `id`.
    #[must_use]
    pub fn resource(&self, id: ResourceId) -> &Resource {
        &self.resources[id.0]
    }

    /// The built-in account.
    #[must_use]
    pub fn account(&self) -> (ResourceId, &Resource) {
        let at = self.resources.iter().position(|resource| resource.account).unwrap_or_default();
        (ResourceId(at), &self.resources[at])
    }
}
