//! Columns that are asked for again before anybody dropped them.

use super::part::{Part, Pieces};
use super::{Past, Retired, Steps, retired};
use crate::model::{FieldKind, Model};
use crate::sql::name::{self, quoted};

/// Before the name of an index that stays with a column, among its checks.
pub(super) const INDEX: &str = "index ";

/// What a mark says of such an index.
pub(super) fn index(index: &Part) -> String {
    format!("{INDEX}{}", index.name)
}

/// What is there of a column under this name, of the same type. An enum's own type may have other
/// variants by now, and one that is carried over has another name already.
pub(super) fn found<'a>(
    past: &'a Past,
    after: &Model,
    table: &str,
    column: &Part,
) -> Option<&'a Retired> {
    let name = format!("{table}.{}", column.name);
    let held = held(after, table, column);
    let is_it = |thing: &&Retired| {
        thing.name == name
            && thing.holding == held
            && thing.types.is_empty()
            && thing.carrier.is_none()
    };
    past.retired.iter().find(is_it)
}

/// What a column holds: its type, and of a relation the table that it points into.
pub(super) fn held(model: &Model, table: &str, column: &Part) -> String {
    let kind = column.pieces().kind;
    let resource = model.resources.iter().find(|it| name::table(it) == table);
    let mut fields = resource.into_iter().flat_map(|it| &it.fields);
    match fields.find(|field| name::column(field) == column.name).map(|field| &field.kind) {
        Some(FieldKind::BelongsTo { target }) => {
            let target = name::table(model.resource(*target));
            format!("{kind}{}{target}", retired::REFERENCING)
        }
        _ => kind.to_owned(),
    }
}

/// Whether somebody said that it comes back: it may have meant something else.
pub(super) fn is_said(past: &Past, thing: &Retired, refused: &mut Vec<String>) -> bool {
    let name = &thing.name;
    let is_said = past.revive.contains(name);
    if !is_said {
        refused.push(format!(
            "`{name}` is still there from before: take it up again with all it holds, with `--revive {name}`, or drop it first, with `--drop {name}`"
        ));
    }
    is_said
}

/// Refuses names of what is not asked for again. `now` has the names of now.
pub(super) fn unasked(past: &Past, now: &Past, steps: &Steps, refused: &mut Vec<String>) {
    for name in past.revive.iter().filter(|name| past.drop.contains(name)) {
        refused.push(format!(
            "`{name}` cannot be dropped and taken up again at once: say one of them"
        ));
    }
    let pairs = past.retired.iter().zip(&now.retired);
    let taken = pairs.filter(|(_, now)| steps.revived.contains(&now.name));
    let taken: Vec<&str> = taken.map(|(old, _)| old.name.as_str()).collect();
    for name in past.revive.iter().filter(|name| !taken.contains(&name.as_str())) {
        refused.push(format!(
            "`{name}` is not taken up again: the model asks for no column of that name and type that is there unused"
        ));
    }
}

/// Takes it up with all it holds: what the model says of it now is in place of what it said then.
pub(super) fn column(thing: &Retired, altered: &str, part: &Part, steps: &mut Steps) {
    steps.revived.push(thing.name.clone());
    let Pieces { is_required, default, .. } = part.pieces();
    let change = format!("{altered} alter column {}", quoted(&part.name));
    let mut lines = vec![retired::revived(&thing.name)];
    lines.push("-- It has what it held when it went out of use.".to_owned());
    for name in &thing.keeping {
        match name.strip_prefix(INDEX) {
            Some(name) => lines.push(format!("drop index if exists {name};")),
            None => lines.push(format!("{altered} drop constraint if exists {name};")),
        }
    }
    if !is_required {
        lines.push(format!("{change} drop not null;"));
    }
    lines.push(match default {
        Some(default) => format!("{change} set default {default};"),
        None => format!("{change} drop default;"),
    });
    steps.tables.push(lines.join("\n"));
}
