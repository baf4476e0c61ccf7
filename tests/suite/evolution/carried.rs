//! A column under two names, whose rule changes before the old one is dropped.

use std::error::Error as _;

use scaffold::database::Cluster;
use scaffold::model::Model;
use scaffold::sql::{self, Migration, Past, REVISIONS};

use crate::support::project::check;

use super::{create, migrate, schema};

fn model(fields: &str) -> Model {
    let text = format!(
        "[service]\nname = \"shelf\"\n[enums]\nmood = [\"calm\", \"loud\"]\n[resources.note]\n\
         access = {{ read = \"public\" }}\n[resources.note.fields]\n{fields}\n"
    );
    check(&text).unwrap_or_else(|report| panic!("{text}\n{report}"))
}

/// A database whose tables go from model to model.
struct Grown<'a> {
    cluster: &'a Cluster,
    database: String,
    model: Model,
    history: Vec<Migration>,
}

impl<'a> Grown<'a> {
    fn new(cluster: &'a Cluster, database: &str, fields: &str) -> Self {
        create(cluster, database);
        let model = model(fields);
        let history = sql::migrations(&model);
        migrate(cluster, database, &history);
        Self { cluster, database: database.to_owned(), model, history }
    }

    fn retired(&self) -> Vec<sql::Retired> {
        sql::retired(self.history.iter().map(|step| step.text.as_str()))
    }

    fn planned(&self, fields: &str, past: Past) -> Result<Vec<Migration>, Vec<String>> {
        let past = Past { retired: self.retired(), ..past };
        let next = self.history.last().unwrap().number + 1;
        sql::evolve_past(&self.model, &model(fields), next, &past)
    }

    fn take(&mut self, steps: Vec<Migration>) {
        migrate(self.cluster, &self.database, &steps);
        self.history.extend(steps);
    }

    fn becomes(&mut self, fields: &str, gradual: bool) {
        let steps = self.planned(fields, Past { gradual, ..Past::default() });
        self.take(steps.unwrap_or_else(|refused| panic!("{fields}: {refused:#?}")));
        self.model = model(fields);
    }

    fn tries(&self, statement: &str) -> Result<(), String> {
        let tried = self.cluster.execute(&self.database, statement).map(drop);
        tried.map_err(|fault| fault.source().map_or_else(String::new, ToString::to_string))
    }

    fn runs(&self, statement: &str) {
        self.tries(statement).unwrap_or_else(|fault| panic!("{statement}: {fault}"));
    }

    fn inserts(&self, column: &str, value: &str) -> Result<(), String> {
        self.tries(&format!("insert into notes (id, {column}) values (gen_random_uuid(), {value})"))
    }

    /// The values of both columns, in order.
    fn values(&self, columns: [&str; 2]) -> String {
        let [one, other] = columns.map(|it| format!("coalesce({it}::text, '-')"));
        let query = format!(
            "select string_agg({one}, ' ' order by {one}), string_agg({other}, ' ' order by {one}) from notes"
        );
        let rows = self.cluster.execute(&self.database, &query).unwrap();
        assert_eq!(rows[0][0], rows[0][1]);
        rows[0][0].clone().unwrap()
    }

    /// Drops what is there unused; then the tables are those of a new project.
    fn ends(mut self) {
        let drop = self.retired().into_iter().map(|thing| thing.name).collect();
        let past = Past { retired: self.retired(), drop, ..Past::default() };
        self.take(sql::evolve_past(&self.model, &self.model, 9000, &past).unwrap());
        let fresh = format!("{}_fresh", self.database);
        create(self.cluster, &fresh);
        migrate(self.cluster, &fresh, &sql::migrations(&self.model));
        assert_eq!(schema(self.cluster, &self.database), schema(self.cluster, &fresh));
    }
}

/// What the field `a` is, what it is as `b` then, and a value that only that takes.
const WIDER: &[(&str, &str, &str)] = &[
    ("string(1..9)", "string(1..99)", "repeat('x', 50)"),
    ("string(1..9)", "string(1..9)?", "null"),
    ("string(1..9)", "text", "E'x\\ny'"),
    ("email", "text", "'no address'"),
    ("integer(1..5)?", "integer?", "-7"),
    ("float min(1) max(5)", "float", "7"),
    ("json", "json?", "null"),
    ("string pattern('[a-z]+')", "string", "'A'"),
    ("[string(1..3)](1..2)", "[string(1..9)](0..9)", "'{four,five,six}'"),
    ("mood", "mood?", "null"),
    ("-> user", "-> user?", "null"),
    (
        "string(1..99) filter sort",
        "text(1..9999)",
        "(select string_agg(md5(it::text), '') from generate_series(1, 200) it)",
    ),
];

/// What only the new rule takes is carried to the column under the old name all the same.
#[test]
fn a_wider_rule_is_that_of_the_old_name_too() {
    let cluster = Cluster::throw_away().unwrap();
    for (number, (was, is, value)) in WIDER.iter().enumerate() {
        let column = |name: &str| match is.starts_with("->") {
            true => format!("{name}_id"),
            false => name.to_owned(),
        };
        for at_once in [false, true] {
            let database = format!("wider_{number}_{at_once}");
            let mut grown = Grown::new(&cluster, &database, &format!("a = \"{was}\""));
            assert!(grown.inserts(&column("a"), value).is_err(), "{was}: {value}");
            if !at_once {
                grown.becomes(&format!("b = \"{was} was(a)\""), true);
                assert!(grown.inserts(&column("a"), value).is_err(), "{was}: {value}");
            }
            grown.becomes(&format!("b = \"{is} was(a)\""), at_once);
            for name in ["a", "b"] {
                let inserted = grown.inserts(&column(name), value);
                assert_eq!(inserted, Ok(()), "{was} -> {is} at once: {at_once}, by {name}");
            }
            grown.ends();
        }
    }
}

/// A default is that of rows for which no version has a value.
#[test]
fn a_default_does_not_take_the_place_of_what_the_version_before_writes() {
    let cluster = Cluster::throw_away().unwrap();
    for (number, at_once) in [false, true].into_iter().enumerate() {
        let mut grown = Grown::new(&cluster, &format!("default_{number}"), "a = \"string(1..9)?\"");
        grown.runs("insert into notes (id, a) values (gen_random_uuid(), 'old')");
        grown.runs("insert into notes (id) values (gen_random_uuid())");
        if !at_once {
            grown.becomes("b = \"string(1..9)? was(a)\"", true);
        }
        grown.becomes("b = \"string(1..9) was(a) = 'none'\"", at_once);
        assert_eq!(grown.values(["a", "b"]), "none old");
        assert_eq!(grown.inserts("a", "'one'"), Ok(()));
        assert_eq!(grown.inserts("b", "'two'"), Ok(()));
        grown.runs("insert into notes (id) values (gen_random_uuid())");
        assert_eq!(grown.values(["a", "b"]), "none none old one two");
        assert!(grown.inserts("a", "'far too long'").is_err());
        grown.ends();
    }
}

/// What has to be there from now on is looked for in rows, as without another name.
#[test]
fn what_becomes_required_under_its_new_name_says_so() {
    let cluster = Cluster::throw_away().unwrap();
    let grown = Grown::new(&cluster, "required", "a = \"string(1..9)?\"");
    let gradual = || Past { gradual: true, ..Past::default() };
    let steps = grown.planned("b = \"string(1..9) was(a)\"", gradual()).unwrap();
    let texts: String = steps.iter().map(|step| step.text.as_str()).collect();
    assert!(texts.contains("--   select id from notes where b is null;\n"), "{texts}");
    assert!(texts.contains("may leave it out, and is refused then"), "{texts}");
    let steps = grown.planned("b = \"string(1..9)? was(a)\"", gradual()).unwrap();
    let texts: String = steps.iter().map(|step| step.text.as_str()).collect();
    assert!(!texts.contains("is refused then"), "{texts}");
    assert_eq!(
        grown.planned("b = \"integer? was(a)\"", gradual()).unwrap_err(),
        ["`notes.b`, which was `a`, gets another type as well: rename it at once, not gradually"]
    );
}

/// Fields beside one that has two names change as any others.
#[test]
fn what_is_beside_a_column_with_two_names_changes() {
    let cluster = Cluster::throw_away().unwrap();
    let mut grown = Grown::new(
        &cluster,
        "beside",
        "a = \"string(1..9)\"\nc = \"integer\"\nd = \"string?\"\ne = \"string?\"",
    );
    grown.becomes(
        "b = \"string(1..9) was(a)\"\nc = \"integer\"\nd = \"string?\"\ne = \"string?\"",
        true,
    );
    grown.becomes("b = \"string(1..9)\"\nc = \"bigint\"\nf = \"string? was(d)\"", false);
    assert_eq!(grown.inserts("a, c, f", "'old', 5000000000, 'x'"), Ok(()));
    let fields = "b = \"string(1..9)\"\ng = \"bigint was(c)\"\nf = \"string?\"";
    grown.becomes(fields, true);
    assert_eq!(grown.inserts("a, c", "'older', 6"), Ok(()));
    assert_eq!(grown.inserts("b, g", "'new', 7"), Ok(()));
    assert_eq!(grown.values(["a", "b"]), "new old older");
    assert_eq!(grown.values(["c", "g"]), "5000000000 6 7");
    let still = |name: &str| {
        format!(
            "`notes.{name}` is still carried over to its new name: drop it first, with `--drop notes.{name}`"
        )
    };
    for (gone, name) in [("b = \"string(1..9)\"\n", "a"), ("g = \"bigint was(c)\"\n", "c")] {
        let refused = grown.planned(&fields.replace(gone, ""), Past::default()).unwrap_err();
        assert_eq!(refused, [still(name)]);
    }
    // What is unused beside it goes whenever somebody says so.
    let past = Past { drop: vec!["notes.e".to_owned()], ..Past::default() };
    grown.take(grown.planned(fields, past).unwrap());
    grown.ends();
}

/// The migrations as version 0.1.0 wrote them.
fn as_before(mut steps: Vec<Migration>) -> Vec<Migration> {
    for step in &mut steps {
        let text = step.text.replace("_carried to b", "_carried").replace(
            "if new.a is null then\n            new.a := new.b;\n        else\n            new.b := new.a;",
            "if new.b is null then\n            new.b := new.a;\n        else\n            new.a := new.b;",
        );
        let is_behind = |line: &str| {
            line.starts_with("alter table notes drop constraint notes_a_")
                || line == "alter table notes alter column a drop not null;"
        };
        let lines = text.split_inclusive('\n').filter(|line| !is_behind(line.trim_end()));
        step.text = lines.collect();
    }
    steps
}

/// Columns that were carried over by 0.1.0 kept their rules; a revision takes them away.
#[test]
fn an_old_name_of_an_earlier_version_is_freed_of_its_rules() {
    let cluster = Cluster::throw_away().unwrap();
    let mut grown = Grown::new(&cluster, "earlier", "a = \"string(1..9)\"");
    let renamed = "b = \"string(1..9) was(a)\"";
    let gradual = Past { gradual: true, ..Past::default() };
    let steps = as_before(grown.planned(renamed, gradual).unwrap());
    grown.take(steps);
    grown.model = model(renamed);
    let there = grown.retired();
    assert_eq!(there[0].carried_to, "b");
    let long = |grown: &Grown| grown.tries("update notes set b = repeat('x', 50)");
    grown.runs("insert into notes (id, b) values (gen_random_uuid(), 'one')");
    let rules = "alter table notes drop constraint notes_b_length";
    grown.runs(rules);
    assert!(long(&grown).unwrap_err().contains("notes_a_length"));
    let rule =
        "alter table notes add constraint notes_b_length check (char_length(b) between 1 and 9)";
    grown.runs(rule);

    let steps = sql::revise(&grown.model, &there, &REVISIONS[2..3], 50);
    assert_eq!(steps.iter().map(Migration::file).collect::<Vec<_>>(), ["0050_free_old_names.sql"]);
    grown.take(steps);
    grown.becomes("b = \"string(1..99)? was(a) = 'none'\"", false);
    assert_eq!(long(&grown), Ok(()));
    assert_eq!(grown.inserts("b", "null"), Ok(()));
    assert_eq!(grown.inserts("a", "'two'"), Ok(()));
    assert_eq!(grown.values(["a", "b"]), format!("- two {}", "x".repeat(50)));
    // What this version wrote needs none of it.
    let new = sql::revise(&grown.model, &[], &REVISIONS[2..3], 50);
    assert_eq!(new, []);
    grown.ends();
}
