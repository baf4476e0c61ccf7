//! A TOML value, whatever way it is written, with its name and its place.

use toml_edit::{ArrayOfTables, Item, TableLike, Value};

use super::{Spanned, Text, vocabulary};
use crate::diagnostic::{Source, Span};

/// The most entries of a table among which misspelt keys are looked for.
const LARGEST: usize = 64;

/// A value under a key or in a list.
#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    pub(super) value: NodeValue<'a>,
    /// Where it stands: the value, or the name of a table that spans many lines.
    pub(super) span: Span,
    /// Where its name stands; an element of a list has none but itself.
    pub(super) label: Span,
}

#[derive(Clone, Copy)]
pub(super) enum NodeValue<'a> {
    Value(&'a Value),
    Table(&'a dyn TableLike),
    Tables(&'a ArrayOfTables),
}

/// The kinds of value that TOML has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Integer,
    Float,
    Boolean,
    Moment,
    List,
    Table,
}

impl Kind {
    /// As it is called in a message.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "a number",
            Self::Float => "a number with a point",
            Self::Boolean => "`true` or `false`",
            Self::Moment => "a date or time",
            Self::List => "a list",
            Self::Table => "a table",
        }
    }
}

impl<'a> Node<'a> {
    /// The whole file as one table.
    pub(super) fn root(table: &'a dyn TableLike) -> Self {
        Self { value: NodeValue::Table(table), span: Span::default(), label: Span::default() }
    }

    pub(super) fn kind(&self) -> Kind {
        match self.value {
            NodeValue::Table(_) => Kind::Table,
            NodeValue::Tables(_) => Kind::List,
            NodeValue::Value(value) => match value {
                Value::String(_) => Kind::Text,
                Value::Integer(_) => Kind::Integer,
                Value::Float(_) => Kind::Float,
                Value::Boolean(_) => Kind::Boolean,
                Value::Datetime(_) => Kind::Moment,
                Value::Array(_) => Kind::List,
                Value::InlineTable(_) => Kind::Table,
            },
        }
    }

    /// The keys of a table with their values, in written order; nothing for other kinds.
    pub(super) fn entries(&self) -> Vec<(Text, Node<'a>)> {
        let table: &dyn TableLike = match self.value {
            NodeValue::Table(table) => table,
            NodeValue::Value(Value::InlineTable(table)) => table,
            _ => return Vec::new(),
        };
        table.iter().filter_map(|(name, item)| entry(table, name, item)).collect()
    }

    /// The value under a key of a table. One that is misspelt is reported, and read all the same:
    /// what it says would be missed everywhere.
    pub(super) fn get(&self, key: &str) -> Option<Node<'a>> {
        let entries = self.entries();
        let is_table = entries.len() <= LARGEST;
        let is_meant = |name: &Text| is_table && vocabulary::is_meant(&name.value, key);
        let exact = entries.iter().find(|(name, _)| name.value == key);
        let found = exact.or_else(|| entries.iter().find(|(name, _)| is_meant(name)));
        found.map(|(_, node)| *node)
    }

    /// The elements of a list; nothing for other kinds.
    pub(super) fn elements(&self) -> Vec<Node<'a>> {
        let element = |span, value| {
            let span = span_of(span, self.span);
            Node { value, span, label: span }
        };
        match self.value {
            NodeValue::Value(Value::Array(array)) => {
                array.iter().map(|value| element(value.span(), NodeValue::Value(value))).collect()
            }
            NodeValue::Tables(tables) => {
                tables.iter().map(|table| element(table.span(), NodeValue::Table(table))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The elements of a list, or the value itself when it is none.
    pub(super) fn one_or_many(&self) -> Vec<Node<'a>> {
        if self.kind() == Kind::List { self.elements() } else { vec![*self] }
    }

    pub(super) fn text(&self) -> Option<Text> {
        let NodeValue::Value(Value::String(text)) = self.value else {
            return None;
        };
        Some(Spanned::new(text.value().clone(), self.span))
    }

    pub(super) fn boolean(&self) -> Option<Spanned<bool>> {
        let NodeValue::Value(value) = self.value else {
            return None;
        };
        value.as_bool().map(|value| Spanned::new(value, self.span))
    }

    pub(super) fn integer(&self) -> Option<Spanned<i64>> {
        let NodeValue::Value(value) = self.value else {
            return None;
        };
        value.as_integer().map(|value| Spanned::new(value, self.span))
    }

    /// As the author wrote it.
    pub(super) fn written<'s>(&self, source: &'s Source) -> &'s str {
        source.text.get(self.span.start..self.span.end).unwrap_or_default()
    }
}

fn entry<'a>(table: &'a dyn TableLike, name: &str, item: &'a Item) -> Option<(Text, Node<'a>)> {
    let key = table.key(name).and_then(toml_edit::Key::span);
    let key = span_of(key, Span::default());
    let (value, span) = match item {
        Item::None => return None,
        Item::Value(value) => (NodeValue::Value(value), span_of(value.span(), key)),
        Item::Table(table) => (NodeValue::Table(table), key),
        Item::ArrayOfTables(tables) => (NodeValue::Tables(tables), key),
    };
    Some((Spanned::new(name.to_owned(), key), Node { value, span, label: key }))
}

fn span_of(span: Option<std::ops::Range<usize>>, otherwise: Span) -> Span {
    span.map_or(otherwise, Span::from)
}
