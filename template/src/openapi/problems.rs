//! How operations fail, or have nothing new to tell: which problems each may answer with, and the
//! headers that tell a client how fast it may go on.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, ContentBuilder, Header, HeaderBuilder, KnownFormat, ObjectBuilder, OpenApi,
        Ref, RefOr, Required, Response, ResponseBuilder, SchemaFormat, SecurityRequirement, Type,
        path::{Operation, ParameterIn},
    },
};

use super::operations;
use crate::problem::Problem;

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
    ("UriTooLong", "414", "The address is too long."),
    ("UnsupportedMediaType", "415", "The body must be plain application/json in UTF-8."),
    ("Invalid", "422", "The request breaks a rule; `errors` has an entry for each."),
    ("VersionRequired", "428", "If-Match must say which version is meant."),
    ("TooManyRequests", "429", "There were too many requests; Retry-After says when to go on."),
    ("HeadersTooLarge", "431", "The headers are too large."),
    ("Internal", "500", "Something broke on our side."),
    ("Unavailable", "503", "The service cannot answer now; Retry-After says when to try again."),
];

/// What operations that ask nobody to sign in answer all the same.
const OF_STRANGERS: &[(&str, &str)] =
    &[("log_in", "401"), ("refresh_tokens", "401"), ("register", "409")];

/// Describes every problem once, and has each operation refer to those that it may answer with.
pub(super) fn tell(document: &mut OpenApi) {
    describe(document.components.get_or_insert_default());
    for (operation, is_write) in document.paths.paths.values_mut().flat_map(operations) {
        if is_limited(operation) {
            for answer in operation.responses.responses.values_mut() {
                if let RefOr::T(answer) = answer {
                    answer.headers.insert("RateLimit".to_owned(), refer("RateLimit"));
                }
            }
        }
        if !is_write && is_tagged(operation) {
            let reference = Ref::from_response_name("NotModified");
            operation.responses.responses.insert("304".to_owned(), reference.into());
        }
        for (name, status, _) in PROBLEMS {
            let is_told = operation.responses.responses.contains_key(*status);
            if !is_told && may_answer(operation, is_write, status) {
                let reference = Ref::from_response_name(*name);
                operation.responses.responses.insert((*status).to_owned(), reference.into());
            }
        }
    }
}

fn describe(components: &mut Components) {
    let mut schemas = vec![(Problem::name().into_owned(), Problem::schema())];
    Problem::schemas(&mut schemas);
    components.schemas.extend(schemas);
    let (budget, pause) = (describe_budget(), describe_pause());
    components.headers.insert("RateLimit".to_owned(), budget.into());
    components.headers.insert("RetryAfter".to_owned(), pause.into());
    let unchanged = "It is still as `If-None-Match` says.";
    let unchanged = ResponseBuilder::new().description(unchanged).build();
    components.responses.insert("NotModified".to_owned(), unchanged.into());
    for (name, status, description) in PROBLEMS {
        let problem = describe_problem(status, description);
        components.responses.insert((*name).to_owned(), problem.into());
    }
}

fn describe_budget() -> Header {
    let form = ObjectBuilder::new().schema_type(Type::String).max_length(Some(100));
    let form = form.examples([serde_json::json!("\"read\";r=599;t=1")]);
    let description = "How many requests of this kind are left, and in how many seconds all are.";
    HeaderBuilder::new().schema(Some(form)).description(Some(description)).build()
}

fn describe_pause() -> Header {
    let format = SchemaFormat::KnownFormat(KnownFormat::Int32);
    let seconds = ObjectBuilder::new().schema_type(Type::Integer).format(Some(format));
    let seconds = seconds.minimum(Some(1)).maximum(Some(60));
    HeaderBuilder::new().schema(Some(seconds)).description(Some("Seconds to wait.")).build()
}

fn describe_problem(status: &str, description: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let mut problem = ResponseBuilder::new()
        .description(description)
        .content("application/problem+json", content)
        .build();
    if status.starts_with('4') {
        problem.headers.insert("RateLimit".to_owned(), refer("RateLimit"));
    }
    if matches!(status, "429" | "503") {
        problem.headers.insert("Retry-After".to_owned(), refer("RetryAfter"));
    }
    problem
}

fn refer(header: &str) -> RefOr<Header> {
    RefOr::Ref(Ref::new(format!("#/components/headers/{header}")))
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
    // What is declared on a row reckons with what the row has, also where it takes nothing.
    let is_action = version.is_some_and(|version| version.required == Required::False);
    let has_body = operation.request_body.is_some();
    let is_signed_in = operation
        .security
        .as_ref()
        .is_some_and(|ways| ways.iter().any(|way| *way != SecurityRequirement::default()));
    let name = operation.operation_id.as_deref().unwrap_or_default();
    if OF_STRANGERS.contains(&(name, status)) {
        return true;
    }
    match status {
        "400" => has_body || has(&ParameterIn::Query) || version.is_some(),
        "401" => is_signed_in,
        "403" | "409" => is_write && is_signed_in,
        "404" => has(&ParameterIn::Path),
        "408" | "413" | "415" => has_body,
        "412" => version.is_some(),
        "422" => has_body || is_action,
        "414" => has(&ParameterIn::Path) || has(&ParameterIn::Query),
        "428" => version.is_some_and(|version| version.required == Required::True),
        "429" => is_limited(operation),
        _ => true,
    }
}

/// Whether clients are given a tag, by which they may ask again.
fn is_tagged(operation: &Operation) -> bool {
    let shown = operation.responses.responses.get("200");
    matches!(shown, Some(RefOr::T(answer)) if answer.headers.contains_key("ETag"))
}

/// Probes may come as often as they like.
fn is_limited(operation: &Operation) -> bool {
    !operation.tags.iter().flatten().any(|tag| tag == "health")
}
