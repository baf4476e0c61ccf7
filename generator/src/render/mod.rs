//! Plan to tree: each template with its view becomes a text.
//!
//! A file of `template/` whose name ends in `.liquid` is rendered; any other is copied
//! as it is. A line that holds nothing but one `{% tag %}` leaves no line behind, so
//! templates are indented like the code that they become.

pub mod layout;
mod pieces;
mod support;
mod templates;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;

use crate::error::Bug;
use crate::parallel;
use crate::plan::{Content, Plan};
use crate::template;
use crate::tree::{File, Tree};

/// Renders every entry of a plan. A template that does not fit its view is a bug.
pub fn render(plan: Plan) -> Result<Tree, Bug> {
    let parsed = templates::Parsed::new()?;
    let rendered = parallel::map(&plan.entries, |entry| match &entry.content {
        Content::Text(_) => Ok(String::new()),
        Content::Template { name, view } => Ok(finish(name, parsed.render(name, view)?)),
    });
    let mut texts = rendered.into_iter().collect::<Result<Vec<String>, Bug>>()?;
    let paths = plan.entries.iter().map(|entry| entry.path.as_str());
    let files: Vec<(&str, &str)> = paths.zip(texts.iter().map(String::as_str)).collect();
    let pruned = support::pruned(&files);
    let mut left_out = BTreeSet::new();
    for (at, text) in pruned {
        match text {
            Some(text) => texts[at] = text,
            None => drop(left_out.insert(at)),
        }
    }
    let mut tree = Tree::default();
    for (at, (entry, rendered)) in plan.entries.into_iter().zip(texts).enumerate() {
        if left_out.contains(&at) {
            continue;
        }
        let text = match entry.content {
            Content::Text(text) => text,
            Content::Template { .. } => rendered,
        };
        tree.insert(
            entry.path,
            File { contents: text.into_bytes(), mode: entry.mode, ownership: entry.ownership },
        )?;
    }
    Ok(tree)
}

/// Rust that was rendered is laid out; what was copied is as it should be.
fn finish(name: &str, text: String) -> String {
    let rendered = template::source(name).is_some_and(|(_, rendered)| rendered);
    match rendered && Path::new(name).extension() == Some(OsStr::new("rs")) {
        true => layout::layout(&layout::tidy(&text)),
        false => text,
    }
}
