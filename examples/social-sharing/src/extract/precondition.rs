//! Which version of a row a change is meant for.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
};
use utoipa::{
    IntoParams,
    openapi::{
        ObjectBuilder, Required, Type,
        path::{Parameter, ParameterBuilder, ParameterIn},
    },
};

use crate::{
    error::{Error, Result},
    validate::Fault,
};

const MAX_LENGTH: usize = 1000;

/// The `If-Match` header: the version the caller has seen, or any. Missing: 428.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IfMatch {
    /// `*`: whatever the version is.
    Any,
    /// One of these versions.
    Versions(Vec<i64>),
}

impl IfMatch {
    /// Refuses unless this version is meant.
    pub fn check(&self, version: i64) -> Result<()> {
        match self {
            Self::Versions(versions) if !versions.contains(&version) => Err(Error::Stale),
            Self::Any | Self::Versions(_) => Ok(()),
        }
    }

    /// The same, and gives the version that the row must still have when it is written, if the
    /// caller named one.
    pub fn pin(&self, version: i64) -> Result<Option<i64>> {
        self.check(version)?;
        Ok((*self != Self::Any).then_some(version))
    }

    /// What becomes of a request whose row was changed by another, after it was looked at and
    /// before it was written. Who means any version is served all the same: the request is run
    /// again.
    pub fn overtaken(&self) -> Error {
        match self {
            Self::Any => Error::Contended,
            Self::Versions(_) => Error::Stale,
        }
    }

    /// Reads the header. A tag that is weak or not of ours names no version, so it matches nothing.
    fn read(headers: &HeaderMap) -> Result<Option<Self>> {
        let values = || headers.get_all(header::IF_MATCH).iter();
        if values().next().is_none() {
            return Ok(None);
        }
        if values().map(HeaderValue::len).sum::<usize>() > MAX_LENGTH {
            let detail = format!("must have at most {MAX_LENGTH} characters");
            return Err(Error::Malformed(vec![Fault::parameter("If-Match", "length", detail)]));
        }
        let lists: Vec<&str> = values().filter_map(|value| value.to_str().ok()).collect();
        if lists == ["*"] {
            return Ok(Some(Self::Any));
        }
        let tags = lists.into_iter().flat_map(|list| list.split(',')).map(str::trim);
        Ok(Some(Self::Versions(tags.filter_map(read_version).collect())))
    }
}

fn read_version(tag: &str) -> Option<i64> {
    let (text, _) = tag.strip_prefix('"')?.strip_suffix('"')?.split_once('-')?;
    // One version has one spelling.
    text.parse().ok().filter(|version: &i64| version.to_string() == text)
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        Self::read(&parts.headers)?.ok_or(Error::VersionRequired)
    }
}

impl IntoParams for IfMatch {
    fn into_params(_place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![describe(Required::True)]
    }
}

/// An `If-Match` that may be missing; then any version is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionalIfMatch(pub IfMatch);

impl<S: Send + Sync> FromRequestParts<S> for OptionalIfMatch {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        Ok(Self(IfMatch::read(&parts.headers)?.unwrap_or(IfMatch::Any)))
    }
}

impl IntoParams for OptionalIfMatch {
    fn into_params(_place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![describe(Required::False)]
    }
}

fn describe(required: Required) -> Parameter {
    ParameterBuilder::new()
        .name("If-Match")
        .parameter_in(ParameterIn::Header)
        .required(required)
        .description(Some("The `ETag` of the version that is meant, or `*` for any."))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).max_length(Some(MAX_LENGTH))))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_strong_tags_of_ours_name_a_version() {
        let read = |value: &'static str| {
            let headers = HeaderMap::from_iter([(header::IF_MATCH, value.parse().unwrap())]);
            IfMatch::read(&headers).unwrap()
        };
        assert_eq!(IfMatch::read(&HeaderMap::new()).unwrap(), None);
        assert_eq!(read("*"), Some(IfMatch::Any));
        assert_eq!(read("\"3-00ff\", \"4-00ff\""), Some(IfMatch::Versions(vec![3, 4])));
        assert_eq!(read("W/\"3-00ff\""), Some(IfMatch::Versions(vec![])));
        for other in ["3", "\"+3-00ff\"", "\"03-00ff\"", "\"a,*,b\"", "*, *"] {
            assert_eq!(read(other), Some(IfMatch::Versions(vec![])), "{other}");
        }
        assert!(read("\"3-00ff\"").unwrap().check(3).is_ok());
        assert!(read("\"3-00ff\"").unwrap().check(4).is_err());
    }

    #[test]
    fn only_a_version_that_was_named_is_pinned() {
        let named = IfMatch::Versions(vec![3]);
        assert_eq!(named.pin(3).unwrap(), Some(3));
        assert!(matches!(named.pin(4), Err(Error::Stale)));
        assert_eq!(IfMatch::Any.pin(4).unwrap(), None);
        assert!(matches!(named.overtaken(), Error::Stale));
        assert!(matches!(IfMatch::Any.overtaken(), Error::Contended));
    }

    #[test]
    fn a_header_without_end_is_refused() {
        let long = HeaderValue::try_from("x".repeat(1001)).unwrap();
        let headers = HeaderMap::from_iter([(header::IF_MATCH, long)]);
        assert!(matches!(IfMatch::read(&headers), Err(Error::Malformed(_))));
    }
}
