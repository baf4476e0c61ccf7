//! Each example's model with each kind of change made to it, rendered once.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use scaffold::change::{self, Emitted, Origin, Tool};
use scaffold::diagnostic::Source;
use scaffold::disk::Project;
use scaffold::document;
use scaffold::examples::EXAMPLES;
use scaffold::ledger::{self, Ledger};
use scaffold::merge::Changes;
use scaffold::model::{self, Model};
use scaffold::tree::{File, Ownership, Tree};
use scaffold::{plan, render, sql};

use super::canon::Canon;
use super::changes::changes;

/// Files by path.
pub(crate) type Files = BTreeMap<String, Bytes>;

/// A project as it was generated.
pub(crate) struct Generated {
    pub model: Model,
    pub text: String,
    pub ledger: Ledger,
    /// Every file by path, but the model and the tool's own record.
    pub files: Files,
    /// What the templates of its slices saw.
    pub views: BTreeMap<String, String>,
}

/// A project before and after a change of its model.
pub(crate) struct Pair {
    pub example: &'static str,
    pub change: &'static str,
    /// Which project of [`Pairs::generated`] it is.
    pub before: usize,
    pub theirs: Tree,
    /// The new model, and its text.
    pub after: Model,
    pub model: String,
    /// The old names of what has a new one.
    pub canon: Canon,
    /// Where each file stands then that was there before, as far as it is generated still.
    pub places: BTreeMap<String, String>,
    /// Files that were there before and are generated otherwise now, or not at all.
    pub changed: Vec<String>,
}

/// Everything that trials are drawn from.
pub(crate) struct Pairs {
    pub generated: Vec<Generated>,
    pub pairs: Vec<Pair>,
}

impl Pair {
    /// What the change makes of a whole project that holds `present`.
    pub(crate) fn drafted(&self, generated: &Generated, present: Files) -> Changes {
        let mut base = generated.files.clone();
        base.insert(Project::MODEL.to_owned(), generated.text.clone().into());
        let emitted = Emitted {
            project: Project { folder: "/nowhere".into() },
            tool: Tool::THIS,
            origin: Origin::This,
            ledger: generated.ledger.clone(),
            base,
            is_whole: false,
            views: generated.views.clone(),
            model: Some(generated.model.clone()),
            about: BTreeMap::new(),
            present,
        };
        change::draft(&emitted, &self.model, &self.after).unwrap().changes
    }
}

impl Pairs {
    /// The named examples with all their changes.
    pub(crate) fn of(examples: &[&str]) -> Self {
        let mut all = Self { generated: Vec::new(), pairs: Vec::new() };
        for example in EXAMPLES.iter().filter(|example| examples.contains(&example.name)) {
            let generated = generated(example.model);
            for change in changes(example.name, example.model) {
                let (before, after) = (all.generated.len(), check(&change.model));
                let theirs = theirs(&generated, &after);
                let places = change.canon.places(generated.files.keys(), &theirs);
                let is_changed = |path: &&String| {
                    let place = places.get(*path).and_then(|place| theirs.get(place));
                    place.is_none_or(|file| file.contents != generated.files[*path])
                };
                let edited = generated.files.keys().filter(|path| ledger::keeps_base(path));
                let changed = edited.filter(is_changed).cloned().collect();
                all.pairs.push(Pair {
                    example: example.name,
                    change: change.what,
                    before,
                    theirs,
                    after,
                    model: change.model,
                    canon: change.canon,
                    places,
                    changed,
                });
            }
            all.generated.push(generated);
        }
        all
    }

    /// The names of all examples.
    pub(crate) fn examples() -> Vec<&'static str> {
        EXAMPLES.iter().map(|example| example.name).collect()
    }
}

fn check(text: &str) -> Model {
    let (document, faults) = document::parse(&Source::new(Project::MODEL, text));
    let (model, faults) = model::check_read(&document, faults);
    model.unwrap_or_else(|| panic!("{faults:#?}\n{text}"))
}

fn generated(text: &str) -> Generated {
    let model = check(text);
    let mut tree = render::render(plan::plan(&model)).unwrap();
    let files = tree.iter().map(|(path, file)| (path.to_owned(), file.contents.clone())).collect();
    tree.insert(Project::MODEL, File::plain(text.to_owned(), Ownership::Model)).unwrap();
    ledger::record(&mut tree).unwrap();
    let record = tree.get(ledger::PATH).unwrap().contents.clone();
    let mut ledger = ledger::read(&String::from_utf8_lossy(&record)).unwrap();
    ledger.know(&files);
    Generated { model, text: text.to_owned(), ledger, files, views: tree.views }
}

/// What would be generated now: the migrations that are there stay, and new ones come behind.
fn theirs(generated: &Generated, after: &Model) -> Tree {
    let mut plan = plan::plan(after);
    plan.entries.retain(|entry| entry.ownership != Ownership::Frozen);
    let mut tree = render::render(plan).unwrap();
    let frozen = |path: &&String| generated.ledger.files[*path].ownership == Ownership::Frozen;
    let known: BTreeSet<&String> = generated.files.keys().filter(frozen).collect();
    for path in &known {
        let file = File::plain(generated.files[*path].clone(), Ownership::Frozen);
        tree.insert(path.as_str(), file).unwrap();
    }
    let next = u64::try_from(known.len()).unwrap() + 1;
    for migration in sql::evolve(&generated.model, after, next).unwrap() {
        let path = format!("migrations/{}", migration.file());
        tree.insert(path, File::plain(migration.text, Ownership::Frozen)).unwrap();
    }
    tree
}
