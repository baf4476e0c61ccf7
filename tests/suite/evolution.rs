//! From one model's tables to another's on a real Postgres: rows stay, and the schema is the one
//! that the new model would have had from the beginning.

use scaffold::database::Cluster;
use scaffold::sql::{self, Migration, Past};

use crate::support::project::check;

const BEFORE: &str = r#"
[service]
name = "evolving"

[enums]
mood = ["calm", "loud"]

[resources.user.fields]
handle = "string(3..30)?"

[resources.note]
order = "-created_at"
fields = { author = "-> user owner", title = "string(1..200) search", stars = "integer(1..5) = 3", mood = "mood = calm" }
access = { read = "public", create = "member", update = "owner" }

[resources.tag]
fields = { name = "string(1..40)" }
access = { read = "public", create = "member" }
"#;

/// What is replaced in the model, and what by.
const CHANGES: &[(&str, &str)] = &[
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

const ROWS: &str = "
insert into users (id, email) values ('00000000-0000-7000-8000-000000000001', 'ada@example.com');
insert into tags (id, name) values ('00000000-0000-7000-8000-000000000002', 'red');
insert into notes (id, author_id, title, stars) values
    ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000001', 'one', 3),
    ('00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000001', 'two', 4);
";

/// Everything that Postgres knows of the schema, in an order that does not depend on history.
const SCHEMA: &str = "
select concat_ws(' ', 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
    case when a.attnotnull then 'not null' end, a.attgenerated, pg_get_expr(d.adbin, d.adrelid)) as line
from pg_attribute a join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attnum > 0 and not a.attisdropped
union all
select concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated)
from pg_constraint where connamespace = 'public'::regnamespace
union all
select concat_ws(' ', 'index', indexdef) from pg_indexes where schemaname = 'public'
union all
select concat_ws(' ', 'invalid', indexrelid::regclass) from pg_index where not indisvalid
union all
select concat_ws(' ', 'type', t.typname, string_agg(e.enumlabel, ',' order by e.enumsortorder))
from pg_type t join pg_enum e on e.enumtypid = t.oid group by t.typname
union all
select concat_ws(' ', 'function', proname, pg_get_functiondef(oid))
from pg_proc where pronamespace = 'public'::regnamespace
order by 1";

fn migrate(cluster: &Cluster, database: &str, migrations: &[Migration]) {
    for migration in migrations {
        let text = match migration.text.starts_with("-- no-transaction\n") {
            true => migration.text.clone(),
            false => format!("begin;\n{}commit;", migration.text),
        };
        cluster
            .execute(database, &text)
            .unwrap_or_else(|fault| panic!("{}: {fault:#?}\n{text}", migration.file()));
    }
}

fn create(cluster: &Cluster, database: &str) {
    cluster.execute("postgres", &format!("create database {database}")).unwrap();
}

fn schema(cluster: &Cluster, database: &str) -> String {
    format!("{:#?}", cluster.execute(database, SCHEMA).unwrap())
}

fn counted(cluster: &Cluster, database: &str) -> String {
    let rows = cluster.execute(database, "select count(*), min(title) from notes").unwrap();
    format!("{rows:?}")
}

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
        ("[\"calm\", \"loud\"]", "[\"calm\"]", "the variant `loud` of `mood` would go"),
        (
            "[\"calm\", \"loud\"]",
            "[\"loud\", \"calm\"]",
            "the variants of `mood` would change their order",
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

const RICH: &str = r#"
[service]
name = "evolving"

[roles]
member = { default = true }
editor = { includes = ["member"] }
admin = { includes = ["editor"] }

[enums]
mood = ["calm", "loud"]

[resources.note]
order = "title"
soft_delete = true
unique = [["author", "title"]]
checks = ["stars > 1 if mood = loud"]
indexes = [["mood", "-created_at"]]

[resources.note.fields]
author = "-> user owner"
title = "string(1..200) search filter sort"
stars = "integer(1..5) = 3"
mood = "mood = calm"
status = "enum(open, done) filter = open"
labels = "<-> tag as notes"
comments = "count(comment)"

[resources.note.access]
read = "public"
create = "editor"
update = "owner"

[resources.comment]
under = "note"
fields = { author = "-> user owner", words = "[string(1..20)](0..3)" }
access = { read = "public", create = "member" }

[resources.tag]
fields = { name = "string(1..40) unique ignore_case" }
access = { read = "public", create = "member" }
"#;

const RICH_ROWS: &str = "
insert into users (id, email) values ('00000000-0000-7000-8000-000000000001', 'ada@example.com');
insert into user_roles (user_id, role) values ('00000000-0000-7000-8000-000000000001', 'editor');
insert into tags (id, name) values ('00000000-0000-7000-8000-000000000002', 'red');
insert into notes (id, author_id, title, mood) values
    ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000001', 'one', 'loud');
insert into note_labels (note_id, tag_id) values
    ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000002');
insert into comments (id, note_id, author_id, words) values
    ('00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000003',
     '00000000-0000-7000-8000-000000000001', '{first}');
";

/// What is called otherwise, and a question to the new tables whose answer is `1`.
const RENAMES: &[(&[(&str, &str)], &str)] = &[
    // A field that is searched, filtered, sorted, ordered by and part of what is unique.
    (
        &[
            ("title = \"string(1..200) search", "headline = \"string(1..200) was(title) search"),
            ("order = \"title\"", "order = \"headline\""),
            ("[\"author\", \"title\"]", "[\"author\", \"headline\"]"),
        ],
        "select count(*) from notes where headline = 'one' and search @@ to_tsquery('one')",
    ),
    // A resource with a child, an enum of its own, links and a count.
    (
        &[
            ("[resources.note]", "[resources.memo]\nwas = \"note\""),
            ("[resources.note.fields]", "[resources.memo.fields]"),
            ("[resources.note.access]", "[resources.memo.access]"),
            ("under = \"note\"", "under = \"memo\""),
        ],
        "select count(*) from memos join comments on memo_id = memos.id
         join memo_labels on memo_labels.memo_id = memos.id",
    ),
    // What links point at, and their own name.
    (
        &[
            ("[resources.tag]", "[resources.mark]\nwas = \"tag\""),
            (
                "labels = \"<-> tag as notes\"",
                "marks = { type = \"<-> mark as notes\", was = \"labels\" }",
            ),
        ],
        "select count(*) from note_marks join marks on marks.id = mark_id where name = 'red'",
    ),
    // The plural alone.
    (&[("[resources.tag]", "[resources.tag]\nplural = \"labels\"")], "select count(*) from labels"),
    // Variants, of a shared enum and of a field's own, also those that defaults and checks name.
    (
        &[
            ("[\"calm\", \"loud\"]", "[\"quiet was(calm)\", \"noisy was(loud)\", \"wild\"]"),
            ("mood = calm", "mood = quiet"),
            ("if mood = loud", "if mood = noisy"),
            ("enum(open, done) filter = open", "enum(fresh was(open), done) filter = fresh"),
        ],
        "select count(*) from notes where mood = 'noisy' and status = 'fresh'",
    ),
    (
        &[
            ("editor = {", "writer = { was = \"editor\","),
            ("[\"editor\"]", "[\"writer\"]"),
            ("create = \"editor\"", "create = \"writer\""),
        ],
        "select count(*) from user_roles where role = 'writer'",
    ),
    // A new name, and more under it at once.
    (
        &[
            (
                "title = \"string(1..200) search",
                "label = \"string(1..100) was(title) search unique",
            ),
            ("order = \"title\"", "order = \"label\""),
            ("[\"author\", \"title\"]", "[\"author\", \"label\"]"),
            (
                "stars = \"integer(1..5) = 3\"",
                "stars = \"integer(1..5) = 3\"\nplace = \"string(1..9)?\"",
            ),
        ],
        "select count(*) from notes where label = 'one' and place is null
         and search @@ to_tsquery('one')",
    ),
];

/// What is renamed keeps its rows and gets the names that the new model begins with.
#[test]
fn what_is_renamed_keeps_its_rows() {
    let cluster = Cluster::throw_away().unwrap();
    let before = check(RICH).unwrap_or_else(|report| panic!("{report}"));
    let first = sql::migrations(&before);
    let everything: Vec<(&str, &str)> = RENAMES[..6]
        .iter()
        .flat_map(|(changes, _)| changes.iter().copied())
        .filter(|(from, _)| *from != "[resources.tag]" || RICH.contains(from))
        .collect();
    let all = (everything.as_slice(), "select count(*) from memos where headline = 'one'");
    for (number, (changes, question)) in RENAMES.iter().copied().chain([all]).enumerate() {
        let mut text = RICH.to_owned();
        for (from, to) in changes {
            text = text.replacen(from, to, 1);
        }
        let after = check(&text).unwrap_or_else(|report| panic!("{number}: {report}"));
        let (fresh, grown) = (format!("fresh_{number}"), format!("grown_{number}"));
        create(&cluster, &fresh);
        migrate(&cluster, &fresh, &sql::migrations(&after));
        create(&cluster, &grown);
        migrate(&cluster, &grown, &first);
        cluster.execute(&grown, RICH_ROWS).unwrap();
        let steps = sql::evolve(&before, &after, 9).unwrap_or_else(|refused| {
            panic!("rename {number} is refused: {refused:#?}");
        });
        migrate(&cluster, &grown, &steps);
        assert_eq!(schema(&cluster, &grown), schema(&cluster, &fresh), "rename {number}");
        let answer = format!("{:?}", cluster.execute(&grown, question).unwrap());
        assert!(answer.contains("\"1\""), "rename {number}: {answer}");
        assert!(steps[0].text.contains("Stop it first"), "{}", steps[0].text);

        // `was` stays in the model: what it says was done once.
        assert_eq!(sql::evolve(&after, &after, 9).unwrap(), []);
    }
}

/// What is replaced in the rich model, a question to the tables afterwards whose answer is `1`,
/// and what may be dropped then.
type Removal = (&'static [(&'static str, &'static str)], &'static str, &'static [&'static str]);

const REMOVALS: &[Removal] = &[
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
];

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
        let past = Past { retired, drop, gradual: false };
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

/// What is replaced in the model, and what of the new values must hold.
const CONVERSIONS: &[(&str, &str, &str)] = &[
    ("integer(1..5) = 3", "bigint(1..5) = 4", "sum(stars) = 7"),
    (
        "\"integer(1..5) = 3\"",
        "{ type = \"decimal(8, 2)\", default = \"1.50\" }",
        "sum(stars) = 7.00",
    ),
    ("integer(1..5) = 3", "float = 3", "sum(stars) = 7"),
    ("integer(1..5) = 3", "string(1..9) filter unique ignore_case", "min(stars) = '3'"),
    ("integer(1..5) = 3", "string(1..9) = 'many'", "max(stars) = '4'"),
    ("mood = \"mood = calm\"", "mood = \"string(1..9)\"", "min(mood) = 'calm'"),
    ("mood = \"mood = calm\"", "mood = \"enum(odd, calm) filter = odd\"", "min(mood) = 'calm'"),
    ("title = \"string(1..200) search\"", "title = \"enum(one, two)\"", "min(title) = 'one'"),
    ("title = \"string(1..200) search\"", "title = \"text(1..300) search\"", "min(title) = 'one'"),
    (
        "title = \"string(1..200) search\"",
        "title = \"[string(1..200)](1..3)\"",
        "min(title[1]) = 'one'",
    ),
    // Values that may be absent, and that may not any more.
    (
        "title = \"string(1..200) search\"",
        "title = \"string(1..200)? search\"",
        "min(title) = 'one'",
    ),
    ("integer(1..5) = 3", "integer(1..5)?", "sum(stars) = 7"),
    ("integer(1..5) = 3", "integer(1..5) = 4", "sum(stars) = 7"),
    ("integer(1..5) = 3", "integer(1..5)", "sum(stars) = 7"),
];

#[test]
fn a_column_gets_another_type_and_keeps_its_values() {
    let cluster = Cluster::throw_away().unwrap();
    let base = BEFORE.replacen("order = ", "checks = [\"stars > 0 if mood = calm\"]\norder = ", 1);
    for (number, (from, to, holds)) in CONVERSIONS.iter().enumerate() {
        for (way, base) in [BEFORE, base.as_str()].into_iter().enumerate() {
            let text = base.replacen(from, to, 1);
            let (Ok(before), Ok(after)) = (check(base), check(&text)) else {
                assert_eq!(way, 1, "conversion {number}: {}", check(&text).unwrap_err());
                continue;
            };
            let (fresh, grown) = (format!("fresh_{number}_{way}"), format!("grown_{number}_{way}"));
            create(&cluster, &fresh);
            migrate(&cluster, &fresh, &sql::migrations(&after));
            create(&cluster, &grown);
            migrate(&cluster, &grown, &sql::migrations(&before));
            cluster.execute(&grown, ROWS).unwrap();
            let steps = sql::evolve(&before, &after, 9).unwrap_or_else(|refused| {
                panic!("conversion {number} is refused: {refused:#?}");
            });
            migrate(&cluster, &grown, &steps);
            assert_eq!(schema(&cluster, &grown), schema(&cluster, &fresh), "{number}: {to}");
            let question = format!("select ({holds})::text from notes");
            let answer = format!("{:?}", cluster.execute(&grown, &question).unwrap());
            assert!(answer.contains("true"), "conversion {number}: {answer}");
        }
    }
}

/// Each migration that can fail on rows has the query that finds them, and fails on them.
#[test]
fn what_rows_may_refuse_is_asked_for_before() {
    let cluster = Cluster::throw_away().unwrap();
    let before = BEFORE.replacen("integer(1..5) = 3", "integer?", 1);
    let before = check(&before).unwrap_or_else(|report| panic!("{report}"));
    let cases = [("integer(1..3)?", "2"), ("integer", "1"), ("decimal(2, 1)?", "1")];
    for (number, (to, count)) in cases.iter().enumerate() {
        let text = BEFORE.replacen("integer(1..5) = 3", to, 1);
        let after = check(&text).unwrap_or_else(|report| panic!("{report}"));
        let rows = "
            update notes set stars = 40 where title = 'two';
            update notes set stars = null where title = 'one';
            insert into notes (id, author_id, title, stars)
            select '00000000-0000-7000-8000-000000000007', author_id, 'three', 4
            from notes where title = 'one'";
        let grown = format!("grown_{number}");
        create(&cluster, &grown);
        migrate(&cluster, &grown, &sql::migrations(&before));
        cluster.execute(&grown, ROWS).unwrap();
        cluster.execute(&grown, rows).unwrap();
        let steps = sql::evolve(&before, &after, 9).unwrap();
        let asked = steps.iter().find_map(|step| {
            let query = step.text.lines().find_map(|line| line.strip_prefix("--   "))?;
            Some((step, query))
        });
        let (step, query) = asked.unwrap_or_else(|| panic!("{to}: {steps:#?}"));
        let found = cluster.execute(&grown, query).unwrap();
        assert_eq!(found.len().to_string(), *count, "{query}: {found:?}");
        for earlier in steps.iter().take_while(|earlier| earlier.number < step.number) {
            migrate(&cluster, &grown, std::slice::from_ref(earlier));
        }
        let text = format!("begin;\n{}commit;", step.text);
        assert!(cluster.execute(&grown, &text).is_err(), "{to} is not refused");
    }
}

/// The types of a field before and after, and a value of which the second would keep a part.
const LOSSES: &[(&str, &str, &str)] = &[
    ("decimal(9, 3)?", "decimal(8, 2)?", "1.239"),
    ("decimal(9, 3)?", "integer?", "1.500"),
    ("decimal(20, 3)?", "float?", "12345678901234567.125"),
    ("float?", "integer?", "1.5"),
    ("float?", "decimal(18, 2)?", "1234567890123.4567"),
    ("bigint?", "float?", "9007199254740993"),
    ("timestamp?", "date?", "2026-01-02 03:04:05+00"),
    ("string(1..40)?", "decimal(8, 2)?", "1.239"),
];

/// A value that the new type would round or cut makes the migration fail, and stays whole.
#[test]
fn no_value_is_rounded_or_cut_off() {
    let cluster = Cluster::throw_away().unwrap();
    for (number, (old, new, value)) in LOSSES.iter().enumerate() {
        let [before, after] = [old, new].map(|kind| {
            let text = BEFORE.replacen("integer(1..5) = 3", kind, 1);
            check(&text).unwrap_or_else(|report| panic!("{report}"))
        });
        let grown = format!("grown_{number}");
        create(&cluster, &grown);
        migrate(&cluster, &grown, &sql::migrations(&before));
        cluster
            .execute(&grown, &ROWS.replace(", 3)", ", null)").replace(", 4)", ", null)"))
            .unwrap();
        let update = format!("update notes set stars = '{value}' where title = 'two'");
        cluster.execute(&grown, &update).unwrap();
        let steps = sql::evolve(&before, &after, 9).unwrap();
        let faults = steps.iter().filter_map(|step| {
            cluster.execute(&grown, &format!("begin;\n{}commit;", step.text)).err()
        });
        let faults: Vec<String> = faults.map(|fault| format!("{fault:#?}")).collect();
        assert!(
            faults.iter().any(|fault| fault.contains("notes.stars has values that")),
            "{old} -> {new}: {faults:?}"
        );
        let question = format!("select (stars = '{value}')::text from notes where title = 'two'");
        let answer = format!("{:?}", cluster.execute(&grown, &question).unwrap());
        assert!(answer.contains("true"), "{old} -> {new}: {answer}");
    }
}

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
    let past = Past { retired, drop: names, gradual: false };
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
        let past = Past { retired: retired.clone(), drop, gradual: false };
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
