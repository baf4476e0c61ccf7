//! What a list can be filtered by.

use serde_json::{Map, Value};

use crate::support::row::Factory;
use crate::support::{List, Row, TestApp, encoded};

/// A declared filter and values to ask it for, the least first. Unless they are named, every row
/// keeps the one that its factory gives it.
pub struct Filter {
    pub field: &'static str,
    /// What may stand between the field and the value.
    forms: &'static [&'static str],
    /// What is no value of the field.
    wrong: &'static [&'static str],
    values: Vec<Value>,
    pointing: Option<Factory>,
    ignores_case: bool,
    null: Option<Map<String, Value>>,
}

impl Filter {
    fn of(
        field: &'static str,
        forms: &'static [&'static str],
        wrong: &'static [&'static str],
    ) -> Filter {
        let (values, pointing, ignores_case, null) = (Vec::new(), None, false, None);
        Filter { field, forms, wrong, values, pointing, ignores_case, null }
    }

    /// Values that are equal or not.
    pub fn plain(field: &'static str) -> Filter {
        Filter::of(field, &["", ".in"], &["~"])
    }

    /// Values of which one is less than the other.
    pub fn ordered(field: &'static str) -> Filter {
        let wrong = &["~", "-99999-01-01", "-99999-01-01T00:00:00Z"];
        Filter::of(field, &["", ".in", ".gte", ".gt", ".lte", ".lt"], wrong)
    }

    /// These values, a row for each.
    #[must_use]
    pub fn of_values(self, values: Value) -> Filter {
        let Value::Array(values) = values else { panic!("no values: {values}") };
        Filter { values, ..self }
    }

    /// These columns make a row without a value.
    #[must_use]
    pub fn or_null(self, columns: Value) -> Filter {
        let Value::Object(columns) = columns else { panic!("no columns: {columns}") };
        Filter { null: Some(columns), ..self }
    }

    /// Puts rows on the list that differ in this field; the one without a value is the last.
    pub async fn rows(&self, app: &TestApp, list: &List) -> Vec<Value> {
        let mut rows = Vec::new();
        for row in self.valued(app, list).await {
            rows.push(app.insert(row).await);
        }
        if let Some(columns) = &self.null {
            rows.push(app.insert(list.row().with_each(columns)).await);
        }
        rows
    }

    async fn valued(&self, app: &TestApp, list: &List) -> Vec<Row> {
        if let Some(target) = self.pointing {
            let mut rows = Vec::new();
            for _ in 0..3 {
                rows.push(list.row().with(self.field, &app.insert(target()).await["id"]));
            }
            return rows;
        }
        match self.values.as_slice() {
            [] => (0..3).map(|_| list.row()).collect(),
            values => values.iter().map(|value| list.row().with(self.field, value)).collect(),
        }
    }

    /// Every form of this filter, asked for the values of such `rows`, each with the places of
    /// those that it finds.
    pub fn queries(&self, rows: &[Value]) -> Vec<(String, Vec<usize>)> {
        let own = rows.iter().map(|row| &row[self.field]).filter(|value| !value.is_null());
        let values: Vec<&Value> = match self.values.as_slice() {
            [] => own.collect(),
            values => values.iter().collect(),
        };
        let all = 0..values.len();
        let mut queries: Vec<_> = all.flat_map(|at| self.of_value(&values, at)).collect();
        if self.has(".in")
            && let [first, .., last] = values.as_slice()
        {
            let both = format!("{},{}", text(first), text(last));
            queries.push(self.ask(".in", &both, [0, values.len() - 1]));
        }
        if self.null.is_some() {
            queries.push(self.ask(".null", "true", [values.len()]));
            queries.push(self.ask(".null", "false", 0..values.len()));
        }
        queries
    }

    fn of_value(&self, values: &[&Value], at: usize) -> Vec<(String, Vec<usize>)> {
        let (value, count) = (text(values[at]), values.len());
        if self.has(".contains") {
            let has_all = |other: &usize| contains(values[*other], values[at]);
            return vec![self.ask(".contains", &value, (0..count).filter(has_all))];
        }
        let mut queries = vec![self.ask("", &value, [at])];
        if self.has(".in") {
            queries.push(self.ask(".in", &value, [at]));
        }
        if self.has(".gte") {
            queries.push(self.ask(".gte", &value, at..count));
            queries.push(self.ask(".gt", &value, at + 1..count));
            queries.push(self.ask(".lte", &value, 0..=at));
            queries.push(self.ask(".lt", &value, 0..at));
        }
        if self.ignores_case {
            queries.push(self.ask("", &value.to_uppercase(), [at]));
            queries.push(self.ask(".in", &value.to_lowercase(), [at]));
        }
        queries
    }

    fn ask(
        &self,
        form: &str,
        value: &str,
        finds: impl IntoIterator<Item = usize>,
    ) -> (String, Vec<usize>) {
        let query = format!("{}{form}={}", self.field, encoded(value));
        (query, finds.into_iter().collect())
    }

    /// Queries that cannot be meant, each with the parameter at fault.
    pub fn unreadable(&self) -> Vec<(String, String)> {
        let many = vec!["x"; 101].join(",");
        let mut queries = Vec::new();
        for form in ["", ".in", ".gte", ".gt", ".lte", ".lt", ".contains"] {
            if !self.has(form) {
                queries.push((form, "x"));
                continue;
            }
            queries.extend(self.wrong.iter().map(|wrong| (form, *wrong)));
            if matches!(form, ".in" | ".contains") {
                queries.push((form, &many));
            }
        }
        if self.null.is_some() {
            queries.push((".null", "maybe"));
        }
        let field = self.field;
        let told = |(form, value)| (format!("{field}{form}={value}"), format!("{field}{form}"));
        queries.into_iter().map(told).collect()
    }

    fn has(&self, form: &str) -> bool {
        self.forms.contains(&form)
    }
}

/// A value as a query says it.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

fn contains(list: &Value, wanted: &Value) -> bool {
    let items = |list: &Value| list.as_array().cloned().unwrap_or_default();
    let list = items(list);
    items(wanted).iter().all(|item| list.contains(item))
}
