//! The words of field expressions: types, attributes and functions, one table each.

use super::expression::{Flag, OnDelete};
use super::vocabulary::{Grammar, NAMES_OR_NAME, RULES_OR_RULE, Shape};

/// A built-in type.
#[derive(Debug)]
pub struct TypeWord {
    /// Such as `string`.
    pub name: &'static str,
    /// As people write it, such as `string(1..200)`.
    pub form: &'static str,
    /// One sentence for people.
    pub about: &'static str,
    pub(super) arguments: Arguments,
}

/// What may stand in the parentheses of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arguments {
    Nothing,
    Bounds,
    PrecisionAndScale,
    Field,
    Variants,
    Resource,
}

const fn word(
    name: &'static str,
    form: &'static str,
    arguments: Arguments,
    about: &'static str,
) -> TypeWord {
    TypeWord { name, form, about, arguments }
}

/// All built-in types that are named by a word.
pub const TYPES: &[TypeWord] = &[
    word(
        "string",
        "string(1..200)",
        Arguments::Bounds,
        "One line of so many characters; 1..255 alone.",
    ),
    word(
        "text",
        "text(1..2000)",
        Arguments::Bounds,
        "Many lines of so many characters; 0..20000 alone.",
    ),
    word("integer", "integer(0..100)", Arguments::Bounds, "A whole number of 32 bits."),
    word("bigint", "bigint", Arguments::Bounds, "A whole number of 64 bits."),
    word(
        "decimal",
        "decimal(10, 2)",
        Arguments::PrecisionAndScale,
        "An exact decimal number; a string in JSON.",
    ),
    word("float", "float", Arguments::Nothing, "A floating-point number of 64 bits."),
    word("boolean", "boolean", Arguments::Nothing, "True or false."),
    word("date", "date", Arguments::Nothing, "A calendar day."),
    word("time", "time", Arguments::Nothing, "A time of day."),
    word("timestamp", "timestamp", Arguments::Nothing, "A moment, in UTC."),
    word("uuid", "uuid", Arguments::Nothing, "A UUID."),
    word("email", "email", Arguments::Nothing, "An e-mail address."),
    word("url", "url", Arguments::Nothing, "A web address."),
    word(
        "slug",
        "slug(title)",
        Arguments::Field,
        "Derived from a text field on create, unique, kept.",
    ),
    word("enum", "enum(draft, published)", Arguments::Variants, "One of a closed set."),
    word("json", "json", Arguments::Nothing, "Free JSON, bounded in size and depth."),
    word("count", "count(comment)", Arguments::Resource, "How many such rows point here."),
    word("mine", "mine(like)", Arguments::Resource, "Whether the caller owns such a row."),
];

/// Names that types have elsewhere.
const FOREIGN_TYPES: &[(&str, &str)] = &[
    ("int", "integer"),
    ("i32", "integer"),
    ("serial", "integer"),
    ("i64", "bigint"),
    ("long", "bigint"),
    ("number", "decimal(10, 2)"),
    ("numeric", "decimal(10, 2)"),
    ("money", "decimal(10, 2)"),
    ("double", "float"),
    ("real", "float"),
    ("f64", "float"),
    ("bool", "boolean"),
    ("str", "string"),
    ("varchar", "string"),
    ("char", "string"),
    ("datetime", "timestamp"),
    ("timestamptz", "timestamp"),
    ("guid", "uuid"),
    ("jsonb", "json"),
    ("object", "json"),
];

/// What people who write this for a type mean, when it has another name elsewhere.
#[must_use]
pub fn foreign_type(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    FOREIGN_TYPES.iter().find(|(foreign, _)| *foreign == word).map(|(_, meant)| *meant)
}

/// An attribute of a field.
#[derive(Debug)]
pub struct AttributeWord {
    /// Such as `unique`.
    pub name: &'static str,
    /// One sentence for people.
    pub about: &'static str,
    pub(super) takes: Takes,
}

/// What an attribute takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Nothing(Flag),
    Names,
    Rules,
    Pattern,
    Limit,
    OnDelete,
    Name,
    Reason,
}

impl Takes {
    /// What the attribute's key takes in the long form.
    pub(super) fn shape(self) -> &'static Shape {
        match self {
            Self::Nothing(_) => &Shape::Boolean,
            Self::Names => &NAMES_OR_NAME,
            Self::Rules => &RULES_OR_RULE,
            Self::Pattern | Self::Reason => &Shape::Text,
            Self::Limit => &Shape::Anything,
            Self::OnDelete => &Shape::Choice(ON_DELETE),
            Self::Name => &Shape::Expression(Grammar::Name),
        }
    }
}

const fn flag(name: &'static str, flag: Flag, about: &'static str) -> AttributeWord {
    AttributeWord { name, about, takes: Takes::Nothing(flag) }
}

const fn attribute(name: &'static str, takes: Takes, about: &'static str) -> AttributeWord {
    AttributeWord { name, about, takes }
}

/// All attributes. `?` belongs to the type.
pub const ATTRIBUTES: &[AttributeWord] = &[
    flag("unique", Flag::Unique, "No two rows have the same value."),
    flag("index", Flag::Index, "An index of its own."),
    flag("ignore_case", Flag::IgnoreCase, "Compared and made unique without regard to case."),
    flag("filter", Flag::Filter, "Clients may filter by it."),
    flag("sort", Flag::Sort, "Clients may sort by it."),
    flag("search", Flag::Search, "Part of the full-text search."),
    flag(
        "owner",
        Flag::Owner,
        "The relation to `user` that `owner` means in rules; set to the caller.",
    ),
    flag("immutable", Flag::Immutable, "Set on create, never changed."),
    flag("secret", Flag::Secret, "Accepted, never returned."),
    flag("personal", Flag::Personal, "Part of a person's export and erasure."),
    flag("encrypted", Flag::Encrypted, "Encrypted at rest, bound to its row."),
    attribute(
        "read",
        Takes::Names,
        "Who sees it: roles, `owner`, relations to `user`; empty is nobody.",
    ),
    attribute("write", Takes::Names, "Who may set it; empty leaves it to actions and the service."),
    attribute("link", Takes::Rules, "Who may link and unlink, when not who may update the row."),
    attribute("pattern", Takes::Pattern, "A regular expression that the whole value matches."),
    attribute("min", Takes::Limit, "The least value."),
    attribute("max", Takes::Limit, "The greatest value."),
    attribute(
        "on_delete",
        Takes::OnDelete,
        "What happens when the row pointed at goes; `restrict` unless said.",
    ),
    attribute("was", Takes::Name, "The name it had before, so that its data is kept."),
    attribute(
        "deprecated",
        Takes::Reason,
        "Clients are told that it goes, and this: what to use instead.",
    ),
];

/// Functions that give a default.
pub(super) const FUNCTIONS: &[&str] = &["now", "uuid", "token"];

/// Words that have a meaning of their own in a rule.
pub(super) const RULE_WORDS: &[&str] = &["public", "authenticated", "owner", "via"];

/// What `on_delete` takes.
pub(super) const ON_DELETE: &[&str] = &["restrict", "cascade", "null"];

impl OnDelete {
    pub(super) fn from_word(word: &str) -> Option<Self> {
        match word {
            "restrict" => Some(Self::Restrict),
            "cascade" => Some(Self::Cascade),
            "null" => Some(Self::Null),
            _ => None,
        }
    }
}

/// The attribute of that name.
pub(super) fn attribute_named(name: &str) -> Option<&'static AttributeWord> {
    ATTRIBUTES.iter().find(|attribute| attribute.name == name)
}

/// The built-in type of that name.
pub(super) fn type_named(name: &str) -> Option<&'static TypeWord> {
    TYPES.iter().find(|word| word.name == name)
}
