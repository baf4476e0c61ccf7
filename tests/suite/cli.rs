//! What the commands say when something is wrong, each with its exit code.

use snapbox::{assert_data_eq, str};

use crate::support::Sandbox;

fn fails(arguments: &[&str], code: i32, expected: impl snapbox::IntoData) {
    fails_in(&Sandbox::new(), arguments, code, expected);
}

fn fails_in(sandbox: &Sandbox, arguments: &[&str], code: i32, expected: impl snapbox::IntoData) {
    let answer = sandbox.run(arguments);
    assert_data_eq!(answer.stderr.as_str(), expected);
    assert_eq!(answer.code, Some(code));
    assert_eq!(answer.stdout, "");
}

fn prints(arguments: &[&str], expected: impl snapbox::IntoData) {
    let answer = Sandbox::new().run(arguments);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    assert_data_eq!(answer.stdout, expected);
}

#[test]
fn nothing_said_shows_the_help() {
    assert_eq!(Sandbox::new().run(&[]).code, Some(2));
}

#[test]
fn a_misspelt_command_names_the_nearest() {
    fails(
        &["chekc"],
        2,
        str![[r#"
error: unrecognized subcommand 'chekc'

  tip: a similar subcommand exists: 'check'

Usage: scaffold <COMMAND>

For more information, try '--help'.

"#]],
    );
}

#[test]
fn a_name_becomes_a_crate_and_so_is_strict() {
    fails(
        &["new", "My Shop"],
        2,
        str![[r#"
error: `My Shop` cannot be a service's name
help: use small letters, digits and single hyphens, at most 50, such as `my-shop`
help: did you mean `my-shop`?

"#]],
    );
    fails(
        &["new", "../escape"],
        2,
        str![[r#"
error: `../escape` cannot be a service's name
help: use small letters, digits and single hyphens, at most 50, such as `my-shop`
help: did you mean `escape`?

"#]],
    );
    fails(
        &["new", "a\nb"],
        2,
        str![[r#"
error: `a/nb` cannot be a service's name
help: use small letters, digits and single hyphens, at most 50, such as `my-shop`
help: did you mean `a-b`?

"#]],
    );
}

#[test]
fn a_name_that_is_taken_is_a_fault_of_the_command_line() {
    fails(
        &["new", "con"],
        2,
        str![[r#"
error: `con` is a device on Windows, so a service cannot be called so
help: add a word, as in `con-service`

"#]],
    );
}

#[test]
fn an_unknown_example_lists_those_there_are() {
    fails(
        &["new", "my-shop", "--example", "storfront"],
        2,
        str![[r#"
error: invalid value 'storfront' for '--example <NAME>'
  [possible values: minimal, social-sharing, storefront]

  tip: a similar value exists: 'storefront'

For more information, try '--help'.

"#]],
    );
}

#[test]
fn a_model_and_an_example_exclude_each_other() {
    fails(
        &["new", "my-shop", "--example", "minimal", "--model", "m.toml"],
        2,
        str![[r#"
error: the argument '--example <NAME>' cannot be used with '--model <FILE>'

Usage: scaffold new --example <NAME> <NAME>

For more information, try '--help'.

"#]],
    );
}

#[test]
fn a_model_that_is_missing_is_named() {
    fails(
        &["new", "my-shop", "--model", "shop.toml"],
        3,
        str![[r#"
error: the file `shop.toml` does not exist

"#]],
    );
    fails(
        &["check", "shop.toml"],
        3,
        str![[r#"
error: the file `shop.toml` does not exist

"#]],
    );
}

#[test]
fn a_model_that_is_no_file_is_refused_at_once() {
    let sandbox = Sandbox::new();
    let made = std::process::Command::new("mkfifo").arg(sandbox.path("pipe")).status().unwrap();
    assert!(made.success());
    fails_in(
        &sandbox,
        &["check", "pipe"],
        3,
        str![[r#"
error: `pipe` is not a file

"#]],
    );
    fails_in(
        &sandbox,
        &["check", "."],
        3,
        str![[r#"
error: `.` is not a file

"#]],
    );
}

#[test]
fn a_model_that_is_no_text_is_refused() {
    let sandbox = Sandbox::new();
    std::fs::write(sandbox.path("model.toml"), b"[service]\nname = \"\xff\"\n").unwrap();
    fails_in(
        &sandbox,
        &["check", "model.toml"],
        2,
        str![[r#"
error[E0002]: the byte `0xff` in line 2 is not UTF-8
--> model.toml
 = help: save the file as UTF-8

1 error in model.toml
error: `model.toml` is not a valid model

"#]],
    );
}

/// A file is never cut off and then taken for what its beginning says.
#[test]
fn a_model_that_is_too_large_is_refused() {
    let sandbox = Sandbox::new();
    let model = format!("[service]\nname = \"shop\"\n{}", "# more\n".repeat(1_000_000));
    sandbox.write("model.toml", &model);
    let answer = sandbox.run(&["check", "model.toml", "--format", "json"]);
    assert_eq!(answer.code, Some(2));
    assert!(answer.stdout.starts_with("{\"code\":\"E0001\""), "{}", answer.stdout);
    assert_eq!(sandbox.run(&["new", "shop", "--model", "model.toml"]).code, Some(2));
    assert_eq!(sandbox.names(""), ["model.toml"]);
}

#[test]
fn a_field_without_a_type_is_refused() {
    fails(
        &["new", "diary", "--field", "day"],
        2,
        str![[r#"
error: the field `day` has no type
help: write it as `name: type`, such as `title: string(1..200)`

"#]],
    );
}

#[test]
fn commands_of_a_project_need_one() {
    for command in [["check"].as_slice(), &["dev"], &["db", "up"]] {
        fails(
            command,
            2,
            str![[r#"
error: no `scaffold.toml` here or in any folder above
help: go into a project, or make one with `scaffold new NAME`

"#]],
        );
    }
}

#[test]
fn an_unknown_code_is_refused() {
    fails(
        &["explain", "E9999"],
        2,
        str![[r#"
error: there is no code `E9999`
help: `scaffold explain` lists all of them

"#]],
    );
}

#[test]
fn a_known_code_is_explained() {
    prints(
        &["explain", "e0101"],
        str![[r#"
E0101: unknown key

The table does not have a key of this name. The reference lists the keys of each table.

"#]],
    );
}

#[test]
fn completions_know_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        let script = Sandbox::new().run(&["completions", shell]).stdout;
        for command in ["new", "check", "dev", "db", "explain"] {
            assert!(script.contains(command), "{shell} does not know {command}");
        }
    }
}

#[test]
fn colours_appear_for_nobody_who_did_not_ask() {
    assert!(!Sandbox::new().run(&["check"]).stderr.contains('\x1b'));
    let sandbox = Sandbox::new();
    let forced = sandbox.command(&["check"]).env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(forced.stderr.contains(&b'\x1b'));
    let refused = sandbox
        .command(&["check"])
        .env("CLICOLOR_FORCE", "1")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert!(!refused.stderr.contains(&b'\x1b') || forced.stderr == refused.stderr);
}

#[test]
fn a_reader_who_went_away_is_no_fault() {
    let sandbox = Sandbox::new();
    let mut run = sandbox.command(&["completions", "bash"]).spawn().unwrap();
    drop(run.stdout.take());
    drop(run.stderr.take());
    assert_eq!(run.wait().unwrap().code(), Some(0));
}

#[test]
fn a_taken_port_is_told_with_the_way_out() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let answer = Sandbox::project("service").run(&["dev", "--port", &port.to_string()]);
    assert_eq!(answer.code, Some(3));
    let said = answer.stderr.replace(&port.to_string(), "[PORT]");
    assert_data_eq!(
        said.replace(&(port ^ 1).to_string(), "[OTHER]"),
        str![[r#"
error: the port [PORT] is taken, or not ours to listen on
  caused by: Address already in use (os error 98)
help: stop what listens there, or choose another: --port [OTHER]

"#]]
    );
}

#[test]
fn every_example_in_the_repository_can_be_started_from() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut present: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("scaffold.toml").exists())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    present.sort();
    let mut offered: Vec<&str> =
        scaffold::examples::EXAMPLES.iter().map(|example| example.name).collect();
    offered.sort_unstable();
    assert_eq!(offered, present);
}

#[test]
fn the_starting_model_is_valid_with_the_answers_that_are_offered() {
    let sandbox = Sandbox::new();
    let answer = sandbox.run(&["new", "diary"]);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    assert_eq!(sandbox.run(&["check", "diary/scaffold.toml"]).code, Some(0));
}

#[test]
fn flags_answer_every_question() {
    let sandbox = Sandbox::new();
    let answer = sandbox.run(&[
        "new",
        "diary",
        "--summary",
        "Keeps days.",
        "--resource",
        "entry",
        "--field",
        "day: date sort",
        "--field",
        "body: text(1..5000)",
        "--read",
        "owner",
    ]);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    assert_data_eq!(
        std::fs::read_to_string(sandbox.path("diary/scaffold.toml")).unwrap(),
        str![[r#"
[service]
name = "diary"
summary = "Keeps days."

[resources.entry.fields]
author = "-> user owner"
day = "date sort"
body = "text(1..5000)"

[resources.entry.access]
read = "owner"
create = "authenticated"
update = "owner"
delete = ["owner", "admin"]

"#]]
    );
}

#[test]
fn a_fault_in_an_answer_is_shown_where_it_came_to_stand() {
    fails(
        &["new", "diary", "--field", "day: dat"],
        2,
        str![[r#"
error[E0202]: unknown type `dat`
 --> scaffold.toml:7:8
  |
7 | day = "dat"
  |        ^^^ neither a type nor a shared enum
  |
help: did you mean `date`?
  |
7 | day = "date"
  |           +

1 error in scaffold.toml
error: `scaffold.toml` is not a valid model
help: `scaffold explain CODE` tells more about a fault

"#]],
    );
}

#[test]
fn faults_of_a_model_are_shown_all_at_once_and_to_programs_as_json() {
    let sandbox = Sandbox::new();
    sandbox.write("shop.toml", "[service]\nname = \"shop\"\n\n[resources.item.fields]\na = \"strng\"\nb = \"text unqiue\"\n");
    fails_in(
        &sandbox,
        &["check", "shop.toml"],
        2,
        str![[r#"
error[E0202]: unknown type `strng`
 --> shop.toml:5:6
  |
5 | a = "strng"
  |      ^^^^^ neither a type nor a shared enum
  |
help: did you mean `string`?
  |
5 | a = "string"
  |         +

error[E0203]: unknown attribute `unqiue`
 --> shop.toml:6:11
  |
6 | b = "text unqiue"
  |           ^^^^^^ not an attribute
  |
help: did you mean `unique`?
  |
6 - b = "text unqiue"
6 + b = "text unique"
  |

2 errors in shop.toml
error: `shop.toml` is not a valid model
help: `scaffold explain CODE` tells more about a fault

"#]],
    );
    let answer = sandbox.run(&["check", "shop.toml", "--format", "json"]);
    assert_eq!(answer.code, Some(2));
    assert!(
        answer.stdout.lines().all(|line| line.starts_with("{\"code\":\"E")),
        "{}",
        answer.stdout
    );
    assert_data_eq!(
        answer.stderr,
        str![[r#"
error: `shop.toml` is not a valid model

"#]]
    );
}
