//! Rules and conditions as the author would write them, for documentation and messages.

use crate::model::{
    Column, Comparison, Condition, FieldKind, Model, Operator, ResourceId, Rule, Scalar, Test,
    Value, Who,
};

use super::text;

/// Rules in words: `` `owner` or `moderator` ``; nobody where there is none.
#[must_use]
pub fn rules(model: &Model, id: ResourceId, rules: &[Rule]) -> String {
    let each: Vec<String> = rules
        .iter()
        .map(|rule| format!("`{}`", rule_text(model, id, rule).replace('`', "'")))
        .collect();
    match each.as_slice() {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} or {last}", before.join(", ")),
    }
}

/// One rule as it stands in a model file.
#[must_use]
pub fn rule_text(model: &Model, id: ResourceId, rule: &Rule) -> String {
    let who = who(model, id, &rule.who);
    match &rule.condition {
        None => who,
        Some(condition) => format!("{who} if {}", condition_text(model, id, condition)),
    }
}

/// Whom a rule means.
#[must_use]
pub fn who(model: &Model, id: ResourceId, who: &Who) -> String {
    let resource = model.resource(id);
    match who {
        Who::Public => "public".to_owned(),
        Who::Authenticated => "authenticated".to_owned(),
        Who::Role(role) => model.roles[role.0].name.snake().to_owned(),
        Who::Owner => "owner".to_owned(),
        Who::Relation(relation) => resource.fields[relation.0].name.snake().to_owned(),
        Who::OwnerOf { relation } => format!("{}.owner", resource.fields[relation.0].name.snake()),
    }
}

/// A condition as it stands in a model file.
#[must_use]
pub fn condition_text(model: &Model, id: ResourceId, condition: &Condition) -> String {
    let parts: Vec<String> = condition
        .comparisons
        .iter()
        .map(|comparison| comparison_text(model, id, comparison))
        .collect();
    parts.join(" and ")
}

fn comparison_text(model: &Model, id: ResourceId, comparison: &Comparison) -> String {
    let own = model.resource(id);
    let (prefix, target) = match comparison.left.up {
        None => (String::new(), id),
        Some(relation) => {
            let field = &own.fields[relation.0];
            let target = match field.kind {
                FieldKind::BelongsTo { target } => target,
                _ => id,
            };
            (format!("{}.", field.name.snake()), target)
        }
    };
    let left = format!("{prefix}{}", column(model, target, comparison.left.column));
    let scalar = scalar(model, target, comparison.left.column);
    match &comparison.test {
        Test::IsNull => format!("{left} is null"),
        Test::IsNotNull => format!("{left} is not null"),
        Test::Is(true) => left,
        Test::Is(false) => format!("not {left}"),
        Test::In(values) => {
            let values: Vec<String> =
                values.iter().map(|found| value(model, scalar.as_ref(), found)).collect();
            format!("{left} in ({})", values.join(", "))
        }
        Test::Value(operator, found) => {
            format!("{left} {} {}", symbol(*operator), value(model, scalar.as_ref(), found))
        }
        Test::Column(operator, other) => {
            format!("{left} {} {}", symbol(*operator), column(model, target, *other))
        }
    }
}

fn column(model: &Model, id: ResourceId, column: Column) -> String {
    match column {
        Column::Field(field) => model.resource(id).fields[field.0].name.snake().to_owned(),
        built_in => built_in.built_in_name().unwrap_or_default().to_owned(),
    }
}

fn scalar(model: &Model, id: ResourceId, column: Column) -> Option<Scalar> {
    let Column::Field(field) = column else { return None };
    match &model.resource(id).fields[field.0].kind {
        FieldKind::Scalar(scalar) => Some(scalar.clone()),
        _ => None,
    }
}

/// A value as it stands in a model file.
#[must_use]
pub fn value(model: &Model, scalar: Option<&Scalar>, value: &Value) -> String {
    match value {
        Value::Boolean(truth) => truth.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Decimal(number) => number.clone(),
        Value::Text(written) => format!("'{}'", text::markdown(written).replace('\'', "''")),
        Value::Variant(at) => match scalar {
            Some(Scalar::Enum(id)) => model.enums[id.0].variants[*at].snake().to_owned(),
            _ => at.to_string(),
        },
        Value::List(items) => {
            let items: Vec<String> =
                items.iter().map(|item| self::value(model, scalar, item)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Json(written) => text::markdown(written),
        Value::Now => "now()".to_owned(),
        Value::NewUuid => "uuid()".to_owned(),
        Value::Token(length) => format!("token({length})"),
        Value::Me => "me".to_owned(),
        Value::Null => "null".to_owned(),
    }
}

fn symbol(operator: Operator) -> &'static str {
    match operator {
        Operator::Equal => "=",
        Operator::NotEqual => "!=",
        Operator::Less => "<",
        Operator::LessOrEqual => "<=",
        Operator::Greater => ">",
        Operator::GreaterOrEqual => ">=",
    }
}
