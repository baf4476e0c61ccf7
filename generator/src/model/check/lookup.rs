//! Finding what a name refers to.

use super::Check;
use crate::diagnostic::{Code, Diagnostic, Span, nearest};
use crate::document::{Flag, Text};
use crate::model::{Column, FieldId, FieldKind, Resource, ResourceId, Scalar};

/// What a column holds.
pub(super) enum Holds<'m> {
    /// One value.
    Scalar(&'m Scalar),
    /// A list of values.
    List,
    /// The id of a row.
    Row(ResourceId),
}

/// A column that was found.
pub(super) struct Found<'m> {
    pub(super) holds: Holds<'m>,
    pub(super) optional: bool,
}

impl Check<'_> {
    /// The resource that `text` names. One that is not there is told once, with all its places.
    pub(super) fn find_resource(&mut self, text: &Text) -> Option<ResourceId> {
        if let Some(id) = self.resources.get(text.as_str()) {
            return Some(*id);
        }
        let message = format!("unknown resource `{}`", text.value);
        let names = self.model.resources.iter().map(|resource| resource.name.snake());
        let fault = Diagnostic::error(Code::UnknownResource, message)
            .at(text.span, "no resource has this name")
            .suggest_nearest(text.span, &text.value, names);
        self.report_once(fault);
        None
    }

    /// The declared field that `text` names. Silent when the field itself is faulty.
    pub(super) fn find_field(&mut self, resource: ResourceId, text: &Text) -> Option<FieldId> {
        if let Some(id) = self.declared[resource.0].fields.get(text.as_str()) {
            return (!self.origin(resource, *id).faulty).then_some(*id);
        }
        let owner = self.resource(resource);
        let relation = text.value.strip_suffix("_id");
        let relation = relation.filter(|name| self.declared[resource.0].fields.contains_key(name));
        let fault = Diagnostic::error(
            Code::UnknownField,
            format!("`{}` has no field `{}`", owner.name.snake(), text.value),
        )
        .at(text.span, "no field has this name");
        let fault = if let Some(relation) = relation {
            let help = format!("the model says `{relation}`; `{}` is its column", text.value);
            fault.help(help).suggest(text.span, relation)
        } else {
            let names = owner.fields.iter().map(|field| field.name.snake());
            fault.suggest_nearest(text.span, &text.value, names)
        };
        self.report_once(fault);
        None
    }

    /// The column that `text` names: a declared field with a column, or a built-in one.
    pub(super) fn find_column(&mut self, resource: ResourceId, text: &Text) -> Option<Column> {
        if let Some(column) = built_in(self.resource(resource), &text.value) {
            return Some(column);
        }
        let is_field = self.declared[resource.0].fields.contains_key(text.as_str());
        if let (false, Some(meant)) = (is_field, nearest(&text.value, ["created_at", "updated_at"]))
        {
            let owner = self.resource(resource).name.snake();
            let fault = Diagnostic::error(
                Code::UnknownField,
                format!("`{owner}` has no field `{}`", text.value),
            )
            .at(text.span, "no field has this name")
            .help(format!("did you mean `{meant}`?"))
            .suggest(text.span, meant);
            self.report_once(fault);
            return None;
        }
        let field = self.find_field(resource, text)?;
        if has_column(&self.field(resource, field).kind) {
            return Some(Column::Field(field));
        }
        let fault =
            Diagnostic::error(Code::NotComparable, format!("`{}` is not a column", text.value))
                .at(text.span, "is computed from other rows");
        self.report(fault);
        None
    }

    /// What `column` holds.
    pub(super) fn found(&self, resource: ResourceId, column: Column) -> Found<'_> {
        const MOMENT: &Scalar = &Scalar::Timestamp { min: None, max: None };
        let built_in = |scalar, optional| Found { holds: Holds::Scalar(scalar), optional };
        match column {
            Column::Id => built_in(&Scalar::Uuid, false),
            Column::CreatedAt | Column::UpdatedAt => built_in(MOMENT, false),
            Column::Verified => built_in(&Scalar::Boolean, false),
            Column::SuspendedAt => built_in(MOMENT, true),
            Column::Email => built_in(&Scalar::Email, false),
            Column::Field(field) => {
                let field = self.field(resource, field);
                let holds = match &field.kind {
                    FieldKind::Scalar(scalar) => Holds::Scalar(scalar),
                    FieldKind::BelongsTo { target } => Holds::Row(*target),
                    _ => Holds::List,
                };
                Found { holds, optional: field.optional }
            }
        }
    }

    /// The account.
    pub(super) fn account(&self) -> Option<ResourceId> {
        self.resources.get("user").copied()
    }

    /// Whether the field is a relation to `user`.
    pub(super) fn is_person(&self, resource: ResourceId, field: FieldId) -> bool {
        let account = self.account();
        matches!(self.field(resource, field).kind, FieldKind::BelongsTo { target } if Some(target) == account)
    }

    /// Whether a row may have an owner that could not be read, which is reported already.
    pub(super) fn may_have_owner(&self, resource: ResourceId) -> bool {
        let mut origins = self.declared[resource.0].origins.iter();
        origins.any(|origin| {
            let written = origin.written.filter(|_| origin.faulty);
            written.is_some_and(|written| written.flag(Flag::Owner).is_some())
        })
    }

    /// Where the field of a column is declared; nowhere where it is built in.
    pub(super) fn declared_at(&self, resource: ResourceId, column: Column) -> Option<Span> {
        let Column::Field(field) = column else { return None };
        Some(self.origin(resource, field).span)
    }

    /// Whether a row has an owner: an account is its own.
    pub(super) fn has_owner(&self, resource: ResourceId) -> bool {
        let resource = self.resource(resource);
        resource.account || resource.owner.is_some()
    }
}

/// Whether a field of this kind has a column in the table of its resource.
pub(super) const fn has_column(kind: &FieldKind) -> bool {
    matches!(kind, FieldKind::Scalar(_) | FieldKind::List { .. } | FieldKind::BelongsTo { .. })
}

fn built_in(resource: &Resource, name: &str) -> Option<Column> {
    let column = match name {
        "id" => Column::Id,
        "created_at" => Column::CreatedAt,
        "updated_at" => Column::UpdatedAt,
        "verified" if resource.account => Column::Verified,
        "suspended_at" if resource.account => Column::SuspendedAt,
        "email" if resource.account => Column::Email,
        _ => return None,
    };
    Some(column)
}
