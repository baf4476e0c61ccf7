//! What a change does to lines that people wrote, and what it asks them to look at.

use std::fmt::Write as _;

use super::Planned;
use crate::change::{Following, Lacking, Left};
use crate::sql::Taken;

/// So many lines of a file that follow new names are shown.
const MOST_LINES: usize = 10;

/// So many lines with words that are gone are told, and then how many more there are.
const MOST_LEFT: usize = 40;

impl Planned<'_> {
    /// Lines that follow new names, and lines to look at.
    pub(super) fn yours(&self) -> String {
        let mut text = String::new();
        for Following { path, lines } in &self.draft.following {
            let numbers: Vec<String> = lines.iter().map(usize::to_string).collect();
            let _ =
                writeln!(text, "  follow   {path}:{}: yours, in the new names", numbers.join(","));
            for (line, content) in self.contents(path, lines).iter().take(MOST_LINES) {
                let _ = writeln!(text, "             {line}: {content}");
            }
        }
        for Lacking { path, line, function, table, columns } in &self.draft.lacking {
            let columns = columns.iter().map(|column| match column {
                (name, None) => format!("`{name}`"),
                (name, Some(was)) => format!("`{name}`, which was `{was}`"),
            });
            let columns = columns.collect::<Vec<_>>().join(", ");
            let _ = writeln!(
                text,
                "  look at  {path}:{line}: `{function}` reads {table} without {columns}: add that to what it selects"
            );
        }
        for Taken { path, line, what, planned } in &self.draft.taken {
            let _ = writeln!(
                text,
                "  look at  {path}:{line}: may have made the {what} that migrations/{planned} adds; `scaffold db check` tries it"
            );
        }
        for left in self.draft.left.iter().take(MOST_LEFT) {
            let Left { path, line, word } = left;
            let _ = writeln!(text, "  look at  {path}:{line}: `{word}` is not there any more");
        }
        match self.draft.left.len().saturating_sub(MOST_LEFT) {
            0 => {}
            more => _ = writeln!(text, "  look at  and {more} more, which `--format json` lists"),
        }
        text
    }

    /// Lines of a file as they will be.
    fn contents(&self, path: &str, lines: &[usize]) -> Vec<(usize, String)> {
        let change = self.draft.changes.changes.iter().find(|change| change.path == path);
        let contents = match change {
            Some(change) => change.after.as_ref().map(|file| &file.contents),
            None => self.emitted.present.get(path),
        };
        let text = contents.map(|contents| String::from_utf8_lossy(contents)).unwrap_or_default();
        let all: Vec<&str> = text.lines().collect();
        let found = lines.iter().filter_map(|line| Some((*line, all.get(line.checked_sub(1)?)?)));
        found.map(|(line, content)| (line, content.trim().to_owned())).collect()
    }
}
