//! `*_links/` of a slice: many-to-many relations, at the end that declares them.

use serde::Serialize;

use crate::model::{FieldId, FieldKind, Model, Name, ResourceId};
use crate::sql::{self, Argument, Link};
use crate::view::condition::Asker;
use crate::view::names::{self, Names};
use crate::view::text;

use super::caller::Caller;
use super::key::{self, Key};
use super::model_file::BodyTakes;
use super::statement::{Function, Maker, looks_at_viewer, taken, viewer_bind};
use super::told::{self, ToldOfLinks};
use super::writing::{Place, Writing};

/// A many-to-many relation at the end that declares it.
#[derive(Debug, Clone, Serialize)]
pub struct LinkView {
    /// What the description of the API says of each operation.
    pub told: ToldOfLinks,
    /// `tags`, as it is declared.
    pub name: String,
    /// `tags`, in words.
    pub words: String,
    /// `tags`, in paths.
    pub path: String,
    /// The far end.
    pub target: Names,
    /// The key of the far end.
    pub target_key: Key,
    /// `tag_name` where both ends are named alike, else `name`.
    pub target_parameter: String,
    /// The variable that holds it.
    pub target_ident: String,
    /// What `find` is handed.
    pub target_argument: String,
    /// The variable for a row of the far end.
    pub variable: String,
    /// It links rows of one resource.
    pub itself: bool,
    /// The modules of both ends, where a file imports them.
    pub imports: Vec<String>,
    /// `{name}`: its key in a path.
    pub target_key_braced: String,
    /// The same as a second key.
    pub target_parameter_braced: String,
    /// The list at the far end, in words.
    pub back_words: String,
    /// Narrows the far end's list: the lines of a Rust literal.
    pub within: Vec<String>,
    /// How a page of the far end's rows becomes one of bodies.
    pub target_map: String,
    /// The far end can bring rows along.
    pub target_has_include: bool,
    /// Type parameters of the far end's list.
    pub target_page: String,
    /// Its page parameters.
    pub target_page_parameters: String,
    /// The list at the far end; empty where there is none.
    pub back: String,
    /// The same in paths.
    pub back_path: String,
    /// Narrows this end's list, likewise.
    pub back_within: Vec<String>,
    /// Everybody may read the far end.
    pub target_reads: Caller,
    /// How either comes by leave to do so.
    pub writing: Writing,
    /// The lines that do, up to the question.
    pub opening: Vec<String>,
    /// Link and unlink.
    pub queries: [Function; 2],
    /// The rows that several rows link to, put together when it runs.
    pub rows: LinkedFunction,
}

/// A statement about rows inside rows, and its function.
#[derive(Debug, Clone, Serialize)]
pub struct LinkedFunction {
    /// `tags_of`
    pub name: String,
    /// `TAGS_OF`
    pub constant: String,
    /// The statement as a Rust literal.
    pub literal: String,
    /// Values of its parameters after the ids.
    pub binds: Vec<String>,
    /// It looks at who asks.
    pub looks_at_viewer: bool,
}

/// The far end of a many-to-many relation.
struct Target {
    id: ResourceId,
    names: Names,
    /// What a function calls one row of it; another name than `id` and the row itself.
    variable: String,
}

/// Columns that a literal has room for where the templates print it.
const LITERAL: usize = 80;

/// The relations that a resource declares.
#[must_use]
pub(super) fn links(model: &Model, id: ResourceId, statements: &[Link]) -> Vec<LinkView> {
    let maker = Maker::new(model, id);
    statements.iter().filter_map(|link| view(&maker, link)).collect()
}

fn view(maker: &Maker<'_>, link: &Link) -> Option<LinkView> {
    let (model, id) = (maker.model, maker.id);
    let field = &maker.resource.fields[link.field.0];
    let FieldKind::ManyToMany { target, rename, .. } = &field.kind else { return None };
    let rules = maker.resource.link_rules(field)?;
    let place = Place { model, id, queries: format!("{}queries::", maker.names.prefix) };
    let target = far_end(maker, *target);
    let target_key = key::key(model, target.id);
    let own_key = key::key(model, id);
    let target_body = BodyTakes::of(model, target.id);
    let target_parameter = target_parameter(&target, &target_key, &own_key, id);
    let target_ident = match names::local(&target_parameter, "far_key") {
        taken if taken == own_key.ident || taken == maker.names.row => "far_key".to_owned(),
        free => free,
    };
    let page = model.resource(target.id).page;
    let is_usual_page = page.default == 20 && page.max == 100;
    Some(LinkView {
        told: told::of_links(model, id, target.id, rules),
        name: field.name.snake().to_owned(),
        words: field.name.words(),
        path: field.name.kebab(),
        opening: place.opening(rules, &own_key),
        writing: place.on_link(rules),
        queries: [linking(maker, link, &target), unlinking(maker, link, &target)],
        rows: rows(model, link),
        target_argument: target_key.argument.replace(&target_key.ident, &target_ident),
        target_ident,
        target_key_braced: format!("{{{}}}", target_key.json),
        target_parameter_braced: format!("{{{target_parameter}}}"),
        back_words: rename.as_ref().map(Name::words).unwrap_or_default(),
        target_parameter,
        target_map: target_body.map(&target.names),
        target_has_include: target_body.included,
        target_page: match is_usual_page {
            true => String::new(),
            false => format!(", {}, {}", page.default, page.max),
        },
        target_page_parameters: match is_usual_page {
            true => "PageParams".to_owned(),
            false => format!("PageParams<{}, {}>", page.default, page.max),
        },
        itself: target.id == id,
        imports: [&maker.names, &target.names]
            .map(|names| names.import.clone())
            .into_iter()
            .filter(|path| !path.is_empty())
            .collect(),
        variable: target.variable,
        target: target.names,
        target_key,
        within: literal_lines(&link.linked.condition),
        back: rename.as_ref().map(|name| name.snake().to_owned()).unwrap_or_default(),
        back_path: rename.as_ref().map(Name::kebab).unwrap_or_default(),
        back_within: literal_lines(&back_condition(model, id, link.field, target.id)),
        target_reads: Asker::of(&model.resource(target.id).access.read).into(),
    })
}

fn far_end(maker: &Maker<'_>, id: ResourceId) -> Target {
    let names = names::names(maker.model.resource(id));
    let is_own = id == maker.id || names.row == maker.names.row;
    let variable = if is_own { "other".to_owned() } else { names.row.clone() };
    Target { id, names, variable }
}

/// What the path calls the far end's key beside the key of this one.
fn target_parameter(target: &Target, key: &Key, own: &Key, id: ResourceId) -> String {
    if key.json != own.json {
        return key.json.clone();
    }
    let name = if target.id == id { "other" } else { &target.names.singular };
    format!("{name}_{}", key.json)
}

/// Narrows this end's list to what a row of the far end links to.
fn back_condition(model: &Model, id: ResourceId, field: FieldId, target: ResourceId) -> String {
    let fragments = sql::linked_from(model, target);
    let back =
        fragments.into_iter().find(|fragment| fragment.resource == id && fragment.field == field);
    back.map(|fragment| fragment.condition).unwrap_or_default()
}

/// A condition as a Rust literal, broken before its `where`, and before its `and` where it is
/// long.
fn literal_lines(condition: &str) -> Vec<String> {
    let literal = text::rust(condition);
    let Some((first, rest)) = literal.split_once(" where ") else { return vec![literal] };
    let rest = format!("where {rest}");
    match rest.split_once(" and ") {
        Some((joined, narrowed)) if rest.len() > LITERAL => {
            vec![first.to_owned(), joined.to_owned(), format!("and {narrowed}")]
        }
        _ => vec![first.to_owned(), rest],
    }
}

fn linking(maker: &Maker<'_>, link: &Link, target: &Target) -> Function {
    let (words, other) = (&maker.names.words, &target.names.a_row);
    let said = format!("Links the {words} with {other}; it may be linked already.");
    change(maker, &link.link, target, said)
}

fn unlinking(maker: &Maker<'_>, link: &Link, target: &Target) -> Function {
    let (words, other) = (&maker.names.words, &target.names.a_row);
    let said = format!("Unlinks the {words} from {other}; it may be unlinked already.");
    change(maker, &link.unlink, target, said)
}

fn change(
    maker: &Maker<'_>,
    statement: &sql::Statement,
    target: &Target,
    documentation: String,
) -> Function {
    let parameters = vec![
        taken("id", format!("{}Id", maker.names.type_name)),
        taken(&target.variable, format!("{}Id", target.names.type_name)),
    ];
    let binds = vec!["id.0".to_owned(), format!("{}.0", target.variable)];
    Function {
        documentation: vec![documentation],
        gives: "nothing",
        ..maker.function(statement, &statement.name, parameters, "()", binds)
    }
}

fn rows(model: &Model, link: &Link) -> LinkedFunction {
    let others =
        link.rows.parameters.iter().filter(|parameter| parameter.argument != Argument::Ids);
    LinkedFunction {
        name: link.rows.name.clone(),
        constant: link.rows.name.to_uppercase(),
        literal: link.rows.literal(),
        binds: others.map(|parameter| viewer_bind(model, parameter.argument)).collect(),
        looks_at_viewer: looks_at_viewer(&link.rows),
    }
}
