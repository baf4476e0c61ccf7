//! What is there unused, in tables that go or get another name.

use scaffold::database::Cluster;
use scaffold::sql::Past;

use super::grown::Grown;

const HEAD: &str = "[service]\nname = \"shelf\"\n[resources.tag]\nfields = { name = \"string\" }\n\
                    access = { read = \"public\" }\n";

fn with(resource: &str, fields: &str) -> String {
    format!(
        "{HEAD}[resources.{resource}\nfields = {{ {fields} }}\naccess = {{ read = \"public\" }}\n"
    )
}

fn drop(name: &str) -> Past {
    Past { drop: vec![name.to_owned()], ..Past::default() }
}

/// With a table goes all that it had unused: nothing is in the way of one of its name.
#[test]
fn what_is_unused_in_a_table_goes_with_it() {
    let cluster = Cluster::throw_away().unwrap();
    let first = with("order]", "a = \"string\", kind = \"enum(x, y)\"");
    let second = with("order]", "b = \"string was(a)\"");
    let mut grown = Grown::new(&cluster, "gone", &first);
    for _ in 0..2 {
        grown.becomes(&with("order]", "a = \"string\""), false);
        grown.becomes(&second, true);
        grown.becomes(HEAD, false);
        grown.take(grown.planned(HEAD, drop("orders")).unwrap());
        assert_eq!(grown.retired(), []);
        grown.becomes(&first, false);
    }
    grown.ends();
}

/// What is dropped or taken up again in the change that gives its table another name has that.
#[test]
fn what_is_unused_follows_the_name_of_its_table() {
    let cluster = Cluster::throw_away().unwrap();
    let fields = "a = \"string\", b = \"integer?\", tag = \"-> tag?\"";
    let mut grown = Grown::new(&cluster, "named", &with("note]", fields));
    grown.becomes(&with("note]", "a = \"string\""), false);
    let memo = with("memo]\nwas = \"note\"", "a = \"string\"");
    grown.take(grown.planned(&memo, drop("notes.b")).unwrap());
    grown.model = super::grown::model(&memo);
    let names: Vec<String> = grown.retired().into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["memos.tag_id"]);
    // It points into a table that has another name now, before or at once.
    let again = with("memo]", "a = \"string\", tag = \"-> mark?\"");
    let again = again.replace("[resources.tag]", "[resources.mark]\nwas = \"tag\"");
    let revive = || Past { revive: vec!["memos.tag_id".to_owned()], ..Past::default() };
    assert!(grown.planned(&again, revive()).is_ok());
    let mark = memo.replace("[resources.tag]", "[resources.mark]\nwas = \"tag\"");
    grown.becomes(&mark, false);
    grown.take(grown.planned(&again, revive()).unwrap());
    grown.model = super::grown::model(&again);
    assert_eq!(grown.retired(), []);
    grown.ends();
}
