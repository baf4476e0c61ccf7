//! `list.rs` of a slice's tests: a list, somebody who sees all of it, and values to ask it for.

mod filter;
mod include;
mod pointing;
mod reader;
mod search;
mod sight;
mod sort;

use serde::Serialize;

use crate::model::{FieldId, Model, ResourceId};
use crate::view::slice::list_file;
use crate::view::{names, text, types};

use include::Included;
use reader::Reader;

/// The file of a resource.
#[derive(Debug, Clone, Serialize)]
pub struct ListTests {
    /// `app.member().await`
    pub actor: String,
    /// The row under which the list stands, or which its rows point at; empty if there is none.
    pub parent: String,
    /// `actor` or `actor.clone()`
    pub reader: String,
    /// `factory::tag` or `move || factory::post().with("status", "draft")`
    pub row: String,
    /// `Filter::plain("status").of_values(json!(["draft", "published"]))`
    pub filters: Vec<String>,
    /// The same, by fields that a new account may not see.
    pub hidden: Vec<String>,
    /// What is neither a filter nor an order: `("title=x", "title")`.
    pub undeclared: Vec<String>,
    /// `Sort::by("title").in_turn(json!(["title 1", "title 2"]))`
    pub sorts: Vec<String>,
    /// `-published_at`
    pub default_sort: String,
    /// Columns in which words are found: `("title", "an uncommon walrus")`.
    pub searched: Vec<String>,
    /// Rows of a page that nobody asked another length of.
    pub page_default: u32,
    /// The most that can be asked for.
    pub page_max: u32,
    /// Rows of a page on a walk: two, where so many are allowed.
    pub page_walked: u32,
    /// The list of something else.
    pub other_list: String,
    /// `"likes", factory::like, "post_id"`: a count, and the rows that are counted.
    pub counted: Vec<String>,
    /// The same with a row that the reader may not see.
    pub uncounted: Vec<String>,
    /// `"liked", factory::like, "post_id", "author_id"`: whether there is such a row of one's own.
    pub owned: Vec<String>,
    /// What can be brought along.
    pub included: Vec<Included>,
    /// `"&include=author,tags", 2`: all of it, and how much that is.
    pub include: String,
    /// Rows of a page that is asked for with all of it.
    pub page_full: u32,
    /// Words can be looked for.
    pub is_searched: bool,
}

/// The file's view; none where nobody sees several rows.
#[must_use]
pub(super) fn list(model: &Model, id: ResourceId) -> Option<ListTests> {
    let resource = model.resource(id);
    let reader = Reader::find(model, id)?;
    let scene = &reader.scene;
    let parent = match (resource.under, scene.parent.as_str()) {
        (None, "") => String::new(),
        (Some(_), "") => "actor.account.clone()".to_owned(),
        (_, parent) => format!("app.insert({parent}).await"),
    };
    let made = format!("factory::{}()", names::names(resource).ident);
    Some(ListTests {
        actor: scene.actor.clone(),
        parent,
        reader: match names::mentions(&scene.row, "actor") {
            true => "actor.clone()".to_owned(),
            false => "actor".to_owned(),
        },
        row: match scene.row == made {
            true => made.trim_end_matches("()").to_owned(),
            false => format!("move || {}", scene.row),
        },
        filters: filter::filters(&reader, |field| reader.may_ask_by(field)),
        hidden: match resource.under.is_none() && reader.may_come() {
            true => filter::filters(&reader, |field| !reader.anybody_may_ask_by(field)),
            false => Vec::new(),
        },
        undeclared: undeclared(model, id),
        sorts: sort::sorts(&reader),
        default_sort: list_file::default_sort(model, id),
        searched: search::searched(&reader),
        page_default: resource.page.default,
        page_max: resource.page.max,
        page_walked: resource.page.max.min(2),
        other_list: other_list(model, id),
        counted: pointing::counted(&reader),
        uncounted: pointing::uncounted(&reader),
        owned: pointing::owned(&reader),
        included: include::included(&reader),
        include: include::all(&reader),
        page_full: resource.page.max.min(20),
        is_searched: resource.fields.iter().any(|field| field.search),
    })
}

/// Whether several rows can point at the same row by `relation`.
pub(super) fn can_be_several(model: &Model, id: ResourceId, relation: FieldId) -> bool {
    reader::sets(model.resource(id))
        .iter()
        .all(|set| set.iter().any(|at| *at != relation && reader::is_free(model, id, *at)))
}

/// Fields that a list knows nothing of.
fn undeclared(model: &Model, id: ResourceId) -> Vec<String> {
    let resource = model.resource(id);
    let by = |query: &str, parameter: &str| {
        format!("({}, {})", text::rust(query), text::rust(parameter))
    };
    let sortable: Vec<String> = list_file::sort_columns(model, id)
        .into_iter()
        .map(|column| list_file::column_name(model, id, column))
        .collect();
    let mut all = vec![by("no_such_field=x", "no_such_field"), by("sort=no_such_field", "sort")];
    for field in &resource.fields {
        let name = types::column(field);
        if !field.filter {
            all.push(by(&format!("{name}=x"), &name));
        }
        if !sortable.contains(&field.name.snake().to_owned()) {
            all.push(by(&format!("sort={}", field.name.snake()), "sort"));
        }
    }
    all
}

/// A list that stands under no other row.
fn other_list(model: &Model, id: ResourceId) -> String {
    let other = model
        .resources
        .iter()
        .enumerate()
        .find(|(at, resource)| *at != id.0 && resource.under.is_none());
    other.map(|(_, resource)| format!("/{}", names::names(resource).path)).unwrap_or_default()
}
