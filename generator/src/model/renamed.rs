//! Which things of one model are things of another under a new name.
//!
//! A rename is declared by `was`, never guessed. What has the same name in both models is the
//! same thing, whatever `was` says: it stays in the model after the rename was made.

use super::{
    Enum, EnumId, Field, FieldId, FieldKind, Former, Model, Name, Named, Resource, ResourceId,
    Scalar,
};

/// A model in the names of another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Renamed {
    /// The first model: the same places, the second one's names.
    pub model: Model,
    /// What has another name there.
    pub renames: Vec<Rename>,
}

/// Something with a new name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    /// What it is, in a word: `resource`, `field`, `variant`, `enum` or `role`.
    pub what: &'static str,
    /// The resource or enum that it belongs to, as it is called now; empty where it belongs to
    /// none.
    pub inside: String,
    /// Its names before: of a resource the plural as well.
    pub old: Vec<Name>,
    /// Its names now, one beside each.
    pub new: Vec<Name>,
}

impl Rename {
    /// Such as `field post.title -> name`.
    #[must_use]
    pub fn words(&self) -> String {
        let inside = match self.inside.is_empty() {
            true => String::new(),
            false => format!("{}.", self.inside),
        };
        let (old, new) = (first(&self.old), first(&self.new));
        match old == new {
            true => {
                format!("the plural of {} {old} -> {}", self.what, last(&self.new))
            }
            false => format!("{} {inside}{old} -> {new}", self.what),
        }
    }
}

fn first(names: &[Name]) -> &str {
    names.first().map_or("", Name::snake)
}

fn last(names: &[Name]) -> &str {
    names.last().map_or("", Name::snake)
}

/// `before` in the names of `after`.
#[must_use]
pub fn renamed(before: &Model, after: &Model) -> Renamed {
    let mut made = Renamed { model: before.clone(), renames: Vec::new() };
    for (at, role) in before.roles.iter().enumerate() {
        let is_it = |id: usize| {
            is_same(
                after,
                Named::Role(super::RoleId(id)),
                &after.roles[id].name,
                &role.name,
                |name| before.roles.iter().any(|other| other.name == *name),
            )
        };
        if let Some(id) = (0..after.roles.len()).find(|id| is_it(*id)) {
            let name = &after.roles[id].name;
            made.note("role", "", &[&role.name], &[name]);
            made.model.roles[at].name = name.clone();
        }
    }
    for (at, declared) in before.enums.iter().enumerate().filter(|(_, it)| it.shared) {
        let is_it = |id: usize| {
            let other = &after.enums[id];
            let has = |name: &Name| before.enums.iter().any(|it| it.shared && it.name == *name);
            let named = Named::Enum(EnumId(id));
            other.shared && is_same(after, named, &other.name, &declared.name, has)
        };
        if let Some(id) = (0..after.enums.len()).find(|id| is_it(*id)) {
            let name = &after.enums[id].name;
            made.note("enum", "", &[&declared.name], &[name]);
            made.model.enums[at].name = name.clone();
            made.variants((before, EnumId(at)), (after, EnumId(id)), name.snake());
        }
    }
    let pairs: Vec<(ResourceId, ResourceId)> = (0..before.resources.len())
        .filter_map(|old| Some((ResourceId(old), successor(before, after, ResourceId(old))?)))
        .collect();
    for (old, new) in &pairs {
        let (was, is) = (before.resource(*old), after.resource(*new));
        made.note("resource", "", &[&was.name, &was.plural], &[&is.name, &is.plural]);
        let resource = &mut made.model.resources[old.0];
        resource.name = is.name.clone();
        resource.plural = is.plural.clone();
        for (field, same) in fields(before, after, &pairs, *old, *new) {
            made.field(
                (*old, field, &was.fields[field.0]),
                is,
                &is.fields[same.0],
                (before, after),
            );
        }
    }
    made
}

impl Renamed {
    /// Whether nothing has another name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.renames.is_empty()
    }

    /// The fields with a column of their own that have another name, but for relations to a parent
    /// that has another name itself: each with its place and the name that it had.
    #[must_use]
    pub fn fields(&self, before: &Model) -> Vec<(ResourceId, FieldId, Name)> {
        let mut fields = Vec::new();
        for (id, (old, new)) in before.resources.iter().zip(&self.model.resources).enumerate() {
            for (at, (was, is)) in old.fields.iter().zip(&new.fields).enumerate() {
                let has_column = matches!(
                    is.kind,
                    FieldKind::Scalar(_) | FieldKind::List { .. } | FieldKind::BelongsTo { .. }
                );
                if was.name != is.name && has_column && old.under != Some(FieldId(at)) {
                    fields.push((ResourceId(id), FieldId(at), was.name.clone()));
                }
            }
        }
        fields
    }

    /// Whether everything of the first model is in `after`, which gave it its names.
    #[must_use]
    pub fn keeps_all(&self, after: &Model) -> bool {
        let has_role = |name: &Name| after.roles.iter().any(|role| role.name == *name);
        let kept = |resource: &Resource| {
            let same = after.resources.iter().find(|other| other.name == resource.name);
            same.is_some_and(|same| {
                let has = |name: &Name| same.fields.iter().any(|field| field.name == *name);
                resource.fields.iter().all(|field| has(&field.name))
                    && resource
                        .actions
                        .iter()
                        .all(|action| same.actions.iter().any(|other| other.name == action.name))
            })
        };
        let has_variants = |old: &Enum| {
            let same = after.enums.iter().find(|new| new.name == old.name);
            same.is_some_and(|same| old.variants.iter().all(|name| same.variants.contains(name)))
        };
        self.model.roles.iter().all(|role| has_role(&role.name))
            && self.model.enums.iter().all(has_variants)
            && self.model.resources.iter().all(kept)
    }

    /// Whether `after` is the first model and nothing but its names differs.
    #[must_use]
    pub fn is_all(&self, after: &Model) -> bool {
        let bare = |model: &Model| {
            let mut model = model.clone();
            model.former = Vec::new();
            // As the author wrote them, names included.
            for check in model.resources.iter_mut().flat_map(|resource| &mut resource.checks) {
                check.text = String::new();
            }
            model
        };
        bare(&self.model) == bare(after)
    }

    fn note(&mut self, what: &'static str, inside: &str, old: &[&Name], new: &[&Name]) {
        if old == new {
            return;
        }
        let owned = |names: &[&Name]| names.iter().copied().cloned().collect();
        let rename = Rename { what, inside: inside.to_owned(), old: owned(old), new: owned(new) };
        if !self.renames.contains(&rename) {
            self.renames.push(rename);
        }
    }

    /// A field that both models have, and its own enum.
    fn field(
        &mut self,
        (resource, at, old): (ResourceId, FieldId, &Field),
        inside: &Resource,
        new: &Field,
        (before, after): (&Model, &Model),
    ) {
        self.note("field", inside.name.snake(), &[&old.name], &[&new.name]);
        self.model.resources[resource.0].fields[at.0].name = new.name.clone();
        let (Some(was), Some(is)) = (enum_of(old), enum_of(new)) else { return };
        // Shared ones are the same by their own names.
        if before.enums[was.0].shared || after.enums[is.0].shared {
            return;
        }
        self.model.enums[was.0].name = after.enums[is.0].name.clone();
        let inside = format!("{}.{}", inside.name.snake(), new.name.snake());
        self.variants((before, was), (after, is), &inside);
    }

    /// The variants of an enum that both models have.
    fn variants(
        &mut self,
        (before, was): (&Model, EnumId),
        (after, is): (&Model, EnumId),
        inside: &str,
    ) {
        let (mine, yours) = (&before.enums[was.0], &after.enums[is.0]);
        for (variant, name) in mine.variants.iter().enumerate() {
            let is_it = |place: &usize| {
                let named = Named::Variant(is, *place);
                is_same(after, named, &yours.variants[*place], name, |other| {
                    mine.variants.contains(other)
                })
            };
            let Some(place) = (0..yours.variants.len()).find(is_it) else { continue };
            self.note("variant", inside, &[name], &[&yours.variants[place]]);
            self.model.enums[was.0].variants[variant] = yours.variants[place].clone();
        }
    }
}

/// The resource of `after` that a resource of `before` became.
fn successor(before: &Model, after: &Model, old: ResourceId) -> Option<ResourceId> {
    let name = &before.resource(old).name;
    (0..after.resources.len()).map(ResourceId).find(|id| {
        is_same(after, Named::Resource(*id), &after.resource(*id).name, name, |name| {
            before.resources.iter().any(|other| other.name == *name)
        })
    })
}

/// The fields that two versions of a resource have in common.
fn fields(
    before: &Model,
    after: &Model,
    pairs: &[(ResourceId, ResourceId)],
    old: ResourceId,
    new: ResourceId,
) -> Vec<(FieldId, FieldId)> {
    let (was, is) = (before.resource(old), after.resource(new));
    let mut found = Vec::new();
    for (at, field) in was.fields.iter().enumerate() {
        let is_it = |id: &usize| {
            let named = Named::Field(new, FieldId(*id));
            is_same(after, named, &is.fields[*id].name, &field.name, |name| {
                was.fields.iter().any(|other| other.name == *name)
            })
        };
        if let Some(id) = (0..is.fields.len()).find(is_it) {
            found.push((FieldId(at), FieldId(id)));
            continue;
        }
        // The relation that `under` adds is called as the parent is.
        if let (Some(parent), Some(now)) = (was.under, is.under)
            && parent == FieldId(at)
            && let (Some(from), Some(to)) = (target(was, parent), target(is, now))
            && pairs.contains(&(from, to))
        {
            found.push((parent, now));
        }
    }
    found
}

fn target(resource: &Resource, field: FieldId) -> Option<ResourceId> {
    match resource.fields[field.0].kind {
        FieldKind::BelongsTo { target } => Some(target),
        _ => None,
    }
}

/// Whether what is called `new` in the later model was called `old`: `has` tells which names
/// the earlier one has.
fn is_same(
    after: &Model,
    named: Named,
    new: &Name,
    old: &Name,
    has: impl Fn(&Name) -> bool,
) -> bool {
    if new == old {
        return true;
    }
    let is_former = |former: &Former| former.of == named && former.name == old.snake();
    after.former.iter().any(is_former) && !has(new)
}

const fn enum_of(field: &Field) -> Option<EnumId> {
    match &field.kind {
        FieldKind::Scalar(Scalar::Enum(id)) | FieldKind::List { item: Scalar::Enum(id), .. } => {
            Some(*id)
        }
        _ => None,
    }
}
