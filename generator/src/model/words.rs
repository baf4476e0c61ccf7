//! Words that belong to somebody else: Rust, Postgres, file systems, the emitted service.

/// Whether a word is in one of the lists below, each of which is sorted. It is asked of every name
/// wherever it is written: few words of a list begin with the same letter, and those are compared.
#[must_use]
pub(super) fn is_among(list: &[&str], word: &str) -> bool {
    let first = |word: &str| word.bytes().next();
    let start = list.partition_point(|it| first(it) < first(word));
    list[start..].iter().take_while(|it| first(it) == first(word)).any(|it| *it == word)
}

/// Keywords of every edition that a raw identifier can stand for.
#[rustfmt::skip]
pub(super) const RUST_KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that have no raw form.
pub(super) const RUST_NEVER: &[&str] = &["crate", "self", "super"];

/// Words that Postgres, up to version 18, reads as its own where a table or column is expected.
#[rustfmt::skip]
pub(super) const SQL_RESERVED: &[&str] = &[
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization",
    "binary", "both", "case", "cast", "check", "collate", "collation", "column", "concurrently",
    "constraint", "create", "cross", "current_catalog", "current_date", "current_role",
    "current_schema", "current_time", "current_timestamp", "current_user", "default", "deferrable",
    "desc", "distinct", "do", "else", "end", "except", "false", "fetch", "for", "foreign", "freeze",
    "from", "full", "grant", "group", "having", "ilike", "in", "initially", "inner", "intersect",
    "into", "is", "isnull", "join", "lateral", "leading", "left", "like", "limit", "localtime",
    "localtimestamp", "natural", "not", "notnull", "null", "offset", "on", "only", "or", "order",
    "outer", "overlaps", "placing", "primary", "references", "returning", "right", "select",
    "session_user", "similar", "some", "symmetric", "system_user", "table", "tablesample", "then",
    "to", "trailing", "true", "union", "unique", "user", "using", "variadic", "verbose", "when",
    "where", "window", "with",
];

/// Further words that Postgres does not read as the name of a type.
#[rustfmt::skip]
pub(super) const SQL_NOT_A_TYPE: &[&str] = &[
    "between", "coalesce", "exists", "extract", "greatest", "grouping", "inout", "json_array",
    "json_arrayagg", "json_exists", "json_object", "json_objectagg", "json_query", "json_scalar",
    "json_serialize", "json_table", "json_value", "least", "merge_action", "national", "none",
    "normalize", "nullif", "out", "overlay", "position", "precision", "row", "setof", "substring",
    "treat", "trim", "values", "xmlattributes", "xmlconcat", "xmlelement", "xmlexists", "xmlforest",
    "xmlnamespaces", "xmlparse", "xmlpi", "xmlroot", "xmlserialize", "xmltable",
];

/// Types of Postgres: an enum of such a name would never be found before them.
#[rustfmt::skip]
pub(super) const SQL_TYPES: &[&str] = &[
    "aclitem", "any", "anyarray", "anycompatible", "anycompatiblearray", "anycompatiblemultirange",
    "anycompatiblenonarray", "anycompatiblerange", "anyelement", "anyenum", "anymultirange",
    "anynonarray", "anyrange", "bigint", "bit", "bool", "boolean", "box", "bpchar", "bytea", "char",
    "character", "cid", "cidr", "circle", "cstring", "date", "datemultirange", "daterange", "dec",
    "decimal", "event_trigger", "fdw_handler", "float", "float4", "float8", "gtsvector",
    "index_am_handler", "inet", "int", "int2", "int2vector", "int4", "int4multirange", "int4range",
    "int8", "int8multirange", "int8range", "integer", "internal", "interval", "json", "jsonb",
    "jsonpath", "language_handler", "line", "lseg", "macaddr", "macaddr8", "money", "name", "nchar",
    "numeric", "nummultirange", "numrange", "oid", "oidvector", "path", "point", "polygon", "real",
    "record", "refcursor", "regclass", "regcollation", "regconfig", "regdictionary", "regnamespace",
    "regoper", "regoperator", "regproc", "regprocedure", "regrole", "regtype", "smallint",
    "table_am_handler", "text", "tid", "time", "timestamp", "timestamptz", "timetz", "trigger",
    "tsm_handler", "tsmultirange", "tsquery", "tsrange", "tstzmultirange", "tstzrange", "tsvector",
    "txid_snapshot", "unknown", "uuid", "varbit", "varchar", "void", "xid", "xid8", "xml",
];

/// Columns that every table of Postgres has.
pub(super) const SQL_SYSTEM_COLUMNS: &[&str] =
    &["cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"];

/// File names that Windows keeps for devices.
#[rustfmt::skip]
pub(super) const DEVICES: &[&str] = &[
    "aux", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con",
    "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

/// Columns that every table of the service has, or keeps free.
pub(super) const COLUMNS: &[&str] =
    &["created_at", "deleted_at", "id", "search", "updated_at", "version"];

/// Fields and columns of the built-in account.
pub(super) const ACCOUNT_COLUMNS: &[&str] =
    &["closed_at", "email", "password", "password_hash", "roles", "suspended_at", "verified"];

/// Tables of the service.
pub(super) const TABLES: &[&str] =
    &["_sqlx_migrations", "refresh_tokens", "sessions", "user_roles"];

/// Parameters of every list.
pub(super) const PARAMETERS: &[&str] = &["cursor", "include", "limit", "q", "sort"];

/// Words of conditions, rules and values.
pub(super) const CONDITION_WORDS: &[&str] =
    &["and", "false", "if", "in", "is", "me", "not", "null", "taken", "true"];

/// Words that stand for whom a rule means.
pub(super) const RULE_WORDS: &[&str] = &["authenticated", "if", "me", "owner", "public", "via"];

/// Operations of every resource, and functions that stand beside them.
pub(super) const OPERATIONS: &[&str] =
    &["create", "delete", "list", "reinstate", "restore", "roles", "show", "suspend", "update"];

/// Operations of the service itself, as its document calls them.
#[rustfmt::skip]
pub(super) const ACCOUNT_OPERATIONS: &[&str] = &[
    "change_password", "end_session", "end_user_sessions", "list_sessions", "list_signing_keys",
    "live", "log_in", "log_out", "ready", "refresh_tokens", "register", "reinstate_user",
    "set_user_roles", "show_me", "suspend_user",
];

/// Modules and files of the service: the name of no slice.
#[rustfmt::skip]
pub(super) const MODULES: &[&str] = &[
    "actor", "api", "app", "auth", "bin", "build", "client_address", "config", "contract", "cursor",
    "database", "decimal", "deprecation", "enums", "error", "examples", "extract", "factory",
    "health", "keyset", "layers", "lib", "limits", "main", "migrations", "openapi", "pagination", "patch",
    "permissions", "plans", "policy", "problem", "problems", "random", "rate_limit", "respond",
    "select", "server", "service", "slug", "support", "target", "telemetry", "tests", "validate",
];

/// Types that Rust knows without an import: a module of the name would hide one.
#[rustfmt::skip]
pub(super) const PRIMITIVES: &[&str] = &[
    "bool", "char", "f16", "f32", "f64", "f128", "i8", "i16", "i32", "i64", "i128", "isize", "str",
    "u8", "u16", "u32", "u64", "u128", "usize",
];

/// Crates that the service is built from: the name of no slice and of no service.
#[rustfmt::skip]
pub(super) const CRATES: &[&str] = &[
    "alloc", "argon2", "axum", "base64", "chrono", "core", "http", "http_body_util", "hyper",
    "hyper_util", "jsonwebtoken", "proc_macro", "regex", "ring", "rust_decimal", "serde",
    "serde_json", "serde_path_to_error", "serde_urlencoded", "sha2", "sqlx", "std", "test",
    "testcontainers", "thiserror", "tokio", "tower", "tower_http", "tracing", "tracing_subscriber",
    "unicode_normalization", "utoipa", "utoipa_axum", "utoipa_swagger_ui", "uuid",
];

/// Names that Cargo keeps for itself.
pub(super) const CARGO: &[&str] = &["build", "deps", "examples", "incremental", "test"];

/// Types that a slice uses: the name of no resource and of no enum.
#[rustfmt::skip]
pub(super) const TYPES: &[&str] = &[
    "AnyOf", "App", "AppState", "Arc", "AsRef", "Binds", "Body", "Box", "Broken", "Claims", "Clone",
    "Column", "Config", "Copy", "Cow", "Created", "DateTime", "Debug", "Decimal", "Default",
    "Deprecation", "Deserialize", "Display", "Drop", "Duration", "Eq", "Err", "Error", "Explain",
    "Extend", "Fault", "Faults", "Fn", "FnMut", "FnOnce", "Fresh", "From", "FromRow", "Hash", "HashMap",
    "HeaderValue", "HealthStatus", "IfMatch", "Included", "Into", "IntoIterator", "IntoParams",
    "IntoResponse", "IntoResponses", "Iterator", "Json", "Jwk", "JwkSet", "Keyset", "Linked",
    "Listed", "Listing", "Login", "NaiveDate", "NaiveTime", "NewRoles", "NoContent", "None", "Ok", "OpenApi",
    "OpenApiRouter", "Option", "OptionalIfMatch", "OrForbidden", "Ord", "Ordering", "Page",
    "PageParams", "PageRequest", "Paged", "PartialEq", "PartialOrd", "Password", "PasswordChange",
    "Passwords", "Patch", "Path", "Pattern", "PgExecutor", "PgPool", "Postgres", "Principal",
    "Problem", "Problems", "Query", "QueryBuilder", "References", "Refresh", "Registered",
    "Request", "Response", "Result", "Role", "Roles", "Router", "Row", "SearchWords", "Secret",
    "Select", "Self", "Send", "Serialize", "Session", "SessionBody", "SessionId", "SessionList",
    "Some", "State", "StatusCode", "String", "Sync", "TextItem", "ToOwned", "ToSchema", "ToString", "TokenPair",
    "Tokens", "Transaction", "TryFrom", "TryInto", "Type", "UserAgent", "Utc", "Uuid", "Validate",
    "Value", "Vec", "Versioned", "Viewer", "WholeItem",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_are_searched_are_sorted() {
        for list in [RUST_KEYWORDS, SQL_RESERVED, SQL_NOT_A_TYPE] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }
}
