//! What is removed stays until somebody names it.

use scaffold::database::Cluster;
use scaffold::sql::{self, Past};

use crate::support::project::check;
use crate::support::tables::run;

use super::{RICH, RICH_ROWS, create, migrate, schema};

/// What is replaced in the rich model, a question to the tables afterwards whose answer is `1`,
/// and what may be dropped then.
pub(super) type Removal =
    (&'static [(&'static str, &'static str)], &'static str, &'static [&'static str]);

pub(super) const REMOVALS: &[Removal] = &[
    // Required, searched, unique and ordered by: new rows do without.
    (
        &[
            ("title = \"string(1..200) search filter sort\"\n", ""),
            ("order = \"title\"\n", ""),
            ("unique = [[\"author\", \"title\"]]\n", ""),
        ],
        "with new as (
            insert into notes (id, author_id)
            values ('00000000-0000-7000-8000-000000000009', '00000000-0000-7000-8000-000000000001')
            returning id
        )
        select count(*) from notes where title = 'one' and (select count(*) from new) = 1",
        &["notes.title"],
    ),
    // Of a type of its own, and links.
    (
        &[
            ("status = \"enum(open, done) filter = open\"\n", ""),
            ("labels = \"<-> tag as notes\"\n", ""),
        ],
        "select count(*) from notes join note_labels on note_id = id where status = 'open'",
        &["notes.status", "note_labels"],
    ),
    // A resource, with the count of it. What it points at may go.
    (
        &[
            (
                "[resources.comment]\nunder = \"note\"\nfields = { author = \"-> user owner\", words = \"[string(1..20)](0..3)\" }\naccess = { read = \"public\", create = \"member\" }\n",
                "",
            ),
            ("comments = \"count(comment)\"\n", ""),
        ],
        "select count(*) from comments where words = '{first}'",
        &["comments"],
    ),
    // A resource with links to it: those go first, whichever is named first.
    (
        &[
            ("labels = \"<-> tag as notes\"\n", ""),
            (
                "[resources.tag]\nfields = { name = \"string(1..40) unique ignore_case\" }\naccess = { read = \"public\", create = \"member\" }\n",
                "",
            ),
        ],
        "select count(*) from tags join note_labels on tag_id = tags.id where name = 'red'",
        &["tags", "note_labels"],
    ),
];

/// The version that runs until now counts on the database.
#[test]
fn what_is_removed_keeps_its_rules_until_it_is_dropped() {
    let cluster = Cluster::throw_away().unwrap();
    let before = check(RICH).unwrap_or_else(|report| panic!("{report}"));
    let mut text = RICH.to_owned();
    for (from, to) in REMOVALS[0].0 {
        text = text.replacen(from, to, 1);
    }
    let after = check(&text).unwrap_or_else(|report| panic!("{report}"));
    create(&cluster, "kept");
    migrate(&cluster, "kept", &sql::migrations(&before));
    cluster.execute("kept", RICH_ROWS).unwrap();
    migrate(&cluster, "kept", &sql::evolve(&before, &after, 9).unwrap());
    let fault = cluster.execute("kept", "update notes set title = ''").unwrap_err();
    assert!(format!("{fault:?}").contains("notes_title_length"), "{fault:?}");
}

/// G-47: what is removed stays until somebody names it, and then the schema is the new model's.
#[test]
fn what_is_removed_stays_until_it_is_dropped() {
    let cluster = Cluster::throw_away().unwrap();
    let before = check(RICH).unwrap_or_else(|report| panic!("{report}"));
    let first = sql::migrations(&before);
    for (number, (changes, question, names)) in REMOVALS.iter().enumerate() {
        let mut text = RICH.to_owned();
        for (from, to) in *changes {
            assert!(text.contains(from), "{from}");
            text = text.replacen(from, to, 1);
        }
        let after = check(&text).unwrap_or_else(|report| panic!("{number}: {report}"));
        let (fresh, grown) = (format!("fresh_{number}"), format!("grown_{number}"));
        create(&cluster, &fresh);
        migrate(&cluster, &fresh, &sql::migrations(&after));
        create(&cluster, &grown);
        migrate(&cluster, &grown, &first);
        cluster.execute(&grown, RICH_ROWS).unwrap();

        let steps = sql::evolve(&before, &after, 9).unwrap();
        migrate(&cluster, &grown, &steps);
        let answer = format!("{:?}", cluster.execute(&grown, question).unwrap());
        assert!(answer.contains("\"1\""), "removal {number}: {answer}");

        let retired: Vec<_> = sql::retired(steps.iter().map(|step| step.text.as_str()));
        assert_eq!(retired.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), *names);
        let drop = names.iter().map(|name| (*name).to_owned()).collect();
        let past = Past { retired, drop, ..Past::default() };
        // What is still in use is not dropped, and what is unused is not made again.
        let back = sql::evolve_past(&after, &before, 20, &past).unwrap_err();
        assert!(back.iter().any(|fault| fault.contains("still there")), "{back:?}");
        let wrong = Past { drop: vec!["notes.stars".to_owned()], ..past.clone() };
        assert!(sql::evolve_past(&after, &after, 20, &wrong).unwrap_err()[0].contains("unused"));

        let drops = sql::evolve_past(&after, &after, 20, &past).unwrap();
        migrate(&cluster, &grown, &drops);
        assert_eq!(schema(&cluster, &grown), schema(&cluster, &fresh), "removal {number}");
        let history = steps.iter().chain(&drops).map(|step| step.text.as_str());
        assert_eq!(sql::retired(history), []);
    }
}

/// What is marked as deleted would be shown again once nobody looks at the mark.
#[test]
fn no_row_comes_back_when_rows_go_for_good() {
    let cluster = Cluster::throw_away().unwrap();
    let [before, after] = [RICH.to_owned(), RICH.replacen("soft_delete = true\n", "", 1)]
        .map(|text| check(&text).unwrap_or_else(|report| panic!("{report}")));
    create(&cluster, "fresh");
    migrate(&cluster, "fresh", &sql::migrations(&after));
    create(&cluster, "grown");
    migrate(&cluster, "grown", &sql::migrations(&before));
    cluster.execute("grown", RICH_ROWS).unwrap();
    cluster.execute("grown", "update notes set deleted_at = now()").unwrap();
    let steps = sql::evolve(&before, &after, 9).unwrap();
    let (late, first) = steps.split_last().unwrap();
    migrate(&cluster, "grown", first);
    let query = "select id from notes where deleted_at is not null;";
    assert!(late.text.contains(&format!("--   {query}\n")), "{}", late.text);
    assert_eq!(cluster.execute("grown", query).unwrap().len(), 1);
    let fault = run(&cluster, "grown", late).unwrap_err();
    assert!(format!("{fault:?}").contains("notes_deleted_at_absent"), "{fault:?}");

    cluster.execute("grown", "update notes set deleted_at = null").unwrap();
    run(&cluster, "grown", late).unwrap();
    let marked = cluster.execute("grown", "update notes set deleted_at = now()");
    assert!(marked.is_err(), "the version before marks rows that this one shows");
    let retired = sql::retired(steps.iter().map(|step| step.text.as_str()));
    let past = Past { drop: vec!["notes.deleted_at".to_owned()], retired, ..Past::default() };
    migrate(&cluster, "grown", &sql::evolve_past(&after, &after, 90, &past).unwrap());
    assert_eq!(schema(&cluster, "grown"), schema(&cluster, "fresh"));
}

/// What is asked for again before it was dropped, and how.
const AGAIN: &[(&str, &str, &str)] = &[
    // As it was, in another form, and with what rows without a value get.
    (
        "title = \"string(1..200) search filter sort\"\n",
        "title = \"string(1..200) search filter sort = 'none'\"\n",
        "select count(*) from notes where title in ('one', 'none') having count(*) = 2",
    ),
    // Without the index that rows were found by.
    (
        "title = \"string(1..200) search filter sort\"\n",
        "title = \"string(1..200) search = 'none'\"\n",
        "select count(*) from notes where title = 'one'",
    ),
    (
        "stars = \"integer(1..5) = 3\"\n",
        "stars = \"integer(..50)?\"\n",
        "select count(*) from notes where stars = 3",
    ),
    (
        "author = \"-> user owner\"\n",
        "author = \"-> user?\"\n",
        "select count(author_id) from notes",
    ),
    (
        "soft_delete = true\n",
        "soft_delete = true\n",
        "select count(*) from notes where deleted_at is null",
    ),
];

/// A field that comes back before it was dropped has what it held.
#[test]
fn what_is_asked_for_again_has_what_it_held() {
    let cluster = Cluster::throw_away().unwrap();
    let rich = RICH
        .replacen("order = \"title\"\n", "", 1)
        .replacen("unique = [[\"author\", \"title\"]]\n", "", 1)
        .replacen("checks = [\"stars > 1 if mood = loud\"]\n", "", 1)
        .replacen("update = \"owner\"", "update = \"editor\"", 1);
    for (number, (was, is, question)) in AGAIN.iter().enumerate() {
        let texts = [rich.clone(), rich.replacen(was, "", 1), rich.replacen(was, is, 1)];
        let [before, without, after] =
            texts.map(|text| check(&text).unwrap_or_else(|report| panic!("{report}")));
        let (fresh, grown) = (format!("fresh_{number}"), format!("grown_{number}"));
        create(&cluster, &fresh);
        migrate(&cluster, &fresh, &sql::migrations(&after));
        create(&cluster, &grown);
        migrate(&cluster, &grown, &sql::migrations(&before));
        cluster.execute(&grown, RICH_ROWS).unwrap();
        let steps = sql::evolve(&before, &without, 9).unwrap();
        migrate(&cluster, &grown, &steps);
        if number == 0 {
            let row = "insert into notes (id, author_id)
                select '00000000-0000-7000-8000-000000000009', author_id from notes";
            cluster.execute(&grown, row).unwrap();
        }
        let history =
            |steps: &[sql::Migration]| sql::retired(steps.iter().map(|step| step.text.as_str()));
        let past = Past { retired: history(&steps), ..Past::default() };
        assert_eq!(past.retired.len(), 1, "{was}");
        let name = past.retired[0].name.clone();
        let refused = sql::evolve_past(&without, &after, 90, &past).unwrap_err();
        assert!(refused[0].ends_with(&format!("or drop it first, with `--drop {name}`")));
        let both = Past { drop: vec![name.clone()], revive: vec![name.clone()], ..past.clone() };
        let refused = sql::evolve_past(&without, &after, 90, &both).unwrap_err();
        assert!(
            refused[0].ends_with("cannot be dropped and taken up again at once: say one of them")
        );
        let past = Past { revive: vec![name], ..past };
        let again = sql::evolve_past(&without, &after, 90, &past)
            .unwrap_or_else(|refused| panic!("{is}: {refused:#?}"));
        migrate(&cluster, &grown, &again);
        assert_eq!(schema(&cluster, &grown), schema(&cluster, &fresh), "{is}");
        let answer = cluster.execute(&grown, question).unwrap();
        assert!(answer.len() == 1 && answer[0][0].as_deref() != Some("0"), "{is}: {answer:?}");
        assert_eq!(history(&[steps, again].concat()), []);
    }
}

/// Nobody knows what a column of another type would have to hold.
#[test]
fn what_comes_back_as_another_type_waits_for_its_name() {
    let text = RICH.replacen("checks = [\"stars > 1 if mood = loud\"]\n", "", 1);
    let stars = "stars = \"integer(1..5) = 3\"\n";
    let texts =
        [text.clone(), text.replacen(stars, "", 1), text.replacen("integer(1..5)", "float", 1)];
    let [before, without, after] =
        texts.map(|text| check(&text).unwrap_or_else(|report| panic!("{report}")));
    let steps = sql::evolve(&before, &without, 9).unwrap();
    let retired = sql::retired(steps.iter().map(|step| step.text.as_str()));
    let past = Past { retired, ..Past::default() };
    assert_eq!(
        sql::evolve_past(&without, &after, 90, &past).unwrap_err(),
        ["`notes.stars` is still there from before: drop it first, with `--drop notes.stars`"]
    );
}

/// The ids that a relation held are those of other rows.
#[test]
fn a_relation_to_something_else_is_not_the_one_that_went() {
    let model = |about: &str| {
        let text = format!(
            "[service]\nname = \"shop\"\n[resources.tag]\nfields = {{ name = \"string(1..9)\" }}\naccess = {{ read = \"public\" }}\n[resources.note]\nfields = {{ {about}text = \"string(1..9)\" }}\naccess = {{ read = \"public\" }}\n"
        );
        check(&text).unwrap_or_else(|report| panic!("{report}"))
    };
    let without = model("");
    let steps = sql::evolve(&model("about = \"-> user?\", "), &without, 9).unwrap();
    let retired = sql::retired(steps.iter().map(|step| step.text.as_str()));
    let past = Past { retired, revive: vec!["notes.about_id".to_owned()], ..Past::default() };
    let again = |about: &str| sql::evolve_past(&without, &model(about), 90, &past);
    assert!(again("about = \"-> user?\", ").is_ok());
    let refused = again("about = \"-> tag?\", ").unwrap_err();
    assert!(refused[0].contains("`notes.about_id` is still there from before"), "{refused:#?}");
}

/// What goes out of use in the change that drops the last thing that did has its checks still.
#[test]
fn what_goes_now_keeps_what_its_checks_call() {
    let cluster = Cluster::throw_away().unwrap();
    let without = RICH.replacen("labels = \"<-> tag as notes\"\n", "", 1);
    let last = without.replacen(", words = \"[string(1..20)](0..3)\"", "", 1);
    let [before, without, last] =
        [RICH, &without, &last].map(|text| check(text).unwrap_or_else(|report| panic!("{report}")));
    create(&cluster, "grown");
    migrate(&cluster, "grown", &sql::migrations(&before));
    let steps = sql::evolve(&before, &without, 9).unwrap();
    migrate(&cluster, "grown", &steps);
    let retired = sql::retired(steps.iter().map(|step| step.text.as_str()));
    let past = Past { drop: vec!["note_labels".to_owned()], retired, ..Past::default() };
    migrate(&cluster, "grown", &sql::evolve_past(&without, &last, 90, &past).unwrap());
}
