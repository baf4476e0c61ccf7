//! `scaffold plan`: what `scaffold apply` would do.

use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::change::{self, Draft, Emitted};
use crate::error::Error;
use crate::model::Model;
use crate::shell;

use super::planned::{Planned, Wanted};
use super::wished::Wished;
use super::{here, model_file};

/// Show what would change if the model were applied
///
/// In words first: resources, what clients of the API notice, migrations, files; then, with
/// `--diff`, every line, as `git apply` takes it. Writes nothing. Ends with 1 where something is left for you to settle.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold plan                     what `scaffold apply` would do
  scaffold plan --diff              every line of it
  scaffold plan --format json       for a program
  scaffold plan --check             for CI: ends with 1 if the project is not as its model says,
                                    and with 2 if that cannot be told, as of a faulty model or
                                    of a project that another version generated")]
pub(super) struct Arguments {
    /// Print the change as a diff
    #[arg(long)]
    diff: bool,
    /// For whom it is told
    #[arg(long, value_enum, default_value_t = Format::Human, conflicts_with = "diff")]
    format: Format,
    /// End with 1 if anything would change
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    wished: Wished,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// in words
    Human,
    /// one JSON object
    Json,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let is_json = arguments.format == Format::Json;
    let mut faults = Vec::new();
    let looked = looked(arguments, &mut faults);
    if let (Err(fault), true) = (&looked, is_json) {
        shell::failure(fault, &faults);
    }
    let (model, emitted, draft) = looked?;
    let planned = Planned { emitted: &emitted, draft: &draft, wanted: Wanted::Model(&model) };
    shell::result(&match (draft.is_empty(), arguments.diff) {
        _ if is_json => planned.json(),
        (true, true) => String::new(),
        (true, false) => "The project is as its model says.\n".to_owned(),
        (false, true) => planned.diff(),
        (false, false) => planned.text(),
    })?;
    planned.troubles()?;
    match arguments.check && !draft.is_empty() {
        true => Err(Error::conflict("the project is not as its model says")
            .hint("run `scaffold apply` and commit what it writes")),
        false => Ok(()),
    }
}

/// What the model is now, what was emitted, and what would change. `faults` are those of the model.
fn looked(
    arguments: &Arguments,
    faults: &mut Vec<Value>,
) -> Result<(Model, Emitted, Draft), Error> {
    let project = here::project()?;
    let source = model_file::read(&project.model())?;
    let model =
        model_file::valid(&source).inspect_err(|_| *faults = model_file::faults(&source))?;
    let emitted = change::look(project)?;
    let draft = change::draft_as(&emitted, &source.text, &model, &arguments.wished.wishes())?;
    Ok((model, emitted, draft))
}
