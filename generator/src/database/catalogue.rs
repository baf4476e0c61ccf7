//! What a database has: its tables and all that belongs to them, as Postgres tells it.

use crate::error::Error;

use super::Scratch;

/// Something that a database has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Thing {
    /// What it is, in a word: `table`, `column`, `constraint`, `index`, `trigger`, `type`,
    /// `function`, `view` or `sequence`.
    pub kind: String,
    /// The table that it belongs to; empty where it belongs to none.
    pub table: String,
    /// Its name.
    pub name: String,
    /// What it is made of, as Postgres prints it.
    pub definition: String,
}

impl Thing {
    /// What it is, and what it is called.
    pub(super) fn words(&self) -> String {
        let Self { kind, table, name, .. } = self;
        match table.is_empty() {
            true => format!("{kind} `{name}`"),
            false => format!("{kind} `{table}.{name}`"),
        }
    }

    /// Whether it is the same thing, whatever it is made of there.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        (&self.kind, &self.table, &self.name) == (&other.kind, &other.table, &other.name)
    }

    #[cfg(test)]
    pub(super) fn of(kind: &str, table: &str, name: &str, definition: &str) -> Self {
        let [kind, table, name, definition] = [kind, table, name, definition].map(str::to_owned);
        Self { kind, table, name, definition }
    }
}

impl Scratch<'_> {
    /// Everything in the database, in an order that does not depend on its history.
    pub fn catalogue(&self) -> Result<Vec<Thing>, Error> {
        let rows = self.database.execute(&self.name, CATALOGUE)?;
        let lines = rows.iter().filter_map(|row| row.first()?.as_deref());
        let mut things: Vec<Thing> = lines.filter_map(thing).collect();
        things.sort();
        Ok(things)
    }
}

fn thing(line: &str) -> Option<Thing> {
    let mut parts = line.splitn(4, '\t').map(str::to_owned);
    Some(Thing {
        kind: parts.next()?,
        table: parts.next()?,
        name: parts.next()?,
        definition: parts.next()?,
    })
}

/// One line each: kind, table, name and definition, with tabs between. What belongs to an
/// extension, stands for a constraint or is Postgres' own is left out.
const CATALOGUE: &str = r"
with here as (
    select oid, relname, relkind from pg_class
    where relnamespace = 'public'::regnamespace
        and not exists (
            select from pg_depend
            where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype in ('e', 'a', 'i')
        )
),
things (kind, of, name, definition) as (
    select case relkind when 'S' then 'sequence' when 'r' then 'table' when 'p' then 'table' else 'view' end,
        '', relname, case when relkind in ('v', 'm') then pg_get_viewdef(oid) else '' end
    from here where relkind in ('r', 'p', 'S', 'v', 'm')
    union all
    select 'column', relname, attname, concat_ws(
        ' ', format_type(atttypid, atttypmod), case when attnotnull then 'not null' end,
        case when attgenerated <> '' then 'generated' when attidentity <> '' then 'identity' end,
        'default ' || pg_get_expr(adbin, adrelid)
    )
    from here join pg_attribute on attrelid = here.oid
    left join pg_attrdef on adrelid = attrelid and adnum = attnum
    where relkind in ('r', 'p') and attnum > 0 and not attisdropped
    union all
    select 'constraint', relname, conname, pg_get_constraintdef(c.oid)
    from pg_constraint c join here on conrelid = here.oid where contype <> 't'
    union all
    select 'index', of.relname, index.relname,
        pg_get_indexdef(indexrelid) || case when indisvalid then '' else ' INVALID' end
    from pg_index join here of on of.oid = indrelid join pg_class index on index.oid = indexrelid
    where not exists (select from pg_constraint where conindid = indexrelid and conrelid = indrelid)
    union all
    select 'trigger', relname, tgname, pg_get_triggerdef(t.oid)
    from pg_trigger t join here on tgrelid = here.oid where not tgisinternal
    union all
    select 'type', '', typname, string_agg(enumlabel, ', ' order by enumsortorder)
    from pg_type t join pg_enum on enumtypid = t.oid
    where typnamespace = 'public'::regnamespace
        and not exists (select from pg_depend where objid = t.oid and deptype = 'e')
    group by typname
    union all
    select 'function', '', proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
        pg_get_functiondef(p.oid)
    from pg_proc p
    where pronamespace = 'public'::regnamespace and prokind in ('f', 'p')
        and not exists (select from pg_depend where objid = p.oid and deptype = 'e')
)
select concat_ws(E'\t', kind, of, name, case
    when kind in ('function', 'view') then regexp_replace(definition, '\s+', ' ', 'g')
    else definition
end) from things";
