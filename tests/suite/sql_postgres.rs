//! The SQL of models against a real Postgres: migrations apply, and the metadata that we write is
//! byte for byte what sqlx's macros write when they ask about every statement.
//!
//! The macros run in a small crate a model, all in one target folder.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use scaffold::database::Cluster;
use scaffold::model::{Model, ResourceId};
use scaffold::sql::{self, Statement};

use crate::sql_models::{everything, example, tangled};
use crate::support::project::one_build_at_a_time;

const WORKSPACE: &str = r#"
[workspace]
members = ["minimal", "social", "storefront", "everything", "tangled"]
resolver = "3"

[workspace.dependencies]
sqlx = { version = "=0.9.0", default-features = false, features = ["chrono", "derive", "json", "macros", "migrate", "postgres", "runtime-tokio", "rust_decimal", "sqlx-toml", "uuid"] }

[profile.dev]
debug = false
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
         sqlx.workspace = true\n"
    )
}

fn statements(model: &Model) -> Vec<Statement> {
    let ids = (0..model.resources.len()).map(ResourceId);
    let of = |id| {
        let statements = sql::statements(model, id);
        statements.fixed().chain(statements.dynamic()).cloned().collect::<Vec<_>>()
    };
    ids.flat_map(of).collect()
}

/// A crate whose macros ask about every statement.
fn questions(model: &Model) -> String {
    let statements = statements(model);
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

fn run(mut command: Command) {
    let output = command.output().expect("a command that starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
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
    let _one = one_build_at_a_time();
    let cluster = Cluster::throw_away().expect("a Postgres server");
    let models = [
        ("minimal", example("minimal")),
        ("social", example("social-sharing")),
        ("storefront", example("storefront")),
        ("everything", everything()),
        ("tangled", tangled()),
    ];
    let root = folder();
    write(&root.join("Cargo.toml"), WORKSPACE);
    for (name, model) in &models {
        let package = root.join(name);
        write(&package.join("Cargo.toml"), &member(name));
        write(&package.join("src/lib.rs"), &questions(model));
        write(&package.join("sqlx.toml"), &overrides(model));
    }
    for (name, model) in &models {
        cluster.execute("postgres", &format!("create database {name}")).expect("a new database");
        for migration in sql::migrations(model) {
            let text = format!("begin;\n{}commit;", migration.text);
            cluster
                .execute(name, &text)
                .unwrap_or_else(|fault| panic!("{}: {fault:#?}", migration.file()));
        }
        let learnt = learn(&root, name, &cluster.url(name));
        let written = statements(model).into_iter().map(|it| it.metadata(model));
        let written: BTreeMap<_, _> = written.map(|it| (it.file, it.text)).collect();
        for (file, text) in &written {
            assert_eq!(Some(text), learnt.get(file), "{name} {file}");
        }
        assert_eq!(learnt.len(), written.len(), "{name}");
    }
}

/// What sqlx's macros write about the statements of a model.
fn learn(root: &Path, name: &str, url: &str) -> BTreeMap<String, String> {
    let learnt = root.join(name).join("learnt");
    let _ = fs::remove_dir_all(&learnt);
    fs::create_dir_all(&learnt).expect("a folder");
    // The macros run only where cargo sees a new file.
    let source = root.join(name).join("src/lib.rs");
    fs::write(&source, fs::read_to_string(&source).expect("text")).expect("a file");
    let mut check = cargo(root, &["check", "--quiet", "--package", name]);
    check.env("DATABASE_URL", url);
    check.env("SQLX_OFFLINE", "false").env("SQLX_OFFLINE_DIR", &learnt);
    run(check);
    files(&learnt)
}
