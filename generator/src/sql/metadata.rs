//! What sqlx keeps about a statement, so that a project compiles without a database.
//!
//! The files are byte for byte those that compiling against Postgres writes: a test compares
//! the two.

use serde_json::json;
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

impl Statement {
    /// The statement's file of `.sqlx/`.
    ///
    /// Whether a column may be null is known from the table alone: no statement has an outer
    /// join, which is where sqlx would look further.
    #[must_use]
    pub fn metadata(&self, model: &Model) -> Metadata {
        let hash = Sha256::digest(self.text.as_bytes());
        let hash = hash.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
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
        let nullable: Vec<_> = self
            .columns
            .iter()
            .map(|column| column.origin.as_ref().map(|origin| origin.nullable))
            .collect();
        let query = json!({
            "db_name": "PostgreSQL",
            "query": self.text,
            "describe": {
                "columns": columns.collect::<Vec<_>>(),
                "parameters": { "Left": parameters },
                "nullable": nullable,
            },
            "hash": hash,
        });
        let text = serde_json::to_string_pretty(&query).unwrap_or_default() + "\n";
        Metadata { file: format!("query-{hash}.json"), text }
    }
}
