//! `TYPE[?] [attribute …] [= default]`

use super::rules::rule_at;
use super::types::{Typed, optional};
use super::values::{Functions, literal, number};
use super::{Cursor, Parsed};
use crate::diagnostic::{Code, Diagnostic, Span, nearest};
use crate::document::expression::{Flag, Literal, OnDelete, RuleDecl};
use crate::document::fragment::Fragment;
use crate::document::lexer::Token;
use crate::document::words::{ATTRIBUTES, AttributeWord, ON_DELETE, Takes, attribute_named};
use crate::document::{Spanned, Text};

/// What an attribute says.
#[derive(Debug)]
pub(in crate::document) enum Attribute {
    Flag(Flag),
    Names(Vec<Text>),
    Rules(Vec<RuleDecl>),
    Pattern(Text),
    Limit(Spanned<Literal>),
    OnDelete(Spanned<OnDelete>),
    Name(Text),
    Reason(Text),
}

/// A field's short form. What could not be read is left out and reported.
pub(in crate::document) struct Field {
    pub(in crate::document) typed: Option<Typed>,
    /// Each with its word and where it stands.
    pub(in crate::document) attributes: Vec<(&'static AttributeWord, Spanned<Attribute>)>,
    pub(in crate::document) default: Option<Spanned<Literal>>,
}

/// Reads a field's short form.
pub(in crate::document) fn field(fragment: &Fragment, faults: &mut Vec<Diagnostic>) -> Field {
    let mut cursor = Cursor::new(fragment);
    let mut field = read(&mut cursor, faults);
    let is_owner = |word: &AttributeWord| matches!(word.takes, Takes::Nothing(Flag::Owner));
    if field.typed.is_none() && !field.attributes.iter().any(|(word, _)| is_owner(word)) {
        field.attributes.extend(owner_behind(&cursor));
    }
    field
}

/// `owner`, where it stands behind something that could not be read: every rule that asks for the
/// owner would be faulty as well.
fn owner_behind(cursor: &Cursor<'_>) -> Option<(&'static AttributeWord, Spanned<Attribute>)> {
    let said = cursor.lexemes.get(1..)?.iter();
    let said = said.rev().find(|lexeme| lexeme.token == Token::Word("owner".to_owned()))?;
    let owner = Spanned::new(Attribute::Flag(Flag::Owner), said.span);
    Some((attribute_named("owner")?, owner))
}

fn read(cursor: &mut Cursor<'_>, faults: &mut Vec<Diagnostic>) -> Field {
    let mut field = Field { typed: None, attributes: Vec::new(), default: None };
    match optional(cursor) {
        Ok(typed) => field.typed = Some(typed),
        Err(fault) => {
            let is_nothing = cursor.at == 0;
            faults.push(*fault);
            if is_nothing || !recover(cursor, 0) {
                return field;
            }
        }
    }
    let mut strangers = false;
    while !cursor.is_at_end() {
        if cursor.take_sign(",").is_some() {
            continue;
        }
        if cursor.take_sign("=").is_some() {
            match default(cursor) {
                Ok(default) => field.default = Some(default),
                Err(fault) => faults.push(*fault),
            }
            return field;
        }
        let start = cursor.at;
        let is_word = matches!(cursor.peek(), Some(Token::Word(_)));
        match attribute(cursor) {
            Ok(attribute) => {
                strangers = false;
                field.attributes.push(attribute);
            }
            Err(fault) => {
                let is_strange = fault.code == Code::UnknownAttribute && fault.help.is_none();
                match faults.last_mut().filter(|_| strangers && is_strange) {
                    Some(first) => join(first, *fault),
                    None => faults.push(*fault),
                }
                strangers = is_strange;
                field.attributes.extend(meant(cursor));
                if !is_word || !recover(cursor, start) {
                    return field;
                }
            }
        }
    }
    field
}

fn default(cursor: &mut Cursor<'_>) -> Parsed<Spanned<Literal>> {
    let default = literal(cursor, "a default", Functions::All)?;
    if cursor.is_at_end() {
        return Ok(default);
    }
    let fault = cursor.unexpected("the end of the field");
    Err(match cursor.peek() {
        Some(Token::Word(word)) if attribute_named(word).is_some() => {
            Box::new(fault.help("the default stands last, after the attributes"))
        }
        Some(Token::Word(_) | Token::Number(_)) => {
            Box::new(fault.help("text stands in single quotes: `= 'some text'`"))
        }
        _ => fault,
    })
}

fn attribute(cursor: &mut Cursor<'_>) -> Parsed<(&'static AttributeWord, Spanned<Attribute>)> {
    if cursor.peek() == Some(&Token::Sign("?")) {
        let fault = cursor.unexpected("an attribute, or `=` and a default");
        return Err(Box::new(fault.help("`?` stands right after the type")));
    }
    let name = cursor.name("an attribute, or `=` and a default")?;
    let Some(word) = attribute_named(&name.value) else {
        return Err(unknown(&name));
    };
    let said = match word.takes {
        Takes::Nothing(flag) => {
            if cursor.peek() == Some(&Token::Sign("(")) {
                return Err(arguments(word, cursor.span(), "takes no arguments", word.name));
            }
            Attribute::Flag(flag)
        }
        takes => {
            if cursor.take_sign("(").is_none() {
                let form = format!("{}({})", word.name, sample(takes));
                return Err(arguments(word, name.span, "needs its arguments", &form));
            }
            argued(cursor, takes)?
        }
    };
    Ok((word, Spanned::new(said, cursor.since(name.span))))
}

/// `owner`, where the misspelt attribute that the cursor has just passed is meant for it: every
/// rule that asks for the owner would be faulty as well.
fn meant(cursor: &Cursor<'_>) -> Option<(&'static AttributeWord, Spanned<Attribute>)> {
    let lexeme = cursor.lexemes.get(cursor.at.checked_sub(1)?)?;
    let Token::Word(written) = &lexeme.token else { return None };
    let name = nearest(written, ATTRIBUTES.iter().map(|word| word.name))?;
    let word = attribute_named(name).filter(|word| word.name != written.as_str())?;
    let owner = Spanned::new(Attribute::Flag(Flag::Owner), lexeme.span);
    matches!(word.takes, Takes::Nothing(Flag::Owner)).then_some((word, owner))
}

/// What stands in the parentheses, and the closing one.
fn argued(cursor: &mut Cursor<'_>, takes: Takes) -> Parsed<Attribute> {
    let said = match takes {
        Takes::Names => {
            return Ok(Attribute::Names(cursor.names("a role, `owner` or a relation")?));
        }
        Takes::Rules => return Ok(Attribute::Rules(cursor.list(rule_at)?)),
        Takes::Pattern => Attribute::Pattern(quoted(cursor, "a pattern in single quotes")?),
        Takes::Reason => {
            Attribute::Reason(quoted(cursor, "what to use instead, in single quotes")?)
        }
        Takes::Limit => Attribute::Limit(limit(cursor)?),
        Takes::OnDelete => Attribute::OnDelete(on_delete(cursor)?),
        Takes::Name | Takes::Nothing(_) => Attribute::Name(cursor.name("the former name")?),
    };
    cursor.sign(")")?;
    Ok(said)
}

fn quoted(cursor: &mut Cursor<'_>, expected: &str) -> Parsed<Text> {
    let Some(Token::Quoted(text)) = cursor.peek() else {
        return Err(cursor.unexpected(expected));
    };
    let text = Spanned::new(text.clone(), cursor.span());
    cursor.at += 1;
    Ok(text)
}

fn limit(cursor: &mut Cursor<'_>) -> Parsed<Spanned<Literal>> {
    if matches!(cursor.peek(), Some(Token::Quoted(_))) {
        return Ok(quoted(cursor, "")?.map(Literal::Text));
    }
    Ok(number(cursor, "a number, or a date or time in single quotes")?.map(Literal::Number))
}

fn on_delete(cursor: &mut Cursor<'_>) -> Parsed<Spanned<OnDelete>> {
    let expected = "`restrict`, `cascade` or `null`";
    let fault = cursor.unexpected(expected);
    let word = cursor.name(expected)?;
    let Some(value) = OnDelete::from_word(&word.value) else {
        let candidates = ON_DELETE.iter().copied();
        return Err(Box::new(fault.suggest_nearest(word.span, &word.value, candidates)));
    };
    Ok(Spanned::new(value, word.span))
}

/// Words in a row of which none is like an attribute are one thing: a sentence, or a rule.
fn join(first: &mut Diagnostic, next: Diagnostic) {
    if let (Some(label), Some(next)) = (&mut first.primary, next.primary) {
        label.span = label.span.to(next.span);
        "not attributes".clone_into(&mut label.text);
    }
    let name = next.message.trim_start_matches("unknown attribute ");
    let known = first.message.trim_start_matches("unknown attribute").trim_start_matches('s');
    first.message = format!("unknown attributes{known}, {name}");
}

fn unknown(name: &Text) -> Box<Diagnostic> {
    let message = format!("unknown attribute `{}`", name.value);
    let fault =
        Diagnostic::error(Code::UnknownAttribute, message).at(name.span, "not an attribute");
    let names = ATTRIBUTES.iter().map(|word| word.name);
    Box::new(match name.value.as_str() {
        "optional" | "nullable" => fault.help("`?` after the type says that it may be null"),
        "required" => fault.help("a field is required unless its type ends with `?`"),
        "default" => fault.help("a default stands last: `= VALUE`"),
        written => fault.suggest_nearest(name.span, written, names),
    })
}

fn arguments(word: &AttributeWord, span: Span, what: &str, form: &str) -> Box<Diagnostic> {
    let fault = Diagnostic::error(Code::AttributeArguments, format!("`{}` {what}", word.name))
        .at(span, what)
        .help(format!("write it as `{form}`"));
    Box::new(fault)
}

const fn sample(takes: Takes) -> &'static str {
    match takes {
        Takes::Nothing(_) => "",
        Takes::Names => "owner, admin",
        Takes::Rules => "owner",
        Takes::Pattern => "'[a-z]+'",
        Takes::Limit => "0",
        Takes::OnDelete => "cascade",
        Takes::Name => "old_name",
        Takes::Reason => "'use title'",
    }
}

/// Goes on after a faulty type or attribute that began at `start`: past its brackets, to the
/// next word.
/// `false` where nothing can be told any more.
fn recover(cursor: &mut Cursor<'_>, start: usize) -> bool {
    let before = cursor.lexemes[start..cursor.at].iter();
    let mut depth = before.fold(0_i32, |depth, lexeme| depth + step(&lexeme.token)).max(0);
    while let Some(token) = cursor.peek() {
        let is_argument = depth > 0 || matches!(token, Token::Sign("(" | "["));
        if !is_argument && matches!(token, Token::Word(_) | Token::Sign("=" | ",")) {
            return true;
        }
        depth += step(token);
        cursor.at += 1;
    }
    depth == 0
}

const fn step(token: &Token) -> i32 {
    match token {
        Token::Sign(sign) => match sign.as_bytes() {
            b"(" | b"[" => 1,
            b")" | b"]" => -1,
            _ => 0,
        },
        _ => 0,
    }
}
