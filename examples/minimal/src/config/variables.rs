//! Every environment variable that the service reads.

use std::fmt::Write;

/// One environment variable.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// Its value when it is not set; empty if there is none, or if it depends on the others.
    pub default: &'static str,
    /// What it is for.
    pub meaning: &'static str,
}

const fn variable(name: &'static str, default: &'static str, meaning: &'static str) -> Variable {
    Variable { name, default, meaning }
}

/// All variables, in the order in which a reader wants to meet them.
pub const VARIABLES: &[Variable] = &[
    variable("ENVIRONMENT", "development", "`development` or `production`"),
    variable(
        "DATABASE_URL",
        "",
        "how to reach Postgres, required; in production over a network with `sslmode=verify-full`",
    ),
    variable("DATABASE_CONNECTIONS", "10", "connections kept to the database"),
    variable(
        "STATEMENT_TIMEOUT_MS",
        "3000",
        "how long one statement may take; two thirds of it may be waiting for others",
    ),
    variable("MIGRATE_ON_START", "true", "whether `serve` brings the schema up to date first"),
    variable("LISTEN_ADDRESS", "127.0.0.1:8080", "where to listen"),
    variable(
        "PUBLIC_URL",
        "http://localhost:8080",
        "how clients reach the service; required in production",
    ),
    variable(
        "SIGNING_KEYS",
        "",
        "32 random bytes in base64 (`openssl rand -base64 32`) that sign access tokens; several, \
         separated by commas, to change keys: the first signs, all are accepted; required in \
         production",
    ),
    variable("CORS_ORIGINS", "", "web origins whose scripts may read answers, separated by commas"),
    variable(
        "TRUSTED_PROXIES",
        "",
        "networks of the proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8",
    ),
    variable(
        "DOCS",
        "",
        "whether /docs and /openapi.json are served; only in development if not set",
    ),
    variable(
        "LOG",
        "info",
        "which log lines are written: a level, or levels by module such as `info,sqlx=warn`",
    ),
    variable(
        "MAX_CONNECTIONS",
        "1024",
        "connections open at once; the one that has waited longest for its client makes room for \
         one more, which waits for its turn if all are in work",
    ),
    variable(
        "MAX_CONNECTIONS_PER_CLIENT",
        "128",
        "connections of one address, or of one IPv6 /64, open at once; its own that has waited \
         longest makes room for one more, which is refused with 503 if all are in work; trusted \
         proxies may have any number",
    ),
    variable("MAX_REQUESTS", "256", "requests in work at once; more are refused with 503"),
    variable(
        "HEADER_TIMEOUT_MS",
        "10000",
        "how long a request's headers may take, and how long a connection may idle before them",
    ),
    variable("BODY_LIMIT", "262144", "bytes that a body may have"),
    variable("BODY_TIMEOUT_MS", "15000", "how long a body may take to arrive"),
    variable("REQUEST_TIMEOUT_MS", "5000", "how long the work on a request may take"),
    variable(
        "DRAIN_DELAY_MS",
        "",
        "how long connections are still accepted after a signal to stop; 5000 in production, 0 in \
         development if not set",
    ),
    variable("RATE_LIMITS", "true", "whether clients are limited in how often they may ask"),
    variable("READS_PER_MINUTE", "600", "reading requests of one client to one route"),
    variable("WRITES_PER_MINUTE", "120", "changing requests of one client to one route"),
    variable("REFRESHES_PER_MINUTE", "60", "refresh tokens exchanged from one address"),
    variable("SECRETS_PER_MINUTE", "10", "requests from one address that take a password"),
];

/// Renders the table as an example file in which every line is a comment.
pub fn render_example() -> String {
    VARIABLES.iter().fold(String::new(), |mut text, Variable { name, default, meaning }| {
        // Writing to a string cannot fail.
        let _ = write!(text, "# {meaning}\n#{name}={default}\n\n");
        text
    })
}
