//! What a change is, in one line.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Model, Name, RoleId};

use super::plan::{Planned, Wanted};

/// What has a name of its own in a model, and what each says.
struct Named {
    /// As `scaffold rename` calls one.
    one: &'static str,
    several: &'static str,
    things: fn(&Model) -> BTreeMap<String, Vec<&Name>>,
}

/// Resources change in their files; these change in what they say.
const NAMED: [Named; 3] = [
    Named { one: "resource", several: "resources", things: resources },
    Named { one: "enum", several: "enums", things: enums },
    Named { one: "role", several: "roles", things: roles },
];

fn resources(model: &Model) -> BTreeMap<String, Vec<&Name>> {
    model.resources.iter().map(|it| (it.name.snake().to_owned(), Vec::new())).collect()
}

/// Those of one resource are told with it.
fn enums(model: &Model) -> BTreeMap<String, Vec<&Name>> {
    let shared = model.enums.iter().filter(|it| it.shared);
    shared.map(|it| (it.name.snake().to_owned(), it.variants.iter().collect())).collect()
}

fn roles(model: &Model) -> BTreeMap<String, Vec<&Name>> {
    let included = |ids: &[RoleId]| ids.iter().map(|id| &model.roles[id.0].name).collect();
    model.roles.iter().map(|it| (it.name.snake().to_owned(), included(&it.includes))).collect()
}

impl Planned<'_> {
    /// What it is, in one line: resources, shared enums and roles that come, change and go.
    pub(super) fn title(&self) -> String {
        let after = match self.wanted {
            Wanted::Model(model) => model,
            Wanted::Upgrade(versions) => return versions.to_owned(),
        };
        let parts = NAMED.iter().filter_map(|named| self.named(named, after));
        let parts: Vec<String> = parts.collect();
        let mut files = self.draft.changes.changes.iter();
        match parts.is_empty() {
            false => parts.join("; "),
            true if files.all(|change| change.path.starts_with("migrations/")) => {
                "the database alone".to_owned()
            }
            true => "no resource changes".to_owned(),
        }
    }

    fn named(&self, named: &Named, after: &Model) -> Option<String> {
        let mut before = self.emitted.model.as_ref().map(named.things).unwrap_or_default();
        let after = (named.things)(after);
        let mut renamed = Vec::new();
        for rename in self.draft.renames.iter().filter(|rename| rename.what == named.one) {
            if let ([old, ..], [new, ..]) = (rename.old.as_slice(), rename.new.as_slice())
                && let Some(thing) = before.remove(old.snake())
            {
                before.insert(new.snake().to_owned(), thing);
                let says = before.values_mut().flatten().filter(|said| **said == old);
                says.for_each(|said| *said = new);
                renamed.extend((old != new).then(|| format!("{} -> {}", old.snake(), new.snake())));
            }
        }
        let is_other = |name: &str| before.get(name).is_some_and(|old| *old != after[name]);
        let about = match named.one {
            "resource" => self.changed(),
            _ => BTreeSet::new(),
        };
        let changed = after.keys().filter(|name| about.contains(name) || is_other(name));
        let changed = changed.map(|name| format!("~ {name}"));
        let new = after.keys().filter(|name| !before.contains_key(*name));
        let gone = before.keys().filter(|name| !after.contains_key(*name));
        let new = new.map(|name| format!("+ {name}"));
        let gone = gone.map(|name| format!("- {name}"));
        let all: Vec<String> = renamed.into_iter().chain(new).chain(changed).chain(gone).collect();
        (!all.is_empty()).then(|| format!("{}: {}", named.several, all.join(", ")))
    }

    /// Resources of which a file of the service changes.
    fn changed(&self) -> BTreeSet<&String> {
        let files = self.draft.changes.changes.iter().map(|change| &change.path);
        let files = files.filter(|path| path.starts_with("src/"));
        files.filter_map(|path| self.about(path)).collect()
    }
}
