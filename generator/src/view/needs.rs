//! Which parts of the floor a model needs, beside those that every service has.

use serde::Serialize;

use crate::model::{Access, FieldKind, Model, Resource, Rule, Scalar, Value};
use crate::view::condition::Asker;

/// The parts, each of them a file.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Needs {
    /// Several fields share a set of values.
    pub enums: bool,
    /// Some value is made at random.
    pub random: bool,
    /// Some value is derived from a text.
    pub slug: bool,
    /// Some number is exact.
    pub decimal: bool,
    /// Some value is a list.
    pub items: bool,
    /// Clients are told that some operation goes.
    pub deprecation: bool,
    /// Clients are told that some field goes.
    pub deprecated_fields: bool,
    /// Some rows are linked with others, many to many.
    pub links: bool,
    /// Somebody may ask whether a field is null.
    pub null_filters: bool,
    /// Somebody may ask without signing in, and be told to.
    pub sign_in: bool,
}

/// What a model needs.
#[must_use]
pub(super) fn needs(model: &Model) -> Needs {
    let fields = || {
        model.resources.iter().flat_map(|resource| {
            let takes = resource.actions.iter().flat_map(|action| &action.takes);
            resource.fields.iter().chain(takes)
        })
    };
    let has = |wanted: &dyn Fn(&Scalar) -> bool| {
        fields().any(|field| match &field.kind {
            FieldKind::Scalar(scalar) | FieldKind::List { item: scalar, .. } => wanted(scalar),
            _ => false,
        })
    };
    Needs {
        enums: model.enums.iter().any(|declared| declared.shared),
        random: fields().any(|field| matches!(field.default, Some(Value::Token(_)))),
        slug: has(&|scalar| matches!(scalar, Scalar::Slug { .. })),
        decimal: has(&|scalar| matches!(scalar, Scalar::Decimal { .. })),
        deprecation: model.resources.iter().any(|resource| {
            let mut actions = resource.actions.iter();
            resource.deprecated.is_some() || actions.any(|action| action.deprecated.is_some())
        }),
        deprecated_fields: fields().any(|field| field.deprecated.is_some()),
        items: fields().any(|field| matches!(field.kind, FieldKind::List { .. })),
        links: fields().any(|field| matches!(field.kind, FieldKind::ManyToMany { .. })),
        null_filters: fields().any(|field| field.filter && !field.secret && field.optional),
        sign_in: model.resources.iter().any(asks_to_sign_in),
    }
}

/// Whether an operation that writes may be asked for by anybody, and tells some to sign in.
fn asks_to_sign_in(resource: &Resource) -> bool {
    let Access { create, update, delete, .. } = &resource.access;
    let actions = resource.actions.iter().map(|action| &action.access);
    let links = resource.fields.iter().filter_map(|field| resource.link_rules(field));
    let may_sign_in = |rules: &Vec<Rule>| Asker::on_row(resource, rules).may_sign_in(rules);
    [create, update, delete].into_iter().chain(actions).chain(links).any(may_sign_in)
}

impl Needs {
    /// Whether a model needs the file that a template makes; every model needs what is not a part.
    #[must_use]
    pub fn template(self, name: &str) -> bool {
        match name {
            "src/enums.rs" => self.enums,
            "src/random.rs" => self.random,
            "src/slug.rs" => self.slug,
            "src/decimal.rs" => self.decimal,
            "src/openapi/items.rs" => self.items,
            "src/deprecation.rs" => self.deprecation,
            "src/openapi/deprecated.rs" => self.deprecated_fields,
            _ => true,
        }
    }
}
