//! Words that mean something to Rust, Postgres or the service itself, wherever a model may use
//! them: what is not refused by name gives a service that builds, or tables that work.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use scaffold::database::Cluster;
use scaffold::model::ResourceId;
use scaffold::sql;

use crate::support::project::{
    attempt, cargo, check, generate, kept_folder, one_build_at_a_time, place,
};

/// Each is one model with as many such words as it can hold.
const MODELS: [(&str, &str); 2] = [
    ("keywords", include_str!("../words/keywords.toml")),
    ("prelude", include_str!("../words/prelude.toml")),
];

#[test]
fn words_of_rust_and_of_the_service_build_without_warnings() {
    let _one = one_build_at_a_time();
    let mut faults = Vec::new();
    for (name, text) in MODELS {
        let project = kept_folder("words").join(name);
        place(&generate(text).unwrap_or_else(|fault| panic!("{fault}")), &project);
        let format = attempt(&format!("fmt of {name}"), &mut cargo(&project, &["fmt", "--check"]));
        let clippy = ["clippy", "--quiet", "--locked", "--all-targets", "--", "-D", "warnings"];
        let clippy = attempt(&format!("clippy of {name}"), &mut cargo(&project, &clippy));
        faults.extend([format, clippy].into_iter().filter_map(Result::err));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// Words of a model whose tables and columns are called by words of Postgres.
const TABLES: usize = 60;
/// Columns of each of its tables, beside those that every table has.
const COLUMNS: usize = 12;

/// Whether `part` alone is legal.
fn is_legal(part: &str) -> bool {
    check(&format!("[service]\nname = \"words\"\n{part}")).is_ok()
}

/// A table that is called by the word itself, not by its plural.
fn as_table(word: &str) -> String {
    format!(
        "\n[resources.{word}]\nplural = \"{word}\"\n[resources.{word}.access]\n\
         read = \"public\"\ncreate = \"member\"\nupdate = \"member\"\ndelete = \"admin\"\n"
    )
}

fn as_column(word: &str) -> String {
    format!("{word} = \"string filter sort\"\n")
}

#[test]
fn every_word_of_postgres_is_a_table_and_a_column_or_refused() {
    let cluster = Cluster::throw_away().expect("a Postgres server");
    let rows = cluster.execute("postgres", "select word from pg_get_keywords() order by word");
    let words = rows.expect("Postgres knows its words").into_iter().flatten().flatten();
    let words: Vec<String> = words.collect();
    assert!(words.len() > 400, "{}", words.len());
    let tables: Vec<&String> = words.iter().filter(|word| is_legal(&as_table(word))).collect();
    let fields = as_table("thing") + "\n[resources.thing.fields]\n";
    let is_column = |word: &&String| is_legal(&(fields.clone() + &as_column(word)));
    let columns: Vec<&String> = words.iter().filter(is_column).collect();
    let refused: BTreeSet<&String> =
        words.iter().filter(|word| !tables.contains(word) || !columns.contains(word)).collect();
    // Those that the service, its language or Rust need for themselves.
    assert!(refused.len() < 50, "{refused:?}");
    let mut columns = columns.into_iter().cycle();
    for (at, tables) in tables.chunks(TABLES).enumerate() {
        let mut text = "[service]\nname = \"words\"\n".to_owned();
        for table in tables {
            let _ = write!(text, "{}\n[resources.{table}.fields]\n", as_table(table));
            columns.by_ref().take(COLUMNS).for_each(|column| text.push_str(&as_column(column)));
        }
        let model = check(&text).unwrap_or_else(|fault| panic!("{fault}"));
        let database = format!("words_{at}");
        let run = |sql: &str| {
            cluster.execute(&database, sql).unwrap_or_else(|fault| panic!("{fault:#?}\n{sql}"));
        };
        cluster.execute("postgres", &format!("create database {database}")).expect("a database");
        for migration in sql::migrations(&model) {
            run(&format!("begin;\n{}commit;", migration.text));
        }
        for id in (0..model.resources.len()).map(ResourceId) {
            let statements = sql::statements(&model, id);
            statements.fixed().for_each(|statement| {
                run(&format!("prepare statement as {}", statement.text));
            });
        }
    }
}
