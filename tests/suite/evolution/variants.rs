//! Variants and roles that go, and variants in another order.

use scaffold::database::Cluster;
use scaffold::model::Model;
use scaffold::sql::{self, Migration, Past, Retired};

use crate::support::project::check;

use super::{RICH, RICH_ROWS, create, migrate, schema};

/// A model whose enums stand in columns of all kinds: with a default, in a list, in a check, in an
/// index over some rows, in two tables.
fn model(changes: &[(&str, &str)]) -> Model {
    check(&text(changes)).unwrap_or_else(|report| panic!("{report}"))
}

pub(super) fn text(changes: &[(&str, &str)]) -> String {
    let mut text = RICH
        .replace("[\"calm\", \"loud\"]", "[\"calm\", \"merry\", \"loud\", \"wild\"]")
        .replace("if mood = loud\"]", "if mood < loud\"]")
        .replace(
            "unique = [[\"author\", \"title\"]]",
            "unique = [{ fields = [\"title\"], where = \"mood = loud\" }]",
        )
        .replace("labels = ", "moods = \"[mood](0..3)?\"\nlabels = ")
        .replace("{ name = \"string(1..40)", "{ mood = \"mood?\", name = \"string(1..40)");
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text
}

pub(super) const MOODS: &str = "[\"calm\", \"merry\", \"loud\", \"wild\"]";

const ROWS: &str = "
update notes set mood = 'loud', stars = 3, moods = '{wild,loud,wild}';
update tags set mood = 'wild';
";

fn prepared(cluster: &Cluster, database: &str, before: &Model) {
    create(cluster, database);
    migrate(cluster, database, &sql::migrations(before));
    cluster.execute(database, RICH_ROWS).unwrap();
    cluster.execute(database, ROWS).unwrap();
}

fn fresh(cluster: &Cluster, database: &str, after: &Model) -> Vec<String> {
    create(cluster, database);
    migrate(cluster, database, &sql::migrations(after));
    schema(cluster, database)
}

fn asked(cluster: &Cluster, database: &str, question: &str) -> String {
    format!("{:?}", cluster.execute(database, question).unwrap())
}

fn left(steps: &[Migration]) -> Vec<Retired> {
    sql::retired(steps.iter().map(|step| step.text.as_str()))
}

/// Runs what it can, as the service does when it starts. Gives the one that fails.
fn attempt<'a>(cluster: &Cluster, database: &str, steps: &'a [Migration]) -> Option<&'a Migration> {
    steps
        .iter()
        .find(|step| cluster.execute(database, &format!("begin;\n{}commit;", step.text)).is_err())
}

/// Nothing is lost silently: rows that have it make the migration fail, which has the query that
/// finds them, and from then on nobody can write it.
#[test]
fn a_variant_goes_once_no_row_has_it() {
    let cluster = Cluster::throw_away().unwrap();
    let (before, after) = (model(&[]), model(&[(MOODS, "[\"calm\", \"merry\", \"loud\"]")]));
    prepared(&cluster, "grown", &before);
    let steps = sql::evolve(&before, &after, 9).unwrap();
    let failed = attempt(&cluster, "grown", &steps).expect("rows have it");
    let queries = failed.text.lines().filter_map(|line| line.strip_prefix("--   "));
    let found: Vec<usize> =
        queries.map(|query| cluster.execute("grown", query).unwrap().len()).collect();
    assert_eq!(found, [0, 1, 1], "{}", failed.text);
    for refused in [
        "update notes set mood = 'wild'",
        "update tags set mood = 'wild', name = 'blue'",
        "update notes set moods = '{calm,wild}'",
    ] {
        assert!(cluster.execute("grown", refused).is_err(), "{refused}");
    }
    cluster.execute("grown", "update notes set moods = null").unwrap();
    cluster.execute("grown", "update tags set mood = null").unwrap();
    let rest: Vec<Migration> =
        steps.iter().skip_while(|step| step.number < failed.number).cloned().collect();
    migrate(&cluster, "grown", &rest);
    // Both versions go on.
    cluster.execute("grown", "update notes set mood = 'merry', moods = '{loud}'").unwrap();

    let retired = left(&steps);
    let names: Vec<String> = retired.iter().map(|thing| thing.name.clone()).collect();
    assert_eq!(names, ["mood.wild"]);
    let past = Past { retired, drop: names, ..Past::default() };
    let drops = sql::evolve_past(&after, &after, 20, &past).unwrap();
    assert!(drops[0].text.contains("stop it first"), "{}", drops[0].text);
    migrate(&cluster, "grown", &drops);
    assert_eq!(schema(&cluster, "grown"), fresh(&cluster, "fresh", &after));
    let kept = "select count(*) from notes where mood = 'merry' and moods = '{loud}'";
    assert!(asked(&cluster, "grown", kept).contains("\"1\""));
    let all: Vec<Migration> = steps.into_iter().chain(drops).collect();
    assert_eq!(left(&all), []);
}

/// `was` of a variant that is there already: rows get that one.
#[test]
fn a_variant_goes_into_another_one() {
    let cluster = Cluster::throw_away().unwrap();
    let before = model(&[]);
    let after = model(&[(MOODS, "[\"calm\", \"merry\", \"loud was(wild)\"]")]);
    prepared(&cluster, "grown", &before);
    let steps = sql::evolve(&before, &after, 9).unwrap();
    migrate(&cluster, "grown", &steps);
    let moved = "select count(*) from notes, tags
        where moods = '{loud,loud,loud}' and tags.mood = 'loud'";
    assert!(asked(&cluster, "grown", moved).contains("\"1\""));
    assert_eq!(sql::evolve(&after, &after, 20).unwrap(), []);
}

/// Lists are sorted and rules compare by the order of variants.
#[test]
fn variants_get_another_order() {
    let cluster = Cluster::throw_away().unwrap();
    let before = model(&[]);
    let cases: [(&str, &[&str]); 3] = [
        ("[\"wild\", \"calm\", \"merry\", \"loud\"]", &[]),
        // With one that comes, one that is called otherwise, and one that goes.
        ("[\"new\", \"noisy was(loud)\", \"calm was(wild)\", \"merry\"]", &["loud", "noisy"]),
        ("[\"loud\", \"merry\", \"calm was(wild)\"]", &[]),
    ];
    for (number, (variants, renamed)) in cases.into_iter().enumerate() {
        let mut changes = vec![(MOODS, variants)];
        if let [old, new] = renamed {
            assert_eq!((*old, *new), ("loud", "noisy"));
            changes.push(("if mood < loud", "if mood < noisy"));
            changes.push(("\"mood = loud\"", "\"mood = noisy\""));
        }
        let after = model(&changes);
        let (grown, new) = (format!("grown_{number}"), format!("fresh_{number}"));
        prepared(&cluster, &grown, &before);
        let steps = sql::evolve(&before, &after, 9).unwrap();
        migrate(&cluster, &grown, &steps);
        assert_eq!(schema(&cluster, &grown), fresh(&cluster, &new, &after), "{variants}");
        let kept = "select count(*) from notes where mood::text in ('loud', 'noisy')
            and array_length(moods, 1) = 3";
        assert!(asked(&cluster, &grown, kept).contains("\"1\""), "{variants}");
        assert_eq!(left(&steps), []);
    }
}

/// What is kept out of the columns that were there is kept out of those that come, and a type is
/// made anew only when nothing unused has values of it.
#[test]
fn a_variant_that_went_does_not_come_back_by_another_way() {
    let cluster = Cluster::throw_away().unwrap();
    let without = (MOODS, "[\"calm\", \"merry\", \"loud was(wild)\"]");
    let (before, after) = (model(&[]), model(&[without]));
    let later = model(&[
        without,
        ("mood = \"mood?\", ", "temper = \"mood? was(mood)\", state = \"mood?\", "),
    ]);
    let last = model(&[without, ("mood = \"mood?\", ", "")]);
    prepared(&cluster, "grown", &before);
    let mut steps = sql::evolve(&before, &after, 9).unwrap();
    let past = |steps: &[Migration], drop: &[&str]| Past {
        retired: left(steps),
        drop: drop.iter().map(|name| (*name).to_owned()).collect(),
        ..Past::default()
    };
    steps.extend(sql::evolve_past(&after, &later, 20, &past(&steps, &[])).unwrap());
    migrate(&cluster, "grown", &steps);
    assert!(cluster.execute("grown", "update tags set state = 'wild'").is_err());
    assert!(cluster.execute("grown", "update tags set temper = 'wild'").is_err());

    let back = sql::evolve_past(&later, &before, 30, &past(&steps, &[])).unwrap_err();
    assert!(
        back.contains(
            &"`mood.wild` is still there from before: drop it first, with `--drop mood.wild`"
                .to_owned()
        ),
        "{back:?}"
    );
    let other =
        model(&[without, ("mood = \"mood?\", ", "temper = \"string?\", state = \"mood?\", ")]);
    let other = sql::evolve_past(&later, &other, 30, &past(&steps, &[])).unwrap_err();
    assert!(other[0].contains("`mood.wild` is kept out of a column"), "{other:?}");

    let more = sql::evolve_past(&later, &last, 30, &past(&steps, &[])).unwrap();
    migrate(&cluster, "grown", &more);
    steps.extend(more);
    let early = sql::evolve_past(&last, &last, 40, &past(&steps, &["mood.wild"])).unwrap_err();
    let words = "`tags.state` is still there with values of `mood`";
    assert!(early.iter().any(|fault| fault.starts_with(words)), "{early:?}");
    let names = ["mood.wild", "tags.state", "tags.temper"];
    let drops = sql::evolve_past(&last, &last, 40, &past(&steps, &names)).unwrap();
    migrate(&cluster, "grown", &drops);
    assert_eq!(schema(&cluster, "grown"), fresh(&cluster, "fresh", &last));
}

/// What goes for good is named as it was called until now.
#[test]
fn a_type_is_renamed_and_made_anew_at_once() {
    let cluster = Cluster::throw_away().unwrap();
    let merged = "[\"calm\", \"merry\", \"loud was(wild)\"]";
    let named = format!("temper = {{ variants = {merged}, was = \"mood\" }}");
    let from = format!("mood = {MOODS}");
    let (before, after) = (model(&[]), model(&[(MOODS, merged)]));
    let last = model(&[
        (&from, &named),
        ("\"mood = calm\"", "\"temper = calm\""),
        ("[mood](0..3)", "[temper](0..3)"),
        ("mood = \"mood?\"", "mood = \"temper?\""),
    ]);
    prepared(&cluster, "grown", &before);
    let mut steps = sql::evolve(&before, &after, 9).unwrap();
    let drop = vec!["mood.wild".to_owned()];
    let past = Past { retired: left(&steps), drop, ..Past::default() };
    steps.extend(sql::evolve_past(&after, &last, 20, &past).unwrap());
    migrate(&cluster, "grown", &steps);
    assert_eq!(schema(&cluster, "grown"), fresh(&cluster, "fresh", &last));
    assert_eq!(left(&steps), []);
}

/// A column that went keeps its type, whatever that is called by then.
#[test]
fn the_type_of_an_unused_column_is_not_dropped_from_others() {
    let cluster = Cluster::throw_away().unwrap();
    let column = ("mood = \"mood?\", ", "");
    let named = format!("temper = {{ variants = {MOODS}, was = \"mood\" }}");
    let from = format!("mood = {MOODS}");
    let kinds = [
        (from.as_str(), named.as_str()),
        ("\"mood = calm\"", "\"temper = calm\""),
        ("[mood](0..3)", "[temper](0..3)"),
    ];
    let (before, after) = (model(&[]), model(&[column]));
    let last = model(&[&[column][..], &kinds].concat());
    prepared(&cluster, "grown", &before);
    let mut steps = sql::evolve(&before, &after, 9).unwrap();
    for drop in [Vec::new(), vec!["tags.mood".to_owned()]] {
        let past = Past { retired: left(&steps), drop, ..Past::default() };
        let from = if past.drop.is_empty() { &after } else { &last };
        steps.extend(sql::evolve_past(from, &last, 20, &past).unwrap());
    }
    migrate(&cluster, "grown", &steps);
    assert_eq!(schema(&cluster, "grown"), fresh(&cluster, "fresh", &last));
}

const ROLES: &str = "editor = { includes = [\"member\"] }\nadmin = { includes = [\"editor\"] }";

/// Who has a role that goes keeps it until somebody names it, or gets the one that it became.
#[test]
fn a_role_goes_from_nobody_silently() {
    let cluster = Cluster::throw_away().unwrap();
    let before = model(&[]);
    let gone = [
        (ROLES, "admin = { includes = [\"member\"] }"),
        ("create = \"editor\"", "create = \"member\""),
    ];
    let after = model(&gone);
    let into = model(&[(ROLES, "admin = { includes = [\"member\"], was = \"editor\" }"), gone[1]]);

    prepared(&cluster, "refused", &before);
    let steps = sql::evolve(&before, &after, 9).unwrap();
    let failed = attempt(&cluster, "refused", &steps).expect("somebody has it");
    let query = failed.text.lines().find_map(|line| line.strip_prefix("--   ")).unwrap();
    assert_eq!(query, "select user_id from user_roles where role = 'editor';");
    assert_eq!(cluster.execute("refused", query).unwrap().len(), 1);

    for (name, after, revoke, has) in
        [("revoked", &after, vec!["editor".to_owned()], "0"), ("carried", &into, Vec::new(), "1")]
    {
        prepared(&cluster, name, &before);
        let past = Past { revoke, ..Past::default() };
        migrate(&cluster, name, &sql::evolve_past(&before, after, 9, &past).unwrap());
        assert_eq!(schema(&cluster, name), fresh(&cluster, &format!("{name}_fresh"), after));
        let question = "select count(*) from user_roles where role = 'admin'";
        assert!(asked(&cluster, name, question).contains(&format!("\"{has}\"")), "{name}");
    }
    let wrong = Past { revoke: vec!["member".to_owned()], ..Past::default() };
    assert_eq!(
        sql::evolve_past(&before, &after, 9, &wrong).unwrap_err(),
        ["`member` is no role that goes, so nobody loses it"]
    );
}
