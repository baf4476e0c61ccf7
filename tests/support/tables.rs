//! Databases that migrations have gone over, and what is in them.

use scaffold::database::Cluster;
use scaffold::error::Error;
use scaffold::sql::Migration;

/// Everything that Postgres knows of the schema, in an order that does not depend on history.
const SCHEMA: &str = "
select concat_ws(' ', 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
    case when a.attnotnull then 'not null' end, a.attgenerated, pg_get_expr(d.adbin, d.adrelid)) as line
from pg_attribute a join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attnum > 0 and not a.attisdropped
union all
select concat_ws(' ', 'relation', relname, relkind, relpersistence, relrowsecurity, reloptions)
from pg_class where relnamespace = 'public'::regnamespace
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
union all
select concat_ws(' ', 'trigger', tgrelid::regclass, pg_get_triggerdef(oid))
from pg_trigger where not tgisinternal
union all
select concat_ws(' ', 'comment', objoid::regclass, objsubid, description)
from pg_description where classoid = 'pg_class'::regclass
    and objoid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
order by 1";

/// A new, empty database.
pub(crate) fn create(cluster: &Cluster, database: &str) {
    cluster.execute("postgres", &format!("create database {database}")).unwrap();
}

/// Runs a migration as the service does when it starts.
pub(crate) fn run(cluster: &Cluster, database: &str, migration: &Migration) -> Result<(), Error> {
    let text = match migration.text.starts_with("-- no-transaction\n") {
        true => migration.text.clone(),
        false => format!("begin;\n{}commit;", migration.text),
    };
    cluster.execute(database, &text).map(drop)
}

/// Runs migrations that may not fail.
pub(crate) fn migrate(cluster: &Cluster, database: &str, migrations: &[Migration]) {
    for migration in migrations {
        run(cluster, database, migration)
            .unwrap_or_else(|fault| panic!("{}: {fault:#?}\n{}", migration.file(), migration.text));
    }
}

/// The schema, a line for each part.
pub(crate) fn schema(cluster: &Cluster, database: &str) -> Vec<String> {
    schema_after(cluster, database, &[]).unwrap()
}

/// The schema as migrations would make it, which are taken back.
pub(crate) fn schema_after(
    cluster: &Cluster,
    database: &str,
    migrations: &[Migration],
) -> Result<Vec<String>, Error> {
    let texts: String = migrations.iter().map(|it| it.text.as_str()).collect();
    let rows = cluster.execute(database, &format!("begin;\n{texts}{SCHEMA};\nrollback;"))?;
    Ok(rows.into_iter().flatten().map(Option::unwrap_or_default).collect())
}
