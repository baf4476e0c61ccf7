//! Every place of a model file where something is named.

use super::{
    CheckKind, ConditionDecl, Document, FieldDecl, Literal, ResourceDecl, RuleDecl, SetValue,
    Spanned, TestDecl, Text, TypeExpr, WhoDecl,
};
use crate::diagnostic::Span;

/// A place where something is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    /// Where the name stands.
    pub span: Span,
    /// The name.
    pub name: String,
    /// What it names.
    pub of: Referred,
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Referred {
    /// A role.
    Role,
    /// A resource.
    Resource,
    /// A field of the resource of this name.
    Field(String),
    /// A variant of a shared enum, or of a field's own: `post.status`.
    Variant(String),
    /// A shared enum.
    Enum,
}

/// Finds them all but the keys of tables.
pub(super) fn references(document: &Document) -> Vec<Reference> {
    let mut finder = Finder { document, found: Vec::new() };
    for role in document.roles.iter().flat_map(|roles| &roles.value) {
        role.includes.iter().for_each(|name| finder.name(name, Referred::Role));
    }
    document.resources.iter().for_each(|resource| finder.resource(resource));
    finder.found
}

/// The enum whose values a field holds, as [`Referred::Variant`] calls it.
pub(super) fn enum_of(resource: &str, field: &FieldDecl) -> Option<String> {
    let kind = match &field.kind.as_ref()?.value {
        TypeExpr::List { item, .. } => &item.value,
        kind => kind,
    };
    match kind {
        TypeExpr::Enum(_) => Some(format!("{resource}.{}", field.name.value)),
        TypeExpr::Named(name) => Some(name.clone()),
        _ => None,
    }
}

struct Finder<'a> {
    document: &'a Document,
    found: Vec<Reference>,
}

impl<'a> Finder<'a> {
    fn name(&mut self, text: &Text, of: Referred) {
        self.found.push(Reference { span: text.span, name: text.value.clone(), of });
    }

    fn field_name(&mut self, resource: &str, text: &Text) {
        self.name(text, Referred::Field(resource.to_owned()));
    }

    fn find(&self, name: &str) -> Option<&'a ResourceDecl> {
        self.document.resources.iter().find(|resource| resource.name.value == name)
    }

    fn find_field(&self, resource: &str, name: &str) -> Option<&'a FieldDecl> {
        self.find(resource)?.fields.iter().find(|field| field.name.value == name)
    }

    /// The resource that a relation points at.
    fn target(&self, resource: &str, relation: &str) -> Option<String> {
        let declared = self.find(resource)?;
        if let Some(field) = declared.fields.iter().find(|field| field.name.value == relation) {
            return match &field.kind.as_ref()?.value {
                TypeExpr::BelongsTo { target } => Some(target.value.clone()),
                _ => None,
            };
        }
        let under = &declared.under.as_ref()?.value.resource.value;
        (under == relation).then(|| under.clone())
    }

    fn resource(&mut self, resource: &ResourceDecl) {
        let name = resource.name.value.as_str();
        resource.key.iter().for_each(|key| self.field_name(name, key));
        if let Some(under) = &resource.under {
            self.name(&under.value.resource, Referred::Resource);
        }
        resource.fields.iter().for_each(|field| self.field(name, field));
        if let Some(access) = &resource.access {
            let access = &access.value;
            for rules in [&access.read, &access.create, &access.update, &access.delete] {
                self.rules(name, rules.as_ref());
            }
        }
        self.actions(resource);
        if let Some(order) = &resource.order {
            self.field_name(name, &order.value.column);
        }
        for unique in &resource.unique {
            unique.value.fields.iter().for_each(|field| self.field_name(name, field));
            self.condition(name, unique.value.condition.as_ref());
        }
        let columns = resource.indexes.iter().flat_map(|index| &index.value.columns);
        columns.for_each(|column| self.field_name(name, &column.value.column));
        for check in &resource.checks {
            match &check.value.kind {
                CheckKind::Holds { then, when } => {
                    self.condition(name, Some(then));
                    self.condition(name, when.as_ref());
                }
                CheckKind::OneOf(fields) => {
                    fields.iter().for_each(|field| self.field_name(name, field));
                }
            }
        }
        resource.acknowledge.iter().for_each(|text| self.acknowledged(name, text));
    }

    /// `readable api_token`
    fn acknowledged(&mut self, resource: &str, text: &Text) {
        let Some(field) = text.value.strip_prefix("readable ") else { return };
        let start = text.span.start + text.value.len() - field.len();
        let span = Span::new(start, text.span.end);
        self.field_name(resource, &Text::new(field.to_owned(), span));
    }

    fn actions(&mut self, resource: &ResourceDecl) {
        let name = resource.name.value.as_str();
        for action in &resource.actions {
            self.rules(name, action.access.as_ref());
            self.condition(name, action.when.as_ref());
            for taken in &action.takes {
                // What is taken is no field of the resource, but its type may name something.
                self.kind(name, taken);
                self.default(name, taken);
            }
            for (field, value) in &action.set {
                self.field_name(name, field);
                match &value.value {
                    SetValue::Literal(literal) => {
                        self.literal(name, &field.value, literal, value.span);
                    }
                    SetValue::Change { field, .. } => self.field_name(name, field),
                    SetValue::Null | SetValue::Me | SetValue::Taken(_) => {}
                }
            }
        }
    }

    fn field(&mut self, resource: &str, field: &FieldDecl) {
        self.kind(resource, field);
        self.default(resource, field);
        self.rules(resource, field.link.as_ref());
        let guards = field.read.iter().chain(&field.write).flat_map(|names| &names.value);
        guards.for_each(|name| self.person(resource, name));
    }

    fn kind(&mut self, resource: &str, field: &FieldDecl) {
        let kind = match field.kind.as_ref().map(|kind| (&kind.value, kind.span)) {
            Some((TypeExpr::List { item, .. }, _)) => Some((&item.value, item.span)),
            kind => kind,
        };
        if let Some((TypeExpr::Named(name), span)) = kind {
            self.name(&Text::new(name.clone(), span), Referred::Enum);
        }
        match field.kind.as_ref().map(|kind| &kind.value) {
            Some(TypeExpr::BelongsTo { target } | TypeExpr::ManyToMany { target, .. }) => {
                self.name(target, Referred::Resource);
            }
            Some(
                TypeExpr::Count { resource, relation } | TypeExpr::Mine { resource, relation },
            ) => {
                self.name(resource, Referred::Resource);
                relation.iter().for_each(|relation| self.field_name(&resource.value, relation));
            }
            Some(TypeExpr::Slug { from }) => self.field_name(resource, from),
            _ => {}
        }
    }

    fn default(&mut self, resource: &str, field: &FieldDecl) {
        if let (Some(default), Some(of)) = (&field.default, enum_of(resource, field)) {
            self.variants(&of, default);
        }
    }

    fn variants(&mut self, of: &str, literal: &Spanned<Literal>) {
        match &literal.value {
            Literal::Word(word) => {
                let text = Text::new(word.clone(), literal.span);
                self.name(&text, Referred::Variant(of.to_owned()));
            }
            Literal::List(items) => items.iter().for_each(|item| self.variants(of, item)),
            _ => {}
        }
    }

    /// What a field is compared with or set to: a variant of its enum, or another field.
    fn literal(&mut self, resource: &str, field: &str, literal: &Literal, span: Span) {
        let Literal::Word(word) = literal else { return };
        let text = Text::new(word.clone(), span);
        match self.find_field(resource, field).and_then(|field| enum_of(resource, field)) {
            Some(of) => self.name(&text, Referred::Variant(of)),
            None => self.field_name(resource, &text),
        }
    }

    /// A role, or a relation of the resource.
    fn person(&mut self, resource: &str, name: &Text) {
        let roles = self.document.roles.iter().flat_map(|roles| &roles.value);
        let is_silent =
            self.document.roles.is_none() && ["member", "admin"].contains(&name.as_str());
        match is_silent || roles.into_iter().any(|role| role.name.value == name.value) {
            true => self.name(name, Referred::Role),
            false => self.field_name(resource, name),
        }
    }

    fn rules(&mut self, resource: &str, rules: Option<&Spanned<Vec<RuleDecl>>>) {
        for rule in rules.iter().flat_map(|rules| &rules.value) {
            let mut about = resource;
            match &rule.who.value {
                WhoDecl::Named(name) => {
                    self.person(resource, &Text::new(name.clone(), rule.who.span));
                }
                WhoDecl::OwnerOf { relation } => self.field_name(resource, relation),
                WhoDecl::Via { resource: link, relation } => {
                    self.name(link, Referred::Resource);
                    relation.iter().for_each(|relation| self.field_name(&link.value, relation));
                    about = &link.value;
                }
                WhoDecl::Public | WhoDecl::Authenticated | WhoDecl::Owner => {}
            }
            self.condition(about, rule.condition.as_ref());
        }
    }

    fn condition(&mut self, resource: &str, condition: Option<&Spanned<ConditionDecl>>) {
        for comparison in condition.iter().flat_map(|condition| &condition.value.comparisons) {
            let path = &comparison.value.path.value;
            let mut about = Some(resource.to_owned());
            if let Some(up) = &path.up {
                self.field_name(resource, up);
                about = self.target(resource, &up.value);
            }
            let Some(about) = about else { continue };
            self.field_name(&about, &path.field);
            let values: &[Spanned<Literal>] = match &comparison.value.test {
                TestDecl::Compare(_, value) => std::slice::from_ref(value),
                TestDecl::In(values) => values,
                TestDecl::IsNull | TestDecl::IsNotNull | TestDecl::Is(_) => &[],
            };
            for value in values {
                self.literal(&about, &path.field.value, &value.value, value.span);
            }
        }
    }
}
