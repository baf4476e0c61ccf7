//! The kinds of change of a model.

use scaffold::diagnostic::Source;
use scaffold::disk::Project;
use scaffold::document::{self, Edit, Removing, Renaming};

use super::canon::Canon;

/// A model after a change.
pub(crate) struct Change {
    pub what: &'static str,
    /// Its text.
    pub model: String,
    pub canon: Canon,
}

/// What an example has for changes to be made to.
struct Room {
    /// A resource, what it can be called, a field of it, and what it can be sorted by.
    resource: (&'static str, &'static str),
    title: (&'static str, &'static str),
    order: &'static str,
    variants: &'static [(&'static str, &'static str, &'static str)],
    role: Option<(&'static str, &'static str)>,
    /// Fields and resources that nothing else of the model speaks of.
    fields: &'static [(&'static str, &'static str)],
    resources: &'static [&'static str],
}

const fn room(example: &str) -> Option<Room> {
    Some(match example.as_bytes() {
        b"minimal" => Room {
            resource: ("note", "memo"),
            title: ("title", "headline"),
            order: "title",
            variants: &[],
            role: None,
            fields: &[("note", "body")],
            resources: &[],
        },
        b"social-sharing" => Room {
            resource: ("post", "article"),
            title: ("title", "headline"),
            order: "-created_at",
            variants: &[("visibility", "followers", "friends"), ("post.status", "draft", "sketch")],
            role: Some(("moderator", "steward")),
            fields: &[("user", "bio"), ("post", "likes"), ("post", "title")],
            resources: &["comment"],
        },
        b"storefront" => Room {
            resource: ("product", "ware"),
            title: ("name", "label"),
            order: "name",
            variants: &[("currency", "gbp", "chf"), ("order.status", "placed", "sent")],
            role: Some(("clerk", "steward")),
            fields: &[("product", "weight"), ("product", "keywords"), ("order", "note")],
            resources: &["line"],
        },
        _ => return None,
    })
}

/// The kinds of change, each where the example has room for it.
pub(crate) fn changes(example: &str, text: &str) -> Vec<Change> {
    let room = room(example).unwrap_or_else(|| panic!("no changes are known for {example}"));
    let mut all = additions(&room, text);
    all.extend(removals(&room, text));
    all.extend(renames(&room, text));
    all
}

fn additions(room: &Room, text: &str) -> Vec<Change> {
    let resource = room.resource.0;
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
    let mut edits = vec![
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
                set: names(&[(room.title.0, "taken.words")]),
            },
        ),
        ("set page", key("page.max", "40")),
        ("set order", key("order", room.order)),
        ("set access", key("access.update", "authenticated")),
    ];
    if room.role.is_some() {
        edits.push(("add role", Edit::Role { name: "auditor".to_owned(), includes: Vec::new() }));
    }
    let mut all: Vec<Change> =
        edits.into_iter().map(|(what, edit)| edited(text, what, &[edit])).collect();
    // One after the other gives the change of many places at once.
    let steps =
        [new("zebra", None), field(resource, "topic", "string(1..40)?"), key("page.max", "40")];
    all.push(edited(text, "several at once", &steps));
    all
}

fn removals(room: &Room, text: &str) -> Vec<Change> {
    let removed = |what, kind: Removing, name: &str| {
        let source = Source::new(Project::MODEL, text);
        let model = document::remove(&source, &kind, name).unwrap();
        Change { what, model, canon: Canon::default() }
    };
    let fields = room.fields.iter().map(|(resource, field)| {
        removed("remove field", Removing::Field { resource: (*resource).to_owned() }, field)
    });
    let resources = room.resources.iter();
    let resources = resources.map(|name| removed("remove resource", Removing::Resource, name));
    fields.chain(resources).collect()
}

fn edited(text: &str, what: &'static str, edits: &[Edit]) -> Change {
    let after =
        edits.iter().fold(text.to_owned(), |text, edit| document::edit(&text, edit).unwrap());
    Change { what, model: after, canon: Canon::default() }
}

fn renames(room: &Room, text: &str) -> Vec<Change> {
    let renamed = |what, kind: Renaming, old: &str, new: &str| {
        let source = Source::new(Project::MODEL, text);
        let model = document::rename(&source, &kind, old, new).unwrap();
        Change { what, model, canon: Canon::of(old, new) }
    };
    let (old, new) = room.resource;
    let mut all = vec![
        renamed("rename resource", Renaming::Resource, old, new),
        renamed(
            "rename field",
            Renaming::Field { resource: old.to_owned() },
            room.title.0,
            room.title.1,
        ),
    ];
    for (of, old, new) in room.variants {
        let kind = Renaming::Variant { of: (*of).to_owned() };
        all.push(renamed("rename variant", kind, old, new));
    }
    if let Some((old, new)) = room.role {
        all.push(renamed("rename role", Renaming::Role, old, new));
    }
    all
}
