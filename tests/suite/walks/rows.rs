//! Rows that satisfy everything a model says of them.

use std::fmt::Write as _;

use scaffold::database::Cluster;
use scaffold::model::samples::{self, Cell};
use scaffold::model::{FieldId, FieldKind, Model, ResourceId, Scalar};
use scaffold::sql::name;
use serde_json::{Map, Value, json};

/// How many rows of each resource are tried.
const WANTED: usize = 3;

/// What came of filling tables.
#[derive(Debug, Default)]
pub(crate) struct Filled {
    pub rows: usize,
    /// Statements that failed, and why: rows that are there may have the same values.
    pub refused: Vec<String>,
}

/// Puts rows into every table of the model. `serial` is counted on, so that no id comes twice.
pub(crate) fn fill(cluster: &Cluster, database: &str, model: &Model, serial: &mut u32) -> Filled {
    let mut filled = Filled::default();
    let mut ids: Vec<Vec<String>> = vec![Vec::new(); model.resources.len()];
    let mut waiting: Vec<usize> = (0..model.resources.len()).collect();
    while !waiting.is_empty() {
        let needs = |at: &usize| {
            let fields = &model.resources[*at].fields;
            fields.iter().any(|field| match field.kind {
                FieldKind::BelongsTo { target } => {
                    !field.optional && target.0 != *at && waiting.contains(&target.0)
                }
                _ => false,
            })
        };
        let Some(next) = waiting.iter().position(|at| !needs(at)) else { break };
        let at = waiting.remove(next);
        for row in samples::rows(model, ResourceId(at), WANTED) {
            *serial += 1;
            let id = format!("{serial:08x}-0000-7000-8000-000000000000");
            let Some((values, is_whole)) = values(model, at, &row, (&id, *serial), &ids) else {
                continue;
            };
            let table = format!("\"{}\"", name::table(&model.resources[at]));
            let statement = insert(&table, &values);
            if !is_whole {
                // A check may ask for the row that is not there.
                filled.rows += 1;
                if cluster.execute(database, &statement).is_ok() {
                    ids[at].push(id);
                }
            } else if attempt(cluster, database, &statement, &mut filled) {
                ids[at].push(id);
            }
        }
        if let (true, [first, ..]) = (model.resources[at].soft_delete, ids[at].as_slice()) {
            let table = name::quoted(&name::table(&model.resources[at]));
            let delete = format!("update {table} set deleted_at = now() where id = '{first}'");
            attempt(cluster, database, &delete, &mut Filled::default());
        }
    }
    for statement in links(model, &ids) {
        attempt(cluster, database, &statement, &mut filled);
    }
    filled
}

fn attempt(cluster: &Cluster, database: &str, statement: &str, filled: &mut Filled) -> bool {
    match cluster.execute(database, statement) {
        Ok(_) => filled.rows += 1,
        Err(fault) => {
            filled.refused.push(format!("{}\n{statement}", super::base::why(&fault)));
            return false;
        }
    }
    true
}

/// A row by the names of its columns, and whether nothing is missing in it; none where a row that
/// it needs is not there.
fn values(
    model: &Model,
    at: usize,
    row: &[Cell],
    (id, serial): (&str, u32),
    ids: &[Vec<String>],
) -> Option<(Map<String, Value>, bool)> {
    let mut is_whole = true;
    let resource = &model.resources[at];
    let mut values = Map::new();
    values.insert("id".to_owned(), json!(id));
    if resource.account {
        values.insert("email".to_owned(), json!(format!("person{serial}@example.org")));
    }
    for (field, cell) in resource.fields.iter().zip(row) {
        let value = match (&field.kind, cell) {
            (
                FieldKind::ManyToMany { .. } | FieldKind::Count { .. } | FieldKind::Mine { .. },
                _,
            ) => {
                continue;
            }
            (FieldKind::Scalar(Scalar::Slug { .. }), _) => json!(format!("row-{serial}")),
            (FieldKind::BelongsTo { target }, Cell::Related(number)) => {
                let there = &ids[target.0];
                match there.get(*number % there.len().max(1)) {
                    Some(id) => json!(id),
                    None if field.optional => {
                        is_whole = false;
                        Value::Null
                    }
                    None => return None,
                }
            }
            (kind, Cell::Value(value)) => samples::json(model, kind, value),
            _ => Value::Null,
        };
        values.insert(name::column(field), value);
    }
    Some((values, is_whole))
}

fn insert(table: &str, values: &Map<String, Value>) -> String {
    let columns: Vec<String> = values.keys().map(|column| format!("\"{column}\"")).collect();
    let columns = columns.join(", ");
    let row = Value::Object(values.clone());
    format!(
        "insert into {table} ({columns}) select {columns} from jsonb_populate_record(null::{table}, $walk${row}$walk$)"
    )
}

/// Roles of accounts, and many-to-many relations.
fn links(model: &Model, ids: &[Vec<String>]) -> Vec<String> {
    let mut statements = Vec::new();
    let (account, _) = model.account();
    for (person, role) in ids[account.0].iter().zip(&model.roles) {
        let role = role.name.snake();
        statements
            .push(format!("insert into user_roles (user_id, role) values ('{person}', '{role}')"));
    }
    for (at, resource) in model.resources.iter().enumerate() {
        for (field, declared) in resource.fields.iter().enumerate() {
            let FieldKind::ManyToMany { target, .. } = declared.kind else { continue };
            let link = name::link(model, ResourceId(at), FieldId(field));
            let (table, from, to) =
                (name::quoted(&link.table), name::quoted(&link.from), name::quoted(&link.to));
            for (one, other) in ids[at].iter().zip(&ids[target.0]) {
                statements.push(format!(
                    "insert into {table} ({from}, {to}) values ('{one}', '{other}')"
                ));
            }
        }
    }
    statements
}

/// Takes every row out of every table.
pub(crate) fn empty(cluster: &Cluster, database: &str) {
    let tables = "select string_agg(format('%I', relname), ', ') from pg_class
        where relkind = 'r' and relnamespace = 'public'::regnamespace";
    let tables = cluster.execute(database, tables).unwrap();
    let mut statement = String::from("truncate ");
    write!(statement, "{} cascade", tables[0][0].as_deref().unwrap()).unwrap();
    cluster.execute(database, &statement).unwrap();
}
