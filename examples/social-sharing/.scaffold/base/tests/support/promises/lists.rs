//! Lists: in which order they are, and page by page.

use std::collections::HashSet;

use serde_json::Value;
use uuid::Uuid;

use crate::support::answer::Listed;
use crate::support::{self, Filter, List, Sort, TestApp, id};

/// Rows on a list: more than a few pages, the last one not full.
const ROWS: usize = 7;

/// Pages in every order hold each row once, and equal ones in the order of their ids.
pub async fn sorted(app: &TestApp, list: &List, sort: &Sort, limit: usize) {
    let rows = sort.spread(app, list).await;
    for (sign, direction) in [("", "asc"), ("-", "desc")] {
        let query = format!("limit={limit}&{}", sort.query(sign));
        let walked = ids(&list.walk(&query, async || ()).await, &rows);
        let expected = sort.in_order(app, list, &rows, direction).await;
        assert_eq!(walked, expected, "{}?{query}", list.path);
    }
}

/// Who asks for no order has the one that is the list's own.
pub async fn ordered_by_default(app: &TestApp, list: &List, default: &str, limit: usize) {
    list.add(app, ROWS).await;
    let unasked = list.walk(&format!("limit={limit}"), async || ()).await;
    let asked = list.walk(&format!("limit={limit}&sort={default}"), async || ()).await;
    assert_eq!(unasked, asked, "{}", list.path);
}

/// A walk meets every row that was there when it began exactly once, though rows are added
/// meanwhile.
pub async fn walked_while_growing(app: &TestApp, list: &List, sorts: &[Sort], limit: usize) {
    let there = list.add(app, ROWS).await;
    for sort in sorts {
        for sign in ["", "-"] {
            let query = format!("limit={limit}&{}", sort.query(sign));
            let mut left = 3;
            let adding = async || {
                if left > 0 {
                    left -= 1;
                    app.insert(list.row()).await;
                }
            };
            let walked = list.walk(&query, adding).await;
            let met: HashSet<Uuid> = walked.iter().map(support::id).collect();
            assert_eq!(met.len(), walked.len(), "{}?{query}: a row came twice", list.path);
            let missed: Vec<_> = there.iter().filter(|row| !met.contains(&id(row))).collect();
            assert!(missed.is_empty(), "{}?{query}: missed {missed:?}", list.path);
        }
    }
}

/// A page is as long as asked, within bounds that are said.
pub async fn page_sizes(app: &TestApp, list: &List, default: usize, max: usize) {
    let count = default.min(100) + 1;
    list.add(app, count).await;
    let unasked = list.page("").await.items.len();
    assert!((count.min(default)..=default).contains(&unasked), "{unasked} rows");
    assert_eq!(list.page("limit=1").await.items.len(), 1);
    assert!(list.page(&format!("limit={max}")).await.items.len() >= unasked);
    let over = (max + 1).to_string();
    for limit in ["0", "-1", &over, "1000000000", "99999999999999999999", "many", "1.5", ""] {
        let refused = list.reader.get(&format!("{}?limit={limit}", list.path)).await;
        assert_eq!(refused.refused(400).body["errors"][0]["parameter"], "limit", "{limit}");
    }
}

/// Nobody makes up a place to go on from, or uses one with another list, order or account.
pub async fn sealed_cursors(app: &TestApp, list: &List, other: (&List, &str), sorts: &[Sort]) {
    list.add(app, 2).await;
    let Listed { next_cursor: Some(cursor), .. } = list.page("limit=1").await else {
        panic!("{} has no second page", list.path)
    };
    let middle = cursor.len() / 2;
    let letter = if cursor[middle..].starts_with('A') { "B" } else { "A" };
    let changed = format!("{}{letter}{}", &cursor[..middle], &cursor[middle + 1..]);
    let (of_another, elsewhere) = other;
    let path = &list.path;
    let mut places = vec![
        format!("{path}?limit=1&cursor={changed}"),
        format!("{path}?limit=1&cursor={}", &cursor[..middle]),
        format!("{path}?limit=1&cursor={cursor}{cursor}"),
        format!("{path}?limit=1&cursor="),
        format!("{path}?limit=1&cursor=1"),
        format!("{elsewhere}?cursor={cursor}"),
    ];
    for sort in sorts {
        let of_order = |sign| format!("{path}?{}&cursor={cursor}", sort.query(sign));
        places.extend(["", "-"].map(of_order));
    }
    for place in places {
        let refused = list.reader.get(&place).await.refused(400);
        assert_eq!(refused.body["errors"][0]["parameter"], "cursor", "{place}");
    }
    // Where the list stands under another row, they may not even know of that.
    let theirs = of_another.reader.get(&format!("{path}?limit=1&cursor={cursor}")).await;
    assert!(matches!(theirs.status.as_u16(), 400 | 404), "{}: {:#}", theirs.status, theirs.body);
}

/// A place to go on from is refused with another filter than the one it was made with.
pub async fn filtered_cursors(app: &TestApp, list: &List, filters: &[Filter]) {
    let rows = list.add(app, 2).await;
    let cursor = place_after_one(list).await;
    for filter in filters {
        for (query, _) in filter.queries(&rows) {
            refused_place(list, &query, &cursor).await;
        }
    }
}

/// So it is with words to find.
pub async fn searched_cursors(app: &TestApp, list: &List) {
    list.add(app, 2).await;
    refused_place(list, "q=walrus", &place_after_one(list).await).await;
}

/// A place to go on from, which is good where it comes from.
async fn place_after_one(list: &List) -> String {
    let cursor = list.page("limit=1").await.next_cursor.expect("a second page");
    list.page(&format!("limit=1&cursor={cursor}")).await;
    cursor
}

async fn refused_place(list: &List, query: &str, cursor: &str) {
    let place = format!("{}?limit=1&{query}&cursor={cursor}", list.path);
    let refused = list.reader.get(&place).await.refused(400);
    assert_eq!(refused.body["errors"][0]["parameter"], "cursor", "{place}");
}

/// The ids of those `listed` that are among `rows`.
fn ids(listed: &[Value], rows: &[Value]) -> Vec<Uuid> {
    let wanted: HashSet<Uuid> = rows.iter().map(support::id).collect();
    listed.iter().map(support::id).filter(|id| wanted.contains(id)).collect()
}
