//! Conditions and rules as Rust over a row, and in words.
//!
//! The same rule is SQL in `sql::predicate`. Both follow one law: a comparison with null
//! never holds, and nothing in the language negates a condition.

use crate::model::{
    Column, Comparison, FieldId, FieldKind, Model, Operator, Resource, ResourceId, Rule, Scalar,
    Test, Value, Who,
};

use super::minimal::minimal;
use super::{above, names, text, types};

/// What a condition compares: where it stands in Rust, and of what type it is.
struct Operand {
    place: String,
    scalar: Scalar,
    optional: bool,
    ignore_case: bool,
}

/// All that a rule asks, each for itself; what it asks of a row above that may be absent is one.
fn parts(model: &Model, id: ResourceId, row: &str, rule: &Rule) -> Vec<String> {
    let resource = model.resource(id);
    let owned = match rule.who {
        Who::OwnerOf { relation } if is_owned(model, resource, relation) => Some(relation),
        _ => None,
    };
    let compared = rule.condition.iter().flat_map(|condition| &condition.comparisons);
    let compared = compared.map(|it| (it.left.up, compare(model, id, row, it)));
    let asked: Vec<_> =
        std::iter::once((owned, who(model, id, row, &rule.who))).chain(compared).collect();
    let absent =
        |above: &Option<FieldId>| above.filter(|relation| resource.fields[relation.0].optional);
    let mut parts: Vec<String> = Vec::new();
    let mut seen: Vec<FieldId> = Vec::new();
    for (above, part) in &asked {
        let Some(relation) = absent(above) else {
            parts.push(part.clone());
            continue;
        };
        if !seen.contains(&relation) {
            seen.push(relation);
            let same = asked.iter().filter(|(above, _)| *above == Some(relation));
            let same: Vec<_> = same.map(|(_, part)| part.as_str()).collect();
            parts.push(if_there(resource, relation, &same.join(" && ")));
        }
    }
    parts.retain(|part| part != "true");
    parts
}

/// Whether the owner of the row above is somebody else than that row itself.
fn is_owned(model: &Model, resource: &Resource, relation: FieldId) -> bool {
    match resource.fields[relation.0].kind {
        FieldKind::BelongsTo { target } => model.resource(target).owner.is_some(),
        _ => false,
    }
}

/// What holds of the row above, if there is one.
fn if_there(resource: &Resource, relation: FieldId, holds: &str) -> String {
    let above = above::local(resource, relation);
    let pattern = if names::mentions(holds, &above) { above.as_str() } else { "_" };
    format!("{above}.is_some_and(|{pattern}| {holds})")
}

/// Rules of `resource` over `row`, any of which is enough, for the variable `principal`.
#[must_use]
pub fn rules(model: &Model, id: ResourceId, row: &str, rules: &[Rule]) -> String {
    any(minimal(rules.iter().map(|rule| parts(model, id, row, rule))))
}

/// That one of these holds, of which none is contained in another.
fn any(asked: Vec<Vec<String>>) -> String {
    let asked = factored(asked);
    match asked.as_slice() {
        [] => "false".to_owned(),
        [rule] if rule.is_empty() => "true".to_owned(),
        [rule] => rule.join(" && "),
        _ => asked
            .iter()
            .map(|rule| match rule.as_slice() {
                [part] => part.clone(),
                _ => format!("({})", rule.join(" && ")),
            })
            .collect::<Vec<_>>()
            .join(" || "),
    }
}

/// What several rules ask for is said once, before what each of them asks for alone. Clippy would
/// have it so, and so would a reader.
fn factored(mut asked: Vec<Vec<String>>) -> Vec<Vec<String>> {
    while let Some(shared) = most_shared(&asked) {
        let has_shared = |rule: &Vec<String>| rule.contains(&shared);
        let place = asked.iter().position(has_shared).unwrap_or_default();
        let (group, mut others): (Vec<_>, Vec<_>) = asked.into_iter().partition(has_shared);
        let is_common = |part: &String| group.iter().all(|rule| rule.contains(part));
        let mut rule: Vec<String> =
            group[0].iter().filter(|part| is_common(part)).cloned().collect();
        let rest = group.iter().map(|rule| rule.iter().filter(|part| !is_common(part)));
        rule.push(format!("({})", any(rest.map(|rule| rule.cloned().collect()).collect())));
        others.insert(place, rule);
        asked = others;
    }
    asked
}

/// The part that most rules have, and the first of several; none if no two have one.
fn most_shared(asked: &[Vec<String>]) -> Option<String> {
    let count = |part: &String| asked.iter().filter(|rule| rule.contains(part)).count();
    let parts = asked.iter().flatten().rev().map(|part| (count(part), part));
    let (count, part) = parts.max_by_key(|(count, _)| *count)?;
    (count > 1).then(|| part.clone())
}

/// Whether the rules look at the row itself. Rows above are another matter: see
/// [`Model::reached`].
#[must_use]
pub fn look_at_row(model: &Model, id: ResourceId, rules: &[Rule]) -> bool {
    let resource = model.resource(id);
    let is_own = |rule: &Rule| {
        let compared = rule.condition.iter().flat_map(|condition| &condition.comparisons);
        let names_row = match rule.who {
            Who::Public | Who::Authenticated | Who::Role(_) => false,
            Who::Owner | Who::Relation(_) => true,
            Who::OwnerOf { relation } => !is_owned(model, resource, relation),
        };
        names_row || compared.into_iter().any(|comparison| comparison.left.up.is_none())
    };
    rules.iter().any(is_own)
        && !rules.iter().any(|rule| {
            rule.condition.is_none() && matches!(rule.who, Who::Public | Who::Authenticated)
        })
}

/// That `principal` is whom the rule means.
fn who(model: &Model, id: ResourceId, row: &str, who: &Who) -> String {
    let resource = model.resource(id);
    let of = |row: &str, ident: &str, optional: bool| match optional {
        true => format!("{row}.{ident} == Some(principal.id)"),
        false => format!("principal.id == {row}.{ident}"),
    };
    let is = |ident: &str, optional: bool| of(row, ident, optional);
    match who {
        Who::Public | Who::Authenticated => "true".to_owned(),
        Who::Role(role) => format!("principal.has(Role::{})", model.roles[role.0].name.pascal()),
        Who::Owner => match resource.owner {
            None => is("id", false),
            Some(owner) => {
                is(&types::ident(&resource.fields[owner.0]), resource.fields[owner.0].optional)
            }
        },
        Who::Relation(relation) => {
            is(&types::ident(&resource.fields[relation.0]), resource.fields[relation.0].optional)
        }
        Who::OwnerOf { relation } => {
            let field = &resource.fields[relation.0];
            let FieldKind::BelongsTo { target } = field.kind else { return "false".to_owned() };
            let target = model.resource(target);
            match target.owner {
                None => is(&types::ident(field), field.optional),
                Some(owner) => {
                    let owner = &target.fields[owner.0];
                    let above = above::local(resource, *relation);
                    of(&above, &types::ident(owner), owner.optional)
                }
            }
        }
    }
}

fn compare(model: &Model, id: ResourceId, row: &str, comparison: &Comparison) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn said(rules: &[&str]) -> String {
        any(rules.iter().map(|rule| rule.split(' ').map(str::to_owned).collect()).collect())
    }

    #[test]
    fn what_rules_share_is_said_once() {
        assert_eq!(
            said(&["owner draft", "owner open", "clerk"]),
            "(owner && (draft || open)) || clerk"
        );
        assert_eq!(said(&["owner draft", "owner open"]), "owner && (draft || open)");
        assert_eq!(
            said(&["owner draft mine", "owner draft big"]),
            "owner && draft && (mine || big)"
        );
        let three = said(&["clerk", "owner a b", "owner a c", "owner d"]);
        assert_eq!(three, "clerk || (owner && ((a && (b || c)) || d))");
    }

    #[test]
    fn rules_that_share_nothing_stand_side_by_side() {
        assert_eq!(said(&["owner draft", "clerk"]), "(owner && draft) || clerk");
        assert_eq!(said(&["owner"]), "owner");
    }
}
