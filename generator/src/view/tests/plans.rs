//! `plans.rs`: full tables, and everything that lists of them may be asked for.

use serde::Serialize;

use crate::model::{FieldId, FieldKind, Model, ResourceId, Rule, Scalar, Who};
use crate::sql;
use crate::view::slice::include_file;
use crate::view::{names, text, types};

use super::{ListTests, factory, list};

/// So many values a factory must have for what is unique in a full table.
const ROOM: u64 = 1_000_000;

/// The tests of one slice.
#[derive(Debug, Clone, Serialize)]
pub struct PlanTests {
    /// `posts`, as a Rust identifier.
    pub module: String,
    /// `posts`
    pub slice: String,
    /// `factory::post, factory::like`: tables that matter to the list.
    pub factories: String,
    /// Tables between them: `"post_tags", ("post_id", "posts"), ("tag_id", "tags")`.
    pub links: Vec<String>,
    /// Whether the slice's tests have filters.
    pub has_filters: bool,
    /// What else is asked: `"", "q=walrus", "include=author"`.
    pub queries: String,
    /// Rows of a long page.
    pub page_long: u32,
    /// `"/orders", factory::order, "customer_id"`: the list of somebody who sees their own rows
    /// alone; empty where nobody does.
    pub own: String,
}

/// The tests of a slice with this list; none where its tables cannot be filled.
#[must_use]
pub fn plan(model: &Model, id: ResourceId, listed: &ListTests) -> Option<PlanTests> {
    let resource = model.resource(id);
    let mut filled = vec![id];
    let mut links = Vec::new();
    for (at, field) in resource.fields.iter().enumerate() {
        match field.kind {
            FieldKind::BelongsTo { target: other }
            | FieldKind::Count { resource: other, .. }
            | FieldKind::Mine { resource: other, .. } => filled.push(other),
            FieldKind::ManyToMany { target, .. } => {
                filled.push(target);
                links.push((at, target));
            }
            _ => {}
        }
    }
    if !is_fillable(model, id, &mut Vec::new()) {
        return None;
    }
    filled.retain(|other| is_fillable(model, *other, &mut Vec::new()));
    let mut seen = Vec::new();
    filled.retain(|other| {
        let is_new = !seen.contains(other);
        seen.push(*other);
        is_new
    });
    links.retain(|(_, target)| filled.contains(target));
    let factory = |id: &ResourceId| format!("factory::{}", names::names(model.resource(*id)).ident);
    let includes = include_file::file(model, id).relations;
    let includes: Vec<&str> = includes.iter().map(|relation| relation.json.as_str()).collect();
    let mut queries = vec![String::new()];
    if resource.fields.iter().any(|field| field.search) {
        queries.extend(["q=walrus".to_owned(), "q=nothingofthekind".to_owned()]);
    }
    if !includes.is_empty() {
        queries.push(format!("include={}", includes.join(",")));
    }
    let queries: Vec<String> = queries.iter().map(|query| text::rust(query)).collect();
    let names = names::names(resource);
    Some(PlanTests {
        module: names.module,
        slice: names.slice,
        factories: filled.iter().map(factory).collect::<Vec<_>>().join(", "),
        links: links.iter().map(|(at, target)| link(model, id, FieldId(*at), *target)).collect(),
        has_filters: !listed.filters.is_empty(),
        queries: queries.join(", "),
        page_long: resource.page.max.min(100),
        own: own(model, id).unwrap_or_default(),
    })
}

/// The list of those who see but their own rows, if they may ask for every order.
fn own(model: &Model, id: ResourceId) -> Option<String> {
    let resource = model.resource(id);
    let at = resource.listed_for().filter(|_| resource.under.is_none())?;
    let is_own = |rule: &Rule| match rule.who {
        Who::Owner | Who::Relation(_) => rule.condition.is_none(),
        _ => false,
    };
    let rules = &resource.access.read;
    let sees_own = rules.iter().any(is_own);
    let sees_all = rules.iter().any(|rule| rule.who == Who::Authenticated);
    let sorts = resource.fields.iter().filter(|field| field.sort);
    let is_open = sorts.into_iter().all(|field| field.read.is_none());
    if !sees_own || sees_all || !is_open || !list::can_be_several(model, id, at) {
        return None;
    }
    let names = names::names(resource);
    let path = text::rust(&format!("/{}", names.path));
    let column = text::rust(&types::column(&resource.fields[at.0]));
    Some(format!("{path}, factory::{}, {column}", names.ident))
}

fn link(model: &Model, id: ResourceId, at: FieldId, target: ResourceId) -> String {
    let link = sql::name::link(model, id, at);
    let table = |id| text::rust(&sql::name::table(model.resource(id)));
    format!(
        "{}, ({}, {}), ({}, {})",
        text::rust(&link.table),
        text::rust(&link.from),
        table(id),
        text::rust(&link.to),
        table(target)
    )
}

/// Whether a factory makes as many rows as a full table has, and those of what they point at.
fn is_fillable(model: &Model, id: ResourceId, above: &mut Vec<ResourceId>) -> bool {
    if above.contains(&id) {
        return true;
    }
    above.push(id);
    let resource = model.resource(id);
    let fields = || resource.fields.iter().enumerate();
    let alone = fields().filter(|(_, field)| {
        field.unique || matches!(field.kind, FieldKind::Scalar(Scalar::Slug { .. }))
    });
    let alone = alone.map(|(at, _)| vec![FieldId(at)]);
    let together = resource.unique.iter().map(|unique| unique.fields.clone());
    let differs = |at: &FieldId| {
        let field = &resource.fields[at.0];
        match field.kind {
            FieldKind::BelongsTo { .. } => !field.optional,
            _ => factory::varies(resource, *at) && factory::room(model, id, *at) >= ROOM,
        }
    };
    alone.chain(together).all(|set: Vec<FieldId>| set.iter().any(differs))
        && fields().all(|(_, field)| match field.kind {
            FieldKind::BelongsTo { target } if !field.optional => is_fillable(model, target, above),
            _ => true,
        })
}
