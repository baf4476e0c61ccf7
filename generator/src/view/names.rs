//! What a resource is called in each place.

use serde::Serialize;

use crate::model::name::rust_identifier;
use crate::model::{Model, Name, Resource};
use crate::sql;

/// Names that the code of a slice gives to its own variables and functions.
#[rustfmt::skip]
const TAKEN: &[&str] = &[
    "bound", "changes", "column", "condition", "db", "far_key", "faults", "filter", "hash", "id",
    "ids", "if_match", "include", "included", "is_deleted", "key", "keyset", "linked", "location",
    "narrow", "narrow_null", "new", "of_row", "other", "page", "parent", "password_hash",
    "principal", "query", "references", "refused", "result", "sort", "sort_key", "state", "taken",
    "transaction", "user_agent", "version", "viewer", "within",
];

/// Modules that the files of a slice call by their last name.
const SIBLINGS: [&str; 5] = ["accounts", "pages", "policy", "queries", "rules"];

/// The forms of a resource's name. `row` is the variable that holds one, `rows` several.
#[derive(Debug, Clone, Serialize)]
pub struct Names {
    /// `Post`
    pub type_name: String,
    /// `post`, as a Rust identifier.
    pub ident: String,
    /// `post`, or `row` where another variable of a slice is called so.
    pub row: String,
    /// `posts`, or `rows` where another variable of a slice is called so.
    pub rows: String,
    /// `posts`, as a Rust identifier: the module.
    pub module: String,
    /// What other slices write before its items: `posts::`, or `crate::rules::`.
    pub prefix: String,
    /// `posts`: the folder and the `OpenAPI` tag.
    pub slice: String,
    /// `order item`
    pub words: String,
    /// `an order item`
    pub a_row: String,
    /// `An order item`
    pub capital_row: String,
    /// `order_items`, as SQL reads it.
    pub table: String,
    /// `order items`
    pub plural_words: String,
    /// `order-items`, in paths.
    pub path: String,
    /// `order_item`, in operation ids.
    pub singular: String,
    /// `order_items`, in operation ids.
    pub plural: String,
    /// `PostId`
    pub id_type: String,
    /// What other files import for [`Self::prefix`]; empty where it needs nothing.
    pub import: String,
    /// The id as the slice itself imports it: `super::model::PostId`, `crate::auth::UserId`.
    pub id_path: String,
    /// The module that the id stands in: `crate::posts::model`, `crate::auth`.
    pub id_module: String,
}

/// The names of a resource.
#[must_use]
pub fn names(resource: &Resource) -> Names {
    let (name, plural) = (&resource.name, &resource.plural);
    let module = rust_identifier(plural.snake()).into_owned();
    let is_sibling = SIBLINGS.contains(&plural.snake());
    Names {
        type_name: name.pascal(),
        id_type: format!("{}Id", name.pascal()),
        ident: name.rust().into_owned(),
        row: match name.snake() == plural.snake() {
            true => "row".to_owned(),
            false => local(name.snake(), "row"),
        },
        slice: plural.snake().to_owned(),
        words: name.words(),
        a_row: with_article(&name.words()),
        capital_row: capital(&with_article(&name.words())),
        table: sql::name::quoted(&sql::name::table(resource)),
        plural_words: plural.words(),
        path: plural.kebab(),
        singular: name.snake().to_owned(),
        plural: plural.snake().to_owned(),
        id_path: match resource.account {
            true => format!("crate::auth::{}Id", name.pascal()),
            false => format!("super::model::{}Id", name.pascal()),
        },
        id_module: id_module(resource),
        rows: match name.snake() == plural.snake() {
            true => "rows".to_owned(),
            false => local(plural.snake(), "rows"),
        },
        import: if is_sibling { String::new() } else { format!("crate::{module}") },
        prefix: match is_sibling {
            true => format!("crate::{module}::"),
            false => format!("{module}::"),
        },
        module,
    }
}

/// The module that the id of a resource stands in.
#[must_use]
pub fn id_module(resource: &Resource) -> String {
    match resource.account {
        true => "crate::auth".to_owned(),
        false => format!("crate::{}::model", rust_identifier(resource.plural.snake())),
    }
}

/// Columns that a variable may take: longer names tell less than the lines that they break.
const LONGEST: usize = 28;

/// A word of the model as the name of a variable, unless the code of a slice uses it otherwise.
#[must_use]
pub fn local(word: &str, otherwise: &str) -> String {
    match TAKEN.contains(&word) || word.len() > LONGEST {
        true => otherwise.to_owned(),
        false => rust_identifier(word).into_owned(),
    }
}

/// Whether Rust code names a variable, rather than a member or a part of a word.
#[must_use]
pub fn mentions(code: &str, variable: &str) -> bool {
    let is_part =
        |found: char| found.is_alphanumeric() || found == '_' || found == '.' || found == ':';
    code.match_indices(variable).any(|(at, _)| {
        let (before, after) = (&code[..at], &code[at + variable.len()..]);
        let goes_on = |found: char| found.is_alphanumeric() || found == '_';
        !before.ends_with(is_part) && !after.starts_with(goes_on)
    })
}

/// With a capital first letter.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `a post`, `an order`.
#[must_use]
pub fn with_article(words: &str) -> String {
    match words.starts_with(['a', 'e', 'i', 'o', 'u'])
        && !words.starts_with("use")
        && !words.starts_with("uni")
    {
        true => format!("an {words}"),
        false => format!("a {words}"),
    }
}

/// `a`, `a and b`, `a, b and c`, each in backticks.
#[must_use]
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>, conjunction: &str) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} {conjunction} {last}", before.join(", ")),
    }
}

/// The service's name as a crate in Rust code: `social_sharing`.
#[must_use]
pub fn crate_name(model: &Model) -> String {
    model.service.name.snake().replace('-', "_")
}

/// The service's name as people and registries write it: `social-sharing`.
#[must_use]
pub fn package_name(name: &Name) -> String {
    name.kebab()
}
