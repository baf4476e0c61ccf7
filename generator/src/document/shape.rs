//! Whether the file has the keys and the kinds of value that the language knows.
//!
//! This pass reports; the pass that reads afterwards leaves out, silently, what does not fit.

use toml_edit::Value;

use super::node::{Kind, Node, NodeValue};
use super::vocabulary::{FIELD_KEYS, Key, Shape};
use super::words::ATTRIBUTES;
use crate::diagnostic::{Code, Diagnostic, Span, nearest};

/// Reports what in `node` does not have the shape of a table of `keys`.
pub(super) fn check(node: &Node<'_>, keys: &[Key], faults: &mut Vec<Diagnostic>) {
    let known: Vec<_> = keys.iter().map(|key| (key.name, &key.shape)).collect();
    table(node, "the file", &known, faults);
    require(node, "the file", keys, faults);
}

fn value(node: &Node<'_>, name: &str, shape: &Shape, faults: &mut Vec<Diagnostic>) {
    let Some(shape) = fitting(shape, node.kind()) else {
        faults.push(wrong_kind(node, name, shape));
        return;
    };
    match shape {
        Shape::Integer { min, max } => integer(node, name, *min, *max, faults),
        Shape::Choice(choices) => choice(node, name, choices, faults),
        Shape::List(each) => {
            let name = format!("an entry of {name}");
            node.elements().iter().for_each(|node| value(node, &name, each, faults));
        }
        Shape::Table(keys) => {
            let known: Vec<_> = keys.iter().map(|key| (key.name, &key.shape)).collect();
            table(node, name, &known, faults);
            require(node, name, keys, faults);
        }
        Shape::LongField => {
            let keys = FIELD_KEYS.iter().map(|key| (key.name, &key.shape));
            let attributes = ATTRIBUTES.iter().map(|word| (word.name, word.takes.shape()));
            table(node, name, &keys.chain(attributes).collect::<Vec<_>>(), faults);
            require(node, name, FIELD_KEYS, faults);
        }
        Shape::Each(each) => {
            for (key, node) in node.entries() {
                value(&node, &format!("`{}`", key.value), each, faults);
            }
        }
        Shape::Text
        | Shape::Expression(_)
        | Shape::Boolean
        | Shape::Float
        | Shape::Either(_)
        | Shape::Anything => {}
    }
}

/// The shape itself, or the one of several, that has values of this kind.
fn fitting(shape: &Shape, kind: Kind) -> Option<&Shape> {
    match shape {
        Shape::Either(shapes) => shapes.iter().find_map(|shape| fitting(shape, kind)),
        Shape::Anything => Some(shape),
        _ => (kind_of(shape) == kind).then_some(shape),
    }
}

const fn kind_of(shape: &Shape) -> Kind {
    match shape {
        Shape::Text
        | Shape::Expression(_)
        | Shape::Choice(_)
        | Shape::Anything
        | Shape::Either(_) => Kind::Text,
        Shape::Boolean => Kind::Boolean,
        Shape::Integer { .. } => Kind::Integer,
        Shape::Float => Kind::Float,
        Shape::List(_) => Kind::List,
        Shape::Table(_) | Shape::Each(_) | Shape::LongField => Kind::Table,
    }
}

fn table(node: &Node<'_>, name: &str, known: &[(&str, &Shape)], faults: &mut Vec<Diagnostic>) {
    for (key, node) in node.entries() {
        match known.iter().find(|(name, _)| *name == key.value) {
            Some((_, shape)) => value(&node, &format!("`{}`", key.value), shape, faults),
            None => faults.push(unknown(&key.value, key.span, name, known)),
        }
    }
}

fn unknown(key: &str, span: Span, table: &str, known: &[(&str, &Shape)]) -> Diagnostic {
    let names = known.iter().map(|(name, _)| *name);
    let fault = Diagnostic::error(Code::UnknownKey, format!("unknown key `{key}`"))
        .at(span, format!("not a key of {table}"));
    if nearest(key, names.clone()).is_some() {
        return fault.suggest_nearest(span, key, names);
    }
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    fault.help(format!("its keys are {}", names.join(", ")))
}

/// Reports the keys that are missing, except where a misspelt one is reported already.
fn require(node: &Node<'_>, name: &str, keys: &[Key], faults: &mut Vec<Diagnostic>) {
    let entries = node.entries();
    let is_meant = |missing: &Key| {
        entries.iter().any(|(key, _)| {
            let is_known = keys.iter().any(|known| known.name == key.value);
            !is_known && nearest(&key.value, [missing.name]).is_some()
        })
    };
    let is_written = |name: &str| entries.iter().any(|(key, _)| key.value == name);
    for key in keys.iter().filter(|key| key.required && !is_written(key.name) && !is_meant(key)) {
        faults.push(missing(key.name, name, node.label));
    }
}

fn missing(key: &str, table: &str, span: Span) -> Diagnostic {
    Diagnostic::error(Code::MissingKey, format!("{table} has no key `{key}`"))
        .at(span, format!("needs `{key}`"))
}

fn wrong_kind(node: &Node<'_>, name: &str, shape: &Shape) -> Diagnostic {
    let expected = kinds(shape).join(" or ");
    let found = node.kind().words();
    let fault =
        Diagnostic::error(Code::WrongValue, format!("{name} takes {expected}, not {found}"))
            .at(node.span, format!("expected {expected}"));
    match otherwise(node, shape) {
        Some((help, written)) => fault.help(help).suggest(node.span, written),
        None => fault,
    }
}

/// The same value as text, or without its quotes, where that has the right kind.
fn otherwise(node: &Node<'_>, shape: &Shape) -> Option<(&'static str, String)> {
    let NodeValue::Value(value) = node.value else { return None };
    let plain = match value {
        Value::Integer(value) => value.value().to_string(),
        Value::Float(value) => value.display_repr().trim().to_owned(),
        Value::Boolean(value) => value.value().to_string(),
        Value::Datetime(value) => value.value().to_string(),
        Value::String(text) => {
            let inner: Value = text.value().parse().ok()?;
            let kind = Node { value: NodeValue::Value(&inner), ..*node }.kind();
            let is_meant = kind != Kind::Text && fitting(shape, kind).is_some();
            return is_meant.then(|| ("leave out the quotes", text.value().trim().to_owned()));
        }
        Value::Array(_) | Value::InlineTable(_) => return None,
    };
    // An expression of another kind of value would be another one.
    matches!(fitting(shape, Kind::Text)?, Shape::Text).then_some(())?;
    Some(("put it into quotes", format!("\"{plain}\"")))
}

fn kinds(shape: &Shape) -> Vec<&'static str> {
    match shape {
        Shape::Either(shapes) => shapes.iter().flat_map(kinds).collect(),
        _ => vec![kind_of(shape).words()],
    }
}

fn integer(node: &Node<'_>, name: &str, min: i64, max: i64, faults: &mut Vec<Diagnostic>) {
    let Some(number) = node.integer() else {
        return;
    };
    if (min..=max).contains(&number.value) {
        return;
    }
    let message = format!("{name} is `{}`, outside {min}..{max}", number.value);
    let label = format!("expected a number from {min} to {max}");
    faults.push(Diagnostic::error(Code::OutOfRange, message).at(node.span, label));
}

fn choice(node: &Node<'_>, name: &str, choices: &[&str], faults: &mut Vec<Diagnostic>) {
    let Some(word) = node.text() else {
        return;
    };
    if choices.contains(&word.as_str()) {
        return;
    }
    let listed: Vec<_> = choices.iter().map(|choice| format!("`{choice}`")).collect();
    let fault = Diagnostic::error(Code::BadChoice, format!("{name} cannot be `{}`", word.value))
        .at(node.span, format!("expected one of {}", listed.join(", ")));
    let inside = Span::new(node.span.start + 1, node.span.end.saturating_sub(1));
    faults.push(fault.suggest_nearest(inside, &word.value, choices.iter().copied()));
}
