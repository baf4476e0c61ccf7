//! A comparison as Rust: what is compared, and with which literal.

use crate::model::{
    Column, Comparison, FieldKind, Model, Operator, Resource, ResourceId, Scalar, Test, Value,
};
use crate::view::{above, text, types};

/// What a condition compares: where it stands in Rust, and of what type it is.
struct Operand {
    place: String,
    scalar: Scalar,
    optional: bool,
    ignore_case: bool,
}

/// A comparison of a condition as Rust over `row`.
pub(super) fn compare(model: &Model, id: ResourceId, row: &str, comparison: &Comparison) -> String {
    let operand = operand(model, id, row, comparison);
    let place = &operand.place;
    match &comparison.test {
        Test::IsNull if operand.optional => format!("{place}.is_none()"),
        Test::IsNotNull if operand.optional => format!("{place}.is_some()"),
        Test::IsNull => "false".to_owned(),
        Test::IsNotNull | Test::Column(..) => "true".to_owned(),
        Test::Is(truth) if operand.optional => format!("{place} == Some({truth})"),
        Test::Is(true) => place.clone(),
        Test::Is(false) => format!("!{place}"),
        Test::In(values) => one_of(model, id, &operand, values),
        Test::Value(operator, value) => ordered(model, id, &operand, *operator, value),
    }
}

fn operand(model: &Model, id: ResourceId, row: &str, comparison: &Comparison) -> Operand {
    let own = model.resource(id);
    let (resource, holder) = match comparison.left.up {
        None => (own, row.to_owned()),
        Some(relation) => {
            let target = match own.fields[relation.0].kind {
                FieldKind::BelongsTo { target } => model.resource(target),
                _ => own,
            };
            (target, above::local(own, relation))
        }
    };
    let (name, scalar, optional, ignore_case) = column(resource, comparison.left.column);
    let place = format!("{holder}.{}", crate::model::name::rust_identifier(&name));
    Operand { place, scalar, optional, ignore_case }
}

/// A column's name, type, whether it may be null, whether case counts.
fn column(resource: &Resource, column: Column) -> (String, Scalar, bool, bool) {
    let timestamp = Scalar::Timestamp { min: None, max: None };
    match column {
        Column::Field(id) => {
            let field = &resource.fields[id.0];
            let scalar = match &field.kind {
                FieldKind::Scalar(scalar) => scalar.clone(),
                _ => Scalar::Uuid,
            };
            (types::column(field), scalar, field.optional, field.ignore_case)
        }
        Column::Id => ("id".to_owned(), Scalar::Uuid, false, false),
        Column::CreatedAt => ("created_at".to_owned(), timestamp, false, false),
        Column::UpdatedAt => ("updated_at".to_owned(), timestamp, false, false),
        Column::Verified => ("verified".to_owned(), Scalar::Boolean, false, false),
        Column::SuspendedAt => ("suspended_at".to_owned(), timestamp, true, false),
        Column::Email => ("email".to_owned(), Scalar::Email, false, true),
    }
}

/// A literal that can stand in a pattern, if the type has such.
fn pattern(model: &Model, id: ResourceId, scalar: &Scalar, value: &Value) -> Option<String> {
    Some(match (scalar, value) {
        (Scalar::Enum(used), Value::Variant(variant)) => {
            let declared = &model.enums[used.0];
            format!(
                "{}::{}",
                types::of_enum(model, id, *used).text,
                declared.variants[*variant].pascal()
            )
        }
        (_, Value::Text(written)) if scalar.is_text() => text::rust(written),
        (_, Value::Integer(number)) => text::number(&number.to_string()),
        (_, Value::Boolean(truth)) => truth.to_string(),
        _ => return None,
    })
}

fn one_of(model: &Model, id: ResourceId, operand: &Operand, values: &[Value]) -> String {
    let patterns: Option<Vec<String>> =
        values.iter().map(|value| pattern(model, id, &operand.scalar, value)).collect();
    let Some(patterns) = patterns.filter(|_| !operand.ignore_case) else {
        let any: Vec<String> = values
            .iter()
            .map(|value| ordered(model, id, operand, Operator::Equal, value))
            .collect();
        return format!("({})", any.join(" || "));
    };
    let choice = patterns.join(" | ");
    let place = &operand.place;
    match (operand.scalar.is_text(), operand.optional) {
        (true, true) => format!("matches!({place}.as_deref(), Some({choice}))"),
        (true, false) => format!("matches!({place}.as_str(), {choice})"),
        (false, true) => format!("matches!({place}, Some({choice}))"),
        (false, false) => format!("matches!({place}, {choice})"),
    }
}

fn ordered(
    model: &Model,
    id: ResourceId,
    operand: &Operand,
    operator: Operator,
    value: &Value,
) -> String {
    let sign = symbol(operator);
    let Operand { place, scalar, optional, ignore_case } = operand;
    if scalar.is_text() {
        let Value::Text(written) = value else { return "false".to_owned() };
        let folded = if *ignore_case { written.to_lowercase() } else { written.clone() };
        let literal = text::rust(&folded);
        return match (*ignore_case, *optional) {
            (true, true) => {
                format!("{place}.as_ref().is_some_and(|text| text.to_lowercase() {sign} {literal})")
            }
            (true, false) => format!("{place}.to_lowercase() {sign} {literal}"),
            (false, true) => {
                format!("{place}.as_deref().is_some_and(|text| text {sign} {literal})")
            }
            (false, false) => format!("{place}.as_str() {sign} {literal}"),
        };
    }
    if let (Value::Boolean(truth), Operator::Equal | Operator::NotEqual) = (value, operator) {
        return match (*optional, *truth == (operator == Operator::Equal)) {
            (true, truth) => format!("{place} == Some({truth})"),
            (false, true) => place.clone(),
            (false, false) => format!("!{place}"),
        };
    }
    if let Some(literal) = pattern(model, id, scalar, value) {
        return match (*optional, operator) {
            (false, _) => format!("{place} {sign} {literal}"),
            (true, Operator::Equal) => format!("{place} == Some({literal})"),
            (true, _) => format!("{place}.is_some_and(|value| value {sign} {literal})"),
        };
    }
    if let (Scalar::Float { .. }, Value::Float(number)) = (scalar, value) {
        let (number, test) = (text::number(&format!("{number:?}")), float_test(operator));
        return match optional {
            false => format!("{place}.total_cmp(&{number}).{test}()"),
            true => format!("{place}.is_some_and(|value| value.total_cmp(&{number}).{test}())"),
        };
    }
    if *value == Value::Now {
        let now = match scalar {
            Scalar::Date { .. } => "Utc::now().date_naive()",
            Scalar::Time { .. } => "Utc::now().time()",
            _ => "Utc::now()",
        };
        return match optional {
            false => format!("{place} {sign} {now}"),
            true => format!("{place}.is_some_and(|value| value {sign} {now})"),
        };
    }
    parsed(model, id, operand, sign, value)
}

/// Types whose literals are texts: the literal is read, and compared if it can be.
fn parsed(model: &Model, id: ResourceId, operand: &Operand, sign: &str, value: &Value) -> String {
    let (Value::Text(written) | Value::Decimal(written)) = value else { return "false".to_owned() };
    let kind = types::of_scalar(model, id, &operand.scalar).text;
    let (place, literal) = (&operand.place, text::rust(written));
    match operand.optional {
        false => format!("{literal}.parse::<{kind}>().is_ok_and(|bound| {place} {sign} bound)"),
        true => format!(
            "{place}.is_some_and(|value| {literal}.parse::<{kind}>().is_ok_and(|bound| value {sign} bound))"
        ),
    }
}

fn symbol(operator: Operator) -> &'static str {
    match operator {
        Operator::Equal => "==",
        Operator::NotEqual => "!=",
        Operator::Less => "<",
        Operator::LessOrEqual => "<=",
        Operator::Greater => ">",
        Operator::GreaterOrEqual => ">=",
    }
}

fn float_test(operator: Operator) -> &'static str {
    match operator {
        Operator::Equal => "is_eq",
        Operator::NotEqual => "is_ne",
        Operator::Less => "is_lt",
        Operator::LessOrEqual => "is_le",
        Operator::Greater => "is_gt",
        Operator::GreaterOrEqual => "is_ge",
    }
}
