//! `actions/` of a slice: what is declared beyond create, update and delete.

use serde::Serialize;

use crate::model::{Action, Assigned, Field, FieldKind, Model, ResourceId};
use crate::sql::{self, Argument, Parameter, Statement};
use crate::view::condition::Asker;
use crate::view::{names, text, types, words};

use super::deprecation::{self, DeprecationView};
use super::input::{self, CheckLine, Member, Presence};
use super::key;
use super::model_file::BodyTakes;
use super::statement::{Function, Maker, caller_bind, caller_parameter, taken};
use super::told;
use super::value::body_value;
use super::writing::{Place, Writing};

/// A declared action.
#[derive(Debug, Clone, Serialize)]
pub struct ActionView {
    /// `publish`, as a Rust identifier.
    pub ident: String,
    /// `publish`, in operation ids and permissions.
    pub name: String,
    /// `publish`, in paths.
    pub path: String,
    /// What it is for.
    pub documentation: Vec<String>,
    /// What clients are told of it beyond what they are told of the whole slice.
    pub deprecation: DeprecationView,
    /// What the description of the API says of it beyond that.
    pub told: Vec<String>,
    /// The body's type, `CancelOrder`; empty where it takes none.
    pub takes: String,
    /// The variable that holds it: `_taken` where nothing looks at it.
    pub taken: &'static str,
    /// The members of the body.
    pub members: Vec<Member>,
    /// Checks of them.
    pub checks: Vec<CheckLine>,
    /// What a caller is told where it cannot be done, as a Rust literal.
    pub refused: String,
    /// The arguments of its query after the database.
    pub arguments: String,
    /// Refusals of rows that the request names and the caller may not see.
    pub references: Vec<String>,
    /// The slices of those rows.
    pub imports: Vec<String>,
    /// How it comes by leave to do so.
    pub writing: Writing,
    /// Whether its caller may have lost the right to it by then.
    pub asks_again: bool,
    /// How the row is looked at again that was not acted on.
    pub find_again: String,
    /// Its statement.
    pub query: Function,
    /// The body of the row, for its caller.
    pub body: String,
}

/// The declared actions of a resource.
#[must_use]
pub(super) fn actions(model: &Model, id: ResourceId, statements: &[Statement]) -> Vec<ActionView> {
    let maker = Maker::new(model, id);
    let actions = model.resource(id).actions.iter().zip(statements);
    actions.map(|(action, statement)| view(&maker, action, statement)).collect()
}

fn view(maker: &Maker<'_>, action: &Action, statement: &Statement) -> ActionView {
    let (model, id, names) = (maker.model, maker.id, &maker.names);
    let when = action.when.as_ref().map(|when| words::condition_text(model, id, when));
    let said = format!("Carries out `{}` on {}.", action.name.snake(), names.a_row);
    let asks_again = sql::asks_again(model, model.resource(id), &action.access);
    let otherwise = if asks_again { "you may do it" } else { "it is there" };
    let refused = format!("only possible while {}", when.as_deref().unwrap_or(otherwise));
    let query = query(maker, action, statement, when.as_deref());
    let arguments = query.arguments(&names.row);
    let place = Place { model, id, queries: format!("{}queries::", names.prefix) };
    let writing = place.on_row(&action.access, action.when.as_ref());
    let key = key::key(model, id);
    let (references, imports) = references(model, id, action, &writing).into_iter().unzip();
    let check = |field| input::check_line(field, Presence::taken(field), Some(action.name.snake()));
    ActionView {
        ident: action.name.rust().into_owned(),
        name: action.name.snake().to_owned(),
        path: action.name.kebab(),
        documentation: match action.summary.is_empty() {
            true => vec![said],
            false => text::documentation(&action.summary),
        },
        deprecation: deprecation::of_action(action),
        told: told::of_action(model, id, action),
        takes: body_type(maker, action),
        taken: if names::mentions(&arguments, "taken") { "taken" } else { "_taken" },
        members: action.takes.iter().filter_map(|field| input::taken(model, id, field)).collect(),
        checks: action.takes.iter().filter_map(check).collect(),
        refused: text::rust(&refused),
        arguments,
        find_again: format!(
            "{}queries::find({}, {}, {})",
            names.prefix, writing.db, key.argument, writing.caller.ident
        ),
        asks_again,
        body: BodyTakes::of(model, id).alone(names, writing.caller),
        references,
        imports,
        writing,
        query,
    }
}

/// What refuses a row that the request names, one relation each, and what it imports.
fn references(
    model: &Model,
    id: ResourceId,
    action: &Action,
    writing: &Writing,
) -> Vec<(String, String)> {
    let (db, caller) = (writing.db, writing.caller.ident);
    let is_set = |at: usize| action.set.iter().any(|set| set.value == Assigned::Taken(at));
    let reference = |(at, field): (usize, &Field)| {
        let FieldKind::BelongsTo { target } = field.kind else { return None };
        let there = names::names(model.resource(target));
        let ident = types::ident(field);
        let hidden = |row: &str| {
            let queries = format!("{}queries", there.prefix);
            format!("{queries}::by_ids({db}, &[{row}.0], {caller}).await?.is_empty()")
        };
        let condition = match field.optional {
            true => format!("if let Some(id) = taken.{ident}\n        && {}\n    {{", hidden("id")),
            false => format!("if {} {{", hidden(&format!("taken.{ident}"))),
        };
        let column = text::rust(&types::column(field));
        let refusal = format!("return Err(Broken::Missing({column}).into());");
        let import = if target == id { String::new() } else { there.import };
        is_set(at).then(|| (format!("{condition}\n        {refusal}\n    }}"), import))
    };
    action.takes.iter().enumerate().filter_map(reference).collect()
}

fn body_type(maker: &Maker<'_>, action: &Action) -> String {
    match action.takes.is_empty() {
        true => String::new(),
        false => format!("{}{}", action.name.pascal(), maker.names.type_name),
    }
}

fn query(
    maker: &Maker<'_>,
    action: &Action,
    statement: &Statement,
    when: Option<&str>,
) -> Function {
    let names = &maker.names;
    let asker = Asker::on_row(maker.resource, &action.access);
    let bind = |parameter: &Parameter| match parameter.argument {
        Argument::Id => "id.0".to_owned(),
        Argument::Version => "version".to_owned(),
        Argument::Taken(at) => {
            let field = &action.takes[at];
            body_value("taken", field, &parameter.kind, Presence::taken(field))
        }
        argument => caller_bind(maker.model, argument, asker),
    };
    let binds: Vec<String> = statement.parameters.iter().map(bind).collect();
    let mut parameters: Vec<_> = caller_parameter(asker, &binds).into_iter().collect();
    parameters.push(taken("id", format!("{}Id", names.type_name)));
    parameters.push(taken("version", "Option<i64>"));
    if binds.iter().any(|bind| names::mentions(bind, "taken")) {
        parameters.push(taken("taken", format!("&{}", body_type(maker, action))));
    }
    let held = when.map(|when| format!("`{}` holds", when.replace('`', "'")));
    let is_bound = sql::asks_again(maker.model, maker.resource, &action.access);
    let may = is_bound.then(|| format!("the {} may", asker.ident()));
    let held: Vec<String> = held.into_iter().chain(may).collect();
    let held =
        if held.is_empty() { String::new() } else { format!(" where {}", held.join(" and ")) };
    let said = format!(
        "Carries out `{}`{}, unless the {} has another version than the one that is named, if one is.",
        action.name.snake(),
        held,
        names.words
    );
    let answer = format!("Option<{}>", names.type_name);
    Function {
        documentation: text::filled(&said),
        ..maker.function(statement, &action.name.rust(), parameters, &answer, binds)
    }
}
