//! `scaffold db check`: hand-written migrations and hand-added columns are respected, and what
//! would fail is told before anything is written.

use std::fs;

use scaffold::database::Cluster;

use crate::support::project::has_container;
use crate::support::{Answer, Edited};

const MODEL: &str = r#"
[service]
name = "shop"

[enums]
size = ["small", "large", "huge"]

[resources.item]
fields = { seller = "-> user owner", name = "string(1..40)", note = "text(0..200)?", size = "size = small" }
access = { read = "public", create = "member", update = "owner" }
"#;

/// A project, and a server that is not its own.
struct Tried {
    project: Edited,
    cluster: Cluster,
}

impl Tried {
    fn new() -> Self {
        Self { project: Edited::new(MODEL), cluster: Cluster::throw_away().unwrap() }
    }

    fn check(&self, arguments: &[&str]) -> Answer {
        let url = self.cluster.url("postgres");
        let arguments = [&["db", "check"], arguments].concat();
        let before = self.project.held();
        let answer = self.project.run_with(&arguments, &[("DATABASE_URL", &url)]);
        assert_eq!(self.project.held(), before);
        let databases = "select datname from pg_database where datname not like 'template%'";
        assert_eq!(self.cluster.execute("postgres", databases).unwrap().len(), 1);
        answer
    }

    /// What is said of migrations that make what the model says.
    fn is_well(&self, arguments: &[&str]) -> String {
        let answer = self.check(arguments);
        assert_eq!(answer.code, Some(0), "{}", answer.stderr);
        answer.stderr
    }

    /// What is said of migrations that do not.
    fn is_faulty(&self, arguments: &[&str]) -> String {
        let answer = self.check(arguments);
        assert_eq!(answer.code, Some(1), "{}", answer.stderr);
        answer.stderr
    }

    fn migration(&self, name: &str, text: &str) {
        self.project.write(&format!("migrations/{name}.sql"), text);
    }
}

/// A project with a database of its own, in which the service has applied its migrations.
fn migrated(project: &Edited, files: &[&str]) {
    project.succeeds(&["db", "up"]);
    applied(project, files);
}

/// The same of one that runs.
fn applied(project: &Edited, files: &[&str]) {
    let mut text = "create table if not exists _sqlx_migrations (\
        version bigint primary key, description text not null, \
        installed_on timestamptz not null default now(), success boolean not null, \
        checksum bytea not null, execution_time bigint not null);\n"
        .to_owned();
    for file in files {
        let number = file.rsplit('/').next().unwrap().split('_').next().unwrap();
        text += &project.read(file).replace(" concurrently", "");
        text +=
            &format!("\ninsert into _sqlx_migrations values ({number}, '', now(), true, '', 0);\n");
    }
    psql(project, &["-c", &text]);
}

fn psql(project: &Edited, arguments: &[&str]) -> String {
    let all = ["db", "psql", "--", "-v", "ON_ERROR_STOP=1", "-qAt"];
    project.succeeds(&[all.as_slice(), arguments].concat()).stdout
}

fn paths(files: &[String]) -> Vec<&str> {
    files.iter().map(String::as_str).collect()
}

fn migrations(project: &Edited) -> Vec<String> {
    let held = project.held();
    held.keys().filter(|path| path.starts_with("migrations/")).cloned().collect()
}

/// What the last change made in the project's database goes with it, where nothing is lost by that.
#[test]
fn undo_takes_a_change_back_from_the_database_where_nothing_is_lost() {
    let project = Edited::new(MODEL);
    let first = migrations(&project);
    migrated(&project, &paths(&first));
    let dump = || {
        let columns = "select table_name, column_name, is_nullable from information_schema.columns \
            where table_schema = 'public' order by 1, 2";
        let indexes = "select indexdef from pg_indexes where schemaname = 'public' order by 1";
        let rules = "select conname, pg_get_constraintdef(oid) from pg_constraint \
            where connamespace = 'public'::regnamespace order by 1";
        psql(&project, &["-c", columns, "-c", indexes, "-c", rules])
    };
    let (before, tree) = (dump(), project.held());
    let change = |arguments: &[&str]| {
        project.succeeds(&[arguments, &["--yes", "--breaking"]].concat());
        let new: Vec<String> =
            migrations(&project).into_iter().filter(|path| !first.contains(path)).collect();
        migrated(&project, &paths(&new));
        assert_ne!(dump(), before);
        new
    };
    for arguments in [
        ["add", "field", "item", "place: string(1..9)? filter"].as_slice(),
        &["add", "resource", "label", "item: -> item", "mood: enum(calm, loud)"],
        &["remove", "field", "item.name"],
    ] {
        change(arguments);
        let said = project.succeeds(&["undo"]).stderr;
        has(&said, "the same in the project's database");
        assert_eq!((dump(), project.held()), (before.clone(), tree.clone()), "{arguments:?}");
        assert_eq!(psql(&project, &["-c", "select count(*) from _sqlx_migrations"]).trim(), "2");
    }

    let new = change(&["add", "field", "item", "place: string(1..9)?"]);
    let row = "insert into users (id, email, password_hash) values (gen_random_uuid(), 'a@b.c', '');\
        insert into items (id, seller_id, name, place) \
        select gen_random_uuid(), id, 'it', 'here' from users";
    psql(&project, &["-c", row]);
    let there = dump();
    let said = project.succeeds(&["undo"]).stderr;
    let made = new.join(", ");
    has(&said, &format!("still has what {made} made: rows hold something in `items.place`"));
    assert_eq!((dump(), project.held()), (there, tree));
}

/// The same where the database is a container's.
#[test]
fn undo_reaches_a_container() {
    if !has_container() {
        return;
    }
    let project = Edited::new(MODEL);
    let before = project.held();
    project.succeeds(&["db", "up", "--with", "docker"]);
    let first = migrations(&project);
    applied(&project, &paths(&first));
    project.succeeds(&["add", "field", "item", "place: string(1..9)? filter", "--yes"]);
    let new: Vec<String> =
        migrations(&project).into_iter().filter(|path| !first.contains(path)).collect();
    applied(&project, &paths(&new));
    let columns = "select count(*) from information_schema.columns where column_name = 'place'";
    assert_eq!(psql(&project, &["-c", columns]).trim(), "1");
    let said = project.succeeds(&["undo"]).stderr;
    has(&said, "the same in the project's database");
    assert_eq!(psql(&project, &["-c", columns]).trim(), "0");
    assert_eq!(project.held(), before);
    project.succeeds(&["db", "reset", "--yes"]);
}

fn has(said: &str, words: &str) {
    assert!(said.contains(words), "{words}\n{said}");
}

/// G-42: what people added stays, whatever the model changes beside it.
#[test]
fn what_people_added_is_respected_and_told() {
    let tried = Tried::new();
    has(&tried.is_well(&[]), "2 migrations: the database is as the model says");
    tried.migration(
        "0003_mine",
        "alter table items add column legacy bigint;\n\
         create index items_legacy_idx on items (legacy);\n\
         create table audits (id uuid primary key);\n",
    );
    tried.migration(
        "0004_index",
        "-- no-transaction\ncreate index concurrently a_idx on audits (id);\n",
    );
    let said = tried.is_well(&[]);
    has(&said, "Besides column `items.legacy`: yours, and stays\n");
    has(&said, "Besides index `items.items_legacy_idx`: yours, and stays\n");
    has(&said, "Besides table `audits`: yours, and stays\n");
    assert!(!said.contains("a_idx"), "{said}");

    tried.project.replace(
        "scaffold.toml",
        "name = \"string(1..40)\"",
        "name = \"string(1..40) unique\"",
    );
    has(
        &tried.is_well(&[]),
        "4 migrations, and 3 that the model's change would add: the database is",
    );
    tried.project.succeeds(&["apply", "--breaking"]);
    has(&tried.is_well(&[]), "7 migrations: the database is as the model says");
}

/// What went out of use is neither a fault nor anybody's own.
#[test]
fn what_is_unused_is_told_with_what_drops_it() {
    let tried = Tried::new();
    tried.project.succeeds(&["remove", "field", "item.note", "--breaking"]);
    tried.project.succeeds(&["remove", "variant", "size.huge", "--breaking"]);
    tried.project.succeeds(&["rename", "field", "item.name", "title", "--gradual", "--breaking"]);
    let said = tried.is_well(&[]);
    for name in ["items.note", "size.huge", "items.name"] {
        has(&said, &format!("Unused {name}: `scaffold apply --drop {name}` drops it for good\n"));
    }
    assert!(!said.contains("Besides"), "{said}");
    let drops = ["--drop", "items.note", "--drop", "size.huge", "--drop", "items.name"];
    let said = tried.is_well(&drops);
    assert!(!said.contains("Unused"), "{said}");
}

#[test]
fn what_is_missing_or_another_thing_is_a_fault() {
    let tried = Tried::new();
    tried.migration(
        "0003_mine",
        "alter table items drop constraint items_name_length;\n\
         alter table items alter column name drop not null;\n\
         alter table items add column needed bigint not null;\n",
    );
    let said = tried.is_faulty(&[]);
    has(&said, "the migrations do not make what the model says");
    has(&said, "constraint `items.items_name_length` is missing: CHECK (");
    has(&said, "column `items.name` is `text`, and the model says `text not null`");
    has(&said, "column `items.needed` has to have a value, and the service gives it none");
}

/// The one that fails, and why; also where somebody edited one that is on no database yet.
#[test]
fn a_migration_that_fails_is_named() {
    let tried = Tried::new();
    tried.project.succeeds(&["add", "field", "item", "place: string(1..9)?"]);
    let names = fs::read_dir(tried.project.path("migrations")).unwrap();
    let mut names: Vec<String> =
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let last = format!("migrations/{}", names.iter().find(|name| name.contains("change")).unwrap());
    tried.project.replace(&last, "alter table items", "alter table itmes");
    let said = tried.is_faulty(&[]);
    has(&said, &format!("`{last}` cannot be applied"));
    has(&said, "relation \"itmes\" does not exist");
}

/// A name that a column of theirs has already: told by its words, and surely where a database is.
#[test]
fn a_name_that_is_taken_is_told_before_anything_is_written() {
    let tried = Tried::new();
    tried.migration("0003_mine", "select 1;\nalter table items\n    add column place text;\n");
    let field = "place = \"string(1..9)?\", name = ";
    tried.project.replace("scaffold.toml", "name = \"string", &format!("{field}\"string"));
    let plan = tried.project.succeeds(&["plan"]).stdout;
    has(
        &plan,
        "look at  migrations/0003_mine.sql:2: may have made the column place that migrations/",
    );
    let said = tried.is_faulty(&[]);
    has(&said, "column \"place\" of relation \"items\" already exists");
    has(&said, "`migrations/0003_mine.sql:2` has made the column place already");

    tried.project.succeeds(&["db", "up"]);
    let before = tried.project.held();
    let answer = tried.project.run(&["apply", "--breaking"]);
    assert_eq!(answer.code, Some(1), "{}", answer.stderr);
    has(&answer.stderr, "of relation \"items\" already exists");
    assert_eq!(tried.project.held(), before);
    // The words alone refuse nothing.
    tried.migration("0003_mine", "select 'add place to items';\n");
    tried.project.succeeds(&["apply", "--breaking"]);
}
