//! Fields: the short form and the long form give the same.

use toml_edit::Value;

use super::expression::{Literal, TypeExpr};
use super::grammar::{self, Attribute, Functions};
use super::node::{Kind, Node, NodeValue};
use super::read::{Reader, on_delete};
use super::words::{AttributeWord, Takes, attribute_named};
use super::{FieldDecl, Spanned, Text};
use crate::diagnostic::{Code, Diagnostic, Span};

/// Reads one key of `fields` or `takes`.
pub(super) fn read(reader: &mut Reader<'_>, name: Text, node: &Node<'_>) -> FieldDecl {
    match node.kind() {
        Kind::Text => short(reader, name, node),
        _ => long(reader, name, node),
    }
}

fn short(reader: &mut Reader<'_>, name: Text, node: &Node<'_>) -> FieldDecl {
    let mut field = empty(name);
    let Some(fragment) = reader.fragment(node) else {
        return field;
    };
    let written = grammar::field(&fragment, reader.faults);
    if let Some((kind, optional)) = written.typed {
        field.kind = Some(kind);
        field.optional = optional;
    }
    let mut seen: Vec<(&str, Span)> = Vec::new();
    for (word, attribute) in written.attributes {
        if let Some((_, first)) = seen.iter().find(|(name, _)| *name == word.name) {
            reader.faults.push(repeated(word.name, attribute.span, *first));
            continue;
        }
        seen.push((word.name, attribute.span));
        put(&mut field, word, attribute);
    }
    field.default = written.default;
    field
}

fn long(reader: &mut Reader<'_>, name: Text, node: &Node<'_>) -> FieldDecl {
    let mut field = empty(name);
    let entries = node.entries();
    let kind = entries.iter().find(|(key, _)| key.value == "type");
    let typed = kind.and_then(|(_, node)| reader.expression(node, grammar::type_alone));
    if let Some((kind, optional)) = typed {
        field.kind = Some(kind);
        field.optional = optional;
    }
    let kind = field.kind.clone().map(|kind| kind.value);
    for (key, node) in &entries {
        match (key.as_str(), attribute_named(&key.value)) {
            ("summary", _) => field.summary = reader.text(node),
            ("default", _) => field.default = literal(reader, node, kind.as_ref()),
            (_, Some(word)) => {
                if let Some(said) = attribute(reader, word, key.span, node, kind.as_ref()) {
                    put(&mut field, word, said);
                }
            }
            _ => {}
        }
    }
    field
}

const fn empty(name: Text) -> FieldDecl {
    FieldDecl {
        name,
        summary: None,
        kind: None,
        optional: None,
        flags: Vec::new(),
        read: None,
        write: None,
        link: None,
        pattern: None,
        min: None,
        max: None,
        on_delete: None,
        was: None,
        deprecated: None,
        default: None,
    }
}

/// An attribute's key of the long form; a flag that is `false` says nothing.
fn attribute(
    reader: &mut Reader<'_>,
    word: &AttributeWord,
    key: Span,
    node: &Node<'_>,
    kind: Option<&TypeExpr>,
) -> Option<Spanned<Attribute>> {
    let said = match word.takes {
        Takes::Nothing(flag) => {
            return node.boolean()?.value.then(|| Spanned::new(Attribute::Flag(flag), key));
        }
        Takes::Names => Attribute::Names(reader.names(node)),
        Takes::Rules => Attribute::Rules(reader.rules(node)),
        Takes::Pattern => Attribute::Pattern(reader.text(node)?),
        Takes::Limit => Attribute::Limit(literal(reader, node, kind)?),
        Takes::OnDelete => Attribute::OnDelete(on_delete(node)?),
        Takes::Name => Attribute::Name(reader.text(node)?),
        Takes::Reason => Attribute::Reason(reader.text(node)?),
    };
    Some(Spanned::new(said, node.span))
}

fn put(field: &mut FieldDecl, word: &AttributeWord, said: Spanned<Attribute>) {
    let span = said.span;
    match said.value {
        Attribute::Flag(flag) => field.flags.push(Spanned::new(flag, span)),
        Attribute::Names(names) if word.name == "read" => {
            field.read = Some(Spanned::new(names, span));
        }
        Attribute::Names(names) => field.write = Some(Spanned::new(names, span)),
        Attribute::Rules(rules) => field.link = Some(Spanned::new(rules, span)),
        Attribute::Pattern(pattern) => field.pattern = Some(pattern),
        Attribute::Limit(limit) if word.name == "min" => field.min = Some(limit),
        Attribute::Limit(limit) => field.max = Some(limit),
        Attribute::OnDelete(on_delete) => field.on_delete = Some(on_delete),
        Attribute::Name(was) => field.was = Some(was),
        Attribute::Reason(reason) => field.deprecated = Some(reason),
    }
}

fn repeated(name: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(Code::Repeated, format!("`{name}` is said twice"))
        .at(span, "again here")
        .also(first, "first here")
        .help("keep one of them")
}

/// A TOML value as the literal that the short form would have for a field of that kind.
fn literal(
    reader: &mut Reader<'_>,
    node: &Node<'_>,
    kind: Option<&TypeExpr>,
) -> Option<Spanned<Literal>> {
    if kind == Some(&TypeExpr::Json) {
        return Some(Spanned::new(Literal::Json(json(reader, node)?), node.span));
    }
    match node.kind() {
        Kind::Text => text(reader, node, kind),
        Kind::List => {
            let item = match kind {
                Some(TypeExpr::List { item, .. }) => Some(&item.value),
                _ => None,
            };
            let nodes = node.elements().into_iter();
            let items = nodes.filter_map(|node| literal(reader, &node, item)).collect();
            Some(Spanned::new(Literal::List(items), node.span))
        }
        Kind::Table => {
            let fault = Diagnostic::error(Code::WrongValue, "a table is no value of this type")
                .at(node.span, "only `json` holds tables");
            reader.faults.push(fault);
            None
        }
        Kind::Moment | Kind::Integer | Kind::Float | Kind::Boolean => plain(reader, node),
    }
}

/// Numbers, truth values, dates and times, which TOML has itself.
pub(super) fn plain(reader: &mut Reader<'_>, node: &Node<'_>) -> Option<Spanned<Literal>> {
    let NodeValue::Value(value) = node.value else {
        return None;
    };
    let literal = match value {
        Value::Integer(integer) => Literal::Number(integer.value().to_string()),
        Value::Boolean(boolean) => Literal::Boolean(*boolean.value()),
        Value::Datetime(moment) => Literal::Text(moment.value().to_string()),
        Value::Float(float) => {
            let Some(number) = decimal(node.written(reader.source), *float.value()) else {
                let message = format!("`{}` is not a number that can be kept", float.value());
                let fault = Diagnostic::error(Code::BadNumber, message).at(node.span, "");
                reader.faults.push(fault);
                return None;
            };
            Literal::Number(number)
        }
        Value::String(_) | Value::Array(_) | Value::InlineTable(_) => return None,
    };
    Some(Spanned::new(literal, node.span))
}

/// The digits as written where that is a plain number, so that `1.50` stays exact.
fn decimal(written: &str, value: f64) -> Option<String> {
    let digits = written.strip_prefix(['-', '+']).unwrap_or(written);
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_plain {
        return Some(written.trim_start_matches('+').to_owned());
    }
    value.is_finite().then(|| value.to_string())
}

fn text(
    reader: &mut Reader<'_>,
    node: &Node<'_>,
    kind: Option<&TypeExpr>,
) -> Option<Spanned<Literal>> {
    let fragment = reader.fragment(node)?;
    let text = grammar::name(&fragment);
    let function = grammar::literal_alone(&fragment, Functions::All).ok();
    if let Some(literal) = function {
        let is_function = matches!(literal.value, Literal::Now | Literal::Uuid | Literal::Token(_));
        let is_number = matches!(literal.value, Literal::Number(_)) && kind.is_some_and(is_numeric);
        if is_function || is_number {
            return Some(literal);
        }
    }
    let is_variant = matches!(kind, Some(TypeExpr::Enum(_) | TypeExpr::Named(_)));
    Some(text.map(if is_variant { Literal::Word } else { Literal::Text }))
}

const fn is_numeric(kind: &TypeExpr) -> bool {
    matches!(kind, TypeExpr::Decimal { .. })
}

fn json(reader: &mut Reader<'_>, node: &Node<'_>) -> Option<serde_json::Value> {
    Some(match node.kind() {
        Kind::Text => reader.fragment(node)?.text.into(),
        Kind::List => node.elements().iter().filter_map(|node| json(reader, node)).collect(),
        Kind::Table => {
            let entries = node.entries().into_iter();
            let entries = entries.filter_map(|(key, node)| Some((key.value, json(reader, &node)?)));
            serde_json::Value::Object(entries.collect())
        }
        Kind::Integer | Kind::Float | Kind::Boolean | Kind::Moment => {
            let value = plain(reader, node)?;
            match value.value {
                Literal::Boolean(boolean) => boolean.into(),
                Literal::Number(number) => serde_json::from_str(&number).ok()?,
                Literal::Text(text) => text.into(),
                _ => return None,
            }
        }
    })
}
