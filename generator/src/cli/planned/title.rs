//! What a change is, in one line.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Model, Name, Role, RoleId};

use super::{Planned, Wanted};

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

/// What a role says is what it includes; that of new accounts says its own name as well.
fn roles(model: &Model) -> BTreeMap<String, Vec<&Name>> {
    let included = |ids: &[RoleId]| ids.iter().map(|id| &model.roles[id.0].name).collect();
    let says = |role: &Role| -> Vec<&Name> {
        let mut says: Vec<&Name> = included(&role.includes);
        says.extend(
            model.roles.iter().map(|it| &it.name).filter(|it| role.default && **it == role.name),
        );
        says
    };
    model.roles.iter().map(|it| (it.name.snake().to_owned(), says(it))).collect()
}

impl Planned<'_> {
    /// What it is, in one line: resources, shared enums and roles that come, change and go.
    pub(in crate::cli) fn title(&self) -> String {
        let after = match self.wanted {
            Wanted::Model(model) => model,
            Wanted::Upgrade(versions) => return versions.to_owned(),
        };
        let parts = NAMED.iter().filter_map(|named| self.named(named, after));
        let parts: Vec<String> = parts.collect();
        let files = &self.draft.changes.changes;
        let is_of_database = files.iter().all(|change| change.path.starts_with("migrations/"));
        match parts.is_empty() {
            false => parts.join("; "),
            true if is_of_database && !files.is_empty() => "the database alone".to_owned(),
            true => "no resource changes".to_owned(),
        }
    }

    fn named(&self, named: &Named, after: &Model) -> Option<String> {
        let mut before = self.emitted.model.as_ref().map(named.things).unwrap_or_default();
        let after = (named.things)(after);
        let renames = self.draft.renames.iter().filter(|rename| rename.what == named.one);
        let renames = renames.filter_map(|it| Some((it.old.first()?, it.new.first()?)));
        let renames: BTreeMap<&Name, &Name> =
            renames.filter(|(old, _)| before.contains_key(old.snake())).collect();
        let others = renames.iter().filter(|(old, new)| old != new);
        let others = others.map(|(old, new)| format!("{} -> {}", old.snake(), new.snake()));
        // All at once: one may get the name that another had.
        let things: Vec<_> = renames
            .iter()
            .filter_map(|(old, new)| Some((new.snake().to_owned(), before.remove(old.snake())?)))
            .collect();
        before.extend(things);
        for said in before.values_mut().flatten() {
            *said = renames.get(said).copied().unwrap_or(said);
        }
        let is_other = |name: &str| before.get(name).is_some_and(|old| *old != after[name]);
        let about = match named.one {
            "resource" => self.changed(),
            _ => BTreeSet::new(),
        };
        let changed = after.keys().filter(|name| about.contains(name.as_str()) || is_other(name));
        let changed = changed.map(|name| format!("~ {name}"));
        let new = after.keys().filter(|name| !before.contains_key(*name));
        let gone = before.keys().filter(|name| !after.contains_key(*name));
        let new = new.map(|name| format!("+ {name}"));
        let gone = gone.map(|name| format!("- {name}"));
        let all: Vec<String> = others.chain(new).chain(changed).chain(gone).collect();
        (!all.is_empty()).then(|| format!("{}: {}", named.several, all.join(", ")))
    }

    /// Resources of which a file of the service changes, or a field has another name: its files may
    /// stand anywhere.
    fn changed(&self) -> BTreeSet<&str> {
        let files = self.draft.changes.changes.iter().map(|change| &change.path);
        let files = files.filter(|path| path.starts_with("src/"));
        let fields = self.draft.renames.iter().filter(|rename| rename.what == "field");
        let fields = fields.map(|rename| rename.inside.as_str());
        files.filter_map(|path| self.about(path)).map(String::as_str).chain(fields).collect()
    }
}
