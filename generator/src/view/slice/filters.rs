//! The query parameters by which a list is narrowed.

use serde::Serialize;

use crate::model::{Field, FieldKind, Model, Resource, ResourceId, Scalar};
use crate::sql::name as sql_name;
use crate::view::{text, types};

use super::deprecation;
use super::input::scalar_keywords;
use super::keyword::{self, Keyword};

/// One query parameter.
#[derive(Debug, Clone, Serialize)]
pub struct Filter {
    /// What it means.
    pub documentation: Vec<String>,
    /// Attribute lines.
    pub attributes: Vec<String>,
    /// Its name in a request: `status.in`.
    pub json: String,
    /// As a Rust identifier.
    pub ident: String,
    /// Its type inside `Option`.
    pub type_name: String,
    /// `narrow(&mut query, "posts.status = ?", filter.status);`
    pub line: String,
    /// What the document is told of it; the attributes tell it, too.
    #[serde(skip)]
    pub keywords: Vec<Keyword>,
}

/// A field with filters called `<field>.<suffix>`.
struct Filtered<'a> {
    /// What clients call it.
    name: &'a str,
    resource: &'a Resource,
}

impl Filtered<'_> {
    /// What the filter is called in Rust: `status_in`, and `status_in_` beside a field `status_in`.
    fn ident(&self, suffix: &str) -> String {
        let ident = format!("{}_{suffix}", self.name);
        let mut filtered = self.resource.fields.iter().filter(|field| field.filter);
        match filtered.any(|field| types::column(field) == ident) {
            true => ident + "_",
            false => ident,
        }
    }

    fn filter(
        &self,
        suffix: &str,
        documentation: &str,
        keywords: Vec<Keyword>,
        type_name: &str,
        line: String,
    ) -> Filter {
        let name = self.name;
        let renamed = format!("#[serde(rename = \"{name}.{suffix}\")]");
        Filter {
            documentation: vec![documentation.to_owned()],
            attributes: [renamed]
                .into_iter()
                .chain(keyword::attribute("param", &keywords))
                .collect(),
            json: format!("{name}.{suffix}"),
            ident: self.ident(suffix),
            type_name: type_name.to_owned(),
            line,
            keywords,
        }
    }
}

/// The query parameters of a field, with the notice that it goes.
#[must_use]
pub(super) fn filters_of(model: &Model, id: ResourceId, field: &Field) -> Vec<Filter> {
    let mut filters = forms(model, id, field);
    for filter in &mut filters {
        filter.documentation.extend(deprecation::of_field(field));
    }
    filters
}

fn forms(model: &Model, id: ResourceId, field: &Field) -> Vec<Filter> {
    let resource = model.resource(id);
    let Some(plain) = types::of_field(model, id, field) else { return Vec::new() };
    let name = types::column(field);
    let filtered = Filtered { name: &name, resource };
    let column = format!(
        "{}.{}",
        sql_name::quoted(&sql_name::table(resource)),
        sql_name::quoted(&sql_name::column(field))
    );
    let scalar = match &field.kind {
        FieldKind::List { item, .. } => {
            let contains =
                contains(&filtered, &column, item, &types::of_scalar(model, id, item).text);
            return [contains].into_iter().chain(null(&filtered, field, &column)).collect();
        }
        FieldKind::Scalar(scalar) => Some(scalar),
        _ => None,
    };
    let copied = super::input::is_copy(&field.kind);
    let borrow = if copied { "" } else { ".as_ref()" };
    let (left, right, set) = match field.ignore_case {
        true => (
            format!("lower({column})"),
            "lower(?)",
            "any(select lower(item) from unnest(?::text[]) as item)",
        ),
        false => (column.clone(), "?", "any(?)"),
    };
    let told = keywords(scalar);
    let equal = Filter {
        documentation: vec!["Equal to this.".to_owned()],
        attributes: keyword::attribute("param", &told).into_iter().collect(),
        json: name.clone(),
        ident: types::ident(field),
        type_name: plain.text.clone(),
        line: narrow(
            &format!("{left} = {right}"),
            &format!("filter.{}{borrow}", types::ident(field)),
        ),
        keywords: told.clone(),
    };
    let mut all = vec![equal];
    if matches!(scalar, Some(Scalar::Boolean)) {
        all.extend(null(&filtered, field, &left));
        return all;
    }
    let set_ident = filtered.ident("in");
    let line = narrow(&format!("{left} = {set}"), &format!("filter.{set_ident}.as_ref()"));
    all.push(filtered.filter(
        "in",
        "One of these.",
        set_keywords(scalar),
        &format!("Vec<{}>", plain.text),
        line,
    ));
    if scalar.is_some_and(Scalar::has_ranges) {
        let ranges = [
            ("gte", ">=", "At least this."),
            ("gt", ">", "More than this."),
            ("lte", "<=", "At most this."),
            ("lt", "<", "Less than this."),
        ];
        for (suffix, sign, documentation) in ranges {
            let ident = filtered.ident(suffix);
            let line = narrow(&format!("{column} {sign} ?"), &format!("filter.{ident}"));
            all.push(filtered.filter(suffix, documentation, told.clone(), &plain.text, line));
        }
    }
    all.extend(null(&filtered, field, &left));
    all
}

fn narrow(condition: &str, value: &str) -> String {
    format!("narrow(&mut query, {}, {value});", text::rust(condition))
}

fn contains(filtered: &Filtered<'_>, column: &str, item: &Scalar, type_name: &str) -> Filter {
    let ident = filtered.ident("contains");
    let line = narrow(&format!("{column} @> ?"), &format!("filter.{ident}.as_ref()"));
    let type_name = format!("Vec<{type_name}>");
    filtered.filter("contains", "Has all of these.", set_keywords(Some(item)), &type_name, line)
}

fn null(filtered: &Filtered<'_>, field: &Field, column: &str) -> Option<Filter> {
    let ident = filtered.ident("null");
    let line = format!("narrow_null(&mut query, {}, filter.{ident});", text::rust(column));
    field
        .optional
        .then(|| filtered.filter("null", "Whether it has no value.", Vec::new(), "bool", line))
}

/// What the document has to be told about several values.
fn set_keywords(item: Option<&Scalar>) -> Vec<Keyword> {
    let mut told = match item {
        Some(Scalar::Enum(_) | Scalar::Decimal { .. }) => vec![Keyword::Inline],
        _ => Vec::new(),
    };
    told.extend([Keyword::Listed, Keyword::rule("min_items", 1), Keyword::rule("max_items", 100)]);
    told
}

/// What the document has to be told about one value.
fn keywords(scalar: Option<&Scalar>) -> Vec<Keyword> {
    match scalar {
        Some(Scalar::Enum(_)) => vec![Keyword::Inline],
        Some(scalar @ Scalar::Decimal { .. }) => {
            let wire = Keyword::ValueType("Option<String>".to_owned());
            [wire].into_iter().chain(scalar_keywords(scalar)).collect()
        }
        Some(scalar @ Scalar::Time { .. }) => scalar_keywords(scalar),
        Some(scalar) if scalar.is_text() => vec![Keyword::rule("max_length", 500)],
        _ => Vec::new(),
    }
}
