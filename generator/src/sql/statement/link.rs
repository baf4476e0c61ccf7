//! Many-to-many relations.

use super::read::plain;
use super::row::{Labels, answer, items};
use super::{Argument, Kind, Returns, Statement, StatementColumn};
use crate::model::{FieldId, FieldKind, Model, ResourceId};
use crate::sql::access;
use crate::sql::binder::numbered;
use crate::sql::layout::Lines;
use crate::sql::name::{self, LinkTable, quoted};
use crate::sql::predicate::Predicate;
use crate::sql::scope::Scope;

/// The statements of a many-to-many relation, at the end that declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The field.
    pub field: FieldId,
    /// Links two rows, if they are not yet.
    pub link: Statement,
    /// Unlinks them, if they are.
    pub unlink: Statement,
    /// The rows that several rows link to: one statement a page, put together when it runs.
    pub rows: Statement,
    /// Narrows the target's list to what one row links to.
    pub linked: Fragment,
}

/// A condition about one row, whose id takes the place of its `?`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// The field that declares the relation.
    pub field: FieldId,
    /// The resource that declares it.
    pub resource: ResourceId,
    /// The condition.
    pub condition: String,
}

/// The relations that are declared here.
pub(super) fn links(model: &Model, id: ResourceId) -> Vec<Link> {
    let fields = model.resource(id).fields.iter().enumerate();
    let links = fields.filter_map(|(at, field)| {
        let FieldKind::ManyToMany { target, .. } = field.kind else { return None };
        let (at, name) = (FieldId(at), field.name.snake());
        let table = name::link(model, id, at);
        Some(Link {
            field: at,
            link: change(format!("link_{name}"), &link_lines(&table)),
            unlink: change(format!("unlink_{name}"), &unlink_lines(&table)),
            rows: linked_rows(model, format!("{name}_of"), target, &table),
            linked: fragment(model, target, (id, at), (&table, &table.to, &table.from)),
        })
    });
    links.collect()
}

/// How lists of `id` are narrowed at the far end of relations.
#[must_use]
pub fn linked_from(model: &Model, id: ResourceId) -> Vec<Fragment> {
    let far = model.resource(id).linked_from.iter().map(|end| {
        let table = name::link(model, end.resource, end.field);
        fragment(model, end.resource, (end.resource, end.field), (&table, &table.from, &table.to))
    });
    far.collect()
}

fn fragment(
    model: &Model,
    listed: ResourceId,
    (resource, field): (ResourceId, FieldId),
    (table, theirs, ours): (&LinkTable, &str, &str),
) -> Fragment {
    let link = quoted(&table.table);
    let listed = quoted(&name::table(model.resource(listed)));
    let condition = format!(
        "exists (select from {link} where {link}.{} = {listed}.id and {link}.{} = ?)",
        quoted(theirs),
        quoted(ours)
    );
    Fragment { field, resource, condition }
}

fn link_lines(link: &LinkTable) -> [String; 3] {
    let LinkTable { table, from, to } = link;
    [
        format!("insert into {} ({}, {})", quoted(table), quoted(from), quoted(to)),
        "values ($1, $2)".to_owned(),
        "on conflict do nothing".to_owned(),
    ]
}

fn unlink_lines(link: &LinkTable) -> [String; 2] {
    let LinkTable { table, from, to } = link;
    [
        format!("delete from {}", quoted(table)),
        format!("where {} = $1 and {} = $2", quoted(from), quoted(to)),
    ]
}

fn change(name: String, text: &[String]) -> Statement {
    let (text, parameters) = numbered(|binder| {
        binder.bind(Argument::Id, Kind::Uuid, false);
        binder.bind(Argument::Linked, Kind::Uuid, false);
        let mut lines = Lines::new();
        for line in text {
            lines.line(0, line);
        }
        lines.finish()
    });
    Statement { name, text, parameters, columns: Vec::new(), returns: Returns::Count }
}

/// How many rows a list inside another row shows.
const SHOWN: u32 = 100;

/// The id of the row that another one was looked up for. No field's name begins like this.
const PARENT: &str = "_parent_id";

/// The linked rows of several rows, newest first, as far as the viewer may see them. The row of
/// one table stands inside the row of another, so it is put together when it runs.
fn linked_rows(model: &Model, name: String, target: ResourceId, link: &LinkTable) -> Statement {
    let rows = Scope::top(model, target).outer();
    let table = name::quoted(&name::table(model.resource(target)));
    let between = name::quoted(&link.table);
    // No table may stand between this name and the ids it means.
    let parent = if table == "parent" || between == "parent" { "asked" } else { "parent" };
    let (text, parameters) = numbered(|binder| {
        let ids = binder.bind(Argument::Ids, Kind::Array(Box::new(Kind::Uuid)), false);
        let seen = access::visible(model, &rows, None, binder);
        let linked = format!("{between}.{} = {parent}.id", quoted(&link.from));
        let mut lines = Lines::open();
        lines.line(0, &format!("select {parent}.id as {PARENT}, row.*"));
        lines.line(0, &format!("from unnest({ids}::uuid[]) as {parent} (id)"));
        lines.line(0, "cross join lateral (");
        lines.list(4, "select", &items(model, &rows, Labels::Plain, binder));
        lines.line(4, &format!("from {table}"));
        lines.line(4, &format!("join {between} on {between}.{} = {table}.id", quoted(&link.to)));
        lines.predicate(4, "where ", &Predicate::All(vec![Predicate::Atom(linked), seen]), "");
        lines.line(4, &format!("order by {table}.id desc"));
        lines.line(4, &format!("limit {SHOWN}"));
        lines.line(0, ") as row");
        lines.finish_open()
    });
    let parent = StatementColumn { label: PARENT.to_owned(), kind: Kind::Uuid, origin: None };
    let columns = [parent].into_iter().chain(plain(answer(model, target))).collect();
    Statement { name, text, parameters, columns, returns: Returns::Many }
}
