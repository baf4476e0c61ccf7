//! The way back from what migrations made, as far as nothing is lost on it.

use super::{Thing, quote};

/// How a database becomes what it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reversal {
    /// What would be lost, or is in the way, each with a query that has a row if it is so.
    pub obstacles: Vec<(String, String)>,
    /// What is to be run, in this order.
    pub statements: Vec<String>,
}

/// From what there is `after` migrations to what there was `before` them: what they made is
/// dropped, and rules that they took away are made again. What has no way back is told.
pub fn reversal(before: &[Thing], after: &[Thing]) -> Result<Reversal, String> {
    let is_made = |thing: &&Thing| !before.iter().any(|other| other.is_same_as(thing));
    let made: Vec<&Thing> = after.iter().filter(is_made).collect();
    let tables: Vec<&str> =
        made.iter().filter(|it| it.kind == "table").map(|it| it.name.as_str()).collect();
    let mut back = Back::default();
    for thing in made.iter().filter(|it| !tables.contains(&it.table.as_str())) {
        back.drop(thing)?;
    }
    for then in before {
        match after.iter().find(|other| other.is_same_as(then)) {
            Some(now) if now.definition == then.definition => {}
            Some(now) => back.change(now, then)?,
            None => back.make_again(then)?,
        }
    }
    Ok(back.reversal(&tables))
}

/// Statements by the place that they have.
#[derive(Default)]
struct Back {
    obstacles: Vec<(String, String)>,
    /// Rules, each of which may stand on a column.
    rules: Vec<String>,
    computed: Vec<String>,
    columns: Vec<String>,
    /// What tables stand on.
    below: Vec<String>,
    changed: Vec<String>,
    again: Vec<String>,
    keys: Vec<String>,
}

impl Back {
    fn drop(&mut self, thing: &Thing) -> Result<(), String> {
        let (table, name) = (quote(&thing.table), quote(&thing.name));
        match thing.kind.as_str() {
            "trigger" => self.rules.push(format!("drop trigger {name} on {table};")),
            "constraint" => self.rules.push(format!("alter table {table} drop constraint {name};")),
            "index" => self.rules.push(format!("drop index {name};")),
            "type" => self.below.push(format!("drop type {name};")),
            "function" => {
                let (name, arguments) = thing.name.split_once('(').unwrap_or((&thing.name, ")"));
                self.below.push(format!("drop function {}({arguments};", quote(name)));
            }
            "column" => {
                let drop = format!("alter table {table} drop column {name};");
                let column = Column::of(&thing.definition);
                if column.is_computed {
                    self.computed.push(drop);
                    return Ok(());
                }
                let held = match column.default {
                    Some(default) => format!("{name} is distinct from ({default})"),
                    None => format!("{name} is not null"),
                };
                self.obstacles.push((
                    format!("rows hold something in `{}.{}`", thing.table, thing.name),
                    format!("select 1 from {table} where {held} limit 1"),
                ));
                self.columns.push(drop);
            }
            "table" => self.obstacles.push((
                format!("`{}` has rows", thing.name),
                format!("select 1 from {name} limit 1"),
            )),
            _ => return Err(format!("there is no way back from a new {}", thing.words())),
        }
        Ok(())
    }

    fn make_again(&mut self, thing: &Thing) -> Result<(), String> {
        let (table, name, definition) =
            (quote(&thing.table), quote(&thing.name), &thing.definition);
        let add = || format!("alter table {table} add constraint {name} {definition};");
        match thing.kind.as_str() {
            "constraint" if definition.starts_with("FOREIGN KEY") => self.keys.push(add()),
            "constraint" => self.again.push(add()),
            "index" | "trigger" => self.again.push(format!("{definition};")),
            _ => return Err(format!("{} is gone or has another name", thing.words())),
        }
        Ok(())
    }

    fn change(&mut self, now: &Thing, then: &Thing) -> Result<(), String> {
        if now.kind != "column" {
            if now.kind == "type" || now.kind == "function" {
                return Err(format!("{} cannot be made what it was", now.words()));
            }
            self.drop(now)?;
            return self.make_again(then);
        }
        let (is, was) = (Column::of(&now.definition), Column::of(&then.definition));
        if (is.kind, is.is_computed) != (was.kind, was.is_computed) || is.is_computed {
            return Err(format!("{} has values of another type by now", now.words()));
        }
        let (table, name) = (quote(&now.table), quote(&now.name));
        let altered = format!("alter table {table} alter column {name}");
        if is.default != was.default {
            let default = was.default.map_or_else(
                || "drop default".to_owned(),
                |default| format!("set default {default}"),
            );
            self.changed.push(format!("{altered} {default};"));
        }
        if is.is_required != was.is_required {
            let verb = if was.is_required { "set" } else { "drop" };
            self.changed.push(format!("{altered} {verb} not null;"));
        }
        if was.is_required && !is.is_required {
            self.obstacles.push((
                format!("rows have nothing in `{}.{}`", now.table, now.name),
                format!("select 1 from {table} where {name} is null limit 1"),
            ));
        }
        Ok(())
    }

    fn reversal(self, tables: &[&str]) -> Reversal {
        let tables: Vec<String> = tables.iter().map(|table| quote(table)).collect();
        let dropped = (!tables.is_empty()).then(|| format!("drop table {};", tables.join(", ")));
        let parts = [self.rules, self.computed, self.columns].into_iter().flatten();
        let parts = parts.chain(dropped).chain(self.below).chain(self.changed);
        let statements = parts.chain(self.again).chain(self.keys).collect();
        Reversal { obstacles: self.obstacles, statements }
    }
}

/// A column's definition in its parts.
struct Column<'a> {
    kind: &'a str,
    is_required: bool,
    is_computed: bool,
    default: Option<&'a str>,
}

impl<'a> Column<'a> {
    fn of(definition: &'a str) -> Self {
        let (rest, default) = match definition.split_once(" default ") {
            Some((rest, default)) => (rest, Some(default)),
            None => (definition, None),
        };
        let plain = rest.strip_suffix(" generated").or_else(|| rest.strip_suffix(" identity"));
        let (rest, is_computed) = plain.map_or((rest, false), |rest| (rest, true));
        let required = rest.strip_suffix(" not null");
        let kind = required.unwrap_or(rest);
        Self { kind, is_required: required.is_some(), is_computed, default }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(column: &str) -> Vec<Thing> {
        vec![Thing::of("table", "", "notes", ""), Thing::of("column", "notes", "title", column)]
    }

    #[test]
    fn what_was_made_is_dropped_where_it_holds_nothing() {
        let mut after = notes("text not null");
        after.extend([
            Thing::of("column", "notes", "mood", "mood default 'calm'::mood"),
            Thing::of("column", "notes", "search", "tsvector generated default f(title)"),
            Thing::of("index", "notes", "notes_mood_idx", "CREATE INDEX …"),
            Thing::of("table", "", "tags", ""),
            Thing::of("column", "tags", "id", "uuid not null"),
            Thing::of("constraint", "tags", "tags_pkey", "PRIMARY KEY (id)"),
            Thing::of("type", "", "mood", "calm, loud"),
            Thing::of("function", "", "f(title text)", "…"),
        ]);
        let found = reversal(&notes("text not null"), &after).unwrap();
        assert_eq!(
            found.statements,
            [
                "drop index \"notes_mood_idx\";",
                "alter table \"notes\" drop column \"search\";",
                "alter table \"notes\" drop column \"mood\";",
                "drop table \"tags\";",
                "drop type \"mood\";",
                "drop function \"f\"(title text);",
            ]
        );
        let queries: Vec<&str> = found.obstacles.iter().map(|(_, query)| query.as_str()).collect();
        assert_eq!(
            queries,
            [
                "select 1 from \"notes\" where \"mood\" is distinct from ('calm'::mood) limit 1",
                "select 1 from \"tags\" limit 1",
            ]
        );
    }

    #[test]
    fn rules_that_went_are_made_again_and_what_is_gone_is_told() {
        let mut before = notes("text not null");
        before.push(Thing::of("constraint", "notes", "short", "CHECK (true)"));
        let back = reversal(&before, &notes("text default ''::text")).unwrap();
        assert_eq!(
            back.statements,
            [
                "alter table \"notes\" alter column \"title\" drop default;",
                "alter table \"notes\" alter column \"title\" set not null;",
                "alter table \"notes\" add constraint \"short\" CHECK (true);",
            ]
        );
        assert_eq!(back.obstacles[0].0, "rows have nothing in `notes.title`");
        let other = reversal(&notes("text"), &notes("bigint")).unwrap_err();
        assert_eq!(other, "column `notes.title` has values of another type by now");
        let gone = reversal(&notes("text"), &notes("text")[..1]).unwrap_err();
        assert_eq!(gone, "column `notes.title` is gone or has another name");
    }
}
