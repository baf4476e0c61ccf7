//! `scaffold blueprint`: a template for cargo-generate.

use std::path::PathBuf;

use clap::Args;

use crate::blueprint;
use crate::diagnostic::Source;
use crate::disk::{self, Project};
use crate::error::{Bug, Error};
use crate::examples;
use crate::shell::{self, Tone};

use super::{model_file, new};

/// Export a project as a template for cargo-generate
///
/// What is written is the whole service of a model, with the service's name left open. People
/// who have cargo-generate start from it without this tool. A service that was made so has no
/// record of what was generated.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold blueprint social-blueprint --example social-sharing
  cargo generate --path social-blueprint --name my-network")]
pub(super) struct Arguments {
    /// The folder to create
    folder: PathBuf,
    #[command(flatten)]
    start: Start,
}

/// What the service is made from: one of these.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Start {
    /// The model file
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// The example whose model it is
    #[arg(long, value_name = "NAME", value_parser = new::examples_by_name())]
    example: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let source = source(&arguments.start)?;
    model_file::valid(&source)?;
    let open = new::named(&source, blueprint::NAME)?;
    let (Some(model), _) = model_file::understand(&open) else {
        return Err(Bug::new("a legal model has become illegal by its name").into());
    };
    let tree = blueprint::blueprint(&model_file::files(&model, &open)?)?;
    let receipt = disk::create(&arguments.folder, &tree)?;
    let created = format!("{} ({} files)", arguments.folder.display(), receipt.files);
    shell::status(Tone::Good, "Created", &created);
    Ok(())
}

fn source(start: &Start) -> Result<Source, Error> {
    if let Some(path) = &start.model {
        return model_file::read(path);
    }
    let example = start.example.as_deref().and_then(examples::find);
    let example = example.ok_or_else(|| Error::usage("a model or an example has to be named"))?;
    Ok(Source::new(Project::MODEL, example.model))
}
