//! The migrations of a project, in their order.

use super::Emitted;
use crate::merge::ends::is_alike;
use crate::sql::Migration;
use crate::tree::Ownership;

/// Where migrations lie in a project.
pub(super) const MIGRATIONS: &str = "migrations/";

/// A migration that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Past<'a> {
    /// Its file.
    pub path: &'a str,
    /// Its SQL, as it is now.
    pub text: &'a str,
    /// Whether people wrote it, or wrote in it.
    pub is_own: bool,
}

impl Emitted {
    /// Every migration that is there, in the order in which the service applies them.
    #[must_use]
    pub fn history(&self) -> Vec<Past<'_>> {
        let mut found: Vec<(u64, Past<'_>)> = Vec::new();
        for (path, contents) in &self.present {
            let name = path.strip_suffix(".sql");
            let is_up = name.is_some_and(|name| name.rsplit('.').next() != Some("down"));
            let (Some(number), true) = (number(path), is_up) else { continue };
            let Ok(text) = str::from_utf8(contents) else { continue };
            let is_ours = self.base.get(path).is_some_and(|base| is_alike(base, contents));
            found.push((number, Past { path, text, is_own: !is_ours }));
        }
        found.sort_by_key(|(number, _)| *number);
        found.into_iter().map(|(_, past)| past).collect()
    }

    /// Whether these migrations are there already, as the last of those that there is no record of:
    /// git may have taken back that alone. They have the numbers then that they have there.
    pub(super) fn knows(&self, migrations: &mut [Migration]) -> bool {
        let mut history = self.history();
        history.retain(|past| !self.ledger.files.contains_key(past.path));
        let Some(at) = history.len().checked_sub(migrations.len()) else { return false };
        let known = history[at..].iter().zip(&*migrations).map(|(past, migration)| {
            let known = Migration { number: number(past.path)?, ..migration.clone() };
            let is_known = past.path.strip_prefix(MIGRATIONS) == Some(&known.file())
                && is_alike(past.text.as_bytes(), migration.text.as_bytes());
            is_known.then_some(known)
        });
        match known.collect::<Option<Vec<Migration>>>() {
            Some(known) if !known.is_empty() => {
                migrations.clone_from_slice(&known);
                true
            }
            _ => false,
        }
    }

    /// The migrations that were generated, as they are now or were, in their order.
    #[must_use]
    pub fn generated_history(&self) -> Vec<&str> {
        let mut texts: Vec<(u64, &str)> = Vec::new();
        for (path, record) in &self.ledger.files {
            if record.ownership != Ownership::Frozen {
                continue;
            }
            let text = self.present.get(path).or_else(|| self.base.get(path));
            if let Some(text) = text.and_then(|text| str::from_utf8(text).ok()) {
                texts.push((number(path).unwrap_or_default(), text));
            }
        }
        texts.sort_by_key(|(number, _)| *number);
        texts.into_iter().map(|(_, text)| text).collect()
    }
}

/// The number of a migration.
pub(super) fn number(path: &str) -> Option<u64> {
    // What lies beside the migrations under such a name is none.
    path.strip_prefix(MIGRATIONS)?.strip_suffix(".sql")?.split('_').next()?.parse().ok()
}
