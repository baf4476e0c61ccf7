//! What has another name keeps its rows.

use scaffold::database::Cluster;
use scaffold::sql;

use crate::support::project::check;

use super::{RICH, RICH_ROWS, create, migrate, schema};

/// What is called otherwise, and a question to the new tables whose answer is `1`.
pub(super) const RENAMES: &[(&[(&str, &str)], &str)] = &[
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
    // A shared enum, and one of its variants.
    (
        &[
            (
                "mood = [\"calm\", \"loud\"]",
                "temper = { variants = [\"calm\", \"noisy was(loud)\"], was = \"mood\" }",
            ),
            ("\"mood = calm\"", "\"temper = calm\""),
            ("if mood = loud", "if mood = noisy"),
        ],
        "select count(*) from notes where mood = 'noisy'::temper",
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
