//! A row as a question meets it: what it holds, whom it names, what it points at.

use std::collections::BTreeMap;

use crate::model::samples::{self, Cell, Row};
use crate::model::{Column, Field, FieldId, FieldKind, Model, ResourceId, Value};
use crate::view::tests::{factory, literal, state};
use crate::view::{names, text, types};

/// The number of the row that is the asker's account; other rows have lower ones.
pub(super) const ASKER: usize = usize::MAX;
/// Numbers from here are of rows that factories do not make, one a relation.
const MADE_BESIDE: usize = 1000;

/// A row that a test puts into the database.
#[derive(Debug, Clone)]
pub(super) struct Situation {
    /// Whose row.
    pub(super) resource: ResourceId,
    /// One cell a field; of a relation, whether it is set.
    pub(super) cells: Row,
    /// Columns that are not fields, where they are not as the database makes them.
    built_in: Vec<(Column, Cell)>,
    /// Relations that name whoever asks.
    pub(super) naming: Vec<FieldId>,
    /// It is the account of whoever asks.
    pub(super) is_asker: bool,
    /// Fields that have this value, where a factory would give every row another.
    fixed: Vec<FieldId>,
    /// Rows that it points at, where they are not as factories make them.
    above: BTreeMap<FieldId, Self>,
}

impl Situation {
    /// The row as its factory makes it; nothing where the factory finds no row.
    pub(super) fn as_made(model: &Model, resource: ResourceId) -> Option<Self> {
        Some(Self {
            resource,
            cells: state::most_visible(model, resource)?,
            built_in: Vec::new(),
            naming: Vec::new(),
            is_asker: false,
            fixed: Vec::new(),
            above: BTreeMap::new(),
        })
    }

    /// The row that a relation points at, if it is set.
    pub(super) fn up(&self, model: &Model, relation: FieldId) -> Option<Self> {
        if self.cells[relation.0] == Cell::Null {
            return None;
        }
        if let Some(above) = self.above.get(&relation) {
            return Some(above.clone());
        }
        let made = Self::as_made(model, target(model, self.resource, relation)?)?;
        Some(Self { is_asker: self.naming.contains(&relation), ..made })
    }

    /// The row at the end of a path of relations, which are set where they were not.
    pub(super) fn at_mut(&mut self, model: &Model, path: &[FieldId]) -> Option<&mut Self> {
        let [relation, rest @ ..] = path else { return Some(self) };
        if !self.above.contains_key(relation) {
            let made = Self::as_made(model, target(model, self.resource, *relation)?)?;
            self.above.insert(*relation, made);
        }
        if self.cells[relation.0] == Cell::Null {
            self.cells[relation.0] = Cell::Related(MADE_BESIDE + relation.0);
        }
        self.above.get_mut(relation)?.at_mut(model, rest)
    }

    /// What a column holds; `None` for what is set and differs from row to row.
    pub(super) fn cell(&self, model: &Model, column: Column) -> Option<Cell> {
        let known = self.built_in.iter().find(|(known, _)| *known == column);
        match (column, known) {
            (_, Some((_, cell))) => Some(cell.clone()),
            (Column::Field(at), _) => {
                let resource = model.resource(self.resource);
                let cell = &self.cells[at.0];
                let differs = factory::varies(resource, at)
                    && !is_relation(&resource.fields[at.0])
                    && !self.fixed.contains(&at);
                let is_set = *cell != Cell::Null || is_slug(&resource.fields[at.0]);
                (!(differs && is_set)).then(|| cell.clone())
            }
            (Column::Verified, _) => Some(Cell::Value(Value::Boolean(false))),
            (Column::SuspendedAt, _) => Some(Cell::Null),
            (Column::Id | Column::CreatedAt | Column::UpdatedAt | Column::Email, _) => None,
        }
    }

    /// Sets a column.
    pub(super) fn set(&mut self, column: Column, cell: Cell) {
        let Column::Field(at) = column else {
            self.built_in.retain(|(known, _)| *known != column);
            self.built_in.push((column, cell));
            return;
        };
        self.cells[at.0] = cell;
        self.fixed.push(at);
    }

    /// Fixes what would differ from row to row where a check compares it with what is not as made:
    /// the factory counts on the value that it makes.
    pub(super) fn hold_still(&mut self, model: &Model) {
        let resource = model.resource(self.resource);
        let made = state::most_visible(model, self.resource).unwrap_or_default();
        for (low, high) in samples::ordered(resource) {
            for (counted, other) in [(low, high), (high, low)] {
                let is_moved = made.get(other.0) != Some(&self.cells[other.0]);
                let is_counted = factory::varies(resource, counted)
                    && self.cells[counted.0] != Cell::Null
                    && !self.fixed.contains(&counted);
                if is_moved && is_counted {
                    self.fixed.push(counted);
                }
            }
        }
        self.above.values_mut().for_each(|above| above.hold_still(model));
    }

    /// Whether no second row can be like it: what every row has another of is fixed.
    pub(super) fn is_single(&self, model: &Model) -> bool {
        let resource = model.resource(self.resource);
        let is_taken = |at: &FieldId| {
            factory::varies(resource, *at) && matches!(self.cells[at.0], Cell::Value(_))
        };
        self.fixed.iter().any(is_taken) || self.above.values().any(|above| above.is_single(model))
    }

    /// Leaves a field to the service.
    pub(super) fn leave(&mut self, at: FieldId, default: Cell) {
        self.cells[at.0] = default;
        self.fixed.retain(|fixed| *fixed != at);
        self.naming.retain(|named| *named != at);
    }

    /// Has a relation name whoever asks.
    pub(super) fn name_asker(&mut self, relation: FieldId) {
        self.cells[relation.0] = Cell::Related(ASKER);
        self.above.remove(&relation);
        self.naming.push(relation);
    }

    /// Whether it and every row above keep the checks of their tables.
    pub(super) fn is_consistent(&self, model: &Model) -> bool {
        samples::is_consistent(model.resource(self.resource), &self.cells)
            && self.above.values().all(|above| above.is_consistent(model))
    }

    /// `State::of("post.status = draft", factory::comment).having("post_id.status", "draft")`
    pub(super) fn state(&self, model: &Model, name: &str) -> String {
        let factory = names::names(model.resource(self.resource)).ident;
        let calls = self.calls(model, "").concat();
        format!("State::of({}, factory::{factory}){calls}", text::rust(name))
    }

    /// What makes it of the row that its factory makes; `prefix` leads from the lowest row to it.
    fn calls(&self, model: &Model, prefix: &str) -> Vec<String> {
        let resource = model.resource(self.resource);
        let made = state::most_visible(model, self.resource).unwrap_or_default();
        let mut calls = Vec::new();
        for (at, field) in resource.fields.iter().enumerate() {
            let (cell, was) = (&self.cells[at], made.get(at).unwrap_or(&Cell::Null));
            let column = format!("{prefix}{}", types::column(field));
            let place = text::rust(&column);
            let FieldKind::BelongsTo { target } = field.kind else {
                let is_fixed =
                    factory::varies(resource, FieldId(at)) && self.fixed.contains(&FieldId(at));
                if cell != was || is_fixed {
                    calls.push(format!(".having({place}, {})", argument(model, field, cell)));
                }
                continue;
            };
            match (was, cell) {
                (Cell::Null, Cell::Null) => continue,
                (_, Cell::Null) => calls.push(format!(".having({place}, Value::Null)")),
                (Cell::Null, _) => {
                    let factory = names::names(model.resource(target)).ident;
                    calls.push(format!(".leading_to({place}, factory::{factory})"));
                }
                _ => {}
            }
            if let Some(above) = self.above.get(&FieldId(at)) {
                calls.extend(above.calls(model, &format!("{column}.")));
            }
        }
        calls.extend(self.built_in.iter().filter_map(|(column, cell)| {
            let value = match cell {
                Cell::Value(Value::Boolean(truth)) => truth.to_string(),
                Cell::Value(Value::Text(moment)) => text::rust(moment),
                _ => return None,
            };
            let place = format!("{prefix}{}", built_in_name(*column));
            Some(format!(".having({}, {value})", text::rust(&place)))
        }));
        calls
    }
}

/// Where a relation leads.
pub(super) fn target(model: &Model, id: ResourceId, relation: FieldId) -> Option<ResourceId> {
    match model.resource(id).fields[relation.0].kind {
        FieldKind::BelongsTo { target } => Some(target),
        _ => None,
    }
}

/// A column that every resource, or the account, has beside its fields.
pub(super) fn built_in_name(column: Column) -> &'static str {
    match column {
        Column::Field(_) | Column::Id => "id",
        Column::CreatedAt => "created_at",
        Column::UpdatedAt => "updated_at",
        Column::Verified => "verified",
        Column::SuspendedAt => "suspended_at",
        Column::Email => "email",
    }
}

fn argument(model: &Model, field: &Field, cell: &Cell) -> String {
    literal::cell(model, field, cell)
        .map_or_else(|| "Value::Null".to_owned(), |value| literal::argument(&value))
}

/// Whether a field points at another row.
pub(super) fn is_relation(field: &Field) -> bool {
    matches!(field.kind, FieldKind::BelongsTo { .. })
}

fn is_slug(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Scalar(crate::model::Scalar::Slug { .. }))
}
