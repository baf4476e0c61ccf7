//! Who a handler asks for.

use serde::Serialize;

use crate::view::condition::Asker;

/// Who a handler asks for.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Caller {
    /// `viewer` or `principal`
    pub ident: &'static str,
    /// `Viewer` or `Principal`
    pub type_name: &'static str,
    /// What the document says: `(), ("bearer" = [])`.
    pub security: &'static str,
    /// Somebody has to be signed in.
    pub signed_in: bool,
}

impl From<Asker> for Caller {
    fn from(asker: Asker) -> Self {
        let (security, signed_in) = match asker {
            Asker::Principal => ("(\"bearer\" = [])", true),
            Asker::Viewer => ("(), (\"bearer\" = [])", false),
        };
        Self { ident: asker.ident(), type_name: asker.type_name(), security, signed_in }
    }
}
