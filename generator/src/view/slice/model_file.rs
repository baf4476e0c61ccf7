//! `model.rs` of a slice: the row, the bodies that go in and out.

use serde::Serialize;

use crate::model::{EnumId, FieldId, FieldKind, Model, Resource, ResourceId};
use crate::view::names::{self, Names};
use crate::view::types;

use super::body::{BodyMember, Sight, body, sights};
use super::caller::Caller;
use super::input::{self, CheckLine, Member, Presence};
use super::writing::{self, AboveType};

/// The file.
#[derive(Debug, Clone, Serialize)]
pub struct ModelFile {
    /// Full paths of types from other modules.
    pub imports: Vec<String>,
    /// Enums that are written in a field of the resource.
    pub enums: Vec<EnumView>,
    /// What a row holds.
    pub row: Vec<Column>,
    /// What rules about writing ask of rows above.
    pub above: Vec<AboveType>,
    /// What a client sees.
    pub body: Vec<BodyMember>,
    /// Who sees a field that not everybody sees: a line for each.
    pub sights: Vec<Sight>,
    /// `body` looks at the viewer.
    pub takes_viewer: bool,
    /// `body` brings related rows along.
    pub takes_included: bool,
    /// A row's body is made without related ones, too.
    pub has_alone: bool,
    /// What a row is created from; empty where requests carry nothing.
    pub new: Vec<Member>,
    /// Checks of `new`.
    pub new_checks: Vec<CheckLine>,
    /// What changes of a row.
    pub changes: Vec<Member>,
    /// Checks of `changes`.
    pub changes_checks: Vec<CheckLine>,
}

/// A closed set of values as a Rust enum.
#[derive(Debug, Clone, Serialize)]
pub struct EnumView {
    /// `PostStatus`
    pub type_name: String,
    /// `post_status`, as the database calls it.
    pub sql_type: String,
    /// `draft`, `published` and `archived`
    pub listed: String,
    /// The variants.
    pub variants: Vec<VariantView>,
    /// Lists are ordered by it, so cursors hold its words.
    pub is_sorted: bool,
}

/// One value of an enum.
#[derive(Debug, Clone, Serialize)]
pub struct VariantView {
    /// `Draft`
    pub ident: String,
    /// `draft`
    pub name: String,
    /// Whether `rename_all = "snake_case"` gives another name than the declared one.
    pub renamed: bool,
}

/// A member of the row.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    /// As a Rust identifier.
    pub ident: String,
    /// Its Rust type.
    pub type_name: String,
}

/// What the method `body` of a row takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct BodyTakes {
    /// Some fields are not for everybody.
    pub viewer: bool,
    /// Rows that are brought along.
    pub included: bool,
}

impl BodyTakes {
    /// By the row of a resource.
    pub(super) fn of(model: &Model, id: ResourceId) -> Self {
        Self {
            viewer: !sights(model, id).is_empty(),
            included: related(model, id).next().is_some(),
        }
    }

    /// The arguments of `body`.
    pub(super) fn arguments(self, caller: &str, included: &str) -> String {
        let arguments = [self.viewer.then_some(caller), self.included.then_some(included)];
        arguments.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// The body of a row: `post.body(viewer, &included)`.
    pub(super) fn body(self, names: &Names, caller: Caller, included: &str) -> String {
        format!("{}.body({})", names.row, self.arguments(caller.ident, included))
    }

    /// The body of a row that brings no others along.
    pub(super) fn alone(self, names: &Names, caller: Caller) -> String {
        self.body(names, caller, "&Included::default()")
    }

    /// How a page of rows becomes one of bodies: `Tag::body`, `|post| post.body(&included)`.
    pub(super) fn map(self, names: &Names) -> String {
        match self.arguments("viewer", "&included").as_str() {
            "" => format!("{}::body", names.type_name),
            arguments => format!("|{0}| {0}.body({arguments})", names.row),
        }
    }
}

/// The file of a resource's slice.
#[must_use]
pub(super) fn file(model: &Model, id: ResourceId) -> ModelFile {
    let resource = model.resource(id);
    let names = names::names(resource);
    let fields = || resource.fields.iter().enumerate().map(|(at, field)| (FieldId(at), field));
    let given =
        || fields().filter(|(at, _)| input::is_given(resource, *at)).map(|(_, field)| field);
    let changeable =
        || fields().filter(|(at, _)| input::is_changeable(resource, *at)).map(|(_, field)| field);
    let sights = sights(model, id);
    let body = body(model, id, &names, &sights);
    let typed = fields()
        .map(|(_, field)| field)
        .chain(resource.actions.iter().flat_map(|action| &action.takes));
    let mut imports: Vec<String> = typed
        .filter_map(|field| types::of_field(model, id, field))
        .flat_map(|kind| kind.imports)
        .collect();
    imports.extend(writing::imports(model, id));
    imports.extend(
        related(model, id)
            .filter(|target| *target != id)
            .map(|target| body_path(&names::names(model.resource(target)))),
    );
    imports.retain(|path| path.starts_with("crate::") || path.starts_with("super::"));
    imports.sort();
    imports.dedup();
    ModelFile {
        imports,
        enums: enums(model, id),
        row: row(model, id, &names),
        above: writing::types_above(model, id),
        takes_viewer: !sights.is_empty(),
        takes_included: related(model, id).next().is_some(),
        has_alone: related(model, id).next().is_some() && is_related(model, id),
        sights: sights.into_iter().map(|(sight, _)| sight).collect(),
        body,
        new: given().filter_map(|field| input::given(model, id, field)).collect(),
        new_checks: given()
            .filter_map(|field| input::check_line(field, Presence::on_create(field), None))
            .collect(),
        changes: changeable().filter_map(|field| input::changed(model, id, field)).collect(),
        changes_checks: changeable()
            .filter_map(|field| input::check_line(field, Presence::on_update(field), None))
            .collect(),
    }
}

fn body_path(names: &Names) -> String {
    format!("crate::{}::model::{}Body", names.module, names.type_name)
}

/// Resources whose rows can be brought along.
fn related(model: &Model, id: ResourceId) -> impl Iterator<Item = ResourceId> {
    model.resource(id).fields.iter().filter_map(|field| match field.kind {
        FieldKind::BelongsTo { target } | FieldKind::ManyToMany { target, .. } => Some(target),
        _ => None,
    })
}

/// Whether its rows can be brought along themselves.
fn is_related(model: &Model, id: ResourceId) -> bool {
    let mut ids = (0..model.resources.len()).map(ResourceId);
    ids.any(|other| related(model, other).any(|target| target == id))
}

/// The enums that this resource's slice declares.
fn enums(model: &Model, id: ResourceId) -> Vec<EnumView> {
    let resource = model.resource(id);
    let own = types::enums(resource).into_iter().filter(|at| !model.enums[at.0].shared);
    own.map(|at| enum_view(model, at, std::slice::from_ref(resource))).collect()
}

/// An enum as Rust declares it, and those who may use it.
#[must_use]
pub fn enum_view(model: &Model, id: EnumId, users: &[Resource]) -> EnumView {
    let declared = &model.enums[id.0];
    let variant = |name: &crate::model::Name| VariantView {
        renamed: heck::ToSnakeCase::to_snake_case(name.pascal().as_str()) != name.snake(),
        ident: name.pascal(),
        name: name.snake().to_owned(),
    };
    EnumView {
        type_name: declared.name.pascal(),
        sql_type: crate::sql::name::enum_type(model, id).trim_matches('"').to_owned(),
        listed: names::listed(declared.variants.iter().map(crate::model::Name::snake), "and"),
        variants: declared.variants.iter().map(variant).collect(),
        is_sorted: is_sorted(id, users),
    }
}

/// Whether some list is ordered by values of the enum.
fn is_sorted(id: EnumId, users: &[Resource]) -> bool {
    let sorts = |resource: &Resource| {
        let orders = resource.fields.iter().enumerate().filter(|(at, field)| {
            field.sort || resource.order.column == crate::model::Column::Field(FieldId(*at))
        });
        orders
            .into_iter()
            .any(|(_, field)| field.kind == FieldKind::Scalar(crate::model::Scalar::Enum(id)))
    };
    users.iter().any(sorts)
}

/// The members of the row, as every statement gives them.
fn row(model: &Model, id: ResourceId, names: &Names) -> Vec<Column> {
    let resource = model.resource(id);
    let column = |column: crate::sql::RowColumn| {
        let plain = match column.source {
            crate::sql::Source::Id => format!("{}Id", names.type_name),
            crate::sql::Source::Field(at) => {
                let field = &resource.fields[at.0];
                types::of_field(model, id, field).map(|kind| kind.text).unwrap_or_default()
            }
            _ => types::of_kind(model, id, &column.kind),
        };
        Column {
            ident: crate::model::name::rust_identifier(&column.name).into_owned(),
            type_name: if column.optional { format!("Option<{plain}>") } else { plain },
        }
    };
    crate::sql::row_columns(model, id).into_iter().map(column).collect()
}
