//! A table taken apart, and the SQL that adds, changes and removes each part.

use crate::sql::name::quoted;

/// A column, a constraint or an index, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub name: String,
    pub text: String,
}

impl Part {
    pub(super) fn column(line: &str) -> Self {
        let name = line.split(' ').next().unwrap_or_default();
        Self { name: name.trim_matches('"').to_owned(), text: line.to_owned() }
    }

    /// Comments before it are left out: they are the author's words, not the rule.
    pub(super) fn constraint(line: &str) -> Self {
        let lines = line.lines().filter(|line| !line.trim_start().starts_with("--"));
        let text = lines.collect::<Vec<_>>().join("\n").trim_start().to_owned();
        let name = text.split_whitespace().nth(1).unwrap_or_default().to_owned();
        Self { name, text }
    }

    /// Whether a constraint says that values are unique.
    pub(super) fn is_unique(&self) -> bool {
        self.text.split_whitespace().nth(2) == Some("unique")
    }

    /// Whether a column is computed from others: no field has that type.
    pub(super) fn is_computed(&self) -> bool {
        self.text.split_whitespace().nth(1) == Some("tsvector")
    }

    /// The type, whether there must be a value, and the one that it has unless said.
    pub(super) fn pieces(&self) -> Pieces<'_> {
        let rest = self.text.split_once(' ').map_or("", |(_, rest)| rest);
        let (rest, default) = match rest.split_once(" default ") {
            Some((rest, default)) => (rest, Some(default)),
            None => (rest, None),
        };
        let kind = rest.strip_suffix(" not null").unwrap_or(rest);
        Pieces { kind, is_required: kind != rest, default }
    }

    /// Whether it says this name of a column anywhere. One that SQL has a meaning for is in quotes.
    pub(super) fn mentions(&self, name: &str) -> bool {
        let quoted = quoted(name);
        if quoted != name {
            return self.text.contains(&quoted);
        }
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
        self.text.split(|letter| !is_part(letter)).any(|word| word == name)
    }

    /// What a check says of a row.
    pub(super) fn checked(&self) -> Option<String> {
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (_, rest) = text.split_once(" check (")?;
        Some(rest.strip_suffix(')')?.trim().to_owned())
    }

    /// Whether an index is over more than plain columns of all rows.
    pub(super) fn is_expression(&self) -> bool {
        self.text.contains("where ") || self.text.contains("lower(")
    }

    /// The query that finds rows that a constraint refuses.
    pub(super) fn refused(&self, table: &str) -> Option<String> {
        let table = quoted(table);
        if let Some(test) = self.checked() {
            return Some(format!("select id from {table} where not ({test});"));
        }
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (column, rest) = text.split_once(" foreign key (")?.1.split_once(") references ")?;
        let target = rest.split(' ').next()?;
        Some(format!(
            "select id from {table} as row where {column} is not null and not exists (select from {target} where {target}.id = row.{column});"
        ))
    }

    pub(super) fn index(statement: &str) -> Self {
        let words = statement.split_whitespace();
        let name = words.skip_while(|word| *word != "index").nth(1).unwrap_or_default();
        Self { name: name.to_owned(), text: statement.to_owned() }
    }

    pub(super) fn added(&self, table: &str) -> String {
        format!("alter table {}\n    add {} not valid;", quoted(table), self.text)
    }

    pub(super) fn dropped(&self, table: &str) -> String {
        format!("alter table {} drop constraint {};", quoted(table), self.name)
    }

    pub(super) fn exchanged(&self, table: &str) -> String {
        format!(
            "alter table {}\n    drop constraint {},\n    add {} not valid;",
            quoted(table),
            self.name,
            self.text
        )
    }

    pub(super) fn validated(&self, table: &str) -> String {
        format!("alter table {} validate constraint {};", quoted(table), self.name)
    }

    /// The index on which a unique constraint will stand, in a file of its own. `said` is what
    /// there is to say of the version that runs until now.
    pub(super) fn unique_index(&self, table: &str, said: &str) -> (String, String) {
        let rest = self.text.split_once(" unique").map_or("", |(_, rest)| rest).trim();
        let (nulls, columns) = match rest.strip_prefix("nulls not distinct ") {
            Some(columns) => (" nulls not distinct", columns),
            None => ("", rest),
        };
        let name = &self.name;
        let statement =
            format!("create unique index {name} on {} {columns}{nulls};", quoted(table));
        Self { name: name.clone(), text: statement }.index_created(said)
    }

    pub(super) fn on_its_index(&self, table: &str) -> String {
        let (table, name) = (quoted(table), &self.name);
        format!("alter table {table} add constraint {name} unique using index {name};")
    }

    pub(super) fn index_created(&self, said: &str) -> (String, String) {
        let text = self.text.replacen("index ", "index concurrently ", 1);
        let is_unique = text.starts_with("create unique");
        let caution = match is_unique {
            true => {
                "\n-- It fails where rows share a value; then drop what it left, mend the rows, and migrate again."
            }
            false => "",
        };
        let head = "-- no-transaction\n-- Builds an index while reading and writing go on.";
        let said = if is_unique { said } else { "" };
        (format!("create_{}", self.name), format!("{head}{caution}\n{said}{text}\n"))
    }

    pub(super) fn index_dropped(&self) -> (String, String) {
        let head = "-- no-transaction\n-- Drops an index that nothing asks for any more.";
        let name = &self.name;
        (format!("drop_{name}"), format!("{head}\ndrop index concurrently {name};\n"))
    }
}

/// A column taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pieces<'a> {
    pub kind: &'a str,
    pub is_required: bool,
    pub default: Option<&'a str>,
}

/// How two lists of parts differ.
pub(super) struct Difference {
    pub before: Vec<Part>,
    pub gone: Vec<Part>,
    pub changed: Vec<Part>,
    pub new: Vec<Part>,
}

impl Difference {
    /// Counts a part that both have as changed.
    pub(super) fn touch(&mut self, part: &Part) {
        let is_known = [&self.changed, &self.new].into_iter().flatten().any(|it| it == part);
        if !is_known && self.before.iter().any(|old| old.name == part.name) {
            self.changed.push(part.clone());
        }
    }

    pub(super) fn of(before: &[Part], after: &[Part]) -> Self {
        let find =
            |parts: &[Part], name: &str| parts.iter().find(|part| part.name == name).cloned();
        let gone = before.iter().filter(|part| find(after, &part.name).is_none());
        let changed = after
            .iter()
            .filter(|part| find(before, &part.name).is_some_and(|old| old.text != part.text));
        let new = after.iter().filter(|part| find(before, &part.name).is_none());
        Self {
            before: before.to_vec(),
            gone: gone.cloned().collect(),
            changed: changed.cloned().collect(),
            new: new.cloned().collect(),
        }
    }
}

/// Whether an index is over one of the columns alone: it goes and comes with a computed one, and
/// stays with one that goes out of use.
pub(super) fn is_over(index: &Part, columns: &[Part]) -> bool {
    columns.iter().any(|column| index.text.ends_with(&format!("({});", quoted(&column.name))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_sql_is_no_column() {
        let rule = Part::constraint("constraint notes_check_1 check (\"check\" > 1 and rank > 2)");
        assert!(rule.mentions("check") && rule.mentions("rank"));
        assert!(
            !Part::constraint("constraint notes_rank_range check (rank > 1)").mentions("check")
        );
    }

    #[test]
    fn an_index_is_over_its_column_whatever_that_is_called() {
        let is_over =
            |index: &str, column: &str| is_over(&Part::index(index), &[Part::column(column)]);
        assert!(is_over("create index a on notes (rank);", "rank integer"));
        assert!(is_over("create index a on notes (\"order\");", "\"order\" integer"));
        assert!(!is_over("create index a on notes (mood, rank);", "rank integer"));
    }
}
