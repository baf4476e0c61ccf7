//! From a model file to a model or a report, and from a model to a project's files.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Report, Source, Style};
use crate::disk::{self, Project};
use crate::error::{Bug, Error};
use crate::model::{self, Model};
use crate::tree::{File, Ownership, Tree};
use crate::{document, ledger, plan, render, shell};

/// Reads a model file, as it is named on the command line. What is no text is reported.
pub(super) fn read(path: &Path) -> Result<Source, Error> {
    decoded(path)?.map_err(|fault| {
        let source = unreadable(path);
        let report = Report { source: &source, diagnostics: &[*fault] };
        shell::print(&report.text(Style::Coloured));
        Error::usage(format!("`{}` is not a valid model", source.name))
    })
}

/// The text of a model file, or why it has none that could be read.
pub(super) fn decoded(path: &Path) -> Result<Result<Source, Box<Diagnostic>>, Error> {
    let bytes = disk::read_text(path)?;
    Ok(document::decode(&path.display().to_string(), &bytes))
}

/// What a report on a file without text points into.
pub(super) fn unreadable(path: &Path) -> Source {
    Source::new(path.display().to_string(), "")
}

/// The meaning of a model file, with everything that there is to say about it.
pub(super) fn understand(source: &Source) -> (Option<Model>, Vec<Diagnostic>) {
    let (document, faults) = document::parse(source);
    model::check_read(&document, faults)
}

/// Everything that there is to say about a model file, for a program.
pub(super) fn faults(source: &Source) -> Vec<serde_json::Value> {
    let (_, diagnostics) = understand(source);
    Report { source, diagnostics: &diagnostics }.objects()
}

/// The model, once what there is to say about it has been printed for people.
pub(super) fn valid(source: &Source) -> Result<Model, Error> {
    let (model, diagnostics) = understand(source);
    told(source, model, &diagnostics)
}

/// The same of a model file that a command writes into: `read` is what is there.
pub(super) fn valid_as_edited(read: &Source, edited: &Source) -> Result<Model, Error> {
    let (model, diagnostics) = understand(edited);
    if model.is_some() || read.text == edited.text {
        return told(edited, model, &diagnostics);
    }
    if let (None, known) = understand(read) {
        return told(read, None, &known);
    }
    let would_be = Source::new(format!("{} (changed)", edited.name), edited.text.as_str());
    shell::print(&Report { source: &would_be, diagnostics: &diagnostics }.text(Style::Coloured));
    Err(Error::usage(format!("`{}` would not be a valid model any more", read.name))
        .hint("nothing was written: the places above are those of the file with this change")
        .hint("`scaffold explain CODE` tells more about a fault"))
}

/// Prints what there is to say about a model.
fn told(source: &Source, model: Option<Model>, diagnostics: &[Diagnostic]) -> Result<Model, Error> {
    // Colours are taken out again where the reader has none.
    shell::print(&Report { source, diagnostics }.text(Style::Coloured));
    model.ok_or_else(|| {
        Error::usage(format!("`{}` is not a valid model", source.name))
            .hint("`scaffold explain CODE` tells more about a fault")
    })
}

/// Every file of the project, the model file and the ledger included.
pub(super) fn generate(model: &Model, source: &Source) -> Result<Tree, Bug> {
    let mut tree = files(model, source)?;
    ledger::record(&mut tree)?;
    Ok(tree)
}

/// Every file of the project, without the record of what was generated.
pub(super) fn files(model: &Model, source: &Source) -> Result<Tree, Bug> {
    let mut tree = render::render(plan::plan(model))?;
    tree.insert(Project::MODEL, File::plain(source.text.clone(), Ownership::Model))?;
    Ok(tree)
}
