//! Somebody who sees all rows of a list, as far as anybody does.

use crate::model::samples::{self, Cell, Row};
use crate::model::{
    Column, Comparison, Condition, Field, FieldId, FieldKind, Model, Path, Resource, ResourceId,
    Rule, Scalar, Test, Who,
};
use crate::view::tests::scene::{self, Scene, Search, Standing};
use crate::view::tests::{factory, state};

/// So many values a factory must have for what is unique.
const ROOM: u64 = 2_000;

/// A reader of a resource's list, and the rows that they find there.
pub(super) struct Reader<'a> {
    pub(super) model: &'a Model,
    pub(super) id: ResourceId,
    pub(super) resource: &'a Resource,
    pub(super) scene: Scene,
    /// What must hold of a row for the reader to see it.
    condition: Option<&'a Condition>,
}

impl<'a> Reader<'a> {
    /// The one with the fewest conditions.
    pub(super) fn find(model: &'a Model, id: ResourceId) -> Option<Self> {
        let resource = model.resource(id);
        let mut rules: Vec<&Rule> = resource.access.read.iter().collect();
        rules.sort_by_key(|rule| (rule.condition.is_some(), is_of_the_row(&rule.who)));
        rules.into_iter().find_map(|rule| {
            let reader = |scene| Self { model, id, resource, scene, condition: None };
            scene::actors(model, id)
                .into_iter()
                .filter_map(|actor| {
                    Search::on_row(model, id, std::slice::from_ref(rule)).by_actor(actor)
                })
                .map(reader)
                .find(|reader| reader.finds_several(rule))
                .map(|reader| Self { condition: own(rule), ..reader })
        })
    }

    /// Whether there can be many such rows.
    fn finds_several(&self, rule: &Rule) -> bool {
        let is_own_account = self.resource.account
            && (is_of_the_row(&rule.who) || self.scene.who.standing != Standing::Stranger);
        !is_own_account && self.sets().iter().all(|set| set.iter().any(|at| self.is_free(*at)))
    }

    /// Fields that are unique, alone or together.
    fn sets(&self) -> Vec<Vec<FieldId>> {
        sets(self.resource)
    }

    /// Whether the factory gives every row another value here.
    pub(super) fn is_free(&self, at: FieldId) -> bool {
        !self.scene.fixed.contains(&at) && is_free(self.model, self.id, at)
    }

    /// Whether no two rows may have the same value here, for whatever reason.
    pub(super) fn is_unique(&self, at: FieldId) -> bool {
        self.sets().iter().any(|set| set.contains(&at))
    }

    /// Whether the reader finds such a row.
    pub(super) fn sees(&self, row: &Row) -> bool {
        samples::is_consistent(self.resource, row)
            && self
                .condition
                .is_none_or(|condition| samples::satisfies(self.resource, row, condition))
    }

    /// The reader's row with another value in one field, if they find it.
    pub(super) fn with(&self, at: FieldId, cell: Cell) -> Option<Row> {
        let mut row = self.scene.cells.clone();
        row[at.0] = cell;
        self.sees(&row).then_some(row)
    }

    /// A row that the reader finds and that has no value in a field.
    pub(super) fn without(&self, at: FieldId) -> Option<Row> {
        if let Some(row) = self.with(at, Cell::Null) {
            return Some(row);
        }
        let comparison =
            Comparison { left: Path { up: None, column: Column::Field(at) }, test: Test::IsNull };
        let is_null = Condition { comparisons: vec![comparison] };
        let wanted: Vec<&Condition> = self.condition.into_iter().chain([&is_null]).collect();
        state::row_where(self.model, self.id, &wanted)
    }

    /// Whether the reader may filter and sort by the field.
    pub(super) fn may_ask_by(&self, field: &Field) -> bool {
        field.read.as_ref().is_none_or(|who| {
            who.iter().any(|who| !is_of_the_row(who) && self.scene.who.is(self.model, who))
        })
    }

    /// Whether a new account may.
    pub(super) fn anybody_may_ask_by(&self, field: &Field) -> bool {
        field.read.as_ref().is_none_or(|who| {
            who.iter().any(|who| match who {
                Who::Public | Who::Authenticated => true,
                Who::Role(role) => scene::is_default(self.model, *role),
                _ => false,
            })
        })
    }

    /// Whether fields can be hidden from a new account that may still ask for the list.
    pub(super) fn may_come(&self) -> bool {
        !self.resource.access.read.is_empty()
    }
}

/// Fields that are unique, alone or together.
pub(super) fn sets(resource: &Resource) -> Vec<Vec<FieldId>> {
    let fields = resource.fields.iter().enumerate();
    let alone = fields.filter(|(_, field)| {
        field.unique || matches!(field.kind, FieldKind::Scalar(Scalar::Slug { .. }))
    });
    let together = resource.unique.iter().map(|unique| unique.fields.clone());
    alone.map(|(at, _)| vec![FieldId(at)]).chain(together).collect()
}

/// Whether a factory gives every row another value here.
pub(super) fn is_free(model: &Model, id: ResourceId, at: FieldId) -> bool {
    let resource = model.resource(id);
    let field = &resource.fields[at.0];
    match field.kind {
        FieldKind::BelongsTo { .. } => !field.optional,
        _ => factory::varies(resource, at) && factory::room(model, id, at) >= ROOM,
    }
}

/// The condition of a rule, if it is about the row rather than about the one above.
fn own(rule: &Rule) -> Option<&Condition> {
    rule.condition.as_ref().filter(|condition| {
        condition.comparisons.iter().all(|comparison| comparison.left.up.is_none())
    })
}

/// Whether whom a rule means depends on the row.
fn is_of_the_row(who: &Who) -> bool {
    matches!(who, Who::Owner | Who::Relation(_) | Who::OwnerOf { .. })
}
