//! Who may call an operation, as far as a description says it.

use std::collections::BTreeSet;

use serde_json::Value;

/// Whether every way to call an operation is a way to call it still.
pub(super) fn is_as_open(before: &Value, after: &Value) -> bool {
    let (before, after) = (ways(before), ways(after));
    before.iter().all(|way| after.iter().any(|other| other.is_subset(way)))
}

/// Sets of proofs, each enough: a scheme, or one of its scopes.
fn ways(security: &Value) -> Vec<BTreeSet<String>> {
    let all = security.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut ways: Vec<BTreeSet<String>> = all
        .iter()
        .filter_map(Value::as_object)
        .map(|way| {
            way.iter()
                .flat_map(|(scheme, scopes)| {
                    let scopes = scopes.as_array().into_iter().flatten().filter_map(Value::as_str);
                    let scopes = scopes.map(|scope| format!("{scheme} {scope}"));
                    [scheme.clone()].into_iter().chain(scopes.collect::<Vec<_>>())
                })
                .collect()
        })
        .collect();
    // Nothing said is open to everybody.
    if ways.is_empty() {
        ways.push(BTreeSet::new());
    }
    ways
}
