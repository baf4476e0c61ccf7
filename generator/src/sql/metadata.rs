//! What sqlx keeps about a statement, so that a project compiles without a database.
//!
//! The files are byte for byte those that compiling against Postgres writes: a test compares
//! the two.

use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Statement, name};
use crate::model::Model;

/// A file of `.sqlx/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// `query-<hash>.json`
    pub file: String,
    /// Its text.
    pub text: String,
}

#[derive(Serialize)]
struct Query<'a> {
    db_name: &'a str,
    query: &'a str,
    describe: Describe,
    hash: &'a str,
}

#[derive(Serialize)]
struct Describe {
    columns: Vec<Value>,
    parameters: Value,
    nullable: Vec<Option<bool>>,
}

impl Statement {
    /// The statement's file of `.sqlx/`.
    ///
    /// Whether a column may be null is known from the table alone: no statement has an outer
    /// join, which is where sqlx would look further.
    #[must_use]
    pub fn metadata(&self, model: &Model) -> Metadata {
        let hash = Sha256::digest(self.text.as_bytes());
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let columns = self.columns.iter().enumerate().map(|(ordinal, column)| {
            let origin = column.origin.as_ref().map_or_else(
                || json!("Expression"),
                |it| json!({ "Table": { "table": name::printed(&it.table), "name": it.column } }),
            );
            json!({
                "ordinal": ordinal,
                "name": column.label,
                "type_info": column.kind.type_info(model),
                "origin": origin,
            })
        });
        let parameters: Vec<_> =
            self.parameters.iter().map(|parameter| parameter.kind.type_info(model)).collect();
        let describe = Describe {
            columns: columns.collect(),
            parameters: json!({ "Left": parameters }),
            nullable: self
                .columns
                .iter()
                .map(|column| column.origin.as_ref().map(|origin| origin.nullable))
                .collect(),
        };
        let query = Query { db_name: "PostgreSQL", query: &self.text, describe, hash: &hash };
        let mut text = serde_json::to_string_pretty(&query).unwrap_or_default();
        text.push('\n');
        Metadata { file: format!("query-{hash}.json"), text }
    }
}
