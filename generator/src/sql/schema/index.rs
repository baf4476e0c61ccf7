//! Uniqueness, and an index for everything that is asked of a table.

use super::{Constraint, ConstraintRule, EmailRule};
use crate::model::{
    Column, Field, FieldId, FieldKind, Model, Resource, ResourceId, Scalar, Unique,
};
use crate::sql::condition;
use crate::sql::name::{self, quoted};
use crate::sql::scope::Scope;

/// Rows that are there, of what is soft-deleted and of accounts.
const LIVE: &str = "deleted_at is null";
const OPEN: &str = "closed_at is null";

/// What an index is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Finds rows in order.
    Tree,
    /// A tree in which no value stands twice; nulls are equal or not.
    Unique { nulls_equal: bool },
    /// Finds rows by what is inside a list or a text.
    Inverted,
    /// Finds rows without a list.
    Null,
}

/// An index as it will stand, so that those that another one serves can be left out.
#[derive(Debug, Clone)]
struct Index {
    /// Columns as named in the index's own name.
    names: Vec<String>,
    /// Expressions and whether they descend.
    columns: Vec<(String, bool)>,
    kind: Kind,
    /// Only among these rows.
    rows: Option<String>,
    /// Serves lists alone, which never look at deleted rows.
    lists: bool,
    /// The fields of a uniqueness; none for the account's address.
    fields: Vec<FieldId>,
}

/// Uniqueness that a table constraint can say: over plain columns and all rows.
pub(super) fn unique_constraints(model: &Model, id: ResourceId) -> Vec<String> {
    let table = name::table(model.resource(id));
    let plain = uniques(model, id).into_iter().filter(Index::is_constraint);
    let lines = plain.map(|index| {
        let name = index.name(&table);
        let nulls = index.nulls();
        format!("constraint {name} unique{nulls} ({})", index.list())
    });
    lines.collect()
}

/// What is unique, by the names that Postgres refuses a row with.
pub(super) fn unique_names(model: &Model, id: ResourceId) -> Vec<Constraint> {
    let table = name::table(model.resource(id));
    let constraint = |index: Index| {
        let name = index.name(&table);
        let rule = match index.fields.is_empty() {
            true => ConstraintRule::Email(EmailRule::Unique),
            false => ConstraintRule::Unique(index.fields),
        };
        Constraint { name, rule }
    };
    uniques(model, id).into_iter().map(constraint).collect()
}

/// All other indexes, together as one paragraph; `None` where there are none.
pub(super) fn indexes(model: &Model, id: ResourceId) -> Option<String> {
    let lines = statements(model, id);
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The statements that create them.
pub(super) fn statements(model: &Model, id: ResourceId) -> Vec<String> {
    let table = name::table(model.resource(id));
    let unique = uniques(model, id).into_iter().filter(|index| !index.is_constraint());
    let unique = unique.map(|index| index.create(&table, &index.name(&table)));
    let others = others(model, id);
    unique.chain(others.iter().map(|(name, index)| index.create(&table, name))).collect()
}

/// The indexes beside those of what is unique, by their names.
fn others(model: &Model, id: ResourceId) -> Vec<(String, Index)> {
    let resource = model.resource(id);
    let table = name::table(resource);
    let unique = uniques(model, id);
    let mut kept: Vec<Index> = Vec::new();
    let wanted = wanted(resource);
    for (at, index) in wanted.iter().enumerate() {
        let by_unique = unique.iter().any(|other| other.serves(index));
        let by_earlier = wanted[..at].iter().any(|other| other.serves(index));
        let by_later =
            wanted[at + 1..].iter().any(|other| other.serves(index) && !index.serves(other));
        let by_key = index.names == ["id"];
        if !(by_unique || by_earlier || by_later || by_key) {
            kept.push(index.clone());
        }
    }
    let mut named: Vec<(String, Index)> = Vec::new();
    for index in kept {
        let is_free = |name: &String| !named.iter().any(|(taken, _)| taken == name);
        let name = (0..=named.len()).map(|count| index.numbered(&table, count)).find(is_free);
        named.extend(name.map(|name| (name, index)));
    }
    named
}

/// The column with the words that `search` looks through.
pub(super) fn search(resource: &Resource) -> Option<String> {
    let searched: Vec<_> = resource.fields.iter().filter(|field| field.search).collect();
    let words = searched.iter().map(|field| {
        let column = quoted(&name::column(field));
        if field.optional { format!("coalesce({column}, '')") } else { column }
    });
    let words: Vec<_> = words.collect();
    if words.is_empty() {
        return None;
    }
    let column = name::search_column(resource);
    let words = words.join(" || ' ' || ");
    let flat = format!(
        "{column} tsvector not null generated always as (to_tsvector('english', {words})) stored"
    );
    if flat.len() + 5 <= 100 {
        return Some(flat);
    }
    Some(format!(
        "{column} tsvector not null generated always as (\n        to_tsvector('english', {words})\n    ) stored"
    ))
}

/// Everything that is unique beside the id.
fn uniques(model: &Model, id: ResourceId) -> Vec<Index> {
    let resource = model.resource(id);
    let mut uniques = Vec::new();
    if resource.account {
        uniques.push(Index {
            kind: Kind::UNIQUE,
            ..Index::over(&["email"], vec!["lower(email)".to_owned()])
        });
    }
    for (at, field) in resource.fields.iter().enumerate().filter(|(_, field)| is_unique(field)) {
        let index = Index::over(&[&name::column(field)], vec![folded(field)]);
        uniques
            .push(live(resource, Index { kind: Kind::UNIQUE, fields: vec![FieldId(at)], ..index }));
    }
    for unique in &resource.unique {
        uniques.push(composite(model, id, unique));
    }
    uniques
}

fn is_unique(field: &Field) -> bool {
    field.unique || matches!(field.kind, FieldKind::Scalar(Scalar::Slug { .. }))
}

fn composite(model: &Model, id: ResourceId, unique: &Unique) -> Index {
    let resource = model.resource(id);
    let fields: Vec<_> = unique.fields.iter().map(|id| &resource.fields[id.0]).collect();
    let names: Vec<_> = fields.iter().map(|field| name::column(field)).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let mut index = Index {
        kind: Kind::Unique { nulls_equal: unique.nulls_equal },
        fields: unique.fields.clone(),
        ..Index::over(&names, fields.iter().map(|field| folded(field)).collect())
    };
    let scope = Scope::top(model, id);
    index.rows = unique.condition.as_ref().map(|it| condition::of_row(model, &scope, it));
    live(resource, index)
}

/// Uniqueness is among live rows.
fn live(resource: &Resource, mut index: Index) -> Index {
    let live = if resource.account { OPEN } else { LIVE };
    if resource.soft_delete || resource.account {
        index.rows =
            Some(index.rows.map_or_else(|| live.to_owned(), |rows| format!("{live} and {rows}")));
    }
    index
}

/// Every index that something asks for, the most telling first.
fn wanted(resource: &Resource) -> Vec<Index> {
    let mut wanted = Vec::new();
    for (at, field) in resource.fields.iter().enumerate() {
        let column = name::column(field);
        if matches!(field.kind, FieldKind::BelongsTo { .. }) {
            wanted.push(relation(resource, FieldId(at), &column));
        } else if field.index {
            wanted.push(Index::over(&[&column], vec![folded(field)]));
        }
        if field.sort {
            wanted.push(Index { lists: true, ..Index::keyset(&column) });
        }
        let list = matches!(field.kind, FieldKind::List { .. });
        if field.filter && list {
            wanted.push(Index {
                kind: Kind::Inverted,
                lists: true,
                ..Index::over(&[&column], vec![quoted(&column)])
            });
        } else if field.filter {
            // Rows of one value in the order of their ids.
            let columns = vec![folded(field), "id".to_owned()];
            wanted.push(Index { lists: true, ..Index::over(&[&column, "id"], columns) });
        }
    }
    for declared in &resource.indexes {
        wanted.push(self::declared(resource, declared));
    }
    let order = name::column_of(resource, resource.order.column);
    for column in [order.as_str(), "created_at", "updated_at"] {
        if column != "id" {
            wanted.push(Index { lists: true, ..Index::keyset(column) });
        }
    }
    if resource.fields.iter().any(|field| field.search) {
        let column = name::search_column(resource);
        wanted.push(Index {
            kind: Kind::Inverted,
            lists: true,
            ..Index::over(&[&column], vec![column.clone()])
        });
    }
    // Last, so that they get out of the way of the index of a field that is called like them.
    wanted.extend(resource.fields.iter().filter_map(null_list));
    wanted
}

/// What is inside a list does not tell which rows have none.
fn null_list(field: &Field) -> Option<Index> {
    let column = name::column(field);
    field.is_null_list().then(|| Index {
        kind: Kind::Null,
        rows: Some(format!("{} is null", quoted(&column))),
        lists: true,
        ..Index::over(&[&format!("{column}_null"), "id"], vec!["id".to_owned()])
    })
}

/// The statements that create the indexes of lists that may be null.
pub(super) fn null_lists(model: &Model, id: ResourceId) -> Vec<String> {
    let table = name::table(model.resource(id));
    let mut others = others(model, id);
    others.retain(|(_, index)| index.kind == Kind::Null);
    others.iter().map(|(name, index)| index.create(&table, name)).collect()
}

/// A foreign key's index; that of a parent, or of the account whose rows alone are listed, also
/// gives the list in the default order.
fn relation(resource: &Resource, at: FieldId, column: &str) -> Index {
    if resource.under.or_else(|| resource.listed_for()) != Some(at) {
        return Index::over(&[column], vec![quoted(column)]);
    }
    let order = name::column_of(resource, resource.order.column);
    let mut names = vec![column.to_owned(), order, "id".to_owned()];
    names.dedup();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    Index::over(&names, names.iter().map(|name| quoted(name)).collect())
}

fn declared(resource: &Resource, declared: &crate::model::Index) -> Index {
    let names: Vec<_> =
        declared.columns.iter().map(|(column, _)| name::column_of(resource, *column)).collect();
    let columns = declared.columns.iter().map(|(column, descending)| {
        let text = match column {
            Column::Field(id) => folded(&resource.fields[id.0]),
            other => quoted(&name::column_of(resource, *other)),
        };
        (text, *descending)
    });
    Index {
        columns: columns.collect(),
        ..Index::over(&names.iter().map(String::as_str).collect::<Vec<_>>(), Vec::new())
    }
}

/// A column as it is compared.
fn folded(field: &Field) -> String {
    let column = quoted(&name::column(field));
    if field.ignore_case { format!("lower({column})") } else { column }
}

impl Kind {
    const UNIQUE: Self = Self::Unique { nulls_equal: false };
}

impl Index {
    fn over(names: &[&str], columns: Vec<String>) -> Self {
        Self {
            names: names.iter().map(ToString::to_string).collect(),
            columns: columns.into_iter().map(|column| (column, false)).collect(),
            kind: Kind::Tree,
            rows: None,
            lists: false,
            fields: Vec::new(),
        }
    }

    /// What a page in the order of `column` walks along.
    fn keyset(column: &str) -> Self {
        Self::over(&[column, "id"], vec![quoted(column), "id".to_owned()])
    }

    fn is_unique(&self) -> bool {
        matches!(self.kind, Kind::Unique { .. })
    }

    fn nulls(&self) -> &'static str {
        let equal = self.kind == Kind::Unique { nulls_equal: true };
        if equal { " nulls not distinct" } else { "" }
    }

    fn is_constraint(&self) -> bool {
        self.rows.is_none() && self.columns.iter().all(|(column, _)| !column.contains('('))
    }

    /// Whether `other` is not needed beside this one: it is the same or its beginning, over the
    /// rows that matter. A unique column needs no id behind it to be in order.
    fn serves(&self, other: &Self) -> bool {
        if other.rows.is_some() && self.rows != other.rows {
            return false;
        }
        let is_of_live = matches!(self.rows.as_deref(), Some(LIVE | OPEN));
        let rows = self.rows.is_none() || (other.lists && is_of_live);
        if [self.kind, other.kind].contains(&Kind::Inverted) {
            return self.kind == other.kind && self.names == other.names;
        }
        let starts = self.columns.starts_with(&other.columns);
        // Read backwards.
        let flipped = other.columns.iter().map(|(column, descends)| (column.clone(), !descends));
        let flipped: Vec<_> = flipped.collect();
        let is_alike = !self.is_unique() && self.front() == other.front();
        let backwards = is_alike && self.columns.starts_with(&flipped);
        let in_order = self.is_unique()
            && self.columns.len() == 1
            && other.columns.len() == 2
            && other.columns[0] == self.columns[0]
            && other.names[1] == "id";
        rows && (starts || backwards || in_order)
    }

    fn list(&self) -> String {
        let columns = self.columns.iter().map(|(column, descending)| {
            if *descending { format!("{column} desc") } else { column.clone() }
        });
        columns.collect::<Vec<_>>().join(", ")
    }

    /// The names without an id at the end, which is how ties are broken.
    fn front(&self) -> &[String] {
        match self.names.as_slice() {
            [front @ .., last] if last == "id" && !front.is_empty() => front,
            names => names,
        }
    }

    fn name(&self, table: &str) -> String {
        self.numbered(table, 0)
    }

    /// It says where letters are folded, for the same column can be in another index as it is.
    /// What else has the same columns, or those of a field with a name like theirs, is numbered.
    fn numbered(&self, table: &str, count: usize) -> String {
        let names = self.front();
        if self.is_unique() {
            return name::identifier(&[table, &names.join("_"), "key"]);
        }
        let folds = |(column, _): &(String, bool)| column.starts_with("lower(");
        let parts = names.iter().zip(&self.columns).map(|(name, column)| match folds(column) {
            true => format!("lower_{name}"),
            false => name.clone(),
        });
        let number = if count == 0 { String::new() } else { count.to_string() };
        let end = format!("idx{number}");
        name::identifier(&[table, &parts.collect::<Vec<_>>().join("_"), &end])
    }

    fn create(&self, table: &str, name: &str) -> String {
        let unique = if self.is_unique() { "unique " } else { "" };
        let method = if self.kind == Kind::Inverted { " using gin" } else { "" };
        let nulls = self.nulls();
        let what = format!("create {unique}index {name}");
        let on = format!("on {}{method} ({}){nulls}", quoted(table), self.list());
        let rows = self.rows.as_ref().map(|rows| format!("where {rows}"));
        let parts: Vec<_> = [what, on].into_iter().chain(rows).collect();
        let flat = format!("{};", parts.join(" "));
        if flat.len() <= 100 { flat } else { format!("{};", parts.join("\n    ")) }
    }
}
