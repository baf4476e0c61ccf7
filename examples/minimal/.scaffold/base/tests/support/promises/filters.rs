//! What lists find, and what they refuse to look for.

use serde_json::Value;

use crate::support::{Actor, List, TestApp};

/// What is not declared is neither a filter nor an order. Each query comes with the parameter at
/// fault.
pub async fn undeclared(actor: &Actor, list: &str, queries: &[(&str, &str)]) {
    for (query, parameter) in queries {
        refused(actor, &format!("{list}?{query}"), parameter).await;
    }
}

/// Words are found in each searched column, and only where they are. Each column comes with a text
/// in which a walrus occurs.
pub async fn searched(app: &TestApp, list: &List, columns: &[(&str, &str)]) {
    let mut rows = list.add(app, 2).await;
    for (column, text) in columns {
        rows.push(app.insert(list.row().with(column, text)).await);
    }
    let found: Vec<usize> = (2..rows.len()).collect();
    list.finds("q=walruses", &rows, &found).await;
    list.finds("q=-walrus", &rows, &[0, 1]).await;
    list.finds("q=nothingofthekind", &rows, &[]).await;
}

/// Fails unless a parameter is refused; gives the fault.
async fn refused(actor: &Actor, place: &str, parameter: &str) -> Value {
    let refused = actor.get(place).await.refused(400);
    let fault = refused.body["errors"][0].clone();
    assert_eq!(fault["parameter"], parameter, "{place}: {:#}", refused.body);
    fault
}
