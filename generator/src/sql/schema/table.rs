//! `create table`.

use super::{column, comment, constraint, index};
use crate::model::{Field, FieldId, FieldKind, Model, OnDelete, Resource, ResourceId};
use crate::sql::name::{self, quoted};

/// A resource's table. Foreign keys to tables that are not there yet are left out.
pub(super) fn create(model: &Model, id: ResourceId, earlier: &[ResourceId]) -> String {
    let resource = model.resource(id);
    let is_there = |target| target == id || earlier.contains(&target);
    let lines = columns(model, id).into_iter().chain(constraints(model, id, is_there));
    let body: Vec<_> = lines.map(|line| format!("    {line}")).collect();
    let what = if resource.account { format!("{ACCOUNT}\n") } else { String::new() };
    format!("{what}create table {} (\n{}\n);", quoted(&name::table(resource)), body.join(",\n"))
}

/// The lines of a table that are columns.
pub(super) fn columns(model: &Model, id: ResourceId) -> Vec<String> {
    let resource = model.resource(id);
    let mut lines = vec!["id uuid not null".to_owned()];
    if resource.account {
        lines.extend(ACCOUNT_COLUMNS.map(str::to_owned));
    }
    lines.extend((0..resource.fields.len()).filter_map(|at| column(model, id, FieldId(at))));
    lines.extend(index::search(resource));
    if resource.soft_delete {
        lines.push("deleted_at timestamptz".to_owned());
    }
    lines.push("version bigint not null default 1".to_owned());
    lines.push("created_at timestamptz not null default now()".to_owned());
    lines.push("updated_at timestamptz not null default now()".to_owned());
    lines
}

/// The lines of a table that are constraints. Foreign keys only to tables that are there.
pub(super) fn constraints(
    model: &Model,
    id: ResourceId,
    is_there: impl Fn(ResourceId) -> bool,
) -> Vec<String> {
    let resource = model.resource(id);
    let key = name::identifier(&[&name::table(resource), "pkey"]);
    let mut lines = vec![format!("constraint {key} primary key (id)")];
    for (at, field) in resource.fields.iter().enumerate() {
        let FieldKind::BelongsTo { target } = field.kind else { continue };
        if is_there(target) {
            lines.push(wrapped(foreign_key(model, id, FieldId(at))));
        }
    }
    lines.extend(index::unique_constraints(model, id));
    lines.extend(constraint::lines(model, id));
    lines
}

const ACCOUNT: &str = "-- An account. A closed one stays as a tombstone: the row that others point at, and nothing in it.";

const ACCOUNT_COLUMNS: [&str; 5] = [
    "email text not null",
    "password_hash text",
    "verified boolean not null default false",
    "suspended_at timestamptz",
    "closed_at timestamptz",
];

/// The table of a many-to-many relation: one row a link, found from both ends.
pub(super) fn link(model: &Model, id: ResourceId, field: FieldId) -> String {
    let resource = model.resource(id);
    let declared = &resource.fields[field.0];
    let target = match declared.kind {
        FieldKind::ManyToMany { target, .. } => model.resource(target),
        _ => resource,
    };
    let link = name::link(model, id, field);
    let key = |column: &str, target: &str| {
        wrapped((
            format!("constraint {}", name::identifier(&[&link.table, column, "fkey"])),
            format!(
                "foreign key ({}) references {} (id) on delete cascade",
                quoted(column),
                quoted(target)
            ),
        ))
    };
    let (table, from, to) = (quoted(&link.table), quoted(&link.from), quoted(&link.to));
    let lines = [
        format!("{from} uuid not null"),
        format!("{to} uuid not null"),
        "created_at timestamptz not null default now()".to_owned(),
        format!(
            "constraint {} primary key ({from}, {to})",
            name::identifier(&[&link.table, "pkey"])
        ),
        key(&link.from, &name::table(resource)),
        key(&link.to, &name::table(target)),
    ];
    let prose =
        comment(0, &format!("Which {} each {} has.", declared.name.words(), resource.name.words()));
    format!(
        "{prose}\ncreate table {table} (\n    {}\n);\n\ncreate index {} on {table} ({to}, {from});",
        lines.join(",\n    "),
        name::identifier(&[&link.table, &link.to, "idx"])
    )
}

/// A foreign key that had to wait for the table it points at.
pub(super) fn add_foreign_key(model: &Model, id: ResourceId, field: FieldId) -> String {
    let resource = model.resource(id);
    let (constraint, key) = foreign_key(model, id, field);
    format!(
        "-- {} were created before what they point at here.\nalter table {}\n    add {constraint}\n    {key};",
        capitalised(&resource.plural.words()),
        quoted(&name::table(resource))
    )
}

fn capitalised(words: &str) -> String {
    let mut characters = words.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// What a relation's foreign key is called.
pub(super) fn foreign_key_name(resource: &Resource, field: &Field) -> String {
    name::identifier(&[&name::table(resource), &name::column(field), "fkey"])
}

fn foreign_key(model: &Model, id: ResourceId, field: FieldId) -> (String, String) {
    let resource = model.resource(id);
    let field = &resource.fields[field.0];
    let column = name::column(field);
    let target = match field.kind {
        FieldKind::BelongsTo { target } => model.resource(target),
        _ => resource,
    };
    let action = match field.on_delete {
        OnDelete::Restrict => "restrict",
        OnDelete::Cascade => "cascade",
        OnDelete::Null => "set null",
    };
    let name = foreign_key_name(resource, field);
    let target = quoted(&name::table(target));
    (
        format!("constraint {name}"),
        format!("foreign key ({}) references {target} (id) on delete {action}", quoted(&column)),
    )
}

/// Both parts on one line of a table, if they fit.
fn wrapped((constraint, key): (String, String)) -> String {
    // Four columns before, a comma behind.
    if constraint.len() + 1 + key.len() + 5 <= 100 {
        return format!("{constraint} {key}");
    }
    format!("{constraint}\n        {key}")
}
