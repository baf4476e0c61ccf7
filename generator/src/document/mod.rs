//! The model file as written.
//!
//! [`parse`] reads the text into a [`Document`]: every key, expression and rule taken
//! apart, every value with the bytes it stands at, no name resolved and nothing believed.
//! It collects every fault it meets and goes on, leaving out only what it could not read:
//! where a part is absent although the author wrote something, the fault is already reported.

mod astray;
mod decode;
mod edit;
mod expression;
mod field;
mod fragment;
mod grammar;
mod hidden;
mod lexer;
mod misplaced;
mod node;
mod read;
mod references;
mod remove;
mod rename;
mod schema;
mod shape;
mod spanned;
mod syntax;
#[cfg(test)]
mod tests;
mod vocabulary;
mod words;

pub use decode::{MAX_BYTES, decode};
pub use edit::{Edit, default_role, edit};
pub use remove::{Removing, remove};
pub use rename::{Renaming, rename, settled};

pub use expression::{
    Bounds, CheckDecl, CheckKind, ComparisonDecl, ConditionDecl, Flag, Literal, OnDelete, Operator,
    PathDecl, RuleDecl, SetValue, TestDecl, TypeExpr, VariantDecl, WhoDecl,
};
pub use schema::schema;
pub use spanned::{Spanned, Text};
pub use words::{ATTRIBUTES, AttributeWord, TYPES, TypeWord, foreign_type};

use crate::diagnostic::{self, Diagnostic, Source, Span};

/// Reads a model file. The diagnostics are in the order of the places they point at.
///
/// A file that is not TOML gives an empty document and the first fault of its syntax.
#[must_use]
pub fn parse(source: &Source) -> (Document, Vec<Diagnostic>) {
    let mut faults = hidden::characters(source);
    let document = match toml_edit::Document::parse(source.text.as_str()) {
        Ok(file) => {
            let mut file = file.into_table();
            misplaced::gather(&mut file, &mut faults);
            shape::check(&node::Node::root(&file), vocabulary::MODEL, &mut faults);
            astray::gather(source, &mut file, &mut faults);
            read::document(source, &node::Node::root(&file), &mut faults)
        }
        Err(error) => {
            faults.push(syntax::fault(source, &error));
            Document::default()
        }
    };
    diagnostic::sort(&mut faults);
    (document, faults)
}

/// A whole model file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// The `[service]` table.
    pub service: Service,
    /// The `[roles]` table; `None` when it is not written.
    pub roles: Option<Spanned<Vec<RoleDecl>>>,
    /// The `[enums]` table.
    pub enums: Vec<EnumDecl>,
    /// The `[resources]` table. `user` is among them only when it is written.
    pub resources: Vec<ResourceDecl>,
}

/// The `[service]` table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Service {
    /// `name`; when absent, the fault is reported.
    pub name: Option<Text>,
    /// `summary`
    pub summary: Option<Text>,
}

/// One key of `[roles]`.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleDecl {
    /// The key.
    pub name: Text,
    /// `default`
    pub default: Option<Spanned<bool>>,
    /// `includes`
    pub includes: Vec<Text>,
    /// `was`
    pub was: Option<Text>,
}

/// One key of `[enums]`.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumDecl {
    /// The key.
    pub name: Text,
    /// `was`
    pub was: Option<Text>,
    /// The variants, in written order.
    pub variants: Vec<VariantDecl>,
}

/// One table of `[resources]`.
#[derive(Debug, Clone, PartialEq)]
pub struct ResourceDecl {
    /// The key; its span is where the name stands first.
    pub name: Text,
    /// `was`
    pub was: Option<Text>,
    /// `summary`
    pub summary: Option<Text>,
    /// `deprecated`
    pub deprecated: Option<Spanned<DeprecatedDecl>>,
    /// `plural`
    pub plural: Option<Text>,
    /// `key`
    pub key: Option<Text>,
    /// `under`
    pub under: Option<Spanned<UnderDecl>>,
    /// `fields`, in written order.
    pub fields: Vec<FieldDecl>,
    /// `access`; `None` when it is not written.
    pub access: Option<Spanned<AccessDecl>>,
    /// `actions`, in written order.
    pub actions: Vec<ActionDecl>,
    /// `order`
    pub order: Option<Spanned<OrderDecl>>,
    /// `page`
    pub page: Option<Spanned<PageDecl>>,
    /// `unique`
    pub unique: Vec<Spanned<UniqueDecl>>,
    /// `indexes`
    pub indexes: Vec<Spanned<IndexDecl>>,
    /// `checks`
    pub checks: Vec<Spanned<CheckDecl>>,
    /// `soft_delete`
    pub soft_delete: Option<Spanned<bool>>,
    /// `history`
    pub history: Option<Spanned<bool>>,
    /// `limit`
    pub limit: Option<Spanned<LimitDecl>>,
    /// `cache`
    pub cache: Option<Spanned<CacheDecl>>,
    /// `acknowledge`
    pub acknowledge: Vec<Text>,
}

/// `under = "post"`, or the table that also says `on_delete`.
#[derive(Debug, Clone, PartialEq)]
pub struct UnderDecl {
    /// The parent.
    pub resource: Text,
    /// `on_delete`
    pub on_delete: Option<Spanned<OnDelete>>,
}

/// One key of `fields` or `takes`, the same for the short and the long form.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldDecl {
    /// The key.
    pub name: Text,
    /// `summary`, of the long form only.
    pub summary: Option<Text>,
    /// The type without its `?`; `None` when it could not be read.
    pub kind: Option<Spanned<TypeExpr>>,
    /// Where the `?` stands.
    pub optional: Option<Span>,
    /// Attributes without a value, in written order, each once.
    pub flags: Vec<Spanned<Flag>>,
    /// `read(…)`
    pub read: Option<Spanned<Vec<Text>>>,
    /// `write(…)`
    pub write: Option<Spanned<Vec<Text>>>,
    /// `link(…)`
    pub link: Option<Spanned<Vec<RuleDecl>>>,
    /// `pattern('…')`
    pub pattern: Option<Text>,
    /// `min(…)`
    pub min: Option<Spanned<Literal>>,
    /// `max(…)`
    pub max: Option<Spanned<Literal>>,
    /// `on_delete(…)`
    pub on_delete: Option<Spanned<OnDelete>>,
    /// `was(…)`
    pub was: Option<Text>,
    /// `deprecated('…')`
    pub deprecated: Option<Text>,
    /// `= …`
    pub default: Option<Spanned<Literal>>,
}

impl FieldDecl {
    /// Where `flag` is written, if it is.
    #[must_use]
    pub fn flag(&self, flag: Flag) -> Option<Span> {
        self.flags.iter().find(|written| written.value == flag).map(|written| written.span)
    }
}

/// The `access` table. An action that is not written is `None`; `[]` is an empty list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AccessDecl {
    /// `read`
    pub read: Option<Spanned<Vec<RuleDecl>>>,
    /// `create`
    pub create: Option<Spanned<Vec<RuleDecl>>>,
    /// `update`
    pub update: Option<Spanned<Vec<RuleDecl>>>,
    /// `delete`
    pub delete: Option<Spanned<Vec<RuleDecl>>>,
}

/// One key of `actions`.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionDecl {
    /// The key.
    pub name: Text,
    /// `summary`
    pub summary: Option<Text>,
    /// `deprecated`
    pub deprecated: Option<Spanned<DeprecatedDecl>>,
    /// `access`
    pub access: Option<Spanned<Vec<RuleDecl>>>,
    /// `when`
    pub when: Option<Spanned<ConditionDecl>>,
    /// `takes`
    pub takes: Vec<FieldDecl>,
    /// `set`: each field with its new value; a value that could not be read is left out.
    pub set: Vec<(Text, Spanned<SetValue>)>,
}

/// `deprecated = { since = "2026-12-01", sunset = "2027-06-01", use = "…" }`
#[derive(Debug, Clone, PartialEq)]
pub struct DeprecatedDecl {
    /// `since`
    pub since: Option<Text>,
    /// `sunset`
    pub sunset: Option<Text>,
    /// `use`
    pub instead: Option<Text>,
}

/// A column with a direction: `created_at`, `-created_at`.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderDecl {
    /// The column, without the sign.
    pub column: Text,
    /// Written with `-`.
    pub descending: bool,
}

/// `page = { default = 20, max = 100 }`
#[derive(Debug, Clone, PartialEq)]
pub struct PageDecl {
    /// `default`
    pub default: Option<Spanned<i64>>,
    /// `max`
    pub max: Option<Spanned<i64>>,
}

/// One entry of `unique`: the bare list, or the table with the list under `fields`.
#[derive(Debug, Clone, PartialEq)]
pub struct UniqueDecl {
    /// The fields.
    pub fields: Vec<Text>,
    /// `nulls = "equal"` is true, `nulls = "distinct"` false.
    pub nulls_equal: Option<Spanned<bool>>,
    /// `where`
    pub condition: Option<Spanned<ConditionDecl>>,
}

/// One entry of `indexes`.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexDecl {
    /// The columns, in order.
    pub columns: Vec<Spanned<OrderDecl>>,
}

/// `limit = "30/minute"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitDecl {
    /// How many writes.
    pub count: u32,
    /// In how many seconds.
    pub seconds: u32,
}

/// `cache = "30s"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheDecl {
    /// For how many seconds.
    pub seconds: u32,
}
