//! A database whose tables go from model to model, with all that is left there.

use std::error::Error as _;

use scaffold::database::Cluster;
use scaffold::model::Model;
use scaffold::sql::{self, Migration, Past};

use crate::support::project::check;

use super::{create, migrate, schema};

/// A database whose tables go from model to model.
pub(super) struct Grown<'a> {
    cluster: &'a Cluster,
    database: String,
    pub model: Model,
    history: Vec<Migration>,
}

impl<'a> Grown<'a> {
    pub(super) fn new(cluster: &'a Cluster, database: &str, text: &str) -> Self {
        create(cluster, database);
        let model = model(text);
        let history = sql::migrations(&model);
        migrate(cluster, database, &history);
        Self { cluster, database: database.to_owned(), model, history }
    }

    pub(super) fn retired(&self) -> Vec<sql::Retired> {
        sql::retired(self.history.iter().map(|step| step.text.as_str()))
    }

    pub(super) fn planned(&self, text: &str, past: Past) -> Result<Vec<Migration>, Vec<String>> {
        let past = Past { retired: self.retired(), ..past };
        let next = self.history.last().unwrap().number + 1;
        sql::evolve_past(&self.model, &model(text), next, &past)
    }

    pub(super) fn take(&mut self, steps: Vec<Migration>) {
        migrate(self.cluster, &self.database, &steps);
        self.history.extend(steps);
    }

    pub(super) fn becomes(&mut self, text: &str, gradual: bool) {
        let steps = self.planned(text, Past { gradual, ..Past::default() });
        self.take(steps.unwrap_or_else(|refused| panic!("{text}: {refused:#?}")));
        self.model = model(text);
    }

    pub(super) fn tries(&self, statement: &str) -> Result<(), String> {
        let tried = self.cluster.execute(&self.database, statement).map(drop);
        tried.map_err(|fault| fault.source().map_or_else(String::new, ToString::to_string))
    }

    pub(super) fn runs(&self, statement: &str) {
        self.tries(statement).unwrap_or_else(|fault| panic!("{statement}: {fault}"));
    }

    pub(super) fn inserts(&self, column: &str, value: &str) -> Result<(), String> {
        self.tries(&format!("insert into notes (id, {column}) values (gen_random_uuid(), {value})"))
    }

    /// The values of both columns, in order.
    pub(super) fn values(&self, columns: [&str; 2]) -> String {
        let [one, other] = columns.map(|it| format!("coalesce({it}::text, '-')"));
        let query = format!(
            "select string_agg({one}, ' ' order by {one}), string_agg({other}, ' ' order by {one}) from notes"
        );
        let rows = self.cluster.execute(&self.database, &query).unwrap();
        assert_eq!(rows[0][0], rows[0][1]);
        rows[0][0].clone().unwrap()
    }

    /// Drops what is there unused; then the tables are those of a new project.
    pub(super) fn ends(mut self) {
        let drop = self.retired().into_iter().map(|thing| thing.name).collect();
        let past = Past { retired: self.retired(), drop, ..Past::default() };
        self.take(sql::evolve_past(&self.model, &self.model, 9000, &past).unwrap());
        let fresh = format!("{}_fresh", self.database);
        create(self.cluster, &fresh);
        migrate(self.cluster, &fresh, &sql::migrations(&self.model));
        assert_eq!(schema(self.cluster, &self.database), schema(self.cluster, &fresh));
    }
}

/// The model that a text says.
pub(super) fn model(text: &str) -> Model {
    check(text).unwrap_or_else(|report| panic!("{text}\n{report}"))
}
