//! What is refused before there is a request, by hyper or because there are too many connections:
//! told as everything else is.

use std::{io::Write, net::SocketAddr};

use axum::http::HeaderValue;

use crate::{
    config::Config,
    error::Error,
    layers,
    problem::{self, Rendered},
    telemetry,
};

/// What is sent in place of `answer`, if hyper made it: its refusals have no content type.
pub(super) fn replace(answer: &[u8], peer: SocketAddr, config: &Config) -> Option<Vec<u8>> {
    let error = match answer.get(..13)? {
        b"HTTP/1.1 400 " | b"HTTP/1.0 400 " => Error::Malformed(Vec::new()),
        b"HTTP/1.1 414 " | b"HTTP/1.0 414 " => Error::UriTooLong,
        b"HTTP/1.1 431 " | b"HTTP/1.0 431 " => Error::HeadersTooLarge,
        _ => return None,
    };
    let head = std::str::from_utf8(answer).ok()?.strip_suffix("\r\n\r\n")?;
    if head.lines().any(|line| line.is_empty() || line.starts_with("content-type:")) {
        return None;
    }
    render(error, peer, config)
}

/// What is sent to a connection that is not taken.
pub(super) fn unavailable(peer: SocketAddr, config: &Config) -> Option<Vec<u8>> {
    render(Error::Unavailable, peer, config)
}

fn render(error: Error, peer: SocketAddr, config: &Config) -> Option<Vec<u8>> {
    let client = peer.ip().to_canonical();
    telemetry::with_request_id(client, || write(problem::render(error), config))
}

fn write(rendered: Rendered, config: &Config) -> Option<Vec<u8>> {
    let Rendered { status, mut headers, body } = rendered;
    layers::warn_browsers(&mut headers, config);
    let id = telemetry::request_id().and_then(|id| HeaderValue::try_from(id).ok());
    headers.extend(id.map(|id| (telemetry::REQUEST_ID, id)));
    let mut bytes = Vec::with_capacity(512);
    write!(bytes, "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n", body.len())
        .ok()?;
    for (name, value) in &headers {
        write!(bytes, "{name}: ").ok()?;
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(&body);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_hyper_made_is_replaced() {
        let config = Config::development("postgres://nobody@localhost/nothing").unwrap();
        let peer = SocketAddr::from(([192, 0, 2, 1], 4711));
        let replace = |answer: &str| replace(answer.as_bytes(), peer, &config);
        let bare = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
        let replaced = String::from_utf8(replace(bare).unwrap()).unwrap();
        assert!(replaced.starts_with("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n"));
        let (head, body) = replaced.split_once("\r\n\r\n").unwrap();
        assert!(head.contains("content-type: application/problem+json"), "{head}");
        assert!(head.contains("content-security-policy: default-src 'none'"), "{head}");
        assert!(head.contains("\r\nx-request-id: "), "{head}");
        assert!(head.contains(&format!("content-length: {}\r\n", body.len())), "{head}");
        assert!(body.contains("/problems/malformed") && body.contains("request_id"), "{body}");

        let ours = "HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\n\r\n";
        for answer in [ours, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", "HTTP/1.1 400 ", ""] {
            assert!(replace(answer).is_none(), "{answer}");
        }
    }
}
