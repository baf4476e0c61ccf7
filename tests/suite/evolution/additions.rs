//! What a model gains, and what it may not lose in passing.

use scaffold::database::Cluster;
use scaffold::sql;

use crate::support::project::check;

use super::{BEFORE, RICH, ROWS, counted, create, migrate, run, schema};

/// What is replaced in the model, and what by.
pub(super) const CHANGES: &[(&str, &str)] = &[
    // Fields, optional and with a default.
    (
        "stars = \"integer(1..5) = 3\"",
        "stars = \"integer(1..5) = 3\", subtitle = \"string(1..80)? filter sort\", pinned = \"boolean filter = false\", seen_at = \"timestamp? index\"",
    ),
    // Words to search come and go.
    (
        "stars = \"integer(1..5) = 3\"",
        "stars = \"integer(1..5) = 3\", body = \"text(0..2000)? search\"",
    ),
    ("title = \"string(1..200) search\"", "title = \"string(1..200)\""),
    // Bounds get wider and narrower.
    ("integer(1..5)", "integer(1..10)"),
    ("integer(1..5)", "integer(1..4) filter"),
    // Uniqueness, over plain columns, folded ones, several.
    ("name = \"string(1..40)\"", "name = \"string(1..40) unique ignore_case\""),
    ("name = \"string(1..40)\"", "name = \"string(1..40) unique\""),
    (
        "order = \"-created_at\"",
        "order = \"-created_at\"\nunique = [[\"author\", \"title\"]]\nchecks = [\"stars > 1 if mood = loud\"]\nindexes = [[\"mood\", \"-created_at\"]]",
    ),
    // Variants at the end, the beginning and between; another enum.
    ("mood = [\"calm\", \"loud\"]", "mood = [\"silent\", \"calm\", \"merry\", \"loud\", \"wild\"]"),
    (
        "stars = \"integer(1..5) = 3\"",
        "stars = \"integer(1..5) = 3\", status = \"enum(open, done) filter = open\"",
    ),
    // Relations of all kinds, and tables that point both ways.
    (
        "stars = \"integer(1..5) = 3\"",
        "stars = \"integer(1..5) = 3\", tag = \"-> tag?\", parent = \"-> note? on_delete(null)\", labels = \"<-> tag as notes\"",
    ),
    (
        "[resources.tag]",
        "[resources.comment]\nunder = \"note\"\nfields = { author = \"-> user owner\", words = \"[string(1..20)](0..3)\" }\naccess = { read = \"public\", create = \"member\" }\n\n[resources.tag]",
    ),
    (
        "[resources.tag]",
        "[resources.book]\nfields = { first = \"-> leaf? on_delete(null)\", title = \"string\" }\naccess = { read = \"public\", create = \"member\" }\n\n[resources.leaf]\nfields = { book = \"-> book\", kind = \"enum(left, right)\" }\naccess = { read = \"public\", create = \"member\" }\n\n[resources.tag]",
    ),
    // Rows that are kept when they are deleted, roles, the account.
    ("order = \"-created_at\"", "order = \"title\"\nsoft_delete = true"),
    (
        "[enums]",
        "[roles]\nmember = { default = true }\neditor = { includes = [\"member\"] }\nadmin = { includes = [\"editor\"] }\n\n[enums]",
    ),
    (
        "handle = \"string(3..30)?\"",
        "handle = \"string(3..60)? unique ignore_case\"\nmotto = \"text(0..200)? search\"",
    ),
];

#[test]
fn every_change_gives_the_schema_that_the_new_model_begins_with() {
    let cluster = Cluster::throw_away().unwrap();
    let before = check(BEFORE).unwrap_or_else(|report| panic!("{report}"));
    let first = sql::migrations(&before);
    let next = u64::try_from(first.len()).unwrap() + 1;
    for (number, (from, to)) in CHANGES.iter().enumerate() {
        let text = BEFORE.replacen(from, to, 1);
        assert_ne!(text, BEFORE, "change {number} changes nothing");
        let after = check(&text).unwrap_or_else(|report| panic!("{report}"));
        let (fresh, grown) = (format!("fresh_{number}"), format!("grown_{number}"));
        create(&cluster, &fresh);
        migrate(&cluster, &fresh, &sql::migrations(&after));
        create(&cluster, &grown);
        migrate(&cluster, &grown, &first);
        cluster.execute(&grown, ROWS).unwrap();
        let rows = counted(&cluster, &grown);

        let steps = sql::evolve(&before, &after, next).unwrap_or_else(|refused| {
            panic!("change {number} is refused: {refused:#?}");
        });
        migrate(&cluster, &grown, &steps);

        assert_eq!(schema(&cluster, &grown), schema(&cluster, &fresh), "change {number}: {to}");
        assert_eq!(counted(&cluster, &grown), rows, "change {number}: {to}");
        for (at, migration) in steps.iter().enumerate() {
            assert_eq!(migration.number, next + u64::try_from(at).unwrap());
        }
    }
}

/// Rows that are there get the slug that the service would have made of them.
#[test]
fn a_slug_is_made_for_rows_that_are_there() {
    let cluster = Cluster::throw_away().unwrap();
    let text = BEFORE.replacen("stars = ", "path = \"slug(title)\", stars = ", 1);
    let [before, after] =
        [BEFORE, &text].map(|text| check(text).unwrap_or_else(|report| panic!("{report}")));
    create(&cluster, "fresh");
    migrate(&cluster, "fresh", &sql::migrations(&after));
    create(&cluster, "grown");
    migrate(&cluster, "grown", &sql::migrations(&before));
    cluster.execute("grown", ROWS).unwrap();
    let long = "a ".repeat(99);
    let spelled = "Łódź Ærø Đà þing Œuvre ısı Straße";
    let titles = ["One", " Crème brûlée, twice! ", spelled, "世界", "¿?", long.trim_end()];
    for (number, title) in titles.iter().enumerate() {
        let insert = format!(
            "insert into notes (id, author_id, title)
            select '00000000-0000-7000-9000-00000000000{number}', author_id, '{title}'
            from notes where title = 'one'"
        );
        cluster.execute("grown", &insert).unwrap();
    }
    migrate(&cluster, "grown", &sql::evolve(&before, &after, 9).unwrap());
    assert_eq!(schema(&cluster, "grown"), schema(&cluster, "fresh"));
    let slugs = "select regexp_replace(path, '-[0-9a-f]{8}$', '-…') from notes order by id";
    let slugs = cluster.execute("grown", slugs).unwrap();
    let slugs: Vec<String> = slugs.into_iter().flatten().map(Option::unwrap).collect();
    let long = long.trim_end().replace(' ', "-");
    let spelled = "lodz-aero-da-thing-oeuvre-isi-strasse";
    let expected = [
        "one",
        "two",
        "one-…",
        "creme-brulee-twice",
        spelled,
        "untitled",
        "untitled-…",
        &long[..189],
    ];
    assert_eq!(slugs, expected);

    // What is taken up again keeps its own, which rows that came in between do not get.
    let gone = sql::evolve(&after, &before, 90).unwrap();
    migrate(&cluster, "grown", &gone);
    let meanwhile = "update notes set title = 'Three' where path = 'two';
        insert into notes (id, author_id, title)
        select '00000000-0000-7000-8000-00000000000a', author_id, 'Two' from notes limit 1";
    cluster.execute("grown", meanwhile).unwrap();
    let retired = sql::retired(gone.iter().map(|step| step.text.as_str()));
    let past = sql::Past { retired, revive: vec!["notes.path".to_owned()], ..sql::Past::default() };
    migrate(&cluster, "grown", &sql::evolve_past(&before, &after, 900, &past).unwrap());
    let two = "select path from notes where path like 'two%' order by length(path)";
    let two = cluster.execute("grown", two).unwrap();
    let lengths: Vec<usize> = two.iter().map(|row| row[0].as_ref().unwrap().len()).collect();
    assert_eq!(lengths, ["two".len(), "two-01234567".len()]);
}

/// What becomes another rule of uniqueness is unique all the time, also where the new one is built
/// for hours, or not at all because rows refuse it.
#[test]
fn what_is_unique_stays_so_while_the_rule_changes() {
    let cluster = Cluster::throw_away().unwrap();
    let plain = BEFORE.replacen("name = \"string(1..40)\"", "name = \"string(1..40) unique\"", 1);
    let ignoring = plain.replacen("unique", "unique ignore_case", 1);
    let soft = ignoring.replacen("[resources.tag]", "[resources.tag]\nsoft_delete = true", 1);
    let ways = [(&plain, &ignoring), (&ignoring, &plain), (&ignoring, &soft), (&soft, &plain)];
    for (number, (before, after)) in ways.into_iter().enumerate() {
        let [before, after] =
            [before, after].map(|text| check(text).unwrap_or_else(|report| panic!("{report}")));
        let (fresh, grown) = (format!("fresh_{number}"), format!("grown_{number}"));
        create(&cluster, &fresh);
        migrate(&cluster, &fresh, &sql::migrations(&after));
        create(&cluster, &grown);
        migrate(&cluster, &grown, &sql::migrations(&before));
        cluster.execute(&grown, ROWS).unwrap();
        let twice = "insert into tags (id, name)
            values ('00000000-0000-7000-8000-000000000009', 'red')";
        let steps = sql::evolve(&before, &after, 9).unwrap();
        for step in &steps {
            migrate(&cluster, &grown, std::slice::from_ref(step));
            let fault = cluster.execute(&grown, twice).expect_err(&step.text);
            assert!(format!("{fault:?}").contains("duplicate key"), "{fault:?}");
        }
        let retired = sql::retired(steps.iter().map(|step| step.text.as_str()));
        let drop = retired.iter().map(|thing| thing.name.clone()).collect();
        let past = sql::Past { drop, retired, ..sql::Past::default() };
        migrate(&cluster, &grown, &sql::evolve_past(&after, &after, 90, &past).unwrap());
        assert_eq!(schema(&cluster, &grown), schema(&cluster, &fresh), "way {number}");
    }
}

/// What becomes unique may not have characters in it that nobody sees: rows that do are found by a
/// query, and once they are mended the migration goes through.
#[test]
fn what_becomes_unique_becomes_plain() {
    let cluster = Cluster::throw_away().unwrap();
    let text = BEFORE.replacen("name = \"string(1..40)\"", "name = \"string(1..40) unique\"", 1);
    let [before, after] =
        [BEFORE, &text].map(|text| check(text).unwrap_or_else(|report| panic!("{report}")));
    create(&cluster, "grown");
    migrate(&cluster, "grown", &sql::migrations(&before));
    let insert = |id: u8, name: &str| {
        let row = format!("('00000000-0000-7000-8000-00000000001{id}', '{name}')");
        cluster.execute("grown", &format!("insert into tags (id, name) values {row}"))
    };
    insert(1, "a\u{200d}b").unwrap();
    let steps = sql::evolve(&before, &after, 9).unwrap();
    let [rest @ .., last] = steps.as_slice() else { panic!("no step") };
    migrate(&cluster, "grown", rest);
    assert!(insert(2, "c\u{200d}d").is_err(), "taken as soon as it is asked for");
    let fault = run(&cluster, "grown", last).unwrap_err();
    assert!(format!("{fault:?}").contains("tags_name_line"), "{fault:?}");
    let queries = last.text.lines().filter_map(|line| line.strip_prefix("--   "));
    let found: Vec<_> =
        queries.flat_map(|query| cluster.execute("grown", query).unwrap()).collect();
    assert_eq!(found, [[Some("00000000-0000-7000-8000-000000000011".to_owned())]]);
    cluster.execute("grown", "update tags set name = 'ab'").unwrap();
    migrate(&cluster, "grown", std::slice::from_ref(last));
}

/// A table of links holds ids of two tables, and none of those is an id of a third one.
#[test]
fn links_to_other_rows_are_other_links() {
    let before = check(RICH).unwrap_or_else(|report| panic!("{report}"));
    let after = RICH.replacen("<-> tag as notes", "<-> comment as notes", 1);
    let after = check(&after).unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(
        sql::evolve(&before, &after, 9).unwrap_err(),
        [
            "`note.labels` would link other rows than those that `note_labels` has links to: add a relation of another name, then remove this one"
        ]
    );
}

/// What would lose rows, or cannot be done while a service runs, is said and not done.
#[test]
fn what_would_lose_data_is_refused_by_name() {
    let before = check(BEFORE).unwrap_or_else(|report| panic!("{report}"));
    let cases = [
        (
            "stars = \"integer(1..5) = 3\"",
            "rank = \"integer(1..5) = 3\"",
            "`notes` loses `stars` and gets `rank`, which holds the same type: if it is the same, say so with `was` (`scaffold rename` does), else remove the one before you add the other",
        ),
        (
            "stars = \"integer(1..5) = 3\"",
            "stars = \"boolean = true\"",
            "the column `notes.stars` would become `boolean`, which holds no value of `integer`: add a field of the new type, copy what you need into it, then remove this one",
        ),
        (
            "stars = ",
            "place = \"string\", stars = ",
            "the column `notes.place` needs a value in rows that are there already: give the field a default, or make it optional",
        ),
        (
            "stars = ",
            "place = \"-> tag\", stars = ",
            "the column `notes.place_id` needs a value in rows that are there already: begin with `place = \"-> tag?\"`, and take the `?` out once every row has one",
        ),
        (
            "order = \"-created_at\"",
            "under = \"tag\"",
            "the column `notes.tag_id` needs a value in rows that are there already: begin with the field `tag = \"-> tag?\"`, and write `under` in its place once every row has one",
        ),
    ];
    for (from, to, expected) in cases {
        let after =
            check(&BEFORE.replacen(from, to, 1)).unwrap_or_else(|report| panic!("{report}"));
        assert_eq!(sql::evolve(&before, &after, 9).unwrap_err(), [expected]);
    }
}

#[test]
fn the_same_model_needs_no_migration() {
    let model = check(BEFORE).unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(sql::evolve(&model, &model, 9).unwrap(), []);
}

/// From the second model of a pair to the first one as well, where nothing is lost that way, and
/// from one that needs what another resource brings.
#[test]
fn changes_of_several_tables_and_under_one_name_apply() {
    let cluster = Cluster::throw_away().unwrap();
    let name = "name = \"string(1..40)\"";
    let pairs = [
        // The same name for an index over other expressions, and for a constraint.
        (
            BEFORE.replacen(name, "name = \"string(1..40) unique ignore_case\"", 1),
            BEFORE.replacen(name, "name = \"string(1..40) unique\"", 1),
        ),
        // Two tables that need the same functions.
        (
            BEFORE.to_owned(),
            BEFORE
                .replacen(name, "name = \"string(1..40)\", words = \"[string(1..9)](0..3)?\"", 1)
                .replacen("stars = ", "words = \"[string(1..9)](0..3)?\", stars = ", 1),
        ),
        // An old table that points at a new one, which points back.
        (
            BEFORE.to_owned(),
            BEFORE
                .replacen(name, "name = \"string(1..40)\", best = \"-> badge? on_delete(null)\"", 1)
                .replacen(
                    "[resources.note]",
                    "[resources.badge]\nfields = { tag = \"-> tag\" }\n\
                     access = { read = \"public\", create = \"member\" }\n\n[resources.note]",
                    1,
                ),
        ),
        // A column and a check that read like something else.
        (
            BEFORE.replacen("stars = ", "unique_stars = \"integer?\", stars = ", 1),
            BEFORE.replacen("stars = ", "unique_stars = \"integer?\", stars = ", 1).replacen(
                "order = ",
                "checks = [\"stars >= unique_stars\"]\norder = ",
                1,
            ),
        ),
    ];
    for (number, (before, after)) in pairs.iter().enumerate() {
        let [before, after] =
            [before, after].map(|text| check(text).unwrap_or_else(|report| panic!("{report}")));
        let (fresh, grown) = (format!("pair_{number}"), format!("pair_grown_{number}"));
        create(&cluster, &fresh);
        migrate(&cluster, &fresh, &sql::migrations(&after));
        create(&cluster, &grown);
        migrate(&cluster, &grown, &sql::migrations(&before));
        migrate(&cluster, &grown, &sql::evolve(&before, &after, 9).unwrap());
        assert_eq!(schema(&cluster, &grown), schema(&cluster, &fresh), "pair {number}");
    }
}

/// What the version that runs until now may write and is refused then: said where it is so, and
/// nowhere else.
#[test]
fn what_refuses_writes_that_were_taken_says_so() {
    let before = check(BEFORE).unwrap_or_else(|report| panic!("{report}"));
    let cases = [
        ("integer(1..5)", "integer(1..10)", false),
        ("integer(1..5)", "integer(..5)", false),
        ("integer(1..5)", "integer(1..4)", true),
        ("integer(1..5) = 3", "integer(2..6) = 3", true),
        ("string(1..200)", "text(0..300)", false),
        ("string(1..200)", "string(2..200)", true),
        ("string(1..200) search", "string(1..200) search pattern('[a-z]+')", true),
        ("name = \"string(1..40)\"", "name = \"string(1..40) unique\"", true),
        ("string(1..200) search", "string(1..200) search unique", true),
        ("stars = ", "code = \"string(1..9)? unique pattern('[a-z]+')\", stars = ", false),
        ("stars = ", "label = \"-> tag?\", stars = ", false),
        ("order = ", "checks = [\"stars > 1 if mood = loud\"]\norder = ", true),
        ("string(3..30)?", "string(3..30)? unique ignore_case", true),
        // Uniqueness among open accounts is about its own columns, and nulls may be values.
        ("handle = ", "code = \"string(1..9)? unique\"\nhandle = ", false),
        (
            "order = \"-created_at\"\nfields = { ",
            "unique = [{ fields = [\"x\", \"y\"], nulls = \"equal\" }]\norder = \"-created_at\"\n\
             fields = { x = \"integer?\", y = \"integer?\", ",
            true,
        ),
    ];
    let said =
        "-- The version that runs until now may write what breaks this, and is refused then.\n";
    for (from, to, is_said) in cases {
        let text = BEFORE.replacen(from, to, 1);
        let after = check(&text).unwrap_or_else(|report| panic!("{report}"));
        let steps = sql::evolve(&before, &after, 9).unwrap();
        assert!(!steps.is_empty(), "{to}");
        let texts: Vec<&str> = steps.iter().map(|step| step.text.as_str()).collect();
        assert_eq!(texts.iter().any(|text| text.contains(said)), is_said, "{to}: {texts:#?}");
    }
}
