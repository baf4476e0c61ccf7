//! Names as written, and text that people read.

use super::{Check, Declared, Origin, deprecated};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{FieldDecl, Literal, ResourceDecl, Text};
use crate::model::forms::{is_hidden, is_joiner, is_reordering};
use crate::model::name::{is_snake_case, to_snake_case};
use crate::model::plural::{plural, singular};
use crate::model::{Access, Column, Memory, Name, Order, PageBounds, Resource, ResourceId, words};

/// The longest name: with `_id` it still fits Postgres' 63 bytes.
const LONGEST: usize = 60;

/// Why a name cannot be used: a few words after "`name` is …".
pub(super) type Reason = &'static str;

/// Takes a name, or says why not.
pub(super) fn take(
    check: &mut Check<'_>,
    name: &Text,
    reserved: impl Fn(&str) -> Option<Reason>,
) -> Option<Name> {
    if !is_snake_case(&name.value) {
        let fault = Diagnostic::error(
            Code::BadName,
            format!("`{}` is not a name", name.value.escape_debug()),
        )
        .at(name.span, "lower-case letters, digits and single underscores, a letter first");
        let visible = name.value.replace(is_hidden, "");
        let better = to_snake_case(&visible).filter(|better| reserved(better).is_none());
        check.report(match better {
            Some(better) => fault.help(format!("write `{better}`")).suggest(name.span, better),
            None => fault,
        });
        return None;
    }
    if name.value.len() > LONGEST {
        check.report(
            Diagnostic::error(
                Code::NameTooLong,
                format!("the name has {} characters", name.value.len()),
            )
            .at(name.span, format!("at most {LONGEST}")),
        );
        return None;
    }
    if let Some(reason) = reserved(&name.value) {
        check.report(
            Diagnostic::error(Code::NameReserved, format!("`{}` is {reason}", name.value))
                .at(name.span, "needs another name"),
        );
        return None;
    }
    Some(Name::new(&name.value))
}

/// What neither Rust nor Postgres lets anybody use.
pub(super) fn reserved_everywhere(name: &str) -> Option<Reason> {
    if words::RUST_NEVER.contains(&name) {
        return Some("a keyword of Rust that has no other spelling");
    }
    name.starts_with("pg_").then_some("kept for Postgres, like everything that begins with `pg_`")
}

/// What cannot be the Rust type of a resource or enum.
pub(super) fn reserved_type(name: &str) -> Option<Reason> {
    let pascal = Name::new(name).pascal();
    words::TYPES.contains(&pascal.as_str()).then_some("the name of a type that the service uses")
}

fn reserved_resource(name: &str) -> Option<Reason> {
    reserved_everywhere(name).or_else(|| reserved_type(name))
}

fn reserved_plural(plural: &str) -> Option<Reason> {
    if words::RUST_NEVER.contains(&plural) {
        return Some("a keyword of Rust that has no other spelling");
    }
    if plural.starts_with("pg_") {
        return Some("kept for Postgres, like everything that begins with `pg_`");
    }
    if words::DEVICES.contains(&plural) {
        return Some("a device on Windows, where no file can have this name");
    }
    if words::MODULES.contains(&plural) {
        return Some("a module of the service");
    }
    if words::PRIMITIVES.contains(&plural) {
        return Some("a type of Rust");
    }
    if words::CRATES.contains(&plural) {
        return Some("a crate that the service is built from");
    }
    words::TABLES.contains(&plural).then_some("a table of the service")
}

/// Takes the resources and their plurals; the account comes first when it is not written.
pub(super) fn resources(check: &mut Check<'_>) {
    let document = check.document;
    if !document.resources.iter().any(|resource| resource.name.value == "user") {
        add(check, "user", None);
    }
    for resource in &document.resources {
        take(check, &resource.name, reserved_resource);
        add(check, &resource.name.value, Some(resource));
    }
    for (id, written) in check.written() {
        let plural = resource_plural(check, written);
        check.model.resources[id.0].plural = plural;
    }
}

fn add<'a>(check: &mut Check<'a>, name: &'a str, written: Option<&'a ResourceDecl>) {
    let id = ResourceId(check.model.resources.len());
    check.resources.insert(name, id);
    check.declared.push(Declared { written, ..Declared::default() });
    let flag = |flag: Option<bool>| flag.unwrap_or(false);
    check.model.resources.push(Resource {
        name: Name::new(name),
        plural: Name::new(plural(name)),
        summary: written
            .and_then(|it| it.summary.as_ref())
            .map(|it| it.value.clone())
            .unwrap_or_default(),
        deprecated: deprecated::notice(written.and_then(|it| it.deprecated.as_ref())),
        account: name == "user",
        key: None,
        under: None,
        fields: Vec::new(),
        owner: None,
        access: Access::default(),
        actions: Vec::new(),
        order: Order { column: Column::Id, descending: true },
        page: PageBounds { default: 20, max: 100 },
        unique: Vec::new(),
        indexes: Vec::new(),
        checks: Vec::new(),
        soft_delete: flag(written.and_then(|it| it.soft_delete.as_ref()).map(|it| it.value)),
        linked_from: Vec::new(),
        sample: Memory::default(),
        shown: Memory::default(),
    });
}

fn resource_plural(check: &mut Check<'_>, written: &ResourceDecl) -> Name {
    if let Some(plural) = &written.plural {
        take(check, plural, reserved_plural);
        return Name::new(&plural.value);
    }
    let name = &written.name;
    if let Some(singular) = singular(&name.value).filter(|one| is_snake_case(one)) {
        check.report(
            Diagnostic::warning(Code::NotSingular, format!("`{}` reads as a plural", name.value))
                .at(name.span, "a resource is named after one of them")
                .help(format!("name it `{singular}`, or keep it and write `plural`"))
                .suggest(name.span, singular),
        );
    }
    let derived = plural(&name.value);
    if let Some(reason) = reserved_plural(&derived).filter(|_| !check.is_reported(name.span)) {
        check.report(
            Diagnostic::error(Code::NameReserved, format!("the plural `{derived}` is {reason}"))
                .at(name.span, format!("module, table and path would be `{derived}`"))
                .help("say another one with `plural`"),
        );
    }
    Name::new(derived)
}

/// What cannot be a field of a resource.
pub(super) fn reserved_field(name: &str, account: bool) -> Option<Reason> {
    if words::COLUMNS.contains(&name) {
        return Some("a column that the service keeps for itself");
    }
    if words::SQL_SYSTEM_COLUMNS.contains(&name) {
        return Some("a column that every table of Postgres has");
    }
    if account && words::ACCOUNT_COLUMNS.contains(&name) {
        return Some("a field that every account has");
    }
    if words::PARAMETERS.contains(&name) {
        return Some("a parameter of every list");
    }
    if words::CONDITION_WORDS.contains(&name) {
        return Some("a word of conditions");
    }
    reserved_everywhere(name)
}

/// What cannot be a variant of an enum.
pub(super) fn reserved_variant(name: &str) -> Option<Reason> {
    if ["false", "me", "null", "true"].contains(&name) {
        return Some("a word of conditions");
    }
    (name == "self").then_some("a keyword of Rust that has no other spelling")
}

/// Where a field that nobody wrote comes from.
pub(super) const fn unwritten(span: Span) -> Origin<'static> {
    Origin { written: None, span, faulty: false }
}

/// Looks for characters that cannot be seen, in all text that people read.
pub(super) fn texts(check: &mut Check<'_>) {
    let document = check.document;
    let mut texts = Vec::new();
    texts.extend(&document.service.summary);
    let mut defaults = Vec::new();
    for resource in &document.resources {
        texts.extend(&resource.summary);
        texts.extend(resource.actions.iter().flat_map(|action| &action.summary));
        let actions = resource.actions.iter().filter_map(|action| action.deprecated.as_ref());
        let notices = resource.deprecated.iter().chain(actions);
        texts.extend(notices.filter_map(|notice| notice.value.instead.as_ref()));
        for field in fields_of(resource) {
            texts.extend(&field.summary);
            texts.extend(&field.deprecated);
            if let Some(default) = &field.default {
                default_texts(&default.value, default.span, &mut defaults);
            }
        }
    }
    // What joins letters and emoji is seen by what it does. A default may be one of a field by
    // which people tell rows apart.
    let texts = texts.into_iter().map(|text| (text.value.replace(is_joiner, ""), text.span));
    for (text, span) in texts.chain(defaults) {
        // What the whole file must not hold is reported by those who read it.
        let hidden =
            |letter: &char| is_hidden(*letter) && !letter.is_control() && !is_reordering(*letter);
        let Some(hidden) = text.chars().find(hidden) else {
            continue;
        };
        let code = u32::from(hidden);
        check.report(
            Diagnostic::error(
                Code::HiddenText,
                format!("the text holds the character U+{code:04X}"),
            )
            .at(span, "cannot be seen here")
            .help("leave it out"),
        );
    }
}

fn fields_of(resource: &ResourceDecl) -> impl Iterator<Item = &FieldDecl> {
    resource.fields.iter().chain(resource.actions.iter().flat_map(|action| &action.takes))
}

fn default_texts(literal: &Literal, span: Span, texts: &mut Vec<(String, Span)>) {
    match literal {
        Literal::Text(text) => texts.push((text.clone(), span)),
        Literal::Json(value) => texts.push((value.to_string(), span)),
        Literal::List(items) => {
            for item in items {
                default_texts(&item.value, item.span, texts);
            }
        }
        _ => {}
    }
}
