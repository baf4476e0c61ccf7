//! Values that rows get: those of a table in one statement. Rules that new rows keep already look
//! at every column of a row that is written, so that one column alone could not be mended.

use super::slug::Slugs;
use crate::sql::name::quoted;

/// What a column gets, and in which rows, both in terms of `row`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Given {
    pub table: String,
    pub column: String,
    pub value: String,
    pub rows: String,
    /// The slugs that it is taken from.
    pub made: Option<Slugs>,
}

impl Given {
    pub(super) fn new(table: &str, column: &str, value: String, rows: String) -> Self {
        Self { table: table.to_owned(), column: column.to_owned(), value, rows, made: None }
    }
}

/// A statement for each table, in the order in which they come.
pub(super) fn statements<'a>(all: impl Iterator<Item = &'a Given>) -> Vec<String> {
    let mut tables: Vec<(&str, Vec<&Given>)> = Vec::new();
    for given in all {
        match tables.iter_mut().find(|(table, _)| *table == given.table) {
            Some((_, of)) => of.push(given),
            None => tables.push((&given.table, vec![given])),
        }
    }
    tables.into_iter().map(|(table, of)| statement(table, &of)).collect()
}

/// Where several would give a column its value, the first does.
fn statement(table: &str, all: &[&Given]) -> String {
    let mut columns: Vec<&str> = Vec::new();
    for given in all {
        if !columns.contains(&given.column.as_str()) {
            columns.push(&given.column);
        }
    }
    let whole = |column: &str| -> String {
        let of = all.iter().filter(|given| given.column == column);
        let cases = of.map(|given| format!("        when {} then {}\n", given.rows, given.value));
        format!("case\n{}        else row.{}\n    end", cases.collect::<String>(), quoted(column))
    };
    let value = |column: &str| match all {
        [given] => format!("{} = {}", quoted(column), given.value),
        _ => format!("{} = {}", quoted(column), whole(column)),
    };
    let values: Vec<String> = columns.iter().map(|column| value(column)).collect();
    let rows: Vec<&str> = all.iter().map(|given| given.rows.as_str()).collect();
    let made: Vec<&Slugs> = all.iter().filter_map(|given| given.made.as_ref()).collect();
    // A title that rows get here is not in the table yet.
    let titles = |title: &str| match columns.contains(&title) {
        true => whole(title),
        false => format!("row.{}", quoted(title)),
    };
    let source = |slugs: &&Slugs| slugs.source(table, &titles(&slugs.title));
    let sources: Vec<String> = made.iter().map(source).collect();
    let mut text = format!("update {} as row\nset {}", quoted(table), values.join(",\n    "));
    if !sources.is_empty() {
        text += &format!("\nfrom {}", sources.join(",\n"));
    }
    let joined: Vec<String> =
        made.iter().map(|slugs| format!("row.id = {}.id", slugs.name)).collect();
    let any = rows.join("\n    or ");
    let any = if joined.is_empty() || rows.len() == 1 { any } else { format!("({any})") };
    let wanted: Vec<String> = joined.into_iter().chain([any]).collect();
    format!("{text}\nwhere {};", wanted.join(" and "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(table: &str, column: &str, rows: &str) -> Given {
        Given::new(table, column, "1".to_owned(), rows.to_owned())
    }

    #[test]
    fn a_table_is_written_once() {
        let all = [
            given("notes", "stars", "row.stars is null"),
            given("tags", "order", "row.\"order\" is null"),
            given("notes", "stars", "row.stars = 0"),
            Given {
                made: Some(Slugs { name: "made".to_owned(), title: "title".to_owned() }),
                ..given("notes", "slug", "row.slug is null")
            },
        ];
        let made = all[3].made.as_ref().unwrap().source("notes", "row.title");
        let notes = format!(
            "update notes as row
set stars = case
        when row.stars is null then 1
        when row.stars = 0 then 1
        else row.stars
    end,
    slug = case
        when row.slug is null then 1
        else row.slug
    end
from {made}
where row.id = made.id and (row.stars is null
    or row.stars = 0
    or row.slug is null);"
        );
        let tags = "update tags as row\nset \"order\" = 1\nwhere row.\"order\" is null;";
        assert_eq!(statements(all.iter()), [&notes, tags]);
    }
}
