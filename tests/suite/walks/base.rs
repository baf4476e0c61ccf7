//! The database of a walk, and what is in it.

use std::collections::BTreeMap;
use std::error::Error as _;

use scaffold::database::Cluster;
use scaffold::error::Error;
use scaffold::model::{FieldId, FieldKind, Model, Renamed, ResourceId};
use scaffold::sql::name;
use serde_json::Value;

/// Why Postgres refused.
pub(crate) fn why(fault: &Error) -> String {
    fault.source().map_or_else(|| fault.to_string(), ToString::to_string)
}

/// Every row of every table, and the types of its columns.
#[derive(Debug)]
pub(crate) struct Snapshot {
    rows: BTreeMap<String, Vec<Value>>,
    types: BTreeMap<(String, String), String>,
}

impl Snapshot {
    pub(crate) fn take(cluster: &Cluster, database: &str) -> Self {
        let columns = "select relname, attname, format_type(atttypid, atttypmod), attnotnull
            from pg_attribute join pg_class c on c.oid = attrelid
            where relkind = 'r' and relnamespace = 'public'::regnamespace
                and attnum > 0 and not attisdropped";
        let columns = cluster.execute(database, columns).unwrap();
        let types = columns.into_iter().map(|row| {
            let mut row = row.into_iter().map(Option::unwrap_or_default);
            let mut next = || row.next().unwrap();
            ((next(), next()), next())
        });
        let types: BTreeMap<(String, String), String> = types.collect();
        let mut tables: Vec<&String> = types.keys().map(|(table, _)| table).collect();
        tables.dedup();
        let questions: Vec<String> = tables
            .iter()
            .map(|table| {
                let quoted = name::quoted(table);
                format!("select '{table}', coalesce(jsonb_agg(to_jsonb(it)), '[]')::text from {quoted} as it")
            })
            .collect();
        let answers = cluster.execute(database, &questions.join(" union all ")).unwrap();
        let rows = answers.into_iter().map(|row| {
            let mut row = row.into_iter().map(Option::unwrap_or_default);
            let (table, rows) = (row.next().unwrap(), row.next().unwrap());
            (table, serde_json::from_str(&rows).unwrap())
        });
        Self { rows: rows.collect(), types }
    }

    /// How many rows there are.
    pub(crate) fn count(&self) -> usize {
        self.rows.values().map(Vec::len).sum()
    }

    /// What of this is not in `later`, where things may have other names; `gone` was dropped.
    pub(crate) fn lost(&self, later: &Self, names: &Names, gone: &[String]) -> Vec<String> {
        let mut lost = Vec::new();
        for (table, rows) in &self.rows {
            let now = names.table(table);
            if gone.contains(&now) {
                continue;
            }
            let Some(found) = later.rows.get(&now) else {
                lost.push(format!("the table `{table}`, now `{now}`"));
                continue;
            };
            if found.len() != rows.len() {
                lost.push(format!("{} of {} rows of `{table}`", found.len(), rows.len()));
                continue;
            }
            let columns = self.types.range((table.clone(), String::new())..);
            for ((_, column), kind) in columns.take_while(|((of, _), _)| of == table) {
                let to = names.column(table, column);
                if kind == "tsvector" || gone.contains(&format!("{now}.{to}")) {
                    continue;
                }
                let Some(is) = later.types.get(&(now.clone(), to.clone())) else {
                    lost.push(format!("the column `{table}.{column}`, now `{now}.{to}`"));
                    continue;
                };
                let keeps_text = kind == is;
                let before = values(rows, column, "id");
                let after = values(found, &to, "id");
                let is_kept = |(old, new): (&Value, &Value)| match old {
                    Value::Null => true,
                    _ if keeps_text => old == new || names.value(old).as_ref() == Some(new),
                    _ => !new.is_null(),
                };
                if !before.iter().zip(&after).all(|(old, new)| is_kept((&old.1, &new.1))) {
                    lost.push(format!("values of `{table}.{column}`: {before:?} -> {after:?}"));
                }
            }
        }
        lost
    }
}

/// The values of a column beside the ids of their rows; where rows have none, in order.
fn values(rows: &[Value], column: &str, id: &str) -> Vec<(String, Value)> {
    let value = |row: &Value| (row[id].to_string(), row[column].clone());
    let mut values: Vec<_> = rows.iter().map(value).collect();
    values.sort_by_key(|(id, value)| (id.clone(), value.to_string()));
    values
}

/// What things were called, and are called now.
#[derive(Debug)]
pub(crate) struct Names {
    tables: Vec<(String, String)>,
    columns: Vec<((String, String), String)>,
    values: Vec<(String, String)>,
}

impl Names {
    pub(crate) fn of(before: &Model, renamed: &Renamed) -> Self {
        let mut names = Self { tables: Vec::new(), columns: Vec::new(), values: Vec::new() };
        for (at, (old, new)) in before.resources.iter().zip(&renamed.model.resources).enumerate() {
            let table = name::table(old);
            names.tables.push((table.clone(), name::table(new)));
            names
                .columns
                .push(((table.clone(), name::search_column(old)), name::search_column(new)));
            for (field, (was, is)) in old.fields.iter().zip(&new.fields).enumerate() {
                if let FieldKind::ManyToMany { .. } = was.kind {
                    let of = |model| name::link(model, ResourceId(at), FieldId(field));
                    let (old, new) = (of(before), of(&renamed.model));
                    names.tables.push((old.table.clone(), new.table));
                    names.columns.push(((old.table.clone(), old.from), new.from));
                    names.columns.push(((old.table, old.to), new.to));
                } else {
                    names.columns.push(((table.clone(), name::column(was)), name::column(is)));
                }
            }
        }
        for rename in renamed.renames.iter().filter(|it| ["variant", "role"].contains(&it.what)) {
            let pairs = rename.old.iter().zip(&rename.new);
            names
                .values
                .extend(pairs.map(|(old, new)| (old.snake().to_owned(), new.snake().to_owned())));
        }
        names
    }

    fn table(&self, old: &str) -> String {
        let found = self.tables.iter().find(|(name, _)| name == old);
        found.map_or(old, |(_, new)| new).to_owned()
    }

    fn column(&self, table: &str, old: &str) -> String {
        let found = self.columns.iter().find(|((of, name), _)| of == table && name == old);
        found.map_or(old, |(_, new)| new).to_owned()
    }

    fn value(&self, old: &Value) -> Option<Value> {
        let found = self.values.iter().find(|(name, _)| Some(name.as_str()) == old.as_str())?;
        Some(found.1.clone().into())
    }
}
