//! `factory.rs`: one valid row of each resource.

mod spelled;

use serde::Serialize;

use crate::model::samples::{self, Cell, Row};
use crate::model::{
    CheckKind, Column, Comparison, Condition, Field, FieldId, FieldKind, Model, Operator, Resource,
    ResourceId, Scalar, Test, Unique, Value,
};
use crate::view::{names, text, types};

use super::{literal, state};
use spelled::spelled;

/// Room, in bits, for the rows of a test.
const ENOUGH: u32 = 10;
/// Fewer, in bits, than the rows that tests put beside each other.
const FEW: u32 = 6;
/// So many values are listed where nothing better is found.
const LISTED: usize = 60;

/// A function that makes a row.
#[derive(Debug, Clone, Serialize)]
pub struct Factory {
    /// `An order item`
    pub capital_row: String,
    /// `order_item`
    pub function: String,
    /// The table as a Rust literal.
    pub table: String,
    /// `with("title", "title")`
    pub calls: Vec<String>,
}

/// The factory of a resource.
#[must_use]
pub fn factory(model: &Model, id: ResourceId) -> Factory {
    let resource = model.resource(id);
    let names = names::names(resource);
    let mut calls = Vec::new();
    if resource.account {
        calls.push("with(\"email\", row::unique(\"user\", 200) + \"@example.com\")".to_owned());
    }
    let row = state::most_visible(model, id).unwrap_or_default();
    calls.extend((0..row.len()).filter_map(|at| call(model, resource, FieldId(at), &row)));
    Factory {
        capital_row: names.capital_row,
        function: names.ident,
        table: text::rust(resource.plural.snake()),
        calls,
    }
}

fn call(model: &Model, resource: &Resource, at: FieldId, row: &Row) -> Option<String> {
    let (field, cell) = (&resource.fields[at.0], &row[at.0]);
    let column = text::rust(&types::column(field));
    if let FieldKind::BelongsTo { target } = field.kind {
        let is_set = !field.optional || matches!(cell, Cell::Related(_));
        return is_set.then(|| {
            format!("pointing({column}, {})", names::names(model.resource(target)).ident)
        });
    }
    let is_slug = matches!(field.kind, FieldKind::Scalar(Scalar::Slug { .. }));
    if varies(resource, at) && (is_slug || *cell != Cell::Null) {
        return Some(format!("with({column}, {})", unique(model, resource, at, row)));
    }
    let value = literal::cell(model, field, cell)?;
    Some(format!("with({column}, {})", literal::argument(&value)))
}

/// Whether every row must have another value here. Of several fields that are unique together, one
/// is enough: a relation to a row of its own, what is unique by itself, or what has room for many
/// values and no rule asks for.
pub(super) fn varies(resource: &Resource, at: FieldId) -> bool {
    is_unique(resource, at)
        || resource.unique.iter().any(|unique| {
            unique.fields.contains(&at)
                && tells_apart(resource, &unique.fields, at)
                && !is_avoided(resource, unique)
        })
}

/// What is unique where a condition holds, of which there are so few values that rows are better
/// made where it does not.
pub(super) fn avoided(resource: &Resource) -> impl Iterator<Item = &Condition> {
    let avoided = resource.unique.iter().filter(|unique| is_avoided(resource, unique));
    avoided.filter_map(|unique| unique.condition.as_ref())
}

fn is_avoided(resource: &Resource, unique: &Unique) -> bool {
    let is_few = |at: &FieldId| {
        let field = &resource.fields[at.0];
        let is_relation = matches!(field.kind, FieldKind::BelongsTo { .. });
        !field.optional && !is_relation && !is_unique(resource, *at) && bits(resource, *at) < FEW
    };
    unique.condition.is_some() && unique.fields.iter().all(is_few)
}

fn is_unique(resource: &Resource, at: FieldId) -> bool {
    let field = &resource.fields[at.0];
    let is_slug = matches!(field.kind, FieldKind::Scalar(Scalar::Slug { .. }));
    field.unique || is_slug || resource.key == Some(at)
}

/// Whether it is this one of these fields that tells rows apart.
fn tells_apart(resource: &Resource, fields: &[FieldId], at: FieldId) -> bool {
    let is_set = |id: &FieldId| !resource.fields[id.0].optional;
    let is_fresh = |id: &FieldId| {
        let is_relation = matches!(resource.fields[id.0].kind, FieldKind::BelongsTo { .. });
        is_set(id) && (is_relation && resource.under != Some(*id) || is_unique(resource, *id))
    };
    if fields.iter().any(is_fresh) {
        return false;
    }
    let fit = |id: &&FieldId| {
        let bits = bits(resource, **id);
        (bits >= ENOUGH, !is_below(resource, **id), !is_asked(resource, **id), bits)
    };
    let best = fields.iter().filter(|id| is_set(id)).max_by_key(fit);
    // Each of several that may be null has to be another, for any of them may be.
    best.is_none_or(|best| *best == at)
}

/// Whether a rule of the resource asks for the value.
fn is_asked(resource: &Resource, at: FieldId) -> bool {
    let access = &resource.access;
    let rules = [&access.read, &access.create, &access.update, &access.delete];
    let actions = resource.actions.iter();
    let rules = rules.into_iter().chain(actions.clone().map(|action| &action.access)).flatten();
    let conditions = rules.filter_map(|rule| rule.condition.as_ref());
    let conditions = conditions.chain(actions.filter_map(|action| action.when.as_ref()));
    conditions.flat_map(state::fields_of).any(|asked| asked == at)
}

/// What the checks of a resource compare a field with.
fn compared(resource: &Resource, at: FieldId) -> impl Iterator<Item = &Comparison> {
    let conditions = resource.checks.iter().filter_map(|check| match &check.kind {
        CheckKind::Holds { then, .. } => Some(then),
        CheckKind::OneOf(_) => None,
    });
    let comparisons = conditions.flat_map(|condition| &condition.comparisons);
    comparisons.filter(move |it| it.left.column == Column::Field(at))
}

/// Whether a check compares the field, on either side.
fn is_compared(resource: &Resource, at: FieldId) -> bool {
    let others = (0..resource.fields.len()).flat_map(|field| compared(resource, FieldId(field)));
    let mut others = others.filter_map(|it| match it.test {
        Test::Column(_, of) => Some(of),
        _ => None,
    });
    compared(resource, at).next().is_some() || others.any(|of| of == Column::Field(at))
}

/// Whether a check holds the field below another one, so that it cannot count up.
fn is_below(resource: &Resource, at: FieldId) -> bool {
    samples::ordered(resource).iter().any(|(low, _)| *low == at)
}

/// The largest number that checks leave a field, in a row that holds this otherwise.
fn ceiling(resource: &Resource, at: FieldId, row: Option<&Row>) -> Option<i64> {
    let number = |of: FieldId| match row?.get(of.0)? {
        Cell::Value(Value::Integer(number)) => Some(*number),
        _ => None,
    };
    let ceilings = compared(resource, at).filter_map(|it| match &it.test {
        Test::Value(Operator::Less, Value::Integer(most)) => most.checked_sub(1),
        Test::Value(Operator::LessOrEqual, Value::Integer(most)) => Some(*most),
        _ => None,
    });
    let others = samples::ordered(resource).into_iter().filter(|(low, _)| *low == at);
    ceilings.chain(others.filter_map(|(_, high)| number(high)?.checked_sub(1))).min()
}

/// How many values there are of a field, in bits, as far as [`unique`] finds them.
fn bits(resource: &Resource, at: FieldId) -> u32 {
    let field = &resource.fields[at.0];
    match &field.kind {
        FieldKind::Scalar(Scalar::String { min, max } | Scalar::Text { min, max }) => {
            let Some(pattern) = &field.pattern else { return max.saturating_mul(5) };
            let known = spelled(field, pattern, *min, *max).map(|(bits, _)| *bits);
            known.map_or(1, |bits| u32::try_from(bits).unwrap_or(u32::MAX))
        }
        FieldKind::Scalar(Scalar::Email | Scalar::Uuid) => u32::MAX,
        FieldKind::Scalar(Scalar::Integer { min, max } | Scalar::Bigint { min, max }) => {
            let (min, max) = (min.unwrap_or(1), max.unwrap_or(i32::MAX.into()));
            let max = max.min(ceiling(resource, at, None).unwrap_or(max)).max(min);
            max.abs_diff(min).saturating_add(1).ilog2()
        }
        FieldKind::Scalar(Scalar::Boolean | Scalar::Enum(_)) => 1,
        FieldKind::Scalar(_) | FieldKind::List { .. } => 2,
        _ => 0,
    }
}

/// An expression that gives another value each time, in a row that holds this otherwise.
fn unique(model: &Model, resource: &Resource, at: FieldId, row: &Row) -> String {
    let field = &resource.fields[at.0];
    let stem = field.name.snake();
    match &field.kind {
        FieldKind::Scalar(Scalar::String { min, max } | Scalar::Text { min, max }) => {
            spelled::text(field, *min, *max).unwrap_or_else(|| listed(model, resource, at, row))
        }
        FieldKind::Scalar(Scalar::Slug { .. }) => {
            format!("row::unique({}, 60)", text::rust("slug"))
        }
        FieldKind::Scalar(Scalar::Email) => {
            format!("row::unique({}, 60) + \"@example.org\"", text::rust(stem))
        }
        FieldKind::Scalar(Scalar::Uuid) => "Uuid::now_v7()".to_owned(),
        FieldKind::Scalar(Scalar::Integer { .. } | Scalar::Bigint { .. }) => {
            let (first, last) = span(resource, at, row);
            let [first, last] = [first, last].map(|end| text::number(&end.to_string()));
            format!("row::numbered({first}, {last})")
        }
        _ => listed(model, resource, at, row),
    }
}

/// The numbers from which the field takes another one each time, in a row that holds this otherwise.
fn span(resource: &Resource, at: FieldId, row: &Row) -> (i64, i64) {
    let (min, max, most) = match &resource.fields[at.0].kind {
        FieldKind::Scalar(Scalar::Integer { min, max }) => (*min, *max, i64::from(i32::MAX)),
        FieldKind::Scalar(Scalar::Bigint { min, max }) => (*min, *max, i64::MAX),
        _ => (None, None, i64::MAX),
    };
    // Whatever a check compares the number with, it holds of this one.
    let known = match &row[at.0] {
        Cell::Value(Value::Integer(known)) if is_compared(resource, at) => Some(*known),
        _ => None,
    };
    let last = max.into_iter().chain(ceiling(resource, at, Some(row))).min().unwrap_or(most);
    (known.or(min).unwrap_or(1).min(last), last)
}

/// How many different values that expression has.
pub(super) fn room(model: &Model, id: ResourceId, at: FieldId) -> u64 {
    let resource = model.resource(id);
    let field = &resource.fields[at.0];
    match &field.kind {
        FieldKind::Scalar(Scalar::String { min, max } | Scalar::Text { min, max }) => {
            let Some(pattern) = &field.pattern else { return 36_u64.saturating_pow(*max) };
            spelled(field, pattern, *min, *max).map_or_else(
                || listed_values(model, field),
                |(bits, _)| 2_u64.saturating_pow(u32::try_from(*bits).unwrap_or(64)),
            )
        }
        FieldKind::Scalar(Scalar::Slug { .. } | Scalar::Email | Scalar::Uuid) => u64::MAX,
        FieldKind::Scalar(Scalar::Integer { .. } | Scalar::Bigint { .. }) => {
            let row = state::most_visible(model, id);
            row.map_or(0, |row| {
                let (first, last) = span(resource, at, &row);
                last.abs_diff(first).saturating_add(1)
            })
        }
        _ => listed_values(model, field),
    }
}

fn listed_values(model: &Model, field: &Field) -> u64 {
    samples::values(model, field, LISTED).len() as u64
}

/// One of these, in turn: whatever keeps the checks of the row.
fn listed(model: &Model, resource: &Resource, at: FieldId, row: &Row) -> String {
    let field = &resource.fields[at.0];
    let keeps = |value: &Value| {
        let mut row = row.clone();
        row[at.0] = Cell::Value(value.clone());
        samples::is_consistent(resource, &row)
    };
    let mut values = samples::values(model, field, LISTED);
    if values.iter().any(keeps) {
        values.retain(keeps);
    }
    let values = values.iter().map(|value| samples::json(model, &field.kind, value));
    format!("row::one_of(&{})", literal::json(&values.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::document;
    use crate::model;

    /// What the factory of a resource with these lines writes into its rows.
    fn called(lines: &str) -> Vec<String> {
        let text = format!(
            "[service]\nname = \"shop\"\n\n[resources.span]\n{lines}\naccess = {{ read = \"public\", create = \"member\" }}\n"
        );
        let (document, faults) = document::parse(&Source::new("scaffold.toml", text));
        let model = model::check_read(&document, faults).0.unwrap();
        let id = model.resources.iter().position(|it| it.name.snake() == "span").unwrap();
        factory(&model, ResourceId(id)).calls
    }

    #[test]
    fn rows_that_differ_keep_what_checks_say_of_their_numbers() {
        let fields = "fields = { low = \"integer(0..)\", high = \"integer(0..)\" }";
        let unique = "unique = [[\"low\", \"high\"]]";
        for check in ["low < high", "high > low"] {
            let calls = called(&format!("{unique}\nchecks = [\"{check}\"]\n{fields}"));
            assert_eq!(calls[0], "with(\"low\", 1)", "{check}");
            assert_eq!(calls[1], "with(\"high\", row::numbered(2, 2_147_483_647))", "{check}");
        }
        let fields = "fields = { low = \"integer(0..) unique\", high = \"integer(0..500)\" }";
        let calls = called(&format!("checks = [\"low < high\"]\n{fields}"));
        assert_eq!(calls, ["with(\"low\", row::numbered(1, 499))", "with(\"high\", 500)"]);
        let fields = "fields = { since = \"timestamp = now()\", until = \"timestamp unique\" }";
        let calls = called(&format!("checks = [\"until > since\"]\n{fields}"));
        assert_eq!(calls[0], "with(\"since\", \"2030-01-01T09:00:00Z\")");
        assert!(!calls[1].contains("2030-01-01T09:00:00Z"), "{}", calls[1]);
        assert!(calls[1].contains("2030-01-02T09:00:00Z"), "{}", calls[1]);
        let fields =
            "fields = { low = \"integer(0..) unique\", high = \"integer(0..200) unique\" }";
        let calls = called(&format!("checks = [\"low < high\"]\n{fields}"));
        let split =
            ["with(\"low\", row::numbered(1, 99))", "with(\"high\", row::numbered(100, 200))"];
        assert_eq!(calls, split);
        let fields = "fields = { a = \"bigint unique\", b = \"bigint\", c = \"bigint(..900)\" }";
        let calls = called(&format!("checks = [\"a < b\", \"b < c\"]\n{fields}"));
        let split = ["with(\"a\", row::numbered(1, 449))", "with(\"b\", 450)", "with(\"c\", 900)"];
        assert_eq!(calls, split);
        let fields = "fields = { low = \"integer(0..) unique\" }";
        let calls = called(&format!("checks = [\"low > 4\", \"low < 900\"]\n{fields}"));
        assert_eq!(calls, ["with(\"low\", row::numbered(5, 899))"]);
    }

    #[test]
    fn where_few_rows_can_be_unique_the_others_are_made() {
        let unique = "unique = [{ fields = [\"state\"], where = \"state in (a, b)\" }]";
        let fields = "fields = { state = \"enum(a, b, c)\" }";
        assert_eq!(called(&format!("{unique}\n{fields}")), ["with(\"state\", \"c\")"]);
    }
}
