//! Names that are derived: two things must not come to the same one.

use std::collections::BTreeMap;

use super::Check;
use super::lookup::has_column;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::name::identifier;
use crate::model::{Column, FieldId, FieldKind, Resource, ResourceId, Scalar, words};

/// Names that are taken, each with who has it.
#[derive(Default)]
pub(super) struct Taken(BTreeMap<String, (Span, String)>);

impl Taken {
    /// Names that the service has taken.
    pub(super) fn of<'a>(names: impl IntoIterator<Item = &'a str>, whose: &str) -> Self {
        let entry = |name: &str| (name.to_owned(), (Span::default(), whose.to_owned()));
        Self(names.into_iter().map(entry).collect())
    }

    /// Takes a name for something; reports when something else has it.
    pub(super) fn take(
        &mut self,
        check: &mut Check<'_>,
        name: String,
        kind: &str,
        span: Span,
        what: String,
    ) {
        let Some((other, whose)) = self.0.get(&name) else {
            self.0.insert(name, (span, what));
            return;
        };
        // One report for a pair: what is derived later collides for the same reason.
        if check.is_reported(span) {
            return;
        }
        let fault = Diagnostic::error(Code::NamesCollide, format!("`{name}` would be two {kind}"))
            .at(span, what);
        check.report(match *other == Span::default() {
            true => fault.help(format!("`{name}` is {whose}")),
            false => fault.also(*other, whose.clone()),
        });
    }
}

pub(super) fn ids(check: &Check<'_>) -> impl Iterator<Item = ResourceId> + use<> {
    (0..check.declared.len()).map(ResourceId)
}

/// Fields with their places, all that were understood.
pub(super) fn fields(check: &Check<'_>, id: ResourceId) -> Vec<(FieldId, String, FieldKind, Span)> {
    let fields = check.resource(id).fields.iter().enumerate();
    fields
        .filter(|(at, _)| !check.origin(id, FieldId(*at)).faulty)
        .map(|(at, field)| {
            let span = check.origin(id, FieldId(at)).span;
            (FieldId(at), field.name.snake().to_owned(), field.kind.clone(), span)
        })
        .collect()
}

/// The column of a field, if it has one.
pub(super) fn column(name: &str, kind: &FieldKind) -> Option<String> {
    match kind {
        FieldKind::BelongsTo { .. } => Some(format!("{name}_id")),
        kind => has_column(kind).then(|| name.to_owned()),
    }
}

/// In JSON a relation is `author_id`, and `author` where it is included.
pub(super) fn columns(check: &mut Check<'_>) {
    for id in ids(check) {
        let mut taken = Taken::default();
        for (_, name, kind, span) in fields(check, id) {
            taken.take(check, name.clone(), "fields", span, format!("the field `{name}`"));
            if let FieldKind::BelongsTo { .. } = kind {
                taken.take(
                    check,
                    format!("{name}_id"),
                    "fields",
                    span,
                    format!("the column of the relation `{name}`"),
                );
            }
        }
    }
}

/// Plurals at the top, and below a row its lists, links and actions.
pub(super) fn paths(check: &mut Check<'_>) {
    let mut top = Taken::default();
    let mut below: Vec<Taken> = ids(check).map(|_| Taken::default()).collect();
    for id in ids(check) {
        let (name, plural) =
            (check.resource(id).name.snake().to_owned(), check.resource(id).plural.kebab());
        let span = check.span(id);
        top.take(check, format!("/{plural}"), "paths", span, format!("the list of `{name}`"));
        if let Some(parent) = parent(check.resource(id)) {
            below[parent.0].take(
                check,
                plural,
                "paths below a row",
                span,
                format!("the list of `{name}`"),
            );
        }
    }
    for id in ids(check) {
        for (_, name, kind, span) in fields(check, id) {
            if let FieldKind::ManyToMany { .. } = kind {
                below[id.0].take(
                    check,
                    name.replace('_', "-"),
                    "paths below a row",
                    span,
                    format!("the links of `{name}`"),
                );
            }
        }
        let linked: Vec<_> = check.resource(id).linked_from.clone();
        for link in linked {
            let span = check.origin(link.resource, link.field).span;
            below[id.0].take(
                check,
                link.name.kebab(),
                "paths below a row",
                span,
                format!("the far end `{}`", link.name.snake()),
            );
        }
    }
    for (id, written) in check.written() {
        for action in &written.actions {
            let what = format!("the action `{}`", action.name.value);
            below[id.0].take(
                check,
                action.name.value.replace('_', "-"),
                "paths below a row",
                action.name.span,
                what,
            );
        }
    }
}

fn parent(resource: &Resource) -> Option<ResourceId> {
    match resource.fields.get(resource.under?.0)?.kind {
        FieldKind::BelongsTo { target } => Some(target),
        _ => None,
    }
}

/// `Post`, `PostId`, `NewPost` and so on, and the enums.
pub(super) fn types(check: &mut Check<'_>) {
    let mut taken = Taken::of(words::TYPES.iter().copied(), "a type that the service uses");
    for id in ids(check) {
        let (name, pascal) =
            (check.resource(id).name.snake().to_owned(), check.resource(id).name.pascal());
        let span = check.span(id);
        let of = |suffix: &str| format!("{pascal}{suffix}");
        let all = [
            of(""),
            of("Id"),
            of("Body"),
            of("Changes"),
            of("Filter"),
            of("Sort"),
            of("Include"),
            of("Query"),
            format!("New{pascal}"),
        ];
        for name_of_type in all {
            taken.take(check, name_of_type, "types", span, format!("belongs to `{name}`"));
        }
        let written = check.declared[id.0].written;
        for action in written.iter().flat_map(|written| &written.actions) {
            let name_of_type =
                format!("{}{pascal}", crate::model::Name::new(&action.name.value).pascal());
            taken.take(
                check,
                name_of_type,
                "types",
                action.name.span,
                format!("what `{}` takes", action.name.value),
            );
        }
    }
    for (at, span) in enum_spans(check) {
        let name = &check.model.enums[at].name;
        let (snake, pascal) = (name.snake().to_owned(), name.pascal());
        if words::TYPES.contains(&pascal.as_str()) {
            continue;
        }
        taken.take(check, pascal, "types", span, format!("the enum `{snake}`"));
    }
    for id in ids(check) {
        for (relation, _) in check.model.reached_by_writes(id) {
            let (span, resource) = (check.origin(id, relation).span, check.resource(id));
            let relation = &resource.fields[relation.0].name;
            let type_name = format!("{}Of{}", relation.pascal(), resource.name.pascal());
            let what = format!("what rules ask of the row that `{}` points at", relation.snake());
            taken.take(check, type_name, "types", span, what);
        }
    }
}

/// Where each enum is declared.
fn enum_spans(check: &Check<'_>) -> Vec<(usize, Span)> {
    let shared =
        check.document.enums.iter().enumerate().map(|(at, written)| (at, written.name.span));
    let mut spans: Vec<_> = shared.collect();
    for (id, field, written) in check.sound_fields() {
        let (FieldKind::Scalar(scalar) | FieldKind::List { item: scalar, .. }) =
            &check.field(id, field).kind
        else {
            continue;
        };
        if let Scalar::Enum(id) = scalar
            && !check.model.enums[id.0].shared
        {
            spans.push((id.0, written.name.span));
        }
    }
    spans
}

/// `list_posts`, `create_post`, `publish_post` and so on.
pub(super) fn operations(check: &mut Check<'_>) {
    let operations = words::ACCOUNT_OPERATIONS.iter().copied();
    let mut taken = Taken::of(operations, "an operation of the service");
    for id in ids(check) {
        let resource = check.resource(id);
        let (name, plural) = (resource.name.snake().to_owned(), resource.plural.snake().to_owned());
        let span = check.span(id);
        let mut all = vec![(format!("list_{plural}"), span)];
        let verbs = ["create", "show", "update", "delete", "restore"];
        all.extend(verbs.into_iter().map(|verb| (format!("{verb}_{name}"), span)));
        let written = check.declared[id.0].written;
        for action in written.iter().flat_map(|written| &written.actions) {
            all.push((format!("{}_{name}", action.name.value), action.name.span));
        }
        for (_, field, kind, span) in fields(check, id) {
            if let FieldKind::ManyToMany { .. } = kind {
                let verbs = ["list", "link", "unlink"];
                all.extend(verbs.into_iter().map(|verb| (format!("{verb}_{name}_{field}"), span)));
            }
        }
        for link in &check.resource(id).linked_from {
            let span = check.origin(link.resource, link.field).span;
            all.push((format!("list_{name}_{}", link.name.snake()), span));
        }
        for (operation, span) in all {
            taken.take(check, operation, "operations", span, format!("an operation of `{name}`"));
        }
    }
}

/// Tables, enum types and indexes share one space of names; constraints are per table.
pub(super) fn relations(check: &mut Check<'_>) {
    let mut taken = Taken::of(words::TABLES.iter().copied(), "a table of the service");
    for id in ids(check) {
        let resource = check.resource(id);
        let (name, table) = (resource.name.snake().to_owned(), resource.plural.snake().to_owned());
        let span = check.span(id);
        taken.take(
            check,
            table.clone(),
            "things in Postgres",
            span,
            format!("the table of `{name}`"),
        );
        for (_, field, kind, span) in fields(check, id) {
            if let FieldKind::ManyToMany { .. } = kind {
                let link = identifier(&[&name, &field]);
                taken.take(
                    check,
                    link,
                    "things in Postgres",
                    span,
                    format!("the link table of `{field}`"),
                );
            }
        }
    }
    for (at, span) in enum_spans(check) {
        let name = check.model.enums[at].name.snake().to_owned();
        if words::SQL_TYPES.contains(&name.as_str()) && !check.is_reported(span) {
            let fault =
                Diagnostic::error(Code::NameReserved, format!("`{name}` is a type of Postgres"));
            check.report(fault.at(span, "would be the name of this enum"));
        }
        taken.take(check, name.clone(), "things in Postgres", span, format!("the enum `{name}`"));
    }
    for id in ids(check) {
        for (name, span, what) in indexes(check, id) {
            taken.take(check, name, "things in Postgres", span, what);
        }
    }
}

/// Every index that a resource's table may have, by name. Those of one table get out of each
/// other's way by a number, but for those of what is unique.
fn indexes(check: &Check<'_>, id: ResourceId) -> Vec<(String, Span, String)> {
    let resource = check.resource(id);
    let table = resource.plural.snake();
    let mut all: Vec<(String, Span, String)> = vec![(
        identifier(&[table, "pkey"]),
        check.span(id),
        format!("the primary key of `{}`", resource.name.snake()),
    )];
    let column_of = |sought: &Column| match sought {
        Column::Field(field) => {
            let field = &resource.fields[field.0];
            column(field.name.snake(), &field.kind).unwrap_or_default()
        }
        built_in => built_in.built_in_name().unwrap_or_default().to_owned(),
    };
    let order = column_of(&resource.order.column);
    let mut wanted: Vec<(Vec<String>, Span, &str)> = Vec::new();
    for column in [order.as_str(), "created_at", "updated_at"] {
        if column != "id" {
            wanted.push((vec![column.to_owned()], check.span(id), "the index"));
        }
    }
    if resource.fields.iter().any(|field| field.search) {
        wanted.push((vec!["search".to_owned()], check.span(id), "the index"));
    }
    for (field, name, kind, span) in fields(check, id) {
        let Some(column) = column(&name, &kind) else {
            continue;
        };
        let declared = &resource.fields[field.0];
        if declared.unique || matches!(kind, FieldKind::Scalar(Scalar::Slug { .. })) {
            wanted.push((vec![column.clone()], span, "uniqueness"));
        }
        if declared.is_null_list() {
            wanted.push((vec![column.clone(), "null".to_owned()], span, "the index"));
        }
        let is_relation = matches!(kind, FieldKind::BelongsTo { .. });
        if is_relation && order != "id" {
            wanted.push((vec![column.clone(), order.clone()], span, "the index"));
        }
        if is_relation || declared.index || declared.filter || declared.sort {
            wanted.push((vec![column], span, "the index"));
        }
    }
    let written = check.declared[id.0].written;
    let unique_spans = written.iter().flat_map(|written| written.unique.iter().map(|it| it.span));
    for (unique, span) in resource.unique.iter().zip(unique_spans) {
        let fields = unique.fields.iter();
        let columns = fields.map(|field| column_of(&Column::Field(*field))).collect();
        wanted.push((columns, span, "uniqueness"));
    }
    let index_spans = written.iter().flat_map(|written| written.indexes.iter().map(|it| it.span));
    for (index, span) in resource.indexes.iter().zip(index_spans) {
        let columns = index.columns.iter().map(|(column, _)| column_of(column)).collect();
        wanted.push((columns, span, "the index"));
    }
    let is_folded = |column: &String| {
        let mut fields = resource.fields.iter();
        fields.any(|field| field.ignore_case && field.name.snake() == column)
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (columns, span, what) in wanted {
        let told = format!("{what} over {}", columns.join(", "));
        let plain = columns.join("_");
        if what == "uniqueness" {
            all.push((identifier(&[table, &plain, "key"]), span, told));
            continue;
        }
        let lowered = |column: &String| match is_folded(column) {
            true => format!("lower_{column}"),
            false => column.clone(),
        };
        let lowered = columns.iter().map(lowered).collect::<Vec<_>>().join("_");
        for columns in [Some(plain.clone()), Some(lowered).filter(|it| *it != plain)] {
            let Some(columns) = columns else { continue };
            let count = counts.entry(columns.clone()).or_default();
            let number = if *count == 0 { String::new() } else { count.to_string() };
            *count += 1;
            all.push((identifier(&[table, &columns, &format!("idx{number}")]), span, told.clone()));
        }
    }
    all
}
