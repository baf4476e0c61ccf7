//! `scaffold rename`: another name in the model, and everywhere that follows from it.

use clap::{Args, Subcommand};

use crate::change::Wishes;
use crate::diagnostic::Source;
use crate::document::{self, Renaming};
use crate::error::{Bug, Error};
use crate::model::{self, Model};

use super::apply::{self, Edit, How};
use super::{here, model_file};

/// Rename a resource, field, enum, variant or role, and keep its data
///
/// Writes the new name wherever the model says the old one, with `was` beside it, and applies
/// that as `scaffold apply` does. Files move to where they belong now, and your edits in them
/// move along. In your own files the lines that say the old name are shown.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold rename resource post article
  scaffold rename field post.title headline --gradual
  scaffold rename variant post.status.draft sketch
  scaffold rename variant visibility.followers friends
  scaffold rename enum visibility audience
  scaffold rename role moderator editor")]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A resource: its table, files and paths
    Resource {
        /// Its name now
        old: String,
        /// Its new name, in the singular
        new: String,
    },
    /// A field of a resource
    Field {
        /// The resource and the field, such as post.title
        #[arg(value_name = "RESOURCE.FIELD", value_parser = field)]
        old: (String, String),
        /// Its new name
        new: String,
        /// Keep the column under its old name as well, so that the version that runs until now
        /// goes on, until you drop it
        #[arg(long)]
        gradual: bool,
    },
    /// A variant of an enum
    Variant {
        /// The enum and the variant, such as visibility.followers or, of a field's own enum,
        /// post.status.draft
        #[arg(value_name = "ENUM.VARIANT", value_parser = variant)]
        old: (String, String),
        /// Its new name
        new: String,
    },
    /// A shared enum
    Enum {
        /// Its name now
        old: String,
        /// Its new name
        new: String,
    },
    /// A role
    Role {
        /// Its name now
        old: String,
        /// Its new name
        new: String,
    },
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let (what, old, new) = match &arguments.what {
        What::Resource { old, new } => (Renaming::Resource, old, new),
        What::Field { old: (resource, old), new, .. } => {
            (Renaming::Field { resource: resource.clone() }, old, new)
        }
        What::Variant { old: (of, old), new } => (Renaming::Variant { of: of.clone() }, old, new),
        What::Enum { old, new } => (Renaming::Enum, old, new),
        What::Role { old, new } => (Renaming::Role, old, new),
    };
    let gradual = matches!(arguments.what, What::Field { gradual: true, .. });
    let wishes = Wishes { gradual, ..Wishes::default() };
    let edit = Edit {
        write: &|source| renamed(source, &what, old, new),
        check: &|before, after| is_whole(before, after, old),
    };
    apply::change(here::project()?, &arguments.how, &wishes, &edit)
}

/// The model file's text with another name in it.
fn renamed(source: &Source, what: &Renaming, old: &str, new: &str) -> Result<String, Error> {
    if old == new {
        return Ok(source.text.clone());
    }
    if !model::name::is_snake_case(new) {
        let fault = Error::usage(format!("`{}` is not a legal name", new.escape_debug()));
        return Err(match model::name::to_snake_case(new) {
            Some(better) => fault.hint(format!("names are written as in `{better}`")),
            None => {
                fault.hint("a name is lowercase letters, digits and `_`, and begins with a letter")
            }
        });
    }
    document::rename(source, what, old, new)
}

/// Refuses a model that means anything else than the one before in other names.
fn is_whole(before: &Source, after: &Model, old: &str) -> Result<(), Error> {
    let (Some(before), _) = model_file::understand(before) else { return Ok(()) };
    match model::renamed(&before, after).is_all(after) {
        true => Ok(()),
        false => Err(Bug::new(format!("`{old}` was not renamed everywhere in the model")).into()),
    }
}

/// `post.title`
pub(super) fn field(text: &str) -> Result<(String, String), String> {
    dotted(text, "`post.title`")
}

/// `post.status.draft`
pub(super) fn variant(text: &str) -> Result<(String, String), String> {
    dotted(text, "`visibility.followers` or `post.status.draft`")
}

/// What stands before the last point, and after it.
pub(super) fn dotted(text: &str, sample: &str) -> Result<(String, String), String> {
    let (inside, name) = text.rsplit_once('.').unwrap_or_default();
    match inside.is_empty() || name.is_empty() {
        true => Err(format!("write it with a point, such as {sample}")),
        false => Ok((inside.to_owned(), name.to_owned())),
    }
}
