//! What a new model would change.

use std::collections::BTreeMap;

use memchr::memmem;

use crate::disk::{Project, Step};
use crate::error::Error;
use crate::ledger;
use crate::merge::ends::is_alike;
use crate::merge::text;
use crate::merge::{self, Change, Changes, Kept, Kind, Reason, Sides};
use crate::model::{self, Model, Rename, Renamed};
use crate::openapi::changes;
use crate::parallel;
use crate::plan;
use crate::sql::{self, Migration, Past, Taken};
use crate::tree::{File, Ownership, Tree};

use super::carried::carried;
use super::following::{Following, found};
use super::generated::generated;
use super::history::{MIGRATIONS, number};
use super::lacking::{Lacking, lacking};
use super::left::{Left, left};
use super::record::record;
use super::words::{candidates, forms};
use super::{Emitted, Origin, api};

/// How far a migration's number may lie behind the one before it.
const DISTANCES: u64 = 900;

/// What some editors begin a text with.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A change that is not made yet.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The project's files, and those over which a person has to decide.
    pub changes: Changes,
    /// What happens to the database.
    pub migrations: Vec<Migration>,
    /// What has another name then.
    pub renames: Vec<Rename>,
    /// What clients of the API notice, what breaks them first.
    pub api: Vec<changes::Change>,
    /// Lines of people that follow those names.
    pub following: Vec<Following>,
    /// Lines of people that say what is not there any more.
    pub left: Vec<Left>,
    /// Functions of people that read rows and lack a column that these have then.
    pub lacking: Vec<Lacking>,
    /// Names that a migration of people may have given already.
    pub taken: Vec<Taken>,
    /// The record of what was generated: the tool's own files.
    record: Vec<Step>,
    /// Whether the project is of this tool already.
    is_of_this_tool: bool,
}

impl Draft {
    /// Whether model and project agree already. A record that says the same in other words, as
    /// after a merge of two branches or an edited comment, waits for the next change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.changes.is_empty()
            && self.changes.troubles.is_empty()
            && self.migrations.is_empty()
            && self.changes.kept.iter().all(|kept| kept.reason != Reason::Known)
            && self.is_of_this_tool
    }

    /// Everything to be written, the record last.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        let files = self.changes.changes.iter().map(|change| Step {
            path: change.path.clone(),
            before: change.before.clone(),
            after: change.after.clone(),
        });
        files.chain(self.record.iter().cloned()).collect()
    }
}

/// What would change if the project were generated from `after`, whose text is `text`.
pub fn draft(emitted: &Emitted, text: &str, after: &Model) -> Result<Draft, Error> {
    draft_as(emitted, text, after, &Wishes::default())
}

/// What is wished of a change beside what the model says.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// Tables and columns that nothing asks for any more, to be dropped.
    pub drop: Vec<String>,
    /// Columns of those that the model asks for again, with all they hold.
    pub revive: Vec<String>,
    /// Whether columns that have another name stay under the old one as well.
    pub gradual: bool,
    /// Roles that go and are taken from whoever has them.
    pub revoke: Vec<String>,
}

/// The same, as it is wished.
pub fn draft_as(
    emitted: &Emitted,
    text: &str,
    after: &Model,
    wishes: &Wishes,
) -> Result<Draft, Error> {
    emitted.refuse_mixing()?;
    let before = recorded(emitted)?;
    emitted.refuse_sparse()?;
    refuse_markers(emitted)?;
    let text = &marked(emitted, text);
    let past = Past {
        retired: sql::retired(emitted.generated_history().into_iter()),
        drop: wishes.drop.clone(),
        revive: wishes.revive.clone(),
        gradual: wishes.gradual,
        revoke: wishes.revoke.clone(),
    };
    let number = next_number(emitted)?;
    let (plan, migrations) = parallel::both(
        || plan::again(after, emitted.before()),
        || sql::evolve_past(before, after, number, &past),
    );
    let mut migrations = migrations.map_err(refusal)?;
    spread(&mut migrations);
    let are_known = emitted.knows(&mut migrations);
    let history = emitted.history();
    let own = history.iter().filter(|past| past.is_own).map(|past| (past.path, past.text));
    let theirs = &generated(emitted, plan, &migrations)?;
    let known = if are_known { std::mem::take(&mut migrations) } else { Vec::new() };
    let taken = sql::taken(&migrations, &own.collect::<Vec<_>>());
    let renamed = model::renamed(before, after);
    let (record, (api, merged)) = parallel::both(
        || record(emitted, theirs, text),
        || {
            parallel::both(
                || api::changes(emitted, before, &renamed, theirs),
                || merged(emitted, before, &renamed, theirs, after),
            )
        },
    );
    let Merged { mut changes, following, left, lacking } = merged?;
    changes.changes.extend(model_file(emitted, text));
    changes.kept.extend(known.iter().map(keeps));
    let record = record?;
    Ok(Draft {
        changes,
        migrations,
        renames: renamed.renames,
        api,
        following,
        left,
        lacking,
        taken,
        record,
        is_of_this_tool: true,
    })
}

/// What is said of a migration that is there already.
fn keeps(migration: &Migration) -> Kept {
    Kept { path: format!("{MIGRATIONS}{}", migration.file()), reason: Reason::Known }
}

/// What becomes of the project's files, and what people are told of their lines.
struct Merged {
    changes: Changes,
    following: Vec<Following>,
    left: Vec<Left>,
    lacking: Vec<Lacking>,
}

fn merged(
    emitted: &Emitted,
    before: &Model,
    renamed: &Renamed,
    theirs: &Tree,
    after: &Model,
) -> Result<Merged, Error> {
    let (mut changes, following) = if renamed.is_empty() {
        (merge::merge(sides(emitted, theirs)), Vec::new())
    } else {
        let mut carried = carried(emitted, before, renamed)?;
        let following = std::mem::take(&mut carried.following);
        (carried.merged(emitted, theirs), following)
    };
    changes.refuse_broken();
    let following = following.into_iter();
    let following =
        following.filter_map(|(path, lines)| found(emitted, &changes, path, &lines)).collect();
    let left = left_over(emitted, theirs, &changes, renamed, after);
    let lacking = lacking(emitted, theirs, &changes, (before, &renamed.model, after));
    Ok(Merged { changes, following, left, lacking })
}

fn sides<'a>(emitted: &'a Emitted, theirs: &'a Tree) -> Sides<'a> {
    Sides { ledger: &emitted.ledger, base: &emitted.base, ours: &emitted.present, theirs }
}

/// What would change if this tool had generated the project from the model of which it was
/// generated, whatever its model file says by now.
pub fn upgrade(emitted: &Emitted) -> Result<Draft, Error> {
    let model = recorded(emitted)?;
    emitted.refuse_sparse()?;
    refuse_markers(emitted)?;
    let text = emitted.base.get(Project::MODEL).map(|text| String::from_utf8_lossy(text));
    let text = text.unwrap_or_default();
    let new = &emitted.tool.revisions[emitted.ledger.revisions..];
    let there = sql::retired(emitted.generated_history().into_iter());
    let mut migrations = sql::revise(model, &there, new, next_number(emitted)?);
    spread(&mut migrations);
    let are_known = emitted.knows(&mut migrations);
    let theirs = &generated(emitted, plan::again(model, emitted.before()), &migrations)?;
    let known = if are_known { std::mem::take(&mut migrations) } else { Vec::new() };
    let api = api::changes(emitted, model, &model::renamed(model, model), theirs);
    let mut changes = merge::merge(sides(emitted, theirs));
    changes.refuse_broken();
    changes.kept.extend(known.iter().map(keeps));
    let left = left(emitted, theirs, &changes, |_| true);
    let record = record(emitted, theirs, &text)?;
    Ok(Draft {
        changes,
        migrations,
        renames: Vec::new(),
        api,
        following: Vec::new(),
        left,
        lacking: Vec::new(),
        taken: Vec::new(),
        record,
        is_of_this_tool: emitted.origin == Origin::This,
    })
}

/// The model that the project was generated from.
fn recorded(emitted: &Emitted) -> Result<&Model, Error> {
    emitted.model.as_ref().ok_or_else(|| {
        Error::usage(format!(
            "this scaffold does not understand the model that scaffold {} generated this project from",
            emitted.ledger.tool
        ))
        .hint("it is `.scaffold/base/scaffold.toml`: `scaffold check` with its path tells what is wrong")
    })
}

/// What people wrote about things that have other names, or are gone.
fn left_over(
    emitted: &Emitted,
    theirs: &Tree,
    changes: &Changes,
    renamed: &Renamed,
    after: &Model,
) -> Vec<Left> {
    if renamed.keeps_all(after) {
        let forms = forms(&renamed.renames);
        return left(emitted, theirs, changes, |word| !candidates(word, &forms).is_empty());
    }
    left(emitted, theirs, changes, |_| true)
}

/// G-48: what stands between markers is nobody's text yet.
fn refuse_markers(emitted: &Emitted) -> Result<(), Error> {
    let mut fault = Error::conflict("there are conflict markers that nobody has settled");
    for (path, contents) in &emitted.present {
        if emitted.base.get(path).is_some_and(|base| is_alike(base, contents)) {
            continue;
        }
        let Some(line) = text::unsettled(contents) else { continue };
        let is_ours = || memmem::find(contents, b"<<<<<<< yours").is_some();
        if emitted.ledger.files.contains_key(path) || is_ours() {
            fault = fault.hint(format!("`{path}:{line}`"));
        }
    }
    match fault.hints().is_empty() {
        true => Ok(()),
        false => {
            Err(fault.hint("keep what you want of each, without the markers; then run this again"))
        }
    }
}

/// What would lose data or stop a service is not planned, and nothing else with it.
fn refusal(refused: Vec<String>) -> Error {
    let mut fault = Error::usage("this change of the model cannot be made yet");
    for sentence in refused {
        fault = fault.hint(sentence);
    }
    fault.hint(
        "nothing was written: take this part of the change back, or write the migration by hand",
    )
}

/// The number behind every migration that is there, the hand-written ones included.
fn next_number(emitted: &Emitted) -> Result<u64, Error> {
    let mut numbers: BTreeMap<u64, &String> = BTreeMap::new();
    for path in emitted.present.keys() {
        let Some(number) = number(path) else { continue };
        if let Some(other) = numbers.insert(number, path) {
            return Err(Error::usage(format!("`{other}` and `{path}` have the same number"))
                .hint("rename the one that is on no database yet, so that each has its own"));
        }
    }
    // One that was generated may have another number by now, and its own is not given again.
    let generated = emitted.ledger.files.keys().filter_map(|path| number(path));
    Ok(numbers.into_keys().chain(generated).max().unwrap_or_default().saturating_add(1))
}

/// Moves the numbers of new migrations on, by a distance that their text says: two branches that
/// each change the model would count to the same number otherwise.
fn spread(migrations: &mut [Migration]) {
    let texts: String = migrations.iter().map(|migration| migration.text.as_str()).collect();
    let digits = &ledger::checksum(texts.as_bytes())[..8];
    let distance = u64::from_str_radix(digits, 16).unwrap_or_default() % DISTANCES;
    for migration in migrations {
        migration.number = migration.number.saturating_add(distance);
    }
}

/// The model's text behind the byte order mark that the file may begin with, which stays.
fn marked(emitted: &Emitted, text: &str) -> String {
    let present = emitted.present.get(Project::MODEL);
    let mark = present.is_some_and(|present| present.starts_with(BYTE_ORDER_MARK.as_bytes()));
    format!("{}{text}", if mark { BYTE_ORDER_MARK } else { "" })
}

/// The model file, where a command wrote the change into it.
fn model_file(emitted: &Emitted, text: &str) -> Option<Change> {
    let present = emitted.present.get(Project::MODEL)?;
    (present != text.as_bytes()).then(|| Change {
        path: Project::MODEL.to_owned(),
        kind: Kind::Replace,
        before: Some(present.clone()),
        after: Some(File::plain(text.to_owned(), Ownership::Model)),
    })
}
