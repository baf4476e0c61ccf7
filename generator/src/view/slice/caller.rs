//! Who a handler asks for.

use serde::Serialize;

use crate::model::{Rule, Who};

/// Who a handler asks for.
#[derive(Debug, Clone, Serialize)]
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

const VIEWER: Caller = Caller {
    ident: "viewer",
    type_name: "Viewer",
    security: "(), (\"bearer\" = [])",
    signed_in: false,
};
const PRINCIPAL: Caller = Caller {
    ident: "principal",
    type_name: "Principal",
    security: "(\"bearer\" = [])",
    signed_in: true,
};

/// Who a handler asks for, by the rules of its operation.
pub(super) fn caller(rules: &[Rule]) -> Caller {
    match rules.iter().any(|rule| rule.who == Who::Public) {
        true => VIEWER,
        false => PRINCIPAL,
    }
}
