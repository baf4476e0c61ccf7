//! The view of files that a service has once.

use serde::Serialize;

use crate::model::{EnumId, Model, Name, ResourceId, RoleId};

use super::guide::{self, Guide};
use super::names::{self, Names};
use super::needs::{self, Needs};
use super::slice::{EnumView, enum_view};
use super::tour::{self, Tour};
use super::{text, types};

/// What templates of such files see.
#[derive(Debug, Clone, Serialize)]
pub struct Service {
    /// `social-sharing`
    pub package_name: String,
    /// `social_sharing`
    pub crate_name: String,
    /// The summary, as Markdown on one line.
    pub summary: String,
    /// The summary as documentation.
    pub summary_lines: Vec<String>,
    /// The summary as a TOML, YAML or JSON string.
    pub summary_quoted: String,
    /// Resources by the names of their slices.
    pub slices: Vec<SliceEntry>,
    /// Two or three slices: `` `comments`, `posts`, … ``
    pub slice_examples: String,
    /// Roles in declared order.
    pub roles: Vec<RoleView>,
    /// `Admin, Member`
    pub role_idents: String,
    /// `Member`
    pub default_role: String,
    /// Which parts of the floor it has.
    pub needs: Needs,
    /// Shared enums.
    pub enums: Vec<EnumView>,
    /// Rust types for what Postgres calls otherwise: for `sqlx.toml`.
    pub type_overrides: Vec<Override>,
    /// Rust types for columns, by table.
    pub tables: Vec<TableOverrides>,
    /// What `ARCHITECTURE.md` shows of this service.
    pub guide: Guide,
    /// The requests that `README.md` shows.
    pub tour: Tour,
}

/// A resource in lists of slices.
#[derive(Debug, Clone, Serialize)]
pub struct SliceEntry {
    /// `posts`, as a Rust identifier.
    pub rows: String,
    /// Its names.
    pub names: Names,
    /// The summary, as Markdown on one line.
    pub summary: String,
}

/// A role.
#[derive(Debug, Clone, Serialize)]
pub struct RoleView {
    /// `Moderator`
    pub ident: String,
    /// `moderator`
    pub name: String,
    /// What it is.
    pub words: String,
    /// `Moderator, Member`
    pub with_included: String,
    /// Whether `rename_all = "snake_case"` gives another name than the declared one.
    pub renamed: bool,
}

/// A Rust type in the place of the one that sqlx would choose.
#[derive(Debug, Clone, Serialize)]
pub struct Override {
    /// The type or column.
    pub name: String,
    /// `crate::posts::model::PostId`
    pub path: String,
}

/// The typed columns of a table.
#[derive(Debug, Clone, Serialize)]
pub struct TableOverrides {
    /// The table, as Postgres prints it.
    pub table: String,
    /// Its ids and relations.
    pub columns: Vec<Override>,
}

/// The view of a model's service.
#[must_use]
pub fn service(model: &Model) -> Service {
    let mut slices: Vec<SliceEntry> = model
        .resources
        .iter()
        .map(|resource| {
            let names = names::names(resource);
            SliceEntry {
                rows: names.module.clone(),
                names,
                summary: text::markdown(&resource.summary),
            }
        })
        .collect();
    slices.sort_by(|one, other| one.names.slice.cmp(&other.names.slice));
    let examples: Vec<&str> =
        slices.iter().map(|slice| slice.names.slice.as_str()).take(2).collect();
    let summary = model.summary();
    let shared = (0..model.enums.len()).map(EnumId).filter(|id| model.enums[id.0].shared);
    let default = model.roles.iter().find(|role| role.default);
    let enums: Vec<EnumView> = shared.map(|id| enum_view(model, id, &model.resources)).collect();
    Service {
        package_name: names::package_name(&model.service.name),
        crate_name: names::crate_name(model),
        summary: text::markdown(&summary),
        summary_lines: text::documentation(&summary),
        summary_quoted: text::quoted(&summary),
        slice_examples: format!(
            "{}, …",
            examples.iter().map(|slice| format!("`{slice}`")).collect::<Vec<_>>().join(", ")
        ),
        slices,
        roles: (0..model.roles.len()).map(RoleId).map(|id| role(model, id)).collect(),
        role_idents: model
            .roles
            .iter()
            .map(|role| variant(&role.name))
            .collect::<Vec<_>>()
            .join(", "),
        default_role: default.map(|role| variant(&role.name)).unwrap_or_default(),
        needs: needs::needs(model),
        enums,
        type_overrides: type_overrides(model),
        tables: tables(model),
        guide: guide::guide(model),
        tour: tour::tour(model),
    }
}

fn role(model: &Model, id: RoleId) -> RoleView {
    let role = &model.roles[id.0];
    let included: Vec<&Name> = role.includes.iter().map(|id| &model.roles[id.0].name).collect();
    let words = match (role.default, included.as_slice()) {
        (true, []) => "What a new account has.".to_owned(),
        (true, _) => format!(
            "What a new account has: everything of {}, and more.",
            names::listed(included.iter().map(|name| name.snake()), "and")
        ),
        (false, []) => "Given by administrators.".to_owned(),
        (false, _) => format!(
            "Everything that {} may do, and more.",
            names::listed(included.iter().map(|name| name.snake()), "and")
        ),
    };
    RoleView {
        ident: role.name.pascal(),
        name: role.name.snake().to_owned(),
        words,
        with_included: [&role.name]
            .into_iter()
            .chain(included)
            .map(variant)
            .collect::<Vec<_>>()
            .join(", "),
        renamed: heck::ToSnakeCase::to_snake_case(role.name.pascal().as_str()) != role.name.snake(),
    }
}

/// A role where roles are declared. It is not imported: a role may be called `None`.
fn variant(name: &Name) -> String {
    format!("Self::{}", name.pascal())
}

fn type_overrides(model: &Model) -> Vec<Override> {
    let decimal =
        || Override { name: "NUMERIC".to_owned(), path: "crate::decimal::Decimal".to_owned() };
    let mut overrides: Vec<Override> =
        needs::needs(model).decimal.then(decimal).into_iter().collect();
    let used = model.resources.iter().flat_map(|resource| {
        let module = format!("crate::{}::model", names::names(resource).module);
        types::enums(resource).into_iter().map(move |id| (id, module.clone()))
    });
    let own = used.filter(|(id, _)| !model.enums[id.0].shared);
    let shared = (0..model.enums.len()).map(EnumId).filter(|id| model.enums[id.0].shared);
    let homes = own.chain(shared.map(|id| (id, "crate::enums".to_owned())));
    overrides.extend(homes.map(|(id, module)| Override {
        name: crate::sql::name::enum_type(model, id),
        path: format!("{module}::{}", model.enums[id.0].name.pascal()),
    }));
    let lists = overrides.iter().map(|item| Override {
        name: format!("{}[]", item.name),
        path: format!("Vec<{}>", item.path),
    });
    let mut overrides: Vec<Override> = overrides.iter().cloned().chain(lists).collect();
    overrides.sort_by(|one, other| one.name.cmp(&other.name));
    overrides
}

/// Ids and relations have types of their own; the floor's tables point at accounts.
fn tables(model: &Model) -> Vec<TableOverrides> {
    let id_path = |id: ResourceId| {
        let names = names::names(model.resource(id));
        format!("{}::{}Id", names.id_module, names.type_name)
    };
    let typed = |name: &str, path: String| Override { name: name.to_owned(), path };
    let user = || id_path(model.account().0);
    let session = || "crate::auth::SessionId".to_owned();
    let mut tables = vec![
        TableOverrides {
            table: "refresh_tokens".to_owned(),
            columns: vec![typed("session_id", session())],
        },
        TableOverrides {
            table: "sessions".to_owned(),
            columns: vec![typed("id", session()), typed("user_id", user())],
        },
        TableOverrides { table: "user_roles".to_owned(), columns: vec![typed("user_id", user())] },
    ];
    for (at, resource) in model.resources.iter().enumerate() {
        let mut columns = vec![typed("id", id_path(ResourceId(at)))];
        for field in &resource.fields {
            if let crate::model::FieldKind::BelongsTo { target } = field.kind {
                columns.push(typed(&crate::sql::name::column(field), id_path(target)));
            }
        }
        columns.sort_by(|one, other| one.name.cmp(&other.name));
        tables.push(TableOverrides {
            table: crate::sql::name::printed(&crate::sql::name::table(resource)),
            columns,
        });
    }
    tables.sort_by(|one, other| one.table.cmp(&other.table));
    tables
}
