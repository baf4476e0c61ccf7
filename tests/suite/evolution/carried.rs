//! A column under two names, whose rule changes before the old one is dropped.

use scaffold::database::Cluster;
use scaffold::sql::{self, Migration, Past, REVISIONS};

use super::grown::{Grown, model};

/// A model with these fields.
fn notes(fields: &str) -> String {
    format!(
        "[service]\nname = \"shelf\"\n[enums]\nmood = [\"calm\", \"loud\"]\n[resources.note]\n\
         access = {{ read = \"public\" }}\n[resources.note.fields]\n{fields}\n"
    )
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
            let mut grown = Grown::new(&cluster, &database, &notes(&format!("a = \"{was}\"")));
            assert!(grown.inserts(&column("a"), value).is_err(), "{was}: {value}");
            if !at_once {
                grown.becomes(&notes(&format!("b = \"{was} was(a)\"")), true);
                assert!(grown.inserts(&column("a"), value).is_err(), "{was}: {value}");
            }
            grown.becomes(&notes(&format!("b = \"{is} was(a)\"")), at_once);
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
        let mut grown =
            Grown::new(&cluster, &format!("default_{number}"), &notes("a = \"string(1..9)?\""));
        grown.runs("insert into notes (id, a) values (gen_random_uuid(), 'old')");
        grown.runs("insert into notes (id) values (gen_random_uuid())");
        if !at_once {
            grown.becomes(&notes("b = \"string(1..9)? was(a)\""), true);
        }
        grown.becomes(&notes("b = \"string(1..9) was(a) = 'none'\""), at_once);
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
    let grown = Grown::new(&cluster, "required", &notes("a = \"string(1..9)?\""));
    let gradual = || Past { gradual: true, ..Past::default() };
    let steps = grown.planned(&notes("b = \"string(1..9) was(a)\""), gradual()).unwrap();
    let texts: String = steps.iter().map(|step| step.text.as_str()).collect();
    assert!(texts.contains("--   select id from notes where b is null;\n"), "{texts}");
    assert!(texts.contains("may leave it out, and is refused then"), "{texts}");
    let steps = grown.planned(&notes("b = \"string(1..9)? was(a)\""), gradual()).unwrap();
    let texts: String = steps.iter().map(|step| step.text.as_str()).collect();
    assert!(!texts.contains("is refused then"), "{texts}");
    assert_eq!(
        grown.planned(&notes("b = \"integer? was(a)\""), gradual()).unwrap_err(),
        ["`notes.b`, which was `a`, gets another type as well: rename it at once, not gradually"]
    );
}

/// Words that mean something to what carries over, but not to SQL.
#[test]
fn a_column_is_carried_whatever_it_is_called() {
    let cluster = Cluster::throw_away().unwrap();
    let names = ["loop", "begin", "elsif", "strict", "old", "new", "return", "tg_op", "order"];
    for pair in names.windows(2) {
        let [old, new] = [pair[0], pair[1]];
        let mut grown =
            Grown::new(&cluster, &format!("word_{old}"), &notes(&format!("{old} = \"integer\"")));
        grown.becomes(&notes(&format!("{new} = \"integer was({old})\"")), true);
        let [old, new] = [old, new].map(|name| format!("\"{name}\""));
        assert_eq!(grown.inserts(&old, "1"), Ok(()));
        assert_eq!(grown.inserts(&new, "2"), Ok(()));
        grown.runs(&format!("update notes set {old} = 3 where {new} = 1"));
        grown.runs(&format!("update notes set {new} = 4 where {old} = 2"));
        assert_eq!(grown.values([&old, &new]), "3 4");
        grown.ends();
    }
}

/// An index over two columns that each have two names falls once, or with the first that goes.
#[test]
fn an_index_of_two_old_names_falls_once() {
    let cluster = Cluster::throw_away().unwrap();
    let model = |indexes: &str, fields: &str| {
        notes(fields).replace("access =", &format!("{indexes}\naccess ="))
    };
    let renamed = "c = \"integer? was(a)\"\nd = \"integer? was(b)\"";
    for (number, first) in [None, Some("notes.a")].into_iter().enumerate() {
        let before = model("indexes = [[\"a\", \"b\"]]", "a = \"integer?\"\nb = \"integer?\"");
        let mut grown = Grown::new(&cluster, &format!("falling_{number}"), &before);
        let indexed = model("indexes = [[\"c\", \"d\"]]", renamed);
        grown.becomes(&indexed, true);
        if let Some(name) = first {
            let past = Past { drop: vec![name.to_owned()], ..Past::default() };
            grown.take(grown.planned(&indexed, past).unwrap());
        }
        grown.becomes(&model("", renamed), false);
        grown.ends();
    }
}

/// Fields beside one that has two names change as any others.
#[test]
fn what_is_beside_a_column_with_two_names_changes() {
    let cluster = Cluster::throw_away().unwrap();
    let mut grown = Grown::new(
        &cluster,
        "beside",
        &notes("a = \"string(1..9)\"\nc = \"integer\"\nd = \"string?\"\ne = \"string?\""),
    );
    grown.becomes(
        &notes("b = \"string(1..9) was(a)\"\nc = \"integer\"\nd = \"string?\"\ne = \"string?\""),
        true,
    );
    grown.becomes(&notes("b = \"string(1..9)\"\nc = \"bigint\"\nf = \"string? was(d)\""), false);
    assert_eq!(grown.inserts("a, c, f", "'old', 5000000000, 'x'"), Ok(()));
    let fields = "b = \"string(1..9)\"\ng = \"bigint was(c)\"\nf = \"string?\"";
    grown.becomes(&notes(fields), true);
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
        let refused =
            grown.planned(&notes(&fields.replace(gone, "")), Past::default()).unwrap_err();
        assert_eq!(refused, [still(name)]);
    }
    // What is unused beside it goes whenever somebody says so.
    let past = Past { drop: vec!["notes.e".to_owned()], ..Past::default() };
    grown.take(grown.planned(&notes(fields), past).unwrap());
    grown.ends();
}

/// The migrations as version 0.1.0 wrote them.
fn as_before(mut steps: Vec<Migration>) -> Vec<Migration> {
    for step in &mut steps {
        let text = step.text.replace("_carried to b", "_carried");
        let text = text.replace("\"a\"", "a").replace("\"b\"", "b").replace(
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
    let mut grown = Grown::new(&cluster, "earlier", &notes("a = \"string(1..9)\""));
    let renamed = "b = \"string(1..9) was(a)\"";
    let gradual = Past { gradual: true, ..Past::default() };
    let steps = as_before(grown.planned(&notes(renamed), gradual).unwrap());
    grown.take(steps);
    grown.model = model(&notes(renamed));
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
    grown.becomes(&notes("b = \"string(1..99)? was(a) = 'none'\""), false);
    assert_eq!(long(&grown), Ok(()));
    assert_eq!(grown.inserts("b", "null"), Ok(()));
    assert_eq!(grown.inserts("a", "'two'"), Ok(()));
    assert_eq!(grown.values(["a", "b"]), format!("- two {}", "x".repeat(50)));
    // What this version wrote needs none of it.
    let new = sql::revise(&grown.model, &[], &REVISIONS[2..3], 50);
    assert_eq!(new, []);
    grown.ends();
}
