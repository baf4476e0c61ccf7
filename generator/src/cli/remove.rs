//! `scaffold remove`: less in the model, and in the project that follows from it.

use clap::{Args, Subcommand};

use crate::diagnostic::Source;
use crate::document::{self, Edit};
use crate::error::Error;

use super::apply::{self, How};
use super::here;
use super::rename::dotted;

/// Remove a resource or a field, and keep its data until you drop it
///
/// Takes it out of the model and applies that as `scaffold apply` does. The code goes; the table
/// or column stays with all it holds, so that the version that runs until now goes on. Once none
/// does, `scaffold apply --drop` with its name drops it for good.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold remove field post.subtitle
  scaffold remove resource comment
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
        #[arg(value_name = "RESOURCE.FIELD", value_parser = dotted)]
        field: (String, String),
    },
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let edit = match &arguments.what {
        What::Resource { name } => Edit::Removal { resource: name.clone(), field: None },
        What::Field { field: (resource, field) } => {
            Edit::Removal { resource: resource.clone(), field: Some(field.clone()) }
        }
    };
    let project = here::project()?;
    apply::change(project, &arguments.how, |source| {
        Ok(Source::new(source.name.clone(), document::edit(&source.text, &edit)?))
    })
}
