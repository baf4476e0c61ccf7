//! What can go wrong, in the service's own words. `problem.rs` turns it into HTTP.

use std::time::Duration;

use thiserror::Error as ThisError;

use crate::validate::Fault;

/// The outcome of everything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request was not carried out.
#[derive(Debug, ThisError)]
pub enum Error {
    /// There is no such thing, or the caller may not know of it.
    #[error("not found")]
    NotFound,
    /// The caller sees the thing but may not do this to it.
    #[error("forbidden")]
    Forbidden,
    /// Nobody is signed in, or the credentials are no good.
    #[error("unauthenticated: {0}")]
    Unauthenticated(&'static str),
    /// The request cannot be read.
    #[error("malformed request")]
    Malformed(Vec<Fault>),
    /// The request can be read, but breaks a rule.
    #[error("invalid request")]
    Invalid(Vec<Fault>),
    /// Another row already has these values.
    #[error("taken: {}", fields.join(", "))]
    Taken {
        /// The fields that must be unique together.
        fields: &'static [&'static str],
    },
    /// The state of things does not allow it.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// The row has changed since the caller saw it.
    #[error("stale version")]
    Stale,
    /// The caller must say which version is meant.
    #[error("version required")]
    VersionRequired,
    /// The caller's budget is used up.
    #[error("too many requests")]
    TooManyRequests {
        /// When the next request is allowed.
        retry_after: Duration,
    },
    /// The path exists, but not with this method.
    #[error("method not allowed")]
    MethodNotAllowed,
    /// The body is in a form that is not read here.
    #[error("unsupported media type")]
    UnsupportedMediaType,
    /// The body is too large.
    #[error("body too large")]
    TooLarge,
    /// The address of the request is too long.
    #[error("uri too long")]
    UriTooLong,
    /// The headers are too many or too large.
    #[error("headers too large")]
    HeadersTooLarge,
    /// The body did not arrive in time.
    #[error("request too slow")]
    TooSlow,
    /// The service cannot answer now; later it may.
    #[error("unavailable")]
    Unavailable,
    /// Another transaction was in the way, and this one was undone; it may be tried again.
    #[error("contended")]
    Contended,
    /// The database refused in a way that nobody foresaw.
    #[error("database error")]
    Database(#[source] sqlx::Error),
    /// Something broke.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Reports something that must not happen.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        match (&error, code.as_deref()) {
            (sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_), _) => {
                crate::database::warn_unavailable(&error);
                Self::Unavailable
            }
            // Serialization failures and deadlocks.
            (_, Some("40001" | "40P01")) => Self::Contended,
            // Lost connections, exhausted resources, time limits and read-only servers.
            (_, Some(code)) if is_passing(code) => {
                if code == READ_ONLY {
                    crate::database::note_frozen();
                }
                crate::database::warn_unavailable(&error);
                Self::Unavailable
            }
            // The text holds bytes that the database cannot keep.
            (_, Some("22021")) => Self::Malformed(Vec::new()),
            // A number or a date, sent or reckoned from what is stored, that no column can hold.
            (_, Some("22003" | "22008")) => {
                Self::Invalid(vec![Fault::field("", "range", "leads to a value out of range")])
            }
            // Texts that are within their bounds, but too long for what finds rows by all of them.
            (_, Some(TOO_LONG)) => {
                Self::Invalid(vec![Fault::field("", "length", "is too long to be found by")])
            }
            _ => Self::Database(error),
        }
    }
}

const READ_ONLY: &str = "25006";
const TOO_LONG: &str = "54000";

fn is_passing(code: &str) -> bool {
    matches!(&code[..code.len().min(2)], "08" | "53" | "57")
        || matches!(code, READ_ONLY | "25P03" | "55P03")
}

/// What a broken constraint means to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// These fields, together, belong to another row.
    Taken(&'static [&'static str]),
    /// The field points at nothing.
    Missing(&'static str),
    /// Rows of this kind still point here.
    InUse(&'static str),
    /// The field breaks a rule, told as the end of a sentence: `must have 1 to 200 characters`.
    Invalid {
        /// The field's name.
        field: &'static str,
        /// What must hold.
        rule: &'static str,
    },
}

impl From<Broken> for Error {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Taken(fields) => Self::Taken { fields },
            Broken::InUse(reason) => Self::Conflict(reason),
            Broken::Missing(field) => {
                Self::Invalid(vec![Fault::field(field, "missing", "points at nothing")])
            }
            Broken::Invalid { field, rule } => {
                Self::Invalid(vec![Fault::field(field, "rule", rule)])
            }
        }
    }
}

/// Asks a slice what a broken constraint means.
pub trait Explain<T> {
    /// Turns a broken constraint that `rules` knows into its meaning.
    fn explain(self, rules: fn(&str) -> Option<Broken>) -> Result<T>;
}

impl<T> Explain<T> for sqlx::Result<T> {
    fn explain(self, rules: fn(&str) -> Option<Broken>) -> Result<T> {
        self.map_err(|error| {
            // An index that a value is too long for is named as a constraint that is broken.
            let refusal = error.as_database_error();
            let refusal = refusal.filter(|it| it.code().as_deref() != Some(TOO_LONG));
            let constraint = refusal.and_then(sqlx::error::DatabaseError::constraint);
            constraint.and_then(rules).map_or_else(|| error.into(), Error::from)
        })
    }
}

/// Turns a policy's answer into an outcome.
pub trait OrForbidden {
    /// Refuses unless the policy said yes.
    fn or_forbidden(self) -> Result<()>;
}

impl OrForbidden for bool {
    fn or_forbidden(self) -> Result<()> {
        if self { Ok(()) } else { Err(Error::Forbidden) }
    }
}
