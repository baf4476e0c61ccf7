//! `filter.rs` and `list.rs` of a slice: what a list may be asked for, and how it is read.

use serde::Serialize;

use crate::model::{Column, Field, FieldKind, Model, ResourceId, Scalar};
use crate::sql::name as sql_name;
use crate::sql::{Arm, Kind, Readable};
use crate::view::{names, text, types};

use super::filters::{Filter, filters_of};

/// What narrows a list to the rows of another one.
const WITHIN: &str = "Option<(&'static str, Uuid)>";

/// Both files.
#[derive(Debug, Clone, Serialize)]
pub struct ListFile {
    /// Full paths of types from other modules.
    pub imports: Vec<String>,
    /// `title` and `body`; empty where nothing is searched.
    pub searched: String,
    /// The condition of a search, as a Rust literal.
    pub search: String,
    /// Filters in the order of the fields.
    pub filters: Vec<Filter>,
    /// Orders.
    pub sorts: Vec<Sort>,
    /// `"posts.id"`, as a Rust literal.
    pub id_column: String,
    /// `-published_at`
    pub default_sort: String,
    /// The default order's variant.
    pub default_variant: String,
    /// The text that every list starts from, as a Rust literal.
    pub readable: String,
    /// What narrows it for those who may not see all rows; empty where all send the same.
    pub narrowing: String,
    /// What roles add to what others see.
    pub arms: Vec<ListArm>,
    /// The lines that narrow it, by who asks.
    pub narrows: Vec<String>,
    /// Some may see all rows.
    pub opens_all: bool,
    /// Values of its parameters.
    pub binds: Vec<String>,
    /// What the beginning of the statement depends on.
    pub parameters: String,
    /// The same as arguments.
    pub arguments: String,
    /// What the parameter `sort` is told about.
    pub sort_words: String,
    /// How many rows a page has unless a request says so.
    pub page_default: u32,
    /// How many it has at most.
    pub page_max: u32,
    /// Its page sizes are not the usual ones: `<PostFilter, 10, 50>`.
    pub page_bounds: String,
    /// How its parameters name them.
    pub page_parameters: String,
}

/// What a role adds to what others see.
#[derive(Debug, Clone, Serialize)]
pub struct ListArm {
    /// `moderator`
    pub role: String,
    /// `OPEN_TO_MODERATOR`
    pub constant: String,
    /// The condition as a Rust literal.
    pub literal: String,
}

/// One order.
#[derive(Debug, Clone, Serialize)]
pub struct Sort {
    /// `PublishedAt`
    pub variant: String,
    /// `published_at`
    pub json: String,
    /// `-published_at` is the default.
    pub descending_is_default: bool,
    /// `published_at` is the default.
    pub ascending_is_default: bool,
    /// `"posts.published_at", "timestamptz"`
    pub column: String,
    /// `.nullable()` or nothing.
    pub nullable: String,
    /// Its value in a row.
    pub key: String,
}

/// The files of a resource's slice.
#[must_use]
pub(super) fn file(model: &Model, id: ResourceId, readable: &Readable) -> ListFile {
    let resource = model.resource(id);
    let filtered: Vec<&Field> =
        resource.fields.iter().filter(|field| field.filter && !field.secret).collect();
    let mut imports: Vec<String> = filtered
        .iter()
        .filter_map(|field| types::of_field(model, id, field))
        .flat_map(|kind| kind.imports)
        .collect();
    let own_enums = filtered.iter().filter_map(|field| match &field.kind {
        FieldKind::Scalar(Scalar::Enum(used))
        | FieldKind::List { item: Scalar::Enum(used), .. } => Some(*used),
        _ => None,
    });
    imports.extend(
        own_enums
            .filter(|used| !model.enums[used.0].shared)
            .map(|used| format!("super::model::{}", model.enums[used.0].name.pascal())),
    );
    // The accounts' is among the types of the fields.
    let is_own =
        |field: &&Field| matches!(field.kind, FieldKind::BelongsTo { target } if target == id);
    if !resource.account && filtered.iter().any(is_own) {
        imports.push(format!("super::model::{}Id", resource.name.pascal()));
    }
    imports.retain(|path| path.starts_with("crate::") || path.starts_with("super::"));
    imports.sort();
    imports.dedup();
    let searched: Vec<&str> = resource
        .fields
        .iter()
        .filter(|field| field.search)
        .map(|field| field.name.snake())
        .collect();
    let table = sql_name::quoted(&sql_name::table(resource));
    let search = format!(
        "{table}.{} @@ websearch_to_tsquery('english', ?)",
        sql_name::search_column(resource)
    );
    let filters: Vec<Filter> =
        filtered.iter().flat_map(|field| filters_of(model, id, field)).collect();
    let sorts = sorts(model, id);
    let parameters = readable.statement.parameters.iter();
    let binds: Vec<String> = parameters
        .map(|parameter| super::statement::viewer_bind(model, parameter.argument))
        .collect();
    let filter = format!("&{}Filter", resource.name.pascal());
    let taken = |write: fn(&(&str, &str)) -> String| {
        let viewer = !binds.is_empty() || readable.narrowed_from.is_some();
        let viewer = viewer.then_some(("viewer", "Viewer"));
        let narrows = !filters.is_empty() || !searched.is_empty();
        let filter = narrows.then_some(("filter", filter.as_str()));
        let all = viewer.into_iter().chain(filter).chain([("within", WITHIN)]);
        all.map(|one| write(&one)).collect::<Vec<_>>().join(", ")
    };
    let page = resource.page;
    let usual = page.default == 20 && page.max == 100;
    ListFile {
        imports,
        parameters: taken(|(name, kind)| format!("{name}: {kind}")),
        arguments: taken(|(name, _)| (*name).to_owned()),
        searched: names::listed(searched, "and"),
        search: text::rust(&search),
        filters,
        sort_words: sort_words(&sorts),
        sorts,
        id_column: text::rust(&format!("{table}.id")),
        default_sort: default_sort(model, id),
        default_variant: default_variant(model, id),
        readable: readable.common(),
        narrowing: readable.narrowing().unwrap_or_default(),
        narrows: narrows(model, readable),
        arms: readable.arms.iter().map(|arm| list_arm(model, readable, arm)).collect(),
        opens_all: readable.opens_all,
        binds,
        page_default: page.default,
        page_max: page.max,
        page_bounds: if usual {
            String::new()
        } else {
            format!(", {}, {}", page.default, page.max)
        },
        page_parameters: if usual {
            "PageParams".to_owned()
        } else {
            format!("PageParams<{}, {}>", page.default, page.max)
        },
    }
}

fn list_arm(model: &Model, readable: &Readable, arm: &Arm) -> ListArm {
    let role = model.roles[arm.role.0].name.snake().to_owned();
    let constant = format!("OPEN_TO_{}", role.to_uppercase());
    ListArm { role, constant, literal: readable.arm(arm) }
}

/// Lines that narrow a list to what the viewer may see.
fn narrows(model: &Model, readable: &Readable) -> Vec<String> {
    let mut lines = vec!["query.push(READABLE);".to_owned()];
    for arm in &readable.arms {
        let variant = model.roles[arm.role.0].name.pascal();
        let constant = list_arm(model, readable, arm).constant;
        lines.push(format!("if viewer.has(Role::{variant}) {{"));
        lines.push(format!("    query.push({constant});"));
        lines.push("}".to_owned());
    }
    if !readable.arms.is_empty() {
        lines.push("query.push(\")\");".to_owned());
    }
    if !readable.opens_all {
        return lines;
    }
    let inside = lines.into_iter().map(|line| format!("    {line}"));
    let opening = "if !policy::sees_all(viewer) {".to_owned();
    [opening].into_iter().chain(inside).chain(["}".to_owned()]).collect()
}

/// Every column that a list can be ordered by: declared ones, the default, the two times.
pub(in crate::view) fn sort_columns(model: &Model, id: ResourceId) -> Vec<Column> {
    let resource = model.resource(id);
    let declared = resource
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| field.sort)
        .map(|(at, _)| Column::Field(crate::model::FieldId(at)));
    let mut columns: Vec<Column> = declared.collect();
    for column in [resource.order.column, Column::CreatedAt, Column::UpdatedAt] {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    columns
}

/// A column as requests name it.
pub(in crate::view) fn column_name(model: &Model, id: ResourceId, column: Column) -> String {
    match column {
        Column::Field(at) => model.resource(id).fields[at.0].name.snake().to_owned(),
        _ => sql_name::column_of(model.resource(id), column),
    }
}

fn pascal(name: &str) -> String {
    crate::model::Name::new(name).pascal()
}

/// The order that a list has unless asked.
pub(in crate::view) fn default_sort(model: &Model, id: ResourceId) -> String {
    let order = model.resource(id).order;
    format!("{}{}", if order.descending { "-" } else { "" }, column_name(model, id, order.column))
}

fn default_variant(model: &Model, id: ResourceId) -> String {
    let order = model.resource(id).order;
    format!(
        "{}{}",
        pascal(&column_name(model, id, order.column)),
        if order.descending { "Descending" } else { "" }
    )
}

/// What clients should know about the order.
fn sort_words(sorts: &[Sort]) -> String {
    let nulls = sorts.iter().any(|sort| !sort.nullable.is_empty());
    let nulls = if nulls { " Rows without a value come last." } else { "" };
    format!("The order; `-` is descending.{nulls}")
}

fn sorts(model: &Model, id: ResourceId) -> Vec<Sort> {
    let resource = model.resource(id);
    let row = names::names(resource).row;
    let table = sql_name::quoted(&sql_name::table(resource));
    let sort = |column: Column| {
        let json = column_name(model, id, column);
        let (kind, optional, copied, place) = match column {
            Column::Field(at) => {
                let field = &resource.fields[at.0];
                (
                    Kind::of(&field.kind).unwrap_or(Kind::Text),
                    field.optional,
                    super::input::is_copy(&field.kind),
                    types::ident(field),
                )
            }
            Column::Id => (Kind::Uuid, false, true, "id.0".to_owned()),
            Column::Email => (Kind::Text, false, false, "email".to_owned()),
            Column::Verified => (Kind::Boolean, false, true, "verified".to_owned()),
            Column::SuspendedAt => (Kind::Timestamp, true, true, "suspended_at".to_owned()),
            Column::CreatedAt => (Kind::Timestamp, false, true, "created_at".to_owned()),
            Column::UpdatedAt => (Kind::Timestamp, false, true, "updated_at".to_owned()),
        };
        let key = match (optional, copied) {
            (false, true) => format!("key({row}.{place})"),
            (false, false) => format!("key(&{row}.{place})"),
            (true, true) => format!("{row}.{place}.and_then(key)"),
            (true, false) => format!("{row}.{place}.as_ref().and_then(key)"),
        };
        let sql_column = sql_name::quoted(&sql_name::column_of(resource, column));
        let cast = match &kind {
            Kind::Numeric(..) => "numeric".to_owned(),
            kind => kind.sql(model),
        };
        let is_default = resource.order.column == column;
        Sort {
            variant: pascal(&json),
            descending_is_default: is_default && resource.order.descending,
            ascending_is_default: is_default && !resource.order.descending,
            column: format!(
                "{}, {}",
                text::rust(&format!("{table}.{sql_column}")),
                text::rust(&cast)
            ),
            nullable: if optional { ".nullable()".to_owned() } else { String::new() },
            key,
            json,
        }
    };
    sort_columns(model, id).into_iter().map(sort).collect()
}
