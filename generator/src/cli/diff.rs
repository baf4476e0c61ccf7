//! `scaffold diff`: what people wrote into the files that were generated.

use std::collections::BTreeSet;

use clap::Args;

use crate::change::{self, Emitted};
use crate::disk::Project;
use crate::error::Error;
use crate::ledger;
use crate::merge::ends;
use crate::merge::standing::{Standing, standings};
use crate::shell;
use crate::tree::Mode;

use super::here;
use super::patch::Patch;

/// Show what people changed against what was generated
///
/// A diff as git writes it, from what was generated last to what is there now. Files that
/// stand elsewhere now are shown there. Writes nothing.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold diff                     every edit in the project
  scaffold diff src/posts           edits in one folder or file")]
pub(super) struct Arguments {
    /// Folders and files to look at, from the project's root [default: all]
    paths: Vec<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let emitted = change::look(here::project()?)?;
    let wanted: BTreeSet<&str> =
        arguments.paths.iter().map(|path| path.trim_end_matches('/')).collect();
    let standings = standings(&emitted.ledger, &emitted.present, &emitted.base);
    let places = |path: &str| -> Vec<String> {
        match &standings[path] {
            Standing::Moved { to, .. } => vec![path.to_owned(), to.clone()],
            _ => vec![path.to_owned()],
        }
    };
    for path in &wanted {
        let mut known = standings.keys().flat_map(|known| places(known));
        if !known.any(|known| is_in(&known, path)) {
            return Err(Error::usage(format!("`{path}` is no generated file or folder"))
                .hint("paths count from the project's root; `scaffold status --all` shows them"));
        }
    }
    let mut text = String::new();
    for (path, standing) in &standings {
        let is_wanted = wanted.is_empty()
            || places(path).iter().any(|place| wanted.iter().any(|wanted| is_in(place, wanted)));
        if is_wanted && path != Project::MODEL {
            text += &difference(&emitted, path, standing);
        }
    }
    shell::result(&text)
}

fn is_in(path: &str, folder: &str) -> bool {
    folder == "."
        || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn difference(emitted: &Emitted, path: &str, standing: &Standing) -> String {
    let (to, present) = match standing {
        Standing::Untouched | Standing::Moved { edited: false, .. } => return String::new(),
        Standing::Edited => (path, emitted.present.get(path)),
        Standing::Moved { to, edited: true } => (to.as_str(), emitted.present.get(to)),
        Standing::Deleted | Standing::Blocked { .. } => (path, None),
    };
    let Some(base) = emitted.base.get(path) else {
        let kept = format!("{}/{path}", ledger::BASE);
        shell::warning(&format!(
            "what `{path}` was is not known: restore `{kept}` from version control"
        ));
        return String::new();
    };
    let base = present.map_or(base.clone(), |present| ends::as_in(present, base));
    let (old, new) = (Some(base.as_ref()), present.map(AsRef::as_ref));
    Patch { from: path, to, old, new, mode: Mode::Plain }.text()
}
