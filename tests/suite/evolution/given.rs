//! Values that rows get, in tables whose rules change in more than one column.

use scaffold::database::Cluster;

use super::grown::Grown;

fn notes(moods: &str, fields: &str) -> String {
    format!(
        "[service]\nname = \"shelf\"\n[enums]\nmood = [{moods}]\n[resources.note]\n\
         access = {{ read = \"public\" }}\n[resources.note.fields]\n{fields}\n"
    )
}

/// A row that has nothing in several columns gets something in all of them at once: what it is
/// asked for from now on holds of each column of a row that is written.
#[test]
fn a_row_gets_all_that_it_lacks_at_once() {
    let cluster = Cluster::throw_away().unwrap();
    let moods = "\"calm\", \"odd\"";
    let fields = "title = \"string\"\na = \"integer?\"\nb = \"mood?\"\nplace = \"string(1..9)?\"\n";
    let mut grown = Grown::new(&cluster, "lacking", &notes(moods, fields));
    for title in ["One", "Two", "One"] {
        grown.runs(&format!("insert into notes (id, title) values (gen_random_uuid(), '{title}')"));
    }
    let fields = "title = \"string\"\na = \"integer = 3\"\nb = \"mood = odd\"\n\
                  place = \"string(1..9) = 'x'\"\nslug = \"slug(title)\"\nmade_slug = \"slug(title)\"\n";
    grown.becomes(&notes(moods, fields), false);
    grown.runs(
        "do $$ begin
            assert (select count(*) from notes where (a, b, place) = (3, 'odd', 'x')) = 3;
            assert (select count(*) from notes where slug in ('one', 'two') and made_slug in ('one', 'two')) = 2;
            assert (select count(*) from notes where slug like 'one-%' and made_slug like 'one-%') = 1;
        end $$",
    );
    grown.ends();
}

/// A slug is made of the title that a row has then, also where that comes with the same change.
#[test]
fn a_slug_is_made_of_a_title_that_comes_with_it() {
    let cluster = Cluster::throw_away().unwrap();
    let slugs = "do $$ begin
            assert (select array_agg(slug order by slug) from notes) = array['one', 'two'], (select array_agg(slug) from notes);
        end $$";
    let insert =
        |title: &str| format!("insert into notes (id, title) values (gen_random_uuid(), {title})");
    let mut grown = Grown::new(&cluster, "gradual", &notes("\"calm\"", "title = \"string\""));
    ["'One'", "'Two'"].into_iter().for_each(|title| grown.runs(&insert(title)));
    let fields = "headline = \"string was(title)\"\nslug = \"slug(headline)\"";
    grown.becomes(&notes("\"calm\"", fields), true);
    grown.runs(slugs);
    grown.ends();
    let mut grown = Grown::new(&cluster, "defaulted", &notes("\"calm\"", "title = \"string?\""));
    ["'One'", "null"].into_iter().for_each(|title| grown.runs(&insert(title)));
    let fields = "title = \"string = 'Two'\"\nslug = \"slug(title)\"";
    grown.becomes(&notes("\"calm\"", fields), false);
    grown.runs(slugs);
    grown.ends();
}

/// A row may have variants that go in several columns, and in one several.
#[test]
fn a_row_gets_all_other_variants_at_once() {
    let cluster = Cluster::throw_away().unwrap();
    let fields = "a = \"mood\"\nb = \"mood?\"\nall = \"[mood](0..3)\"\nkind = \"enum(u, v)\"\nd = \"integer?\"";
    let all = "\"calm\", \"loud\", \"odd\", \"weird\"";
    for (number, gradual) in [false, true].into_iter().enumerate() {
        let mut grown = Grown::new(&cluster, &format!("odd_{number}"), &notes(all, fields));
        grown.runs(
            "insert into notes (id, a, b, \"all\", kind)
             values (gen_random_uuid(), 'odd', 'weird', '{odd,weird,calm}', 'u')",
        );
        let fields = match gradual {
            true => fields.replace("a = \"mood\"", "c = \"mood was(a)\""),
            false => fields.replace("enum(u, v)", "enum(v was(u))"),
        };
        let fields = fields.replace("integer?", "integer = 1");
        grown.becomes(&notes("\"calm was(weird)\", \"loud was(odd)\"", &fields), gradual);
        let (column, kind) = if gradual { ("c", "u") } else { ("a", "v") };
        grown.runs(&format!(
            "do $$ begin
                assert (select ({column}, b, \"all\", kind, d) = ('loud', 'calm', '{{loud,calm,calm}}', '{kind}', 1) from notes);
            end $$"
        ));
        if gradual {
            assert_eq!(grown.values(["a", "c"]), "loud");
        }
    }
}
