//! Query strings.

use axum::{extract::FromRequestParts, http::request::Parts};
use serde::de::DeserializeOwned;
use utoipa::{
    IntoParams,
    openapi::{
        KnownFormat, ObjectBuilder, Required, SchemaFormat, Type,
        path::{Parameter, ParameterBuilder, ParameterIn},
    },
};

use super::parameters;
use crate::{
    error::{Error, Result},
    pagination::PageRequest,
    validate::Fault,
};

/// A query string read into a type; 400 for what is unknown, given twice, or not of its type.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        let parameters = parameters::parse(parts.uri.query().unwrap_or_default())?;
        parameters::read(parameters).map(Self)
    }
}

/// The query string of a list: which page, and by what it is filtered and sorted.
#[derive(Debug)]
pub struct Paged<T, const DEFAULT: u32 = 20, const MAX: u32 = 100> {
    /// Filters, `sort`, `include` and `q`, as the list declares them.
    pub filter: T,
    /// Which page, from `limit` and `cursor`.
    pub page: PageRequest,
}

impl<T, S, const DEFAULT: u32, const MAX: u32> FromRequestParts<S> for Paged<T, DEFAULT, MAX>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        let mut parameters = parameters::parse(parts.uri.query().unwrap_or_default())?;
        let limit = match take(&mut parameters, "limit") {
            None => DEFAULT,
            Some(limit) => match limit.parse() {
                Ok(limit) if (1..=MAX).contains(&limit) => limit,
                _ => {
                    let detail = format!("must be 1 to {MAX}");
                    return Err(Error::Malformed(vec![Fault::parameter("limit", "range", detail)]));
                }
            },
        };
        let cursor = take(&mut parameters, "cursor");
        parameters.sort();
        let page = PageRequest::new(limit, cursor, (parts.uri.path(), &parameters));
        Ok(Self { filter: parameters::read(parameters)?, page })
    }
}

fn take(parameters: &mut Vec<(String, String)>, name: &str) -> Option<String> {
    let index = parameters.iter().position(|(known, _)| known == name)?;
    Some(parameters.remove(index).1)
}

/// Describes `limit` and `cursor`, which every list takes.
#[derive(Debug, Clone, Copy)]
pub struct PageParams<const DEFAULT: u32 = 20, const MAX: u32 = 100>;

impl<const DEFAULT: u32, const MAX: u32> IntoParams for PageParams<DEFAULT, MAX> {
    fn into_params(_place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let limit = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)))
            .minimum(Some(1))
            .maximum(Some(MAX))
            .default(Some(DEFAULT.into()));
        let cursor = ObjectBuilder::new().schema_type(Type::String).max_length(Some(4000));
        [
            ("limit", "How many items a page has at most.", limit),
            ("cursor", "The `next_cursor` of the page before.", cursor),
        ]
        .map(|(name, description, schema)| {
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Query)
                .required(Required::False)
                .description(Some(description))
                .schema(Some(schema))
                .build()
        })
        .into()
    }
}
