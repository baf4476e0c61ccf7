//! `scaffold diff`: what people wrote into the files that were generated.

use std::collections::BTreeSet;

use clap::Args;
use similar::TextDiff;

use crate::disk::Project;
use crate::error::Error;
use crate::merge::standing::{Standing, standings};
use crate::shell;

use super::emitted::{self, Emitted};

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
    let emitted = emitted::look()?;
    let wanted: BTreeSet<&str> =
        arguments.paths.iter().map(|path| path.trim_end_matches('/')).collect();
    for path in &wanted {
        if !emitted.ledger.files.keys().any(|known| is_in(known, path)) {
            return Err(Error::usage(format!("`{path}` is no generated file or folder"))
                .hint("paths count from the project's root; `scaffold status --all` shows them"));
        }
    }
    let standings = standings(&emitted.ledger, &emitted.present, &emitted.base);
    let mut text = String::new();
    for (path, standing) in &standings {
        let is_wanted = wanted.is_empty() || wanted.iter().any(|wanted| is_in(path, wanted));
        if is_wanted && path != Project::MODEL {
            text += &difference(&emitted, path, standing);
        }
    }
    shell::result(&text);
    Ok(())
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
        Standing::Deleted => (path, None),
    };
    let Some(base) = emitted.base.get(path) else {
        shell::warning(&format!("what `{path}` was is not known any more: only its checksum is"));
        return String::new();
    };
    let texts = (str::from_utf8(base), str::from_utf8(present.map_or(b"", Vec::as_slice)));
    let (Ok(base), Ok(now)) = texts else {
        return format!("Binary files a/{path} and b/{to} differ\n");
    };
    let head = match (standing, present) {
        (_, None) => format!("diff --git a/{path} b/{path}\ndeleted file mode 100644\n"),
        (Standing::Moved { .. }, _) => {
            format!("diff --git a/{path} b/{to}\nrename from {path}\nrename to {to}\n")
        }
        _ => format!("diff --git a/{path} b/{to}\n"),
    };
    let (old, new) = (
        format!("a/{path}"),
        present.map_or_else(|| "/dev/null".to_owned(), |_| format!("b/{to}")),
    );
    let diff = TextDiff::from_lines(base, now);
    head + &diff.unified_diff().context_radius(3).header(&old, &new).to_string()
}
