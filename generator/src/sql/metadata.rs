//! What sqlx keeps about a statement, so that a project compiles without a database.
//!
//! The files are byte for byte those that compiling against Postgres writes: a test compares
//! the two.

use serde::Serialize;
use serde_json::Value;
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

/// What such a file holds, in the order in which sqlx writes it.
#[derive(Serialize)]
struct Query<'a> {
    db_name: &'static str,
    #[serde(rename = "query")]
    text: &'a str,
    describe: Describe<'a>,
    hash: &'a str,
}

#[derive(Serialize)]
struct Describe<'a> {
    columns: Vec<Column<'a>>,
    parameters: Parameters,
    nullable: Vec<Option<bool>>,
}

#[derive(Serialize)]
struct Column<'a> {
    ordinal: usize,
    name: &'a str,
    type_info: Value,
    origin: Origin<'a>,
}

#[derive(Serialize)]
enum Parameters {
    Left(Vec<Value>),
}

/// Where a column comes from.
#[derive(Serialize)]
enum Origin<'a> {
    Expression,
    Table { table: String, name: &'a str },
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
        let columns = self.columns.iter().enumerate().map(|(ordinal, column)| Column {
            ordinal,
            name: &column.label,
            type_info: column.kind.type_info(model),
            origin: column.origin.as_ref().map_or(Origin::Expression, |it| Origin::Table {
                table: name::printed(&it.table),
                name: &it.column,
            }),
        });
        let parameters = self.parameters.iter().map(|parameter| parameter.kind.type_info(model));
        let nullable = self.columns.iter();
        let nullable = nullable.map(|column| column.origin.as_ref().map(|origin| origin.nullable));
        let query = Query {
            db_name: "PostgreSQL",
            text: &self.text,
            describe: Describe {
                columns: columns.collect(),
                parameters: Parameters::Left(parameters.collect()),
                nullable: nullable.collect(),
            },
            hash: &hash,
        };
        let text = serde_json::to_string_pretty(&query).unwrap_or_default() + "\n";
        Metadata { file: format!("query-{hash}.json"), text }
    }
}
