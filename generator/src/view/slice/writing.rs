//! How an operation that writes a row comes by leave to do so.

use serde::Serialize;

use crate::model::{Column, Condition, FieldId, FieldKind, Model, Resource, ResourceId, Rule, Who};
use crate::sql;
use crate::view::condition::Asker;
use crate::view::{above, names, types};

use super::caller::Caller;
use super::input::{self, Presence};
use super::key::Key;

/// What rules ask of the row that a relation points at.
#[derive(Debug, Clone, Serialize)]
pub struct AboveType {
    /// `OrderOfLine`
    pub type_name: String,
    /// `order`, in words.
    pub words: String,
    /// Its members.
    pub members: Vec<AboveMember>,
}

/// A member of it.
#[derive(Debug, Clone, Serialize)]
pub struct AboveMember {
    /// As a Rust identifier.
    pub ident: String,
    /// Its Rust type.
    pub type_name: String,
}

/// Who asks for an operation, rows above that it holds, and where it writes.
#[derive(Debug, Clone, Serialize)]
pub struct Writing {
    /// Who asks for it.
    pub caller: Caller,
    /// What is said of the policy's answer: `or_forbidden()`.
    pub refusal: &'static str,
    /// Statements that hold rows above until the transaction ends.
    pub holds: Vec<String>,
    /// What the policy is handed of them: `, &order`.
    pub above: String,
    /// Where it writes: `&state.db()` or `&mut *transaction`.
    pub db: &'static str,
    /// Whether there is a transaction.
    pub in_transaction: bool,
    /// Whether it begins before anything is asked.
    pub begins_early: bool,
    /// Whether it begins just before the write.
    pub begins_late: bool,
}

/// The database as handlers hand it on.
pub(super) const POOL: &str = "&state.db()";
/// A transaction as they do.
pub(super) const TRANSACTION: &str = "&mut *transaction";

/// Where the code that holds rows above stands, and what it takes them from.
pub(super) struct Place<'a> {
    pub(super) model: &'a Model,
    pub(super) id: ResourceId,
    /// `queries::`, or `lines::queries::`.
    pub(super) queries: String,
}

impl Place<'_> {
    /// For an operation on a row that is there.
    pub(super) fn on_row(&self, rules: &[Rule], when: Option<&Condition>) -> Writing {
        let resource = self.model.resource(self.id);
        let row = names::names(resource).row;
        let id = |at: FieldId| format!("{row}.{}", types::ident(&resource.fields[at.0]));
        self.writing(Asker::on_row(resource, rules), (rules, when), id)
    }

    /// For a link from a row that is there.
    pub(super) fn on_link(&self, rules: &[Rule]) -> Writing {
        let asks_row = sql::asks_again(self.model, self.model.resource(self.id), rules);
        self.on_row(rules, None).with_early_transaction(asks_row)
    }

    /// What a link does before it asks whether it may: it looks for the row and, where the rules
    /// look at it or above it, holds what they look at.
    pub(super) fn opening(&self, rules: &[Rule], key: &Key) -> Vec<String> {
        let resource = self.model.resource(self.id);
        let (queries, row) = (&self.queries, names::names(resource).row);
        let caller = Asker::on_row(resource, rules).ident();
        let read = |name: &str, db: &str| {
            let key = &key.argument;
            format!(
                "let {row} = {queries}{name}({db}, {key}, {caller}).await?.ok_or(Error::NotFound)?;"
            )
        };
        let begin = "let mut transaction = database::begin(&state.db()).await?;".to_owned();
        let above = self.model.reached(self.id, rules, None);
        let asks_row = sql::asks_again(self.model, resource, rules);
        if above.is_empty() {
            return match asks_row {
                true => vec![begin, read("hold", TRANSACTION)],
                false => vec![read("find", POOL)],
            };
        }
        // From the top down; but the row may point elsewhere, or be another of that name, by the
        // time at which it is held.
        let is_named_anew = resource.key.is_some_and(|key| !sql::stays(resource, key));
        let moves = |at: &FieldId| asks_row && (is_named_anew || !sql::stays(resource, *at));
        let hold = |at: &FieldId, is_asked: bool| {
            self.hold(*at, is_asked, &format!("{row}.{}", types::ident(&resource.fields[at.0])))
        };
        let upwards = above.iter().map(|at| hold(at, !moves(at)));
        let mut lines: Vec<_> = [read("find", POOL), begin].into_iter().chain(upwards).collect();
        if asks_row {
            lines.push(read("hold", TRANSACTION));
            lines.extend(above.iter().filter(|at| moves(at)).map(|at| hold(at, true)));
        }
        lines
    }

    /// For a new row, whose owner is whoever asks.
    pub(super) fn creation(&self, rules: &[Rule]) -> Writing {
        let asker = Asker::of(rules);
        let caller = asker.ident();
        let resource = self.model.resource(self.id);
        let id = |at: FieldId| {
            let field = &resource.fields[at.0];
            let new = format!("new.{}", types::ident(field));
            match Presence::on_create(field) {
                _ if resource.under == Some(at) => format!("{}.id", above::local(resource, at)),
                _ if resource.owner == Some(at) && asker == Asker::Viewer => "viewer.id".to_owned(),
                _ if resource.owner == Some(at) && field.optional => format!("Some({caller}.id)"),
                _ if resource.owner == Some(at) => format!("{caller}.id"),
                _ if !input::is_given(resource, at) => "None".to_owned(),
                Presence::Required | Presence::Nullable => new,
                Presence::Patch => format!("{new}.as_set().copied()"),
                Presence::NullablePatch => format!("{new}.as_value().copied()"),
            }
        };
        self.writing(asker, (rules, None), id)
    }

    /// Statements that hold what a changed row points at now.
    pub(super) fn after_change(&self, rules: &[Rule]) -> Vec<String> {
        let resource = self.model.resource(self.id);
        let row = names::names(resource).row;
        let moved = self.model.reached(self.id, rules, None).into_iter();
        let moved = moved.filter(|at| input::is_changeable(resource, *at));
        let id = |at: FieldId| format!("{row}.{}", types::ident(&resource.fields[at.0]));
        moved.map(|at| self.hold(at, true, &id(at))).collect()
    }

    fn writing(
        &self,
        asker: Asker,
        (rules, when): (&[Rule], Option<&Condition>),
        id: impl Fn(FieldId) -> String,
    ) -> Writing {
        let resource = self.model.resource(self.id);
        let named = self.model.reached(self.id, rules, None);
        let all = self.model.reached(self.id, rules, when);
        let hold = |at: &FieldId| self.hold(*at, named.contains(at), &id(*at));
        let in_transaction = !all.is_empty();
        Writing {
            caller: asker.into(),
            refusal: match asker.may_sign_in(rules) {
                true => "or_sign_in(viewer)",
                false => "or_forbidden()",
            },
            holds: all.iter().map(hold).collect(),
            above: named.iter().map(|at| argument(resource, *at)).collect(),
            db: if in_transaction { TRANSACTION } else { POOL },
            in_transaction,
            begins_early: in_transaction,
            begins_late: false,
        }
    }

    fn hold(&self, at: FieldId, is_asked: bool, id: &str) -> String {
        let resource = self.model.resource(self.id);
        let field = &resource.fields[at.0];
        let (queries, name) = (&self.queries, field.name.snake());
        let local = above::local(resource, at);
        let binding = if is_asked { format!("let {local} = ") } else { String::new() };
        let there = if field.optional { "" } else { ".ok_or(Error::NotFound)?" };
        format!("{binding}{queries}hold_{name}({TRANSACTION}, {id}).await?{there};")
    }
}

impl Writing {
    /// The same, with a transaction around the write and what is asked after it.
    pub(super) fn with_transaction(self, begins: bool) -> Self {
        match begins && !self.in_transaction {
            true => Self { db: TRANSACTION, in_transaction: true, begins_late: true, ..self },
            false => self,
        }
    }

    /// The same, with a transaction around all that is asked.
    pub(super) fn with_early_transaction(self, begins: bool) -> Self {
        match begins && !self.in_transaction {
            true => Self { db: TRANSACTION, in_transaction: true, begins_early: true, ..self },
            false => self,
        }
    }
}

/// A row above as an argument.
fn argument(resource: &Resource, at: FieldId) -> String {
    let local = above::local(resource, at);
    match resource.fields[at.0].optional {
        true => format!(", {local}.as_ref()"),
        false => format!(", &{local}"),
    }
}

/// Rows above as parameters, `_` before those that the expression does not look at.
pub(super) fn parameters(
    model: &Model,
    id: ResourceId,
    rules: &[Rule],
    expression: &str,
) -> String {
    let resource = model.resource(id);
    let parameter = |at: FieldId| {
        let (local, type_name) = (above::local(resource, at), above::type_name(resource, at));
        let local = match names::mentions(expression, &local) {
            true => local,
            false => format!("_{}", local.trim_start_matches("r#")),
        };
        match resource.fields[at.0].optional {
            true => format!(", {local}: Option<&{type_name}>"),
            false => format!(", {local}: &{type_name}"),
        }
    };
    model.reached(id, rules, None).into_iter().map(parameter).collect()
}

/// The rows above that rules about writing look at, as types.
pub(super) fn types_above(model: &Model, id: ResourceId) -> Vec<AboveType> {
    let resource = model.resource(id);
    let of = |(at, columns): (FieldId, Vec<Column>)| {
        let FieldKind::BelongsTo { target } = resource.fields[at.0].kind else { return None };
        let own = types::id(model, id, target).text;
        let first = AboveMember { ident: "id".to_owned(), type_name: own };
        let others = columns.into_iter().filter(|column| *column != Column::Id);
        let members = others.filter_map(|column| member(model, id, target, column));
        Some(AboveType {
            type_name: above::type_name(resource, at),
            words: resource.fields[at.0].name.words(),
            members: [first].into_iter().chain(members).collect(),
        })
    };
    model.reached_by_writes(id).into_iter().filter_map(of).collect()
}

fn member(
    model: &Model,
    home: ResourceId,
    target: ResourceId,
    column: Column,
) -> Option<AboveMember> {
    let member =
        |ident: &str, type_name: String| AboveMember { ident: ident.to_owned(), type_name };
    let moment = "DateTime<Utc>";
    Some(match column {
        Column::Field(at) => {
            let field = &model.resource(target).fields[at.0];
            let plain = types::of_field(model, home, field)?;
            let kind = if field.optional { plain.optional() } else { plain };
            member(&types::ident(field), kind.text)
        }
        Column::Id => return None,
        Column::CreatedAt => member("created_at", moment.to_owned()),
        Column::UpdatedAt => member("updated_at", moment.to_owned()),
        Column::SuspendedAt => member("suspended_at", format!("Option<{moment}>")),
        Column::Verified => member("verified", "bool".to_owned()),
        Column::Email => member("email", "String".to_owned()),
    })
}

/// Full paths of the types that stand in them.
pub(super) fn imports(model: &Model, id: ResourceId) -> Vec<String> {
    let resource = model.resource(id);
    let mut paths = Vec::new();
    for (at, columns) in model.reached_by_writes(id) {
        let FieldKind::BelongsTo { target } = resource.fields[at.0].kind else { continue };
        paths.extend(types::id(model, id, target).imports);
        for column in columns {
            let Column::Field(at) = column else { continue };
            let field = &model.resource(target).fields[at.0];
            paths.extend(types::of_field(model, id, field).into_iter().flat_map(|it| it.imports));
        }
    }
    paths
}

/// Whether rows that requests name are looked for in a transaction, for one of the operations that
/// do so holds rows above.
pub(super) fn refers_in_transaction(model: &Model, id: ResourceId) -> bool {
    let access = &model.resource(id).access;
    let refers = |is_referring: &dyn Fn(&Resource, FieldId) -> bool| {
        let resource = model.resource(id);
        let relations = resource.fields.iter().enumerate();
        let mut relations =
            relations.filter(|(_, field)| matches!(field.kind, FieldKind::BelongsTo { .. }));
        relations.any(|(at, _)| is_referring(resource, FieldId(at)))
    };
    let holds = |rules: &[Rule]| !model.reached(id, rules, None).is_empty();
    (refers(&input::is_given) && holds(&access.create))
        || (refers(&input::is_changeable) && holds(&access.update))
}

/// Whether `update` is asked again of the row as it has become: where a change may make a
/// difference to the answer.
pub(super) fn update_asks_twice(model: &Model, id: ResourceId) -> bool {
    let resource = model.resource(id);
    let rules = &resource.access.update;
    let changes = |at: FieldId| input::is_changeable(resource, at);
    let depends = |rule: &Rule| {
        let named = match rule.who {
            Who::Relation(at) | Who::OwnerOf { relation: at } => changes(at),
            _ => false,
        };
        let compared = rule.condition.iter().flat_map(|condition| &condition.comparisons);
        named
            || compared.into_iter().any(|comparison| {
                match (comparison.left.up, comparison.left.column) {
                    (Some(relation), _) => changes(relation),
                    (None, Column::Field(at)) => changes(at),
                    (None, column) => column == Column::UpdatedAt,
                }
            })
    };
    !resource.opens_to_all(rules) && rules.iter().any(depends)
}
