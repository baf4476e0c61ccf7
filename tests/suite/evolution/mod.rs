//! From one model's tables to another's on a real Postgres: rows stay, and the schema is the one
//! that the new model would have had from the beginning.

mod additions;
mod carried;
mod given;
mod gradual;
mod grown;
mod linted;
mod removals;
mod renames;
mod types;
mod unused;
mod variants;

use scaffold::database::Cluster;

use crate::support::tables::{create, migrate, run, schema};

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

const ROWS: &str = "
insert into users (id, email) values ('00000000-0000-7000-8000-000000000001', 'ada@example.com');
insert into tags (id, name) values ('00000000-0000-7000-8000-000000000002', 'red');
insert into notes (id, author_id, title, stars) values
    ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000001', 'one', 3),
    ('00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000001', 'two', 4);
";

fn counted(cluster: &Cluster, database: &str) -> String {
    let rows = cluster.execute(database, "select count(*), min(title) from notes").unwrap();
    format!("{rows:?}")
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
