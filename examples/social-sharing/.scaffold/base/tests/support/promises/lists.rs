//! Lists: what they find, in which order, and what they refuse.

use crate::support::Actor;

/// What is not declared is no filter, and a filter is said once and with a value that can be.
pub async fn refused_filters(actor: &Actor, list: &str, queries: &[&str]) {
    for query in queries {
        let refused = actor.get(&format!("{list}?{query}")).await.refused(400);
        assert!(refused.body["errors"].is_array(), "{query}: {:#}", refused.body);
    }
}
