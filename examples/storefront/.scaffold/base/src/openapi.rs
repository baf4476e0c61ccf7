//! The description of the API: gathered from the handlers, completed here with what all
//! operations have in common.

use std::collections::BTreeSet;

use axum::Router;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Required,
        ResponseBuilder, Schema, SecurityRequirement, Server, Tag,
        path::{Operation, ParameterIn, PathItem},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::{
    app::{self, AppState},
    auth, health,
    problem::Problem,
};

/// Every problem that an operation may answer with: its name, status, and what it says.
const PROBLEMS: &[(&str, &str, &str)] = &[
    ("Malformed", "400", "The request cannot be read."),
    ("Unauthenticated", "401", "Signing in is needed."),
    ("Forbidden", "403", "This is not allowed."),
    ("NotFound", "404", "There is no such thing, or the caller may not know of it."),
    ("TooSlow", "408", "The request took too long to arrive."),
    ("Conflict", "409", "The value is taken, or the present state does not allow it."),
    ("Stale", "412", "It has changed since the version that If-Match names."),
    ("TooLarge", "413", "The body is too large."),
    ("UnsupportedMediaType", "415", "The body must be plain application/json in UTF-8."),
    ("Invalid", "422", "The request breaks a rule; `errors` has an entry for each."),
    ("VersionRequired", "428", "If-Match must say which version is meant."),
    ("TooManyRequests", "429", "There were too many requests; Retry-After says when to go on."),
    ("Internal", "500", "Something broke on our side."),
    ("Unavailable", "503", "The service cannot answer now; Retry-After says when to try again."),
];

/// The whole description, as `/openapi.json` serves it.
pub fn document() -> OpenApi {
    let (_, gathered) = OpenApiRouter::<AppState>::new()
        .nest("/api/v1", app::api())
        .merge(auth::well_known())
        .merge(health::router())
        .split_for_parts();
    let info = InfoBuilder::new()
        .title(env!("CARGO_PKG_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(env!("CARGO_PKG_DESCRIPTION")));
    let mut document =
        OpenApiBuilder::from(gathered).info(info.build()).servers(Some([Server::new("/")])).build();
    let components = document.components.get_or_insert_default();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    components.security_schemes.insert("bearer".to_owned(), RefOr::T(SecurityScheme::Http(bearer)));
    let mut schemas = vec![(Problem::name().into_owned(), Problem::schema())];
    Problem::schemas(&mut schemas);
    components.schemas.extend(schemas);
    for (name, _, description) in PROBLEMS {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let response = ResponseBuilder::new()
            .description(*description)
            .content("application/problem+json", content)
            .build();
        components.responses.insert((*name).to_owned(), response.into());
    }
    for (name, schema) in &mut components.schemas {
        refer_to_row(name, schema);
    }
    let mut tags = BTreeSet::new();
    for (operation, is_write) in document.paths.paths.values_mut().flat_map(operations) {
        tags.extend(operation.tags.iter().flatten().cloned());
        tell_problems(operation, is_write);
    }
    document.tags = Some(tags.into_iter().map(Tag::new).collect());
    document
}

/// Lets a page refer to its rows, which are otherwise described anew in each.
fn refer_to_row(name: &str, schema: &mut RefOr<Schema>) {
    let Some(row) = name.strip_prefix("Page_") else { return };
    let RefOr::T(Schema::Object(page)) = schema else { return };
    if let Some(RefOr::T(Schema::Array(items))) = page.properties.get_mut("items") {
        items.items = Ref::from_schema_name(row).into();
    }
}

/// The operations of a path, and whether each of them writes.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (&mut Operation, bool)> {
    let methods = [
        (&mut item.get, false),
        (&mut item.post, true),
        (&mut item.put, true),
        (&mut item.patch, true),
        (&mut item.delete, true),
    ];
    methods.into_iter().filter_map(|(operation, is_write)| Some((operation.as_mut()?, is_write)))
}

fn tell_problems(operation: &mut Operation, is_write: bool) {
    for (name, status, _) in PROBLEMS {
        let is_told = operation.responses.responses.contains_key(*status);
        if !is_told && may_answer(operation, is_write, status) {
            let reference = Ref::from_response_name(*name);
            operation.responses.responses.insert((*status).to_owned(), RefOr::Ref(reference));
        }
    }
}

/// Whether an operation, seen from outside, may answer with this problem.
fn may_answer(operation: &Operation, is_write: bool, status: &str) -> bool {
    let parameters = || {
        operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
            RefOr::T(parameter) => Some(parameter),
            RefOr::Ref(_) => None,
        })
    };
    let has = |place: &ParameterIn| parameters().any(|parameter| parameter.parameter_in == *place);
    let version = parameters().find(|parameter| parameter.name == "If-Match");
    let has_body = operation.request_body.is_some();
    let is_signed_in = operation
        .security
        .as_ref()
        .is_some_and(|ways| ways.iter().any(|way| *way != SecurityRequirement::default()));
    match status {
        "400" => has_body || has(&ParameterIn::Query),
        "401" => is_signed_in,
        "403" | "409" => is_write && is_signed_in,
        "404" => has(&ParameterIn::Path),
        "408" | "413" | "415" | "422" => has_body,
        "412" => version.is_some(),
        "428" => version.is_some_and(|version| version.required == Required::True),
        _ => true,
    }
}

/// The description, and a page to read it and try it out that needs no network.
pub fn router() -> Router<AppState> {
    SwaggerUi::new("/docs")
        .config(Config::from("/openapi.json").persist_authorization(true))
        .external_url_unchecked(
            "/openapi.json",
            serde_json::to_value(document()).unwrap_or_default(),
        )
        .into()
}
