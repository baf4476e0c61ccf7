//! Which version of a row a change is meant for.

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
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
        let mut versions = Vec::new();
        let lists = values().filter_map(|value| value.to_str().ok());
        for tag in lists.flat_map(|list| list.split(',')).map(str::trim) {
            if tag == "*" {
                return Ok(Some(Self::Any));
            }
            versions.extend(read_version(tag));
        }
        Ok(Some(Self::Versions(versions)))
    }
}

fn read_version(tag: &str) -> Option<i64> {
    let (version, _) = tag.strip_prefix('"')?.strip_suffix('"')?.split_once('-')?;
    version.parse().ok()
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        Self::read(&parts.headers)?.ok_or(Error::VersionRequired)
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for IfMatch {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Option<Self>> {
        Self::read(&parts.headers)
    }
}

impl IntoParams for IfMatch {
    fn into_params(_place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![describe(Required::True)]
    }
}

/// Describes an `If-Match` that an operation takes but does not need.
#[derive(Debug, Clone, Copy)]
pub struct OptionalIfMatch;

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
        assert_eq!(read("3"), Some(IfMatch::Versions(vec![])));
        assert!(read("\"3-00ff\"").unwrap().check(3).is_ok());
        assert!(read("\"3-00ff\"").unwrap().check(4).is_err());
    }

    #[test]
    fn a_header_without_end_is_refused() {
        let long = HeaderValue::try_from("x".repeat(1001)).unwrap();
        let headers = HeaderMap::from_iter([(header::IF_MATCH, long)]);
        assert!(matches!(IfMatch::read(&headers), Err(Error::Malformed(_))));
    }
}
