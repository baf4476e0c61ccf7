//! Migrations taken back from the project's own database, where nothing is lost by it.

use std::fmt::Write as _;

use super::{Database, Thing, reversal};
use crate::change::Past;
use crate::error::Error;

/// What became of migrations in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Back {
    /// It never had them.
    Unknown,
    /// What they made is gone.
    Done,
    /// It has them still, and why.
    Kept(String),
}

/// Takes those migrations of `history` back that are at `removed`.
pub fn taken_back(
    database: &Database,
    history: &[Past<'_>],
    removed: &[&str],
) -> Result<Back, Error> {
    let (removed, left): (Vec<&Past<'_>>, Vec<&Past<'_>>) =
        history.iter().partition(|past| removed.contains(&past.path));
    let numbers: Vec<String> = removed.iter().filter_map(|past| number(past.path)).collect();
    let numbers = numbers.join(", ");
    let known = "select 1 where to_regclass('public._sqlx_migrations') is not null";
    if numbers.is_empty() || database.ask(known)?.is_empty() {
        return Ok(Back::Unknown);
    }
    let applied =
        format!("select version from _sqlx_migrations where version in ({numbers}) order by 1");
    match database.ask(&applied)?.len() {
        0 => return Ok(Back::Unknown),
        applied if applied < removed.len() => {
            return Ok(Back::Kept("it has only some of them".to_owned()));
        }
        _ => {}
    }
    if removed.iter().any(|past| changes_rows(past.text)) {
        return Ok(Back::Kept("what rows held before is not known".to_owned()));
    }
    let before = catalogue(database, &left)?;
    let after = catalogue(database, &[left.as_slice(), removed.as_slice()].concat())?;
    let back = match reversal(&before, &after) {
        Ok(back) => back,
        Err(why) => return Ok(Back::Kept(why)),
    };
    for (why, query) in back.obstacles {
        if !database.ask(&query)?.is_empty() {
            return Ok(Back::Kept(why));
        }
    }
    let mut text = "begin;\nset local lock_timeout = '5s';\n".to_owned();
    for statement in back.statements {
        let _ = writeln!(text, "{statement}");
    }
    let _ = writeln!(text, "delete from _sqlx_migrations where version in ({numbers});\ncommit;");
    match database.ask(&text) {
        Ok(_) => Ok(Back::Done),
        Err(fault) => Ok(Back::Kept(fault.reason())),
    }
}

/// What these migrations make of an empty database.
fn catalogue(database: &Database, history: &[&Past<'_>]) -> Result<Vec<Thing>, Error> {
    let scratch = database.scratch()?;
    history.iter().try_for_each(|past| scratch.migrate(past.text))?;
    scratch.catalogue()
}

fn changes_rows(migration: &str) -> bool {
    migration.lines().any(|line| line.starts_with("update ") || line.starts_with("delete from "))
}

/// The number of a migration, without what stands before it.
fn number(path: &str) -> Option<String> {
    let name = path.rsplit('/').next()?;
    let number: u64 = name.split('_').next()?.parse().ok()?;
    Some(number.to_string())
}
