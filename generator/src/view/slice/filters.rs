//! The query parameters by which a list is narrowed.

use serde::Serialize;

use crate::model::{Field, FieldKind, Model, ResourceId, Scalar};
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

impl Filter {
    /// A filter called `<field>.<suffix>`.
    fn suffixed(
        name: &str,
        suffix: &str,
        documentation: &str,
        keywords: Vec<Keyword>,
        type_name: &str,
        line: String,
    ) -> Self {
        let renamed = format!("#[serde(rename = \"{name}.{suffix}\")]");
        Self {
            documentation: vec![documentation.to_owned()],
            attributes: [renamed]
                .into_iter()
                .chain(keyword::attribute("param", &keywords))
                .collect(),
            json: format!("{name}.{suffix}"),
            ident: format!("{name}_{suffix}"),
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
    let column = format!(
        "{}.{}",
        sql_name::quoted(&sql_name::table(resource)),
        sql_name::quoted(&sql_name::column(field))
    );
    let scalar = match &field.kind {
        FieldKind::List { item, .. } => {
            let contains = contains(&name, &column, item, &types::of_scalar(model, id, item).text);
            return [contains].into_iter().chain(null(field, &name, &column)).collect();
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
        all.extend(null(field, &name, &left));
        return all;
    }
    let line = narrow(&format!("{left} = {set}"), &format!("filter.{name}_in.as_ref()"));
    all.push(Filter::suffixed(
        &name,
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
            let line = narrow(&format!("{column} {sign} ?"), &format!("filter.{name}_{suffix}"));
            all.push(Filter::suffixed(
                &name,
                suffix,
                documentation,
                told.clone(),
                &plain.text,
                line,
            ));
        }
    }
    all.extend(null(field, &name, &left));
    all
}

fn narrow(condition: &str, value: &str) -> String {
    format!("narrow(&mut query, {}, {value});", text::rust(condition))
}

fn contains(name: &str, column: &str, item: &Scalar, type_name: &str) -> Filter {
    let line = narrow(&format!("{column} @> ?"), &format!("filter.{name}_contains.as_ref()"));
    let type_name = format!("Vec<{type_name}>");
    Filter::suffixed(
        name,
        "contains",
        "Has all of these.",
        set_keywords(Some(item)),
        &type_name,
        line,
    )
}

fn null(field: &Field, name: &str, column: &str) -> Option<Filter> {
    let line = format!("narrow_null(&mut query, {}, filter.{name}_null);", text::rust(column));
    field.optional.then(|| {
        Filter::suffixed(name, "null", "Whether it has no value.", Vec::new(), "bool", line)
    })
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
