//! A database with rows in it goes from one drawn model to the next, and is at each step what a
//! new one of that model would be.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use scaffold::database::Cluster;
use scaffold::model::{self, Model, ResourceId};
use scaffold::sql::{self, Migration, Past};

use super::base::{Names, Snapshot, why};
use super::change::Change;
use super::{rows, seeds, steps};
use crate::drawn::{self, Dice, Draft};
use crate::support::project::{check, kept_folder, progress};
use crate::support::tables::{create, migrate, run, schema, schema_after};

/// What cannot be done in one change, or not yet. Whatever else is refused is a fault.
const REFUSED: &[&str] = &[
    "is still there from before: ",
    "is unused as well, and its rows belong to",
    "is still carried over to its new name: drop it first",
    "which holds the same type: if it is the same, say so",
    "which holds no value of",
    "needs a value in rows that are there already",
    "rename it at once, not gradually",
    "which would be made anew: drop it first",
    "goes with its type, once every column of that is dropped",
    "is kept out of a column that would get another type: drop it first",
    "would link other rows than those that",
];

/// What a migration says that the version that runs until now does not go on with.
const STOPS: &[&str] = &["stop it first", "Stop it first", "No version that asks for it may"];

/// What a migration says of what that version may write and is refused.
const REFUSES: &[&str] = &["and is refused then", "can no longer write"];

/// After these, whatever the version before writes is taken, and none is said to be refused.
const ADDITIVE: &[&str] = &[
    "add a resource",
    "remove a resource",
    "add a field",
    "remove a field",
    "add what is derived",
    "add a variant",
    "add a role",
    "another order",
    "access",
    "add an action",
    "remove an action",
];

/// What old rows may refuse: then the migration fails, and says which they are or why.
const BY_ROWS: &[&str] = &[
    "is violated by some row",
    "has values that",
    "could not create unique index",
    "violates foreign key constraint",
    "out of range",
    "invalid input",
];

#[test]
fn a_database_becomes_that_of_each_next_model_and_keeps_its_rows() {
    let cluster = Cluster::throw_away().expect("a Postgres server");
    let seeds = Mutex::new(seeds(0..6));
    let faults = Mutex::new(Vec::new());
    let next = || seeds.lock().unwrap().next();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(seed) = next() {
                    let mut walk = Walk::begin(&cluster, seed);
                    if let Err(fault) = walk.go(steps(10)) {
                        let fault = format!(
                            "SCAFFOLD_WALKS={seed}..{} step {}: {fault}",
                            seed + 1,
                            walk.step
                        );
                        faults.lock().unwrap().push(fault);
                    }
                    progress(&format!(
                        "walk of seed {seed}: {} of {} changes made, {} migrations",
                        walk.changes,
                        walk.step,
                        walk.history.len()
                    ));
                    walk.end();
                }
            });
        }
    });
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{} faults\n\n{}", faults.len(), faults.join("\n\n"));
}

struct Walk<'a> {
    cluster: &'a Cluster,
    dice: Dice,
    draft: Draft,
    model: Model,
    /// The database that the walk is about, and one that is made anew at each step.
    database: String,
    fresh: String,
    history: Vec<Migration>,
    serial: u32,
    step: usize,
    changes: usize,
    /// Where the migrations are written, for a linter.
    folder: PathBuf,
}

impl<'a> Walk<'a> {
    fn begin(cluster: &'a Cluster, seed: u64) -> Self {
        let draft = drawn::draft(seed);
        let model = check(&draft.text()).expect("only legal models are drawn");
        let (database, fresh) = (format!("walk_{seed}"), format!("fresh_{seed}"));
        create(cluster, &database);
        create(cluster, &fresh);
        let history = sql::migrations(&model);
        migrate(cluster, &database, &history);
        let folder = kept_folder("walks").join("migrations").join(seed.to_string());
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let dice = Dice(seed ^ 0x7761_6c6b);
        let mut walk = Self {
            cluster,
            dice,
            draft,
            model,
            database,
            fresh,
            history: Vec::new(),
            serial: 0,
            step: 0,
            changes: 0,
            folder,
        };
        walk.record(history);
        walk
    }

    fn end(&self) {
        for database in [&self.database, &self.fresh] {
            self.cluster.execute("postgres", &format!("drop database {database}")).unwrap();
        }
    }

    fn record(&mut self, migrations: Vec<Migration>) {
        for migration in &migrations {
            fs::write(self.folder.join(migration.file()), &migration.text).unwrap();
        }
        self.history.extend(migrations);
    }

    fn go(&mut self, steps: usize) -> Result<(), String> {
        self.fill(&self.model.clone())?;
        while self.step < steps {
            self.step += 1;
            let Some(change) = self.dice.change(&self.draft) else { continue };
            self.make(&change).map_err(|fault| {
                format!(
                    "{}: {fault}\n--- the model before\n{}--- the model after\n{}",
                    change.kinds.join(", "),
                    self.draft.text(),
                    change.text
                )
            })?;
        }
        Ok(())
    }

    /// Puts rows in. Only values that are there already may be in the way.
    fn fill(&mut self, model: &Model) -> Result<(), String> {
        let filled = rows::fill(self.cluster, &self.database, model, &mut self.serial);
        let is_known =
            |fault: &&String| fault.starts_with("duplicate key value violates unique constraint");
        match filled.refused.iter().find(|fault| !is_known(fault)) {
            Some(fault) => Err(format!("a row is refused: {fault}")),
            None => Ok(()),
        }
    }

    fn make(&mut self, change: &Change) -> Result<(), String> {
        let after = check(&change.text)?;
        let retired = sql::retired(self.history.iter().map(|it| it.text.as_str()));
        let names = retired.iter().map(|thing| thing.name.clone());
        let drop: Vec<String> = match self.dice.one_in(3) {
            true => names.filter(|_| self.dice.one_in(2)).collect(),
            false => Vec::new(),
        };
        let gradual = change.kinds == ["rename a field"] && self.dice.one_in(2);
        let past = Past { retired, drop, gradual, ..Past::default() };
        let next = self.history.last().map_or(1, |last| last.number + 1);
        let migrations = match sql::evolve_past(&self.model, &after, next, &past) {
            Ok(migrations) => migrations,
            Err(refused) => {
                let is_known = |it: &&String| REFUSED.iter().any(|known| it.contains(known));
                return match refused.iter().find(|it| !is_known(it)) {
                    Some(unknown) => Err(format!("it is refused: {unknown}")),
                    None => Ok(()),
                };
            }
        };
        let before = Snapshot::take(self.cluster, &self.database);
        let is_emptied = self.migrate(&migrations, before.count() > 0)?;
        if !is_emptied {
            let now = Snapshot::take(self.cluster, &self.database);
            let renamed = model::renamed(&self.model, &after);
            let lines = migrations.iter().flat_map(|it| it.text.lines());
            let gone = lines.filter_map(|line| line.strip_prefix("-- dropped: "));
            let gone: Vec<String> = gone.map(str::to_owned).collect();
            let lost = before.lost(&now, &Names::of(&self.model, &renamed), &gone);
            if !lost.is_empty() {
                return Err(format!("lost: {}\n{}", lost.join("\n"), texts(&migrations)));
            }
        }
        let stops = migrations.iter().any(|it| STOPS.iter().any(|text| it.text.contains(text)));
        if !stops {
            self.understands(&self.model, "the version before")
                .map_err(|fault| format!("{fault}\n{}", texts(&migrations)))?;
        }
        self.understands(&after, "this version")?;
        let is_additive = change.kinds.iter().all(|kind| ADDITIVE.contains(kind)) || gradual;
        let refuses = migrations.iter().any(|it| REFUSES.iter().any(|text| it.text.contains(text)));
        // The version before knows of no slug, which each row has to have.
        let has_slugs = migrations.iter().any(|it| it.text.contains(" row_number() over "));
        if is_additive && refuses && !has_slugs {
            return Err(format!("it is said to refuse something\n{}", texts(&migrations)));
        }
        if !refuses && !stops && past.drop.is_empty() {
            self.fill(&self.model.clone()).map_err(|fault| {
                format!("of the version before {fault}\n{}", texts(&migrations))
            })?;
        }
        self.record(migrations);
        self.draft = change.draft.clone();
        self.model = check(&self.draft.text())?;
        self.fill(&self.model.clone())?;
        self.is_as_new(next + 1000)?;
        self.changes += 1;
        Ok(())
    }

    /// Migrates, and tells whether old rows had to go for that.
    fn migrate(&self, migrations: &[Migration], mut has_rows: bool) -> Result<bool, String> {
        let mut is_emptied = false;
        for migration in migrations {
            while let Err(fault) = run(self.cluster, &self.database, migration) {
                let fault = why(&fault);
                if !has_rows || !BY_ROWS.iter().any(|known| fault.contains(known)) {
                    let texts = texts(migrations);
                    return Err(format!("{}: {fault}\n{texts}", migration.file()));
                }
                // As it says: drop what it left, mend the rows, and migrate again.
                (has_rows, is_emptied) = (false, true);
                rows::empty(self.cluster, &self.database);
                if let Some(index) = migration.name.strip_prefix("create_") {
                    let drop = format!("drop index if exists {index}");
                    self.cluster.execute(&self.database, &drop).unwrap();
                }
            }
        }
        Ok(is_emptied)
    }

    /// Whether every statement of a model's service can be prepared.
    fn understands(&self, model: &Model, who: &str) -> Result<(), String> {
        let mut questions = String::new();
        for id in (0..model.resources.len()).map(ResourceId) {
            let statements = sql::statements(model, id);
            for statement in statements.fixed().chain(statements.dynamic()) {
                writeln!(questions, "prepare it as {};\ndeallocate it;", statement.text).unwrap();
            }
        }
        self.cluster
            .execute(&self.database, &questions)
            .map(drop)
            .map_err(|fault| format!("{who} asks what is not understood: {}", why(&fault)))
    }

    /// Whether the schema is that of a new database, but for what waits to be dropped.
    fn is_as_new(&self, number: u64) -> Result<(), String> {
        let anew = "drop schema public cascade; create schema public";
        self.cluster.execute(&self.fresh, anew).unwrap();
        migrate(self.cluster, &self.fresh, &sql::migrations(&self.model));
        let retired = sql::retired(self.history.iter().map(|it| it.text.as_str()));
        let drop = retired.iter().map(|thing| thing.name.clone()).collect();
        let past = Past { retired, drop, ..Past::default() };
        let drops = sql::evolve_past(&self.model, &self.model, number, &past)
            .map_err(|refused| format!("what is unused cannot be dropped: {refused:?}"))?;
        let grown = schema_after(self.cluster, &self.database, &drops)
            .map_err(|fault| format!("{}\n{}", why(&fault), texts(&drops)))?;
        let new = schema(self.cluster, &self.fresh);
        let missing: Vec<_> = new.iter().filter(|line| !grown.contains(line)).collect();
        let more: Vec<_> = grown.iter().filter(|line| !new.contains(line)).collect();
        match missing.is_empty() && more.is_empty() {
            true => Ok(()),
            false => Err(format!(
                "the schema differs: missing {missing:#?}\nmore {more:#?}\n{}",
                texts(&self.history)
            )),
        }
    }
}

/// The last migrations, to be read by a person.
fn texts(migrations: &[Migration]) -> String {
    let last = &migrations[migrations.len().saturating_sub(12)..];
    let shown: Vec<_> = last.iter().map(|it| format!("--- {}\n{}", it.file(), it.text)).collect();
    shown.concat()
}
