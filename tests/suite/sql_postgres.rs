//! The SQL of models against a real Postgres: migrations apply, every statement prepares, and
//! the metadata that we write is byte for byte what sqlx's macros write when they ask.
//!
//! The macros run in a small crate of their own, once a model, all in one target folder.
//! `DATABASE_URL` names the server; the tests make and drop databases of their own in it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use scaffold::model::{Model, ResourceId};
use scaffold::sql::{self, Statement};

use crate::sql_models::{everything, example, tangled};

const WORKSPACE: &str = r#"
[workspace]
members = ["server", "minimal", "social", "storefront", "everything", "tangled"]
resolver = "3"

[workspace.dependencies]
sqlx = { version = "=0.9.0", default-features = false, features = ["chrono", "derive", "json", "macros", "migrate", "postgres", "runtime-tokio", "rust_decimal", "sqlx-toml", "uuid"] }
tokio = { version = "1", features = ["macros", "rt"] }

[profile.dev]
debug = false
"#;

const SERVER: &str = r#"
//! `server URL NAME FOLDER`: makes database NAME anew, applies the migrations in FOLDER, and
//! prepares what stands in `FOLDER/dynamic`.
use std::fs;

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, Statement as _};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, url, name, folder] = &arguments[..] else { return Err("three arguments".into()) };
    let mut server = PgConnection::connect(url).await?;
    for statement in [format!("drop database if exists {name}"), format!("create database {name}")] {
        server.execute(sqlx::raw_sql(AssertSqlSafe(statement))).await?;
    }
    let mut database = PgConnection::connect(&within(url, name)).await?;
    for path in sorted(folder)? {
        let mut transaction = database.begin().await?;
        let text = fs::read_to_string(&path)?;
        transaction
            .execute(sqlx::raw_sql(AssertSqlSafe(text)))
            .await
            .map_err(|error| format!("{}: {error}", path.display()))?;
        transaction.commit().await?;
    }
    for path in sorted(&format!("{folder}/dynamic"))? {
        let text = fs::read_to_string(&path)?;
        let prepared = sqlx::SqlSafeStr::into_sql_str(AssertSqlSafe(text));
        let statement = database.prepare(prepared).await.map_err(|error| format!("{}: {error}", path.display()))?;
        let columns: Vec<_> = statement.columns().iter().map(sqlx::Column::name).collect();
        println!("{} {}", path.file_stem().unwrap().to_string_lossy(), columns.join(","));
    }
    Ok(())
}

fn within(url: &str, name: &str) -> String {
    let (server, _) = url.rsplit_once('/').expect("a URL with a database");
    format!("{server}/{name}")
}

fn sorted(folder: &str) -> std::io::Result<Vec<std::path::PathBuf>> {
    let mut paths: Vec<_> = fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()).collect();
    paths.sort();
    Ok(paths)
}
"#;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("sql")
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a file in a folder")).expect("a folder");
    // Untouched files keep their time, so that cargo builds once.
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    fs::write(path, text).expect("a file");
}

fn member(name: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         sqlx.workspace = true\ntokio.workspace = true\n"
    )
}

fn fixed(model: &Model) -> Vec<Statement> {
    let ids = (0..model.resources.len()).map(ResourceId);
    ids.flat_map(|id| sql::statements(model, id).fixed().cloned().collect::<Vec<_>>()).collect()
}

/// A crate whose macros ask about every statement.
fn questions(model: &Model) -> String {
    let statements = fixed(model);
    let mut code = String::from("#![allow(dead_code, warnings)]\n");
    for resource in &model.resources {
        let id = resource.name.pascal();
        writeln!(code, "type {id}Id = sqlx::types::Uuid;").expect("text");
    }
    for (at, statement) in statements.iter().enumerate() {
        let arguments = ", None::<i32>".repeat(statement.parameters.len());
        let literal = statement.literal();
        writeln!(
            code,
            "fn statement_{at}() {{ let _ = sqlx::query_unchecked!({literal}{arguments}); }}"
        )
        .expect("text");
    }
    code
}

/// Rust types for the model's enums, for the macros know none.
fn overrides(model: &Model) -> String {
    // sqlx reads arrays of decimals as slices, which no row can hold.
    let mut text = String::from("[macros.type-overrides]\n'NUMERIC[]' = \"Vec<String>\"\n");
    for at in 0..model.enums.len() {
        let name = sql::name::enum_type(model, scaffold::model::EnumId(at));
        writeln!(text, "'{name}' = \"String\"\n'{name}[]' = \"Vec<String>\"").expect("text");
    }
    text
}

fn cargo(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(folder).args(arguments).env("CARGO_TARGET_DIR", folder.join("target"));
    command
}

fn run(mut command: Command) -> String {
    let output = command.output().expect("a command that starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let files = entries.map(|path| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, fs::read_to_string(&path).expect("text"))
    });
    files.collect()
}

#[test]
fn metadata_is_what_sqlx_learns_from_postgres() {
    let url = std::env::var("DATABASE_URL").expect("DATABASE_URL names a Postgres server");
    let models = [
        ("minimal", example("minimal")),
        ("social", example("social-sharing")),
        ("storefront", example("storefront")),
        ("everything", everything()),
        ("tangled", tangled()),
    ];
    let root = folder();
    write(&root.join("Cargo.toml"), WORKSPACE);
    write(&root.join("server/Cargo.toml"), &member("server"));
    write(&root.join("server/src/main.rs"), SERVER);
    for (name, model) in &models {
        let package = root.join(name);
        write(&package.join("Cargo.toml"), &member(name));
        write(&package.join("src/lib.rs"), &questions(model));
        write(&package.join("sqlx.toml"), &overrides(model));
        let migrations = package.join("migrations");
        let _ = fs::remove_dir_all(&migrations);
        for migration in sql::migrations(model) {
            write(&migrations.join(migration.file()), &migration.text);
        }
        for (at, resource) in model.resources.iter().enumerate() {
            for statement in sql::statements(model, ResourceId(at)).dynamic() {
                let file = format!("dynamic/{}.{}.sql", resource.plural.snake(), statement.name);
                write(&migrations.join(file), &statement.text);
            }
        }
    }
    run(cargo(&root, &["build", "--quiet", "--package", "server"]));
    for (name, model) in &models {
        let database = format!("sql_metadata_{name}_{}", std::process::id());
        let mut server = Command::new(root.join("target/debug/server"));
        server.args([&url, &database]).arg(root.join(name).join("migrations"));
        let prepared = run(server);
        for (at, resource) in model.resources.iter().enumerate() {
            for statement in sql::statements(model, ResourceId(at)).dynamic() {
                let columns: Vec<_> =
                    statement.columns.iter().map(|it| it.label.as_str()).collect();
                let line =
                    format!("{}.{} {}", resource.plural.snake(), statement.name, columns.join(","));
                assert!(prepared.lines().any(|it| it == line), "{line}\nin\n{prepared}");
            }
        }
        let learnt = root.join(name).join("learnt");
        let _ = fs::remove_dir_all(&learnt);
        fs::create_dir_all(&learnt).expect("a folder");
        let source = root.join(name).join("src/lib.rs");
        // The macros run only if the crate is compiled anew.
        fs::write(&source, fs::read_to_string(&source).expect("text")).expect("a file");
        let (server, _) = url.rsplit_once('/').expect("a URL with a database");
        let mut check = cargo(&root, &["check", "--quiet", "--package", name]);
        check.env("DATABASE_URL", format!("{server}/{database}"));
        check.env("SQLX_OFFLINE", "false").env("SQLX_OFFLINE_DIR", &learnt);
        run(check);
        let learnt = files(&learnt);
        let written: BTreeMap<_, _> = fixed(model)
            .iter()
            .map(|statement| statement.metadata(model))
            .map(|metadata| (metadata.file, metadata.text))
            .collect();
        for (file, text) in &written {
            assert_eq!(Some(text), learnt.get(file), "{name} {file}");
        }
        assert_eq!(learnt.len(), written.len(), "{name}");
        println!("{name}: {} statements", written.len());
    }
}
