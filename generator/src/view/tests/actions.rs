//! `actions/`: what each action of a resource does, and what keeps it from being done.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::model::samples::{self, Cell, Row};
use crate::model::{
    Action, Assigned, Column, Field, FieldId, FieldKind, Model, Resource, ResourceId, Rule, Scalar,
    Value, Who,
};
use crate::sql;
use crate::view::names::Names;
use crate::view::slice::input::Presence;
use crate::view::{text, types};

use super::above::{self, AboveTest};
use super::outcome::Outcome;
use super::rights::{self, Reference};
use super::scene::{self, Scene, Search};
use super::{factory, literal, values};

/// How many values of what an action takes are tried.
const TRIED: usize = 4;

/// What the file of one action sees.
#[derive(Debug, Serialize)]
pub struct ActionOf<'a> {
    /// The resource.
    pub test: Shared<'a>,
    /// The action.
    pub action: &'a ActionTest,
}

/// What it sees of the resource.
#[derive(Debug, Serialize)]
pub struct Shared<'a> {
    /// What it is called.
    pub names: &'a Names,
    /// The service's crate.
    pub crate_name: &'a str,
    /// The table as a Rust literal.
    pub table: &'a str,
}

/// One action.
#[derive(Debug, Clone, Serialize)]
pub struct ActionTest {
    /// `publish`
    pub name: String,
    /// Its module, as a Rust identifier.
    pub module: String,
    /// That module's file, without `.rs`.
    pub file: String,
    /// `PUBLISH_PATH`
    pub constant: String,
    /// `publish`, in words.
    pub words: String,
    /// `/posts/{id}/publish`
    pub path: String,
    /// Somebody who may, and a row of which it is possible.
    pub ready: Scene,
    /// The function that makes them.
    pub function: String,
    /// What the request carries: `Value::Null`, or a JSON object.
    pub body: String,
    /// `"status", json!("published")`: what the row has afterwards.
    pub done: Vec<String>,
    /// Fields that hold the present moment afterwards.
    pub now: Vec<String>,
    /// Fields that hold something new afterwards.
    pub made: Vec<String>,
    /// A row of which it is not possible.
    pub impossible: Option<Scene>,
    /// There is one.
    pub has_impossible: bool,
    /// What must be sent.
    pub required: String,
    /// Something is sent.
    pub takes: bool,
    /// What must not be sent.
    pub invalid: Vec<String>,
    /// A row and a body that would break a bound.
    pub over: Option<Over>,
    /// There are such.
    pub has_over: bool,
    /// A row about which clients race.
    pub race: Option<Race>,
    /// There is one.
    pub has_race: bool,
    /// An account by itself does not allow it.
    pub excludes_strangers: bool,
    /// Relations that the request may name, and rows that the actor may not see.
    pub hidden: Vec<Reference>,
    /// `"posts", "author_id"`: what takes the right from its owner; empty where others have it.
    pub handover: String,
    /// Somebody who may only as the owner of the row above.
    pub above: Option<AboveTest>,
    /// There is somebody.
    pub has_above: bool,
}

/// A situation in which a bound would break.
#[derive(Debug, Clone, Serialize)]
pub struct Over {
    /// Who asks, about which row.
    pub scene: Scene,
    /// What the request carries.
    pub body: String,
    /// The field, as a JSON pointer.
    pub pointer: String,
}

/// A situation in which only some of many clients can be served.
#[derive(Debug, Clone, Serialize)]
pub struct Race {
    /// Who asks, about which row.
    pub scene: Scene,
    /// How many are served.
    pub winners: usize,
}

/// The actions of a resource for which somebody is found who may do them.
pub(super) fn actions(model: &Model, id: ResourceId, row_path: &str) -> Vec<ActionTest> {
    let resource = model.resource(id);
    resource.actions.iter().filter_map(|action| test(model, id, row_path, action)).collect()
}

fn test(model: &Model, id: ResourceId, row_path: &str, action: &Action) -> Option<ActionTest> {
    let resource = model.resource(id);
    let bodies = bodies(model, action);
    let outcome = |taken| Outcome { model, id, action, taken };
    let search = Search::on_row(model, id, &action.access);
    let ready = search.when(action.when.as_ref());
    let free = touched(action);
    let (taken, scene) = bodies.iter().find_map(|taken| {
        let is_kept = |row: &Row| outcome(taken).is_kept(row);
        Some((taken, ready.with(&free, &is_kept).find()?))
    })?;
    let is_impossible = |row: &Row| !outcome(taken).is_possible(row);
    let answers = action
        .when
        .as_ref()
        .is_some_and(|when| when.comparisons.iter().all(|comparison| comparison.left.up.is_none()));
    let impossible = search.with(&free, &is_impossible).find().filter(|_| answers);
    // Where a factory gives every row another number, nobody knows how far it is from a bound.
    let is_known = !free.iter().any(|at| factory::varies(resource, *at));
    let over = bodies.iter().filter(|_| is_known).find_map(|taken| {
        let breaks = |row: &Row| outcome(taken).breaks_bound(row).is_some();
        let scene = ready.with(&free, &breaks).find()?;
        let at = outcome(taken).breaks_bound(&scene.cells)?;
        let column = types::column(&resource.fields[at.0]);
        let body = body(model, action, taken);
        Some(Over { scene, body, pointer: text::rust(&format!("/{column}")) })
    });
    let race = is_known.then(|| race(model, id, (action, taken), &scene, &free)).flatten();
    let above = above::on_row(model, id, &action.access, action.when.as_ref());
    let name = action.name.snake().to_owned();
    let module = match action.name.rust().into_owned() {
        // Its file is the folder's own.
        folder if folder == "r#mod" => "mod_".to_owned(),
        module => module,
    };
    Some(ActionTest {
        file: module.trim_start_matches("r#").to_owned(),
        module,
        has_above: above.is_some(),
        above,
        constant: format!("{}_PATH", name.to_uppercase()),
        function: format!("ready_to_{name}"),
        words: action.name.words(),
        path: format!("{row_path}/{}", action.name.kebab()),
        body: body(model, action, taken),
        done: done(model, resource, action, taken, &scene),
        now: told(resource, action, &[Value::Now]),
        made: told(resource, action, &[Value::NewUuid, Value::Token(0)]),
        has_impossible: impossible.is_some(),
        impossible,
        required: required(action),
        takes: !action.takes.is_empty(),
        invalid: invalid(model, action),
        has_over: over.is_some(),
        over,
        has_race: race.is_some(),
        race,
        hidden: rights::hidden_from_actor(model, action, scene.who),
        excludes_strangers: scene::excludes_strangers(model, &action.access),
        handover: handover(resource, &action.access).unwrap_or_default(),
        ready: scene,
        name,
    })
}

/// The table, and the column that says who alone may do it.
pub(super) fn handover(resource: &Resource, rules: &[Rule]) -> Option<String> {
    let owner = &resource.fields[resource.owner?.0];
    let is_theirs = rules.iter().all(|rule| rule.who == Who::Owner);
    let [table, column] = [sql::name::table(resource), types::column(owner)];
    is_theirs.then(|| format!("{}, {}", text::rust(&table), text::rust(&column)))
}

/// A row that some of many clients at once can be served from, but not all.
fn race(
    model: &Model,
    id: ResourceId,
    (action, taken): (&Action, &[Cell]),
    scene: &Scene,
    free: &[FieldId],
) -> Option<Race> {
    let outcome = Outcome { model, id, action, taken };
    let rules = Outcome::own(scene)?;
    let winners = |row: &Row| {
        let all = outcome.served(&[], row);
        (all == outcome.served(&rules, row)).then_some(all)
    };
    let search = Search::on_row(model, id, &action.access).when(action.when.as_ref());
    let several = |row: &Row| winners(row).is_some_and(|count| (2..=5).contains(&count));
    let one = |row: &Row| winners(row) == Some(1);
    let scene = search.with(free, &several).find().or_else(|| search.with(free, &one).find())?;
    let winners = winners(&scene.cells)?;
    let is_same =
        Outcome::own(&scene).is_some_and(|own| outcome.served(&own, &scene.cells) == winners);
    is_same.then_some(Race { scene, winners })
}

/// The fields that an action reads or sets.
fn touched(action: &Action) -> Vec<FieldId> {
    let mut all: Vec<FieldId> = Vec::new();
    for set in &action.set {
        match set.value {
            Assigned::Plus { field, .. } => all.extend([field, set.field]),
            _ => all.push(set.field),
        }
    }
    let compared = action.when.iter().flat_map(|when| &when.comparisons);
    all.extend(compared.filter_map(|comparison| match comparison.left.column {
        Column::Field(at) if comparison.left.up.is_none() => Some(at),
        _ => None,
    }));
    all.sort_unstable();
    all.dedup();
    all
}

/// What requests may carry: each time the first, the second … value of every field. A row that has
/// to be there first is none that they could.
fn bodies(model: &Model, action: &Action) -> Vec<Vec<Cell>> {
    let names_row =
        |field: &Field| matches!(field.kind, FieldKind::BelongsTo { .. }) && !field.optional;
    if action.takes.iter().any(names_row) {
        return Vec::new();
    }
    let pools: Vec<Vec<Cell>> = action
        .takes
        .iter()
        .map(|field| {
            let values = samples::values(model, field, TRIED).into_iter().map(Cell::Value);
            values.chain(ends(field).into_iter().map(Cell::Value)).collect()
        })
        .collect();
    let longest = pools.iter().map(Vec::len).max().unwrap_or_default().max(1);
    let at = |number: usize| {
        let cell = |pool: &Vec<Cell>| pool.get(number).or(pool.last()).cloned();
        pools.iter().map(|pool| cell(pool).unwrap_or(Cell::Null)).collect()
    };
    (0..longest).map(at).collect()
}

/// The least and greatest number of a field.
fn ends(field: &Field) -> Vec<Value> {
    match &field.kind {
        FieldKind::Scalar(Scalar::Integer { min, max } | Scalar::Bigint { min, max }) => {
            [*max, *min].into_iter().flatten().map(Value::Integer).collect()
        }
        _ => Vec::new(),
    }
}

fn body(model: &Model, action: &Action, taken: &[Cell]) -> String {
    if action.takes.is_empty() {
        return "Value::Null".to_owned();
    }
    let members = action.takes.iter().zip(taken).map(|(field, cell)| {
        (types::column(field), literal::cell(model, field, cell).unwrap_or(Json::Null))
    });
    literal::json(&Json::Object(members.collect::<Map<_, _>>()))
}

fn required(action: &Action) -> String {
    let required = action.takes.iter().filter(|field| Presence::taken(field) == Presence::Required);
    required.map(|field| text::rust(&types::column(field))).collect::<Vec<_>>().join(", ")
}

/// What a request must not carry; the database does not hear of it.
fn invalid(model: &Model, action: &Action) -> Vec<String> {
    let mut all = Vec::new();
    for field in &action.takes {
        let column = text::rust(&types::column(field));
        for invalid in samples::invalid(model, field) {
            if invalid.value.to_string().len() > values::LONGEST || invalid.value.is_null() {
                continue;
            }
            let call =
                format!("Invalid::only_in_requests({column}, {})", values::value(&invalid.value));
            all.push(match invalid.item {
                Some(item) => format!("{call}.item({item})"),
                None => call,
            });
        }
        if !field.optional {
            all.push(format!("Invalid::null({column})"));
        }
    }
    all
}

/// Whether the actor is told what a field holds.
fn is_told(model: &Model, field: &Field, scene: &Scene) -> bool {
    let may_read = |who: &Vec<crate::model::Who>| who.iter().any(|who| scene.who.is(model, who));
    !field.secret && field.read.as_ref().is_none_or(may_read)
}

fn done(
    model: &Model,
    resource: &Resource,
    action: &Action,
    taken: &[Cell],
    scene: &Scene,
) -> Vec<String> {
    let outcome = Outcome { model, id: id_of(model, resource), action, taken };
    let Some(after) = outcome.after(&scene.cells) else { return Vec::new() };
    let known = action.set.iter().filter_map(|set| {
        let field = &resource.fields[set.field.0];
        let is_unknown =
            matches!(set.value, Assigned::Plus { field, .. } if factory::varies(resource, field));
        if is_unknown || !is_told(model, field, scene) {
            return None;
        }
        let value = match (&set.value, &after[set.field.0]) {
            (Assigned::Value(Value::Me), _) => "json!(actor.id())".to_owned(),
            (Assigned::Value(Value::Now | Value::NewUuid | Value::Token(_)), _) => return None,
            (_, Cell::Null) => "Value::Null".to_owned(),
            (_, cell) => literal::json(&literal::cell(model, field, cell)?),
        };
        Some(format!("{}, {value}", text::rust(&types::column(field))))
    });
    known.collect()
}

fn id_of(model: &Model, resource: &Resource) -> ResourceId {
    let at = model.resources.iter().position(|other| other.name == resource.name);
    ResourceId(at.unwrap_or_default())
}

/// Fields, shown to everybody, that are set by such a function.
fn told(resource: &Resource, action: &Action, functions: &[Value]) -> Vec<String> {
    let is_such = |value: &Value| {
        functions.iter().any(|known| std::mem::discriminant(known) == std::mem::discriminant(value))
    };
    let set = action.set.iter().filter_map(|set| match &set.value {
        Assigned::Value(value) if is_such(value) => Some(&resource.fields[set.field.0]),
        _ => None,
    });
    let told = set.filter(|field| !field.secret && field.read.is_none());
    told.map(|field| text::rust(&types::column(field))).collect()
}

#[cfg(test)]
mod test {
    use super::*;
    use crate::diagnostic::Source;
    use crate::document::parse;
    use crate::model::check_read;

    const MODEL: &str = r#"
[service]
name = "yard"

[resources.slot]
unique = [["row", "place"]]
access = { read = "public", create = "member", update = "member" }

[resources.slot.fields]
row = "integer(0..9)"
place = "integer(0..99)"
load = "integer(0..3) = 0"
next = "-> slot?"

[resources.slot.actions]
shift = { access = "member", set = { place = "place + 40" } }
fill = { access = "member", set = { load = "load + 1" } }
chain = { access = "member", takes = { to = "-> slot?" }, set = { next = "taken.to" } }
bind = { access = "member", takes = { to = "-> slot" }, set = { next = "taken.to" } }
"#;

    fn tests() -> Vec<ActionTest> {
        let (document, faults) = parse(&Source::new("scaffold.toml", MODEL));
        let model = check_read(&document, faults).0.expect("a legal model");
        let at = model.resources.iter().position(|it| it.name.snake() == "slot");
        actions(&model, ResourceId(at.unwrap()), "/slots/{id}")
    }

    #[test]
    fn nobody_races_for_a_number_that_is_another_in_each_row() {
        let tests = tests();
        let [shift, fill, _] = tests.as_slice() else { panic!("{tests:#?}") };
        assert!(!shift.has_race && !shift.has_over);
        assert!(fill.has_race && fill.has_over);
    }

    #[test]
    fn what_may_name_a_row_is_tried_without_one() {
        let tests = tests();
        let names: Vec<_> = tests.iter().map(|it| (it.name.as_str(), it.body.as_str())).collect();
        assert_eq!(names[2], ("chain", r#"json!({ "to_id": null })"#));
        assert!(!names.iter().any(|(name, _)| *name == "bind"));
    }
}
