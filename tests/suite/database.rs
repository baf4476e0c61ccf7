//! `scaffold db`: a private cluster for a project, by the programs that are installed.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::process::Command;

use scaffold::database::Cluster;
use snapbox::{assert_data_eq, str};

use crate::support::project::{has_container, not_run};
use crate::support::{Answer, Sandbox, is_root};

fn done(answer: &Answer) -> &str {
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    answer.stdout.trim_end()
}

fn query(sandbox: &Sandbox, sql: &str) -> String {
    done(&sandbox.run(&["db", "psql", "--", "-XAtqc", sql])).to_owned()
}

fn server(sandbox: &Sandbox) -> String {
    let lines = fs::read_to_string(sandbox.path(".dev/postgres/postmaster.pid")).unwrap();
    lines.lines().next().unwrap().to_owned()
}

#[test]
fn up_twice_is_one_server_and_down_keeps_the_data() {
    let sandbox = Sandbox::project("my-shop");
    let first = sandbox.run(&["db", "up"]);
    let url = done(&first);
    assert!(url.starts_with("postgres://postgres@localhost/my_shop?host=/"), "{url}");
    let pid = server(&sandbox);
    assert_eq!(done(&sandbox.run(&["db", "up"])), url);
    assert_eq!(server(&sandbox), pid);
    query(&sandbox, "create table kept (id int); insert into kept values (7)");
    done(&sandbox.run(&["db", "down"]));
    assert!(!sandbox.path(".dev/postgres/postmaster.pid").exists());
    done(&sandbox.run(&["db", "down"]));
    assert_eq!(query(&sandbox, "select id from kept"), "7");
}

/// Postgres would wait for itself until nobody waits any more.
#[test]
fn a_place_that_postgres_cannot_be_told_of_is_refused_at_once() {
    let sandbox = Sandbox::project("service");
    fs::create_dir(sandbox.path("a\nb")).unwrap();
    fs::rename(sandbox.path("scaffold.toml"), sandbox.path("a\nb/scaffold.toml")).unwrap();
    let mut command = sandbox.command(&["db", "up"]);
    let output = command.current_dir(sandbox.path("a\nb")).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("where a name has a line break"), "{said}");
    assert!(said.contains("set `DATABASE_URL`"), "{said}");
}

#[test]
fn the_data_is_durable_private_and_never_committed() {
    let sandbox = Sandbox::project("service");
    done(&sandbox.run(&["db", "up"]));
    assert_eq!(query(&sandbox, "show fsync"), "on");
    assert_eq!(query(&sandbox, "show synchronous_commit"), "on");
    assert_eq!(query(&sandbox, "show listen_addresses"), "");
    assert_eq!(query(&sandbox, "select lower('ÄÖ')"), "äö");
    assert_eq!(fs::read_to_string(sandbox.path(".dev/.gitignore")).unwrap(), "*\n");
    let data = fs::metadata(sandbox.path(".dev/postgres")).unwrap();
    assert_eq!(data.mode() & 0o777, 0o700);
    assert_ne!(data.uid(), 0, "Postgres refuses to run as root");
}

#[test]
fn a_server_that_was_killed_is_started_again() {
    let sandbox = Sandbox::project("service");
    done(&sandbox.run(&["db", "up"]));
    query(&sandbox, "create table kept (id int); insert into kept values (7)");
    let killed = Command::new("kill").args(["-9", &server(&sandbox)]).status().unwrap();
    assert!(killed.success());
    assert_eq!(query(&sandbox, "select id from kept"), "7");
}

#[test]
fn a_number_that_another_program_has_by_now_is_not_taken_for_the_server() {
    let sandbox = Sandbox::project("service");
    done(&sandbox.run(&["db", "up"]));
    done(&sandbox.run(&["db", "down"]));
    let stale = format!("{}\n/elsewhere\n0\n5432\n/tmp\n\n", std::process::id());
    sandbox.write(".dev/postgres/postmaster.pid", &stale);
    assert_eq!(query(&sandbox, "select 1"), "1");
}

/// A folder of a sandbox that is a project, and what `scaffold` answers there.
fn made(sandbox: &Sandbox, folder: &str) {
    fs::create_dir(sandbox.path(folder)).unwrap();
    sandbox.write(&format!("{folder}/scaffold.toml"), "[service]\nname = \"service\"\n");
}

fn run_in(sandbox: &Sandbox, folder: &str, arguments: &[&str]) -> Answer {
    sandbox.answer(sandbox.command(arguments).current_dir(sandbox.path(folder)).output().unwrap())
}

/// Postgres writes its control file by the path that it was started with. Without a refusal, the
/// server of the moved folder writes over that of the new one, which never starts again.
#[test]
fn a_folder_that_is_moved_while_its_server_runs_harms_nothing() {
    let sandbox = Sandbox::new();
    made(&sandbox, "project");
    let kept = "create table kept (id int); insert into kept values (7)";
    done(&run_in(&sandbox, "project", &["db", "psql", "--", "-c", kept]));
    done(&run_in(&sandbox, "project", &["db", "up"]));
    fs::rename(sandbox.path("project"), sandbox.path("moved")).unwrap();
    made(&sandbox, "project");
    let refused = run_in(&sandbox, "project", &["db", "up"]);
    assert_eq!(refused.code, Some(3));
    let said = "was moved from here, and its server still writes to this place";
    assert!(refused.stderr.contains(said), "{}", refused.stderr);
    let read = ["db", "psql", "--", "-XAtqc", "select id from kept"];
    assert_eq!(done(&run_in(&sandbox, "moved", &read)), "7");
    done(&run_in(&sandbox, "project", &["db", "up"]));
    done(&run_in(&sandbox, "moved", &["db", "up"]));
    for folder in ["moved", "project"] {
        done(&run_in(&sandbox, folder, &["db", "down"]));
        done(&run_in(&sandbox, folder, &["db", "up"]));
    }
    assert_eq!(done(&run_in(&sandbox, "moved", &read)), "7");
    done(&run_in(&sandbox, "moved", &["db", "reset", "--yes"]));
}

#[test]
fn a_server_whose_folder_was_removed_gives_way() {
    let sandbox = Sandbox::new();
    made(&sandbox, "project");
    done(&run_in(&sandbox, "project", &["db", "up"]));
    fs::remove_dir_all(sandbox.path("project")).unwrap();
    made(&sandbox, "project");
    done(&run_in(&sandbox, "project", &["db", "up"]));
}

#[test]
fn an_interrupted_initialisation_is_started_afresh() {
    let sandbox = Sandbox::project("service");
    fs::create_dir_all(sandbox.path(".dev/postgres.new/base")).unwrap();
    assert_eq!(query(&sandbox, "select 1"), "1");
}

#[test]
fn projects_do_not_meet() {
    let (one, two) = (Sandbox::project("service"), Sandbox::project("service"));
    query(&one, "create table mine (id int)");
    assert_eq!(query(&two, "select to_regclass('mine') is null"), "t");
}

#[test]
fn many_at_once_start_one_server() {
    let sandbox = Sandbox::project("service");
    let runs: Vec<_> = (0..4).map(|_| sandbox.command(&["db", "url"]).spawn().unwrap()).collect();
    let answers: Vec<_> = runs.into_iter().map(|run| run.wait_with_output().unwrap()).collect();
    assert!(
        answers.iter().all(|answer| answer.status.success() && answer.stdout == answers[0].stdout)
    );
}

#[test]
fn reset_asks_or_is_told() {
    let sandbox = Sandbox::project("service");
    query(&sandbox, "create table gone (id int)");
    let refused = sandbox.run(&["db", "reset"]);
    assert_eq!(refused.code, Some(2));
    assert_data_eq!(
        refused.stderr,
        str![[r#"
error: resetting removes all data, and nobody can be asked
help: say `--yes` if that is meant

"#]]
    );
    done(&sandbox.run(&["db", "reset", "--yes"]));
    assert!(!sandbox.path(".dev/postgres").exists());
    assert_eq!(query(&sandbox, "select to_regclass('gone') is null"), "t");
}

#[test]
fn a_given_database_is_used_and_never_reset() {
    let sandbox = Sandbox::project("service");
    let given = |arguments: &[&str]| {
        sandbox.command(arguments).env("DATABASE_URL", "postgres://me@db/mine").output().unwrap()
    };
    assert_eq!(given(&["db", "url"]).stdout, b"postgres://me@db/mine\n");
    let refused = given(&["db", "reset", "--yes"]);
    assert_eq!(refused.status.code(), Some(2));
    assert_data_eq!(
        String::from_utf8(refused.stderr).unwrap(),
        str![[r#"
error: the database that DATABASE_URL names is not ours to reset
help: drop and create it with your own tools

"#]]
    );
    assert!(!sandbox.path(".dev").exists());
}

#[test]
fn a_private_folder_that_is_a_link_is_refused() {
    let sandbox = Sandbox::project("service");
    fs::create_dir(sandbox.path("elsewhere")).unwrap();
    symlink("elsewhere", sandbox.path(".dev")).unwrap();
    let answer = sandbox.run(&["db", "up"]);
    assert_eq!(answer.code, Some(3));
    assert_data_eq!(
        answer.stderr,
        str![[r#"
error: `[SANDBOX]/.dev` is a symbolic link
help: remove it: a database is never put behind a link

"#]]
    );
    assert_eq!(sandbox.names("elsewhere"), Vec::<String>::new());
}

#[test]
fn the_choice_of_a_keeper_is_remembered() {
    let sandbox = Sandbox::project("service");
    done(&sandbox.run(&["db", "up", "--with", "installed"]));
    let answer = sandbox.run(&["db", "up", "--with", "docker"]);
    assert_eq!(answer.code, Some(2));
    assert_data_eq!(
        answer.stderr,
        str![[r#"
error: this project's data is kept by `installed`, not by `docker`
help: `scaffold db reset` removes that data and lets you choose again

"#]]
    );
}

#[test]
fn data_of_a_version_that_is_gone_is_not_touched() {
    let sandbox = Sandbox::project("service");
    done(&sandbox.run(&["db", "up"]));
    done(&sandbox.run(&["db", "down"]));
    let version = fs::read_to_string(sandbox.path(".dev/postgres/PG_VERSION")).unwrap();
    sandbox.write(".dev/postgres/PG_VERSION", "12\n");
    let answer = sandbox.run(&["db", "up"]);
    sandbox.write(".dev/postgres/PG_VERSION", &version);
    assert_eq!(answer.code, Some(3));
    assert_data_eq!(
        answer.stderr,
        str![[r#"
error: this project's data was made by Postgres 12, which is not there any more
help: install Postgres 12 again
help: or start afresh without that data: rm -r '[SANDBOX]/.dev/postgres'

"#]]
    );
}

#[test]
fn a_path_that_a_shell_would_trip_over_works() {
    let sandbox = Sandbox::new();
    let inside = "it's $(touch pwned) \"`x`\" ü";
    fs::create_dir(sandbox.path(inside)).unwrap();
    sandbox.write(&format!("{inside}/scaffold.toml"), "[service]\nname = \"service\"\n");
    let run = |arguments: &[&str]| {
        sandbox.command(arguments).current_dir(sandbox.path(inside)).output().unwrap()
    };
    let up = run(&["db", "up"]);
    assert!(up.status.success(), "{}", String::from_utf8_lossy(&up.stderr));
    assert!(run(&["db", "reset", "--yes"]).status.success());
    assert_eq!(sandbox.names("."), [inside]);
}

#[test]
fn a_folder_that_only_root_can_enter_has_its_data_elsewhere() {
    if !is_root() {
        return not_run("only root has folders that only root can enter");
    }
    let sandbox = Sandbox::project("service");
    fs::set_permissions(sandbox.path("."), fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(query(&sandbox, "select 1"), "1");
    assert!(!sandbox.path(".dev/postgres").exists());
    let said = sandbox.run(&["db", "reset", "--yes"]).stderr;
    assert!(said.contains("/var/lib/scaffold/"), "{said}");
}

/// A copy that keeps its owner is told as that, and not as a program that may not be run.
#[test]
fn data_of_another_account_is_told() {
    if !is_root() {
        return not_run("only root gives files away");
    }
    let sandbox = Sandbox::project("service");
    done(&sandbox.run(&["db", "up"]));
    done(&sandbox.run(&["db", "down"]));
    chown(sandbox.path(".dev/postgres"), Some(4711), Some(4711)).unwrap();
    let answer = sandbox.run(&["db", "up"]);
    assert_eq!(answer.code, Some(3), "{}", answer.stderr);
    assert!(answer.stderr.contains("error: Postgres may not enter `"), "{}", answer.stderr);
    assert!(answer.stderr.contains("as with: chown -R "), "{}", answer.stderr);
}

/// What is no address is told before a service is built and started with it.
#[test]
fn a_variable_that_is_no_address_is_refused() {
    let sandbox = Sandbox::project("service");
    let mut command = sandbox.command(&["db", "up"]);
    let output = command.env("DATABASE_URL", "localhost/mine").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("write it as `postgres://"), "{said}");
}

/// What to do with data that no server can use any more is told, and works.
#[test]
fn damaged_data_is_told_with_the_way_to_begin_anew() {
    let sandbox = Sandbox::project("service");
    for damaged in ["global/pg_control", "PG_VERSION"] {
        done(&sandbox.run(&["db", "up"]));
        done(&sandbox.run(&["db", "down"]));
        fs::remove_file(sandbox.path(".dev/postgres").join(damaged)).unwrap();
        let answer = sandbox.run(&["db", "up"]);
        assert_eq!(answer.code, Some(3), "{}", answer.stderr);
        assert!(answer.stderr.contains("`scaffold db reset`"), "{damaged}: {}", answer.stderr);
        done(&sandbox.run(&["db", "reset", "--yes"]));
    }
}

#[test]
fn without_any_postgres_it_says_how_to_get_one() {
    let sandbox = Sandbox::project("service");
    let script = "
        for folder in /usr/lib/postgresql /usr/local/opt; do
            test ! -d $folder || mount -t tmpfs none $folder
        done
        PATH=/nowhere exec $scaffold db up";
    let Some(answer) = sandbox.run_with_mounts(script) else { return };
    assert_eq!(answer.code, Some(3));
    assert_data_eq!(
        answer.stderr,
        str![[r#"
error: there is no Postgres here, and nothing that could bring one
help: install Postgres 15 or later, such as `apt install postgresql` or `brew install postgresql`
help: or start Docker, or install npm
help: or set DATABASE_URL to a database that you have elsewhere

"#]]
    );
}

#[test]
fn a_throw_away_cluster_is_gone_with_its_value() {
    let cluster = Cluster::throw_away().unwrap();
    cluster.execute("postgres", "create database one").unwrap();
    let rows = cluster.execute("one", "show fsync").unwrap();
    assert_eq!(rows, [[Some("off".to_owned())]]);
    let fault = cluster.execute("one", "select nonsense").unwrap_err();
    let cause = std::error::Error::source(&fault).unwrap().to_string();
    assert_eq!(cause, "column \"nonsense\" does not exist");
    let url = cluster.url("one");
    let sockets = url.split_once("host=").unwrap().1.to_owned();
    drop(cluster);
    assert!(!std::path::Path::new(&sockets).exists());
}

#[test]
fn docker_keeps_the_data_in_a_volume() {
    if !has_container() {
        return;
    }
    let sandbox = Sandbox::project("service");
    let first = sandbox.run(&["db", "up", "--with", "docker"]);
    assert!(done(&first).starts_with("postgres://postgres:"), "{}", first.stdout);
    query(&sandbox, "create table kept (id int); insert into kept values (7)");
    done(&sandbox.run(&["db", "down"]));
    assert_eq!(query(&sandbox, "select id from kept"), "7");
    done(&sandbox.run(&["db", "reset", "--yes"]));
    assert_eq!(query(&sandbox, "select to_regclass('kept') is null"), "t");
}
