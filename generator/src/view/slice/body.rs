//! What a client sees of a row: the body, and who sees which of its members.

use serde::Serialize;

use crate::model::{Field, FieldKind, Model, ResourceId};
use crate::view::names::{self, Names};
use crate::view::types;

use super::deprecation;
use super::include_file;
use super::input;
use super::keyword::{self, Keyword};

/// A member of the body.
#[derive(Debug, Clone, Serialize)]
pub struct BodyMember {
    /// What it is for.
    pub documentation: Vec<String>,
    /// Attribute lines.
    pub attributes: Vec<String>,
    /// As a Rust identifier.
    pub ident: String,
    /// Its Rust type.
    pub type_name: String,
    /// Where `body` takes it from.
    pub value: String,
    /// What the document is told of it; the attributes tell it, too.
    #[serde(skip)]
    pub keywords: Vec<Keyword>,
}

/// A flag: whether the viewer may see certain fields.
#[derive(Debug, Clone, Serialize)]
pub struct Sight {
    /// The variable.
    pub ident: String,
    /// Its value.
    pub expression: String,
}

/// Fields that only some may see: a flag for each, and the columns it opens.
pub(super) fn sights(model: &Model, id: ResourceId) -> Vec<(Sight, Vec<String>)> {
    let resource = model.resource(id);
    let sight = |name: &str| Sight {
        ident: format!("may_read_{name}"),
        expression: format!("policy::may_read_{name}(viewer, &self)"),
    };
    let built_in = ["email", "roles", "suspended_at"].map(str::to_owned).to_vec();
    let account = resource.account.then(|| (sight("private"), built_in));
    let guarded = resource
        .fields
        .iter()
        .filter(|field| !field.secret && field.read.as_ref().is_some_and(|read| !read.is_empty()));
    let declared = guarded.map(|field| (sight(&types::column(field)), vec![types::column(field)]));
    account.into_iter().chain(declared).collect()
}

/// The members of the body.
pub(super) fn body(
    model: &Model,
    id: ResourceId,
    names: &Names,
    sights: &[(Sight, Vec<String>)],
) -> Vec<BodyMember> {
    let resource = model.resource(id);
    let plain = |ident: &str, type_name: &str| BodyMember {
        documentation: Vec::new(),
        attributes: Vec::new(),
        ident: ident.to_owned(),
        type_name: type_name.to_owned(),
        value: format!("self.{ident}"),
        keywords: Vec::new(),
    };
    let mut members = vec![plain("id", &format!("{}Id", names.type_name))];
    if resource.account {
        let guarded = |ident: &str, type_name: &str, keywords: Vec<Keyword>| {
            let keywords = absent(type_name, keywords);
            BodyMember {
                attributes: hidden_attributes(&keywords),
                type_name: format!("Option<{type_name}>"),
                value: format!("may_read_private.then_some(self.{ident})"),
                keywords,
                ..plain(ident, "")
            }
        };
        members.push(guarded(
            "email",
            "String",
            vec![Keyword::Format("Email"), Keyword::rule("max_length", 254)],
        ));
        members.push(plain("verified", "bool"));
        let roles =
            vec![Keyword::ValueType("Vec<Role>".to_owned()), Keyword::rule("max_items", 64)];
        members.push(guarded("roles", "Vec<String>", roles));
        members.push(guarded("suspended_at", "Option<DateTime<Utc>>", Vec::new()));
    }
    for field in resource.fields.iter().filter(|field| !field.secret) {
        members.extend(field_members(model, id, field, sights));
    }
    members.push(plain("created_at", "DateTime<Utc>"));
    members.push(plain("updated_at", "DateTime<Utc>"));
    members
}

/// A member that is left out rather than null, unless its value may itself be null.
fn absent(type_name: &str, mut keywords: Vec<Keyword>) -> Vec<Keyword> {
    if !type_name.starts_with("Option<") {
        keywords.insert(0, Keyword::NotNull);
    }
    keywords
}

fn hidden_attributes(keywords: &[Keyword]) -> Vec<String> {
    let hidden = "#[serde(skip_serializing_if = \"Option::is_none\")]".to_owned();
    [hidden].into_iter().chain(keyword::attribute("schema", keywords)).collect()
}

/// The members of one field: its value, and the row that a relation brings along.
fn field_members(
    model: &Model,
    id: ResourceId,
    field: &Field,
    sights: &[(Sight, Vec<String>)],
) -> Vec<BodyMember> {
    let ident = types::ident(field);
    let relation = field.name.rust().into_owned();
    if let FieldKind::ManyToMany { target, .. } = field.kind {
        let body = format!("{}Body", names::names(model.resource(target)).type_name);
        let keywords =
            vec![Keyword::NotNull, Keyword::NoRecursion, Keyword::rule("max_items", 100)];
        return vec![BodyMember {
            documentation: brought(
                field,
                &format!("With `include={}`; at most 100, the newest.", field.name.snake()),
            ),
            attributes: hidden_attributes(&keywords),
            type_name: format!("Option<Vec<{body}>>"),
            value: format!("included.{}(self.id)", include_file::method(field)),
            ident: relation,
            keywords,
        }];
    }
    let Some(kind) = types::of_field(model, id, field) else { return Vec::new() };
    if field.read.as_ref().is_some_and(Vec::is_empty) {
        return Vec::new();
    }
    let mut keywords = input::keywords(&field.kind, field.pattern.as_deref());
    let plain = if field.optional { format!("Option<{}>", kind.text) } else { kind.text.clone() };
    if let Some(wire) = input::wire_type(&field.kind) {
        let wire = if field.optional { format!("Option<{wire}>") } else { wire.clone() };
        keywords.insert(0, Keyword::ValueType(wire));
    }
    let column = types::column(field);
    let sight =
        sights.iter().find(|(_, opens)| opens.contains(&column)).map(|(sight, _)| &sight.ident);
    let shown = match sight {
        None => BodyMember {
            documentation: deprecation::documentation(field),
            attributes: keyword::attribute("schema", &keywords).into_iter().collect(),
            value: format!("self.{ident}"),
            type_name: plain,
            ident: ident.clone(),
            keywords,
        },
        Some(sight) => {
            let keywords = absent(&plain, keywords);
            BodyMember {
                documentation: deprecation::documentation(field),
                attributes: hidden_attributes(&keywords),
                value: format!("{sight}.then_some(self.{ident})"),
                type_name: format!("Option<{plain}>"),
                ident: ident.clone(),
                keywords,
            }
        }
    };
    let FieldKind::BelongsTo { target } = field.kind else { return vec![shown] };
    let body = format!("{}Body", names::names(model.resource(target)).type_name);
    let id = format!("self.{ident}");
    let id = if field.optional { id } else { format!("Some({id})") };
    let row = format!("included.{}({id})", include_file::method(field));
    let brought = BodyMember {
        documentation: brought(
            field,
            &format!("With `include={}`; null when the viewer may not see it.", field.name.snake()),
        ),
        attributes: hidden_attributes(&[Keyword::NoRecursion]),
        type_name: format!("Option<Option<Box<{body}>>>"),
        // Who does not see the relation does not see the row that it points at.
        value: match sight {
            None => row,
            Some(sight) => format!("{row}.filter(|_| {sight})"),
        },
        ident: relation,
        keywords: vec![Keyword::NoRecursion],
    };
    vec![shown, brought]
}

/// What is told of rows that a relation brings along.
fn brought(field: &Field, told: &str) -> Vec<String> {
    [told.to_owned()].into_iter().chain(deprecation::of_field(field)).collect()
}

#[cfg(test)]
mod tests {
    use super::{body, sights};
    use crate::diagnostic::Source;
    use crate::document::parse;
    use crate::model::{ResourceId, check_read};
    use crate::view::names;

    /// A row that is brought along tells where the relation points.
    #[test]
    fn who_does_not_see_a_relation_does_not_see_its_row() {
        let text = r#"
            [service]
            name = "desk"
            [resources.ticket.fields]
            author = "-> user owner read(admin)"
            helper = "-> user? read(owner)"
            judge = "-> user?"
            [resources.ticket.access]
            read = "public"
            create = "member"
        "#;
        let (document, faults) = parse(&Source::new("scaffold.toml", text));
        let (model, found) = check_read(&document, faults);
        let model = model.unwrap_or_else(|| panic!("{found:#?}"));
        let at = model.resources.iter().position(|it| it.name.snake() == "ticket").unwrap();
        let (id, names) = (ResourceId(at), names::names(&model.resources[at]));
        let members = body(&model, id, &names, &sights(&model, id));
        let value = |ident| members.iter().find(|it| it.ident == ident).unwrap().value.as_str();
        let author = "included.author(Some(self.author_id)).filter(|_| may_read_author_id)";
        assert_eq!(value("author"), author);
        assert_eq!(
            value("helper"),
            "included.helper(self.helper_id).filter(|_| may_read_helper_id)"
        );
        assert_eq!(value("judge"), "included.judge(self.judge_id)");
    }
}
