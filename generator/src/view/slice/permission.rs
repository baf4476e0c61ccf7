//! A question about who asks and a row, as a function of `policy.rs`.

use serde::Serialize;

use crate::model::{Field, Model, ResourceId, Rule, Who};
use crate::view::condition::{self, Asker};
use crate::view::{names, text, types, words};

use super::writing;

/// A question about a principal and a row.
#[derive(Debug, Clone, Serialize)]
pub struct Permission {
    /// The rule in the author's words.
    pub words: String,
    /// `may_update`
    pub name: String,
    /// `principal: Principal, post: &Post`
    pub parameters: String,
    /// The answer.
    pub expression: String,
}

/// Whether one of `rules` lets whoever asks do it.
pub(super) fn permission(
    model: &Model,
    id: ResourceId,
    asker: Asker,
    name: &str,
    rules: &[Rule],
    takes_row: bool,
) -> Permission {
    let names = names::names(model.resource(id));
    let expression = condition::rules(model, id, &names.row, asker, rules);
    let looks = names::mentions(&expression, &names.row);
    let above = writing::parameters(model, id, rules, &expression);
    let used = if names::mentions(&expression, asker.ident()) { "" } else { "_" };
    let who = format!("{used}{}: {}", asker.ident(), asker.type_name());
    let row = match (takes_row, looks) {
        (false, _) => String::new(),
        (true, true) => format!(", {}: &{}", names.row, names.type_name),
        (true, false) => format!(", _{}: &{}", names.singular, names.type_name),
    };
    Permission {
        words: words::rules(model, id, rules),
        name: format!("may_{name}"),
        parameters: format!("{who}{row}{above}"),
        expression,
    }
}

/// Any of `who`, in the author's words.
pub(super) fn who_words(model: &Model, id: ResourceId, who: &[Who]) -> String {
    let rules: Vec<Rule> =
        who.iter().map(|who| Rule { who: who.clone(), condition: None }).collect();
    words::rules(model, id, &rules)
}

/// Any of `who`, over the variables `viewer` and `row`.
pub(super) fn readers_expression(model: &Model, id: ResourceId, row: &str, who: &[Who]) -> String {
    let resource = model.resource(id);
    let is = |field: &Field| {
        let ident = types::ident(field);
        match field.optional {
            true => format!("{row}.{ident}.is_some_and(|id| viewer.is(id))"),
            false => format!("viewer.is({row}.{ident})"),
        }
    };
    let mut each: Vec<String> = who
        .iter()
        .map(|who| match who {
            Who::Public => "true".to_owned(),
            Who::Authenticated => "viewer.id().is_some()".to_owned(),
            Who::Role(role) => format!("viewer.has(Role::{})", model.roles[role.0].name.pascal()),
            Who::Owner => resource.owner.map_or_else(
                || format!("viewer.is({row}.id)"),
                |owner| is(&resource.fields[owner.0]),
            ),
            Who::Relation(relation) | Who::OwnerOf { relation } => is(&resource.fields[relation.0]),
        })
        .collect();
    text::keep_first(&mut each);
    match each.iter().any(|one| one == "true") {
        true => "true".to_owned(),
        false => each.join(" || "),
    }
}

/// Who may set a field. The row is absent while it is being made: then the caller is its owner.
pub(super) fn write(model: &Model, id: ResourceId, asker: Asker, field: &Field) -> Permission {
    let names = names::names(model.resource(id));
    let who = field.write.clone().unwrap_or_default();
    let expression = write_expression(model, id, &names.row, asker, &who);
    let row = format!(", {}: Option<&{}>", names.row, names.type_name);
    let looks = names::mentions(&expression, &names.row);
    Permission {
        words: who_words(model, id, &who),
        name: format!("may_write_{}", types::column(field)),
        parameters: format!(
            "{}: {}{}",
            asker.ident(),
            asker.type_name(),
            if looks { row } else { String::new() }
        ),
        expression,
    }
}

fn write_expression(model: &Model, id: ResourceId, row: &str, asker: Asker, who: &[Who]) -> String {
    let resource = model.resource(id);
    let is = |field: &Field| asker.is(&format!("{row}.{}", types::ident(field)), field.optional);
    let mut each: Vec<String> = who
        .iter()
        .map(|who| match who {
            Who::Public => "true".to_owned(),
            Who::Authenticated => asker.is_signed_in().to_owned(),
            Who::Role(role) => {
                format!("{}.has(Role::{})", asker.ident(), model.roles[role.0].name.pascal())
            }
            Who::Owner => {
                let owns = resource.owner.map_or_else(
                    || asker.is(&format!("{row}.id"), false),
                    |owner| is(&resource.fields[owner.0]),
                );
                match asker {
                    Asker::Principal => format!("{row}.is_none_or(|{row}| {owns})"),
                    Asker::Viewer => {
                        format!("{row}.map_or(viewer.id.is_some(), |{row}| {owns})")
                    }
                }
            }
            Who::Relation(relation) | Who::OwnerOf { relation } => {
                format!("{row}.is_some_and(|{row}| {})", is(&resource.fields[relation.0]))
            }
        })
        .collect();
    text::keep_first(&mut each);
    match each.iter().any(|one| one == "true") {
        true => "true".to_owned(),
        false => each.join(" || "),
    }
}
