//! From what the author wrote to what it means.
//!
//! [`check`] asks the [`RULES`] one after the other. The first ones resolve: they turn names
//! into ids and words into values, and leave out what they could not read. The later ones
//! judge what came out. A fault is reported once: what follows from it stays silent.

mod access;
mod accounts;
mod actions;
mod attributes;
mod conditions;
mod cycles;
mod defaults;
mod deprecated;
mod derived;
mod enums;
mod fields;
mod former;
mod insecure;
mod keys;
mod limits;
mod lookup;
mod members;
mod misnamed;
mod names;
mod relations;
mod roles;
mod rows;
mod scalars;
mod service;
mod unbuilt;
mod uniqueness;
mod values;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{EnumId, Field, FieldId, Model, Resource, ResourceId, RoleId, Service};
use crate::diagnostic::{Code, Diagnostic, Label, Severity, Span, sort};
use crate::document::{Document, FieldDecl, ResourceDecl};
use crate::model::{Memory, Name};

/// One rule of the language.
struct Rule {
    /// What it may report.
    codes: &'static [&'static [Code]],
    /// Why it is asked.
    reason: &'static str,
    /// Asks it.
    ask: fn(&mut Check<'_>),
}

const fn rule(
    codes: &'static [&'static [Code]],
    reason: &'static str,
    ask: fn(&mut Check<'_>),
) -> Rule {
    Rule { codes, reason, ask }
}

/// What is wrong with a name by itself.
const NAME: &[Code] = &[Code::BadName, Code::NameTooLong, Code::NameReserved];
/// What is wrong with a type.
const TYPE: &[Code] = &[
    Code::UnknownResource,
    Code::UnknownType,
    Code::BoundsReversed,
    Code::BoundUnfit,
    Code::BadListItem,
    Code::BadVariants,
    Code::BadFormer,
    Code::TooMany,
];
/// What is wrong with whom a rule means.
const WHO: &[Code] =
    &[Code::UnknownRole, Code::NotAPerson, Code::NoOwner, Code::OwnerOnCreate, Code::UnknownField];
/// What is wrong with a condition.
const CONDITION: &[Code] = &[
    Code::UnknownField,
    Code::UnknownVariant,
    Code::NotComparable,
    Code::NeverHolds,
    Code::NotConstant,
];

/// Every rule, in the order in which they are asked.
const RULES: &[Rule] = {
    #[cfg_attr(
        not(test),
        expect(clippy::enum_glob_use, reason = "the table names most of them")
    )]
    use Code::*;
    &[
        // The words.
        rule(&[&[NotYet]], "what is not built must not be relied on", unbuilt::features),
        rule(&[&[HiddenText]], "what a reader cannot see must not reach code", names::texts),
        rule(&[NAME], "crate, database and image are named after the service", service::name),
        rule(&[NAME, &[BadRoles]], "rules name roles", roles::declare),
        rule(
            &[&[UnknownRole, BadRoles]],
            "a role has the rights of what it includes",
            roles::include,
        ),
        rule(&[&[BadRoles]], "a new account has one role, and not the highest", roles::default),
        rule(&[NAME, &[BadVariants, BadFormer, TooMany]], "fields share enums", enums::declare),
        rule(
            &[NAME, &[NotSingular]],
            "everything of a resource is named after it",
            names::resources,
        ),
        // The fields.
        rule(&[NAME, TYPE], "a field is a column and a key of JSON", fields::declare),
        rule(&[&[AttributeMisplaced]], "what means nothing is a mistake", attributes::fit),
        rule(
            &[&[Contradiction, NullRequired]],
            "opposites cannot both hold",
            attributes::contradict,
        ),
        rule(&[&[TextTooLong]], "Postgres indexes short text only", attributes::indexed_text),
        rule(
            &[&[BadPattern, PatternUnfit]],
            "three languages read a pattern",
            attributes::patterns,
        ),
        rule(&[&[UnknownField, BadSlug]], "a slug is derived from a text", fields::slugs),
        rule(&[&[UnknownField, BadCount]], "counts follow relations", relations::counts),
        rule(&[&[BadOwner]], "`owner` means one relation", relations::owners),
        rule(
            &[&[UnknownResource, BadUnder, Contradiction]],
            "rows live under a parent",
            relations::parents,
        ),
        rule(&[&[NamesCollide]], "links are listed at both ends", relations::far_ends),
        rule(
            &[&[UnknownVariant, BadDefault, DefaultUnfit]],
            "a default must be accepted",
            defaults::resolve,
        ),
        rule(&[&[UnknownField, BadKey]], "paths name rows by their key", keys::resolve),
        rule(&[NAME, &[BadFormer]], "what was renamed is not there any more", former::resolve),
        // Who may do what.
        rule(&[WHO, CONDITION], "people guard fields and links", access::guards),
        rule(&[&[NotForAccounts]], "accounts are not like other rows", accounts::differ),
        rule(&[&[NoAccess]], "what no rule allows is refused", access::present),
        rule(&[WHO, CONDITION], "rules name people and conditions", access::resolve),
        rule(&[&[NotWritable]], "every row must be possible to create", access::writable),
        rule(
            &[&[BadDeprecation, NotForAccounts]],
            "clients must be able to do without what goes",
            deprecated::judge,
        ),
        // The rows.
        rule(
            &[CONDITION, &[NotOrdered, TooMany, NamesCollide]],
            "uniqueness is over columns",
            rows::unique,
        ),
        rule(
            &[&[UnknownField, NotOrdered, TooMany, NamesCollide]],
            "indexes are over columns",
            rows::indexes,
        ),
        rule(&[&[UnknownField, NotOrdered, Contradiction]], "lists have an order", rows::order),
        rule(&[&[BadPage]], "pages have a size", rows::page),
        rule(&[CONDITION], "checks hold for every row", rows::checks),
        rule(&[&[DefaultUnfit]], "a default must keep the checks", defaults::keep_checks),
        rule(&[&[FewCanKeep]], "there must be room for rows", uniqueness::possible),
        rule(
            &[
                NAME,
                TYPE,
                WHO,
                CONDITION,
                &[
                    AttributeMisplaced,
                    BadPattern,
                    PatternUnfit,
                    NoEffect,
                    BadSet,
                    SetsFixed,
                    DefaultUnfit,
                    Unused,
                ],
            ],
            "actions change rows",
            actions::resolve,
        ),
        // The whole.
        rule(&[&[Insecure, NothingAcknowledged]], "nothing is public by accident", insecure::judge),
        rule(&[&[RequiredCycle]], "the first row must be possible to create", cycles::required),
        rule(&[&[NamesCollide]], "JSON has one value of a name", derived::columns),
        rule(&[&[NamesCollide]], "one path leads to one thing", derived::paths),
        rule(&[&[NamesCollide]], "Rust and OpenAPI have one type of a name", derived::types),
        rule(&[&[NamesCollide]], "a role is a variant", members::roles),
        rule(&[&[NamesCollide]], "an order is a variant", members::sorts),
        rule(&[&[NamesCollide]], "an include is a variant", members::includes),
        rule(&[&[NamesCollide]], "a file has one function of a name", members::functions),
        rule(&[&[NamesCollide]], "OpenAPI has one operation of a name", derived::operations),
        rule(
            &[&[NamesCollide, NameReserved]],
            "Postgres has one thing of a name",
            derived::relations,
        ),
        rule(&[&[TooMany]], "a row must fit a page of Postgres", limits::columns),
        rule(&[&[Unsatisfiable]], "every table must be able to hold a row", rows::satisfiable),
    ]
};

/// Finds what `document` means, and everything that is wrong with it.
///
/// The model is there exactly when no diagnostic is an error. Diagnostics come in the order
/// of the places they point at.
#[must_use]
pub fn check(document: &Document) -> (Option<Model>, Vec<Diagnostic>) {
    let mut check = Check::new(document);
    for rule in RULES {
        let known = check.diagnostics.len();
        (rule.ask)(&mut check);
        debug_assert!(
            check.diagnostics[known..]
                .iter()
                .all(|found| rule.codes.concat().contains(&found.code)),
            "a rule reports what its entry does not say ({}): {:?}",
            rule.reason,
            &check.diagnostics[known..],
        );
    }
    let Check { model, mut diagnostics, .. } = check;
    misnamed::settle(&mut diagnostics);
    sort(&mut diagnostics);
    let refused = diagnostics.iter().any(|found| found.severity == Severity::Error);
    ((!refused).then_some(model), diagnostics)
}

/// Joins what reading a document found with what [`check`] finds: all faults of a file at once.
///
/// What could not be read is absent from the document, so that faults of absence are left
/// out where anything could not be read. One that points at two places is none of absence.
#[must_use]
pub fn check_read(document: &Document, read: Vec<Diagnostic>) -> (Option<Model>, Vec<Diagnostic>) {
    const OF_ABSENCE: [Code; 6] = [
        Code::BadRoles,
        Code::BadVariants,
        Code::NoAccess,
        Code::NoEffect,
        Code::NothingAcknowledged,
        Code::Unused,
    ];
    let (model, found) = check(document);
    let unread = read.iter().any(|fault| fault.severity == Severity::Error);
    let is_of_absence =
        |fault: &Diagnostic| fault.secondary.is_empty() && OF_ABSENCE.contains(&fault.code);
    let mut all = read;
    all.extend(found.into_iter().filter(|fault| !unread || !is_of_absence(fault)));
    sort(&mut all);
    (model.filter(|_| !unread), all)
}

/// What is known so far.
struct Check<'a> {
    document: &'a Document,
    model: Model,
    /// Beside each resource of the model, where it comes from.
    declared: Vec<Declared<'a>>,
    roles: BTreeMap<&'a str, RoleId>,
    enums: BTreeMap<&'a str, EnumId>,
    resources: BTreeMap<&'a str, ResourceId>,
    diagnostics: Vec<Diagnostic>,
    /// Where the first of them stands that says this and offers that.
    said: BTreeMap<(String, Option<String>), usize>,
}

/// Where a resource comes from.
#[derive(Default)]
struct Declared<'a> {
    /// What the author wrote; `None` for an account that is not mentioned.
    written: Option<&'a ResourceDecl>,
    /// Beside each field of the resource, where it comes from.
    origins: Vec<Origin<'a>>,
    fields: BTreeMap<&'a str, FieldId>,
}

/// Where a field comes from.
#[derive(Clone, Copy)]
struct Origin<'a> {
    /// What the author wrote; `None` for the relation that `under` adds.
    written: Option<&'a FieldDecl>,
    /// Its name, where it stands first.
    span: Span,
    /// Reported already: the field stands in the model only to keep its place.
    faulty: bool,
}

impl<'a> Check<'a> {
    fn new(document: &'a Document) -> Self {
        let service = Service { name: Name::new("service"), summary: String::new() };
        let model = Model {
            service,
            roles: Vec::new(),
            enums: Vec::new(),
            resources: Vec::new(),
            former: Vec::new(),
            tables: Memory::default(),
            pointing: Memory::default(),
        };
        Self {
            document,
            model,
            declared: Vec::new(),
            roles: BTreeMap::new(),
            enums: BTreeMap::new(),
            resources: BTreeMap::new(),
            diagnostics: Vec::new(),
            said: BTreeMap::new(),
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.said.entry(said(&diagnostic)).or_insert(self.diagnostics.len());
        self.diagnostics.push(diagnostic);
    }

    /// Reports what is wrong in several places for one reason, once, with all of them.
    fn report_once(&mut self, diagnostic: Diagnostic) {
        let Some(known) = self.said.get(&said(&diagnostic)) else {
            return self.report(diagnostic);
        };
        let known = &mut self.diagnostics[*known];
        let later = if diagnostic.start() < known.start() {
            known.suggestion = diagnostic.suggestion;
            std::mem::replace(&mut known.primary, diagnostic.primary)
        } else {
            diagnostic.primary
        };
        let label = |label: Label| Label { span: label.span, text: "named here, too".to_owned() };
        known.secondary.extend(later.map(label));
    }

    /// Whether something was found to be wrong at this place already.
    fn is_reported(&self, span: Span) -> bool {
        let errors = self.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        errors.filter_map(|found| found.primary.as_ref()).any(|label| label.span == span)
    }

    /// Resources that the author wrote.
    fn written(&self) -> Vec<(ResourceId, &'a ResourceDecl)> {
        let written = self.declared.iter().enumerate();
        written.filter_map(|(at, declared)| Some((ResourceId(at), declared.written?))).collect()
    }

    /// Fields that the author wrote and that were understood so far.
    fn sound_fields(&self) -> Vec<(ResourceId, FieldId, &'a FieldDecl)> {
        let mut sound = Vec::new();
        for (resource, declared) in self.declared.iter().enumerate() {
            for (field, origin) in declared.origins.iter().enumerate() {
                if let (Some(written), false) = (origin.written, origin.faulty) {
                    sound.push((ResourceId(resource), FieldId(field), written));
                }
            }
        }
        sound
    }

    /// The same of one resource.
    fn sound_fields_of(&self, id: ResourceId) -> Vec<(FieldId, &'a FieldDecl)> {
        let origins = self.declared[id.0].origins.iter().enumerate();
        let sound = origins.filter(|(_, origin)| !origin.faulty);
        sound.filter_map(|(at, origin)| Some((FieldId(at), origin.written?))).collect()
    }

    fn resource(&self, id: ResourceId) -> &Resource {
        &self.model.resources[id.0]
    }

    fn field(&self, resource: ResourceId, field: FieldId) -> &Field {
        &self.model.resources[resource.0].fields[field.0]
    }

    fn field_mut(&mut self, resource: ResourceId, field: FieldId) -> &mut Field {
        &mut self.model.resources[resource.0].fields[field.0]
    }

    fn origin(&self, resource: ResourceId, field: FieldId) -> Origin<'a> {
        self.declared[resource.0].origins[field.0]
    }

    /// Where a resource's name stands; the start of the file for an account not mentioned.
    fn span(&self, resource: ResourceId) -> Span {
        self.declared[resource.0].written.map(|written| written.name.span).unwrap_or_default()
    }

    fn mark_faulty(&mut self, resource: ResourceId, field: FieldId) {
        self.declared[resource.0].origins[field.0].faulty = true;
    }
}

/// What makes a fault the same as another one: its message, and what it offers.
fn said(fault: &Diagnostic) -> (String, Option<String>) {
    (fault.message.clone(), fault.suggestion.as_ref().map(|it| it.replacement.clone()))
}
