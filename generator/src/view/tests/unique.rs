//! What no two rows share, as the database keeps it and as clients meet it.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::model::pattern::Pattern;
use crate::model::samples::{self, Cell, Row};
use crate::model::{
    Condition, Field, FieldId, FieldKind, Model, Resource, ResourceId, Scalar, Value,
};
use crate::sql::{self, ConstraintRule};
use crate::view::slice::input;
use crate::view::{names, text, types};

use super::scene::Scene;
use super::setting::{self, Setting};
use super::{factory, literal, state};

/// How many values are looked at.
const SAMPLES: usize = 4;

/// The uniqueness of a resource.
#[derive(Debug, Clone, Serialize)]
pub struct Uniqueness {
    /// `Unique::new("tags_name_key", &["name"], factory::tag)`
    pub kept: Vec<String>,
    /// `&["name"]`: what a second row cannot be created with.
    pub on_create: Vec<String>,
    /// What a row cannot be changed to.
    pub on_update: Vec<Taking>,
    /// `&["name"]`: what can be used again after its row was deleted; empty if nothing.
    pub reused: String,
    /// What is blamed where it is not.
    pub reused_blamed: String,
    /// There is something to test.
    pub has: bool,
}

/// A field that another row has in the way.
#[derive(Debug, Clone, Serialize)]
pub struct Taking {
    /// The other row: `factory::price().with("product_id", &row["product_id"])`
    pub other: String,
    /// The field, as a Rust literal.
    pub field: String,
    /// `&["product_id", "currency"]`: what is blamed.
    pub blamed: String,
}

/// What is unique among the rows of a resource.
struct Key<'a> {
    name: String,
    fields: Vec<FieldId>,
    nulls_equal: bool,
    condition: Option<&'a Condition>,
}

/// The uniqueness of a resource, as far as rows are found that show it.
pub(super) fn uniqueness(
    model: &Model,
    id: ResourceId,
    create: Option<&Scene>,
    update: Option<&Scene>,
) -> Uniqueness {
    let resource = model.resource(id);
    let keys = keys(model, id);
    let fresh = |at: FieldId| factory::varies(resource, at) || is_required_relation(resource, at);
    let apart = |key: &&Key<'_>| is_apart(&keys, key, &fresh);
    let kept = keys.iter().filter(apart).filter_map(|key| kept(model, id, key)).collect();
    let on_create = keys.iter().filter(|key| {
        let fresh =
            |at: FieldId| fresh(at) && resource.owner != Some(at) && resource.under != Some(at);
        create.is_some_and(|scene| is_created_twice(resource, key, scene))
            && is_apart(&keys, key, &fresh)
    });
    let on_create = on_create.map(|key| blamed(resource, &key.fields)).collect();
    let on_update = keys
        .iter()
        .filter(apart)
        .filter_map(|key| taking(model, id, key, update?))
        .collect::<Vec<_>>();
    let reused = keys
        .iter()
        .filter(apart)
        .find(|key| resource.soft_delete && key.condition.is_none() && can_be_set(model, id, key));
    let reused_blamed = reused.map(|key| blamed(resource, &key.fields)).unwrap_or_default();
    let reused = reused.map(|key| columns(resource, &key.fields)).unwrap_or_default();
    let kept: Vec<String> = kept;
    let on_create: Vec<String> = on_create;
    let has = !kept.is_empty() || !on_create.is_empty() || !on_update.is_empty();
    Uniqueness { kept, on_create, on_update, reused, reused_blamed, has }
}

fn keys(model: &Model, id: ResourceId) -> Vec<Key<'_>> {
    let resource = model.resource(id);
    let fields = resource.fields.iter().enumerate();
    let single = fields.filter(|(_, field)| {
        field.unique || matches!(field.kind, FieldKind::Scalar(Scalar::Slug { .. }))
    });
    let single = single.map(|(at, _)| (vec![FieldId(at)], false, None));
    let several = resource
        .unique
        .iter()
        .map(|unique| (unique.fields.clone(), unique.nulls_equal, unique.condition.as_ref()));
    let named = sql::constraints(model, id).into_iter().filter_map(|known| match known.rule {
        ConstraintRule::Unique(_) => Some(known.name),
        _ => None,
    });
    let zipped = single.chain(several).zip(named);
    zipped
        .map(|((fields, nulls_equal, condition), name)| Key {
            name,
            fields,
            nulls_equal,
            condition,
        })
        .collect()
}

/// Whether two rows that share this key share no other.
fn is_apart(keys: &[Key<'_>], key: &Key<'_>, fresh: &dyn Fn(FieldId) -> bool) -> bool {
    keys.iter()
        .filter(|other| other.name != key.name)
        .all(|other| other.fields.iter().any(|at| !key.fields.contains(at) && fresh(*at)))
}

fn is_required_relation(resource: &Resource, at: FieldId) -> bool {
    let field = &resource.fields[at.0];
    matches!(field.kind, FieldKind::BelongsTo { .. }) && !field.optional
}

/// `&["product_id", "author_id"]`
fn columns(resource: &Resource, fields: &[FieldId]) -> String {
    let names = fields.iter().map(|at| text::rust(&types::column(&resource.fields[at.0])));
    format!("&[{}]", names.collect::<Vec<_>>().join(", "))
}

/// Those of the fields that requests carry, for others are not blamed.
fn blamed(resource: &Resource, fields: &[FieldId]) -> String {
    let sent: Vec<_> = fields.iter().copied().filter(|at| input::is_given(resource, *at)).collect();
    columns(resource, &sent)
}

fn mentioned(key: &Key<'_>) -> Vec<FieldId> {
    let compared = key.condition.iter().flat_map(|condition| &condition.comparisons);
    let compared = compared.filter_map(|comparison| match comparison.left.column {
        crate::model::Column::Field(at) => Some(at),
        _ => None,
    });
    key.fields.iter().copied().chain(compared).collect()
}

fn is_set(key: &Key<'_>, row: &Row) -> bool {
    key.fields.iter().all(|at| row[at.0] != Cell::Null)
}

fn can_be_set(model: &Model, id: ResourceId, key: &Key<'_>) -> bool {
    let made = state::most_visible(model, id).unwrap_or_default();
    let is_slug = |at: &FieldId| {
        matches!(model.resource(id).fields[at.0].kind, FieldKind::Scalar(Scalar::Slug { .. }))
    };
    key.fields
        .iter()
        .all(|at| made.get(at.0).is_some_and(|cell| *cell != Cell::Null) || is_slug(at))
}

fn kept(model: &Model, id: ResourceId, key: &Key<'_>) -> Option<String> {
    let resource = model.resource(id);
    let slug =
        |at: &FieldId| matches!(resource.fields[at.0].kind, FieldKind::Scalar(Scalar::Slug { .. }));
    let is_set = |row: &Row| key.fields.iter().all(|at| slug(at) || row[at.0] != Cell::Null);
    let applies = |row: &Row| {
        key.condition.is_none_or(|condition| samples::satisfies(resource, row, condition))
    };
    let row = |fits: &dyn Fn(&Row) -> bool| state::row_such(model, id, &[], &mentioned(key), fits);
    let made = row(&|row| is_set(row) && applies(row))?;
    let column = |at: &FieldId| text::rust(&types::column(&resource.fields[at.0]));
    let factory = names::names(resource).ident;
    let (name, columns) = (text::rust(&key.name), columns(resource, &key.fields));
    let mut call = format!("Unique::new({name}, {columns}, factory::{factory})");
    for (column, setting) in setting::settings(model, id, &made) {
        call += &match setting {
            Setting::Value(value) => format!(".among({column}, {value})"),
            Setting::Pointing(target) => format!(".among_pointing({column}, factory::{target})"),
        };
    }
    for at in key.fields.iter().filter(|at| has_other_case(model, &resource.fields[at.0])) {
        call += &format!(".in_any_case({})", column(at));
    }
    if resource.soft_delete {
        call += ".among_the_living()";
    }
    if key.condition.is_some()
        && let Some(outside) = row(&|row| is_set(row) && !applies(row))
        && let Some(difference) = difference(model, resource, &made, &outside)
    {
        call += &format!(".but_not_for({})", literal::json(&difference));
    }
    let optional = key.fields.iter().find(|at| resource.fields[at.0].optional);
    if let Some(at) = optional.filter(|_| key.fields.len() > 1 || key.nulls_equal) {
        let mut null = made.clone();
        null[at.0] = Cell::Null;
        if applies(&null) && samples::is_consistent(resource, &null) {
            let how = if key.nulls_equal { "even_null" } else { "but_null" };
            call += &format!(".{how}({})", column(at));
        }
    }
    Some(call)
}

/// The columns in which another row differs; none where it points elsewhere.
fn difference(model: &Model, resource: &Resource, row: &Row, other: &Row) -> Option<Json> {
    let fields = resource.fields.iter().zip(row.iter().zip(other));
    let changed = fields.filter(|(_, (here, there))| here != there);
    let members = changed.map(|(field, (_, there))| {
        let points =
            matches!((&field.kind, there), (FieldKind::BelongsTo { .. }, Cell::Related(_)));
        let value = literal::cell(model, field, there).unwrap_or(Json::Null);
        (!points).then(|| (types::column(field), value))
    });
    members.collect::<Option<Map<_, _>>>().map(Json::Object)
}

/// Whether values of the field can be written in another case.
fn has_other_case(model: &Model, field: &Field) -> bool {
    let matches = |value: &Value| match (value, &field.pattern) {
        (Value::Text(text), Some(pattern)) => Pattern::parse(pattern, true)
            .or_else(|_| Pattern::parse(pattern, false))
            .is_ok_and(|pattern| pattern.matches(&in_other_case(text))),
        _ => true,
    };
    field.ignore_case && samples::values(model, field, SAMPLES).iter().all(matches)
}

fn in_other_case(text: &str) -> String {
    let swap = |letter: char| match letter.is_lowercase() {
        true => letter.to_ascii_uppercase(),
        false => letter.to_ascii_lowercase(),
    };
    text.chars().map(swap).collect()
}

/// Whether a request that is repeated meets its own row.
fn is_created_twice(resource: &Resource, key: &Key<'_>, scene: &Scene) -> bool {
    let is_known = |at: &FieldId| {
        let field = &resource.fields[at.0];
        let is_made = resource.owner == Some(*at)
            || resource.under == Some(*at)
            || !input::is_given(resource, *at)
            || !input::is_restricted(field);
        is_made && scene.cells[at.0] != Cell::Null
    };
    let applies =
        key.condition.is_none_or(|condition| samples::satisfies(resource, &scene.cells, condition));
    is_set(key, &scene.cells) && key.fields.iter().all(is_known) && applies
}

fn taking(model: &Model, id: ResourceId, key: &Key<'_>, scene: &Scene) -> Option<Taking> {
    let resource = model.resource(id);
    // A decimal comes from the database as a number, and requests carry text.
    let at = key.fields.iter().find(|at| {
        let field = &resource.fields[at.0];
        input::is_changeable(resource, **at)
            && !input::is_restricted(field)
            && !matches!(
                field.kind,
                FieldKind::BelongsTo { .. } | FieldKind::Scalar(Scalar::Decimal { .. })
            )
            && factory::varies(resource, **at)
    })?;
    let applies = |row: &Row| {
        key.condition.is_none_or(|condition| samples::satisfies(resource, row, condition))
    };
    if !is_set(key, &scene.cells) || !applies(&scene.cells) {
        return None;
    }
    let row =
        state::row_such(model, id, &[], &mentioned(key), &|row| is_set(key, row) && applies(row))?;
    let mut other = format!(
        "factory::{}(){}",
        names::names(resource).ident,
        setting::overrides(model, id, &row)
    );
    for same in key.fields.iter().filter(|same| *same != at) {
        let column = text::rust(&types::column(&resource.fields[same.0]));
        other += &format!(".with({column}, &row[{column}])");
    }
    Some(Taking {
        other,
        field: text::rust(&types::column(&resource.fields[at.0])),
        blamed: blamed(resource, &key.fields),
    })
}
