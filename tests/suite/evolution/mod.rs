//! From one model's tables to another's on a real Postgres: rows stay, and the schema is the one
//! that the new model would have had from the beginning.

mod additions;
mod gradual;
mod removals;
mod renames;
mod types;

use scaffold::database::Cluster;
use scaffold::sql::Migration;

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
