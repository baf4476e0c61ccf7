//! Who asks: somebody signed in, and what they are to the row.

use crate::model::{FieldId, FieldKind, Model, ResourceId, RoleId, Rule, Who};

/// Somebody signed in, and what they are to the row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::view::tests) struct Actor {
    /// A role; that of new accounts if none.
    pub(super) role: Option<RoleId>,
    pub(in crate::view::tests) standing: Standing,
}

/// What somebody is to a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::view::tests) enum Standing {
    Stranger,
    Owner,
    Named(FieldId),
    OwnerOf(FieldId),
}

/// Whether every new account has the rights of a role.
pub(in crate::view::tests) fn is_default(model: &Model, role: RoleId) -> bool {
    Actor::STRANGER.has(model, role)
}

/// Whether nobody may do it just for having an account.
pub(in crate::view::tests) fn excludes_strangers(model: &Model, rules: &[Rule]) -> bool {
    !rules.iter().any(|rule| Actor::STRANGER.is(model, &rule.who))
}

/// Everybody who may make a difference to a resource's rules.
pub(in crate::view::tests) fn actors(model: &Model, id: ResourceId) -> Vec<Actor> {
    let resource = model.resource(id);
    let access = &resource.access;
    let mut standings = vec![Standing::Stranger, Standing::Owner];
    let rules = [&access.read, &access.create, &access.update, &access.delete];
    let actions = resource.actions.iter().map(|action| &action.access);
    let links = resource.fields.iter().filter_map(|field| match &field.kind {
        FieldKind::ManyToMany { link, .. } => link.as_ref(),
        _ => None,
    });
    let rules = rules.into_iter().chain(actions).chain(links).flatten().map(|rule| &rule.who);
    let rights = resource.fields.iter().flat_map(|field| [&field.read, &field.write]);
    for who in rules.chain(rights.flatten().flatten()) {
        let standing = match who {
            Who::Relation(relation) => Standing::Named(*relation),
            Who::OwnerOf { relation } => Standing::OwnerOf(*relation),
            _ => continue,
        };
        if !standings.contains(&standing) {
            standings.push(standing);
        }
    }
    let strangers = (0..model.roles.len())
        .map(|role| Actor { role: Some(RoleId(role)), standing: Standing::Stranger });
    standings.into_iter().map(|standing| Actor { role: None, standing }).chain(strangers).collect()
}

impl Actor {
    /// Somebody with an account, and no more.
    pub(in crate::view::tests) const STRANGER: Self =
        Self { role: None, standing: Standing::Stranger };

    /// Whether a rule means them.
    pub(in crate::view::tests) fn is(self, model: &Model, who: &Who) -> bool {
        match who {
            Who::Public | Who::Authenticated => true,
            Who::Role(role) => self.has(model, *role),
            Who::Owner => self.standing == Standing::Owner,
            Who::Relation(relation) => self.standing == Standing::Named(*relation),
            Who::OwnerOf { relation } => self.standing == Standing::OwnerOf(*relation),
        }
    }

    /// Somebody with an account, who owns the row above.
    pub(in crate::view::tests) const fn owner_of(relation: FieldId) -> Self {
        Self { role: None, standing: Standing::OwnerOf(relation) }
    }

    /// The same person, who has nothing to do with the row.
    pub(in crate::view::tests) const fn as_stranger(self) -> Self {
        Self { standing: Standing::Stranger, ..self }
    }

    fn has(self, model: &Model, role: RoleId) -> bool {
        let default = model.roles.iter().position(|role| role.default).map(RoleId);
        self.role
            .or(default)
            .is_some_and(|held| held == role || model.roles[held.0].includes.contains(&role))
    }

    pub(super) fn rust(self, model: &Model) -> String {
        match self.role {
            None => "app.member().await".to_owned(),
            Some(role) => {
                format!("app.account(&[Role::{}]).await", model.roles[role.0].name.pascal())
            }
        }
    }
}
