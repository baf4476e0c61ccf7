//! The rules between the fields of a row: rows that break one of them, and no other.

use serde::Serialize;

use crate::model::samples::{self, Cell, Row};
use crate::model::{CheckKind, Column, FieldId, FieldKind, Model, Resource, ResourceId, Test};
use crate::sql::ConstraintRule;
use crate::view::slice::input;
use crate::view::{names, text, types};

use super::scene::{self, Scene};
use super::{factory, literal, state, values};

/// One check.
#[derive(Debug, Clone, Serialize)]
pub struct CheckTest {
    /// Which of the resource's it is, from one.
    pub number: usize,
    /// In its author's words.
    pub documentation: Vec<String>,
    /// The constraint, as a Rust literal.
    pub constraint: String,
    /// A row that is needed so that two relations point at the same: `factory::user()`.
    pub shared: String,
    /// A row that breaks the check; empty where none is found.
    pub row: String,
    /// What a request would have to say to make one: `("price", json!("1.00"))`.
    pub on_create: Vec<String>,
    /// What a request would have to say to change one.
    pub on_update: Vec<String>,
}

/// The checks of a resource that a row is found to break.
pub(super) fn checks(
    model: &Model,
    id: ResourceId,
    create: Option<&Scene>,
    update: Option<&Scene>,
) -> Vec<CheckTest> {
    let resource = model.resource(id);
    let test = |at: usize| -> Option<CheckTest> {
        let start = state::most_visible(model, id)?;
        let fields = mentioned(&resource.checks[at].kind);
        let broken = state::breaking(model, id, &start, at, &|_| true)?;
        let (shared, row) = broken_row(model, id, &fields, &broken)?;
        let sent = |scene: Option<&Scene>, may: &dyn Fn(FieldId) -> bool, is_new: bool| {
            let scene = scene?;
            let is_free = |at: FieldId| may(at) && !input::is_restricted(&resource.fields[at.0]);
            let broken = state::breaking(model, id, &scene.cells, at, &is_free)?;
            let holds = scene.conditions.iter().all(|condition| {
                let is_own = condition.comparisons.iter().all(|one| one.left.up.is_none());
                !is_own || samples::satisfies(resource, &broken, condition)
            });
            if !holds {
                return None;
            }
            Request { model, id, fields: &fields, scene, broken: &broken, is_new }.body()
        };
        let on_create = sent(create, &|at| input::is_given(resource, at), true);
        let on_update = sent(update, &|at| input::is_changeable(resource, at), false);
        Some(CheckTest {
            number: at + 1,
            documentation: text::documentation(&resource.checks[at].text),
            constraint: values::constraint(model, id, &ConstraintRule::Check(at))?,
            shared,
            row,
            on_create: on_create.unwrap_or_default(),
            on_update: on_update.unwrap_or_default(),
        })
    };
    (0..resource.checks.len()).filter_map(test).collect()
}

/// The fields that a check speaks of, each once.
fn mentioned(kind: &CheckKind) -> Vec<FieldId> {
    let all: Vec<FieldId> = match kind {
        CheckKind::OneOf(fields) => fields.clone(),
        CheckKind::Holds { then, when } => {
            let comparisons = std::iter::once(then).chain(when).flat_map(|it| &it.comparisons);
            let columns = comparisons.flat_map(|comparison| {
                let right = match comparison.test {
                    Test::Column(_, column) => Some(column),
                    _ => None,
                };
                [Some(comparison.left.column), right]
            });
            let field = |column: Column| match column {
                Column::Field(at) => Some(at),
                _ => None,
            };
            columns.flatten().filter_map(field).collect()
        }
    };
    let mut once = Vec::new();
    all.into_iter().for_each(|at| {
        if !once.contains(&at) {
            once.push(at);
        }
    });
    once
}

/// How a row is made that breaks the check, and what it needs.
fn broken_row(
    model: &Model,
    id: ResourceId,
    fields: &[FieldId],
    broken: &Row,
) -> Option<(String, String)> {
    let resource = model.resource(id);
    let made = state::most_visible(model, id)?;
    let mut shared = String::new();
    let mut row = format!("factory::{}()", names::names(resource).ident);
    let all = (0..resource.fields.len()).map(FieldId);
    for at in all.filter(|at| fields.contains(at) || made[at.0] != broken[at.0]) {
        let field = &resource.fields[at.0];
        let column = text::rust(&types::column(field));
        row += &match (&field.kind, &broken[at.0]) {
            (FieldKind::BelongsTo { target }, Cell::Related(_)) => {
                let target = names::names(model.resource(*target)).ident;
                if twin(resource, fields, broken, at).is_some() {
                    shared = format!("factory::{target}()");
                    format!(".with({column}, &same[\"id\"])")
                } else if made[at.0] == Cell::Null {
                    format!(".pointing({column}, factory::{target})")
                } else {
                    String::new()
                }
            }
            (_, Cell::Null) if made[at.0] == Cell::Null && !factory::varies(resource, at) => {
                String::new()
            }
            (_, cell) => match literal::cell(model, field, cell) {
                Some(value) => format!(".with({column}, {})", literal::argument(&value)),
                None => format!(".with({column}, Value::Null)"),
            },
        };
    }
    Some((shared, row))
}

/// Another of the fields that points at the same row.
fn twin(resource: &Resource, fields: &[FieldId], row: &Row, at: FieldId) -> Option<FieldId> {
    let target = |at: FieldId| match resource.fields[at.0].kind {
        FieldKind::BelongsTo { target } => Some(target),
        _ => None,
    };
    let is_same = |other: &FieldId| {
        *other != at
            && target(*other).is_some()
            && target(*other) == target(at)
            && row[other.0] != Cell::Null
            && row[other.0] == row[at.0]
    };
    fields.iter().copied().find(is_same)
}

/// A request that would break a check.
struct Request<'a> {
    model: &'a Model,
    id: ResourceId,
    /// What the check speaks of.
    fields: &'a [FieldId],
    scene: &'a Scene,
    broken: &'a Row,
    is_new: bool,
}

impl Request<'_> {
    /// What it says; none where that cannot be said.
    fn body(&self) -> Option<Vec<String>> {
        let resource = self.model.resource(self.id);
        let mut members = Vec::new();
        for at in (0..resource.fields.len()).map(FieldId) {
            let is_unknown = factory::varies(resource, at) && self.fields.contains(&at);
            if !self.is_changed(at) && !is_unknown {
                continue;
            }
            if !self.is_changed(at) && (!self.is_new || !input::is_given(resource, at)) {
                return None;
            }
            let value = match &self.broken[at.0] {
                Cell::Related(_) => self.same(at)?,
                cell => match literal::cell(self.model, &resource.fields[at.0], cell) {
                    Some(value) => literal::json(&value),
                    None => "Value::Null".to_owned(),
                },
            };
            members.push(format!("({}, {value})", column(resource, at)));
        }
        (!members.is_empty()).then_some(members)
    }

    fn is_changed(&self, at: FieldId) -> bool {
        self.scene.cells[at.0] != self.broken[at.0]
    }

    /// The row at which another field points, too.
    fn same(&self, at: FieldId) -> Option<String> {
        let resource = self.model.resource(self.id);
        let twin = twin(resource, self.fields, self.broken, at)?;
        let column = column(resource, twin);
        Some(match (self.is_changed(twin), self.is_new) {
            (true, _) => {
                let sees = scene::is_visible(self.model, self.id, at, self.scene.who);
                return sees.then(|| "same[\"id\"].clone()".to_owned());
            }
            (false, true) if resource.owner == Some(twin) => "json!(actor.id())".to_owned(),
            (false, true) => format!("body[{column}].clone()"),
            (false, false) => format!("row[{column}].clone()"),
        })
    }
}

fn column(resource: &Resource, at: FieldId) -> String {
    text::rust(&types::column(&resource.fields[at.0]))
}
