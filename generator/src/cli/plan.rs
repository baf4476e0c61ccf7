//! `scaffold plan`: what `scaffold apply` would do.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use clap::{Args, ValueEnum};

use crate::change::{self, Draft, Emitted, Following, Lacking, Left};
use crate::error::Error;
use crate::merge::{Kind, Reason, Why};
use crate::model::Model;
use crate::shell;
use crate::sql::Taken;

use super::apply::Wished;
use super::diff::unified;
use super::hunk::hunk;
use super::{here, model_file, plan_json};

/// Show what would change if the model were applied
///
/// In words first: resources, what clients of the API notice, migrations, files; then, with
/// `--diff`, every line, as `git apply` takes it. Writes nothing. Ends with 1 where something is left for you to settle.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold plan                     what `scaffold apply` would do
  scaffold plan --diff              every line of it
  scaffold plan --format json       for a program
  scaffold plan --check             for CI: ends with 1 if the project is not as its model says,
                                    and with 2 if that cannot be told, as of a faulty model or
                                    of a project that another version generated")]
pub(super) struct Arguments {
    /// Print the change as a diff
    #[arg(long)]
    diff: bool,
    /// For whom it is told
    #[arg(long, value_enum, default_value_t = Format::Human, conflicts_with = "diff")]
    format: Format,
    /// End with 1 if anything would change
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    wished: Wished,
}

/// So many lines of a file that follow new names are shown.
const MOST_LINES: usize = 10;

/// So many lines with words that are gone are told, and then how many more there are.
const MOST_LEFT: usize = 40;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// in words
    Human,
    /// one JSON object
    Json,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let project = here::project()?;
    let source = model_file::read(&project.model())?;
    let model = model_file::valid(&source)?;
    let emitted = change::look(project)?;
    let draft = change::draft_as(&emitted, &source.text, &model, &arguments.wished.wishes())?;
    let planned = Planned { emitted: &emitted, draft: &draft, wanted: Wanted::Model(&model) };
    let is_json = arguments.format == Format::Json;
    shell::result(&match (draft.is_empty(), arguments.diff) {
        _ if is_json => plan_json::json(&planned),
        (true, true) => String::new(),
        (true, false) => "The project is as its model says.\n".to_owned(),
        (false, true) => planned.diff(),
        (false, false) => planned.text(),
    });
    planned.troubles()?;
    match arguments.check && !draft.is_empty() {
        true => Err(Error::conflict("the project is not as its model says")
            .hint("run `scaffold apply` and commit what it writes")),
        false => Ok(()),
    }
}

/// A change of the project, to be told.
pub(super) struct Planned<'a> {
    pub emitted: &'a Emitted,
    pub draft: &'a Draft,
    pub wanted: Wanted<'a>,
}

/// What the project shall become.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted<'a> {
    /// What this model says.
    Model(&'a Model),
    /// What this version of the tool makes of the model that it has: from which to which.
    Upgrade(&'a str),
}

impl Planned<'_> {
    /// The resource that a file is about, also where somebody moved it.
    pub(super) fn about(&self, path: &str) -> Option<&String> {
        let origin = self.draft.changes.followed.iter().find(|(_, to)| to == path);
        self.emitted.about.get(origin.map_or(path, |(from, _)| from))
    }

    /// What it is, in words.
    pub(super) fn text(&self) -> String {
        let mut text = format!("{}\n", self.title());
        for rename in &self.draft.renames {
            let _ = writeln!(text, "  rename   {}", rename.words());
        }
        text += &super::plan_api::text(&self.draft.api);
        for migration in &self.draft.migrations {
            let (queries, words) = said(&migration.text);
            let _ = writeln!(text, "  migrate  migrations/{}: {words}", migration.file());
            for query in queries {
                let _ = writeln!(text, "             {query}");
            }
        }
        for (from, to) in &self.draft.changes.carried {
            let _ = writeln!(text, "  move     {from} -> {to}");
        }
        let kinds = [
            (Kind::Create, "create"),
            (Kind::Replace, "update"),
            (Kind::Merge, "merge"),
            (Kind::Remove, "remove"),
        ];
        for (kind, word) in kinds {
            let paths: Vec<&str> = self
                .draft
                .changes
                .changes
                .iter()
                .filter(|change| change.kind == kind && !is_noise(&change.path))
                .filter(|change| !self.is_moved(&change.path))
                .map(|change| change.path.as_str())
                .collect();
            if let (Wanted::Upgrade(_), Kind::Replace, 1..) = (self.wanted, kind, paths.len()) {
                let _ = writeln!(text, "  {word:7}  {} that nobody edited", counted(paths.len()));
                continue;
            }
            for path in paths {
                let _ = writeln!(text, "  {word:7}  {path}");
            }
        }
        let noise = self.draft.changes.changes.iter().filter(|change| is_noise(&change.path));
        match noise.count() {
            0 => {}
            count => _ = writeln!(text, "  derive   {count} files in .sqlx and openapi.json"),
        }
        text += &self.followed();
        for kept in &self.draft.changes.kept {
            let why = match kept.reason {
                Reason::Theirs => "is yours since it was written",
                Reason::Deleted => "was deleted, and stays so",
                Reason::FolderDeleted => "would be new in a folder of which you deleted the rest",
            };
            let _ = writeln!(text, "  keep     {}, which {why}", kept.path);
        }
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

    /// Whether a file stands there, or stood there, that moves.
    fn is_moved(&self, path: &str) -> bool {
        self.draft.changes.carried.iter().any(|(from, to)| from == path || to == path)
    }

    /// Folders and files that people put elsewhere, and what that asks of them.
    fn followed(&self) -> String {
        let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        let pairs = self.draft.changes.followed.iter().map(|(from, to)| {
            let (mut from, mut to) = (from.as_str(), to.as_str());
            // Below a folder that was moved as a whole, that folder says it all.
            let is_left = |folder: &str| {
                let inside = format!("{folder}/");
                self.emitted.present.keys().any(|path| path.starts_with(&inside))
            };
            while let (Some((above, name)), Some((there, other))) =
                (from.rsplit_once('/'), to.rsplit_once('/'))
                && name == other
                && !is_left(above)
            {
                (from, to) = (above, there);
            }
            (from.to_owned(), to.to_owned())
        });
        let mut text = String::new();
        for (from, to) in pairs.collect::<BTreeSet<_>>() {
            let _ = write!(text, "  moved    {from} is {to} now");
            text += match folder(&from).as_deref() {
                Some("src") => ": new code names it as before, so re-export it there\n",
                _ => "\n",
            };
        }
        text
    }

    /// Every line of it, as `git apply` takes it.
    pub(super) fn diff(&self) -> String {
        let steps = self.draft.steps();
        steps
            .iter()
            .map(|step| {
                let after = step.after.as_ref().map(|file| file.contents.as_slice());
                unified(&step.path, &step.path, step.before.as_deref(), after)
            })
            .collect()
    }

    /// What makes the change.
    fn who(&self) -> &'static str {
        match self.wanted {
            Wanted::Model(_) => "the model",
            Wanted::Upgrade(_) => "the new version",
        }
    }

    /// Where a person has to decide: shown, and the reason to stop.
    pub(super) fn troubles(&self) -> Result<(), Error> {
        let troubles = &self.draft.changes.troubles;
        if troubles.is_empty() {
            return Ok(());
        }
        let mut text = String::new();
        for trouble in troubles {
            let path = &trouble.path;
            match &trouble.why {
                Why::Overlap(conflicts) => {
                    let ours =
                        self.emitted.present.get(path).map(|text| String::from_utf8_lossy(text));
                    let ours = ours.unwrap_or_default();
                    let who = self.who();
                    conflicts.iter().for_each(|conflict| text += &hunk(path, &ours, who, conflict));
                }
                Why::Occupied => {
                    let _ = writeln!(
                        text,
                        "{path}\n    a file of yours has the name of one that would be generated: rename it\n"
                    );
                }
                Why::Orphaned => {
                    let _ = writeln!(
                        text,
                        "{path}\n    you edited it, and it would not be generated any more: move what you need, then delete it\n"
                    );
                }
                Why::Moved { from } => {
                    let _ = writeln!(
                        text,
                        "{path}\n    looks like `{from}`, moved and edited, which would change: move it back, or delete what is left of it here\n"
                    );
                }
                Why::Scattered => {
                    let _ = writeln!(
                        text,
                        "{path}\n    it is new, and what was beside it is in several places now: put that into one folder\n"
                    );
                }
                Why::Unknown => {
                    let _ = writeln!(
                        text,
                        "{path}\n    you edited it, and what it was before is not known: restore it, or delete it\n"
                    );
                }
            }
        }
        shell::print(&format!("\n{text}"));
        let count = match troubles.len() {
            1 => "1 file needs".to_owned(),
            count => format!("{count} files need"),
        };
        let fault = Error::conflict(format!("{count} you to decide, and nothing was written"));
        let marked = &self.draft.changes.marked;
        Err(match troubles.iter().all(|trouble| marked.contains_key(&trouble.path)) {
            true => fault.hint(
                "with `--conflict-markers` the rest is made, and what is shown stands beside your \
                 lines in the file, for you to settle",
            ),
            // Markers would not settle all of it, and nothing is written before all of it is.
            false => fault,
        })
    }
}

/// What a migration says of itself: what is to be run, and the rest of its words.
fn said(migration: &str) -> (Vec<&str>, String) {
    let lines = migration.lines().filter_map(|line| line.strip_prefix("-- "));
    let is_word = |line: &&str| !line.starts_with("squawk-") && *line != "no-transaction";
    let (code, words): (Vec<&str>, Vec<&str>) =
        lines.filter(is_word).partition(|line| line.starts_with("  "));
    // What is said of several statements is told once.
    let (words, mut told) = (words.join(" "), BTreeSet::new());
    let sentences = words.split_inclusive(". ").filter(|it| told.insert(it.trim_end()));
    (code.into_iter().map(str::trim).collect(), sentences.collect::<String>().trim_end().to_owned())
}

fn counted(files: usize) -> String {
    match files {
        1 => "1 file".to_owned(),
        files => format!("{files} files"),
    }
}

/// Files that nobody reads to see what changed.
pub(super) fn is_noise(path: &str) -> bool {
    path.starts_with(".sqlx/") || path == "openapi.json"
}
