//! Conditions as SQL.

use super::predicate::Predicate;
use super::scope::Scope;
use super::{literal, name};
use crate::model::{
    Check, CheckKind, Column, Comparison, Condition, FieldId, FieldKind, Model, Operator, Resource,
    Test, Value,
};

/// What holds where a row of `scope` fulfils the condition. A comparison with null never holds,
/// for SQL makes it null and no caller negates it.
pub(super) fn holds(model: &Model, scope: &Scope, condition: &Condition) -> Predicate {
    let resource = model.resource(scope.resource);
    let mut all = Vec::new();
    let mut seen: Vec<FieldId> = Vec::new();
    for comparison in &condition.comparisons {
        let Some(relation) = comparison.left.up else {
            all.push(Predicate::Atom(compare(model, resource, scope, comparison)));
            continue;
        };
        if seen.contains(&relation) {
            continue;
        }
        seen.push(relation);
        let Some(target) = scope.up(model, relation) else { continue };
        let mut filter = vec![Predicate::Atom(scope.joins(model, relation, &target))];
        let same = condition.comparisons.iter().filter(|other| other.left.up == Some(relation));
        filter.extend(same.map(|comparison| {
            let resource = model.resource(target.resource);
            Predicate::Atom(compare(model, resource, &target, comparison))
        }));
        all.push(target.exists(model, filter));
    }
    Predicate::All(all)
}

/// The condition over bare columns of one table, as constraints and partial indexes need it.
pub(super) fn of_row(model: &Model, scope: &Scope, condition: &Condition) -> String {
    holds(model, scope, condition).flat()
}

/// What a `check` lets a table hold.
pub(super) fn check(model: &Model, scope: &Scope, check: &Check) -> String {
    let resource = model.resource(scope.resource);
    match &check.kind {
        CheckKind::OneOf(fields) => {
            let columns = fields.iter().map(|id| name::column(&resource.fields[id.0]));
            format!("num_nonnulls({}) = 1", literal::names(&columns.collect::<Vec<_>>()))
        }
        CheckKind::Holds { then, when: None } => of_row(model, scope, then),
        CheckKind::Holds { then, when: Some(when) } => {
            let then = of_row(model, scope, then);
            format!("{} or {then}", negated(model, scope, when))
        }
    }
}

fn negated(model: &Model, scope: &Scope, when: &Condition) -> String {
    let resource = model.resource(scope.resource);
    let [comparison] = when.comparisons.as_slice() else {
        return format!("not ({})", of_row(model, scope, when));
    };
    let test = match &comparison.test {
        Test::Value(operator, value) => Test::Value(opposite(*operator), value.clone()),
        Test::Column(operator, column) => Test::Column(opposite(*operator), *column),
        Test::IsNull => Test::IsNotNull,
        Test::IsNotNull => Test::IsNull,
        Test::Is(truth) => Test::Is(!truth),
        Test::In(_) => return format!("not ({})", of_row(model, scope, when)),
    };
    compare(model, resource, scope, &Comparison { left: comparison.left.clone(), test })
}

fn compare(model: &Model, resource: &Resource, scope: &Scope, comparison: &Comparison) -> String {
    let column = comparison.left.column;
    let left = scope.column(&name::column_of(resource, column));
    let folds = matches!(column, Column::Email)
        || matches!(column, Column::Field(id) if resource.fields[id.0].ignore_case);
    let fold = |text: String| if folds { format!("lower({text})") } else { text };
    let literal = |value: &Value| {
        fold(literal::value(model, &kind(resource, column), value).unwrap_or_default())
    };
    match &comparison.test {
        Test::Value(operator, value) => {
            format!("{} {} {}", fold(left), symbol(*operator), literal(value))
        }
        Test::Column(operator, other) => {
            let other = scope.column(&name::column_of(resource, *other));
            format!("{left} {} {other}", symbol(*operator))
        }
        Test::In(values) => {
            let values: Vec<_> = values.iter().map(literal).collect();
            format!("{} in ({})", fold(left), values.join(", "))
        }
        Test::IsNull => format!("{left} is null"),
        Test::IsNotNull => format!("{left} is not null"),
        Test::Is(true) => left,
        Test::Is(false) => format!("not {left}"),
    }
}

/// What a column holds; of the built-in ones, only what literals depend on.
fn kind(resource: &Resource, column: Column) -> FieldKind {
    match column {
        Column::Field(id) => resource.fields[id.0].kind.clone(),
        _ => FieldKind::Scalar(crate::model::Scalar::Uuid),
    }
}

fn symbol(operator: Operator) -> &'static str {
    match operator {
        Operator::Equal => "=",
        Operator::NotEqual => "<>",
        Operator::Less => "<",
        Operator::LessOrEqual => "<=",
        Operator::Greater => ">",
        Operator::GreaterOrEqual => ">=",
    }
}

fn opposite(operator: Operator) -> Operator {
    match operator {
        Operator::Equal => Operator::NotEqual,
        Operator::NotEqual => Operator::Equal,
        Operator::Less => Operator::GreaterOrEqual,
        Operator::LessOrEqual => Operator::Greater,
        Operator::Greater => Operator::LessOrEqual,
        Operator::GreaterOrEqual => Operator::Less,
    }
}
