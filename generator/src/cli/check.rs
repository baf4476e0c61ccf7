//! `scaffold check`: every fault of a model file at once.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::diagnostic::{Diagnostic, Report, Source};
use crate::disk;
use crate::error::Error;
use crate::model::Model;
use crate::shell::{self, Tone};

use super::{here, model_file};

/// Look for faults in a model file
///
/// Shows every fault at once: its code, its place, the nearest valid name, what to do. Writes
/// nothing. Ends with 2 if the model is not valid; warnings alone are no reason.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold check                    the model of the project I stand in
  scaffold check shop.toml          any model file
  scaffold check --format json      for an editor: one JSON object a line, one line a fault")]
pub(super) struct Arguments {
    /// The model file [default: the `scaffold.toml` here or in the nearest folder above]
    file: Option<PathBuf>,
    /// For whom the report is
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// excerpts with the offending text marked
    Human,
    /// one JSON object a line
    Json,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    match arguments.format {
        Format::Human => {
            let path = named(arguments)?;
            let source = model_file::read(&path)?;
            let model = model_file::valid(&source)?;
            shell::status(Tone::Good, "Checked", &summary(&source.name, &model));
            Ok(())
        }
        Format::Json => {
            let (source, model, diagnostics) =
                looked(arguments).inspect_err(|fault| shell::failure(fault, &[]))?;
            shell::result(&Report { source: &source, diagnostics: &diagnostics }.json())?;
            match model {
                Some(_) => Ok(()),
                None => Err(Error::usage(format!("`{}` is not a valid model", source.name))),
            }
        }
    }
}

/// The file, what it means, and everything that there is to say about it.
fn looked(arguments: &Arguments) -> Result<(Source, Option<Model>, Vec<Diagnostic>), Error> {
    let path = named(arguments)?;
    Ok(match model_file::decoded(&path)? {
        Ok(source) => {
            let (model, diagnostics) = model_file::understand(&source);
            (source, model, diagnostics)
        }
        Err(fault) => (model_file::unreadable(&path), None, vec![*fault]),
    })
}

fn named(arguments: &Arguments) -> Result<PathBuf, Error> {
    arguments.file.clone().map_or_else(nearest, Ok)
}

/// The project's model, named as short as the place allows.
fn nearest() -> Result<PathBuf, Error> {
    let here = disk::here()?;
    let path = here::project()?.model();
    Ok(path.strip_prefix(&here).map(Path::to_path_buf).unwrap_or(path))
}

fn summary(name: &str, model: &Model) -> String {
    match model.resources.len() {
        1 => format!("{name}: 1 resource"),
        count => format!("{name}: {count} resources"),
    }
}
