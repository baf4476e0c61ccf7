//! The states of a row that rules tell apart.
//!
//! Conditions speak of columns: of the row, of rows one step up, of the rows it lives under.
//! Values of these columns are combined. Of the combinations those are shown of which every
//! condition holds once and fails once, fails by each of its comparisons alone, and of which none
//! holds; from the row as its factory makes it, as little is changed as that takes.

use std::cmp::Reverse;

use crate::model::{Condition, FieldId, Model, ResourceId};

use super::people;
use super::situation::Situation;
use super::truth;
use super::variables::{Variable, combinations, combined, said_of, variables};

/// States that a table shows at most.
pub(super) const MOST: usize = 8;
/// A state in which a row can be.
#[derive(Debug, Clone)]
pub(super) struct State {
    /// `status = draft`; empty where there is one state only.
    pub(super) name: String,
    /// A row in this state.
    pub(super) row: Situation,
}

/// What tells states apart: conditions, and the rows that they are about.
pub(super) struct States<'a> {
    /// At most [`MOST`].
    pub(super) all: Vec<State>,
    /// There are more.
    pub(super) is_cut: bool,
    conditions: Vec<(Vec<FieldId>, &'a Condition)>,
}

/// What holds of a row, condition by condition.
type Signature = Vec<Option<bool>>;

/// A combination of values that keeps every check.
struct Tried {
    places: Vec<usize>,
    signature: Signature,
    shows: Vec<Sight>,
}

/// What a state is there to show.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Sight {
    /// The condition holds, or does not.
    Of(usize, bool),
    /// All of the condition's comparisons hold but this one.
    Miss(usize, usize),
    /// No condition holds.
    Nothing,
}

impl Tried {
    /// How many columns are other than a factory makes them.
    fn distance(&self) -> usize {
        self.places.iter().filter(|place| **place != 0).count()
    }
}

/// The states of a resource's rows.
pub(super) fn states(model: &Model, id: ResourceId) -> States<'_> {
    let conditions = conditions(model, id);
    let Some(made) = Situation::as_made(model, id) else {
        return States { all: Vec::new(), is_cut: false, conditions };
    };
    let variables = variables(model, &made, &conditions);
    let mut tried = Vec::new();
    for places in combinations(&variables) {
        let row = combined(model, &made, &variables, &places);
        if let Some(row) = row.filter(|row| row.is_consistent(model)) {
            let (signature, shows) = judge(model, &row, &conditions);
            tried.push(Tried { places, signature, shows });
        }
    }
    // What is known of some row must be known of every state.
    let known = |at: usize| tried.iter().any(|tried| tried.signature[at].is_some());
    let wanted: Vec<usize> = (0..conditions.len()).filter(|at| known(*at)).collect();
    let is_known = |tried: &Tried| wanted.iter().all(|at| tried.signature[*at].is_some());
    if tried.iter().any(is_known) {
        tried.retain(is_known);
    }
    let mut chosen = choose(&tried);
    let is_cut = chosen.len() > MOST;
    chosen.truncate(MOST);
    let mut all: Vec<State> = Vec::new();
    for found in &chosen {
        let said = match chosen.len() {
            1 => Vec::new(),
            _ => telling(&variables, &tried, found),
        };
        let mut name = name(model, id, &variables, &found.places, &said);
        if all.iter().any(|state| state.name == name) {
            let said: Vec<usize> =
                (0..variables.len()).filter(|at| variables[*at].is_named).collect();
            name = self::name(model, id, &variables, &found.places, &said);
        }
        if let Some(row) = combined(model, &made, &variables, &found.places) {
            all.push(State { name, row });
        }
    }
    States { all, is_cut, conditions }
}

/// The first row, then the nearest of those that show something new, of these the one that
/// shows most.
fn choose(tried: &[Tried]) -> Vec<&Tried> {
    let mut chosen: Vec<&Tried> = tried.first().into_iter().collect();
    while chosen.len() <= MOST {
        let is_new = |sight: &&Sight| chosen.iter().all(|known| !known.shows.contains(sight));
        let news = |one: &Tried| one.shows.iter().filter(is_new).count();
        let better = tried
            .iter()
            .map(|one| (one, news(one)))
            .filter(|(_, news)| *news > 0)
            .min_by_key(|(one, news)| (one.distance(), Reverse(*news)));
        let Some((one, _)) = better else { break };
        chosen.push(one);
    }
    chosen
}

impl States<'_> {
    /// Whether a row is in the same state as another.
    pub(super) fn are_alike(&self, model: &Model, one: &Situation, other: &Situation) -> bool {
        judge(model, one, &self.conditions).0 == judge(model, other, &self.conditions).0
    }
}

/// Conditions that decide about the row, with the path to the row that each is about.
fn conditions(model: &Model, id: ResourceId) -> Vec<(Vec<FieldId>, &Condition)> {
    let own = people::rules(model, id).filter_map(|rule| rule.condition.as_ref());
    let when = model.resource(id).actions.iter().filter_map(|action| action.when.as_ref());
    let above = people::chain(model, id).into_iter().flat_map(|(path, above)| {
        let rules = model.resource(above).access.read.iter();
        let conditions = rules.filter_map(|rule| rule.condition.as_ref());
        conditions.map(move |condition| (path.clone(), condition)).collect::<Vec<_>>()
    });
    let mut all: Vec<(Vec<FieldId>, &Condition)> = Vec::new();
    for one in own.chain(when).map(|condition| (Vec::new(), condition)).chain(above) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// What holds of the row, and what it shows.
fn judge(
    model: &Model,
    row: &Situation,
    conditions: &[(Vec<FieldId>, &Condition)],
) -> (Signature, Vec<Sight>) {
    let mut signature = Vec::new();
    let mut shows = Vec::new();
    for (number, (path, condition)) in conditions.iter().enumerate() {
        let about = path.iter().try_fold(row.clone(), |row, relation| row.up(model, *relation));
        let compared = condition.comparisons.iter().map(|comparison| {
            about.as_ref().and_then(|about| truth::comparison(model, about, comparison))
        });
        let compared: Vec<Option<bool>> = compared.collect();
        let holds = truth::all(compared.iter().copied());
        signature.push(holds);
        shows.extend(holds.map(|truth| Sight::Of(number, truth)));
        let mut failing = (0..compared.len()).filter(|at| compared[*at] != Some(true));
        if let (Some(at), None) = (failing.next(), failing.next())
            && compared[at] == Some(false)
        {
            shows.push(Sight::Miss(number, at));
        }
    }
    if !signature.contains(&Some(true)) {
        shows.push(Sight::Nothing);
    }
    (signature, shows)
}

/// The fewest variables whose values make the state what it is.
fn telling(variables: &[Variable], tried: &[Tried], found: &Tried) -> Vec<usize> {
    let mut said: Vec<usize> = (0..variables.len()).filter(|at| variables[*at].is_named).collect();
    for at in said.clone().into_iter().rev() {
        let others: Vec<usize> = said.iter().copied().filter(|other| *other != at).collect();
        let is_alike = |one: &&Tried| others.iter().all(|at| one.places[*at] == found.places[*at]);
        let mut alike = tried.iter().filter(is_alike);
        if !others.is_empty() && alike.all(|one| one.signature == found.signature) {
            said = others;
        }
    }
    said
}

/// `status = draft and owner is null`
fn name(
    model: &Model,
    id: ResourceId,
    variables: &[Variable],
    places: &[usize],
    said: &[usize],
) -> String {
    let said = said.iter().map(|at| said_of(model, id, &variables[*at], places[*at]));
    let said: Vec<String> = said.collect();
    let printed = |letter: char| if letter.is_control() { ' ' } else { letter };
    said.join(" and ").chars().map(printed).collect()
}
