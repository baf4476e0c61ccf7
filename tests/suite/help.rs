//! What the commands say about themselves.

use snapbox::{assert_data_eq, str};

use crate::support::Sandbox;

fn prints(arguments: &[&str], expected: impl snapbox::IntoData) {
    let answer = Sandbox::new().run(arguments);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    assert_data_eq!(answer.stdout, expected);
}

#[test]
fn help_teaches_the_commands() {
    prints(
        &["--help"],
        str![[r#"
Turn a declared resource model into a complete Axum service

A model file, `scaffold.toml`, says what a service keeps, who may do what with it and which
constraints hold. From it come the Rust code, the SQL, the API's description and the tests, as a
project that stands on its own.

Usage: scaffold <COMMAND>

Commands:
  new          Create a service in a new folder
  check        Look for faults in a model file
  dev          Run the project's service, with a database for it
  db           Start, stop, reset or look into the project's database
  add          Add a resource, field, relation, action or role
  set          Set a key of a resource
  rename       Rename a resource, field, enum, variant or role, and keep its data
  remove       Remove a resource, field, action, variant or role, and keep data until you drop it
  plan         Show what would change if the model were applied
  apply        Bring the project up to date with its model
  upgrade      Bring the project to this version of scaffold
  undo         Take the last change back
  status       Show which generated files were edited, deleted or moved
  diff         Show what people changed against what was generated
  blueprint    Export a project as a template for cargo-generate
  explain      Tell more about a fault's code
  completions  Print a script that teaches a shell to complete commands
  help         Print this message or the help of the given subcommand(s)

Options:
  -h, --help
          Print help (see a summary with '-h')

  -V, --version
          Print version

Examples:
  scaffold new social-sharing --dev    a whole service from an example, running
  scaffold new my-shop                 a small service to start from
  scaffold check                       what is wrong with the model I stand in
  scaffold dev                         run the service, with a database for it

Exit codes:
  0  done
  1  something is left for you to settle
  2  the model file or the command line is at fault
  3  the machine is: files, permissions, programs, databases
  101  a bug in scaffold; 130 and 143 after a signal

"#]],
    );
}

#[test]
fn help_of_new_teaches_its_choices() {
    prints(
        &["new", "--help"],
        str![[r#"
Create a service in a new folder

The model is the one that `--model` or `--example` names; else, if NAME is an example's name, that
example's; else a small one with a single resource. What that one holds is asked at a terminal and
can be said by flags. The folder must not exist or be empty, and either all files are written or
none.

Usage: scaffold new [OPTIONS] <NAME>

Arguments:
  <NAME>
          The service's name, such as `my-shop`

Options:
      --model <FILE>
          The model file to start from

      --example <NAME>
          The example to start from

          Possible values:
          - minimal:        one resource
          - social-sharing: users, posts, comments, likes, follows and moderation
          - storefront:     decimals, orders with a state machine, stock, soft delete

      --path <DIR>
          The folder to create [default: NAME, here]

      --summary <TEXT>
          What the service is for, in one sentence

      --resource <NAME>
          What the small model keeps, in the singular, such as `note`

      --field <FIELD>
          A field of it, such as `title: string(1..200)`; may be given several times

      --read <RULE>
          Who may read it: `public`, `authenticated` or `owner`

      --dev
          Run the service once it is there, as `scaffold dev` does

      --port <PORT>
          The port that it listens on
          
          [default: 8080]

  -h, --help
          Print help (see a summary with '-h')

Examples:
  scaffold new social-sharing --dev                    an example, running at once
  scaffold new my-shop --example storefront            an example under another name
  scaffold new my-shop --model shop.toml               a model of your own
  scaffold new diary --resource entry /
      --field 'day: date sort' --field 'body: text'    a small model, said in one line

"#]],
    );
}

#[test]
fn help_of_check_teaches_its_formats() {
    prints(
        &["check", "--help"],
        str![[r#"
Look for faults in a model file

Shows every fault at once: its code, its place, the nearest valid name, what to do. Writes nothing.
Ends with 2 if the model is not valid; warnings alone are no reason.

Usage: scaffold check [OPTIONS] [FILE]

Arguments:
  [FILE]
          The model file [default: the `scaffold.toml` here or in the nearest folder above]

Options:
      --format <FORMAT>
          For whom the report is

          Possible values:
          - human: excerpts with the offending text marked
          - json:  one JSON object a line
          
          [default: human]

  -h, --help
          Print help (see a summary with '-h')

Examples:
  scaffold check                    the model of the project I stand in
  scaffold check shop.toml          any model file
  scaffold check --format json      for an editor: one JSON object a line, one line a fault

"#]],
    );
}

#[test]
fn help_of_dev_says_what_it_does() {
    prints(
        &["dev", "--help"],
        str![[r#"
Run the project's service, with a database for it

Finds or starts a Postgres (see `scaffold db --help`), builds the service and runs it, which brings
the database's tables up to date. Ctrl-C lets the service finish what it is doing, then stops what
was started. The data is kept in the project's `.dev` folder.

Usage: scaffold dev [OPTIONS]

Options:
      --port <PORT>
          The port to listen on
          
          [default: 8080]

      --with <KEEPER>
          Who runs Postgres, when this project has none yet

          Possible values:
          - installed: Postgres programs that are installed here
          - docker:    a container with a named volume
          - npm:       Postgres programs fetched through npm

  -h, --help
          Print help (see a summary with '-h')

Examples:
  scaffold dev
  scaffold dev --port 8081
  DATABASE_URL=postgres://me@localhost/mine scaffold dev

"#]],
    );
}

#[test]
fn help_of_db_says_where_the_data_lies() {
    prints(
        &["db", "--help"],
        str![[r#"
Start, stop, reset or look into the project's database

The database is the one that `DATABASE_URL` names, if it is set. Else it is kept by the first of
these that works here: installed Postgres programs, with the data in the project's `.dev` folder;
Docker, with the data in a volume; Postgres programs fetched through npm. The choice is remembered
until `reset`.

Usage: scaffold db <COMMAND>

Commands:
  up        Start it if it does not run, and print its address
  down      Stop it; the data is kept
  reset     Stop it and remove all its data
  url       Print its address, starting it if it does not run
  psql      Talk to it with psql
  check     Try the migrations, and compare what they make with what the model says
  metadata  Refresh the description of the queries by which the project builds offline
  help      Print this message or the help of the given subcommand(s)

Options:
  -h, --help
          Print help (see a summary with '-h')

Examples:
  scaffold db up                               start it and print its address
  DATABASE_URL=$(scaffold db url) cargo test   use it from other programs
  scaffold db psql -- -c 'select 1'            talk to it
  scaffold db check                            do my migrations make what the model says?
  scaffold db metadata --check                 do my queries still fit my migrations?

"#]],
    );
}

#[test]
fn help_of_metadata_says_that_data_is_safe() {
    prints(
        &["db", "metadata", "--help"],
        str![[r#"
Refresh the description of the queries by which the project builds offline

Applies the project's migrations to an empty database, compiles every query against it and writes
what Postgres says about each into `.sqlx`, to be committed. Your data is neither read nor changed.

Usage: scaffold db metadata [OPTIONS]

Options:
      --check
          Write nothing; end with 1 if `.sqlx` is out of date

  -h, --help
          Print help (see a summary with '-h')

"#]],
    );
}
