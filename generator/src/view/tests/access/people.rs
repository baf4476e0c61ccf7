//! Who asks: nobody in particular, every role, and everybody whom a rule names.

use crate::model::{FieldId, Model, ResourceId, RoleId, Rule, Who};
use crate::view::{names, text, types};

use super::situation::{self, Situation};

/// Somebody with a name in the matrix.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// `anonymous`, `moderator`, `owner`, `post.owner`
    pub(super) name: String,
    /// What rules know of them.
    pub(super) asker: Asker,
}

/// What rules know of somebody.
#[derive(Debug, Clone)]
pub(super) struct Asker {
    /// Nobody is signed in without one.
    pub(super) role: Option<RoleId>,
    /// Where rows name this person.
    claims: Vec<Claim>,
}

/// A column that names somebody: of the row itself, or of one that a path of relations leads to.
#[derive(Debug, Clone, PartialEq)]
struct Claim {
    path: Vec<FieldId>,
    /// None of the account: the row is the person.
    column: Option<FieldId>,
}

impl Asker {
    pub(super) fn is_signed_in(&self) -> bool {
        self.role.is_some()
    }

    /// The row as this person stands to it; nothing where it cannot be.
    pub(super) fn relate(&self, model: &Model, row: &Situation) -> Option<Situation> {
        let mut row = row.clone();
        for claim in &self.claims {
            let named = row.at_mut(model, &claim.path)?;
            match claim.column {
                Some(column) => named.name_asker(column),
                None => named.is_asker = true,
            }
        }
        Some(row)
    }
}

impl Person {
    /// `Person::named_by("post.owner", "post_id.author_id")`
    pub(super) fn rust(&self, model: &Model, id: ResourceId) -> String {
        let name = text::rust(&self.name);
        let [first, others @ ..] = self.asker.claims.as_slice() else {
            return match self.asker.role {
                None => "Person::anonymous()".to_owned(),
                Some(role) => format!(
                    "Person::with_roles({name}, &[Role::{}])",
                    model.roles[role.0].name.pascal()
                ),
            };
        };
        if first.column.is_none() {
            return format!("Person::itself({name})");
        }
        let mut call = format!("Person::named_by({name}, {})", text::rust(&first.place(model, id)));
        for claim in others {
            call += &format!(".and_by({})", text::rust(&claim.place(model, id)));
        }
        let mut known = Vec::new();
        for way in self.asker.claims.iter().flat_map(|claim| claim.ways(model, id)) {
            if !known.contains(&way) {
                call += &way;
                known.push(way);
            }
        }
        call
    }
}

impl Claim {
    /// `post_id.author_id`
    fn place(&self, model: &Model, id: ResourceId) -> String {
        let mut home = id;
        let mut columns = Vec::new();
        for at in self.path.iter().chain(&self.column) {
            columns.push(types::column(&model.resource(home).fields[at.0]));
            home = situation::target(model, home, *at).unwrap_or(home);
        }
        columns.join(".")
    }

    /// How rows are made that factories leave out: `.by_way_of("task_id", factory::task)`.
    fn ways(&self, model: &Model, id: ResourceId) -> Vec<String> {
        let mut home = id;
        let mut columns = Vec::new();
        let mut ways = Vec::new();
        for at in &self.path {
            let field = &model.resource(home).fields[at.0];
            home = situation::target(model, home, *at).unwrap_or(home);
            columns.push(types::column(field));
            if field.optional {
                let place = text::rust(&columns.join("."));
                let factory = names::names(model.resource(home)).ident;
                ways.push(format!(".by_way_of({place}, factory::{factory})"));
            }
        }
        ways
    }
}

/// Everybody who asks about rows of a resource.
pub(super) fn people(model: &Model, id: ResourceId) -> Vec<Person> {
    let anonymous = Asker { role: None, claims: Vec::new() };
    let mut people = vec![Person { name: "anonymous".to_owned(), asker: anonymous }];
    for (at, role) in model.roles.iter().enumerate() {
        let asker = Asker { role: Some(RoleId(at)), claims: Vec::new() };
        people.push(Person { name: role.name.snake().to_owned(), asker });
    }
    for (name, claim) in claims(model, id) {
        let name = match people.iter().any(|person| person.name == name) {
            true => format!("{name} of it"),
            false => name,
        };
        people.push(Person { name, asker: named(model, vec![claim]) });
    }
    people
}

/// Whoever is named wherever rows have an owner: who sees what no single relation opens.
pub(super) fn owner_throughout(model: &Model, id: ResourceId) -> Option<Person> {
    let owners: Vec<Claim> = claims(model, id)
        .into_iter()
        .filter(|(name, claim)| name.ends_with("owner") && claim.column.is_some())
        .map(|(_, claim)| claim)
        .collect();
    (owners.len() > 1)
        .then(|| Person { name: "owner of all".to_owned(), asker: named(model, owners) })
}

fn named(model: &Model, claims: Vec<Claim>) -> Asker {
    Asker { role: model.roles.iter().position(|role| role.default).map(RoleId), claims }
}

/// Whom the rules of a resource name, and those that open the rows it lives under.
fn claims(model: &Model, id: ResourceId) -> Vec<(String, Claim)> {
    let mut found: Vec<(String, Claim)> = Vec::new();
    let mut add = |name: String, claim: Claim| {
        if found.iter().all(|(_, known)| *known != claim) {
            found.push((name, claim));
        }
    };
    let resource = model.resource(id);
    if resource.owner.is_some() || resource.account {
        add("owner".to_owned(), Claim { path: Vec::new(), column: resource.owner });
    }
    for rule in rules(model, id) {
        if let Some((name, claim)) = claim(model, id, &[], &rule.who) {
            add(name, claim);
        }
    }
    for (path, above) in chain(model, id) {
        for rule in &model.resource(above).access.read {
            if let Some((name, claim)) = claim(model, id, &path, &rule.who) {
                add(name, claim);
            }
        }
    }
    found
}

/// Every rule about rows of a resource.
pub(super) fn rules(model: &Model, id: ResourceId) -> impl Iterator<Item = &Rule> {
    let resource = model.resource(id);
    let access = &resource.access;
    let links = resource.fields.iter().filter_map(|field| match &field.kind {
        crate::model::FieldKind::ManyToMany { link, .. } => link.as_ref(),
        _ => None,
    });
    [&access.read, &access.create, &access.update, &access.delete]
        .into_iter()
        .chain(resource.actions.iter().map(|action| &action.access))
        .chain(links)
        .flatten()
}

/// The rows that a row lives under, the nearest first, and how to get there.
pub(super) fn chain(model: &Model, id: ResourceId) -> Vec<(Vec<FieldId>, ResourceId)> {
    let mut chain = Vec::new();
    let (mut path, mut home) = (Vec::new(), id);
    while let Some(under) = model.resource(home).under {
        let Some(parent) = situation::target(model, home, under) else { break };
        if parent == home || chain.iter().any(|(_, known)| *known == parent) {
            break;
        }
        path.push(under);
        home = parent;
        chain.push((path.clone(), home));
    }
    chain
}

/// Whom a rule of the row at the end of `path` names.
fn claim(model: &Model, id: ResourceId, path: &[FieldId], who: &Who) -> Option<(String, Claim)> {
    let mut home = id;
    let mut words = Vec::new();
    for at in path {
        words.push(model.resource(home).fields[at.0].name.snake());
        home = situation::target(model, home, *at)?;
    }
    let resource = model.resource(home);
    let (last, claim) = match who {
        Who::Public | Who::Authenticated | Who::Role(_) => return None,
        Who::Owner => {
            words.push("owner");
            match resource.owner {
                Some(owner) => (path.to_vec(), Some(owner)),
                // The owner of an account is whom the relation to it names.
                None => match path {
                    [] => (Vec::new(), None),
                    [before @ .., last] => (before.to_vec(), Some(*last)),
                },
            }
        }
        Who::Relation(relation) => {
            words.push(resource.fields[relation.0].name.snake());
            (path.to_vec(), Some(*relation))
        }
        Who::OwnerOf { relation } => {
            words.extend([resource.fields[relation.0].name.snake(), "owner"]);
            match model.resource(situation::target(model, home, *relation)?).owner {
                Some(owner) => ([path, &[*relation]].concat(), Some(owner)),
                None => (path.to_vec(), Some(*relation)),
            }
        }
    };
    Some((words.join("."), Claim { path: last, column: claim }))
}
