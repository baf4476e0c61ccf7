//! `scaffold diff`: what people wrote into the files that were generated.

use std::collections::BTreeSet;

use clap::Args;
use similar::TextDiff;

use crate::change::{self, Emitted};
use crate::disk::Project;
use crate::error::Error;
use crate::ledger;
use crate::merge::standing::{Standing, standings};
use crate::shell;

use super::here;

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
    unified(path, to, Some(base), present.map(AsRef::as_ref))
}

/// A file's difference as git writes it.
pub(super) fn unified(from: &str, to: &str, old: Option<&[u8]>, new: Option<&[u8]>) -> String {
    if old == new && from == to {
        return String::new();
    }
    let texts = (str::from_utf8(old.unwrap_or(b"")), str::from_utf8(new.unwrap_or(b"")));
    let (Ok(before), Ok(after)) = texts else {
        return format!("Binary files a/{from} and b/{to} differ\n");
    };
    let mut head = format!("diff --git a/{from} b/{to}\n");
    head += match (old, new) {
        (None, _) => "new file mode 100644\n",
        (_, None) => "deleted file mode 100644\n",
        _ => "",
    };
    if from != to {
        head += &format!("rename from {from}\nrename to {to}\n");
    }
    let name = |side: Option<&[u8]>, name: String| side.map_or("/dev/null".to_owned(), |_| name);
    let (from, to) = (name(old, format!("a/{from}")), name(new, format!("b/{to}")));
    let diff = TextDiff::from_lines(before, after);
    head + &diff.unified_diff().context_radius(3).header(&from, &to).to_string()
}
