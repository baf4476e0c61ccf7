//! Fields: their names and types, and what points at other fields.

use super::{Check, enums, names, scalars};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::document::{
    FieldDecl, Flag, OnDelete as WrittenOnDelete, ResourceDecl, Spanned, TypeExpr, foreign_type,
};
use crate::model::{
    Field, FieldId, FieldKind, Memory, Name, OnDelete, ResourceId, Scalar, name::identifier,
};

/// A field in its place, with the other resource and the relation that its type names.
type Kind = Option<FieldKind>;

/// Takes every field of every resource, and the relation that `under` adds.
pub(super) fn declare(check: &mut Check<'_>) {
    for (resource, written) in check.written() {
        parent(check, resource, written);
        for field in &written.fields {
            let account = check.resource(resource).account;
            let named =
                names::take(check, &field.name, |name| names::reserved_field(name, account));
            let owner = check.resource(resource).name.snake().to_owned();
            let kind = kind(check, &owner, field);
            let faulty = named.is_none() || kind.is_none();
            let made = make(field, kind.unwrap_or(FieldKind::Scalar(Scalar::Boolean)));
            push(check, resource, field, made, faulty);
        }
    }
}

fn push<'a>(
    check: &mut Check<'a>,
    resource: ResourceId,
    written: &'a FieldDecl,
    field: Field,
    faulty: bool,
) {
    let fields = &mut check.model.resources[resource.0].fields;
    let id = FieldId(fields.len());
    fields.push(field);
    let declared = &mut check.declared[resource.0];
    declared.fields.insert(&written.name.value, id);
    let origin = super::Origin { written: Some(written), span: written.name.span, faulty };
    declared.origins.push(origin);
}

/// Adds the relation of `under` in the first place, unless the author wrote it.
fn parent<'a>(check: &mut Check<'a>, resource: ResourceId, written: &'a ResourceDecl) {
    let Some(under) = &written.under else {
        return;
    };
    let name = &under.value.resource;
    if written.fields.iter().any(|field| field.name.value == name.value) {
        return;
    }
    // Rules that name a parent that is not there are not told of it once more.
    let target = check.find_resource(name);
    let kind =
        target.map_or(FieldKind::Scalar(Scalar::Boolean), |target| FieldKind::BelongsTo { target });
    let on_delete = under.value.on_delete.as_ref().map_or(OnDelete::Cascade, |it| taken(it.value));
    let relation = Field { immutable: true, on_delete, ..blank(Name::new(&name.value), kind) };
    check.model.resources[resource.0].fields.push(relation);
    let declared = &mut check.declared[resource.0];
    declared.fields.insert(&name.value, FieldId(0));
    declared
        .origins
        .push(super::Origin { faulty: target.is_none(), ..names::unwritten(name.span) });
    let meant = nearest(name.as_str(), check.resources.keys().copied());
    if let (None, Some(meant)) = (target, meant) {
        check.declared[resource.0].fields.entry(meant).or_insert(FieldId(0));
    }
}

pub(super) const fn taken(written: WrittenOnDelete) -> OnDelete {
    match written {
        WrittenOnDelete::Restrict => OnDelete::Restrict,
        WrittenOnDelete::Cascade => OnDelete::Cascade,
        WrittenOnDelete::Null => OnDelete::Null,
    }
}

fn blank(name: Name, kind: FieldKind) -> Field {
    Field {
        name,
        summary: String::new(),
        kind,
        optional: false,
        unique: false,
        index: false,
        ignore_case: false,
        filter: false,
        sort: false,
        search: false,
        immutable: false,
        secret: false,
        deprecated: None,
        read: None,
        write: None,
        pattern: None,
        on_delete: OnDelete::Restrict,
        spelled: Memory::default(),
        default: None,
    }
}

/// A field with the attributes that need no other field.
pub(super) fn make(written: &FieldDecl, kind: FieldKind) -> Field {
    let has = |flag| written.flag(flag).is_some();
    let slug = matches!(kind, FieldKind::Scalar(Scalar::Slug { .. }));
    Field {
        summary: written.summary.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
        optional: written.optional.is_some(),
        unique: has(Flag::Unique) || slug,
        index: has(Flag::Index),
        ignore_case: has(Flag::IgnoreCase),
        filter: has(Flag::Filter),
        sort: has(Flag::Sort),
        search: has(Flag::Search),
        immutable: has(Flag::Immutable) || has(Flag::Owner),
        secret: has(Flag::Secret),
        deprecated: written.deprecated.as_ref().map(|text| text.value.clone()),
        pattern: written.pattern.as_ref().map(|text| text.value.clone()),
        spelled: Memory::default(),
        on_delete: written.on_delete.as_ref().map_or(OnDelete::Restrict, |it| taken(it.value)),
        ..blank(Name::new(&written.name.value), kind)
    }
}

/// The type, with what it names in other resources left at zero; `None` when it is faulty.
pub(super) fn kind(check: &mut Check<'_>, owner: &str, written: &FieldDecl) -> Kind {
    let kind = written.kind.as_ref()?;
    match &kind.value {
        TypeExpr::BelongsTo { target } => {
            let target = check.find_resource(target)?;
            Some(FieldKind::BelongsTo { target })
        }
        TypeExpr::ManyToMany { target, rename } => {
            let target = check.find_resource(target)?;
            let rename = match rename {
                Some(text) => {
                    let account = check.resource(target).account;
                    Some(names::take(check, text, |name| names::reserved_field(name, account))?)
                }
                None => None,
            };
            Some(FieldKind::ManyToMany { target, rename, link: None })
        }
        TypeExpr::Count { resource, .. } => {
            let resource = check.find_resource(resource)?;
            Some(FieldKind::Count { resource, relation: FieldId(0) })
        }
        TypeExpr::Mine { resource, .. } => {
            let resource = check.find_resource(resource)?;
            Some(FieldKind::Mine { resource, relation: FieldId(0) })
        }
        TypeExpr::Slug { .. } => Some(FieldKind::Scalar(Scalar::Slug { from: FieldId(0) })),
        TypeExpr::List { item, bounds } => {
            if !is_simple(&item.value) {
                let fault = Diagnostic::error(Code::BadListItem, "a list cannot hold this");
                check.report(fault.at(item.span, "not a simple type"));
                return None;
            }
            let item = scalar(check, owner, item, written)?;
            let (min, max) = scalars::items(check, bounds.as_ref())?;
            Some(FieldKind::List { item, min, max })
        }
        _ => scalar(check, owner, kind, written).map(FieldKind::Scalar),
    }
}

fn scalar(
    check: &mut Check<'_>,
    owner: &str,
    kind: &Spanned<TypeExpr>,
    written: &FieldDecl,
) -> Option<Scalar> {
    match &kind.value {
        TypeExpr::Enum(variants) => {
            let name = identifier(&[owner, &written.name.value]);
            Some(Scalar::Enum(enums::add(check, &name, variants, kind.span, false)))
        }
        TypeExpr::Named(name) => {
            if let Some(id) = check.enums.get(name.as_str()) {
                return Some(Scalar::Enum(*id));
            }
            let fault = Diagnostic::error(Code::UnknownType, format!("unknown type `{name}`"));
            let fault = if check.resources.contains_key(name.as_str()) {
                fault
                    .at(kind.span, "is a resource")
                    .help(format!("a relation to it is written `-> {name}`"))
                    .suggest(kind.span, format!("-> {name}"))
            } else {
                let fault = fault.at(kind.span, "neither a type nor a shared enum");
                if let Some(ours) = foreign_type(name) {
                    let help = format!("the type is called `{ours}`");
                    fault.help(help).suggest(kind.span, ours)
                } else {
                    let known = enums::TYPE_WORDS.iter().chain(check.enums.keys()).copied();
                    fault.suggest_nearest(kind.span, name, known)
                }
            };
            check.report(fault);
            None
        }
        _ => scalars::read(check, kind, written),
    }
}

const fn is_simple(kind: &TypeExpr) -> bool {
    !matches!(
        kind,
        TypeExpr::Json
            | TypeExpr::Slug { .. }
            | TypeExpr::List { .. }
            | TypeExpr::BelongsTo { .. }
            | TypeExpr::ManyToMany { .. }
            | TypeExpr::Count { .. }
            | TypeExpr::Mine { .. }
    )
}

/// Resolves what slugs are derived from.
pub(super) fn slugs(check: &mut Check<'_>) {
    for (resource, field, written) in check.sound_fields() {
        let Some(TypeExpr::Slug { from }) = written.kind.as_ref().map(|kind| &kind.value) else {
            continue;
        };
        let Some(source) = check.find_field(resource, from) else {
            check.mark_faulty(resource, field);
            continue;
        };
        let origin = check.origin(resource, source);
        let source_field = check.field(resource, source);
        let is_text = matches!(
            source_field.kind,
            FieldKind::Scalar(Scalar::String { .. } | Scalar::Text { .. })
        );
        let guarded = origin.written.is_some_and(|it| it.read.is_some()) || source_field.secret;
        let reason = match (is_text, source_field.optional, guarded) {
            (false, ..) => Some("is not a string or text"),
            (_, true, _) => Some("may be absent"),
            (.., true) => Some("is not for everybody to see"),
            _ => None,
        };
        if let Some(reason) = reason {
            let fault = Diagnostic::error(Code::BadSlug, format!("`{}` {reason}", from.value))
                .at(from.span, "a slug would show it in every path")
                .also(origin.span, "declared here");
            check.report(fault);
            check.mark_faulty(resource, field);
            continue;
        }
        check.field_mut(resource, field).kind = FieldKind::Scalar(Scalar::Slug { from: source });
    }
}
