//! Conditions and rules as Rust over a row, and in words.
//!
//! The same rule is SQL in `sql::predicate`. Both follow one law: a comparison with null
//! never holds, and nothing in the language negates a condition.

mod any;
mod compare;

use crate::model::{FieldId, FieldKind, Model, Resource, ResourceId, Rule, Who};

use super::minimal::minimal;
use super::{above, names, types};

use any::any;
use compare::compare;

/// The variable that holds who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// `principal`, who is signed in.
    Principal,
    /// `viewer`, who need not be.
    Viewer,
}

impl Asker {
    /// Who may ask for what these rules allow to make.
    #[must_use]
    pub fn of(rules: &[Rule]) -> Self {
        match rules.iter().any(|rule| rule.who == Who::Public) {
            true => Self::Viewer,
            false => Self::Principal,
        }
    }

    /// Who may ask for what these rules allow to be done with a row that is there. What is done
    /// with an account is done by somebody with one.
    #[must_use]
    pub fn on_row(resource: &Resource, rules: &[Rule]) -> Self {
        if resource.account { Self::Principal } else { Self::of(rules) }
    }

    /// Whether it may help somebody to sign in whom these rules refuse.
    #[must_use]
    pub fn may_sign_in(self, rules: &[Rule]) -> bool {
        let is_open = |rule: &Rule| rule.who == Who::Public && rule.condition.is_none();
        let is_public = rules.iter().all(|rule| rule.who == Who::Public);
        self == Self::Viewer && !is_public && !rules.iter().any(is_open)
    }

    /// The variable.
    #[must_use]
    pub const fn ident(self) -> &'static str {
        match self {
            Self::Principal => "principal",
            Self::Viewer => "viewer",
        }
    }

    /// Its type.
    #[must_use]
    pub const fn type_name(self) -> &'static str {
        match self {
            Self::Principal => "Principal",
            Self::Viewer => "Viewer",
        }
    }

    /// The account's id as statements take it.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Principal => "principal.id.0",
            Self::Viewer => "viewer.id()",
        }
    }

    /// That it is the account of this id.
    #[must_use]
    pub fn is(self, id: &str, optional: bool) -> String {
        match (self, optional) {
            (Self::Principal, true) => format!("{id} == Some(principal.id)"),
            (Self::Principal, false) => format!("principal.id == {id}"),
            (Self::Viewer, true) => format!("{id}.is_some_and(|id| viewer.is(id))"),
            (Self::Viewer, false) => format!("viewer.is({id})"),
        }
    }

    /// That somebody is signed in.
    #[must_use]
    pub const fn is_signed_in(self) -> &'static str {
        match self {
            Self::Principal => "true",
            Self::Viewer => "viewer.id.is_some()",
        }
    }
}

/// All that a rule asks, each for itself; what it asks of a row above that may be absent is one.
fn parts(model: &Model, id: ResourceId, row: &str, caller: Asker, rule: &Rule) -> Vec<String> {
    let resource = model.resource(id);
    let owned = match rule.who {
        Who::OwnerOf { relation } if is_owned(model, resource, relation) => Some(relation),
        _ => None,
    };
    let compared = rule.condition.iter().flat_map(|condition| &condition.comparisons);
    let compared = compared.map(|it| (it.left.up, compare(model, id, row, it)));
    let asked: Vec<_> =
        std::iter::once((owned, who(model, id, row, caller, &rule.who))).chain(compared).collect();
    let absent =
        |above: &Option<FieldId>| above.filter(|relation| resource.fields[relation.0].optional);
    let mut parts: Vec<String> = Vec::new();
    let mut seen: Vec<FieldId> = Vec::new();
    for (above, part) in &asked {
        let Some(relation) = absent(above) else {
            parts.push(part.clone());
            continue;
        };
        if !seen.contains(&relation) {
            seen.push(relation);
            let same = asked.iter().filter(|(above, _)| *above == Some(relation));
            let same: Vec<_> = same.map(|(_, part)| part.as_str()).collect();
            parts.push(if_there(resource, relation, &same.join(" && ")));
        }
    }
    parts.retain(|part| part != "true");
    parts
}

/// Whether the owner of the row above is somebody else than that row itself.
fn is_owned(model: &Model, resource: &Resource, relation: FieldId) -> bool {
    match resource.fields[relation.0].kind {
        FieldKind::BelongsTo { target } => model.resource(target).owner.is_some(),
        _ => false,
    }
}

/// What holds of the row above, if there is one.
fn if_there(resource: &Resource, relation: FieldId, holds: &str) -> String {
    let above = above::local(resource, relation);
    let pattern = if names::mentions(holds, &above) { above.as_str() } else { "_" };
    format!("{above}.is_some_and(|{pattern}| {holds})")
}

/// Rules of `resource` over `row`, any of which is enough, for whoever asks.
#[must_use]
pub fn rules(model: &Model, id: ResourceId, row: &str, caller: Asker, rules: &[Rule]) -> String {
    any(minimal(rules.iter().map(|rule| parts(model, id, row, caller, rule))))
}

/// Whether the rules look at the row itself. Rows above are another matter: see
/// [`Model::reached`].
#[must_use]
pub fn look_at_row(model: &Model, id: ResourceId, rules: &[Rule]) -> bool {
    let resource = model.resource(id);
    let is_own = |rule: &Rule| {
        let compared = rule.condition.iter().flat_map(|condition| &condition.comparisons);
        let names_row = match rule.who {
            Who::Public | Who::Authenticated | Who::Role(_) => false,
            Who::Owner | Who::Relation(_) => true,
            Who::OwnerOf { relation } => !is_owned(model, resource, relation),
        };
        names_row || compared.into_iter().any(|comparison| comparison.left.up.is_none())
    };
    rules.iter().any(is_own) && !resource.opens_to_all(rules)
}

/// That whoever asks is whom the rule means.
fn who(model: &Model, id: ResourceId, row: &str, caller: Asker, who: &Who) -> String {
    let resource = model.resource(id);
    let of = |row: &str, ident: &str, optional| caller.is(&format!("{row}.{ident}"), optional);
    let is = |ident: &str, optional: bool| of(row, ident, optional);
    match who {
        Who::Public => "true".to_owned(),
        Who::Authenticated => caller.is_signed_in().to_owned(),
        Who::Role(role) => {
            format!("{}.has(Role::{})", caller.ident(), model.roles[role.0].name.pascal())
        }
        Who::Owner => match resource.owner {
            None => is("id", false),
            Some(owner) => {
                is(&types::ident(&resource.fields[owner.0]), resource.fields[owner.0].optional)
            }
        },
        Who::Relation(relation) => {
            is(&types::ident(&resource.fields[relation.0]), resource.fields[relation.0].optional)
        }
        Who::OwnerOf { relation } => {
            let field = &resource.fields[relation.0];
            let FieldKind::BelongsTo { target } = field.kind else { return "false".to_owned() };
            let target = model.resource(target);
            match target.owner {
                None => is(&types::ident(field), field.optional),
                Some(owner) => {
                    let owner = &target.fields[owner.0];
                    let above = above::local(resource, *relation);
                    of(&above, &types::ident(owner), owner.optional)
                }
            }
        }
    }
}
