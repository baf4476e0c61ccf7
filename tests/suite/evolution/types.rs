//! Columns get other types, and no value is lost on the way.

use scaffold::database::Cluster;
use scaffold::sql;

use crate::support::project::check;

use super::{BEFORE, ROWS, create, migrate, schema};

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
