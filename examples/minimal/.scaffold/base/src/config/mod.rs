//! The settings of the service, read once from the environment. `variables.rs` lists them all.

mod read;
mod secret;
mod variables;

use std::{fmt, net::SocketAddr, time::Duration};

use crate::client_address::Network;
use read::Reader;

pub use secret::Secret;
pub use variables::{VARIABLES, Variable, render_example};

/// Where the service runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// On a developer's machine: open documentation, readable logs, throw-away keys.
    Development,
    /// For people: everything secret must be set.
    Production,
}

/// How many requests a minute one client may make of one route.
#[derive(Debug, Clone, Copy)]
pub struct Budgets {
    /// Requests that only read.
    pub read: u32,
    /// Requests that change something.
    pub write: u32,
    /// Exchanges of a refresh token.
    pub refresh: u32,
    /// Requests that take a password.
    pub secret: u32,
}

/// All settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the service runs.
    pub environment: Environment,
    /// How to reach the database.
    pub database_url: Secret<String>,
    /// How many connections to the database are kept.
    pub database_connections: u32,
    /// How long one statement may take.
    pub statement_timeout: Duration,
    /// Whether `serve` brings the schema up to date first.
    pub migrate_on_start: bool,
    /// Where to listen.
    pub listen_address: SocketAddr,
    /// How clients reach the service, without a slash at the end.
    pub public_url: String,
    /// The seeds of the keys that sign access tokens: the first signs, all are accepted.
    pub signing_keys: Vec<Secret<[u8; 32]>>,
    /// The web origins whose scripts may read answers.
    pub cors_origins: Vec<String>,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Whether `/docs` and `/openapi.json` are served.
    pub docs: bool,
    /// Which log lines are written.
    pub log: String,
    /// How many connections are open at once.
    pub max_connections: usize,
    /// How many of them one client may have, unless it is a trusted proxy.
    pub max_connections_per_client: usize,
    /// How many requests are in work at once.
    pub max_requests: usize,
    /// How many bytes a body may have.
    pub body_limit: usize,
    /// How long headers may take to arrive, and how long a connection may idle before them.
    pub header_timeout: Duration,
    /// How long a body may take to arrive.
    pub body_timeout: Duration,
    /// How long the work on a request may take once it has arrived.
    pub request_timeout: Duration,
    /// How long new connections are still accepted after a signal to stop.
    pub drain_delay: Duration,
    /// Whether clients are limited in how often they may ask.
    pub rate_limits: bool,
    /// How many requests a client may make.
    pub budgets: Budgets,
}

impl Config {
    /// Reads the environment of the process.
    pub fn from_env() -> Result<Self, ConfigError> {
        #[expect(clippy::disallowed_methods, reason = "this is where settings are read")]
        Self::read(|name| std::env::var(name).ok())
    }

    /// The settings of development, with this database.
    pub fn development(database_url: &str) -> Result<Self, ConfigError> {
        Self::read(|name| (name == "DATABASE_URL").then(|| database_url.to_owned()))
    }

    /// Reads settings from `lookup`. A variable `NAME` may also be the content of the file that
    /// `NAME_FILE` names. Every fault is reported, not the first alone.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut reader = Reader::new(&lookup);
        let environment = reader.environment();
        let is_production = environment == Environment::Production;
        let config = Self {
            environment,
            database_url: reader.database_url(is_production),
            database_connections: reader.number("DATABASE_CONNECTIONS", 1..=1000),
            statement_timeout: reader.milliseconds("STATEMENT_TIMEOUT_MS"),
            migrate_on_start: reader.flag("MIGRATE_ON_START"),
            listen_address: reader.parsed("LISTEN_ADDRESS", "must be an address and a port"),
            public_url: reader.public_url(is_production),
            signing_keys: reader.signing_keys(is_production),
            cors_origins: reader.origins(),
            trusted_proxies: reader.networks(),
            docs: reader.docs(is_production),
            log: reader.log(),
            max_connections: reader.number("MAX_CONNECTIONS", 1..=1_000_000) as usize,
            max_connections_per_client: reader.number("MAX_CONNECTIONS_PER_CLIENT", 1..=1_000_000)
                as usize,
            max_requests: reader.number("MAX_REQUESTS", 1..=100_000) as usize,
            body_limit: reader.number("BODY_LIMIT", 1024..=100_000_000) as usize,
            header_timeout: reader.milliseconds("HEADER_TIMEOUT_MS"),
            body_timeout: reader.milliseconds("BODY_TIMEOUT_MS"),
            request_timeout: reader.milliseconds("REQUEST_TIMEOUT_MS"),
            drain_delay: reader.drain_delay(is_production),
            rate_limits: reader.flag("RATE_LIMITS"),
            budgets: Budgets {
                read: reader.number("READS_PER_MINUTE", 1..=1_000_000),
                write: reader.number("WRITES_PER_MINUTE", 1..=1_000_000),
                refresh: reader.number("REFRESHES_PER_MINUTE", 1..=1_000_000),
                secret: reader.number("SECRETS_PER_MINUTE", 1..=1_000_000),
            },
        };
        reader.finish().map(|()| config)
    }
}

/// Every setting that is missing or wrong.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError(Vec<String>);

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the configuration is not complete:")?;
        self.0.iter().try_for_each(|fault| write!(formatter, "\n  {fault}"))
    }
}

impl std::error::Error for ConfigError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn development_needs_a_database_and_nothing_else() {
        let config = read(&[("DATABASE_URL", "postgres://localhost/service")]).unwrap();
        assert!(config.docs);
        assert_eq!(config.signing_keys.len(), 1);
        assert!(!format!("{config:?}").contains("postgres"));
    }

    #[test]
    fn production_refuses_everything_that_is_not_its_own() {
        let error = read(&[
            ("ENVIRONMENT", "production"),
            ("DATABASE_URL", "postgres://user:change-me@db.example.com/service"),
            ("SIGNING_KEYS", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
            ("TRUSTED_PROXIES", "10.0.0.0/33"),
        ])
        .unwrap_err();
        let names: Vec<&str> = error.0.iter().filter_map(|fault| fault.split('`').nth(1)).collect();
        assert_eq!(
            names,
            ["DATABASE_URL", "DATABASE_URL", "PUBLIC_URL", "SIGNING_KEYS", "TRUSTED_PROXIES"]
        );
    }

    #[test]
    fn production_needs_a_public_address_of_its_own() {
        let file = std::env::temp_dir().join(format!("public-url-{}", std::process::id()));
        std::fs::write(&file, "https://api.example.com/\n").unwrap();
        let url = |name: &str, value: &str| {
            read(&[
                ("ENVIRONMENT", "production"),
                ("DATABASE_URL", "postgres://localhost/service"),
                ("SIGNING_KEYS", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
                (name, value),
            ])
            .map(|config| config.public_url)
        };
        let unset = Err(ConfigError(vec!["`PUBLIC_URL` must be set in production".to_owned()]));
        let known = Ok("https://api.example.com".to_owned());
        assert_eq!(url("PUBLIC_URL", ""), unset);
        assert_eq!(url("PUBLIC_URL_FILE", file.to_str().unwrap()), known);
        std::fs::remove_file(&file).unwrap();
    }

    #[test]
    fn every_default_is_good() {
        for variable in VARIABLES.iter().filter(|variable| !variable.default.is_empty()) {
            let url = ("DATABASE_URL", "postgres://localhost/service");
            read(&[url, (variable.name, variable.default)]).unwrap();
        }
    }
}
