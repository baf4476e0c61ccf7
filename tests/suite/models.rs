//! Whatever legal model is drawn, what comes out is formatted, migrates, builds and passes its
//! own tests.
//!
//! `SCAFFOLD_SEEDS=100..200 cargo test --test suite models` draws others than the fixed ones;
//! `SCAFFOLD_BUILDS=5` builds the first five of them, and `SCAFFOLD_TESTS=3` runs the tests of the
//! first three.

use std::ops::Range;
use std::path::Path;
use std::process::Command;

use scaffold::database::Cluster;
use scaffold::sql;

use crate::drawn;
use crate::support::project::{
    attempt, cargo, check, generate, kept_folder, one_build_at_a_time, paths, place, progress, run,
    use_shared_build_folder,
};

fn seeds() -> Range<u64> {
    let Ok(text) = std::env::var("SCAFFOLD_SEEDS") else {
        return 0..24;
    };
    let (start, end) = text.split_once("..").expect("as `100..200`");
    start.parse().unwrap()..end.parse().unwrap()
}

/// How many of the drawn models are built; each takes a minute of processor time.
fn builds() -> usize {
    number("SCAFFOLD_BUILDS").unwrap_or(2)
}

/// How many of those run their own tests, which takes another minute or two.
fn tests() -> usize {
    number("SCAFFOLD_TESTS").unwrap_or(1)
}

fn number(variable: &str) -> Option<usize> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap())
}

#[test]
fn drawn_models_give_formatted_files() {
    let folder = kept_folder("drawn");
    let mut roots = Vec::new();
    let mut faults = Vec::new();
    for seed in seeds() {
        let text = drawn::model(seed);
        match generate(&text) {
            Ok(tree) => {
                let project = folder.join(seed.to_string());
                place(&tree, &project);
                let files = paths(&project).into_iter().filter(|path| is_root(path));
                roots.extend(files.map(|path| project.join(path)));
            }
            Err(fault) => faults.push(format!("seed {seed}: {fault}\n{text}")),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--check", "--color", "never", "--edition", "2024", "--config-path"]);
    rustfmt.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/rustfmt.toml")).args(roots);
    run("rustfmt over drawn models", &mut rustfmt);
}

/// Whether rustfmt reaches further files from this one.
fn is_root(path: &str) -> bool {
    matches!(path, "build.rs" | "src/lib.rs" | "src/main.rs" | "tests/api/main.rs")
}

#[test]
fn drawn_models_migrate() {
    let cluster = Cluster::throw_away().expect("a Postgres server");
    let mut faults = Vec::new();
    for seed in seeds() {
        let text = drawn::model(seed);
        let model = check(&text).expect("only legal models are drawn");
        let database = format!("drawn_{seed}");
        cluster.execute("postgres", &format!("create database {database}")).expect("a database");
        for migration in sql::migrations(&model) {
            let script = format!("begin;\n{}commit;", migration.text);
            if let Err(fault) = cluster.execute(&database, &script) {
                faults.push(format!("seed {seed}: {}: {fault:#?}\n{text}", migration.file()));
                break;
            }
        }
        cluster.execute("postgres", &format!("drop database {database}")).expect("it is unused");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn drawn_models_build_without_warnings_fit_postgres_and_pass_their_tests() {
    let _one = one_build_at_a_time();
    let cluster = Cluster::throw_away().expect("a Postgres server");
    let folder = kept_folder("drawn-builds");
    let mut results = Vec::new();
    for (number, seed) in seeds().take(builds()).enumerate() {
        let text = drawn::model(seed);
        let project = folder.join(seed.to_string());
        place(&generate(&text).expect("only legal models are drawn"), &project);
        progress(&format!("model of seed {seed}: {}", project.display()));
        let url = cluster.url("postgres");
        results.extend(build(&project, &url, seed));
        if number < tests() {
            let mut tests = cargo(&project, &["test", "--quiet", "--locked", "--no-fail-fast"]);
            let tests = tests.env("TEST_DATABASE_URL", &url);
            results.push(attempt(&format!("tests of seed {seed}"), tests));
        }
    }
    let faults: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

fn build(project: &Path, url: &str, seed: u64) -> [Result<(), String>; 2] {
    let clippy = ["clippy", "--quiet", "--locked", "--all-targets", "--", "-D", "warnings"];
    let clippy = attempt(&format!("clippy of seed {seed}"), &mut cargo(project, &clippy));
    let mut metadata = Command::new(env!("CARGO_BIN_EXE_scaffold"));
    metadata.args(["db", "metadata", "--check"]).current_dir(project);
    use_shared_build_folder(&mut metadata);
    let metadata = metadata.env("DATABASE_URL", url);
    [clippy, attempt(&format!("metadata of seed {seed}"), metadata)]
}

#[test]
fn every_construct_is_drawn() {
    let texts: Vec<String> = (0..60).map(drawn::model).collect();
    let constructs = [
        "under = ",
        "soft_delete",
        "key = ",
        "order = ",
        "page = ",
        "unique = [[",
        "nulls = ",
        "indexes = ",
        "checks = ",
        "count(",
        "mine(",
        "<-> ",
        "slug(",
        "owner\"",
        ".owner",
        " if ",
        "plural = ",
        "where = ",
        "link(",
        "taken.",
        " and ",
        " in (",
        "+ 1",
        "- 2",
        "= \"me\"",
        "on_delete = ",
        "slug(",
        "email",
        "url",
        "uuid",
        "acknowledge = ",
        "deprecated = {",
        "deprecated = \"",
        "when = ",
        "read(",
        "write()",
        "secret",
        "pattern(",
        "json",
        "decimal(",
        "[enums]",
        "{ type = ",
        "on_delete(null)",
        "on_delete(cascade)",
        "search",
        "filter",
        "sort",
        "ignore_case",
        "immutable",
        "now()",
        "token(",
        "min(",
        "max(",
    ];
    let missing: Vec<_> = constructs
        .iter()
        .filter(|construct| !texts.iter().any(|text| text.contains(**construct)))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
