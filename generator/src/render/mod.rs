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
use std::sync::LazyLock;

use bytes::Bytes;

use crate::error::Bug;
use crate::parallel;
use crate::plan::{Content, Entry, Plan};
use crate::template;
use crate::tree::{File, Tree};
use templates::Parsed;

static PARSED: LazyLock<Result<Parsed, Bug>> = LazyLock::new(Parsed::new);

/// Parses all templates, beside what a new project has to do before it renders them.
pub fn prepare() {
    if let Ok(parsed) = &*PARSED {
        parsed.all();
    }
}

/// Renders every entry of a plan. A template that does not fit its view is a bug.
pub fn render(plan: Plan) -> Result<Tree, Bug> {
    let is_late = |entry: &Entry| matches!(entry.content, Content::Late(_));
    let (late, others): (Vec<Entry>, Vec<Entry>) = plan.entries.into_iter().partition(is_late);
    let (late, others) = parallel::both(|| rendered(late), || rendered(others).map(needed));
    let mut tree = Tree::default();
    for (path, file) in late?.into_iter().chain(others?) {
        tree.insert(path, file)?;
    }
    let views = plan.views.into_iter();
    tree.views = views.map(|view| (view.folder, view.checksum)).collect();
    Ok(tree)
}

fn rendered(entries: Vec<Entry>) -> Result<Vec<(String, File)>, Bug> {
    let parsed = PARSED.as_ref().map_err(Clone::clone)?;
    let rendered = parallel::map(entries, |entry| {
        let contents = match entry.content {
            Content::Text(text) => text,
            Content::Late(text) => Bytes::clone(&text),
            Content::Template { name, view } => finish(name, parsed.render(name, &view)?).into(),
        };
        Ok((entry.path, File { contents, mode: entry.mode, ownership: entry.ownership }))
    });
    rendered.into_iter().collect()
}

/// The same files without what no test needs.
fn needed(mut files: Vec<(String, File)>) -> Vec<(String, File)> {
    let text = |contents| str::from_utf8(contents).unwrap_or_default();
    let texts: Vec<(&str, &str)> =
        files.iter().map(|(path, file)| (path.as_str(), text(&file.contents))).collect();
    let mut left_out = BTreeSet::new();
    for (at, text) in support::pruned(&texts) {
        match text {
            Some(text) => files[at].1.contents = text.into(),
            None => drop(left_out.insert(at)),
        }
    }
    let left = files.into_iter().enumerate().filter(|(at, _)| !left_out.contains(at));
    left.map(|(_, file)| file).collect()
}

/// Rust that was rendered is laid out; what was copied is as it should be.
fn finish(name: &str, text: String) -> String {
    let rendered = template::source(name).is_some_and(|(_, rendered)| rendered);
    match rendered && Path::new(name).extension() == Some(OsStr::new("rs")) {
        true => layout::layout(&layout::tidy(&text)),
        false => text,
    }
}
