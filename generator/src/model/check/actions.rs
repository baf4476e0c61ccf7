//! Declared actions: who may, when, what is taken and what is set.

use super::conditions::{self, Place};
use super::lookup::{Holds, has_column};
use super::{Check, access, attributes, deprecated, fields, names, values};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{
    ActionDecl, FieldDecl, Flag, Literal, RuleDecl, SetValue, Spanned, Text, WhoDecl,
};
use crate::model::pattern::Pattern;
use crate::model::{
    Action, Assigned, Assignment, Column, Field, FieldId, FieldKind, ResourceId, Scalar, Value,
    bounds, forms, words,
};

fn reserved(name: &str) -> Option<names::Reason> {
    if words::OPERATIONS.contains(&name) {
        return Some("an operation of the service");
    }
    names::reserved_everywhere(name)
}

fn reserved_taken(name: &str) -> Option<names::Reason> {
    names::reserved_everywhere(name)
}

/// Resolves every action.
pub(super) fn resolve(check: &mut Check<'_>) {
    for (resource, written) in check.written() {
        for action in &written.actions {
            let named = names::take(check, &action.name, reserved);
            let made = read(check, resource, action);
            if let (Some(name), Some((takes, set))) = (named, made) {
                let (rules, when) = guard(check, resource, action);
                let summary =
                    action.summary.as_ref().map(|text| text.value.clone()).unwrap_or_default();
                let deprecated = deprecated::notice(action.deprecated.as_ref());
                let action = Action { name, summary, deprecated, access: rules, when, takes, set };
                check.model.resources[resource.0].actions.push(action);
            } else {
                guard(check, resource, action);
            }
        }
    }
}

fn guard(
    check: &mut Check<'_>,
    resource: ResourceId,
    action: &ActionDecl,
) -> (Vec<crate::model::Rule>, Option<crate::model::Condition>) {
    let rules = match &action.access {
        Some(rules) => access::resolve_rules(check, resource, &rules.value, false),
        None => Vec::new(),
    };
    let when = action.when.as_ref();
    let when = when.and_then(|when| conditions::read(check, resource, &when.value, Place::Rule));
    (rules, when)
}

fn read(
    check: &mut Check<'_>,
    resource: ResourceId,
    action: &ActionDecl,
) -> Option<(Vec<Field>, Vec<Assignment>)> {
    let mut whole = true;
    let owner = format!("{}_{}", check.resource(resource).name.snake(), action.name.value);
    let takes: Vec<Option<Field>> =
        action.takes.iter().map(|field| taken(check, &owner, field)).collect();
    let mut set = Vec::new();
    for (name, value) in &action.set {
        match assignment(check, resource, name, value, action, &takes) {
            Some(assignment) => set.push(assignment),
            None => whole = false,
        }
    }
    if action.set.is_empty() {
        let fault =
            Diagnostic::error(Code::NoEffect, format!("`{}` sets nothing", action.name.value))
                .at(action.name.span, "would change no row")
                .help("say what becomes of the row: `set = { status = \"…\" }`");
        check.report(fault);
        whole = false;
    }
    let taken_names = |name: &Text| action.takes.iter().any(|field| field.name.value == name.value);
    let misnamed = action
        .set
        .iter()
        .any(|(_, value)| matches!(&value.value, SetValue::Taken(name) if !taken_names(name)));
    for field in action.takes.iter().filter(|_| !misnamed) {
        let used = action.set.iter().any(|(_, value)| {
            matches!(&value.value, SetValue::Taken(name) if name.value == field.name.value)
        });
        if !used {
            let fault = Diagnostic::warning(
                Code::Unused,
                format!("`{}` is taken and not used", field.name.value),
            );
            check.report(fault.at(field.name.span, "nothing is set to it"));
        }
    }
    let takes: Option<Vec<Field>> = takes.into_iter().collect();
    if whole { Some((takes?, set)) } else { None }
}

/// A field that the request carries: its type and bounds, and nothing that only columns have.
fn taken(check: &mut Check<'_>, owner: &str, written: &FieldDecl) -> Option<Field> {
    let name = names::take(check, &written.name, reserved_taken);
    let kind = fields::kind(check, owner, written)?;
    name?;
    let mut spans: Vec<Span> = written.flags.iter().map(|flag| flag.span).collect();
    spans.retain(|span| {
        let unbuilt = [Flag::Personal, Flag::Encrypted].map(|flag| written.flag(flag));
        !unbuilt.contains(&Some(*span))
    });
    spans.extend(written.read.as_ref().map(|it| it.span));
    spans.extend(written.write.as_ref().map(|it| it.span));
    spans.extend(written.link.as_ref().map(|it| it.span));
    spans.extend(written.on_delete.as_ref().map(|it| it.span));
    spans.extend(written.default.as_ref().map(|it| it.span));
    for span in &spans {
        let fault = Diagnostic::error(Code::AttributeMisplaced, "only a column has this");
        check.report(fault.at(*span, "means nothing for what a request carries"));
    }
    let takeable = has_column(&kind) && !matches!(kind, FieldKind::Scalar(Scalar::Slug { .. }));
    if !takeable {
        let what = attributes::describe(&kind);
        let fault =
            Diagnostic::error(Code::AttributeMisplaced, format!("a request cannot carry {what}"));
        check.report(
            fault.at(written.kind.as_ref().map_or(written.name.span, |it| it.span), "is derived"),
        );
    }
    for (attribute, span) in attributes::misfits(written, &kind) {
        let fault = Diagnostic::error(
            Code::AttributeMisplaced,
            format!("`{attribute}` does not fit {}", attributes::describe(&kind)),
        );
        check.report(fault.at(span, "means nothing here"));
    }
    let matches = attributes::judge_pattern(check, written, &kind);
    (takeable && matches && spans.is_empty()).then(|| fields::make(written, kind))
}

fn assignment(
    check: &mut Check<'_>,
    resource: ResourceId,
    name: &Text,
    value: &Spanned<SetValue>,
    action: &ActionDecl,
    takes: &[Option<Field>],
) -> Option<Assignment> {
    let field = check.find_field(resource, name)?;
    if let Some(reason) = fixed(check, resource, field) {
        let fault = Diagnostic::error(Code::SetsFixed, format!("`{}` {reason}", name.value))
            .at(name.span, "cannot be set")
            .also(check.origin(resource, field).span, "declared here");
        check.report(fault);
        return None;
    }
    let assigned = assigned(check, resource, field, value, action, takes)?;
    Some(Assignment { field, value: assigned })
}

fn fixed(check: &Check<'_>, resource: ResourceId, id: FieldId) -> Option<&'static str> {
    let field = check.field(resource, id);
    let owner = check.resource(resource);
    if owner.owner == Some(id) {
        return Some("is the owner, and stays it");
    }
    if owner.under == Some(id) {
        return Some("is the parent, and stays it");
    }
    if field.immutable {
        return Some("is immutable");
    }
    if field.secret {
        return Some("is a secret, which only a request carries");
    }
    match &field.kind {
        FieldKind::Scalar(Scalar::Slug { .. }) => Some("is derived on create, and stays"),
        kind if !has_column(kind) => Some("is computed from other rows"),
        _ => None,
    }
}

fn assigned(
    check: &mut Check<'_>,
    resource: ResourceId,
    field: FieldId,
    value: &Spanned<SetValue>,
    action: &ActionDecl,
    takes: &[Option<Field>],
) -> Option<Assigned> {
    let origin = check.origin(resource, field).span;
    let wrong = |reason: String| -> Box<Diagnostic> {
        Diagnostic::error(Code::BadSet, reason)
            .at(value.span, "the new value")
            .also(origin, "the field")
            .into()
    };
    let target = check.field(resource, field);
    let account = check.resource(resource).account;
    let is_public = |rule: &RuleDecl| rule.who.value == WhoDecl::Public;
    let rules = action.access.iter().flat_map(|rules| &rules.value);
    let acts_publicly = !account && rules.into_iter().any(is_public);
    let result = match &value.value {
        SetValue::Null if target.optional => Ok(Assigned::Value(Value::Null)),
        SetValue::Null => {
            Err(wrong(format!("`{}` is required and cannot be null", target.name.snake())))
        }
        SetValue::Me if check.is_person(resource, field) && !target.optional && acts_publicly => {
            let name = target.name.snake();
            Err(wrong(format!("`{name}` is required, and with `public` the caller may be nobody")))
        }
        SetValue::Me if check.is_person(resource, field) => Ok(Assigned::Value(Value::Me)),
        SetValue::Me => {
            Err(wrong(format!("`{}` is not a relation to `user`", target.name.snake())))
        }
        SetValue::Literal(literal) => {
            let written = Spanned::new(literal.clone(), value.span);
            let made = literal_for(check, resource, field, &written, origin).map(Assigned::Value);
            let is_taken =
                |word: &String| action.takes.iter().any(|taken| taken.name.value == *word);
            match literal {
                Literal::Word(word) if is_taken(word) => made.map_err(|fault| {
                    let what = "what the request carries is `taken.` and its name";
                    fault.help(what).suggest(value.span, format!("taken.{word}")).into()
                }),
                _ => made,
            }
        }
        SetValue::Taken(name) => {
            let at = action.takes.iter().position(|taken| taken.name.value == name.value);
            let Some(at) = at else {
                let names = action.takes.iter().map(|taken| taken.name.as_str());
                let fault = Diagnostic::error(
                    Code::UnknownField,
                    format!("`{}` takes no `{}`", action.name.value, name.value),
                )
                .at(name.span, "not among `takes`")
                .suggest_nearest(name.span, &name.value, names);
                check.report(fault);
                return None;
            };
            let carried = takes[at].as_ref()?;
            if !same_kind(&carried.kind, &target.kind) {
                let (is, wanted) =
                    (attributes::describe(&carried.kind), attributes::describe(&target.kind));
                let wanted = if is == wanted { "of another type" } else { wanted };
                Err(wrong(format!("`taken.{}` is {is}, the field is {wanted}", name.value)))
            } else if carried.optional && !target.optional {
                Err(wrong(format!(
                    "`taken.{}` may be absent, and the field is required",
                    name.value
                )))
            } else {
                Ok(Assigned::Taken(at))
            }
        }
        SetValue::Change { field: from, minus, by } => {
            return change(check, resource, field, from, *minus, by, origin);
        }
    };
    match result {
        Ok(assigned) => Some(assigned),
        Err(fault) => {
            check.report(*fault);
            None
        }
    }
}

fn same_kind(left: &FieldKind, right: &FieldKind) -> bool {
    match (left, right) {
        (FieldKind::Scalar(left), FieldKind::Scalar(right)) => values::is_alike(left, right),
        (FieldKind::List { item: left, .. }, FieldKind::List { item: right, .. }) => {
            values::is_alike(left, right)
        }
        (FieldKind::BelongsTo { target: left }, FieldKind::BelongsTo { target: right }) => {
            left == right
        }
        _ => false,
    }
}

fn literal_for(
    check: &Check<'_>,
    resource: ResourceId,
    field: FieldId,
    literal: &Spanned<Literal>,
    origin: Span,
) -> Result<Value, Box<Diagnostic>> {
    let target = check.field(resource, field);
    let FieldKind::Scalar(scalar) = &target.kind else {
        let what = attributes::describe(&target.kind);
        return Err(Diagnostic::error(Code::BadSet, format!("{what} has no literal"))
            .at(literal.span, "the new value")
            .also(origin, "the field")
            .into());
    };
    let value = values::literal(check, scalar, literal).map_err(|fault| {
        let code = if fault.code == Code::UnknownVariant { fault.code } else { Code::BadSet };
        Box::new(Diagnostic { code, ..*fault }.also(origin, "the field"))
    })?;
    let unmatched = || match (&target.pattern, &value) {
        (Some(pattern), Value::Text(text)) => {
            let lines = matches!(scalar, Scalar::Text { .. });
            let matches = Pattern::parse(pattern, lines).is_ok_and(|pattern| pattern.matches(text));
            (!matches).then(|| "does not match the pattern".to_owned())
        }
        (Some(_), Value::Token(_)) => Some("a random token need not match the pattern".to_owned()),
        _ => None,
    };
    match bounds::broken(scalar, &value).or_else(unmatched) {
        Some(reason) => {
            Err(Diagnostic::error(Code::BadSet, "the new value breaks the field's constraint")
                .at(literal.span, reason)
                .also(origin, "the field")
                .into())
        }
        None => Ok(value),
    }
}

fn change(
    check: &mut Check<'_>,
    resource: ResourceId,
    field: FieldId,
    from: &Text,
    minus: bool,
    by: &Spanned<String>,
    origin: Span,
) -> Option<Assigned> {
    let source = check.find_field(resource, from)?;
    let target = check.found(resource, Column::Field(field));
    let found = check.found(resource, Column::Field(source));
    let alike = match (&found.holds, &target.holds) {
        (Holds::Scalar(left), Holds::Scalar(right)) => values::is_alike(left, right),
        _ => false,
    };
    let amount = match &found.holds {
        Holds::Scalar(Scalar::Integer { .. } | Scalar::Bigint { .. }) => {
            by.value.parse::<i64>().ok().map(|number| number.to_string())
        }
        Holds::Scalar(Scalar::Decimal { precision, scale, .. }) => {
            forms::decimal(&by.value, *precision, *scale)
                .map(|scaled| forms::decimal_text(scaled, *scale))
        }
        Holds::Scalar(Scalar::Float { .. }) => by
            .value
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
            .map(|number| number.to_string()),
        _ => None,
    };
    let amount = match amount {
        Some(amount) if alike && (!found.optional || target.optional) => amount,
        _ => {
            let reason = match (alike, found.optional && !target.optional) {
                (false, _) => "only a number field of the same type can be changed by a number",
                (true, true) => "the field is required, and this may be null",
                _ => "the number does not fit the field's type",
            };
            let fault = Diagnostic::error(Code::BadSet, reason);
            check
                .report(fault.at(from.span.to(by.span), "the new value").also(origin, "the field"));
            return None;
        }
    };
    let amount = match (minus, amount.strip_prefix('-')) {
        (false, _) => amount,
        (true, Some(positive)) => positive.to_owned(),
        (true, None) => format!("-{amount}"),
    };
    Some(Assigned::Plus { field: source, amount })
}
