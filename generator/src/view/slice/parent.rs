//! The row that others live under.

use serde::Serialize;

use crate::model::{FieldId, FieldKind, Model, ResourceId};
use crate::sql;
use crate::view::names::{self, Names};
use crate::view::{above, text, types};

use super::key::{self, Key};

/// The row that others live under.
#[derive(Debug, Clone, Serialize)]
pub struct Parent {
    /// Its names.
    pub names: Names,
    /// Its key.
    pub key: Key,
    /// `post_id`: the path's parameter.
    pub parameter: String,
    /// What `find` is handed: `post_id`, `&product_sku`.
    pub argument: String,
    /// The variable that holds it.
    pub ident: String,
    /// `"comments.post_id = ?"`
    pub within: String,
    /// The module of its slice: `posts::`, or nothing.
    pub module: String,
}

/// The row that the relation `under` points at.
pub(super) fn parent(model: &Model, id: ResourceId, relation: FieldId) -> Parent {
    let resource = model.resource(id);
    let field = &resource.fields[relation.0];
    let target = match field.kind {
        FieldKind::BelongsTo { target } => target,
        _ => id,
    };
    let names = names::names(model.resource(target));
    let key = key::key(model, target);
    let parameter = format!("{}_{}", names.singular, key.json);
    let table = sql::name::quoted(&sql::name::table(resource));
    let column = sql::name::quoted(&sql::name::column(field));
    Parent {
        argument: key.argument.replace(&key.ident, &parameter),
        within: text::rust(&format!("{table}.{column} = ?")),
        ident: above::local(resource, relation),
        module: if target == id { String::new() } else { names.prefix.clone() },
        parameter,
        names,
        key,
    }
}

/// Full paths of what handlers need of the parent's slice.
pub(super) fn imports(model: &Model, id: ResourceId, parent: &Parent) -> Vec<String> {
    let target = match model
        .resource(id)
        .under
        .map(|relation| &model.resource(id).fields[relation.0].kind)
    {
        Some(FieldKind::BelongsTo { target }) => *target,
        _ => id,
    };
    if target == id {
        return Vec::new();
    }
    [parent.names.import.clone()]
        .into_iter()
        .filter(|path| !path.is_empty())
        .chain(types::id(model, id, target).imports)
        .collect()
}
