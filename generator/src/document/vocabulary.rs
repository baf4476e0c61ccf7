//! Every key of a model file, in one table. The shape check, the JSON Schema and the
//! names that are offered for a misspelt one all read it.

use super::words::{ATTRIBUTES, ON_DELETE};
use crate::diagnostic::nearest;

/// One key of a table.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) shape: Shape,
    /// One sentence for people who complete the key in an editor.
    pub(super) about: &'static str,
}

/// What a value of the file looks like before its meaning is asked.
#[derive(Debug)]
pub(super) enum Shape {
    /// Any text.
    Text,
    /// Text that follows a grammar.
    Expression(Grammar),
    Boolean,
    Float,
    Integer {
        min: i64,
        max: i64,
    },
    Choice(&'static [&'static str]),
    /// A list of one shape.
    List(&'static Shape),
    /// One of several; no two of them of the same kind.
    Either(&'static [Shape]),
    /// A table of these keys.
    Table(&'static [Key]),
    /// A table whose keys are names, each with the same shape.
    Each(&'static Shape),
    /// The long form of a field: these keys and one for each attribute.
    LongField,
    /// Any TOML value.
    Anything,
}

/// Which grammar an expression follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grammar {
    Name,
    Variant,
    Field,
    Type,
    Rule,
    Condition,
    Check,
    Value,
    Order,
    Limit,
    Cache,
}

const fn optional(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, required: false, shape, about }
}

const fn required(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, required: true, shape, about }
}

const NAME: Shape = Shape::Expression(Grammar::Name);
const CONDITION: Shape = Shape::Expression(Grammar::Condition);
const RULE: Shape = Shape::Expression(Grammar::Rule);
const ORDER: Shape = Shape::Expression(Grammar::Order);
const NAMES: Shape = Shape::List(&NAME);
const RULES: Shape = Shape::Either(&[RULE, Shape::List(&RULE)]);
const FIELD: Shape = Shape::Either(&[Shape::Expression(Grammar::Field), Shape::LongField]);
const VARIANTS: Shape = Shape::List(&Shape::Expression(Grammar::Variant));
const FIELDS: Shape = Shape::Each(&FIELD);

/// Whether somebody meant this key who wrote another word, which is a key nowhere.
pub(super) fn is_meant(written: &str, key: &str) -> bool {
    const TABLES: &[&[Key]] = &[
        MODEL, SERVICE, ROLE, ENUM, RESOURCE, UNDER, DEPRECATED, ACCESS, ACTION, PAGE, UNIQUE,
        FIELD_KEYS,
    ];
    let keys = TABLES.iter().flat_map(|keys| keys.iter()).map(|key| key.name);
    let keys = keys.chain(ATTRIBUTES.iter().map(|word| word.name));
    keys.clone().all(|key| key != written) && nearest(written, keys) == Some(key)
}

/// The whole file.
pub(super) const MODEL: &[Key] = &[
    required("service", Shape::Table(SERVICE), "The service itself."),
    optional(
        "roles",
        Shape::Each(&Shape::Table(ROLE)),
        "Roles that an account may hold. Without this table: `member` (default) and `admin`.",
    ),
    optional(
        "enums",
        Shape::Each(&Shape::Either(&[VARIANTS, Shape::Table(ENUM)])),
        "Closed sets that several fields share, each a list of variants.",
    ),
    optional(
        "resources",
        Shape::Each(&Shape::Table(RESOURCE)),
        "What the service keeps. `user` is the built-in account; what is written there is added to it.",
    ),
];

pub(super) const SERVICE: &[Key] = &[
    required(
        "name",
        Shape::Text,
        "The name, in kebab-case; crate, database and image are named from it.",
    ),
    optional("summary", Shape::Text, "One sentence that says what the service is for."),
];

const ROLE: &[Key] = &[
    optional("default", Shape::Boolean, "What a new account has. Exactly one role has it."),
    optional("includes", NAMES, "Roles whose rights this one has too."),
    optional("was", NAME, FORMERLY),
];

const ENUM: &[Key] =
    &[required("variants", VARIANTS, "Its variants."), optional("was", NAME, FORMERLY)];

/// What `was` says, wherever it stands.
const FORMERLY: &str = "The name it had before, so that its data is kept.";

pub(super) const RESOURCE: &[Key] = &[
    optional("was", NAME, FORMERLY),
    optional("summary", Shape::Text, "One sentence that says what a row is."),
    optional("deprecated", Shape::Table(DEPRECATED), "Clients are told that its operations go."),
    optional("plural", NAME, "The plural, where the usual one is wrong."),
    optional("key", NAME, "The unique field by which paths name a row; `id` otherwise."),
    optional(
        "under",
        Shape::Either(&[NAME, Shape::Table(UNDER)]),
        "The parent under whose path rows are listed and created.",
    ),
    optional(
        "fields",
        FIELDS,
        "What a row holds: `TYPE[?] [attribute …] [= default]`, or a table.",
    ),
    optional("access", Shape::Table(ACCESS), "Who may do what. What no rule allows is refused."),
    optional(
        "actions",
        Shape::Each(&Shape::Table(ACTION)),
        "Operations on one row besides update and delete.",
    ),
    optional("order", ORDER, "The default order of lists: a field, after `-` the largest first."),
    optional("page", Shape::Table(PAGE), "How many rows a list gives at once."),
    optional(
        "unique",
        Shape::List(&Shape::Either(&[NAMES, Shape::Table(UNIQUE)])),
        "Sets of fields of which no two rows have the same values.",
    ),
    optional(
        "indexes",
        Shape::List(&Shape::List(&ORDER)),
        "Indexes beside those that attributes make.",
    ),
    optional(
        "checks",
        Shape::List(&Shape::Expression(Grammar::Check)),
        "What holds for every row: `ends_at > starts_at`, `a is not null if b = c`, `one of a, b`.",
    ),
    optional("soft_delete", Shape::Boolean, "Deleting hides a row, which can be restored."),
    optional("history", Shape::Boolean, "Keeps who changed what."),
    optional(
        "limit",
        Shape::Expression(Grammar::Limit),
        "How many writes an account may make, as `30/minute`.",
    ),
    optional("cache", Shape::Expression(Grammar::Cache), "How long answers may be kept, as `30s`."),
    optional(
        "acknowledge",
        Shape::List(&Shape::Text),
        "Insecure things that are meant, as `public create`.",
    ),
];

const UNDER: &[Key] = &[
    required("resource", NAME, "The parent."),
    optional(
        "on_delete",
        Shape::Choice(ON_DELETE),
        "What happens when the parent goes; `cascade` unless said.",
    ),
];

const DEPRECATED: &[Key] = &[
    required(
        "since",
        Shape::Text,
        "From which day on nobody should begin to use it: `2026-12-01`.",
    ),
    optional("sunset", Shape::Text, "From which day on it may be gone, at the earliest."),
    optional("use", Shape::Text, "What to use instead; a URL is where clients read more."),
];

pub(super) const ACCESS: &[Key] = &[
    optional("read", RULES, "Who may show and list."),
    optional("create", RULES, "Who may create."),
    optional("update", RULES, "Who may change, asked of the row before and after."),
    optional("delete", RULES, "Who may delete."),
];

pub(super) const ACTION: &[Key] = &[
    optional("summary", Shape::Text, "One sentence that says what it does."),
    optional("deprecated", Shape::Table(DEPRECATED), "Clients are told that it goes."),
    required("access", RULES, "Who may."),
    optional("when", CONDITION, "What holds for the row before; 409 otherwise."),
    optional("takes", FIELDS, "What the request carries."),
    optional(
        "set",
        Shape::Each(&Shape::Either(&[
            Shape::Expression(Grammar::Value),
            Shape::Integer { min: i64::MIN, max: i64::MAX },
            Shape::Float,
            Shape::Boolean,
        ])),
        "What the row becomes: literals, `null`, `me`, `now()`, `taken.NAME`, a number field plus or minus a number.",
    ),
];

const PAGE: &[Key] = &[
    optional("default", Shape::Integer { min: 1, max: 1000 }, "When the request does not say; 20."),
    optional("max", Shape::Integer { min: 1, max: 1000 }, "At most; 100."),
];

const UNIQUE: &[Key] = &[
    required("fields", NAMES, "The fields."),
    optional(
        "nulls",
        Shape::Choice(&["equal", "distinct"]),
        "Whether null equals null; `distinct` unless said.",
    ),
    optional("where", CONDITION, "Only among rows where this holds."),
];

/// The keys of a field's long form that are not attributes.
pub(super) const FIELD_KEYS: &[Key] = &[
    required("type", Shape::Expression(Grammar::Type), "The type, with `?` when it may be null."),
    optional("summary", Shape::Text, "One sentence that says what it holds."),
    optional("default", Shape::Anything, "What a row has when the request says nothing."),
];

/// `on_delete` and the like in a field's long form.
pub(super) const NAMES_OR_NAME: Shape = Shape::Either(&[NAME, NAMES]);
pub(super) const RULES_OR_RULE: Shape = RULES;
