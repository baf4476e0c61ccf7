//! Additions to a model file: everything else in it, comments, order and form, stays as it is.

mod order;

use toml_edit::{
    Array, Decor, Document, DocumentMut, InlineTable, Item, Table, TableLike, Value, value,
};

use crate::diagnostic::nearest;
use crate::error::Error;

/// What is to be written into a model file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// A resource with its fields and access rules.
    Resource {
        /// Its name.
        name: String,
        /// The resource above it.
        under: Option<String>,
        /// Its fields, as names and expressions.
        fields: Vec<(String, String)>,
        /// Its access rules, as actions and rules.
        access: Vec<(String, Vec<String>)>,
    },
    /// A field of a resource.
    Field {
        /// The resource.
        resource: String,
        /// Its name and expression.
        field: (String, String),
    },
    /// An action of a resource.
    Action {
        /// The resource.
        resource: String,
        /// Its name.
        name: String,
        /// Who may do it.
        access: Vec<String>,
        /// Of which rows.
        when: Option<String>,
        /// What it asks for, as names and expressions.
        takes: Vec<(String, String)>,
        /// What it sets, as fields and values.
        set: Vec<(String, String)>,
    },
    /// A role.
    Role {
        /// Its name.
        name: String,
        /// Roles that it has as well.
        includes: Vec<String>,
    },
    /// A key of a resource.
    Key {
        /// The resource.
        resource: String,
        /// The key, with points: `page.max`.
        key: String,
        /// Its value, as TOML or as plain text.
        value: String,
    },
}

/// The text with the edit in it. What is there already in the same form stays.
pub fn edit(text: &str, edit: &Edit) -> Result<String, Error> {
    let mut model: DocumentMut = text.parse().map_err(|fault: toml_edit::TomlError| {
        Error::usage("the model file is not TOML")
            .because(fault)
            .hint("`scaffold check` shows where")
    })?;
    match edit {
        Edit::Resource { name, under, fields, access } => {
            resource(&mut model, name, under.as_deref(), fields, access)?;
        }
        Edit::Field { resource, field: (name, expression) } => {
            let fields = inside(find(&mut model, resource)?, "fields")?;
            put(fields, name, expression.as_str().into(), &format!("`{resource}` has a field"))?;
        }
        Edit::Action { resource, name, access, when, takes, set } => {
            let mut action = InlineTable::new();
            action.insert("access", one_or_more(access));
            if let Some(when) = when {
                action.insert("when", when.as_str().into());
            }
            for (key, entries) in [("takes", takes), ("set", set)] {
                if !entries.is_empty() {
                    let table: InlineTable = entries
                        .iter()
                        .map(|(name, value)| (name.as_str(), value.as_str()))
                        .collect();
                    action.insert(key, table.into());
                }
            }
            let actions = inside(find(&mut model, resource)?, "actions")?;
            put(actions, name, action.into(), &format!("`{resource}` has an action"))?;
        }
        Edit::Role { name, includes } => role(&mut model, name, includes)?,
        Edit::Key { resource, key, value } => {
            let mut table = find(&mut model, resource)?;
            let mut path = key.split('.').peekable();
            while let Some(part) = path.next() {
                if path.peek().is_some() {
                    table = inside(table, part)?;
                } else {
                    set(table, part, read(value));
                }
            }
        }
    }
    if let Edit::Resource { name, .. } = edit {
        order::settle(&mut model, name);
    }
    Ok(ended(text, &model))
}

/// The role of new accounts in a model that may have other faults.
#[must_use]
pub fn default_role(text: &str) -> Option<String> {
    let model = Document::parse(text).ok()?;
    let Some(roles) = model.get("roles").and_then(Item::as_table_like) else {
        return Some("member".to_owned());
    };
    let is_default = |role: &Item| role.get("default").and_then(Item::as_bool) == Some(true);
    roles.iter().find(|(_, role)| is_default(role)).map(|(name, _)| name.to_owned())
}

/// The edited model with the line ends that it had as `text`.
pub(super) fn ended(text: &str, model: &DocumentMut) -> String {
    let edited = model.to_string();
    match text.contains("\r\n") {
        true => edited.replace("\r\n", "\n").replace('\n', "\r\n"),
        false => edited,
    }
}

fn resource(
    model: &mut DocumentMut,
    name: &str,
    under: Option<&str>,
    fields: &[(String, String)],
    access: &[(String, Vec<String>)],
) -> Result<(), Error> {
    let mut table = Table::new();
    table.set_implicit(under.is_none());
    if let Some(under) = under {
        table["under"] = value(under);
    }
    let mut inner = Table::new();
    for (name, expression) in fields {
        inner[name.as_str()] = value(expression);
    }
    table["fields"] = inner.into();
    let mut inner = Table::new();
    for (action, rules) in access {
        inner[action.as_str()] = Item::Value(one_or_more(rules));
    }
    table["access"] = inner.into();
    let resources = inside(model.as_table_mut(), "resources")?;
    match resources.get(name) {
        None => resources.insert(name, table.into()),
        Some(there) if same(there, &table.into()) => None,
        Some(_) => return Err(taken(&format!("there is a resource `{name}`"))),
    };
    Ok(())
}

/// A model without roles has `member` and `admin`: with one more they have to be said.
fn role(model: &mut DocumentMut, name: &str, includes: &[String]) -> Result<(), Error> {
    let is_silent = !model.contains_key("roles");
    let roles = inside(model.as_table_mut(), "roles")?;
    if is_silent {
        let default: InlineTable = [("default", true)].into_iter().collect();
        roles.insert("member", value(default));
        roles.insert("admin", value(InlineTable::new()));
    }
    let mut role = InlineTable::new();
    if !includes.is_empty() {
        role.insert("includes", Array::from_iter(includes).into());
    }
    put(roles, name, role.into(), "there is a role")
}

/// A resource's table. The account needs none to be there.
pub(super) fn find<'a>(
    model: &'a mut DocumentMut,
    name: &str,
) -> Result<&'a mut dyn TableLike, Error> {
    let resources = inside(model.as_table_mut(), "resources")?;
    if !resources.contains_key(name) && name != "user" {
        let known: Vec<String> = resources.iter().map(|(name, _)| name.to_owned()).collect();
        let unknown = Error::usage(format!("there is no resource `{name}`"));
        return Err(match nearest(name, known.iter().map(String::as_str)) {
            Some(near) => unknown.hint(format!("did you mean `{near}`?")),
            None => unknown.hint(format!("the model has: {}", known.join(", "))),
        });
    }
    inside(resources, name)
}

/// The table at a key, made if it is not there.
pub(super) fn inside<'a>(
    table: &'a mut dyn TableLike,
    key: &str,
) -> Result<&'a mut dyn TableLike, Error> {
    let fresh = || {
        let mut fresh = Table::new();
        fresh.set_implicit(true);
        Item::Table(fresh)
    };
    let entry = table.entry(key).or_insert_with(fresh);
    entry
        .as_table_like_mut()
        .ok_or_else(|| Error::usage(format!("`{key}` is not a table in the model file")))
}

/// Writes a value that is not there yet. The same value again is no change.
fn put(table: &mut dyn TableLike, name: &str, value: Value, what: &str) -> Result<(), Error> {
    let mut item = Item::Value(value);
    match table.get(name) {
        None => {
            take_blank(table, &mut item);
            table.insert(name, item);
        }
        Some(there) if same(there, &item) => {}
        Some(_) => return Err(taken(&format!("{what} `{name}`"))),
    }
    Ok(())
}

/// Writes a value, with every comment where it was.
pub(super) fn set(table: &mut dyn TableLike, key: &str, mut value: Value) {
    if let Some(there) = table.get_mut(key).and_then(Item::as_value_mut) {
        *value.decor_mut() = there.decor().clone();
        *there = value;
        return;
    }
    let mut item = Item::Value(value);
    take_blank(table, &mut item);
    table.insert(key, item);
}

/// The blank before a brace belongs to whoever stands last.
fn take_blank(table: &mut dyn TableLike, item: &mut Item) {
    let last = table.iter_mut().last().and_then(|(_, last)| last.as_value_mut());
    if let (Some(last), Some(item)) = (last, item.as_value_mut())
        && last.decor().suffix().and_then(|suffix| suffix.as_str()) == Some(" ")
    {
        last.decor_mut().set_suffix("");
        *item.decor_mut() = Decor::new(" ", " ");
    }
}

fn taken(what: &str) -> Error {
    Error::usage(format!("{what} already, and it is another one"))
        .hint("change it in `scaffold.toml`, then run `scaffold apply`")
}

/// Whether two items say the same, whatever their form.
fn same(one: &Item, other: &Item) -> bool {
    match (one.as_table_like(), other.as_table_like()) {
        (Some(one), Some(other)) => {
            let has = |other: &dyn TableLike, key: &str, item: &Item| {
                other.get(key).is_some_and(|there| same(item, there))
            };
            one.iter().count() == other.iter().count()
                && one.iter().all(|(key, item)| has(other, key, item))
        }
        (None, None) => match (one.as_array(), other.as_array()) {
            (Some(one), Some(other)) => {
                one.len() == other.len()
                    && one.iter().zip(other).all(|(one, other)| plain(one) == plain(other))
            }
            _ => one.as_value().map(plain) == other.as_value().map(plain),
        },
        _ => false,
    }
}

/// A value without what stands around it.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string().trim().to_owned(), str::to_owned)
}

fn one_or_more(rules: &[String]) -> Value {
    match rules {
        [rule] => rule.as_str().into(),
        rules => Array::from_iter(rules).into(),
    }
}

/// A value as TOML reads it; what is no TOML is text, and so are days: no key takes one otherwise.
fn read(text: &str) -> Value {
    text.parse().ok().filter(|value: &Value| !value.is_datetime()).unwrap_or_else(|| text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL: &str = "\
# What we keep.
[service]
name = \"shop\"

[resources.post] # posts
order = \"title\"
fields = { title = \"string\" } # inline
access = { read = \"public\" }

# Tags are last.
[resources.tag.fields]
name = \"string\" # short
";

    fn field(resource: &str, name: &str, expression: &str) -> Result<String, Error> {
        let field = (name.to_owned(), expression.to_owned());
        edit(MODEL, &Edit::Field { resource: resource.to_owned(), field })
    }

    #[test]
    fn a_field_joins_the_others_in_whatever_form_they_have() {
        assert_eq!(
            field("post", "body", "text").unwrap(),
            MODEL.replace("{ title = \"string\" }", "{ title = \"string\", body = \"text\" }")
        );
        assert_eq!(
            field("tag", "color", "string(1..9)?").unwrap(),
            format!("{MODEL}color = \"string(1..9)?\"\n")
        );
    }

    #[test]
    fn the_account_needs_no_table_yet() {
        let text = field("user", "handle", "string unique").unwrap();
        assert!(
            text.ends_with("\n[resources.user.fields]\nhandle = \"string unique\"\n"),
            "{text}"
        );
    }

    /// G-45.
    #[test]
    fn the_same_again_is_no_change_and_another_shape_a_fault() {
        assert_eq!(field("post", "title", "string").unwrap(), MODEL);
        let fault = field("post", "title", "text").unwrap_err();
        assert_eq!(fault.to_string(), "`post` has a field `title` already, and it is another one");
    }

    #[test]
    fn an_unknown_resource_names_the_nearest() {
        let fault = field("psot", "title", "text").unwrap_err();
        assert_eq!(fault.to_string(), "there is no resource `psot`");
        assert_eq!(fault.hints(), ["did you mean `post`?"]);
    }

    #[test]
    fn a_resource_comes_behind_the_one_before_it_in_the_alphabet() {
        let added = |name: &str| Edit::Resource {
            name: name.to_owned(),
            under: Some("post".to_owned()),
            fields: vec![("author".to_owned(), "-> user owner".to_owned())],
            access: vec![
                ("read".to_owned(), vec!["authenticated".to_owned()]),
                ("delete".to_owned(), vec!["owner".to_owned(), "admin".to_owned()]),
            ],
        };
        let table = "[resources.like]
under = \"post\"

[resources.like.fields]
author = \"-> user owner\"

[resources.like.access]
read = \"authenticated\"
delete = [\"owner\", \"admin\"]
";
        let (posts, tags) = MODEL.split_at(MODEL.find("\n# Tags").unwrap());
        let expected = |name: &str| table.replace("like", name);
        let behind = edit(MODEL, &added("quote")).unwrap();
        assert_eq!(behind, format!("{posts}\n{}{tags}", expected("quote")));
        assert_eq!(edit(&behind, &added("quote")).unwrap(), behind);
        let last = edit(MODEL, &added("wish")).unwrap();
        assert_eq!(last, format!("{MODEL}\n{}", expected("wish")));
        let first = edit(MODEL, &added("like")).unwrap();
        assert_eq!(first, format!("{MODEL}\n{}", expected("like")));
    }

    #[test]
    fn roles_that_went_without_saying_are_said() {
        let added = Edit::Role { name: "clerk".to_owned(), includes: vec!["member".to_owned()] };
        let text = edit(MODEL, &added).unwrap();
        assert!(text.contains("member = { default = true }\n"), "{text}");
        assert!(text.contains("clerk = { includes = [\"member\"] }\n"), "{text}");
    }

    #[test]
    fn a_key_is_set_in_its_place() {
        let set = |key: &str, value: &str| {
            let (resource, key, value) = ("post".to_owned(), key.to_owned(), value.to_owned());
            edit(MODEL, &Edit::Key { resource, key, value }).unwrap()
        };
        assert_eq!(set("order", "-title"), MODEL.replace("\"title\"", "\"-title\""));
        let commented = MODEL.replace("order = \"title\"", "# by\norder = \"title\" # name");
        let edited = edit(
            &commented,
            &Edit::Key {
                resource: "post".to_owned(),
                key: "order".to_owned(),
                value: "-title".to_owned(),
            },
        );
        assert_eq!(edited.unwrap(), commented.replace("\"title\"", "\"-title\""));
        let paged = set("page.max", "50");
        assert!(paged.contains("[resources.post.page]\nmax = 50\n"), "{paged}");
        let going = set("deprecated.since", "2026-12-01");
        assert!(going.contains("since = \"2026-12-01\"\n"), "{going}");
    }

    #[test]
    fn no_text_escapes_its_place() {
        let text = field("tag", "x", "string\"\n[evil]\na = \"b").unwrap();
        let model: DocumentMut = text.parse().unwrap();
        assert_eq!(model.iter().map(|(key, _)| key).collect::<Vec<_>>(), ["service", "resources"]);
    }
}
