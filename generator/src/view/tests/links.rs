//! `links.rs`: rows linked with others, many to many.

use serde::Serialize;

use crate::model::{FieldId, FieldKind, Model, Resource, ResourceId};
use crate::sql::{self, name};
use crate::view::{names, text};

use super::actions;
use super::scene::{self, Scene, Search};

/// One many-to-many relation.
#[derive(Debug, Clone, Serialize)]
pub struct LinkTest {
    /// `tags`
    pub name: String,
    /// `TAGS_PATH`
    pub constant: String,
    /// `tags`, in words.
    pub words: String,
    /// `a tag`
    pub a_far_row: String,
    /// `/posts/{id}/tags`
    pub list_path: String,
    /// `name`: the column by which the path names the far row.
    pub far_key: String,
    /// Somebody who may link, and a row.
    pub ready: Scene,
    /// The function that makes them.
    pub function: String,
    /// A row at the far end that the same person may see: `factory::tag()`.
    pub far: String,
    /// `/tags/{name}/posts`; empty where the far end has no list.
    pub back_path: String,
    /// A row at the far end that they may not see; empty where there is none.
    pub hidden: String,
    /// `posts_tags`: the table, its columns for this end and that one, as Rust literals.
    pub table: String,
    /// An account by itself does not allow it.
    pub excludes_strangers: bool,
    /// It depends on the row itself who may link it.
    pub asks_row: bool,
    /// `"posts", "author_id"`: what takes the right from its owner; empty where others have it.
    pub handover: String,
}

/// The links of a resource for which somebody is found who may make them.
pub(super) fn links(model: &Model, id: ResourceId, row_path: &str) -> Vec<LinkTest> {
    let resource = model.resource(id);
    let test = |at: usize| -> Option<LinkTest> {
        let field = &resource.fields[at];
        let FieldKind::ManyToMany { target, rename, .. } = &field.kind else { return None };
        let rules = resource.link_rules(field)?;
        let ready = Search::on_row(model, id, rules).find()?;
        let far_resource = model.resource(*target);
        let far = scene::visible_row(model, *target, ready.who)?;
        let hidden = scene::hidden_row(model, *target, ready.who);
        let far_names = names::names(far_resource);
        let far_path = format!("/{}/{{{}}}", far_names.path, key(far_resource));
        Some(LinkTest {
            name: field.name.snake().to_owned(),
            constant: format!("{}_PATH", field.name.snake().to_uppercase()),
            words: field.name.words(),
            a_far_row: far_names.a_row,
            list_path: format!("{row_path}/{}", field.name.kebab()),
            far_key: key(far_resource),
            function: format!("ready_to_link_{}", field.name.snake()),
            far,
            back_path: rename
                .as_ref()
                .map(|name| format!("{far_path}/{}", name.kebab()))
                .unwrap_or_default(),
            hidden: hidden.unwrap_or_default(),
            table: table(model, id, at),
            excludes_strangers: scene::excludes_strangers(model, rules),
            asks_row: sql::asks_again(model, resource, rules),
            handover: actions::handover(resource, rules).unwrap_or_default(),
            ready,
        })
    };
    (0..resource.fields.len()).filter_map(test).collect()
}

fn key(resource: &Resource) -> String {
    resource.key.map_or("id", |key| resource.fields[key.0].name.snake()).to_owned()
}

/// `"post_tags", "post_id", "tag_id"`
pub(super) fn table(model: &Model, id: ResourceId, at: usize) -> String {
    let link = name::link(model, id, FieldId(at));
    [link.table, link.from, link.to].map(|part| text::rust(&part)).join(", ")
}
