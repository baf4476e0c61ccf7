//! The schema of an upgraded project is the one that this version makes.

use scaffold::database::Cluster;
use scaffold::disk::Project;
use scaffold::ledger;
use scaffold::sql::{self, Migration, REVISIONS, Revision};

use crate::support::project::check;
use crate::support::release::{services, versions};
use crate::support::tables::{create, migrate, schema};

/// The migrations that a release made, in their order.
fn made(service: &scaffold::tree::Tree) -> Vec<Migration> {
    let files = service.iter().filter_map(|(path, file)| {
        let (number, name) = path.strip_prefix("migrations/")?.split_once('_')?;
        Some(Migration {
            number: number.parse().unwrap(),
            name: name.trim_end_matches(".sql").to_owned(),
            text: String::from_utf8(file.contents.to_vec()).unwrap(),
        })
    });
    files.collect()
}

/// Whoever changes what is made of a model adds a revision for the projects that are there.
#[test]
fn every_release_and_its_revisions_have_the_schema_of_a_new_project() {
    let cluster = Cluster::throw_away().expect("a Postgres server");
    let mut count = 0;
    for version in versions() {
        for service in services(&version).values() {
            let text = |path: &str| str::from_utf8(&service.get(path).unwrap().contents).unwrap();
            let model = check(text(Project::MODEL)).unwrap_or_else(|fault| panic!("{fault}"));
            let revisions = ledger::read(text(ledger::PATH)).unwrap().revisions;
            let mut upgraded = made(service);
            let next = u64::try_from(upgraded.len()).unwrap() + 1;
            upgraded.extend(sql::revise(&model, &[], &REVISIONS[revisions..], next));
            let fresh = sql::migrations(&model);
            if upgraded == fresh {
                continue;
            }
            count += 1;
            let databases = [format!("upgraded_{count}"), format!("fresh_{count}")];
            for (database, migrations) in databases.iter().zip([upgraded, fresh]) {
                create(&cluster, database);
                migrate(&cluster, database, &migrations);
            }
            let [upgraded, fresh] =
                databases.map(|database| schema(&cluster, &database).join("\n"));
            snapbox::assert_data_eq!(upgraded, snapbox::Data::text(fresh).raw());
        }
    }
}

/// The second revision: what a new project may write, one that was made before it may, and what
/// tells rows apart is as plain as it was.
#[test]
fn letters_are_joined_where_no_row_is_known_by_them() {
    let model = "[service]\nname = \"shelf\"\n[resources.item]\naccess = { read = \"public\" }\n\
                 unique = [[\"code\", \"kind\"]]\n[resources.item.fields]\nname = \"string unique\"\n\
                 code = \"string\"\nkind = \"integer\"\ntitle = \"string\"\nwords = \"[string](..3)\"\n";
    let model = check(model).unwrap();
    let fresh = sql::migrations(&model);
    let plain = |migration: &Migration| Migration {
        text: migration.text.replace(r"\u200B\u200E\u200F", r"\u200B-\u200F"),
        ..migration.clone()
    };
    let mut upgraded: Vec<Migration> = fresh.iter().map(plain).collect();
    upgraded.extend(sql::revise(&model, &[], &REVISIONS[1..2], 3));
    let files: Vec<String> = upgraded[2..].iter().map(Migration::file).collect();
    assert_eq!(files, ["0003_join_letters.sql", "0004_validate_lines.sql"]);
    let cluster = Cluster::throw_away().expect("a Postgres server");
    let [upgraded, fresh] =
        [("upgraded", upgraded), ("fresh", fresh)].map(|(database, migrations)| {
            create(&cluster, database);
            migrate(&cluster, database, &migrations);
            for (column, is_refused) in
                [("name", true), ("code", true), ("title", false), ("words", false)]
            {
                let mut values = ["'n'", "'c'", "'t'", "'{w}'"].map(str::to_owned);
                let at = ["name", "code", "title", "words"].iter().position(|it| *it == column);
                values[at.unwrap()].insert(2, '\u{200d}');
                let insert = format!(
                    "begin; insert into items (id, kind, name, code, title, words) values
                     (gen_random_uuid(), 1, {}); rollback",
                    values.join(", ")
                );
                let fault = cluster.execute(database, &insert).err();
                assert_eq!(fault.is_some(), is_refused, "{column}: {fault:?}");
            }
            schema(&cluster, database).join("\n")
        });
    assert_eq!(upgraded, fresh);
}

const LABELS: Revision = Revision {
    migrations: |_, _| {
        let statements = "alter table sessions add column label text;";
        let text = sql::guarded("Lets people name a session.", statements);
        vec![("session_labels".to_owned(), text)]
    },
};

/// One that says something of each table, in migrations of several kinds.
const NUMBERS: Revision = Revision {
    migrations: |model, _| {
        let tables = model.resources.iter().map(sql::name::table);
        let build = |table: String| {
            let text = format!(
                "-- no-transaction\n-- Builds an index while reading and writing go on.\n\
                 create index concurrently {table}_version_idx on {table} (version);\n"
            );
            (format!("create_{table}_version_idx"), text)
        };
        tables.map(build).collect()
    },
};

#[test]
fn revisions_come_one_behind_the_other_and_apply() {
    let cluster = Cluster::throw_away().expect("a Postgres server");
    let model = check(scaffold::examples::find("minimal").unwrap().model).unwrap();
    let first = sql::migrations(&model);
    let next = u64::try_from(first.len()).unwrap() + 1;
    let new = sql::revise(&model, &[], &[LABELS, NUMBERS], next);
    let files: Vec<String> = new.iter().map(Migration::file).collect();
    assert_eq!(
        files,
        [
            "0003_session_labels.sql",
            "0004_create_users_version_idx.sql",
            "0005_create_notes_version_idx.sql"
        ]
    );
    assert!(new[0].text.starts_with("-- Lets people name a session.\n\nset local lock_timeout"));
    create(&cluster, "revised");
    migrate(&cluster, "revised", &first);
    migrate(&cluster, "revised", &new);
    let schema = schema(&cluster, "revised").join("\n");
    assert!(schema.contains("column sessions label text"), "{schema}");
    assert!(schema.contains("index CREATE INDEX notes_version_idx"), "{schema}");
}

/// The first revision, for tables that were made before it.
#[test]
fn rows_without_a_list_get_their_index() {
    let model = "[service]\nname = \"shelf\"\n[resources.item]\naccess = { read = \"public\" }\n\
                 [resources.item.fields]\nmarks = \"[integer](..3)? filter\"\n\
                 sizes = \"[integer](..3) filter\"\ncodes = \"[integer](..3)?\"\n\
                 kinds = \"[integer](..3)? filter\"\nkinds_null = \"integer sort\"\n";
    let model = check(model).unwrap();
    let fresh = sql::migrations(&model);
    let mut upgraded = fresh.clone();
    // The name of the second is that of another field's index.
    for index in [
        "create index items_marks_null_idx on items (id) where marks is null;\n",
        "create index items_kinds_null_idx1 on items (id) where kinds is null;\n",
    ] {
        assert!(upgraded[1].text.contains(index), "{}", upgraded[1].text);
        upgraded[1].text = upgraded[1].text.replace(index, "");
    }
    upgraded.extend(sql::revise(&model, &[], &REVISIONS[..1], 3));
    assert_eq!(upgraded[2].file(), "0003_create_items_marks_null_idx.sql");
    assert_eq!(upgraded[3].file(), "0004_create_items_kinds_null_idx1.sql");
    let cluster = Cluster::throw_away().expect("a Postgres server");
    let [upgraded, fresh] =
        [("upgraded", upgraded), ("fresh", fresh)].map(|(database, migrations)| {
            create(&cluster, database);
            migrate(&cluster, database, &migrations);
            schema(&cluster, database).join("\n")
        });
    assert_eq!(upgraded, fresh);
}
