//! The project that the user stands in.

use std::path::{Path, PathBuf};

use toml_edit::Document;

use crate::error::Error;

use super::fault::odd;
use super::read::read_text;

/// A folder with a model file in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its folder, absolute.
    pub folder: PathBuf,
}

impl Project {
    /// The name of a project's model file.
    pub const MODEL: &str = "scaffold.toml";

    /// The nearest project at or above `folder`.
    pub fn around(folder: &Path) -> Result<Self, Error> {
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
        let has_model = |ancestor: &&Path| ancestor.join(Self::MODEL).symlink_metadata().is_ok();
        let found = folder.ancestors().find(has_model);
        if found.is_some_and(|found| !found.join(Self::MODEL).is_file()) {
            return Err(odd(Self::MODEL));
        }
        found
            .map(|ancestor| Self { folder: ancestor.to_path_buf() })
            .ok_or_else(|| {
                let missing =
                    Error::usage(format!("no `{}` here or in any folder above", Self::MODEL));
                let is_project = |folder: &Path| folder.join(".scaffold/ledger.toml").is_file();
                match folder.ancestors().any(is_project) {
                    true => missing.hint(
                        "this is a project that has lost it: restore it from version control, or from `.scaffold/base`, which has it as it was applied last",
                    ),
                    false => missing.hint("go into a project, or make one with `scaffold new NAME`"),
                }
            })
    }

    /// Its model file.
    #[must_use]
    pub fn model(&self) -> PathBuf {
        self.folder.join(Self::MODEL)
    }

    /// The service's name as the model has it.
    pub fn service_name(&self) -> Result<String, Error> {
        let text = String::from_utf8_lossy(&read_text(&self.model())?).into_owned();
        Document::parse(text.as_str())
            .ok()
            .and_then(|model| Some(model.get("service")?.get("name")?.as_str()?.to_owned()))
            .ok_or_else(|| {
                Error::usage(format!("`{}` does not say its service's name", Self::MODEL))
                    .hint("run `scaffold check` to see what is wrong with it")
            })
    }
}
