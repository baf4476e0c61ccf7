//! How often one client may ask. Decided before a body is read and before the database is asked.

mod memory;

use std::{
    convert::Infallible,
    hash::{BuildHasher, RandomState},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    extract::{FromRequestParts, MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, Method, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use uuid::Uuid;

use crate::{
    app::AppState,
    auth::SECURITY,
    client_address::ClientAddress,
    config::Config,
    error::{Error, Result},
};
use memory::{Memory, Spent};

/// What a request costs its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Class {
    Read,
    Write,
    /// Exchanging a refresh token, which nobody can guess: many devices behind one address do it.
    Refresh,
    /// Whatever takes a secret that a person chose, and so could be guessed.
    Secret,
}

impl Class {
    fn of(method: &Method, path: &str) -> Self {
        match *method {
            Method::GET | Method::HEAD | Method::OPTIONS => Self::Read,
            _ => match path {
                "/api/v1/auth/refresh" => Self::Refresh,
                "/api/v1/auth/logout" | "/api/v1/auth/sessions/{id}" => Self::Write,
                _ if path.starts_with("/api/v1/auth/") => Self::Secret,
                _ => Self::Write,
            },
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Refresh => "refresh",
            Self::Secret => "secret",
        }
    }
}

/// The method as budgets know it. Anybody can invent methods, which make no new budgets.
fn name(method: &Method) -> &str {
    match *method {
        Method::GET
        | Method::HEAD
        | Method::OPTIONS
        | Method::POST
        | Method::PUT
        | Method::PATCH
        | Method::DELETE => method.as_str(),
        _ => "",
    }
}

/// Whose budget it is.
#[derive(Hash)]
enum Spender<'a> {
    Network(std::net::IpAddr),
    Account(Uuid),
    Named(&'a str),
}

/// What a request spends besides the budget of its address, once however often it is run.
#[derive(Clone, Default)]
pub struct Spending(Arc<Purse>);

#[derive(Default)]
struct Purse {
    /// What is left to the account, once it is known whose request it is.
    account: OnceLock<Spent>,
    has_tried_secret: AtomicBool,
}

impl<S: Sync> FromRequestParts<S> for Spending {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().cloned().unwrap_or_default())
    }
}

impl Spent {
    /// What is left to whom is refused.
    const fn nothing_left(refusal: &Error) -> Self {
        let full_in = match refusal {
            Error::TooManyRequests { retry_after } => *retry_after,
            _ => Duration::ZERO,
        };
        Self { remaining: 0, full_in }
    }
}

/// The budgets of all clients, each for a minute and refilled evenly. They are kept in `Memory`:
/// a store that several instances share would take its place.
pub struct RateLimits {
    is_on: bool,
    budgets: crate::config::Budgets,
    memory: Memory,
    // Keys are kept as hashes with a secret seed, so that nobody can aim at another's.
    hasher: RandomState,
}

impl RateLimits {
    /// Full budgets, as large as the configuration says.
    pub fn new(config: &Config) -> Self {
        Self {
            is_on: config.rate_limits,
            budgets: config.budgets,
            memory: Memory::default(),
            hasher: RandomState::new(),
        }
    }

    /// Takes one request from what an account may ask of this route, wherever it is signed in.
    pub fn spend_account(&self, parts: &Parts, account: Uuid) -> Result<()> {
        let Spending(purse) = parts.extensions.get().cloned().unwrap_or_default();
        if purse.account.get().is_some() {
            return Ok(());
        }
        let path = route(parts.extensions.get::<MatchedPath>());
        let class = Class::of(&parts.method, path);
        let spender = (Spender::Account(account), name(&parts.method), path);
        let spent = self.spend(class, self.quota(class), spender).inspect_err(|_| warn(class));
        let (left, outcome) = match spent {
            Ok(spent) => (spent, Ok(())),
            Err(error) => (Spent::nothing_left(&error), Err(error)),
        };
        // It was empty a moment ago, and nobody else fills it.
        let _ = purse.account.set(left);
        outcome
    }

    /// Takes one attempt at the secret of `name`, such as an address that somebody signs in with.
    /// This budget is wider than that of one client, so that no client alone can use it up.
    pub fn spend_secret(&self, spending: &Spending, name: &str) -> Result<()> {
        if spending.0.has_tried_secret.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        let name = name.to_lowercase();
        let quota = self.budgets.secret.saturating_mul(5);
        let spent = self.spend(Class::Secret, quota, Spender::Named(&name));
        spent.map(drop).inspect_err(|_| {
            tracing::warn!(target: SECURITY, event = "authn_login_lock", "attempts are used up");
        })
    }

    const fn quota(&self, class: Class) -> u32 {
        match class {
            Class::Read => self.budgets.read,
            Class::Write => self.budgets.write,
            Class::Refresh => self.budgets.refresh,
            Class::Secret => self.budgets.secret,
        }
    }

    fn spend(&self, class: Class, quota: u32, spender: impl std::hash::Hash) -> Result<Spent> {
        if !self.is_on {
            return Ok(Spent { remaining: quota, full_in: Duration::ZERO });
        }
        let key = self.hasher.hash_one((class, spender));
        let spent = self.memory.spend(key, quota);
        spent.map_err(|retry_after| Error::TooManyRequests { retry_after })
    }
}

/// Takes a request from what its address may ask of its route, and tells what is left: to the
/// address or to the account, whichever has less.
pub async fn limit(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("/health/") {
        return next.run(request).await;
    }
    let client = request.extensions().get::<ClientAddress>().copied();
    let network = client.map_or(std::net::Ipv4Addr::LOCALHOST.into(), ClientAddress::network);
    let path = route(request.extensions().get::<MatchedPath>());
    let class = Class::of(request.method(), path);
    let quota = state.limits.quota(class);
    let spender = (Spender::Network(network), name(request.method()), path);
    match state.limits.spend(class, quota, spender) {
        Ok(spent) => {
            let spending = Spending::default();
            request.extensions_mut().insert(spending.clone());
            let mut response = next.run(request).await;
            let of_account =
                spending.0.account.get().filter(|left| left.remaining < spent.remaining);
            tell(response.headers_mut(), class, quota, of_account.unwrap_or(&spent));
            response
        }
        Err(error) => {
            warn(class);
            let spent = Spent::nothing_left(&error);
            let mut response = error.into_response();
            tell(response.headers_mut(), class, quota, &spent);
            response
        }
    }
}

/// The route as it was declared, so that a path's parameters make no new budgets.
fn route(path: Option<&MatchedPath>) -> &str {
    path.map_or("", MatchedPath::as_str)
}

fn warn(class: Class) {
    let class = class.name();
    tracing::info!(target: SECURITY, event = "excess_rate_limit_exceeded", class, "too many");
}

fn tell(headers: &mut HeaderMap, class: Class, quota: u32, spent: &Spent) {
    let name = class.name();
    let Spent { remaining, full_in } = spent;
    let seconds = full_in.as_millis().div_ceil(1000);
    let policy = HeaderValue::try_from(format!("\"{name}\";q={quota};w=60"));
    let limit = HeaderValue::try_from(format!("\"{name}\";r={remaining};t={seconds}"));
    if let (Ok(policy), Ok(limit)) = (policy, limit) {
        headers.insert("ratelimit-policy", policy);
        headers.insert("ratelimit", limit);
    }
}
