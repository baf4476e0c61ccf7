//! Model to plan: which files there will be, from which template, with which view, and
//! whose they are.

mod entries;
mod kept;
mod lockfile;

use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use liquid::Object;

use crate::model::{Model, ResourceId};
use crate::openapi;
use crate::parallel;
use crate::sql::{self, Metadata};
use crate::template;
use crate::tree::{Mode, Ownership};
use crate::view::slice::Slice;
use crate::view::tests::access::{self, AccessTests, Matrix};
use crate::view::tests::{self, Factory, PlanTests, SliceTests, Tests};
use crate::view::{self, Service};

pub use entries::{PER_RESOURCE, PerResource, When};
pub use kept::{Before, SliceView};

/// Every file of a service.
#[derive(Debug, Clone)]
pub struct Plan {
    /// One a file.
    pub entries: Vec<Entry>,
    /// What the templates of slices see, by the ids of their resources.
    pub views: Vec<SliceView>,
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
    Text(Bytes),
    /// A text that is made beside the others.
    Late(Arc<LazyLock<Bytes, Maker>>),
    /// A template and what it may see.
    Template {
        /// Its path under `template/`, without `.liquid`.
        name: &'static str,
        /// What it may see.
        view: View,
    },
}

/// What templates see, as liquid reads it: made when the first of its files is rendered, and gone
/// after the last. Those of all slices at once would take more memory than everything else.
pub type View = Arc<LazyLock<Object, Box<dyn FnOnce() -> Object + Send>>>;

/// What makes a text.
type Maker = Box<dyn FnOnce() -> Bytes + Send>;

fn lazily(make: impl FnOnce() -> Object + Send + 'static) -> View {
    Arc::new(LazyLock::new(Box::new(make)))
}

impl Entry {
    fn of(path: impl Into<String>, content: Content, ownership: Ownership) -> Self {
        Self { path: path.into(), content, ownership, mode: Mode::Plain, about: None }
    }

    fn text(path: impl Into<String>, text: String, ownership: Ownership) -> Self {
        Self::of(path, Content::Text(text.into()), ownership)
    }

    fn rendered(
        path: impl Into<String>,
        name: &'static str,
        view: &View,
        ownership: Ownership,
    ) -> Self {
        Self::of(path, Content::Template { name, view: Arc::clone(view) }, ownership)
    }
}

/// The files of a model's service.
#[must_use]
pub fn plan(model: &Model) -> Plan {
    planned(model, None)
}

/// The files of a service that was generated before, without migrations: it has its own. Slices
/// whose templates would see what they saw are as they were.
#[must_use]
pub fn again(model: &Model, before: Before<'_>) -> Plan {
    planned(model, Some(before))
}

fn planned(model: &Model, before: Option<Before<'_>>) -> Plan {
    let (service, made) = parallel::both(
        || view::service(model),
        || parallel::map(0..model.resources.len(), |at| Made::of(model, ResourceId(at), before)),
    );
    let permissions = access::golden(made.iter().map(|made| &made.matrix));
    let (mut slices, mut files, mut metadata) = (Vec::new(), Vec::new(), Vec::new());
    let (mut factories, mut plans, mut views) = (Vec::new(), Vec::new(), Vec::new());
    for made in made {
        views.push(made.view);
        slices.push(made.slice);
        files.extend(made.files);
        metadata.extend(made.metadata);
        factories.push(made.factory);
        plans.extend(made.plans);
    }
    let (migrations, once) = parallel::both(
        || if before.is_none() { migrations(model) } else { Vec::new() },
        || service_files(model, &service, &tests::tests(model, factories, plans)),
    );
    let database = migrations.into_iter().chain(described(metadata));
    let mut entries: Vec<Entry> = once.into_iter().chain(files).chain(database).collect();
    entries.push(description(model, service, slices));
    entries.push(Entry::text("tests/api/permissions.txt", permissions, Ownership::Derived));
    Plan { entries, views }
}

/// What is made of one resource, to be put together with what is made of the others.
struct Made {
    slice: Arc<Slice>,
    view: SliceView,
    files: Vec<Entry>,
    metadata: Vec<Metadata>,
    matrix: Matrix,
    factory: Factory,
    plans: Option<PlanTests>,
}

impl Made {
    fn of(model: &Model, id: ResourceId, before: Option<Before<'_>>) -> Self {
        let statements = sql::statements(model, id);
        let slice = Arc::new(view::slice::slice(model, id, &statements));
        let tests = Arc::new(tests::slice(model, id));
        let matrix = access::matrix(model, id);
        let access = access::access(model, id, &matrix);
        let view = SliceView::of(&slice, &tests, &access);
        let mut files = slice_files(&slice, &tests, access);
        for file in &mut files {
            file.about = Some(id);
            if let Some(text) = before.and_then(|before| before.text(&view, &file.path)) {
                file.content = Content::Text(text.clone());
            }
        }
        Self {
            files,
            view,
            metadata: statements.fixed().map(|it| it.metadata(model)).collect(),
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

fn description(model: &Model, service: Service, slices: Vec<Arc<Slice>>) -> Entry {
    let summary = model.summary();
    let late: Maker = Box::new(move || {
        let text = openapi::of_views(&summary, &service, &slices);
        // Giving back those of 500 resources takes 20 ms: all processors share that.
        parallel::map(slices, drop);
        text.into()
    });
    let late = Content::Late(Arc::new(LazyLock::new(late)));
    Entry::of("openapi.json", late, Ownership::Derived)
}

fn service_files(model: &Model, service: &Service, tests: &Tests) -> Vec<Entry> {
    let mut seen = view::object(service);
    seen.insert("tests".into(), view::value(tests));
    let view = lazily(|| seen);
    let once =
        template::names().filter(|name| !is_per_resource(name) && service.needs.template(name));
    let file = |name: &'static str| match name {
        "Cargo.lock" => Entry::text(name, lockfile::lockfile(model), Ownership::Derived),
        _ => Entry::rendered(name, name, &view, entries::ownership(name)),
    };
    once.map(file).collect()
}

fn slice_files(slice: &Arc<Slice>, tests: &Arc<SliceTests>, access: AccessTests) -> Vec<Entry> {
    let whole = {
        let (slice, tests) = (Arc::clone(slice), Arc::clone(tests));
        lazily(move || {
            let mut seen = view::object(&*slice);
            seen.insert("test".into(), view::value(&*tests));
            seen.insert("access".into(), view::value(&access));
            seen
        })
    };
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
            files.push(Entry::rendered(path, row.template, &whole, Ownership::Managed));
            continue;
        }
        let each: Vec<(String, View)> = match row.when {
            When::Link => {
                let links = slice.links.iter().enumerate();
                links
                    .map(|(at, link)| (path.replace("{link}", &link.name), of_link(slice, at)))
                    .collect()
            }
            When::TestedAction => {
                let actions = tests.actions.iter().enumerate();
                actions
                    .map(|(at, it)| (path.replace("{action}", &it.file), of_action(tests, at)))
                    .collect()
            }
            _ => Vec::new(),
        };
        let each = each.into_iter();
        files.extend(
            each.map(|(path, view)| Entry::rendered(path, row.template, &view, Ownership::Managed)),
        );
    }
    files
}

fn of_link(slice: &Arc<Slice>, at: usize) -> View {
    let slice = Arc::clone(slice);
    lazily(move || {
        let mut seen = view::object(&*slice);
        seen.insert("link".into(), view::value(&slice.links[at]));
        seen
    })
}

fn of_action(tests: &Arc<SliceTests>, at: usize) -> View {
    let tests = Arc::clone(tests);
    lazily(move || view::object(&tests.of_action(&tests.actions[at])))
}

fn migrations(model: &Model) -> Vec<Entry> {
    let migrations = sql::migrations(model).into_iter().map(|migration| {
        let path = format!("migrations/{:04}_{}.sql", migration.number, migration.name);
        Entry::text(path, migration.text, Ownership::Frozen)
    });
    migrations.collect()
}

/// What sqlx's macros know of every statement; of statements that several slices have, once.
fn described(mut metadata: Vec<Metadata>) -> impl Iterator<Item = Entry> {
    metadata.sort_by(|one, other| one.file.cmp(&other.file));
    metadata.dedup_by(|one, other| one.file == other.file);
    metadata
        .into_iter()
        .map(|known| Entry::text(format!(".sqlx/{}", known.file), known.text, Ownership::Derived))
}
