//! Owners, parents, counts, and the far ends of many-to-many relations.

use super::Check;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Flag, Text, TypeExpr};
use crate::model::{FieldId, FieldKind, LinkedFrom, OnDelete, ResourceId};

/// Resolves by which relation `count` and `mine` follow the other resource here.
pub(super) fn counts(check: &mut Check<'_>) {
    for (resource, field, written) in check.sound_fields() {
        let Some(kind) = &written.kind else {
            continue;
        };
        let (TypeExpr::Count { resource: other, relation }
        | TypeExpr::Mine { resource: other, relation }) = &kind.value
        else {
            continue;
        };
        let Some(&id) = check.resources.get(other.as_str()) else {
            continue;
        };
        let found = match relation {
            Some(text) => named(check, resource, id, text),
            None => only(check, resource, id, other),
        };
        let Some(relation) = found else {
            check.mark_faulty(resource, field);
            continue;
        };
        check.field_mut(resource, field).kind = match &kind.value {
            TypeExpr::Mine { .. } => FieldKind::Mine { resource: id, relation },
            _ => FieldKind::Count { resource: id, relation },
        };
    }
}

fn points_at(check: &Check<'_>, from: ResourceId, field: FieldId, to: ResourceId) -> bool {
    let sound = !check.origin(from, field).faulty;
    sound
        && matches!(check.field(from, field).kind, FieldKind::BelongsTo { target } if target == to)
}

fn named(
    check: &mut Check<'_>,
    here: ResourceId,
    other: ResourceId,
    text: &Text,
) -> Option<FieldId> {
    let field = check.find_field(other, text)?;
    if points_at(check, other, field, here) {
        return Some(field);
    }
    let (other_name, here_name) = (&check.resource(other).name, &check.resource(here).name);
    let fault = Diagnostic::error(
        Code::BadCount,
        format!(
            "`{}.{}` does not point at `{}`",
            other_name.snake(),
            text.value,
            here_name.snake()
        ),
    )
    .at(text.span, "not a relation to this resource")
    .also(check.origin(other, field).span, "declared here");
    check.report(fault);
    None
}

fn only(
    check: &mut Check<'_>,
    here: ResourceId,
    other: ResourceId,
    text: &Text,
) -> Option<FieldId> {
    let count = check.resource(other).fields.len();
    let pointing: Vec<_> =
        (0..count).map(FieldId).filter(|field| points_at(check, other, *field, here)).collect();
    if let [field] = pointing[..] {
        return Some(field);
    }
    // One that could not be read may be it, and is reported already.
    let may_point = |origin: &super::Origin<'_>| {
        let kind = origin.written.map(|written| written.kind.as_ref().map(|kind| &kind.value));
        origin.faulty && matches!(kind, None | Some(None | Some(TypeExpr::BelongsTo { .. })))
    };
    if pointing.is_empty() && check.declared[other.0].origins.iter().any(may_point) {
        return None;
    }
    let here_name = check.resource(here).name.snake().to_owned();
    let mut fault = if pointing.is_empty() {
        Diagnostic::error(
            Code::BadCount,
            format!("no relation of `{}` points at `{here_name}`", text.value),
        )
        .at(text.span, "has nothing to follow")
        .help(format!("give `{}` a field `{here_name} = \"-> {here_name}\"`", text.value))
    } else {
        let first = check.field(other, pointing[0]).name.snake();
        Diagnostic::error(
            Code::BadCount,
            format!("several relations of `{}` point at `{here_name}`", text.value),
        )
        .at(text.span, "does not say which")
        .help(format!("name one, as in `{}.{first}`", text.value))
    };
    for field in pointing {
        fault = fault.also(check.origin(other, field).span, "one of them");
    }
    check.report(fault);
    None
}

/// Resolves which relation `owner` means, and that `mine` has somebody to ask for.
pub(super) fn owners(check: &mut Check<'_>) {
    let mut first: Vec<Option<Span>> = vec![None; check.declared.len()];
    for (resource, field, written) in check.sound_fields() {
        let Some(span) = written.flag(Flag::Owner) else {
            continue;
        };
        let fault = if check.resource(resource).account {
            Some(
                Diagnostic::error(Code::BadOwner, "a person owns their own account")
                    .at(span, "cannot be another"),
            )
        } else if !check.is_person(resource, field) {
            let fault = Diagnostic::error(
                Code::BadOwner,
                format!("`{}` does not point at `user`", written.name.value),
            );
            let kind = written.kind.as_ref().map_or(written.name.span, |kind| kind.span);
            Some(fault.at(span, "an owner is an account").also(kind, "points elsewhere"))
        } else if let Some(other) = first[resource.0] {
            Some(
                Diagnostic::error(Code::BadOwner, "a second owner")
                    .at(span, "one a resource")
                    .also(other, "the first"),
            )
        } else {
            first[resource.0] = Some(span);
            check.model.resources[resource.0].owner = Some(field);
            None
        };
        if let Some(fault) = fault {
            check.report(fault);
        }
    }
    unmarked_owners(check, &first);
    let mine = check.sound_fields();
    for (resource, field, written) in mine {
        let FieldKind::Mine { resource: other, .. } = check.field(resource, field).kind else {
            continue;
        };
        let span = written.kind.as_ref().map_or(written.name.span, |kind| kind.span);
        if !check.has_owner(other) && !check.may_have_owner(other) {
            let name = check.resource(other).name.snake();
            let fault = Diagnostic::error(Code::BadOwner, format!("`{name}` has no owner"))
                .at(span, "nobody's row is mine")
                .also(check.span(other), "mark its relation to `user` with `owner`");
            check.report(fault);
        }
    }
}

/// A relation that is named `owner` and is not the owner would be read as it.
fn unmarked_owners(check: &mut Check<'_>, marked: &[Option<Span>]) {
    for (resource, field, written) in check.sound_fields() {
        let named = written.name.value == "owner" && check.is_person(resource, field);
        if !named || written.flag(Flag::Owner).is_some() {
            continue;
        }
        let mut fault =
            Diagnostic::error(Code::BadOwner, "a relation named `owner` that is not the owner")
                .at(written.name.span, "rules would mean another one")
                .help("mark it with `owner`, or give it another name");
        if let Some(other) = marked[resource.0] {
            fault = fault.also(other, "this is the owner");
        }
        check.report(fault);
    }
}

/// Resolves the parents that rows live under.
pub(super) fn parents(check: &mut Check<'_>) {
    for (resource, written) in check.written() {
        let Some(under) = &written.under else {
            continue;
        };
        let name = &under.value.resource;
        if check.resource(resource).account || name.value == written.name.value {
            let fault = Diagnostic::error(
                Code::BadUnder,
                format!("`{}` cannot live under `{}`", written.name.value, name.value),
            );
            check.report(fault.at(name.span, "not a parent"));
            continue;
        }
        let Some(&field) = check.declared[resource.0].fields.get(name.as_str()) else {
            continue;
        };
        if check.origin(resource, field).faulty {
            continue;
        }
        let Some(target) = check.find_resource(name) else {
            continue;
        };
        let relation = check.field(resource, field);
        let fits = matches!(relation.kind, FieldKind::BelongsTo { target: it } if it == target)
            && !relation.optional;
        if !fits {
            let fault = Diagnostic::error(
                Code::BadUnder,
                format!("`{}` is not the required relation to its parent", name.value),
            )
            .at(
                check.origin(resource, field).span,
                format!("should be `-> {}`, or not written", name.value),
            )
            .also(name.span, "the parent");
            check.report(fault);
            continue;
        }
        if let Some(field_written) = check.origin(resource, field).written {
            written_parent(
                check,
                resource,
                field,
                field_written.on_delete.as_ref().map(|it| it.span),
                under,
            );
        }
        check.model.resources[resource.0].under = Some(field);
    }
}

/// A relation to the parent that the author wrote is fixed too, and cascades unless said.
fn written_parent(
    check: &mut Check<'_>,
    resource: ResourceId,
    field: FieldId,
    on_field: Option<Span>,
    under: &crate::document::Spanned<crate::document::UnderDecl>,
) {
    check.field_mut(resource, field).immutable = true;
    match (on_field, &under.value.on_delete) {
        (Some(on_field), Some(on_under)) => {
            let fault = Diagnostic::error(
                Code::Contradiction,
                "what happens to rows without a parent is said twice",
            );
            check.report(fault.at(on_under.span, "here").also(on_field, "and here"));
        }
        (None, None) => check.field_mut(resource, field).on_delete = OnDelete::Cascade,
        (None, Some(on_under)) => {
            check.field_mut(resource, field).on_delete = super::fields::taken(on_under.value);
        }
        (Some(_), None) => {}
    }
}

/// Gives the lists at the far ends of many-to-many relations to their resources.
pub(super) fn far_ends(check: &mut Check<'_>) {
    for (resource, field, written) in check.sound_fields() {
        let FieldKind::ManyToMany { target, rename: Some(name), .. } =
            check.field(resource, field).kind.clone()
        else {
            continue;
        };
        let span = match written.kind.as_ref().map(|kind| &kind.value) {
            Some(TypeExpr::ManyToMany { rename: Some(text), .. }) => text.span,
            _ => written.name.span,
        };
        let same_name = check.declared[target.0].fields.get(name.snake());
        let other = same_name
            .map(|id| check.origin(target, *id).span)
            .or_else(|| far_end_span(check, target, name.snake()));
        if let Some(other) = other {
            let target = check.resource(target).name.snake();
            let fault = Diagnostic::error(
                Code::NamesCollide,
                format!("`{target}` has two things named `{}`", name.snake()),
            );
            check
                .report(fault.at(span, "the list at the other end").also(other, "the other thing"));
            continue;
        }
        check.model.resources[target.0].linked_from.push(LinkedFrom { resource, field, name });
    }
}

fn far_end_span(check: &Check<'_>, target: ResourceId, name: &str) -> Option<Span> {
    let linked = check.resource(target).linked_from.iter().find(|it| it.name.snake() == name)?;
    Some(check.origin(linked.resource, linked.field).span)
}
