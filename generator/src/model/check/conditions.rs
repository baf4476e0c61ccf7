//! Conditions: comparisons of a row's fields.

use super::lookup::Holds;
use super::scalars::{describe, is_ordered};
use super::{Check, values};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{
    ComparisonDecl, ConditionDecl, Literal, Operator, PathDecl, Spanned, TestDecl, Text,
};
use crate::model::{
    Column, Comparison, Condition, FieldKind, Path, ResourceId, Scalar, Test, Value,
};

/// Where a condition stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In an access rule or the `when` of an action: may look one step up, and at the clock.
    Rule,
    /// In a constraint of the table: sees its row only.
    Constraint,
}

/// Reads a condition about a row of the resource.
pub(super) fn read(
    check: &mut Check<'_>,
    resource: ResourceId,
    written: &ConditionDecl,
    place: Place,
) -> Option<Condition> {
    let all = written.comparisons.len();
    let comparisons: Vec<_> = written
        .comparisons
        .iter()
        .filter_map(|comparison| self::comparison(check, resource, comparison, place))
        .collect();
    (comparisons.len() == all).then_some(Condition { comparisons })
}

fn comparison(
    check: &mut Check<'_>,
    resource: ResourceId,
    written: &Spanned<ComparisonDecl>,
    place: Place,
) -> Option<Comparison> {
    let left = path(check, resource, &written.value.path, place)?;
    let holder = holder(check, resource, &left)?;
    let span = written.value.path.span;
    if let Column::Field(field) = left.column
        && check.field(holder, field).secret
    {
        let fault = Diagnostic::error(Code::NotComparable, "a secret cannot be compared");
        check.report(fault.at(span, "nobody is told what it holds"));
        return None;
    }
    let test = match &written.value.test {
        TestDecl::Is(expected) => is(check, holder, left.column, span, *expected)?,
        TestDecl::IsNull => null(check, holder, &left, span, Test::IsNull)?,
        TestDecl::IsNotNull => null(check, holder, &left, span, Test::IsNotNull)?,
        TestDecl::In(literals) => {
            let scalar = scalar(check, holder, left.column, span)?;
            let all = literals.len();
            let values: Vec<_> = literals
                .iter()
                .filter_map(|literal| value(check, &scalar, literal, place, (holder, left.column)))
                .collect();
            (values.len() == all).then_some(Test::In(values))?
        }
        TestDecl::Compare(operator, literal) => {
            compare(check, (resource, holder), &left, span, operator, literal, place)?
        }
    };
    Some(Comparison { left, test })
}

fn path(
    check: &mut Check<'_>,
    resource: ResourceId,
    written: &Spanned<PathDecl>,
    place: Place,
) -> Option<Path> {
    let Some(up) = &written.value.up else {
        let column = check.find_column(resource, &written.value.field)?;
        return Some(Path { up: None, column });
    };
    if place == Place::Constraint {
        let fault = Diagnostic::error(Code::NotConstant, "a constraint sees its own row only");
        check.report(fault.at(up.span, "would look at another row"));
        return None;
    }
    let relation = check.find_field(resource, up)?;
    let FieldKind::BelongsTo { target } = check.field(resource, relation).kind else {
        let fault =
            Diagnostic::error(Code::NotComparable, format!("`{}` is not a relation", up.value));
        check.report(fault.at(up.span, "there is no step up from here"));
        return None;
    };
    let column = check.find_column(target, &written.value.field)?;
    Some(Path { up: Some(relation), column })
}

/// The resource whose column the path reads.
fn holder(check: &Check<'_>, resource: ResourceId, path: &Path) -> Option<ResourceId> {
    let Some(up) = path.up else {
        return Some(resource);
    };
    match check.field(resource, up).kind {
        FieldKind::BelongsTo { target } => Some(target),
        _ => None,
    }
}

fn is(
    check: &mut Check<'_>,
    holder: ResourceId,
    column: Column,
    span: Span,
    expected: bool,
) -> Option<Test> {
    if let Holds::Scalar(Scalar::Boolean) = check.found(holder, column).holds {
        return Some(Test::Is(expected));
    }
    let fault = Diagnostic::error(Code::NotComparable, "a field that is not a boolean, alone");
    let fault =
        fault.at(span, "compared with what?").help("write a comparison, as in `status = draft`");
    check.report(declared(check, fault, &[(holder, column)]));
    None
}

fn null(
    check: &mut Check<'_>,
    holder: ResourceId,
    path: &Path,
    span: Span,
    test: Test,
) -> Option<Test> {
    let through_optional = path.up.is_some();
    if check.found(holder, path.column).optional || through_optional {
        return Some(test);
    }
    let fault = Diagnostic::error(Code::NeverHolds, "a required field is never null")
        .at(span, "is required");
    check.report(match path.column {
        Column::Field(field) => fault
            .also(check.origin(holder, field).span, "`?` behind the type would make it optional"),
        _ => fault,
    });
    None
}

/// The type of a column that can be compared with a literal.
fn scalar(check: &mut Check<'_>, holder: ResourceId, column: Column, span: Span) -> Option<Scalar> {
    let reason = match check.found(holder, column).holds {
        Holds::Scalar(Scalar::Json) => "json cannot be compared",
        Holds::Scalar(scalar) => return Some(scalar.clone()),
        Holds::List => "a list cannot be compared",
        Holds::Row(_) => "a relation can be compared with another relation, or with null",
    };
    let fault = Diagnostic::error(Code::NotComparable, reason).at(span, "");
    check.report(declared(check, fault, &[(holder, column)]));
    None
}

/// The fault, with where these columns are declared.
fn declared(check: &Check<'_>, fault: Diagnostic, columns: &[(ResourceId, Column)]) -> Diagnostic {
    let places = columns.iter().filter_map(|(holder, column)| check.declared_at(*holder, *column));
    places.fold(fault, |fault, place| fault.also(place, "declared here"))
}

fn value(
    check: &mut Check<'_>,
    scalar: &Scalar,
    literal: &Spanned<Literal>,
    place: Place,
    left: (ResourceId, Column),
) -> Option<Value> {
    match values::literal(check, scalar, literal) {
        Ok(Value::Now) if place == Place::Constraint => {
            let fault = Diagnostic::error(Code::NotConstant, "a constraint has no clock");
            check.report(fault.at(literal.span, "would change with time"));
            None
        }
        Ok(Value::NewUuid | Value::Token(_)) => {
            let fault = Diagnostic::error(Code::NotComparable, "a new random value equals nothing");
            check.report(fault.at(literal.span, ""));
            None
        }
        Ok(value) => Some(value),
        Err(fault) => {
            let code =
                if fault.code == Code::UnknownVariant { fault.code } else { Code::NotComparable };
            let fault = declared(check, Diagnostic { code, ..*fault }, &[left]);
            let fields = &check.declared[left.0.0].fields;
            let is_field =
                matches!(&literal.value, Literal::Word(word) if fields.contains_key(word.as_str()));
            check.report_once(match is_field {
                true => {
                    fault.help("a condition compares with values: only `checks` compare two fields")
                }
                false => fault,
            });
            None
        }
    }
}

fn compare(
    check: &mut Check<'_>,
    (resource, holder): (ResourceId, ResourceId),
    left: &Path,
    span: Span,
    written: &Spanned<Operator>,
    literal: &Spanned<Literal>,
    place: Place,
) -> Option<Test> {
    let operator = written.value;
    let is_order = !matches!(operator, Operator::Equal | Operator::NotEqual);
    if let Some(other) = other_column(check, resource, left, literal, place) {
        return columns(check, resource, left.column, other?, is_order, literal.span)
            .then_some(Test::Column(operator, other?));
    }
    let scalar = scalar(check, holder, left.column, span)?;
    if is_order && !is_ordered(&scalar) {
        let fault =
            Diagnostic::error(Code::NotComparable, format!("{} has no order", describe(&scalar)));
        let fault = fault.at(written.span, "only `=`, `!=` and `in`");
        check.report(declared(check, fault, &[(holder, left.column)]));
        return None;
    }
    value(check, &scalar, literal, place, (holder, left.column))
        .map(|value| Test::Value(operator, value))
}

/// The column on the right, where a constraint compares two: a bare word that is no variant
/// of what stands on the left.
#[expect(clippy::option_option, reason = "no column meant, a faulty one, or one")]
fn other_column(
    check: &mut Check<'_>,
    resource: ResourceId,
    left: &Path,
    literal: &Spanned<Literal>,
    place: Place,
) -> Option<Option<Column>> {
    let Literal::Word(word) = &literal.value else {
        return None;
    };
    if place != Place::Constraint {
        return None;
    }
    if let Holds::Scalar(Scalar::Enum(id)) = check.found(resource, left.column).holds {
        let fields = &check.declared[resource.0].fields;
        let is_variant = check.model.enums[id.0].variants.iter().any(|name| name.snake() == word);
        if is_variant || !fields.contains_key(word.as_str()) {
            return None;
        }
    }
    let text = Text::new(word.clone(), literal.span);
    Some(check.find_column(resource, &text))
}

fn columns(
    check: &mut Check<'_>,
    resource: ResourceId,
    left: Column,
    right: Column,
    is_order: bool,
    span: Span,
) -> bool {
    let (first, second) = (check.found(resource, left).holds, check.found(resource, right).holds);
    let alike = match (first, second) {
        (Holds::Scalar(Scalar::Json), _) => false,
        (Holds::Scalar(first), Holds::Scalar(second)) => {
            values::is_alike(first, second) && (!is_order || is_ordered(first))
        }
        (Holds::Row(first), Holds::Row(second)) => first == second && !is_order,
        _ => false,
    };
    if left == right || !alike {
        let reason = if left == right {
            "a field compared with itself"
        } else {
            "two fields that do not compare"
        };
        let fault = Diagnostic::error(Code::NotComparable, reason);
        let fault = match left == right {
            true => fault.at(span, "is what it is compared with"),
            false => declared(
                check,
                fault.at(span, "holds something else"),
                &[(resource, left), (resource, right)],
            ),
        };
        check.report(fault);
        return false;
    }
    true
}
