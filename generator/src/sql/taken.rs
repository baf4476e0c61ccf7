//! Names that migrations of people may have given already, as far as their words tell.

use super::Migration;

/// A migration of people that says a name which a planned one would give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Their file.
    pub path: String,
    /// The line of the statement, counted from 1.
    pub line: usize,
    /// What would be made: `column subtitle`, or `table tags`.
    pub what: String,
    /// The planned migration's file.
    pub planned: String,
}

/// Finds such names: a statement that creates, adds or renames something and has the name, and the
/// table's where it is a column. `own` are people's migrations, by their files.
#[must_use]
pub fn taken(planned: &[Migration], own: &[(&str, &str)]) -> Vec<Taken> {
    let mut found: Vec<Taken> = Vec::new();
    for migration in planned {
        for made in statements(&migration.text).filter_map(|(_, statement)| made(&statement)) {
            for (path, text) in own {
                let is_it = |(_, statement): &(usize, String)| says(statement, &made);
                let Some((line, _)) = statements(text).find(is_it) else { continue };
                let taken = Taken {
                    path: (*path).to_owned(),
                    line,
                    what: format!("{} {}", made.kind, made.name),
                    planned: migration.file(),
                };
                if !found.contains(&taken) {
                    found.push(taken);
                }
            }
        }
    }
    found
}

/// What a statement of ours makes.
struct Made {
    kind: &'static str,
    name: String,
    table: Option<String>,
}

fn made(statement: &str) -> Option<Made> {
    let mut words = words(statement);
    let first: Vec<&str> = words.by_ref().take(2).collect();
    let rest: Vec<&str> = words.collect();
    let name = |kind, name: &str| Made { kind, name: name.to_owned(), table: None };
    match (first.as_slice(), rest.as_slice()) {
        (["create", "table"], [table, ..]) => Some(name("table", table)),
        (["create", "type"], [kind, ..]) => Some(name("type", kind)),
        (["create", "index"], ["concurrently", index, ..] | [index, ..])
        | (["create", "unique"], ["index", "concurrently", index, ..] | ["index", index, ..]) => {
            Some(name("index", index))
        }
        (["alter", "table"], [table, "add", "column", column, ..]) => {
            Some(Made { table: Some((*table).to_owned()), ..name("column", column) })
        }
        (["alter", "table"], [table, "add", "constraint", constraint, ..]) => {
            Some(Made { table: Some((*table).to_owned()), ..name("constraint", constraint) })
        }
        _ => None,
    }
}

/// Whether a statement of people may make the same.
fn says(statement: &str, made: &Made) -> bool {
    let lower = statement.to_lowercase();
    let has = |word: &str| words(&lower).any(|it| it == word);
    ["create", "add", "rename"].iter().any(|verb| has(verb))
        && has(&made.name)
        && made.table.as_ref().is_none_or(|table| has(table))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.split(move |letter| !is_part(letter)).filter(|word| !word.is_empty())
}

/// Statements without their comments, each with the line on which it begins. A semicolon inside of
/// a text ends one too early, which is no harm to who looks for words.
fn statements(text: &str) -> impl Iterator<Item = (usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut is_open = false;
    for (at, line) in text.lines().enumerate() {
        let code = line.split("--").next().unwrap_or_default();
        for (number, part) in code.split(';').enumerate() {
            is_open &= number == 0;
            if part.trim().is_empty() {
                continue;
            }
            match found.last_mut().filter(|_| is_open) {
                Some((_, statement)) => *statement = format!("{statement} {part}"),
                None => found.push((at + 1, part.to_owned())),
            }
            is_open = true;
        }
    }
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_where_something_is_made_of_them() {
        let own = "-- adds subtitle to posts\nselect 1;\nALTER TABLE posts\n    ADD subtitle text;\ncreate index mine on posts (body);\n";
        let is_taken = |ours: &str| {
            let (_, statement) = statements(ours).next().unwrap();
            let made = made(&statement).unwrap();
            let found = statements(own).find(|(_, statement)| says(statement, &made));
            found.map(|(line, _)| (line, made.kind))
        };
        assert_eq!(is_taken("alter table posts add column subtitle text;"), Some((3, "column")));
        assert_eq!(is_taken("alter table tags add column subtitle text;"), None);
        assert_eq!(is_taken("create index concurrently mine on posts (x);"), Some((5, "index")));
        assert_eq!(is_taken("create unique index mine on posts (x);"), Some((5, "index")));
        assert_eq!(is_taken("create table tags (id uuid);"), None);
    }
}
