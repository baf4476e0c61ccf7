//! What the service answers, as its handlers do it: 401 to nobody who must be somebody, 404 of
//! what one may not know of, 403 of what one may not do, 422 and 409 of what cannot be.

use crate::model::samples::{self, Cell};
use crate::model::{Action, Assigned, Column, FieldKind, Model, RoleId, Rule, Scalar, Value, Who};
use crate::view::condition;
use crate::view::slice::input;
use crate::view::tests::factory;

use super::operations::{self, Kind};
use super::people::Asker;
use super::sight;
use super::situation::{self, Situation};
use super::truth;

/// An answer, as the matrix shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Answer {
    /// What was asked for was done; of a list, the row is on it.
    pub(super) is_done: bool,
    pub(super) status: u16,
}

#[expect(clippy::unnecessary_wraps, reason = "an answer may also be one that nobody knows")]
const fn done(status: u16) -> Option<Answer> {
    Some(Answer { is_done: true, status })
}

#[expect(clippy::unnecessary_wraps, reason = "an answer may also be one that nobody knows")]
const fn refused(status: u16) -> Option<Answer> {
    Some(Answer { is_done: false, status })
}

/// What somebody is told who asks for an operation; nothing where the model does not tell.
pub(super) fn answer(
    model: &Model,
    asker: &Asker,
    row: &Situation,
    operation: Kind,
) -> Option<Answer> {
    let resource = model.resource(row.resource);
    let access = &resource.access;
    let is_open = match operation {
        Kind::List | Kind::Show | Kind::ListLinks => opens(&access.read),
        Kind::Create => opens(&access.create),
        // What is done with an account is done by somebody with one.
        _ if resource.account => false,
        Kind::Update => opens(&access.update),
        Kind::Delete | Kind::Restore => opens(&access.delete),
        Kind::Action(at) => opens(&resource.actions[at].access),
        Kind::Link(at) => {
            resource.link_rules(&resource.fields[at.0]).is_some_and(|rules| opens(rules))
        }
        _ => false,
    };
    if !is_open && !asker.is_signed_in() {
        return refused(401);
    }
    match operation {
        Kind::List => return list(model, asker, row),
        Kind::Create => return create(model, asker, row),
        _ => {}
    }
    if !sight::sees(model, asker, row)? {
        return refused(404);
    }
    let may = |rules: &[Rule]| sight::allowed(model, asker, row, rules);
    match operation {
        Kind::List | Kind::Create => None,
        Kind::Show | Kind::ListLinks => done(200),
        Kind::Update if may(&access.update)? => done(200),
        Kind::Delete if may(&access.delete)? => done(204),
        Kind::Restore if may(&access.delete)? => done(200),
        // Who may not delete it may not know that it was there.
        Kind::Restore => refused(404),
        Kind::Action(at) if may(&resource.actions[at].access)? => {
            act(model, asker, row, &resource.actions[at])
        }
        Kind::Link(at) => link(model, asker, row, &resource.fields[at.0].kind),
        Kind::SetRoles | Kind::Suspend | Kind::Reinstate | Kind::EndSessions
            if is_administrator(model, asker) =>
        {
            administer(model, asker, row, operation)
        }
        Kind::Update => denied(model, asker, row, &access.update),
        Kind::Delete => denied(model, asker, row, &access.delete),
        Kind::Action(at) => denied(model, asker, row, &resource.actions[at].access),
        _ => refused(403),
    }
}

/// What somebody is told whom an operation's rules refuse.
fn denied(model: &Model, asker: &Asker, row: &Situation, rules: &[Rule]) -> Option<Answer> {
    let caller = condition::Asker::on_row(model.resource(row.resource), rules);
    refused(if !asker.is_signed_in() && caller.may_sign_in(rules) { 401 } else { 403 })
}

/// Whether somebody may ask without being signed in.
fn opens(rules: &[Rule]) -> bool {
    rules.iter().any(|rule| rule.who == Who::Public)
}

fn list(model: &Model, asker: &Asker, row: &Situation) -> Option<Answer> {
    let is_listed = match model.resource(row.resource).under {
        None => sight::sees(model, asker, row)?,
        Some(under) if !sight::sees(model, asker, &row.up(model, under)?)? => return refused(404),
        Some(_) => sight::sees_within(model, asker, row)?,
    };
    Some(Answer { is_done: is_listed, status: 200 })
}

fn create(model: &Model, asker: &Asker, row: &Situation) -> Option<Answer> {
    let resource = model.resource(row.resource);
    if let Some(under) = resource.under
        && !sight::sees(model, asker, &row.up(model, under)?)?
    {
        return refused(404);
    }
    let new = created(model, asker, row);
    let rules = &resource.access.create;
    let named = model.reached(row.resource, rules, None);
    let is_asked_first = !crate::view::condition::look_at_row(model, row.resource, rules)
        && !named.iter().any(|at| input::is_given(resource, *at));
    if is_asked_first && !sight::allowed(model, asker, &new, rules)? {
        return denied(model, asker, row, rules);
    }
    for at in operations::sent(resource) {
        let field = &resource.fields[at.0];
        if let Some(writers) = &field.write
            && !writers.iter().any(|who| may_write(model, asker, who))
        {
            return refused(422);
        }
    }
    for at in operations::sent(resource) {
        if situation::is_relation(&resource.fields[at.0])
            && new.cells[at.0] != Cell::Null
            && !sight::sees(model, asker, &new.up(model, at)?)?
        {
            return refused(422);
        }
    }
    if !samples::is_consistent(resource, &new.cells) {
        return refused(422);
    }
    match sight::allowed(model, asker, &new, rules)? {
        true => done(201),
        false => denied(model, asker, row, rules),
    }
}

/// The row that a request makes of the columns which it may carry.
fn created(model: &Model, asker: &Asker, row: &Situation) -> Situation {
    let resource = model.resource(row.resource);
    let sent: Vec<_> = operations::sent(resource).collect();
    let mut new = row.clone();
    for (at, field) in resource.fields.iter().enumerate() {
        let at = crate::model::FieldId(at);
        let is_kept = sent.contains(&at) || resource.under == Some(at) || !input::has_column(field);
        if !is_kept && resource.owner != Some(at) {
            new.leave(at, field.default.clone().map_or(Cell::Null, Cell::Value));
        }
    }
    if let Some(owner) = resource.owner
        && asker.is_signed_in()
        && !new.naming.contains(&owner)
    {
        new.name_asker(owner);
    }
    new
}

/// Whether somebody may set a field of the row that they make, and so own.
fn may_write(model: &Model, asker: &Asker, who: &Who) -> bool {
    match who {
        Who::Public => true,
        Who::Authenticated | Who::Owner => asker.is_signed_in(),
        Who::Role(role) => sight::has(model, asker, *role),
        Who::Relation(_) | Who::OwnerOf { .. } => false,
    }
}

fn act(model: &Model, asker: &Asker, row: &Situation, action: &Action) -> Option<Answer> {
    for (at, field) in action.takes.iter().enumerate() {
        let is_set = action.set.iter().any(|set| set.value == Assigned::Taken(at));
        let FieldKind::BelongsTo { target } = field.kind else { continue };
        if is_set
            && !field.optional
            && !sight::sees(model, asker, &Situation::as_made(model, target)?)?
        {
            return refused(422);
        }
    }
    if let Some(when) = &action.when
        && !truth::holds(model, row, when)?
    {
        return refused(409);
    }
    let resource = model.resource(row.resource);
    let mut cells = row.cells.clone();
    for assignment in &action.set {
        let field = &resource.fields[assignment.field.0];
        if factory::varies(resource, assignment.field) {
            // The same value for every row: who comes second is refused.
            return None;
        }
        let cell = match &assignment.value {
            Assigned::Value(Value::Null) => Cell::Null,
            Assigned::Value(Value::Me) if !asker.is_signed_in() => Cell::Null,
            Assigned::Value(Value::Me) => Cell::Related(situation::ASKER),
            Assigned::Value(value) => Cell::Value(value.clone()),
            Assigned::Taken(at) => match &action.takes[*at] {
                taken if situation::is_relation(taken) && taken.optional => Cell::Null,
                taken if situation::is_relation(taken) => Cell::Related(0),
                taken => Cell::Value(samples::values(model, taken, 1).into_iter().next()?),
            },
            Assigned::Plus { field, amount } => {
                match plus(&resource.fields[field.0].kind, &row.cells[field.0], amount)? {
                    Some(value) => Cell::Value(value),
                    None => Cell::Null,
                }
            }
        };
        if matches!(&cell, Cell::Value(value) if !samples::is_in_bounds(field, value)) {
            return refused(422);
        }
        cells[assignment.field.0] = cell;
    }
    match samples::is_consistent(resource, &cells) {
        true => done(200),
        false => refused(422),
    }
}

/// A number and what is added to it: nothing where that is not known, null where the number is.
#[expect(clippy::option_option, reason = "not known, null, or a number")]
fn plus(kind: &FieldKind, cell: &Cell, amount: &str) -> Option<Option<Value>> {
    let value = match cell {
        Cell::Null => return Some(None),
        Cell::Value(value) => value,
        Cell::Related(_) => return None,
    };
    let sum = match (kind, value) {
        (_, Value::Integer(number)) => {
            Value::Integer(number.checked_add(amount.parse::<i64>().ok()?)?)
        }
        (FieldKind::Scalar(Scalar::Decimal { scale, .. }), Value::Decimal(number)) => {
            let scaled = |text: &str| crate::model::forms::decimal(text, 38, *scale);
            let sum = scaled(number)?.checked_add(scaled(amount)?)?;
            Value::Decimal(crate::model::forms::decimal_text(sum, *scale))
        }
        (_, Value::Float(number)) => Value::Float(number + amount.parse::<f64>().ok()?),
        _ => return None,
    };
    Some(Some(sum))
}

fn link(model: &Model, asker: &Asker, row: &Situation, kind: &FieldKind) -> Option<Answer> {
    let FieldKind::ManyToMany { target, link, .. } = kind else { return None };
    let access = &model.resource(row.resource).access;
    let rules = link.as_ref().unwrap_or(&access.update);
    if !sight::allowed(model, asker, row, rules)? {
        return denied(model, asker, row, rules);
    }
    match sight::sees(model, asker, &Situation::as_made(model, *target)?)? {
        true => done(204),
        false => refused(404),
    }
}

fn is_administrator(model: &Model, asker: &Asker) -> bool {
    let admin = model.roles.iter().position(|role| role.name.snake() == "admin");
    admin.is_some_and(|admin| sight::has(model, asker, RoleId(admin)))
}

/// The account is shown as it has become. Where the administrator sees it no longer, nothing is
/// said of what was done.
fn administer(model: &Model, asker: &Asker, row: &Situation, operation: Kind) -> Option<Answer> {
    let mut row = row.clone();
    match operation {
        Kind::EndSessions => return done(204),
        Kind::Suspend if row.is_asker => return refused(409),
        Kind::Suspend => {
            let moment = Value::Text(truth::PAST[0].to_owned());
            row.set(Column::SuspendedAt, Cell::Value(moment));
        }
        Kind::Reinstate => row.set(Column::SuspendedAt, Cell::Null),
        _ => {}
    }
    sight::sees(model, asker, &row)?.then_some(Answer { is_done: true, status: 200 })
}
