//! Columns get other types, and no value is lost on the way.

use scaffold::database::Cluster;
use scaffold::sql;

use crate::support::project::check;

use super::{BEFORE, ROWS, create, migrate, schema};
use crate::support::tables::run;

/// What is replaced in the model, and what of the new values must hold.
pub(super) const CONVERSIONS: &[(&str, &str, &str)] = &[
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

/// One of each kind of type, with a bound where it can have one, and a value of it.
const KINDS: &[(&str, &str)] = &[
    ("string(1..40)?", "one"),
    ("string(1..20)? filter unique ignore_case", "Two"),
    ("text(0..400)? search", "some words"),
    ("integer(1..9)?", "7"),
    ("bigint? filter sort", "7000000000"),
    ("decimal(8, 2)? min(1)", "12.50"),
    ("float? max(9.5)", "1.5"),
    ("boolean? filter", "true"),
    ("date?", "2026-01-02"),
    ("time?", "03:04:05"),
    ("timestamp? sort", "2026-01-02 03:04:05+00"),
    ("uuid? unique", "00000000-0000-7000-8000-000000000007"),
    ("email? filter ignore_case", "a@example.com"),
    ("url?", "https://example.com/a"),
    ("enum(one, two)? filter", "two"),
    ("mood?", "calm"),
    ("json?", "{\"a\": [1]}"),
    ("[string(1..20)](..5)? filter", "{one,two}"),
    ("[integer](1..3)?", "{1,2}"),
    ("[mood]?", "{calm}"),
    ("-> user?", ""),
    ("-> shelf? filter on_delete(null)", ""),
];

/// A model in which a table stands for each pair of `changes`, with a field of the one or the other.
fn paired(changes: &[(usize, usize)], side: impl Fn(&(usize, usize)) -> usize) -> String {
    let mut text = "[service]\nname = \"pairs\"\n[enums]\nmood = [\"calm\", \"loud\"]\n\
        [resources.shelf]\nfields = { tone = \"mood\" }\naccess = { read = \"public\" }\n"
        .to_owned();
    for pair in changes {
        let (name, kind) = (format!("box_{}_to_{}", pair.0, pair.1), KINDS[side(pair)].0);
        text += &format!(
            "[resources.{name}]\nfields = {{ held = \"{kind}\" }}\n\
             access = {{ read = \"public\", create = \"member\", update = \"member\" }}\n"
        );
    }
    text
}

/// The pairs of kinds of which the one can become the other in one change.
fn made() -> Vec<(usize, usize)> {
    let all = 0..KINDS.len();
    let pairs = all.clone().flat_map(|from| all.clone().map(move |to| (from, to)));
    // A relation has another column than a value, which stays until it is dropped.
    let is_relation = |at: usize| KINDS[at].0.starts_with("->");
    let pairs = pairs.filter(|(from, to)| from != to && is_relation(*from) == is_relation(*to));
    let made: Vec<_> = pairs.filter(|pair| evolved(*pair).is_some()).collect();
    assert!(made.len() > 150, "{}", made.len());
    made
}

/// The migrations of one pair, if it is not refused.
fn evolved(pair: (usize, usize)) -> Option<Vec<sql::Migration>> {
    let [before, after] = [pair.0, pair.1].map(|side| check(&paired(&[pair], |_| side)).unwrap());
    sql::evolve(&before, &after, 9).ok()
}

/// Every type becomes every other, or is refused: never a schema that a new project does not have.
#[test]
fn every_type_becomes_every_other_or_is_refused() {
    let made = made();
    let [before, after] = [0, 1]
        .map(|side| check(&paired(&made, |pair| if side == 0 { pair.0 } else { pair.1 })).unwrap());
    let cluster = Cluster::throw_away().unwrap();
    create(&cluster, "fresh");
    migrate(&cluster, "fresh", &sql::migrations(&after));
    create(&cluster, "grown");
    migrate(&cluster, "grown", &sql::migrations(&before));
    for (from, to) in &made {
        let row = format!("insert into box_{from}_to_{to}s (id) values (gen_random_uuid())");
        cluster.execute("grown", &row).unwrap();
    }
    migrate(&cluster, "grown", &sql::evolve(&before, &after, 9).unwrap());
    let (grown, fresh) = (schema(&cluster, "grown"), schema(&cluster, "fresh"));
    let differing: Vec<_> = grown.iter().filter(|line| !fresh.contains(line)).collect();
    assert_eq!(grown, fresh, "{differing:#?}");
}

/// What a column holds is there in its new type, or the query that comes with the migration finds
/// it, the migration fails, and it is there all the same.
#[test]
fn a_value_of_every_type_is_kept_or_found() {
    let made = made();
    let before = check(&paired(&made, |pair| pair.0)).unwrap_or_else(|report| panic!("{report}"));
    let cluster = Cluster::throw_away().unwrap();
    create(&cluster, "grown");
    migrate(&cluster, "grown", &sql::migrations(&before));
    let ask =
        |text: &str| cluster.execute("grown", text).unwrap_or_else(|it| panic!("{text}: {it:#?}"));
    for pair in made.into_iter().filter(|pair| !KINDS[pair.0].1.is_empty()) {
        let (from, to) = (KINDS[pair.0], KINDS[pair.1].0);
        let (table, value) = (format!("box_{}_to_{}s", pair.0, pair.1), from.1);
        ask(&format!("insert into {table} (id, held) values (gen_random_uuid(), '{value}')"));
        let held = format!("select coalesce(held::text, 'null') from {table}");
        for step in evolved(pair).unwrap() {
            let queries = step.text.lines().filter_map(|line| line.strip_prefix("--   "));
            let found = queries.map(|query| ask(query).len()).sum::<usize>();
            let fault = run(&cluster, "grown", &step).err();
            assert_eq!(found > 0, fault.is_some(), "{} -> {to}: {fault:#?}\n{}", from.0, step.text);
            assert!(!format!("{:?}", ask(&held)).contains("null"), "{} -> {to}", from.0);
            if fault.is_some() {
                break;
            }
        }
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
