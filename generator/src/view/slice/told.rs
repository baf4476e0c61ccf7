//! What the description of the API says of each operation beyond its summary: who may, what it
//! needs, what it answers.

use serde::Serialize;

use crate::model::{Action, Model, ResourceId, Rule, Who};
use crate::sql;
use crate::view::condition::Asker;
use crate::view::names::{self, Names};
use crate::view::{text, words};

use super::deprecation;

/// One text an operation, as lines of documentation.
#[derive(Debug, Clone, Serialize)]
pub struct Told {
    /// Of the list.
    pub list: Vec<String>,
    /// Of creating one.
    pub create: Vec<String>,
    /// Of showing one.
    pub show: Vec<String>,
    /// Of changing one.
    pub update: Vec<String>,
    /// Of deleting one, or closing an account.
    pub delete: Vec<String>,
    /// Of bringing one back.
    pub restore: Vec<String>,
}

/// One text an operation on links.
#[derive(Debug, Clone, Serialize)]
pub struct ToldOfLinks {
    /// Of the list at this end.
    pub list: Vec<String>,
    /// Of the list at the other end.
    pub back: Vec<String>,
    /// Of linking and unlinking.
    pub change: Vec<String>,
}

const NEXT_PAGE: &str = "Each page has a `next_cursor`, with which `cursor` asks for the one behind it; the last has none.";
const VERSION: &str = "`If-Match` must name the version that was seen.";

/// What is told of the operations on rows.
#[must_use]
pub(super) fn told(model: &Model, id: ResourceId, parent: Option<&Names>) -> Told {
    let resource = model.resource(id);
    let access = &resource.access;
    let names = names::names(resource);
    let allowed = |rules: &[Rule]| allowed(model, id, rules);
    let under = parent.map_or_else(String::new, |parent| {
        format!(" There is none under {} that the caller may not see.", parent.a_row)
    });
    let change = format!("{} {VERSION}", allowed_on_row(model, id, &access.update));
    let delete = match resource.account {
        true => "There is no way back. The last administrator cannot go.",
        false => "Others' changes are not lost: what was changed since then is not deleted.",
    };
    let is_held = !resource.soft_delete && !sql::holds(model, id).is_empty();
    let held = if is_held { " Refused with 409 while other rows need it." } else { "" };
    let words = &names.words;
    let notice = deprecation::view(resource.deprecated.as_ref()).told;
    let filled = |text: &str| with(text::filled(text), &notice);
    Told {
        list: filled(&format!("{}{under} {NEXT_PAGE}", seen(model, id))),
        create: filled(&format!(
            "{}{under} The answer has the new {words}, its path in `Location` and its version in `ETag`.",
            allowed(&access.create)
        )),
        show: filled(&format!("{} `ETag` has its version.", shown(model, id))),
        update: filled(&format!("{change} What is left out stays as it is.")),
        delete: filled(&format!(
            "{} {VERSION} {delete}{held}",
            allowed_on_row(model, id, &access.delete)
        )),
        restore: filled(&format!(
            "{} The answer has the {words} as it was, and its new version.",
            allowed_on_row(model, id, &access.delete)
        )),
    }
}

/// The same, and that it goes.
fn with(mut lines: Vec<String>, notice: &[String]) -> Vec<String> {
    lines.extend_from_slice(notice);
    lines
}

/// What is told of an action.
#[must_use]
pub(super) fn of_action(model: &Model, id: ResourceId, action: &Action) -> Vec<String> {
    let names = names::names(model.resource(id));
    let when = action.when.as_ref().map_or_else(String::new, |when| {
        let when = words::condition_text(model, id, when).replace('`', "'");
        format!(" Refused with 409 unless `{when}`.")
    });
    let version = format!("With `If-Match`, only if the {} is still that version.", names.words);
    let notice = action.deprecated.as_ref().or(model.resource(id).deprecated.as_ref());
    let lines =
        text::filled(&format!("{}{when} {version}", allowed_on_row(model, id, &action.access)));
    with(lines, &deprecation::view(notice).told)
}

/// What is told of a many-to-many relation between these two.
#[must_use]
pub(super) fn of_links(
    model: &Model,
    id: ResourceId,
    target: ResourceId,
    rules: &[Rule],
) -> ToldOfLinks {
    let notice = deprecation::view(model.resource(id).deprecated.as_ref()).told;
    let filled = |text: &str| with(text::filled(text), &notice);
    ToldOfLinks {
        list: filled(&format!("{} {NEXT_PAGE}", seen(model, target))),
        back: filled(&format!("{} {NEXT_PAGE}", seen(model, id))),
        change: filled(&format!(
            "{} Both have to be there for the caller.",
            allowed_on_row(model, id, rules)
        )),
    }
}

fn allowed(model: &Model, id: ResourceId, rules: &[Rule]) -> String {
    match anybody(rules) {
        Some(Who::Public) => "Open to everybody.".to_owned(),
        Some(_) => "Open to whoever is signed in.".to_owned(),
        None => format!("Allowed to {}.", words::rules(model, id, rules)),
    }
}

/// The same of what is done with a row that is there.
fn allowed_on_row(model: &Model, id: ResourceId, rules: &[Rule]) -> String {
    let resource = model.resource(id);
    match (Asker::on_row(resource, rules), anybody(rules)) {
        (Asker::Principal, Some(_)) => "Open to whoever is signed in.".to_owned(),
        _ => allowed(model, id, rules),
    }
}

fn seen(model: &Model, id: ResourceId) -> String {
    let read = &model.resource(id).access.read;
    match anybody(read) {
        Some(_) => allowed(model, id, read),
        None if read.is_empty() => "Holds nothing, for nobody may see them.".to_owned(),
        None => format!("Holds what the caller may see, by {}.", words::rules(model, id, read)),
    }
}

fn shown(model: &Model, id: ResourceId) -> String {
    let read = &model.resource(id).access.read;
    match anybody(read) {
        Some(_) => allowed(model, id, read),
        None if read.is_empty() => "Shown to nobody.".to_owned(),
        None => format!(
            "Shown to {}; for everybody else it is not there.",
            words::rules(model, id, read)
        ),
    }
}

/// The rule that lets everybody, or everybody with an account where nobody else may ask, whatever
/// the row.
fn anybody(rules: &[Rule]) -> Option<&Who> {
    let open = |wanted: Who| {
        rules
            .iter()
            .find(|rule| rule.condition.is_none() && rule.who == wanted)
            .map(|rule| &rule.who)
    };
    let is_public = rules.iter().any(|rule| rule.who == Who::Public);
    open(Who::Public).or_else(|| open(Who::Authenticated).filter(|_| !is_public))
}
