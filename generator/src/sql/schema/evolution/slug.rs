//! A column for slugs in a table that has rows: each gets one, as the service would have made it.

use super::given::Given;
use crate::model::{FieldKind, Model, Scalar};
use crate::sql::name::{self, identifier, quoted};

/// As many characters as the service takes of a title.
const LONGEST: usize = 190;

/// What gives every row its slug; none where the column is for something else.
pub(super) fn filled(model: &Model, table: &str, column: &str) -> Option<Given> {
    let resource = model.resources.iter().find(|it| name::table(it) == table)?;
    let field = resource.fields.iter().find(|field| name::column(field) == column)?;
    let FieldKind::Scalar(Scalar::Slug { from }) = field.kind else { return None };
    let name = identifier(&["made", column]);
    let (quoted_table, quoted_column) = (quoted(table), quoted(column));
    let value = format!(
        "case
    when {name}.place = 1
        and {name}.slug not in (
            select {quoted_column} from {quoted_table} where {quoted_column} is not null
        )
        then {name}.slug
    else {name}.slug || '-' || left(gen_random_uuid()::text, 8)
end"
    );
    let rows = format!("row.{quoted_column} is null");
    let made = Slugs { name, title: name::column(&resource.fields[from.0]) };
    Some(Given { made: Some(made), ..Given::new(table, column, value, rows) })
}

/// Slugs of all rows of a table, with the `id` of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slugs {
    /// What they are called in a statement.
    pub name: String,
    /// The column of the titles that they are made of.
    pub title: String,
}

impl Slugs {
    /// Where they come from, if titles are these in terms of `row`.
    pub(super) fn source(&self, table: &str, titles: &str) -> String {
        let (table, name, made) = (quoted(table), &self.name, made_of(titles));
        format!(
            "(
    select id, slug, row_number() over (partition by slug order by id) as place
    from (select row.id, {made} as slug from {table} as row) as every
) as {name}"
        )
    }
}

/// Latin letters that do not decompose, and what the service's `slugify` writes for each. Whether
/// `lower` knows large ones is up to the database's locale.
const SPELLED: [(&str, &str); 4] = [("ßẞ", "ss"), ("æÆ", "ae"), ("œŒ", "oe"), ("þÞ", "th")];
const SPELLED_BY_ONE: (&str, &str) = ("øØđĐðÐħĦıłŁŋŊŧŦ", "ooddddhhillnntt");

/// What the service's `slugify` makes of a title. An accent is what decomposing leaves behind its
/// letter.
fn made_of(title: &str) -> String {
    let plain = format!(
        r"regexp_replace(normalize({title}, nfkd), '[\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F]', '', 'g')"
    );
    let (letters, spelled) = SPELLED_BY_ONE;
    let ascii = format!("translate(lower({plain}), '{letters}', '{spelled}')");
    let ascii = SPELLED.iter().fold(ascii, |ascii, (letters, spelled)| {
        format!("regexp_replace({ascii}, '[{letters}]', '{spelled}', 'g')")
    });
    let words = format!("regexp_replace({ascii}, '[^a-z0-9]+', '-', 'g')");
    let slug = format!("rtrim(left(ltrim({words}, '-'), {LONGEST}), '-')");
    format!("coalesce(nullif({slug}, ''), 'untitled')")
}
