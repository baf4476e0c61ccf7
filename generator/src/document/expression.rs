//! What stands inside the strings of a model file: types, rules, conditions, checks, values.

use super::{Spanned, Text};
use crate::diagnostic::Span;

/// The type of a field, without `?`.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeExpr {
    /// `string(MIN..MAX)`
    String(Option<Spanned<Bounds>>),
    /// `text(MIN..MAX)`
    Text(Option<Spanned<Bounds>>),
    /// `integer(MIN..MAX)`
    Integer(Option<Spanned<Bounds>>),
    /// `bigint(MIN..MAX)`
    Bigint(Option<Spanned<Bounds>>),
    /// `decimal(PRECISION, SCALE)`
    Decimal {
        /// Digits in all.
        precision: Spanned<i64>,
        /// Digits after the point.
        scale: Spanned<i64>,
    },
    /// `float`
    Float,
    /// `boolean`
    Boolean,
    /// `date`
    Date,
    /// `time`
    Time,
    /// `timestamp`
    Timestamp,
    /// `uuid`
    Uuid,
    /// `email`
    Email,
    /// `url`
    Url,
    /// `json`
    Json,
    /// `slug(title)`
    Slug {
        /// The field it is derived from.
        from: Text,
    },
    /// `enum(a, b, c)`
    Enum(Vec<VariantDecl>),
    /// Any other word: a shared enum, or nothing that exists.
    Named(String),
    /// `[TYPE](MIN..MAX)`
    List {
        /// What it is a list of; never a list itself.
        item: Box<Spanned<TypeExpr>>,
        /// How many.
        bounds: Option<Spanned<Bounds>>,
    },
    /// `-> resource`
    BelongsTo {
        /// The resource pointed at.
        target: Text,
    },
    /// `<-> resource as name`
    ManyToMany {
        /// The resource at the other end.
        target: Text,
        /// What the list is called there.
        rename: Option<Text>,
    },
    /// `count(resource.relation)`
    Count {
        /// What is counted.
        resource: Text,
        /// By which of its relations.
        relation: Option<Text>,
    },
    /// `mine(resource.relation)`
    Mine {
        /// What the caller may own.
        resource: Text,
        /// By which of its relations.
        relation: Option<Text>,
    },
}

/// A variant of an enum, and the name that it had before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantDecl {
    /// Its name.
    pub name: Text,
    /// `was(…)`
    pub was: Option<Text>,
    /// All of it.
    pub span: Span,
}

/// `(MIN..MAX)`, both inside; `(N)` is `(N..N)`. At least one side is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounds {
    /// The least.
    pub min: Option<Spanned<i64>>,
    /// The most.
    pub max: Option<Spanned<i64>>,
}

/// An attribute without a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Flag {
    /// `unique`
    Unique,
    /// `index`
    Index,
    /// `ignore_case`
    IgnoreCase,
    /// `filter`
    Filter,
    /// `sort`
    Sort,
    /// `search`
    Search,
    /// `owner`
    Owner,
    /// `immutable`
    Immutable,
    /// `secret`
    Secret,
    /// `personal`
    Personal,
    /// `encrypted`
    Encrypted,
}

/// `restrict`, `cascade` or `null`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDelete {
    /// `restrict`
    Restrict,
    /// `cascade`
    Cascade,
    /// `null`
    Null,
}

/// A literal or a function that gives a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// A bare word: a variant; in a check, a column.
    Word(String),
    /// `true`, `false`
    Boolean(bool),
    /// A number as written, `-?[0-9]+(\.[0-9]+)?`; of a long form's float, its shortest text.
    Number(String),
    /// `'text'`, also dates and times.
    Text(String),
    /// `now()`
    Now,
    /// `uuid()`
    Uuid,
    /// `token(32)`
    Token(Spanned<u32>),
    /// A list, of the long form only.
    List(Vec<Spanned<Literal>>),
    /// Free JSON, of the long form only.
    Json(serde_json::Value),
}

/// One access rule: who, and on what condition.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleDecl {
    /// Who.
    pub who: Spanned<WhoDecl>,
    /// After `if`.
    pub condition: Option<Spanned<ConditionDecl>>,
    /// The whole rule.
    pub span: Span,
}

/// Whom a rule means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhoDecl {
    /// `public`
    Public,
    /// `authenticated`
    Authenticated,
    /// `owner`
    Owner,
    /// Another word: a role or a relation to `user`.
    Named(String),
    /// `post.owner`
    OwnerOf {
        /// The relation before the dot.
        relation: Text,
    },
    /// `via membership.space`
    Via {
        /// The linking resource.
        resource: Text,
        /// Which of its relations.
        relation: Option<Text>,
    },
}

/// Comparisons joined by `and`; at least one.
#[derive(Debug, Clone, PartialEq)]
pub struct ConditionDecl {
    /// In written order.
    pub comparisons: Vec<Spanned<ComparisonDecl>>,
}

/// One comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonDecl {
    /// What is compared.
    pub path: Spanned<PathDecl>,
    /// How, and with what.
    pub test: TestDecl,
}

/// `status`, or one step up: `post.status`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathDecl {
    /// The relation before the dot.
    pub up: Option<Text>,
    /// The field.
    pub field: Text,
}

/// How a comparison compares.
#[derive(Debug, Clone, PartialEq)]
pub enum TestDecl {
    /// `=`, `!=`, `<`, `<=`, `>`, `>=` and what follows.
    Compare(Spanned<Operator>, Spanned<Literal>),
    /// `in (a, b)`
    In(Vec<Spanned<Literal>>),
    /// `is null`
    IsNull,
    /// `is not null`
    IsNotNull,
    /// A field alone (`true`) or after `not` (`false`).
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

/// One entry of `checks`.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckDecl {
    /// As written.
    pub text: String,
    /// What it says.
    pub kind: CheckKind,
}

/// The forms of a check.
#[derive(Debug, Clone, PartialEq)]
pub enum CheckKind {
    /// `A and B if C and D`
    Holds {
        /// Before `if`.
        then: Spanned<ConditionDecl>,
        /// After `if`.
        when: Option<Spanned<ConditionDecl>>,
    },
    /// `one of a, b`
    OneOf(Vec<Text>),
}

/// What an action puts into a field.
#[derive(Debug, Clone, PartialEq)]
pub enum SetValue {
    /// A value that does not depend on the row.
    Literal(Literal),
    /// `null`
    Null,
    /// `me`
    Me,
    /// `taken.reason`
    Taken(Text),
    /// `places - 1`
    Change {
        /// The number field before the sign.
        field: Text,
        /// Subtracts rather than adds.
        minus: bool,
        /// The number after the sign, as [`Literal::Number`] has it.
        by: Spanned<String>,
    },
}
