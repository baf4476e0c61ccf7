//! How each kind of setting is read.

use std::{ops::RangeInclusive, str::FromStr, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use ring::rand::{SecureRandom, SystemRandom};
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::{ConfigError, Environment, Secret, variables::VARIABLES};
use crate::{client_address::Network, telemetry};

pub(super) struct Reader<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    faults: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { lookup, faults: Vec::new() }
    }

    pub(super) fn finish(self) -> Result<(), ConfigError> {
        if self.faults.is_empty() { Ok(()) } else { Err(ConfigError(self.faults)) }
    }

    fn fault(&mut self, name: &str, rule: &str) {
        self.faults.push(format!("`{name}` {rule}"));
    }

    /// The value of a variable or of the file it names; a variable without a text is not set.
    fn set(&mut self, name: &str) -> Option<String> {
        if let Some(value) = (self.lookup)(name).filter(|value| !value.trim().is_empty()) {
            return Some(value.trim().to_owned());
        }
        let file = format!("{name}_FILE");
        let path = (self.lookup)(&file)?;
        let content = std::fs::read_to_string(path).unwrap_or_else(|error| {
            self.fault(&file, &format!("names no readable file: {error}"));
            String::new()
        });
        Some(content.trim().to_owned())
    }

    /// What is set, or the default; empty if there is none.
    fn text(&mut self, name: &str) -> String {
        self.set(name).unwrap_or_else(|| default(name).to_owned())
    }

    /// A parsed value; the default if it is faulty, so that reading goes on.
    pub(super) fn parsed<T: FromStr>(&mut self, name: &str, rule: &str) -> T {
        self.text(name).parse().unwrap_or_else(|_| {
            self.fault(name, rule);
            default(name).parse().ok().expect("a test reads every default")
        })
    }

    pub(super) fn number(&mut self, name: &str, bounds: RangeInclusive<u32>) -> u32 {
        let rule = format!("must be {} to {}", bounds.start(), bounds.end());
        let value = self.parsed(name, &rule);
        if !bounds.contains(&value) {
            self.fault(name, &rule);
        }
        value
    }

    pub(super) fn milliseconds(&mut self, name: &str) -> Duration {
        Duration::from_millis(self.number(name, 1..=600_000).into())
    }

    pub(super) fn flag(&mut self, name: &str) -> bool {
        self.parsed(name, "must be `true` or `false`")
    }

    fn list(&mut self, name: &str) -> Vec<String> {
        let text = self.text(name);
        text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    pub(super) fn environment(&mut self) -> Environment {
        match self.text("ENVIRONMENT").as_str() {
            "development" => Environment::Development,
            "production" => Environment::Production,
            _ => {
                self.fault("ENVIRONMENT", "must be `development` or `production`");
                Environment::Production
            }
        }
    }

    pub(super) fn database_url(&mut self, is_production: bool) -> Secret<String> {
        let url = self.text("DATABASE_URL");
        let options = PgConnectOptions::from_str(&url);
        let (false, Ok(options)) = (url.is_empty(), options) else {
            let form = "must be set, such as `postgres://user:password@host/database`";
            self.fault("DATABASE_URL", form);
            return Secret::new(url);
        };
        if is_production && url.contains("change-me") {
            self.fault("DATABASE_URL", "has the example's password");
        }
        let is_verified = matches!(options.get_ssl_mode(), PgSslMode::VerifyFull);
        if is_production && !is_verified && !is_local(&options) {
            self.fault("DATABASE_URL", "must have `sslmode=verify-full` to cross a network");
        }
        Secret::new(url)
    }

    pub(super) fn public_url(&mut self, is_production: bool) -> String {
        let set = self.set("PUBLIC_URL");
        if is_production && set.is_none() {
            self.fault("PUBLIC_URL", "must be set in production");
        }
        let url = set.as_deref().unwrap_or(default("PUBLIC_URL")).trim_end_matches('/').to_owned();
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        if !is_web || !url.is_ascii() || url.contains(char::is_whitespace) {
            self.fault("PUBLIC_URL", "must be an address such as `https://api.example.com`");
        }
        url
    }

    pub(super) fn signing_keys(&mut self, is_production: bool) -> Vec<Secret<[u8; 32]>> {
        let texts = self.list("SIGNING_KEYS");
        if texts.is_empty() && !is_production {
            return vec![Secret::new(random_bytes())];
        }
        let keys: Vec<_> = texts.iter().filter_map(|text| read_key(text)).collect();
        if keys.is_empty() || keys.len() < texts.len() {
            self.fault(
                "SIGNING_KEYS",
                "must be 32 random bytes in base64 (openssl rand -base64 32)",
            );
        }
        keys
    }

    pub(super) fn origins(&mut self) -> Vec<String> {
        let origins = self.list("CORS_ORIGINS");
        let is_origin = |origin: &str| {
            let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
            host.is_some_and(|host| {
                !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'/')
            })
        };
        if !origins.iter().all(|origin| is_origin(origin) && !origin.contains('*')) {
            self.fault("CORS_ORIGINS", "must be origins such as `https://www.example.com`");
        }
        origins
    }

    pub(super) fn networks(&mut self) -> Vec<Network> {
        let networks: Result<_, _> =
            self.list("TRUSTED_PROXIES").iter().map(|network| network.parse()).collect();
        networks.unwrap_or_else(|()| {
            self.fault("TRUSTED_PROXIES", "must be networks such as `10.0.0.0/8`");
            Vec::new()
        })
    }

    pub(super) fn docs(&mut self, is_production: bool) -> bool {
        match self.text("DOCS").as_str() {
            "" => !is_production,
            "true" => true,
            "false" => false,
            _ => {
                self.fault("DOCS", "must be `true` or `false`");
                false
            }
        }
    }

    pub(super) fn drain_delay(&mut self, is_production: bool) -> Duration {
        let text = self.text("DRAIN_DELAY_MS");
        if text.is_empty() {
            return Duration::from_secs(if is_production { 5 } else { 0 });
        }
        match text.parse() {
            Ok(delay) if delay <= 60_000 => Duration::from_millis(delay),
            _ => {
                self.fault("DRAIN_DELAY_MS", "must be 0 to 60000");
                Duration::ZERO
            }
        }
    }

    pub(super) fn log(&mut self) -> String {
        let log = self.text("LOG");
        if !telemetry::is_filter(&log) {
            self.fault("LOG", "must be a level, or levels by module such as `info,sqlx=warn`");
        }
        log
    }
}

/// What holds for a variable that is not set; empty if there is nothing.
fn default(name: &str) -> &'static str {
    let variable = VARIABLES.iter().find(|variable| variable.name == name);
    variable.map_or("", |variable| variable.default)
}

fn is_local(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    options.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

/// Reads 32 bytes that look random: a blank or repeated pattern is no key.
fn read_key(text: &str) -> Option<Secret<[u8; 32]>> {
    let key: [u8; 32] = BASE64_STANDARD.decode(text).ok()?.try_into().ok()?;
    let mut bytes = key.to_vec();
    bytes.sort_unstable();
    bytes.dedup();
    (bytes.len() >= 16).then(|| Secret::new(key))
}

fn random_bytes() -> [u8; 32] {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
