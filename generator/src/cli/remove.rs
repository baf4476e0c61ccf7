//! `scaffold remove`: less in the model, and in the project that follows from it.

use clap::{Args, Subcommand};

use crate::change::Wishes;
use crate::diagnostic::Source;
use crate::document::{self, Removing};
use crate::error::Error;

use super::apply::{self, Edit, How};
use super::here;
use super::rename::{dotted, field, variant};

/// Remove a resource, field, action, variant or role, and keep data until you drop it
///
/// Takes it out of the model and applies that as `scaffold apply` does. The code goes; a table or
/// column stays with all it holds, so that the version that runs until now goes on. Once none
/// does, `scaffold apply --drop` with its name drops it for good. Rows that have a variant that
/// goes, and people who have such a role, stop the migration, unless you say what they get.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold remove field post.subtitle
  scaffold remove resource comment
  scaffold remove action post.publish
  scaffold remove variant post.status.archived --into published
  scaffold remove role moderator --into member
  scaffold remove role moderator --revoke
  scaffold apply --drop posts.subtitle --drop comments")]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A resource, with its files that you did not edit
    Resource {
        /// Its name
        name: String,
    },
    /// A field of a resource
    Field {
        /// The resource and the field, such as post.subtitle
        #[arg(value_name = "RESOURCE.FIELD", value_parser = field)]
        field: (String, String),
    },
    /// An action of a resource
    Action {
        /// The resource and the action, such as post.publish
        #[arg(value_name = "RESOURCE.ACTION", value_parser = action)]
        action: (String, String),
    },
    /// A variant of an enum
    Variant {
        /// The enum and the variant, such as visibility.followers or, of a field's own enum,
        /// post.status.draft
        #[arg(value_name = "ENUM.VARIANT", value_parser = variant)]
        variant: (String, String),
        /// The variant that rows get which have it; without this, such rows stop the migration
        #[arg(long, value_name = "VARIANT")]
        into: Option<String>,
    },
    /// A role
    Role {
        /// Its name
        name: String,
        /// The role that people get who have it; without this, such people stop the migration
        #[arg(long, value_name = "ROLE")]
        into: Option<String>,
        /// Take it from whoever has it
        #[arg(long, conflicts_with = "into")]
        revoke: bool,
    },
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let mut wishes = Wishes::default();
    let (what, name) = match &arguments.what {
        What::Resource { name } => (Removing::Resource, name),
        What::Field { field: (resource, name) } => {
            (Removing::Field { resource: resource.clone() }, name)
        }
        What::Action { action: (resource, name) } => {
            (Removing::Action { resource: resource.clone() }, name)
        }
        What::Variant { variant: (of, name), into } => {
            (Removing::Variant { of: of.clone(), into: into.clone() }, name)
        }
        What::Role { name, into, revoke } => {
            wishes.revoke.extend(revoke.then(|| name.clone()));
            (Removing::Role { into: into.clone() }, name)
        }
    };
    let project = here::project()?;
    let write = |source: &Source| document::remove(source, &what, name);
    apply::change(project, &arguments.how, &wishes, &Edit::of(&write))
}

/// `post.publish`
fn action(text: &str) -> Result<(String, String), String> {
    dotted(text, "`post.publish`")
}
