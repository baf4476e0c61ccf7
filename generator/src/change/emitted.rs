//! What was generated last and what the project holds now.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Source;
use crate::disk::{self, Lock, Project};
use crate::error::Error;
use crate::ledger::{self, Ledger};
use crate::model::{self, Model};
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
    let ledger = ledger::read(&String::from_utf8_lossy(text))?;
    let paths: BTreeSet<&str> = ledger.files.keys().map(String::as_str).collect();
    let present = disk::read_project(&project.folder, &paths)?;
    let mut base = kept(&project, &ledger)?;
    let model = model_then(&base);
    let about = match &model {
        Some(model) => remade(model, &ledger, &mut base)?,
        None => BTreeMap::new(),
    };
    Ok(Emitted { project, ledger, base, model, about, present })
}

/// The base texts that are kept as files. One that was changed is not the base any more.
fn kept(project: &Project, ledger: &Ledger) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let kept = ledger.files.iter().filter(|(_, record)| record.ownership.keeps_base());
    let names: BTreeMap<String, &str> =
        kept.map(|(path, _)| (format!("{}/{path}", ledger::BASE), path.as_str())).collect();
    let texts = disk::read_files(&project.folder, names.keys().map(String::as_str))?;
    let mut base = BTreeMap::new();
    for (name, text) in texts {
        let path = names[&name];
        if !ledger.files[path].matches(&text) {
            return Err(Error::usage(format!("`{name}` is not what was generated"))
                .hint("nobody edits these files: restore it from version control"));
        }
        base.insert(path.to_owned(), text);
    }
    Ok(base)
}

/// Makes the other texts again, where this is the tool that made them. Gives the resource that
/// each file is about.
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
        let is_same = ledger.files.get(path).is_some_and(|record| record.matches(&file.contents));
        if is_same {
            base.entry(path.to_owned()).or_insert_with(|| file.contents.clone());
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
