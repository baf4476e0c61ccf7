//! The services of the examples: formatted, without a warning, with queries that fit a real
//! Postgres, and passing their own tests on a private cluster and once in a container.
//!
//! All of them share one build folder, so that what they depend on is built once.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use scaffold::database::Cluster;
use scaffold::examples::{self, EXAMPLES, Example};

use crate::openapi::EVERYTHING;
use crate::support::project::{
    attempt, cargo, generate, kept_folder, not_run, one_build_at_a_time, place, run,
    use_shared_build_folder,
};

/// The service of an example, in a folder where it may be built.
fn project(example: &Example) -> PathBuf {
    let folder = kept_folder("emitted").join(example.name);
    place(&generate(example.model).unwrap_or_else(|fault| panic!("{fault}")), &folder);
    folder
}

#[test]
fn examples_are_formatted() {
    for example in EXAMPLES {
        let folder = project(example);
        run(&format!("fmt of {}", example.name), &mut cargo(&folder, &["fmt", "--check"]));
    }
}

#[test]
fn examples_build_without_warnings_fit_postgres_and_pass_their_tests() {
    let _one = one_build_at_a_time();
    let cluster = Cluster::throw_away().expect("a Postgres server");
    let url = cluster.url("postgres");
    let mut results = Vec::new();
    for example in EXAMPLES {
        let (name, folder) = (example.name, project(example));
        let clippy = ["clippy", "--quiet", "--locked", "--all-targets", "--", "-D", "warnings"];
        results.push(attempt(&format!("clippy of {name}"), &mut cargo(&folder, &clippy)));
        let mut metadata = Command::new(env!("CARGO_BIN_EXE_scaffold"));
        metadata.args(["db", "metadata", "--check"]).current_dir(&folder);
        use_shared_build_folder(&mut metadata);
        let metadata = metadata.env("DATABASE_URL", &url);
        results.push(attempt(&format!("metadata of {name}"), metadata));
        let mut tests = cargo(&folder, &["test", "--quiet", "--locked", "--no-fail-fast"]);
        let tests = tests.env("TEST_DATABASE_URL", &url);
        results.push(attempt(&format!("tests of {name}"), tests));
    }
    let faults: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// What no example has is written as well: by itself it must be found good by the compiler.
#[test]
fn every_construct_builds_without_warnings() {
    let _one = one_build_at_a_time();
    let folder = kept_folder("emitted").join("everything");
    place(&generate(EVERYTHING).unwrap_or_else(|fault| panic!("{fault}")), &folder);
    run("fmt of everything", &mut cargo(&folder, &["fmt", "--check"]));
    let clippy = ["clippy", "--quiet", "--locked", "--all-targets", "--", "-D", "warnings"];
    run("clippy of everything", &mut cargo(&folder, &clippy));
}

/// A project that was edited and then grew, step by step, is as good as a new one: formatted,
/// without a warning, and passing its tests, on a schema that its migrations grew as well.
#[test]
fn a_project_that_grew_builds_and_passes_its_tests() {
    let _one = one_build_at_a_time();
    let cluster = Cluster::throw_away().expect("a Postgres server");
    let folder = kept_folder("emitted").join("grown");
    let example = examples::find("minimal").expect("it is an example");
    place(&generate(example.model).unwrap_or_else(|fault| panic!("{fault}")), &folder);
    let slice = folder.join("src/notes/mod.rs");
    let mine = "\n/// Mine.\n#[must_use]\npub fn mine() -> u8 {\n    1\n}\n";
    fs::write(&slice, fs::read_to_string(&slice).unwrap() + mine).unwrap();
    for arguments in GROWTH {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scaffold"));
        command.args(*arguments).arg("--yes").current_dir(&folder);
        run(&format!("scaffold {}", arguments.join(" ")), &mut command);
    }
    assert!(fs::read_to_string(&slice).unwrap().ends_with(mine));
    run("fmt of grown", &mut cargo(&folder, &["fmt", "--check"]));
    let clippy = ["clippy", "--quiet", "--locked", "--all-targets", "--", "-D", "warnings"];
    run("clippy of grown", &mut cargo(&folder, &clippy));
    // One at a time: it is among the first tests, when the machine is busiest.
    let one_by_one = ["test", "--quiet", "--locked", "--no-fail-fast", "--", "--test-threads=1"];
    let mut tests = cargo(&folder, &one_by_one);
    run("tests of grown", tests.env("TEST_DATABASE_URL", cluster.url("postgres")));
}

/// One of each kind of addition.
const GROWTH: &[&[&str]] = &[
    &["add", "field", "note", "topic: string(1..40)? filter search"],
    &["add", "field", "note", "stars: integer(1..5) sort = 3"],
    &["add", "role", "editor", "--includes", "member", "--breaking"],
    &["add", "resource", "label", "name: string(1..40) unique", "color: enum(red, blue) = red"],
    &["add", "relation", "note", "labels: <-> label as notes"],
    &["add", "resource", "mark", "author: -> user owner", "--under", "note"],
    &["add", "action", "note", "praise", "--access", "owner", "--set", "stars=stars + 1"],
    &["set", "note", "page.max=50", "--breaking"],
];

/// Continuous integration always has Docker; elsewhere a machine without it is left in peace.
#[test]
fn an_example_passes_its_tests_in_a_container() {
    if !has_docker() {
        return not_run("Docker does not answer");
    }
    let _one = one_build_at_a_time();
    let example = examples::find("minimal").expect("it is an example");
    let mut tests = cargo(&project(example), &["test", "--quiet", "--locked", "--test", "api"]);
    run("tests of minimal in a container", &mut tests);
}

fn has_docker() -> bool {
    let mut docker = Command::new("docker");
    docker.arg("info").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    docker.status().is_ok_and(|status| status.success())
}
