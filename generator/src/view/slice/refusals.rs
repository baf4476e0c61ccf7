//! Fields of a request that not everybody may use.

use serde::Serialize;

use crate::model::{Field, Model, ResourceId, Who};
use crate::view::condition::Asker;
use crate::view::types;

use super::filters::filters_of;
use super::input::Presence;
use super::permission::{readers_expression, write};

/// A field that a request may only set with permission.
#[derive(Debug, Clone, Serialize)]
pub struct Refusal {
    /// `stock`
    pub json: String,
    /// `new.stock.is_set() && `, or nothing where every request sets it.
    pub given: String,
    /// `may_write_stock(principal)`
    pub allowed: String,
}

/// A field that a list may only be narrowed or ordered by with permission.
#[derive(Debug, Clone, Serialize)]
pub struct FilterRefusal {
    /// `cost`
    pub json: String,
    /// Whether any of its parameters is used.
    pub used: String,
    /// Who may; `false` where nobody sees it in every row.
    pub allowed: String,
    /// Who may not.
    pub denied: String,
}

/// A field that nobody may set by registering: whoever does is the owner, and has the default role.
pub(super) fn registration_refusal(model: &Model, field: &Field) -> Option<Refusal> {
    let given = given(field, Presence::on_create(field), "new")?;
    let granted = |who: &Who| match who {
        Who::Public | Who::Authenticated | Who::Owner => true,
        Who::Role(role) => model.is_default(*role),
        Who::Relation(_) | Who::OwnerOf { .. } => false,
    };
    let refused = !field.write.iter().flatten().any(granted);
    refused.then(|| Refusal { json: types::column(field), given, allowed: String::new() })
}

/// Whether a request sets a field; `None` where every request does.
fn given(field: &Field, presence: Presence, body: &str) -> Option<String> {
    let ident = types::ident(field);
    match presence {
        Presence::Required => None,
        Presence::Nullable => Some(format!("{body}.{ident}.is_some()")),
        Presence::Patch | Presence::NullablePatch => Some(format!("{body}.{ident}.is_set()")),
    }
}

/// The refusal to set a field.
pub(super) fn refusal(
    model: &Model,
    id: ResourceId,
    field: &Field,
    presence: Presence,
    (asker, body, row): (&str, &str, &str),
) -> Refusal {
    let json = types::column(field);
    let permission = write(model, id, Asker::Principal, field);
    let given = given(field, presence, body).map(|given| given + " && ").unwrap_or_default();
    let argument = if permission.parameters.contains(':') && permission.parameters.contains(", ") {
        format!(", {row}")
    } else {
        String::new()
    };
    Refusal { given, allowed: format!("may_write_{json}({asker}{argument})"), json }
}

/// The refusals to narrow or order a list by fields that not everybody sees.
pub(super) fn filters(model: &Model, id: ResourceId) -> Vec<FilterRefusal> {
    let resource = model.resource(id);
    let type_name = resource.name.pascal();
    let guarded =
        resource.fields.iter().filter(|field| field.read.is_some() && (field.filter || field.sort));
    let refusal = |field: &Field| {
        let who = field.read.clone().unwrap_or_default();
        let everywhere: Vec<Who> = who
            .into_iter()
            .filter(|who| matches!(who, Who::Role(_) | Who::Authenticated | Who::Public))
            .collect();
        let mut used: Vec<String> = match field.filter {
            true => filters_of(model, id, field)
                .iter()
                .map(|filter| format!("filter.{}.is_some()", filter.ident))
                .collect(),
            false => Vec::new(),
        };
        if field.sort {
            let variant = field.name.pascal();
            used.push(format!("matches!(filter.sort, {type_name}Sort::{variant} | {type_name}Sort::{variant}Descending)"));
        }
        let allowed = match everywhere.is_empty() {
            true => "false".to_owned(),
            false => readers_expression(model, id, "row", &everywhere),
        };
        let denied = match allowed.contains(' ') {
            true => format!("!({allowed})"),
            false => format!("!{allowed}"),
        };
        FilterRefusal { json: types::column(field), used: used.join(" || "), allowed, denied }
    };
    guarded.map(refusal).filter(|refusal| refusal.allowed != "true").collect()
}
