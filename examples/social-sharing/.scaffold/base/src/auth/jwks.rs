//! The public keys by which others can check our tokens.

use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::AppState;
use crate::extract::Json;

/// A public Ed25519 key (RFC 8037).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Jwk {
    #[schema(max_length = 10, example = "OKP")]
    kty: &'static str,
    #[schema(max_length = 10, example = "Ed25519")]
    crv: &'static str,
    #[schema(max_length = 10, example = "EdDSA")]
    alg: &'static str,
    #[serde(rename = "use")]
    #[schema(max_length = 10, example = "sig")]
    usage: &'static str,
    /// Names the key in the header of a token: its thumbprint (RFC 7638).
    #[schema(max_length = 43)]
    pub kid: String,
    #[schema(max_length = 43)]
    x: String,
}

impl Jwk {
    /// Describes a public key of 32 bytes.
    pub(super) fn new(public_key: &[u8]) -> Jwk {
        let x = URL_SAFE_NO_PAD.encode(public_key);
        let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
        let kid = URL_SAFE_NO_PAD.encode(digest(&SHA256, members.as_bytes()));
        Jwk { kty: "OKP", crv: "Ed25519", alg: "EdDSA", usage: "sig", kid, x }
    }
}

/// The keys that sign access tokens.
#[derive(Debug, Serialize, ToSchema)]
pub struct JwkSet {
    #[schema(max_items = 10)]
    keys: Vec<Jwk>,
}

/// Lists the keys that sign access tokens.
///
/// Open to everybody, so that others can check tokens. It may be kept for five minutes.
#[utoipa::path(
    get,
    path = "/.well-known/jwks.json",
    tag = "auth",
    operation_id = "list_signing_keys",
    responses((status = OK, description = "The keys.", body = JwkSet)),
    security(()),
)]
pub async fn list(State(state): State<AppState>) -> impl IntoResponse {
    let keys = state.auth.tokens.public_keys();
    ([(CACHE_CONTROL, "public, max-age=300")], Json(JwkSet { keys }))
}
