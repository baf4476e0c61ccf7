//! What was generated last and what the project holds now.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Source;
use crate::disk::{self, Lock, Project};
use crate::error::Error;
use crate::ledger::{self, Ledger};
use crate::model::{self, Model};
use crate::tree::Ownership;
use crate::{document, plan, render};

/// A project, as it was generated and as it is.
#[derive(Debug)]
pub struct Emitted {
    /// Where it is.
    pub project: Project,
    /// What was generated last.
    pub ledger: Ledger,
    /// The texts of that, by path, as far as they are known.
    pub base: BTreeMap<String, Vec<u8>>,
    /// The model that it was generated from; none if this tool does not understand it.
    pub model: Option<Model>,
    /// What each file was made for: a resource's name, by path.
    pub about: BTreeMap<String, String>,
    /// What the project holds now, by path.
    pub present: BTreeMap<String, Vec<u8>>,
}

/// Looks at a project.
pub fn look(project: Project) -> Result<Emitted, Error> {
    if Lock::is_unfinished(&project) {
        return Err(Error::usage("an earlier change of this project was not finished")
            .hint("run `scaffold apply`: it finishes that one first"));
    }
    let text = disk::read_files(&project.folder, [ledger::PATH].into_iter())?;
    let Some(text) = text.get(ledger::PATH) else {
        return Err(Error::usage(format!("`{}` is missing", ledger::PATH)).hint(
            "it is committed with the project: restore it from version control, so that your \
             edits can be told from what was generated",
        ));
    };
    let mut ledger = ledger::read(&String::from_utf8_lossy(text))?;
    let paths: BTreeSet<&str> = ledger.files.keys().map(String::as_str).collect();
    let present = disk::read_project(&project.folder, &paths)?;
    let mut base = kept(&project, &ledger)?;
    let model = model_then(&base);
    let about = match &model {
        Some(model) => remade(model, &ledger, &mut base)?,
        None => BTreeMap::new(),
    };
    ledger.know(&base);
    Ok(Emitted { project, ledger, base, model, about, present })
}

/// The base texts that are kept as files.
fn kept(project: &Project, ledger: &Ledger) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let kept = ledger.files.keys().filter(|path| ledger::keeps_base(path));
    let names: BTreeMap<String, &String> =
        kept.map(|path| (format!("{}/{path}", ledger::BASE), path)).collect();
    let texts = disk::read_files(&project.folder, names.keys().map(String::as_str))?;
    let mut base = BTreeMap::new();
    for (name, path) in names {
        match texts.get(&name) {
            // What this tool generated it can make again.
            None if is_remade(ledger, path) => {}
            None => {
                return Err(Error::usage(format!("`{name}` is missing"))
                    .hint("it is what was generated: restore it from version control"));
            }
            Some(text) if has_markers(text) && !is_remade(ledger, path) => {
                let hint = match path == Project::MODEL {
                    true => "keep both sides' additions here, as the migrations have both",
                    false => "settle it as in the file itself, then run this again",
                };
                let fault = format!("`{name}` has an unresolved merge conflict");
                return Err(Error::usage(fault).hint(hint));
            }
            Some(text) => _ = base.insert(path.clone(), text.clone()),
        }
    }
    Ok(base)
}

/// Whether what was generated can be made again from the model, because this tool made it. Then
/// it does not matter what somebody or a merge has made of the text that is kept.
fn is_remade(ledger: &Ledger, path: &str) -> bool {
    let has_history = matches!(ledger.files[path].ownership, Ownership::Model | Ownership::Frozen);
    ledger.tool == env!("CARGO_PKG_VERSION") && !has_history
}

fn has_markers(text: &[u8]) -> bool {
    text.split(|byte| *byte == b'\n')
        .any(|line| line.starts_with(b"<<<<<<< ") || line.starts_with(b">>>>>>> "))
}

/// Makes the texts again that this tool made. Gives the resource that each file is about.
fn remade(
    model: &Model,
    ledger: &Ledger,
    base: &mut BTreeMap<String, Vec<u8>>,
) -> Result<BTreeMap<String, String>, Error> {
    let plan = plan::plan(model);
    let about = plan.entries.iter().filter_map(|entry| {
        let resource = model.resource(entry.about?);
        Some((entry.path.clone(), resource.name.snake().to_owned()))
    });
    let about = about.collect();
    for (path, file) in render::render(plan)?.iter() {
        if ledger.files.contains_key(path) && is_remade(ledger, path) {
            base.insert(path.to_owned(), file.contents.clone());
        }
    }
    Ok(about)
}

/// The model that the project was generated from.
fn model_then(base: &BTreeMap<String, Vec<u8>>) -> Option<Model> {
    let text = String::from_utf8(base.get(Project::MODEL)?.clone()).ok()?;
    let (document, faults) = document::parse(&Source::new(Project::MODEL, text));
    model::check_read(&document, faults).0
}
