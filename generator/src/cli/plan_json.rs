//! A plan for programs.

use serde_json::{Value, json};

use super::plan::Planned;
use super::plan_api;
use crate::merge::{Kind, Reason, Why};
use crate::model::Name;

/// Everything that a plan says, as one JSON object.
pub(super) fn json(planned: &Planned<'_>) -> String {
    let changes = &planned.draft.changes;
    let migrations: Vec<Value> = planned
        .draft
        .migrations
        .iter()
        .map(|migration| {
            let words = migration.text.lines().filter_map(|line| line.strip_prefix("-- "));
            let words: Vec<&str> = words.filter(|line| *line != "no-transaction").collect();
            json!({
                "path": format!("migrations/{}", migration.file()),
                "summary": words.join(" "),
                "sql": migration.text,
            })
        })
        .collect();
    let files: Vec<Value> = changes
        .changes
        .iter()
        .map(|change| {
            json!({
                "path": change.path,
                "change": match change.kind {
                    Kind::Create => "create",
                    Kind::Replace => "update",
                    Kind::Merge => "merge",
                    Kind::Remove => "remove",
                },
                "resource": planned.about(&change.path),
            })
        })
        .collect();
    let pairs = |pairs: &[(String, String)]| -> Vec<Value> {
        pairs.iter().map(|(from, to)| json!({ "from": from, "to": to })).collect()
    };
    let kept: Vec<Value> = changes
        .kept
        .iter()
        .map(|kept| {
            let reason = match kept.reason {
                Reason::Theirs => "yours",
                Reason::Deleted => "deleted",
                Reason::FolderDeleted => "folder_deleted",
            };
            json!({ "path": kept.path, "reason": reason })
        })
        .collect();
    let conflicts: Vec<Value> = changes
        .troubles
        .iter()
        .map(|trouble| json!({ "path": trouble.path, "reason": reason(&trouble.why), "places": places(&trouble.why) }))
        .collect();
    let names = |names: &[Name]| names.first().map(|name| name.snake().to_owned());
    let renames: Vec<Value> = planned
        .draft
        .renames
        .iter()
        .map(|it| {
            let inside = (!it.inside.is_empty()).then_some(&it.inside);
            json!({ "what": it.what, "inside": inside, "from": names(&it.old), "to": names(&it.new) })
        })
        .collect();
    let following = planned.draft.following.iter();
    let following: Vec<Value> =
        following.map(|it| json!({ "path": it.path, "lines": it.lines })).collect();
    let left = planned.draft.left.iter();
    let left: Vec<Value> =
        left.map(|it| json!({ "path": it.path, "line": it.line, "word": it.word })).collect();
    let lacking = planned.draft.lacking.iter();
    let lacking: Vec<Value> = lacking
        .map(|it| json!({ "path": it.path, "line": it.line, "function": it.function, "columns": it.columns.iter().map(|(name, _)| name).collect::<Vec<_>>() }))
        .collect();
    let taken = planned.draft.taken.iter();
    let taken: Vec<Value> = taken
        .map(|it| {
            let planned = format!("migrations/{}", it.planned);
            json!({ "path": it.path, "line": it.line, "made": it.what, "by": planned })
        })
        .collect();
    let plan = json!({
        "changed": !planned.draft.is_empty(),
        "title": planned.title(),
        "api": plan_api::json(&planned.draft.api),
        "migrations": migrations,
        "renames": renames,
        "files": files,
        "following": following,
        "left": left,
        "lacking": lacking,
        "taken": taken,
        "carried": pairs(&changes.carried),
        "moved": pairs(&changes.followed),
        "kept": kept,
        "conflicts": conflicts,
    });
    format!("{plan:#}\n")
}

fn reason(why: &Why) -> &'static str {
    match why {
        Why::Overlap(_) => "overlap",
        Why::Occupied => "occupied",
        Why::Orphaned => "not_generated_any_more",
        Why::Unknown => "unknown_base",
        Why::Moved { .. } => "moved_and_renamed",
        Why::Scattered => "folder_scattered",
    }
}

/// The places where both sides changed the same lines.
fn places(why: &Why) -> Vec<Value> {
    let Why::Overlap(conflicts) = why else { return Vec::new() };
    conflicts
        .iter()
        .map(|conflict| {
            json!({
                "line": conflict.line,
                "before": conflict.base,
                "yours": conflict.ours,
                "now": conflict.theirs,
            })
        })
        .collect()
}
