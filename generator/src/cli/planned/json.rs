//! A plan for programs.

use serde_json::{Value, json};

use super::{Planned, api, said};
use crate::merge::{Kind, Reason, Why};
use crate::model::Name;

impl Planned<'_> {
    /// Everything that a plan says, as one JSON object.
    pub(in crate::cli) fn json(&self) -> String {
        let changes = &self.draft.changes;
        let migrations: Vec<Value> = self
            .draft
            .migrations
            .iter()
            .map(|migration| {
                let (queries, words) = said(&migration.text);
                json!({
                    "path": format!("migrations/{}", migration.file()),
                    "summary": words,
                    "queries": queries,
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
                    "resource": self.about(&change.path),
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
                    Reason::Known => "known",
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
        let renames: Vec<Value> = self
            .draft
            .renames
            .iter()
            .map(|it| {
                let inside = (!it.inside.is_empty()).then_some(&it.inside);
                json!({ "what": it.what, "inside": inside, "from": names(&it.old), "to": names(&it.new) })
            })
            .collect();
        let following = self.draft.following.iter();
        let following: Vec<Value> =
            following.map(|it| json!({ "path": it.path, "lines": it.lines })).collect();
        let left = self.draft.left.iter();
        let left: Vec<Value> =
            left.map(|it| json!({ "path": it.path, "line": it.line, "word": it.word })).collect();
        let lacking = self.draft.lacking.iter();
        let lacking: Vec<Value> = lacking
            .map(|it| json!({ "path": it.path, "line": it.line, "function": it.function, "columns": it.columns.iter().map(|(name, _)| name).collect::<Vec<_>>() }))
            .collect();
        let taken = self.draft.taken.iter();
        let taken: Vec<Value> = taken
            .map(|it| {
                let planned = format!("migrations/{}", it.planned);
                json!({ "path": it.path, "line": it.line, "made": it.what, "by": planned })
            })
            .collect();
        let plan = json!({
            "changed": !self.draft.is_empty(),
            "title": self.title(),
            "api": api::json(&self.draft.api),
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
}

fn reason(why: &Why) -> &'static str {
    match why {
        Why::Overlap(_) => "overlap",
        Why::Occupied => "occupied",
        Why::NoFolder { .. } => "file_for_folder",
        Why::Orphaned => "not_generated_any_more",
        Why::Unknown => "unknown_base",
        Why::Moved { .. } => "moved_and_renamed",
        Why::Scattered => "folder_scattered",
        Why::Broken(_) => "not_readable",
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
