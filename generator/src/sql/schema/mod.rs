//! The migrations that create a model's tables.

mod account;
mod constraint;
mod evolution;
mod hold;
mod index;
mod order;
mod revision;
mod table;
mod test;

pub use constraint::{Constraint, ConstraintRule, EmailRule, constraints};
pub use evolution::{Past, Retired, evolve, evolve_past, retired};
pub use hold::{Grip, Hold, holds};
pub(super) use order::creation;
pub use revision::{REVISIONS, Revision, guarded, revise};

use super::kind::Kind;
use super::{literal, name};
use crate::model::{EnumId, FieldId, FieldKind, Model, ResourceId, Scalar, Value};

/// A file of `migrations/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// Counted from 1, without gaps.
    pub number: u64,
    /// What it is about, as its file name says behind the number.
    pub name: String,
    /// Its SQL.
    pub text: String,
}

impl Migration {
    /// `0002_posts.sql`
    #[must_use]
    pub fn file(&self) -> String {
        format!("{:04}_{}.sql", self.number, self.name)
    }
}

/// First the accounts, then one migration a resource, each behind those it points at. Where
/// resources point at each other, the later one adds the earlier one's foreign key.
#[must_use]
pub fn migrations(model: &Model) -> Vec<Migration> {
    let order = order::creation(model);
    let mut types: Vec<EnumId> = Vec::new();
    let mut measures_items = false;
    let mut migrations = Vec::new();
    for (at, id) in order.iter().enumerate() {
        let resource = model.resource(*id);
        let earlier = &order[..at];
        let mut parts = Vec::new();
        let mut new: Vec<_> = enums_of(model, *id);
        new.retain(|id| !types.contains(id));
        if !new.is_empty() {
            let created: Vec<_> = new.iter().map(|id| enum_type(model, *id)).collect();
            parts.push(created.join("\n"));
        }
        types.extend(new);
        if !measures_items && constraint::measures_items(resource) {
            measures_items = true;
            parts.push(constraint::ITEMS_FUNCTIONS.to_owned());
        }
        parts.push(table::create(model, *id, earlier));
        parts.extend(index::indexes(model, *id));
        if resource.account {
            parts.push(account::tables(model));
        }
        parts.extend(
            order::links_ready(model, &order, at)
                .into_iter()
                .map(|(declares, field)| table::link(model, declares, field)),
        );
        let keys = order::keys_ready(model, &order, at).into_iter();
        let keys: Vec<_> =
            keys.map(|(points, field)| table::add_foreign_key(model, points, field)).collect();
        let excuse = if keys.is_empty() { "" } else { NO_ROWS_YET };
        parts.extend(keys);
        let name = if resource.account { "accounts".to_owned() } else { name::table(resource) };
        let head = head(model, *id);
        let number = u64::try_from(at).unwrap_or(u64::MAX).saturating_add(1);
        let text = format!("{head}{excuse}\n\n{TIMEOUTS}\n\n{}\n", parts.join("\n\n"));
        migrations.push(Migration { number, name, text });
    }
    migrations
}

/// Keeps squawk from warning of a look at rows that are not there yet.
const NO_ROWS_YET: &str =
    "\n-- squawk-ignore-file adding-foreign-key-constraint, constraint-missing-not-valid";

/// A migration waits neither for long nor forever; the pool's own bound is for requests.
const TIMEOUTS: &str = "set local lock_timeout = '5s';\nset local statement_timeout = '60s';";

/// What a migration says about itself.
fn head(model: &Model, id: ResourceId) -> String {
    let resource = model.resource(id);
    if resource.account {
        return "-- Creates accounts: who they are, what they may do, where they are signed in."
            .to_owned();
    }
    let prose = literal::comment(&resource.summary);
    let what = format!("Creates {}", resource.plural.words());
    let text = if prose.is_empty() { format!("{what}.") } else { format!("{what}. {prose}") };
    comment(0, &text)
}

/// Prose as comment lines of at most 100 columns.
fn comment(indent: usize, prose: &str) -> String {
    let start = format!("{:indent$}--", "");
    let mut lines = vec![start.clone()];
    for word in literal::comment(prose).split(' ') {
        let full = lines.last().is_some_and(|line| {
            line.len() > start.len() && line.chars().count() + 1 + word.chars().count() > 100
        });
        if full {
            lines.push(start.clone());
        }
        if let Some(line) = lines.last_mut() {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.join("\n")
}

fn enum_type(model: &Model, id: EnumId) -> String {
    let labels: Vec<_> =
        model.enums[id.0].variants.iter().map(|variant| literal::text(variant.snake())).collect();
    let name = name::enum_type(model, id);
    let flat = format!("create type {name} as enum ({});", labels.join(", "));
    if flat.len() <= 100 {
        return flat;
    }
    format!("create type {name} as enum (\n    {}\n);", labels.join(",\n    "))
}

fn enums_of(model: &Model, id: ResourceId) -> Vec<EnumId> {
    let kinds = model.resource(id).fields.iter().map(|field| &field.kind);
    let mut enums: Vec<_> = kinds
        .filter_map(|kind| match kind {
            FieldKind::Scalar(Scalar::Enum(id))
            | FieldKind::List { item: Scalar::Enum(id), .. } => Some(*id),
            _ => None,
        })
        .collect();
    enums.sort();
    enums.dedup();
    enums
}

/// A column's type and what it may be.
fn column(model: &Model, id: ResourceId, field: FieldId) -> Option<String> {
    let field = &model.resource(id).fields[field.0];
    let name = name::quoted(&name::column(field));
    let kind = Kind::of(&field.kind)?.sql(model);
    let null = if field.optional { "" } else { " not null" };
    let default = field.default.as_ref().and_then(|it| default_value(model, &field.kind, it));
    let default = default.map(|default| format!(" default {default}")).unwrap_or_default();
    Some(format!("{name} {kind}{null}{default}"))
}

fn default_value(model: &Model, kind: &FieldKind, value: &Value) -> Option<String> {
    if *value != Value::Now {
        return literal::value(model, kind, value);
    }
    Some(super::statement::moment(kind).to_owned())
}
