//! Statements that read.

use super::row::{Labels, answer, items};
use super::{Argument, Arm, Kind, Readable, Returns, Statement, StatementColumn};
use crate::model::{Model, ResourceId, RoleId, Rule, Who};
use crate::sql::access;
use crate::sql::binder::{Binder, numbered};
use crate::sql::layout::Lines;
use crate::sql::name;
use crate::sql::predicate::Predicate;
use crate::sql::scope::Scope;

/// The row of a key, if the viewer may see it.
pub(super) fn find(model: &Model, id: ResourceId) -> Statement {
    select(model, id, ("find", Returns::Optional), None, |scope, binder| {
        let seen = access::visible(model, scope, None, binder);
        Predicate::All(vec![named(model, scope, binder), seen])
    })
}

/// The same, held as it is until the transaction ends: for links, which write nothing in the row
/// they start from.
pub(super) fn hold(model: &Model, id: ResourceId) -> Statement {
    select(model, id, ("hold", Returns::Optional), Some("for share"), |scope, binder| {
        let seen = access::visible(model, scope, None, binder);
        Predicate::All(vec![named(model, scope, binder), seen])
    })
}

/// The deleted row of a key, if the viewer may see it. Keys are unique among live rows alone, so
/// it is the one that was deleted last.
pub(super) fn find_deleted(model: &Model, id: ResourceId) -> Statement {
    let last = model.resource(id).key.map(|_| "order by deleted_at desc limit 1");
    select(model, id, ("find_deleted", Returns::Optional), last, |scope, binder| {
        let deleted = Predicate::Atom("deleted_at is not null".to_owned());
        let readable = access::readable(model, scope, None, binder);
        Predicate::All(vec![named(model, scope, binder), deleted, readable])
    })
}

/// The rows of several ids that the viewer may see.
pub(super) fn by_ids(model: &Model, id: ResourceId) -> Statement {
    select(model, id, ("by_ids", Returns::Many), None, |scope, binder| {
        let ids = binder.bind(Argument::Ids, Kind::Array(Box::new(Kind::Uuid)), false);
        let named = Predicate::Atom(format!("id = any({ids})"));
        Predicate::All(vec![named, access::visible(model, scope, None, binder)])
    })
}

/// All rows that the viewer may see, open for more conditions.
///
/// Where some may see more than others, what narrows the rows for the others stands apart: a
/// parameter that makes it true for the former would have Postgres plan one way for both.
pub(super) fn readable(model: &Model, id: ResourceId) -> Readable {
    let resource = model.resource(id);
    let scope = Scope::top(model, id).outer();
    let narrow: Vec<Rule> =
        resource.access.read.iter().filter(|rule| !rule.opens_all()).cloned().collect();
    let opens_all = narrow.len() < resource.access.read.len();
    let by_role = narrow.iter().any(|rule| rule.opens_some_to().is_some());
    let is_apart = resource.under.is_none()
        && !narrow.is_empty()
        && (opens_all || by_role)
        && !access::is_open(&narrow);
    let ((text, narrowed_from, arms), parameters) = numbered(|binder| {
        let mut lines = Lines::open();
        lines.list(0, "select", &items(model, &scope, Labels::Plain, binder));
        lines.line(0, &format!("from {}", scope.from(model)));
        if !is_apart {
            lines.open_filter(&access::visible(model, &scope, None, binder));
            return (lines.finish_open(), None, Vec::new());
        }
        lines.open_filter(&access::alive(model, &scope));
        let common = lines.finish_open();
        let start = common.len();
        let mut allowed = |rules: &[Rule]| access::allowed(model, &scope, rules, binder);
        if by_role {
            let (text, arms) = by_roles(common, &narrow, allowed);
            return (text, Some(start), arms);
        }
        let mut lines = Lines::open();
        lines.and(4, &allowed(&narrow));
        (common + &lines.finish_open(), Some(start), Vec::new())
    });
    let columns = plain(answer(model, id));
    let name = "readable".to_owned();
    let statement = Statement { name, text, parameters, columns, returns: Returns::Many };
    Readable { statement, narrowed_from, arms, opens_all: opens_all && narrowed_from.is_some() }
}

/// Goes on with one of several conditions, and tells where those of each role stand among them.
fn by_roles(
    mut text: String,
    rules: &[Rule],
    mut allowed: impl FnMut(&[Rule]) -> Predicate,
) -> (String, Vec<Arm>) {
    let others: Vec<Rule> =
        rules.iter().filter(|rule| rule.opens_some_to().is_none()).cloned().collect();
    let mut lines = Lines::open();
    lines.line(4, "and (");
    match allowed(&others) {
        Predicate::Any(any) if !any.is_empty() => {
            for (at, part) in any.iter().enumerate() {
                lines.alternative(8, if at == 0 { "" } else { "or " }, part);
            }
        }
        _ => lines.line(8, "false"),
    }
    text += &lines.finish_open();
    let mut holders: Vec<RoleId> = rules.iter().filter_map(Rule::opens_some_to).collect();
    holders.sort_unstable();
    holders.dedup();
    let mut arms = Vec::new();
    for role in holders {
        let start = text.len();
        for rule in rules.iter().filter(|rule| rule.opens_some_to() == Some(role)) {
            // That the viewer has the role is known where this is added.
            let opened = Rule { who: Who::Public, condition: rule.condition.clone() };
            let mut lines = Lines::open();
            lines.alternative(8, "or ", &allowed(&[opened]));
            text += &lines.finish_open();
        }
        arms.push(Arm { role, text: start..text.len() });
    }
    let mut lines = Lines::open();
    lines.line(4, ")");
    (text + &lines.finish_open(), arms)
}

/// The columns under their names alone.
pub(super) fn plain(columns: Vec<StatementColumn>) -> Vec<StatementColumn> {
    let name = |label: String| label.split(['!', '?']).next().unwrap_or_default().to_owned();
    columns.into_iter().map(|it| StatementColumn { label: name(it.label), ..it }).collect()
}

fn select(
    model: &Model,
    id: ResourceId,
    (name, returns): (&str, Returns),
    end: Option<&str>,
    filter: impl Fn(&Scope, &mut Binder) -> Predicate,
) -> Statement {
    let scope = Scope::top(model, id);
    let (text, parameters) = numbered(|binder| {
        let filter = filter(&scope, binder);
        let mut lines = Lines::new();
        lines.list(0, "select", &items(model, &scope, Labels::Checked, binder));
        lines.line(0, &format!("from {}", scope.from(model)));
        lines.filter(&filter);
        if let Some(end) = end {
            lines.line(0, end);
        }
        lines.finish()
    });
    Statement { name: name.to_owned(), text, parameters, columns: answer(model, id), returns }
}

/// That it is the row which a path names.
fn named(model: &Model, scope: &Scope, binder: &mut Binder) -> Predicate {
    let resource = model.resource(scope.resource);
    let Some(key) = resource.key else {
        return Predicate::Atom(format!("id = {}", binder.bind(Argument::Id, Kind::Uuid, false)));
    };
    let field = &resource.fields[key.0];
    let column = name::quoted(&name::column(field));
    let kind = Kind::of(&field.kind).unwrap_or(Kind::Text);
    let value = binder.bind(Argument::Key(key), kind, false);
    Predicate::Atom(match field.ignore_case {
        true => format!("lower({column}) = lower({value})"),
        false => format!("{column} = {value}"),
    })
}
