//! Each example's model with each kind of change made to it, rendered once.

use std::collections::{BTreeMap, BTreeSet};

use scaffold::diagnostic::Source;
use scaffold::disk::Project;
use scaffold::document::{self, Edit};
use scaffold::examples::{self, EXAMPLES};
use scaffold::ledger::{self, Ledger};
use scaffold::model::{self, Model};
use scaffold::tree::{File, Ownership, Tree};
use scaffold::{plan, render, sql};

/// A project as it was generated.
pub(crate) struct Generated {
    pub ledger: Ledger,
    /// Every file by path, but the model and the tool's own record.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// A project before and after a change of its model.
pub(crate) struct Pair {
    pub example: &'static str,
    pub change: &'static str,
    /// Which project of [`Pairs::generated`] it is.
    pub before: usize,
    pub theirs: Tree,
    /// The text of the new model.
    pub model: String,
    /// Files that were there before and are generated otherwise now.
    pub changed: Vec<String>,
}

/// Everything that trials are drawn from.
pub(crate) struct Pairs {
    pub generated: Vec<Generated>,
    pub pairs: Vec<Pair>,
}

impl Pairs {
    /// The named examples with all their changes.
    pub(crate) fn of(examples: &[&str]) -> Self {
        let mut all = Self { generated: Vec::new(), pairs: Vec::new() };
        for example in EXAMPLES.iter().filter(|example| examples.contains(&example.name)) {
            let model = check(example.model);
            let generated = generated(&model, example.model);
            for (change, text) in changes(example.name, example.model) {
                let after = check(&text);
                let theirs = theirs(&generated, &model, &after);
                let is_changed = |path: &&String| {
                    theirs.get(path).is_some_and(|file| file.contents != generated.files[*path])
                };
                let changed = generated.files.keys().filter(is_changed).cloned().collect();
                let before = all.generated.len();
                all.pairs.push(Pair {
                    example: example.name,
                    change,
                    before,
                    theirs,
                    model: text,
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

fn generated(model: &Model, text: &str) -> Generated {
    let mut tree = render::render(plan::plan(model)).unwrap();
    let files = tree.iter().map(|(path, file)| (path.to_owned(), file.contents.clone())).collect();
    tree.insert(Project::MODEL, File::plain(text, Ownership::Model)).unwrap();
    ledger::record(&mut tree).unwrap();
    let record = tree.get(ledger::PATH).unwrap().contents.clone();
    let mut ledger = ledger::read(&String::from_utf8(record).unwrap()).unwrap();
    ledger.know(&files);
    Generated { ledger, files }
}

/// What would be generated now: the migrations that are there stay, and new ones come behind.
fn theirs(generated: &Generated, before: &Model, after: &Model) -> Tree {
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
    for migration in sql::evolve(before, after, next).unwrap() {
        let path = format!("migrations/{}", migration.file());
        tree.insert(path, File::plain(migration.text, Ownership::Frozen)).unwrap();
    }
    tree
}

/// The kinds of change, each where the example has room for it.
fn changes(example: &str, text: &str) -> Vec<(&'static str, String)> {
    let (resource, title, order) = match example {
        "minimal" => ("note", "title", "title"),
        "social-sharing" => ("post", "title", "-created_at"),
        "storefront" => ("product", "name", "name"),
        other => panic!("no changes are known for the example {other}"),
    };
    let names = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let field = |resource: &str, name: &str, expression: &str| Edit::Field {
        resource: resource.to_owned(),
        field: (name.to_owned(), expression.to_owned()),
    };
    let key = |key: &str, value: &str| Edit::Key {
        resource: resource.to_owned(),
        key: key.to_owned(),
        value: value.to_owned(),
    };
    let new = |name: &str, under: Option<&str>| Edit::Resource {
        name: name.to_owned(),
        under: under.map(str::to_owned),
        fields: names(&[("author", "-> user owner"), ("words", "string(1..40) filter")]),
        access: [("read", "public"), ("create", "authenticated"), ("delete", "owner")]
            .map(|(action, rule)| (action.to_owned(), vec![rule.to_owned()]))
            .to_vec(),
    };
    let edits = [
        ("add resource", new("zebra", None)),
        ("add resource", new("badge", None)),
        ("add resource below", new("mark", Some(resource))),
        ("add field", field(resource, "topic", "string(1..40)? filter sort")),
        ("add field", field(resource, "aside", "boolean = false")),
        ("add field of the account", field("user", "motto", "text(0..200)? search")),
        ("add relation", field(resource, "reviewer", "-> user? filter on_delete(null)")),
        (
            "add action",
            Edit::Action {
                resource: resource.to_owned(),
                name: "retitle".to_owned(),
                access: vec!["authenticated".to_owned()],
                when: None,
                takes: names(&[("words", "string(1..90)")]),
                set: names(&[(title, "taken.words")]),
            },
        ),
        ("add role", Edit::Role { name: "auditor".to_owned(), includes: Vec::new() }),
        ("set page", key("page.max", "40")),
        ("set order", key("order", order)),
        ("set access", key("access.update", "authenticated")),
    ];
    let edited = edits.into_iter().filter_map(|(kind, edit)| {
        let after = document::edit(text, &edit).unwrap();
        (kind != "add role" || text.contains("[roles]")).then_some((kind, after))
    });
    let mut all: Vec<_> = edited.collect();
    // One after the other gives the change of many places at once.
    let steps =
        [new("zebra", None), field(resource, "topic", "string(1..40)?"), key("page.max", "40")];
    let many =
        steps.iter().fold(text.to_owned(), |text, edit| document::edit(&text, edit).unwrap());
    all.push(("several at once", many));
    debug_assert!(examples::find(example).is_some());
    all
}
