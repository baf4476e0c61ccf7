//! `scaffold add` and `scaffold set`: a line for the model, and the project that follows from it.

use clap::{Args, Subcommand};

use crate::change::Wishes;
use crate::diagnostic::Source;
use crate::document::{self, Edit};
use crate::error::Error;
use crate::shell;

use super::apply::{self, How};
use super::here;

/// Add a resource, field, relation, action or role
///
/// Writes it into the model, where comments and order stay, and applies that as `scaffold apply`
/// does: your edits are kept, and where they cannot be, nothing is written.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold add resource comment 'body: text(1..2000)' --under post
  scaffold add field post 'subtitle: string(0..200)?'
  scaffold add relation post 'category: -> category?'
  scaffold add action post archive --access owner --set status=archived
  scaffold add role editor --includes member")]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A resource, with careful access rules unless others are said
    Resource {
        /// Its name, in the singular
        name: String,
        /// Its fields, such as 'title: string(1..200)'
        #[arg(value_name = "FIELD", required = true, value_parser = named)]
        fields: Vec<(String, String)>,
        /// The resource that it belongs to and is found under
        #[arg(long, value_name = "RESOURCE")]
        under: Option<String>,
        /// Who may do what, such as 'read: public'; may be given several times
        #[arg(long, value_name = "ACTION: RULE", value_parser = ruled)]
        access: Vec<(String, String)>,
    },
    /// A field of a resource
    #[command(visible_alias = "relation")]
    Field {
        /// The resource
        resource: String,
        /// The field, such as 'subtitle: string(0..200)?' or 'category: -> category?'
        #[arg(value_parser = named)]
        field: (String, String),
        /// Take the column up again that was removed and is there still, with all it holds
        #[arg(long, value_name = "TABLE.COLUMN")]
        revive: Option<String>,
    },
    /// Something that is done to a row of a resource
    Action {
        /// The resource
        resource: String,
        /// The action's name
        name: String,
        /// Who may do it; may be given several times
        #[arg(long, value_name = "RULE", required = true)]
        access: Vec<String>,
        /// Of which rows, such as 'status = draft'
        #[arg(long, value_name = "CONDITION")]
        when: Option<String>,
        /// What it asks for, such as 'reason: text(1..500)'; may be given several times
        #[arg(long, value_name = "FIELD", value_parser = named)]
        takes: Vec<(String, String)>,
        /// What it sets, such as status=archived; may be given several times
        #[arg(long, value_name = "FIELD=VALUE", value_parser = set_to)]
        set: Vec<(String, String)>,
    },
    /// A role
    Role {
        /// Its name
        name: String,
        /// Roles that whoever has it has as well
        #[arg(long, value_name = "ROLE")]
        includes: Vec<String>,
    },
}

/// Set a key of a resource
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold set post page.max=50
  scaffold set post order=-created_at
  scaffold set post 'access.delete=[\"owner\", \"moderator\"]'")]
pub(super) struct Set {
    /// The resource
    resource: String,
    /// The key and its value
    #[arg(value_name = "KEY=VALUE", value_parser = assigned)]
    assignment: (String, String),
    #[command(flatten)]
    how: How,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let project = here::project()?;
    once(&arguments.what)?;
    let revive = match &arguments.what {
        What::Field { revive, .. } => revive.iter().cloned().collect(),
        _ => Vec::new(),
    };
    let wishes = Wishes { revive, ..Wishes::default() };
    let write =
        |source: &Source| document::edit(&source.text, &edit(&arguments.what, &source.text));
    apply::change(project, &arguments.how, &wishes, &apply::Edit::of(&write))
}

pub(super) fn run_set(arguments: &Set) -> Result<(), Error> {
    let project = here::project()?;
    let (key, value) = arguments.assignment.clone();
    let edit = Edit::Key { resource: arguments.resource.clone(), key, value };
    let write = |source: &Source| document::edit(&source.text, &edit);
    apply::change(project, &arguments.how, &Wishes::default(), &apply::Edit::of(&write))
}

fn edit(what: &What, model: &str) -> Edit {
    match what {
        What::Resource { name, fields, under, access } => Edit::Resource {
            name: name.clone(),
            under: under.clone(),
            fields: fields.clone(),
            access: match access.as_slice() {
                [] => careful(model, name, fields),
                rules => grouped(rules),
            },
        },
        What::Field { resource, field, .. } => {
            Edit::Field { resource: resource.clone(), field: field.clone() }
        }
        What::Action { resource, name, access, when, takes, set } => Edit::Action {
            resource: resource.clone(),
            name: name.clone(),
            access: access.clone(),
            when: when.clone(),
            takes: takes.clone(),
            set: set.clone(),
        },
        What::Role { name, includes } => {
            Edit::Role { name: name.clone(), includes: includes.clone() }
        }
    }
}

/// Read by whoever is signed in; the rest by the owner, or by the role of new accounts where
/// nobody owns a row.
fn careful(model: &str, name: &str, fields: &[(String, String)]) -> Vec<(String, Vec<String>)> {
    let member = document::default_role(model).unwrap_or_else(|| "authenticated".to_owned());
    let has_owner = fields.iter().any(|(_, expression)| is_owned(expression));
    let writer = if has_owner { "owner" } else { member.as_str() };
    let rules = [
        ("read", "authenticated"),
        ("create", member.as_str()),
        ("update", writer),
        ("delete", writer),
    ];
    shell::warning(&format!(
        "nothing was said of who may do what with `{name}`: signed-in people may read it, `{writer}` may change it"
    ));
    rules.map(|(action, rule)| (action.to_owned(), vec![rule.to_owned()])).to_vec()
}

/// Whether the field is the owner.
pub(super) fn is_owned(expression: &str) -> bool {
    expression
        .split(|letter: char| letter.is_whitespace() || letter == ',')
        .any(|word| word == "owner")
}

/// Several rules of one action as its list.
fn grouped(rules: &[(String, String)]) -> Vec<(String, Vec<String>)> {
    let mut grouped: Vec<(String, Vec<String>)> = Vec::new();
    for (action, rule) in rules {
        match grouped.iter_mut().find(|(known, _)| known == action) {
            Some((_, rules)) => rules.push(rule.clone()),
            None => grouped.push((action.clone(), vec![rule.clone()])),
        }
    }
    grouped
}

/// Refuses what is said of one name twice: one of the two would be lost.
fn once(what: &What) -> Result<(), Error> {
    match what {
        What::Resource { fields, .. } => each_once(fields, "the field"),
        What::Action { takes, set, .. } => {
            each_once(takes, "`--takes` of")?;
            each_once(set, "`--set` of")
        }
        What::Field { .. } | What::Role { .. } => Ok(()),
    }
}

/// The same of pairs with a name each.
pub(super) fn each_once(pairs: &[(String, String)], what: &str) -> Result<(), Error> {
    let repeated = pairs
        .iter()
        .enumerate()
        .find(|(at, (name, _))| pairs[..*at].iter().any(|(known, _)| known == name));
    let Some((_, (name, _))) = repeated else { return Ok(()) };
    Err(Error::usage(format!("{what} `{name}` is said twice")).hint("keep one of them"))
}

/// `title: string(1..200)`
fn named(text: &str) -> Result<(String, String), String> {
    parted(text, ':')
        .ok_or_else(|| "write it as `name: type`, such as `title: string(1..200)`".to_owned())
}

/// `read: public`
fn ruled(text: &str) -> Result<(String, String), String> {
    parted(text, ':').ok_or_else(|| "write it as `action: rule`, such as `read: public`".to_owned())
}

/// `status=archived`
fn set_to(text: &str) -> Result<(String, String), String> {
    parted(text, '=')
        .ok_or_else(|| "write it as `field=value`, such as `status=archived`".to_owned())
}

/// `page.max=50`
fn assigned(text: &str) -> Result<(String, String), String> {
    parted(text, '=').ok_or_else(|| "write it as `key=value`, such as `page.max=50`".to_owned())
}

fn parted(text: &str, sign: char) -> Option<(String, String)> {
    let (name, rest) = text.split_once(sign)?;
    let (name, rest) = (name.trim(), rest.trim());
    (!name.is_empty() && !rest.is_empty()).then(|| (name.to_owned(), rest.to_owned()))
}
