//! `TYPE[?]`

use super::{Cursor, Parsed, whole};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::expression::{Bounds, TypeExpr, VariantDecl};
use crate::document::fragment::Fragment;
use crate::document::lexer::Token;
use crate::document::words::{
    Arguments, TYPES, TypeWord, attribute_named, foreign_type, type_named,
};
use crate::document::{Spanned, Text};

/// A type and the place of its `?`.
pub(in crate::document) type Typed = (Spanned<TypeExpr>, Option<Span>);

/// The `type` key of a field's long form.
pub(in crate::document) fn type_alone(fragment: &Fragment) -> Parsed<Typed> {
    whole(fragment, |cursor| {
        let typed = optional(cursor)?;
        match cursor.peek() {
            Some(Token::Word(word)) if attribute_named(word).is_some() => Err(Box::new(
                cursor
                    .unexpected("the end of the type")
                    .help(format!("in a table, attributes are keys of their own: `{word} = …`")),
            )),
            _ => Ok(typed),
        }
    })
}

/// `TYPE[?]`
pub(super) fn optional(cursor: &mut Cursor<'_>) -> Parsed<Typed> {
    let start = cursor.span();
    let value = kind(cursor)?;
    let value = Spanned::new(value, cursor.since(start));
    Ok((value, cursor.take_sign("?")))
}

fn kind(cursor: &mut Cursor<'_>) -> Parsed<TypeExpr> {
    if let Some(arrow) = cursor.take_sign("->") {
        let target = cursor.name("a resource")?;
        if let Some(rename) = cursor.take_word("as") {
            return Err(one_way(cursor, arrow, rename));
        }
        return Ok(TypeExpr::BelongsTo { target });
    }
    if cursor.take_sign("<->").is_some() {
        let target = cursor.name("a resource")?;
        let renamed = cursor.take_word("as").is_some();
        let rename = renamed.then(|| cursor.name("a name for the other end")).transpose()?;
        return Ok(TypeExpr::ManyToMany { target, rename });
    }
    if cursor.take_sign("[").is_some() {
        return list(cursor);
    }
    if let Some(fault) = arrow(cursor) {
        return Err(fault);
    }
    let name = cursor.name("a type")?;
    let Some(word) = type_named(&name.value) else {
        return named(cursor, name);
    };
    arguments(cursor, word, &name)
}

/// `[TYPE](MIN..MAX)` after its `[`.
fn list(cursor: &mut Cursor<'_>) -> Parsed<TypeExpr> {
    let start = cursor.span();
    if cursor.peek() == Some(&Token::Sign("[")) {
        let fault = Diagnostic::error(Code::TooDeep, "a list of lists")
            .at(start, "a list holds a simple type")
            .help("use `json`, or a resource of its own");
        return Err(Box::new(fault));
    }
    let item = kind(cursor)?;
    let item = Box::new(Spanned::new(item, cursor.since(start)));
    cursor.sign("]")?;
    Ok(TypeExpr::List { item, bounds: bounds(cursor)? })
}

/// The fault of an arrow in another form, as `=> user`.
fn arrow(cursor: &Cursor<'_>) -> Option<Box<Diagnostic>> {
    let rest = &cursor.lexemes[cursor.at.min(cursor.lexemes.len())..];
    let is_part = |token: &Token| match token {
        Token::Sign(sign) => ["<", ">", "-", "=", "->", "<->", "<=", ">=", "<>"].contains(sign),
        Token::Stray(stray) => "→←↔⇒⇐⇔⟶⟵⟷—–−>".contains(*stray),
        _ => false,
    };
    let parts = rest.iter().take_while(|lexeme| is_part(&lexeme.token)).count();
    let (first, name) = (rest.first()?, rest.get(parts)?);
    if parts == 0 || !matches!(name.token, Token::Word(_)) {
        return None;
    }
    let behind = rest.get(parts + 1).map(|lexeme| &lexeme.token);
    let is_mutual = behind == Some(&Token::Word("as".to_owned()));
    let arrow = if is_mutual { "<->" } else { "->" };
    let written = Span::new(first.span.start, name.span.start);
    let fault =
        cursor.unexpected("a type").help(format!("a relation is written `{arrow} {}`", name.text));
    Some(Box::new(fault.suggest(written, format!("{arrow} "))))
}

/// The fault of a list at the other end of a relation to one row, whose `as` has just been passed.
fn one_way(cursor: &mut Cursor<'_>, arrow: Span, rename: Span) -> Box<Diagnostic> {
    // What it is called is no attribute.
    cursor.at += usize::from(matches!(cursor.peek(), Some(Token::Word(_))));
    let fault = Diagnostic::error(Code::Unexpected, "a relation to one row with `as`")
        .at(rename, "names the list at the other end of a many-to-many relation")
        .help("many to many is written `<->`")
        .suggest(arrow, "<->");
    Box::new(fault)
}

/// A word that is no built-in type: with parentheses it can be nothing else.
fn named(cursor: &mut Cursor<'_>, name: Text) -> Parsed<TypeExpr> {
    if cursor.next_is_word("as") && matches!(cursor.peek_after(), Some(Token::Word(_))) {
        // Neither `as` nor what follows it is an attribute.
        cursor.at += 2;
        let message = format!("unknown type `{}`", name.value);
        let fault = Diagnostic::error(Code::UnknownType, message)
            .at(name.span, "not a type")
            .help(format!("a many-to-many relation is written `<-> {}`", name.value))
            .suggest(name.span, format!("<-> {}", name.value));
        return Err(Box::new(fault));
    }
    if cursor.peek() != Some(&Token::Sign("(")) {
        return Ok(TypeExpr::Named(name.value));
    }
    let fault = Diagnostic::error(Code::UnknownType, format!("unknown type `{}`", name.value))
        .at(name.span, "not a type");
    if let Some(meant) = foreign_type(&name.value) {
        return Err(Box::new(fault.help(format!("here it is called `{meant}`"))));
    }
    let names = || TYPES.iter().map(|word| word.name);
    let fault = fault.suggest_nearest(name.span, &name.value, names());
    if fault.help.is_some() {
        return Err(Box::new(fault));
    }
    let names: Vec<_> = names().map(|name| format!("`{name}`")).collect();
    Err(Box::new(fault.help(format!("the types are {}", names.join(", ")))))
}

fn arguments(cursor: &mut Cursor<'_>, word: &TypeWord, name: &Text) -> Parsed<TypeExpr> {
    match word.arguments {
        Arguments::Nothing => {
            if cursor.peek() == Some(&Token::Sign("(")) {
                return Err(no_arguments(cursor, word));
            }
            Ok(plain(word.name))
        }
        Arguments::Bounds => {
            let bounds = bounds(cursor)?;
            Ok(match word.name {
                "string" => TypeExpr::String(bounds),
                "text" => TypeExpr::Text(bounds),
                "integer" => TypeExpr::Integer(bounds),
                _ => TypeExpr::Bigint(bounds),
            })
        }
        Arguments::PrecisionAndScale => {
            open(cursor, word, name)?;
            let precision = whole_number(cursor)?;
            cursor.sign(",")?;
            let scale = whole_number(cursor)?;
            cursor.sign(")")?;
            Ok(TypeExpr::Decimal { precision, scale })
        }
        Arguments::Field => {
            open(cursor, word, name)?;
            let from = cursor.name("a field")?;
            cursor.sign(")")?;
            Ok(TypeExpr::Slug { from })
        }
        Arguments::Variants => {
            open(cursor, word, name)?;
            Ok(TypeExpr::Enum(cursor.list(variant)?))
        }
        Arguments::Resource => {
            open(cursor, word, name)?;
            let (resource, relation) = qualified(cursor)?;
            cursor.sign(")")?;
            Ok(match word.name {
                "count" => TypeExpr::Count { resource, relation },
                _ => TypeExpr::Mine { resource, relation },
            })
        }
    }
}

/// A variant in a list of its own. What is no word at all is taken as it is, to be refused as
/// a name.
pub(in crate::document) fn variant_alone(fragment: &Fragment) -> VariantDecl {
    whole(fragment, variant).unwrap_or_else(|_| {
        let name = super::name(fragment);
        VariantDecl { span: name.span, name, was: None }
    })
}

/// `NAME`, `NAME was(NAME)`
fn variant(cursor: &mut Cursor<'_>) -> Parsed<VariantDecl> {
    let start = cursor.span();
    let name = cursor.name("a variant")?;
    let mut was = None;
    if cursor.take_word("was").is_some() {
        cursor.sign("(")?;
        was = Some(cursor.name("the former name")?);
        cursor.sign(")")?;
    }
    Ok(VariantDecl { name, was, span: cursor.since(start) })
}

fn plain(name: &str) -> TypeExpr {
    match name {
        "float" => TypeExpr::Float,
        "boolean" => TypeExpr::Boolean,
        "date" => TypeExpr::Date,
        "time" => TypeExpr::Time,
        "timestamp" => TypeExpr::Timestamp,
        "uuid" => TypeExpr::Uuid,
        "email" => TypeExpr::Email,
        "url" => TypeExpr::Url,
        _ => TypeExpr::Json,
    }
}

/// `RESOURCE[.RELATION]`
pub(super) fn qualified(cursor: &mut Cursor<'_>) -> Parsed<(Text, Option<Text>)> {
    let resource = cursor.name("a resource")?;
    let dotted = cursor.take_sign(".").is_some();
    let relation = dotted.then(|| cursor.name("a relation")).transpose()?;
    Ok((resource, relation))
}

fn open(cursor: &mut Cursor<'_>, word: &TypeWord, name: &Text) -> Parsed<()> {
    if cursor.take_sign("(").is_some() {
        return Ok(());
    }
    let message = format!("`{}` needs its arguments", word.name);
    let fault = Diagnostic::error(Code::AttributeArguments, message)
        .at(name.span, "expected `(` after it")
        .help(format!("write it as `{}`", word.form));
    Err(Box::new(fault))
}

fn no_arguments(cursor: &Cursor<'_>, word: &TypeWord) -> Box<Diagnostic> {
    let message = format!("`{}` takes no arguments", word.name);
    let fault =
        Diagnostic::error(Code::AttributeArguments, message).at(cursor.span(), "not expected here");
    Box::new(match word.name {
        "float" | "date" | "time" | "timestamp" => {
            fault.help("its bounds are `min(…)` and `max(…)`")
        }
        _ => fault,
    })
}

/// `(MIN..MAX)`, `(MIN..)`, `(..MAX)`, `(N)` or nothing.
fn bounds(cursor: &mut Cursor<'_>) -> Parsed<Option<Spanned<Bounds>>> {
    let Some(start) = cursor.take_sign("(") else {
        return Ok(None);
    };
    let closes = |token: Option<&Token>| token == Some(&Token::Sign(")"));
    let open_below = cursor.peek() == Some(&Token::Sign(".."));
    let min = if open_below { None } else { Some(whole_number(cursor)?) };
    if min.is_some() && closes(cursor.peek()) {
        cursor.at += 1;
        return Ok(Some(Spanned::new(Bounds { min, max: min }, cursor.since(start))));
    }
    cursor.sign("..").map_err(|fault| {
        let form = "bounds are `(MIN..MAX)`, `(MIN..)`, `(..MAX)` or `(N)`";
        Box::new(fault.help(form))
    })?;
    let open_above = min.is_some() && closes(cursor.peek());
    let max = if open_above { None } else { Some(whole_number(cursor)?) };
    cursor.sign(")")?;
    Ok(Some(Spanned::new(Bounds { min, max }, cursor.since(start))))
}

/// A number without a point, with a `-` or not.
fn whole_number(cursor: &mut Cursor<'_>) -> Parsed<Spanned<i64>> {
    let written = super::values::number(cursor, "a whole number")?;
    let Ok(value) = written.value.parse() else {
        let message = format!("`{}` is not a whole number of 64 bits", written.value);
        return Err(Box::new(Diagnostic::error(Code::BadNumber, message).at(written.span, "")));
    };
    Ok(Spanned::new(value, written.span))
}
