//! The description of the API: gathered from the handlers, completed here with what all
//! operations have in common.

mod bounds;
mod problems;

use std::collections::BTreeSet;

use axum::{
    Router,
    http::StatusCode,
    middleware::map_response,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use utoipa::openapi::{
    InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Schema, Tag,
    path::{Operation, PathItem},
    security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::{
    app::{self, AppState},
    auth,
    error::Error,
    health,
};

/// The whole description, as `/openapi.json` serves it; sorted by its keys, so that it changes
/// only where the API does.
pub fn document() -> Value {
    let (_, gathered) = OpenApiRouter::<AppState>::new()
        .nest("/api/v1", app::api())
        .merge(auth::well_known())
        .merge(health::router())
        .split_for_parts();
    let info = InfoBuilder::new()
        .title(env!("CARGO_PKG_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(env!("CARGO_PKG_DESCRIPTION")));
    let mut document = OpenApiBuilder::from(gathered).info(info.build()).build();
    let components = document.components.get_or_insert_default();
    components.security_schemes.insert("bearer".to_owned(), RefOr::T(describe_access_token()));
    for (name, schema) in &mut components.schemas {
        refer_to_row(name, schema);
    }
    problems::tell(&mut document);
    document.tags = Some(tags(&mut document));
    let mut document = serde_json::to_value(document).unwrap_or_default();
    document["servers"] = json!([{ "url": "/", "x-internal": false }]);
    bounds::complete(&mut document);
    document
}

fn describe_access_token() -> SecurityScheme {
    let description = "The `access_token` that registering, logging in or refreshing gives: \
                       a signed JWT that is good for some minutes, checked as RFC8725 asks.";
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT");
    SecurityScheme::Http(bearer.description(Some(description)).build())
}

/// Lets a page refer to its rows, which are otherwise described anew in each.
fn refer_to_row(name: &str, schema: &mut RefOr<Schema>) {
    let Some(row) = name.strip_prefix("Page_") else { return };
    let RefOr::T(Schema::Object(page)) = schema else { return };
    if let Some(RefOr::T(Schema::Array(items))) = page.properties.get_mut("items") {
        items.items = Ref::from_schema_name(row).into();
    }
}

/// The groups of operations, probes last.
fn tags(document: &mut OpenApi) -> Vec<Tag> {
    let operations = document.paths.paths.values_mut().flat_map(operations);
    let names = operations.flat_map(|(operation, _)| operation.tags.iter().flatten());
    let names: BTreeSet<_> = names.map(|name| (name == "health", name.clone())).collect();
    names.into_iter().map(|(_, name)| Tag::new(name)).collect()
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

/// The description, and a page to read it and try it out that needs no network.
pub fn router() -> Router<AppState> {
    let page = SwaggerUi::new("/docs")
        .config(Config::from("/openapi.json").persist_authorization(true))
        .external_url_unchecked("/openapi.json", document());
    // What it does not have, it says with nothing but a status.
    Router::from(page).layer(map_response(async |answer: Response| match answer.status() {
        StatusCode::NOT_FOUND => Error::NotFound.into_response(),
        _ => answer,
    }))
}
