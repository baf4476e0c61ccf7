//! Cursors: places in a list that clients can hand back but not make.

use std::sync::Arc;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::hmac;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A cursor is signed with this; it changes when its form does, so that old cursors are refused.
const FORM: &[u8] = b"2";
const TAG_LENGTH: usize = 32;

/// The last row of a page, as its cursor holds it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct After {
    pub(crate) key: Option<String>,
    pub(crate) id: Uuid,
}

/// The keys that keep clients from making cursors of their own.
#[derive(Clone)]
pub struct CursorKeys {
    current: hmac::Key,
    retiring: Arc<[hmac::Key]>,
}

impl CursorKeys {
    /// Derives keys from the secrets of the service: the current one signs, the retiring ones are
    /// still accepted, so that nobody is stopped half-way through a list when secrets change.
    pub fn derive<'a>(current: &[u8], retiring: impl Iterator<Item = &'a [u8]>) -> Self {
        Self { current: derive(current), retiring: retiring.map(derive).collect() }
    }

    /// The cursor of a place, good for this scope alone.
    pub(crate) fn seal(&self, scope: &[u8], after: &After) -> String {
        let mut bytes = serde_json::to_vec(after).expect("texts are always JSON");
        let tag = hmac::sign(&self.current, &bind(scope, &bytes));
        bytes.extend_from_slice(tag.as_ref());
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The place of a cursor, if it was made here and for this scope.
    pub(crate) fn open(&self, scope: &[u8], cursor: &str) -> Option<After> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (after, tag) = bytes.split_at_checked(bytes.len().checked_sub(TAG_LENGTH)?)?;
        let text = bind(scope, after);
        let mut keys = std::iter::once(&self.current).chain(self.retiring.iter());
        if !keys.any(|key| hmac::verify(key, &text, tag).is_ok()) {
            return None;
        }
        serde_json::from_slice(after).ok()
    }
}

fn derive(secret: &[u8]) -> hmac::Key {
    let derived = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), b"cursor");
    hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref())
}

/// One text of the parts, which no other parts make.
fn bind(scope: &[u8], after: &[u8]) -> Vec<u8> {
    let mut text = FORM.to_vec();
    text.extend_from_slice(&scope.len().to_be_bytes());
    text.extend_from_slice(scope);
    text.extend_from_slice(after);
    text
}
