//! A column under two names, while both versions of the service run.

use scaffold::database::Cluster;
use scaffold::sql::{self, Past};

use crate::support::project::check;

use super::renames::RENAMES;
use super::{BEFORE, RICH, RICH_ROWS, ROWS, create, migrate, schema};

/// A column under two names: what either version writes both read, and the old one goes later.
#[test]
fn a_field_is_renamed_while_both_versions_run() {
    let cluster = Cluster::throw_away().unwrap();
    let before = check(RICH).unwrap_or_else(|report| panic!("{report}"));
    let mut text = RICH.to_owned();
    for (from, to) in RENAMES[0].0 {
        text = text.replacen(from, to, 1);
    }
    let text =
        text.replacen("author = \"-> user owner\"", "writer = \"-> user owner was(author)\"", 1);
    let text = text.replacen("\"author\"", "\"writer\"", 1);
    let after = check(&text).unwrap_or_else(|report| panic!("{report}"));
    create(&cluster, "fresh");
    migrate(&cluster, "fresh", &sql::migrations(&after));
    create(&cluster, "grown");
    migrate(&cluster, "grown", &sql::migrations(&before));
    cluster.execute("grown", RICH_ROWS).unwrap();
    let gradual = Past { gradual: true, ..Past::default() };
    let steps = sql::evolve_past(&before, &after, 9, &gradual).unwrap();
    migrate(&cluster, "grown", &steps);

    let person = "'00000000-0000-7000-8000-000000000001'";
    let row = |end: u32| format!("'00000000-0000-7000-8000-00000000001{end}'");
    for statement in [
        format!("insert into notes (id, author_id, title) values ({}, {person}, 'a')", row(1)),
        format!("insert into notes (id, author_id, title) values ({}, {person}, 'b')", row(2)),
        format!("insert into notes (id, writer_id, headline) values ({}, {person}, 'c')", row(3)),
        format!("insert into notes (id, writer_id, headline) values ({}, {person}, 'd')", row(4)),
        format!("update notes set title = 'old' where id = {}", row(1)),
        format!("update notes set headline = 'new' where id = {}", row(2)),
        format!("update notes set title = 'older' where id = {}", row(3)),
        format!("update notes set stars = 5 where id = {}", row(4)),
    ] {
        cluster.execute("grown", &statement).unwrap_or_else(|fault| panic!("{statement}: {fault}"));
    }
    for column in ["title", "headline"] {
        let rows = format!("select string_agg({column}, ' ' order by id) from notes");
        let rows = format!("{:?}", cluster.execute("grown", &rows).unwrap());
        assert!(rows.contains("\"one old new older d\""), "{column}: {rows}");
    }
    let retired = sql::retired(steps.iter().map(|step| step.text.as_str()));
    let names: Vec<String> = retired.iter().map(|thing| thing.name.clone()).collect();
    assert_eq!(names, ["notes.author_id", "notes.title"]);
    // Another name for what is carried over would be missed.
    let again = check(&text.replace("headline", "heading").replace("was(title)", "was(headline)"));
    let again = again.unwrap_or_else(|report| panic!("{report}"));
    let past = Past { retired, drop: names, ..Past::default() };
    let fault = sql::evolve_past(&after, &again, 20, &Past { drop: Vec::new(), ..past.clone() });
    assert!(fault.unwrap_err()[0].contains("still carried over"));
    let drops = sql::evolve_past(&after, &after, 20, &past).unwrap();
    migrate(&cluster, "grown", &drops);
    assert_eq!(schema(&cluster, "grown"), schema(&cluster, "fresh"));
}

fn left(marks: &str) -> Vec<sql::Retired> {
    sql::retired(std::iter::once(marks))
}

/// What a rename or a new type would be called like something that stays unused.
#[test]
fn a_name_that_something_unused_has_is_not_given_again() {
    let was_title =
        ("title = \"string(1..200) search", "subtitle = \"string(1..200) was(title) search");
    let memo = &RENAMES[1].0;
    let status = (
        "status = \"enum(open, done) filter = open\"",
        "state = \"enum(open, done) was(status) filter = open\"",
    );
    let order = [
        ("order = \"title\"", "order = \"subtitle\""),
        ("[\"author\", \"title\"]", "[\"author\", \"subtitle\"]"),
    ];
    let field = [&[was_title], order.as_slice()].concat();
    let cases = [
        (field.clone(), "notes.subtitle", ""),
        ([memo, field.as_slice()].concat(), "notes.subtitle", ""),
        (memo.to_vec(), "memos", ""),
        (RENAMES[2].0.to_vec(), "note_marks", ""),
        (vec![status], "tags.state", " of type note_state"),
        (
            vec![("stars = ", "kind = \"enum(a, b) = a\"\nstars = ")],
            "tags.kind",
            " of type note_kind",
        ),
    ];
    for (number, (changes, name, of)) in cases.iter().enumerate() {
        let mut text = RICH.to_owned();
        for (from, to) in changes {
            text = text.replacen(from, to, 1);
        }
        let [before, after] =
            [RICH, &text].map(|text| check(text).unwrap_or_else(|report| panic!("{report}")));
        for gradual in [false, true].into_iter().filter(|gradual| !gradual || number == 0) {
            let retired = left(&format!("-- retired: {name}{of}"));
            let past = Past { retired, gradual, ..Past::default() };
            assert_eq!(
                sql::evolve_past(&before, &after, 9, &past).map(|_| number).unwrap_err(),
                [format!(
                    "`{name}` is still there from before: drop it first, with `--drop {name}`"
                )]
            );
        }
    }
}

/// What carries a column over writes to both: neither goes, nor gets another type, before it.
#[test]
fn what_is_carried_over_is_not_disturbed() {
    let before = check(BEFORE).unwrap_or_else(|report| panic!("{report}"));
    let retired = left("-- retired: notes.name carried over by notes_name_carried");
    let words = "`notes.name` is still carried over to its new name: drop it first, with `--drop notes.name`";
    let title = "title = \"string(1..200) search\", ";
    for (to, gradual) in [
        ("", false),
        ("title = \"enum(one, two)\", ", false),
        ("heading = \"string(1..200) was(title) search\", ", true),
    ] {
        let after =
            check(&BEFORE.replacen(title, to, 1)).unwrap_or_else(|report| panic!("{report}"));
        let past = Past { retired: retired.clone(), gradual, ..Past::default() };
        assert_eq!(sql::evolve_past(&before, &after, 9, &past).unwrap_err(), [words], "{to}");
    }
    let wider = check(&BEFORE.replacen("1..200", "1..300", 1)).unwrap();
    let past = Past { retired, ..Past::default() };
    sql::evolve_past(&before, &wider, 9, &past).unwrap();

    // Where the column under the new name is retired already, it goes after what writes to it.
    let retired = [past.retired, left("-- retired: notes.headline")].concat();
    let drop = |names: &[&str]| {
        let drop = names.iter().map(|name| (*name).to_owned()).collect();
        let past = Past { retired: retired.clone(), drop, ..Past::default() };
        sql::evolve_past(&before, &before, 9, &past)
    };
    assert_eq!(drop(&["notes.headline"]).unwrap_err(), [words]);
    let drops = drop(&["notes.headline", "notes.name"]).unwrap();
    let names: Vec<_> = drops.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(names, ["drop_notes_name", "drop_notes_headline"]);
}

/// No two rows share a value at any moment of a gradual rename.
#[test]
fn what_is_unique_stays_so_while_it_is_renamed() {
    let cluster = Cluster::throw_away().unwrap();
    for (number, kind) in ["unique", "unique ignore_case"].iter().enumerate() {
        let [before, after] =
            ["name = \"string(1..40)", "label = \"string(1..40) was(name)"].map(|to| {
                let text = BEFORE.replacen("name = \"string(1..40)", &format!("{to} {kind}"), 1);
                check(&text).unwrap_or_else(|report| panic!("{report}"))
            });
        let grown = format!("grown_{number}");
        create(&cluster, &grown);
        migrate(&cluster, &grown, &sql::migrations(&before));
        cluster.execute(&grown, ROWS).unwrap();
        let past = Past { gradual: true, ..Past::default() };
        for step in sql::evolve_past(&before, &after, 9, &past).unwrap() {
            migrate(&cluster, &grown, std::slice::from_ref(&step));
            let again = "insert into tags (id, name) values (gen_random_uuid(), 'red')";
            assert!(cluster.execute(&grown, again).is_err(), "{kind}: {}", step.name);
        }
    }
}
