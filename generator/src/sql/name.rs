//! What things of a model are called in the database.

use std::collections::BTreeSet;

use crate::model::{Column, EnumId, Field, FieldId, FieldKind, Model, Name, Resource, ResourceId};

pub use crate::model::name::identifier;

/// Keywords of types: they may name tables, yet Postgres quotes them when it prints names.
const TYPE_KEYWORDS: [&str; 19] = [
    "bigint",
    "bit",
    "boolean",
    "char",
    "character",
    "dec",
    "decimal",
    "float",
    "int",
    "integer",
    "interval",
    "nchar",
    "numeric",
    "real",
    "smallint",
    "time",
    "timestamp",
    "varchar",
    "national",
];

/// The name as SQL reads it, in double quotes where Postgres reserves the word.
#[must_use]
pub fn quoted(name: &str) -> String {
    Name::new(name).sql().into_owned()
}

/// A table's name as Postgres prints it, which is how sqlx knows it.
#[must_use]
pub fn printed(table: &str) -> String {
    if TYPE_KEYWORDS.contains(&table) {
        return format!("\"{table}\"");
    }
    Name::new(table).sql_type().into_owned()
}

/// A resource's table.
#[must_use]
pub fn table(resource: &Resource) -> String {
    identifier(&[resource.plural.snake()])
}

/// A field's column: its name, with `_id` behind a relation's.
#[must_use]
pub fn column(field: &Field) -> String {
    match field.kind {
        FieldKind::BelongsTo { .. } => identifier(&[field.name.snake(), "id"]),
        _ => identifier(&[field.name.snake()]),
    }
}

/// The column that a condition, order or index names.
#[must_use]
pub fn column_of(resource: &Resource, of: Column) -> String {
    match of {
        Column::Field(id) => column(&resource.fields[id.0]),
        built_in => built_in.built_in_name().unwrap_or_default().to_owned(),
    }
}

/// The column with the words that `search` looks through.
#[must_use]
pub fn search_column(resource: &Resource) -> String {
    let taken = resource.fields.iter().any(|field| column(field) == "search");
    if taken { "search_words".to_owned() } else { "search".to_owned() }
}

/// The table of a many-to-many relation, and its two columns.
#[must_use]
pub fn link(model: &Model, resource: ResourceId, field: FieldId) -> LinkTable {
    let here = model.resource(resource);
    let field = &here.fields[field.0];
    let target = match field.kind {
        FieldKind::ManyToMany { target, .. } => model.resource(target),
        _ => here,
    };
    let name = identifier(&[here.name.snake(), field.name.snake()]);
    let taken = model.resources.iter().any(|other| table(other) == name);
    let itself = here.name == target.name;
    LinkTable {
        table: if taken { identifier(&[&name, "links"]) } else { name },
        from: identifier(&[here.name.snake(), "id"]),
        to: identifier(&[if itself { "linked" } else { "" }, target.name.snake(), "id"])
            .trim_start_matches('_')
            .to_owned(),
    }
}

/// Where a many-to-many relation is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkTable {
    /// Its table.
    pub table: String,
    /// The column that points at the resource that declares the relation.
    pub from: String,
    /// The column that points at the relation's target.
    pub to: String,
}

/// An enum's type as SQL reads it. A table has a type of its own name too.
#[must_use]
pub fn enum_type(model: &Model, id: EnumId) -> String {
    let declared = &model.enums[id.0];
    declared.type_name.recall(|| free_type(model, declared.name.snake())).clone()
}

fn free_type(model: &Model, name: &str) -> String {
    let name = identifier(&[name]);
    let name = if model.tables.recall(|| tables(model)).contains(&name) {
        identifier(&[&name, "enum"])
    } else {
        name
    };
    Name::new(name).sql_type().into_owned()
}

/// Every table of the model, those of the account as well.
fn tables(model: &Model) -> BTreeSet<String> {
    let of_account = ["user_roles", "sessions", "refresh_tokens"].map(str::to_owned);
    let of_resources = model.resources.iter().map(table);
    of_resources.chain(links(model).map(|link| link.table)).chain(of_account).collect()
}

/// Every many-to-many table of the model.
pub(super) fn links(model: &Model) -> impl Iterator<Item = LinkTable> {
    model.resources.iter().enumerate().flat_map(move |(at, resource)| {
        let fields = resource.fields.iter().enumerate();
        let linking =
            fields.filter(|(_, field)| matches!(field.kind, FieldKind::ManyToMany { .. }));
        linking.map(move |(field, _)| link(model, ResourceId(at), FieldId(field)))
    })
}
