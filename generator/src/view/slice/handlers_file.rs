//! `handlers.rs` of a slice: one function a route.

use serde::Serialize;

use crate::model::{Model, ResourceId};
use crate::sql::{self, Statements};
use crate::view::condition::Asker;
use crate::view::names::{self, Names};

use super::caller::Caller;
use super::key::{self, Key};
use super::model_file::{BodyTakes, ModelFile};
use super::parent::{self, Parent};
use super::policy_file::{self, PolicyFile};
use super::queries_file::QueriesFile;
use super::token::{self, Token};
use super::told::{self, Told};
use super::writing::{self, Place, Writing};
use super::{include_file, input};

/// The file.
#[derive(Debug, Clone, Serialize)]
pub struct HandlersFile {
    /// What the description of the API says of each operation.
    pub told: Told,
    /// How paths name a row.
    pub key: Key,
    /// Lists and creates live under another row.
    pub is_nested: bool,
    /// Requests may name other rows.
    pub has_references: bool,
    /// `posts`, or `the comments of a post`.
    pub list_words: String,
    /// `a post`, or `a comment under a post`.
    pub create_words: String,
    /// `/posts/{post_id}/comments`
    pub collection_path: String,
    /// `/comments/{id}`
    pub row_path: String,
    /// `("post_id" = PostId, Path)`
    pub parent_param: String,
    /// The same with a comma behind, or nothing.
    pub parent_params: String,
    /// `("id" = PostId, Path)`
    pub key_param: String,
    /// The body of a new row.
    pub created: String,
    /// The rules about a new row do not look at it, so they are asked before it is made.
    pub create_asks_first: bool,
    /// The rules about a new row look at it, so they are asked once it is made.
    pub create_asks_last: bool,
    /// A row above is one that the request names, so it is looked for first.
    pub create_refers_first: bool,
    /// Rows that requests name are looked for in a transaction.
    pub refers_in_transaction: bool,
    /// Where they are looked for.
    pub references_db: &'static str,
    /// How a row is made.
    pub create: Writing,
    /// How one is changed.
    pub update: Writing,
    /// Rows above that a changed row points at, held before the rules are asked again.
    pub update_holds_again: Vec<String>,
    /// The rules are asked again of the changed row.
    pub update_asks_twice: bool,
    /// How one is deleted, or brought back.
    pub delete: Writing,
    /// Fields whose values are made at random.
    pub tokens: Vec<Token>,
    /// The same as arguments: `, &token`.
    pub create_tokens: String,
    /// What goes or lets go before an account is closed.
    pub close_first: Vec<String>,
    /// The body of an account for itself.
    pub registered: String,
    /// Full paths of what belongs to the parent's slice.
    pub imports: Vec<String>,
    /// Everybody may read; then the caller is a `viewer`, else a `principal`.
    pub reads: Caller,
    /// Who creates as a parameter, with `_` before it where nothing looks at them.
    pub creator: String,
    /// Whether there is a create route.
    pub has_create: bool,
    /// Whether there is an update route.
    pub has_update: bool,
    /// Whether there is a delete route.
    pub has_delete: bool,
    /// Whether deleted rows can be brought back.
    pub has_restore: bool,
    /// Whether rows can bring others along.
    pub has_include: bool,
    /// Requests name other rows on create.
    pub create_refers: bool,
    /// Requests name other rows on update.
    pub update_refers: bool,
    /// Some fields may be set by some callers only.
    pub create_checks: bool,
    /// The same for changes.
    pub update_checks: bool,
    /// Other rows may keep one from being deleted.
    pub delete_explains: bool,
    /// A request to create carries a body.
    pub create_takes_body: bool,
    /// The arguments of `queries::create` after the database.
    pub create_arguments: String,
    /// The arguments of `queries::update` after the database.
    pub update_arguments: String,
    /// The arguments of `queries::restore` after the database.
    pub restore_arguments: String,
    /// The row that lists and creates live under.
    pub parent: Option<Parent>,
    /// `tags.map(Tag::body)`: how a page of rows becomes one of bodies.
    pub map: String,
    /// The body of a row that was asked for with `include`.
    pub shown: String,
    /// The body of a row that was changed.
    pub changed: String,
    /// The body of a row that was brought back.
    pub restored: String,
    /// The body of an account for somebody with one.
    pub to_principal: String,
}

/// The file of a resource's slice.
#[must_use]
pub(super) fn file(
    model: &Model,
    id: ResourceId,
    statements: &Statements,
    body: &ModelFile,
    queries: &QueriesFile,
    policy: &PolicyFile,
) -> HandlersFile {
    let resource = model.resource(id);
    let body_takes = BodyTakes::of(model, id);
    let names = names::names(resource);
    let access = &resource.access;
    let references = include_file::file(model, id).references;
    let key = key::key(model, id);
    let under = resource.under.map(|relation| parent::parent(model, id, relation));
    let [list_words, create_words, collection_path] = collection(&names, under.as_ref());
    let reads = Caller::from(Asker::of(&access.read));
    let parent_param = under
        .as_ref()
        .map(|parent| {
            format!("({:?} = {}, Path{})", parent.parameter, parent.key.wire, parent.key.bounds)
        })
        .unwrap_or_default();
    let tokens = token::tokens(resource);
    let create_looks_at_row = policy_file::create_looks_at_row(model, id);
    let update_asks_twice = writing::update_asks_twice(model, id);
    let place = Place { model, id, queries: "queries::".to_owned() };
    let reached = model.reached(id, &access.create, None);
    let refers_in_transaction = writing::refers_in_transaction(model, id);
    let create_refers = references.iter().any(|reference| reference.of_new != "None");
    let update_refers = references.iter().any(|reference| reference.of_changes != "None");
    let create = place
        .creation(&access.create)
        .with_early_transaction(refers_in_transaction && create_refers)
        .with_transaction(create_looks_at_row);
    let update = place
        .on_row(&access.update, None)
        .with_early_transaction(refers_in_transaction && update_refers)
        .with_transaction(update_asks_twice);
    let delete = place.on_row(&access.delete, None);
    let made = body_takes.alone(&names, create.caller);
    let create_arguments = queries.arguments("create", &names.row);
    let asks = !policy_file::creates_freely(&access.create) || !policy.new.is_empty();
    let is_looked_at = create.caller.signed_in || under.is_some() || create_refers || asks;
    let creator = creator(create.caller, is_looked_at, &[&made, &create_arguments]);
    HandlersFile {
        creator,
        told: told::told(model, id, under.as_ref().map(|parent| &parent.names)),
        is_nested: under.is_some(),
        has_references: !references.is_empty(),
        list_words,
        create_words,
        collection_path,
        row_path: format!("/{}/{{{}}}", names.path, key.json),
        parent_params: under.as_ref().map(|_| format!("{parent_param}, ")).unwrap_or_default(),
        parent_param,
        key_param: format!("({:?} = {}, Path{})", key.json, key.wire, key.bounds),
        created: made,
        create_asks_first: !create_looks_at_row && !policy_file::creates_freely(&access.create),
        create_asks_last: create_looks_at_row,
        create_refers_first: reached.iter().any(|at| input::is_given(resource, *at)),
        refers_in_transaction,
        references_db: if refers_in_transaction { "&mut transaction" } else { writing::POOL },
        update_holds_again: place.after_change(&access.update),
        update_asks_twice,
        close_first: statements
            .close
            .iter()
            .map(|statement| statement.name.clone())
            .filter(|name| name != "close")
            .collect(),
        create_tokens: tokens.iter().fold(String::new(), |all, token| all + ", &" + &token.ident),
        registered: body_takes.alone(&names, Asker::Viewer.into()),
        tokens,
        imports: under
            .as_ref()
            .map(|parent| parent::imports(model, id, parent))
            .unwrap_or_default(),
        key,
        reads,
        has_create: statements.create.is_some() && !resource.account,
        has_update: statements.update.is_some(),
        has_delete: !access.delete.is_empty(),
        has_restore: statements.restore.is_some(),
        has_include: body_takes.included,
        create_refers,
        update_refers,
        create_checks: !policy.new.is_empty(),
        update_checks: !policy.changes.is_empty(),
        delete_explains: !resource.soft_delete && !sql::holds(model, id).is_empty(),
        create_takes_body: !body.new.is_empty() || resource.account,
        create_arguments,
        update_arguments: queries.arguments("update", &names.row),
        restore_arguments: queries.arguments("restore", &names.row),
        parent: under,
        map: body_takes.map(&names),
        shown: body_takes.body(&names, reads, "&included"),
        changed: body_takes.alone(&names, update.caller),
        restored: body_takes.alone(&names, delete.caller),
        to_principal: body_takes.alone(&names, Asker::Principal.into()),
        create,
        update,
        delete,
    }
}

/// The parameter of whoever makes a row, with `_` before it where nothing looks at them.
fn creator(caller: Caller, is_looked_at: bool, code: &[&String]) -> String {
    let is_named = code.iter().any(|code| names::mentions(code, caller.ident));
    format!("{}{}", if is_looked_at || is_named { "" } else { "_" }, caller.ident)
}

/// What lists and creates are about, in words, and where they live.
fn collection(names: &Names, under: Option<&Parent>) -> [String; 3] {
    let Names { plural_words, a_row, path, .. } = names;
    let Some(Parent { names: above, parameter, .. }) = under else {
        return [plural_words.clone(), a_row.clone(), format!("/{path}")];
    };
    [
        format!("the {plural_words} of {}", above.a_row),
        format!("{a_row} under {}", above.a_row),
        format!("/{}/{{{parameter}}}/{path}", above.path),
    ]
}
