//! Model to plan: which files there will be, from which template, with which view, and
//! whose they are.

mod entries;
mod lockfile;

use std::sync::Arc;

use liquid::Object;
use serde_json::Value;

use crate::model::{Model, ResourceId};
use crate::openapi;
use crate::parallel;
use crate::sql::{self, Metadata};
use crate::template;
use crate::tree::{Mode, Ownership};
use crate::view::slice::{LinkView, Slice};
use crate::view::tests::access::{self, Matrix};
use crate::view::tests::{self, ActionTest, Factory, PlanTests, SliceTests, Tests};
use crate::view::{self, Service};

pub use entries::{PER_RESOURCE, PerResource, When};

/// Every file of a service.
#[derive(Debug, Clone)]
pub struct Plan {
    /// One a file.
    pub entries: Vec<Entry>,
    /// What `openapi.json` says.
    pub description: Arc<Value>,
}

/// A file to be written.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where, from the project's root.
    pub path: String,
    /// What it holds.
    pub content: Content,
    /// What later changes may do with it.
    pub ownership: Ownership,
    /// Who may do what with it on disk.
    pub mode: Mode,
    /// The resource that it is about, if it is about one.
    pub about: Option<ResourceId>,
}

/// What a file holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// A text made by an earlier stage.
    Text(String),
    /// What a description of the API says, which is printed.
    Description(Arc<Value>),
    /// A template and what it may see.
    Template {
        /// Its path under `template/`, without `.liquid`.
        name: &'static str,
        /// What it may see.
        view: Arc<Object>,
    },
}

impl Entry {
    fn of(path: impl Into<String>, content: Content, ownership: Ownership) -> Self {
        Self { path: path.into(), content, ownership, mode: Mode::Plain, about: None }
    }

    fn text(path: impl Into<String>, text: String, ownership: Ownership) -> Self {
        Self::of(path, Content::Text(text), ownership)
    }

    fn rendered(
        path: impl Into<String>,
        name: &'static str,
        view: &Arc<Object>,
        ownership: Ownership,
    ) -> Self {
        Self::of(path, Content::Template { name, view: Arc::clone(view) }, ownership)
    }
}

/// The files of a model's service.
#[must_use]
pub fn plan(model: &Model) -> Plan {
    let (service, made) = parallel::both(
        || view::service(model),
        || parallel::map(0..model.resources.len(), |at| Made::of(model, ResourceId(at))),
    );
    let permissions = access::golden(made.iter().map(|made| &made.matrix));
    let (mut slices, mut files, mut metadata) = (Vec::new(), Vec::new(), Vec::new());
    let (mut factories, mut plans) = (Vec::new(), Vec::new());
    for made in made {
        slices.push(made.slice);
        files.extend(made.files);
        metadata.extend(made.metadata);
        factories.push(made.factory);
        plans.extend(made.plans);
    }
    let (description, rest) = parallel::both(
        || Arc::new(openapi::of_views(model, &service, &slices)),
        || {
            let tests = tests::tests(model, factories, plans);
            let database = database_files(model, metadata);
            let once = service_files(model, &service, &tests).into_iter();
            once.chain(files).chain(database).collect::<Vec<_>>()
        },
    );
    // The longest of all to print: whoever prints them in turn does not wait for it at the end.
    let printed = Content::Description(Arc::clone(&description));
    let mut entries = vec![Entry::of("openapi.json", printed, Ownership::Derived)];
    entries.push(Entry::text("tests/api/permissions.txt", permissions, Ownership::Derived));
    entries.extend(rest);
    Plan { entries, description }
}

/// What is made of one resource, to be put together with what is made of the others.
struct Made {
    slice: Slice,
    files: Vec<Entry>,
    metadata: Vec<Metadata>,
    matrix: Matrix,
    factory: Factory,
    plans: Option<PlanTests>,
}

impl Made {
    fn of(model: &Model, id: ResourceId) -> Self {
        let slice = view::slice::slice(model, id);
        let tests = tests::slice(model, id);
        let matrix = access::matrix(model, id);
        Self {
            files: slice_files(model, id, &slice, &tests, &matrix)
                .into_iter()
                .map(|entry| Entry { about: Some(id), ..entry })
                .collect(),
            metadata: slice.statements.fixed().map(|it| it.metadata(model)).collect(),
            plans: tests.list.as_ref().and_then(|list| tests::plan(model, id, list)),
            factory: tests::factory(model, id),
            slice,
            matrix,
        }
    }
}

/// Whether a template becomes a file for each resource.
fn is_per_resource(name: &str) -> bool {
    PER_RESOURCE.iter().any(|row| row.template == name)
}

fn service_files(model: &Model, service: &Service, tests: &Tests) -> Vec<Entry> {
    let mut view = view::object(service);
    view.insert("tests".into(), view::value(tests));
    let view = Arc::new(view);
    let once =
        template::names().filter(|name| !is_per_resource(name) && service.needs.template(name));
    let file = |name: &'static str| match name {
        "Cargo.lock" => Entry::text(name, lockfile::lockfile(model), Ownership::Derived),
        _ => Entry::rendered(name, name, &view, entries::ownership(name)),
    };
    once.map(file).collect()
}

fn slice_files(
    model: &Model,
    id: ResourceId,
    slice: &Slice,
    tests: &SliceTests,
    matrix: &Matrix,
) -> Vec<Entry> {
    let mut view = view::object(slice);
    view.insert("test".into(), view::value(tests));
    view.insert("access".into(), view::value(&access::access(model, id, matrix)));
    let view = Arc::new(view);
    let mut files = Vec::new();
    for row in PER_RESOURCE {
        let has = match row.when {
            When::Always => true,
            When::Account => slice.account,
            When::Includes => slice.handlers.has_include,
            When::References => slice.handlers.has_references,
            When::Actions => !slice.actions.is_empty(),
            When::ActionBodies => slice.action_bodies,
            When::Listed => tests.has_list,
            When::Link | When::TestedAction => false,
            When::Tested(theme) => tests.has(theme),
        };
        let path = row.path.replace("{slice}", &slice.names.slice);
        if has {
            files.push(Entry::rendered(path, row.template, &view, Ownership::Managed));
            continue;
        }
        let each: Vec<(String, Object)> = match row.when {
            When::Link => {
                let of_link = |link: &LinkView| {
                    let mut view = view::object(slice);
                    view.insert("link".into(), view::value(link));
                    (path.replace("{link}", &link.name), view)
                };
                slice.links.iter().map(of_link).collect()
            }
            When::TestedAction => {
                let of_action = |action: &ActionTest| {
                    (path.replace("{action}", &action.file), view::object(&tests.of_action(action)))
                };
                tests.actions.iter().map(of_action).collect()
            }
            _ => Vec::new(),
        };
        files.extend(each.into_iter().map(|(path, view)| {
            Entry::rendered(path, row.template, &Arc::new(view), Ownership::Managed)
        }));
    }
    files
}

/// Migrations, and what sqlx's macros know of every statement; of statements that several
/// slices have, once.
fn database_files(model: &Model, mut metadata: Vec<Metadata>) -> Vec<Entry> {
    let migrations = sql::migrations(model).into_iter().map(|migration| {
        let path = format!("migrations/{:04}_{}.sql", migration.number, migration.name);
        Entry::text(path, migration.text, Ownership::Frozen)
    });
    metadata.sort_by(|one, other| one.file.cmp(&other.file));
    metadata.dedup_by(|one, other| one.file == other.file);
    let metadata = metadata
        .into_iter()
        .map(|known| Entry::text(format!(".sqlx/{}", known.file), known.text, Ownership::Derived));
    migrations.chain(metadata).collect()
}
