//! What models are drawn from.

/// Names that mean something to Rust, SQL, HTTP or the service, and plain ones.
#[rustfmt::skip]
pub(crate) const NAMES: &[&str] = &[
    "type", "match", "move", "ref", "async", "fn", "impl", "loop", "gen", "try", "yield", "box",
    "select", "order", "group", "table", "limit", "offset", "check", "default", "primary", "with",
    "value", "values", "row", "rows", "position", "precision", "user_name", "grant", "analyze",
    "status", "page", "token", "session", "request", "response", "state", "app", "query", "filter",
    "sort", "item", "items", "data", "result", "error", "option", "body", "path", "key", "index",
    "string", "number", "boolean", "date", "time", "timestamp", "decimal", "float", "integer",
    "a", "x", "b2", "o_o", "title", "name", "summary", "price", "stock", "colour", "author",
    "editor", "owner_name", "parent", "child", "person", "category", "box_office", "news",
    "series", "analysis", "address", "status_code", "created", "updated", "deleted", "found",
    "viewer", "principal", "changes", "new", "list", "show", "faults", "db", "id_card", "uuid_v7",
    "rule", "policy_note", "model", "handler", "count_of_things", "mine_shaft", "field", "next",
    "previous", "first", "last", "left", "right", "end", "start", "and_more", "or_else", "is_it",
    "the_quite_long_name_of_a_thing_that_somebody_wanted_to_keep",
    "another_name_that_comes_close_to_the_sixty_that_are_allowed",
    "an_uncommonly_verbose_description_of_one",
];

/// Texts that would be code if anybody forgot to quote them.
pub(crate) const TEXTS: &[&str] = &[
    "Something that people keep.",
    "Ends */ early // and \"quotes\" 'twice' \\ back",
    "{{ liquid }} and {% raw %} and #{rust} and ${shell} and $1",
    "r#\"raw\"# <b>html</b> `code` **bold** [link](x)",
    "100 % of “it” — ünïcødé, 日本語 🎉",
    "'; drop table users; -- $$ <!-- --> ]]> : - # !!str | >",
    "r####\"raw\"#### {} {0} {{7*7}} {% endraw %} \\u{202e} \\n",
];

pub(crate) const SCALARS: &[&str] = &[
    "string",
    "string(1..80)",
    "string(3..30)",
    "string(8)",
    "text",
    "text(1..2000)",
    "integer",
    "integer(0..)",
    "integer(-5..5)",
    "bigint",
    "bigint(..9000000000)",
    "decimal(10, 2)",
    "decimal(28, 10)",
    "float",
    "boolean",
    "date",
    "time",
    "timestamp",
    "uuid",
    "email",
    "url",
    "json",
    "[string(1..20)](..5)",
    "[integer](1..3)",
    "[decimal(6, 2)](..4)",
    "[uuid](..2)",
    "[date](..2)",
    "[boolean](..3)",
];

pub(crate) const ATTRIBUTES: &[&str] = &[
    "unique",
    "index",
    "ignore_case",
    "filter",
    "filter",
    "sort",
    "search",
    "immutable",
    "secret",
    "write()",
    "write(admin)",
    "read(admin)",
    "read(owner, admin)",
    "write(owner)",
    "pattern('[a-z0-9_]+')",
    "pattern('[A-Z]{3}-[0-9]{2,4}')",
    "pattern('[a-z#{}$`%<>]+')",
    "min('2020-01-01')",
];

pub(crate) const RELATION_ATTRIBUTES: &[&str] = &[
    "unique",
    "filter",
    "index",
    "immutable",
    "on_delete(cascade)",
    "on_delete(null)",
    "write(admin)",
    "read(admin)",
];

pub(crate) const DEFAULTS: &[&str] = &[
    "0",
    "1",
    "-3",
    "2.50",
    "true",
    "false",
    "now()",
    "uuid()",
    "token(32)",
    "'it''s'",
    "'x'",
    "'2030-01-31'",
];

pub(crate) const RULES: &[&str] =
    &["public", "authenticated", "owner", "admin", "member", "helper"];
