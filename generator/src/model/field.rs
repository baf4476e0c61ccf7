//! What a resource holds.

use super::{EnumId, FieldId, Memory, Name, ResourceId, Rule, Who};

/// A named, typed value of a resource.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "attributes are independent of each other")]
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
    /// What clients are told of a field that goes; may hold any text.
    pub deprecated: Option<String>,
    /// Who sees it; `None` is everyone who sees the row, an empty list is nobody.
    pub read: Option<Vec<Who>>,
    /// Who may set it; `None` is everyone who may create or update the row; an empty
    /// list leaves it to actions and the service.
    pub write: Option<Vec<Who>>,
    /// A regular expression that the whole value matches, without anchors.
    pub pattern: Option<String>,
    /// Where a text that matches has room for a number: so many bits, and how it is spelled there.
    pub spelled: Memory<Option<(usize, String)>>,
    /// What a relation does when its target goes.
    pub on_delete: OnDelete,
    /// What a row has when the request says nothing.
    pub default: Option<Value>,
}

impl Field {
    /// Whether it is a list that clients may find to be null.
    #[must_use]
    pub const fn is_null_list(&self) -> bool {
        self.filter && self.optional && matches!(self.kind, FieldKind::List { .. })
    }
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
    BelongsTo {
        /// The resource pointed at.
        target: ResourceId,
    },
    /// Many to many; no column here. `rename` is the list's name at the other end.
    ManyToMany {
        /// The resource at the other end.
        target: ResourceId,
        /// The name of the list there.
        rename: Option<Name>,
        /// Who may link; `None` is who may update the row.
        link: Option<Vec<Rule>>,
    },
    /// How many rows of `resource`, that the caller may see, point here by `relation`.
    Count {
        /// What is counted.
        resource: ResourceId,
        /// Its relation to this resource.
        relation: FieldId,
    },
    /// Whether the caller owns a row of `resource` that points here by `relation`.
    Mine {
        /// What the caller may own.
        resource: ResourceId,
        /// Its relation to this resource.
        relation: FieldId,
    },
}

/// A type of one value, with its own bounds. Bounds are inside.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// One line; characters.
    String {
        /// At least.
        min: u32,
        /// At most.
        max: u32,
    },
    /// Many lines; characters.
    Text {
        /// At least.
        min: u32,
        /// At most.
        max: u32,
    },
    /// 32 bits.
    Integer {
        /// At least.
        min: Option<i64>,
        /// At most.
        max: Option<i64>,
    },
    /// 64 bits.
    Bigint {
        /// At least.
        min: Option<i64>,
        /// At most.
        max: Option<i64>,
    },
    /// Exact; bounds as written, canonical decimal text.
    Decimal {
        /// Digits in all.
        precision: u32,
        /// Digits after the point.
        scale: u32,
        /// At least.
        min: Option<String>,
        /// At most.
        max: Option<String>,
    },
    /// 64-bit floating point, never NaN or infinite.
    Float {
        /// At least.
        min: Option<f64>,
        /// At most.
        max: Option<f64>,
    },
    /// True or false.
    Boolean,
    /// A calendar day; bounds in RFC 3339 form.
    Date {
        /// At least.
        min: Option<String>,
        /// At most.
        max: Option<String>,
    },
    /// A time of day.
    Time {
        /// At least.
        min: Option<String>,
        /// At most.
        max: Option<String>,
    },
    /// A moment, UTC, microseconds.
    Timestamp {
        /// At least.
        min: Option<String>,
        /// At most.
        max: Option<String>,
    },
    /// Any UUID.
    Uuid,
    /// An e-mail address, at most 254 characters.
    Email,
    /// An absolute http or https URL, at most 2000 characters.
    Url,
    /// Derived from the text field named, unique, kept when that changes.
    Slug {
        /// The text.
        from: FieldId,
    },
    /// One of a closed set.
    Enum(EnumId),
    /// Free JSON, bounded in size (16 KiB) and depth (16).
    Json,
}

impl Scalar {
    /// Whether it is some kind of text.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        matches!(
            self,
            Self::String { .. } | Self::Text { .. } | Self::Email | Self::Url | Self::Slug { .. }
        )
    }

    /// Whether its values form ranges: numbers, dates and times.
    #[must_use]
    pub const fn has_ranges(&self) -> bool {
        matches!(
            self,
            Self::Integer { .. }
                | Self::Bigint { .. }
                | Self::Decimal { .. }
                | Self::Float { .. }
                | Self::Date { .. }
                | Self::Time { .. }
                | Self::Timestamp { .. }
        )
    }
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
