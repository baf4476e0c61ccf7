//! `handlers.rs`, `mod.rs` and the `*_links.rs` of a slice: one function a route.

use serde::Serialize;

use crate::model::{Action, Field, FieldId, FieldKind, Model, ResourceId, Rule, Who};
use crate::sql;
use crate::view::names::{self, Names};
use crate::view::{text, types, words};

use super::model_file::{self, ModelFile};
use super::queries_file::{self, Key, QueriesFile};
use super::{include_file, input, policy_file};

/// The files.
#[derive(Debug, Clone, Serialize)]
pub struct HandlersFile {
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
    /// `queries::find(&state.db(), id, principal)`
    pub find: String,
    /// The same for whoever reads.
    pub find_reader: String,
    /// The body of a new row.
    pub created: String,
    /// The rules about a new row do not look at it, so they are asked before it is made.
    pub create_asks_first: bool,
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
    /// What each `routes!` holds.
    pub routes: Vec<String>,
    /// Everybody may read; then the caller is a `viewer`, else a `principal`.
    pub reads: Caller,
    /// Who may create.
    pub creates: Caller,
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
    /// The new row is looked at, so a transaction holds both.
    pub create_in_transaction: bool,
    /// The changed row is looked at again, so a transaction holds both.
    pub update_in_transaction: bool,
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
    /// The body of a row alone, for the caller `viewer` or `principal`.
    pub alone: String,
    /// Declared actions.
    pub actions: Vec<ActionView>,
    /// Many-to-many relations that are declared here.
    pub links: Vec<LinkView>,
}

/// A field whose value is made at random.
#[derive(Debug, Clone, Serialize)]
pub struct Token {
    /// As a Rust identifier.
    pub ident: String,
    /// How many characters it has.
    pub length: u32,
}

/// Who a handler asks for.
#[derive(Debug, Clone, Serialize)]
pub struct Caller {
    /// `viewer` or `principal`
    pub ident: &'static str,
    /// `Viewer` or `Principal`
    pub type_name: &'static str,
    /// What the document says: `(), ("bearer" = [])`.
    pub security: &'static str,
    /// Somebody has to be signed in.
    pub signed_in: bool,
}

/// The row that others live under.
#[derive(Debug, Clone, Serialize)]
pub struct Parent {
    /// Its names.
    pub names: Names,
    /// Its key.
    pub key: Key,
    /// `post_id`: the path's parameter.
    pub parameter: String,
    /// What `find` is handed: `post_id`, `&product_sku`.
    pub argument: String,
    /// The variable that holds it.
    pub ident: String,
    /// `"comments.post_id = ?"`
    pub within: String,
    /// The module of its slice: `posts::`, or nothing.
    pub module: String,
}

/// A declared action.
#[derive(Debug, Clone, Serialize)]
pub struct ActionView {
    /// `publish`, as a Rust identifier.
    pub ident: String,
    /// `publish`, in operation ids and permissions.
    pub name: String,
    /// `publish`, in paths.
    pub path: String,
    /// What it is for.
    pub documentation: Vec<String>,
    /// The body's type; empty where it takes none.
    pub takes: String,
    /// What a caller is told where it cannot be done, as a Rust literal.
    pub refused: String,
    /// It can be refused by the state of the row.
    pub has_condition: bool,
    /// The arguments of its query after the database.
    pub arguments: String,
    /// Anybody may, signed in or not.
    pub caller: Caller,
}

/// A many-to-many relation at the end that declares it.
#[derive(Debug, Clone, Serialize)]
pub struct LinkView {
    /// `tags`, as it is declared.
    pub name: String,
    /// `tags`, in words.
    pub words: String,
    /// `tags`, in paths.
    pub path: String,
    /// The far end.
    pub target: Names,
    /// The key of the far end.
    pub target_key: Key,
    /// `tag_name` where both ends are named alike, else `name`.
    pub target_parameter: String,
    /// The variable that holds it.
    pub target_ident: String,
    /// What `find` is handed.
    pub target_argument: String,
    /// The variable for a row of the far end.
    pub variable: String,
    /// It links rows of one resource.
    pub itself: bool,
    /// The module of the far end: `tags::`, or nothing.
    pub module: String,
    /// What is imported for it; empty where nothing is.
    pub import: String,
    /// `{name}`: its key in a path.
    pub target_key_braced: String,
    /// The same as a second key.
    pub target_parameter_braced: String,
    /// `tags::queries::`, or `queries::`.
    pub module_queries: String,
    /// The list at the far end, in words.
    pub back_words: String,
    /// Narrows the far end's list: the first line of a Rust literal, and the second.
    pub within: String,
    /// The second line.
    pub within_rest: String,
    /// How a page of the far end's rows becomes one of bodies.
    pub target_map: String,
    /// The far end can bring rows along.
    pub target_has_include: bool,
    /// Type parameters of the far end's list.
    pub target_page: String,
    /// Its page parameters.
    pub target_page_parameters: String,
    /// The list at the far end; empty where there is none.
    pub back: String,
    /// The same in paths.
    pub back_path: String,
    /// Narrows this end's list, likewise.
    pub back_within: String,
    /// The second line.
    pub back_within_rest: String,
    /// Everybody may read the far end.
    pub target_reads: Caller,
}

const VIEWER: Caller = Caller {
    ident: "viewer",
    type_name: "Viewer",
    security: "(), (\"bearer\" = [])",
    signed_in: false,
};
const PRINCIPAL: Caller = Caller {
    ident: "principal",
    type_name: "Principal",
    security: "(\"bearer\" = [])",
    signed_in: true,
};

/// Who a handler asks for, by the rules of its operation.
fn caller(rules: &[Rule]) -> Caller {
    match rules.iter().any(|rule| rule.who == Who::Public) {
        true => VIEWER,
        false => PRINCIPAL,
    }
}

/// The files of a resource's slice.
#[must_use]
#[expect(clippy::too_many_lines, reason = "one line for each member of the view")]
pub(super) fn file(
    model: &Model,
    id: ResourceId,
    body: &ModelFile,
    queries: &QueriesFile,
) -> HandlersFile {
    let resource = model.resource(id);
    let names = names::names(resource);
    let access = &resource.access;
    let statements = sql::statements(model, id);
    let references = include_file::file(model, id).references;
    let fields = || (0..resource.fields.len()).map(FieldId);
    let arguments = |name: &str| {
        queries
            .functions
            .iter()
            .find(|function| is_called(&function.signature, name))
            .map(|function| call_arguments(&function.signature, &names))
            .unwrap_or_default()
    };
    let key = queries_file::key(model, id);
    let under = resource.under.map(|relation| parent(model, id, relation));
    let (reads, creates) = (caller(&access.read), caller(&access.create));
    let actions: Vec<ActionView> = resource
        .actions
        .iter()
        .map(|action| action_view(model, id, action, &arguments(&action.name.rust())))
        .collect();
    let links: Vec<LinkView> = fields().filter_map(|at| link(model, id, at)).collect();
    let parent_param = under
        .as_ref()
        .map(|parent| {
            format!("({:?} = {}, Path{})", parent.parameter, parent.key.wire, parent.key.bounds)
        })
        .unwrap_or_default();
    let has = Has {
        create: statements.create.is_some() && !resource.account,
        update: statements.update.is_some(),
        delete: !access.delete.is_empty(),
        restore: statements.restore.is_some(),
    };
    let find = |caller: &str| format!("queries::find(&state.db(), {}, {caller})", key.argument);
    HandlersFile {
        is_nested: under.is_some(),
        has_references: !references.is_empty(),
        list_words: match &under {
            None => names.plural_words.clone(),
            Some(parent) => format!("the {} of {}", names.plural_words, parent.names.a_row),
        },
        create_words: match &under {
            None => names.a_row.clone(),
            Some(parent) => format!("{} under {}", names.a_row, parent.names.a_row),
        },
        collection_path: match &under {
            None => format!("/{}", names.path),
            Some(parent) => {
                format!("/{}/{{{}}}/{}", parent.names.path, parent.parameter, names.path)
            }
        },
        row_path: format!("/{}/{{{}}}", names.path, key.json),
        parent_params: if parent_param.is_empty() {
            String::new()
        } else {
            format!("{parent_param}, ")
        },
        parent_param,
        key_param: format!("({:?} = {}, Path{})", key.json, key.wire, key.bounds),
        find: find("principal"),
        find_reader: find(reads.ident),
        created: format!(
            "{}.body({})",
            names.row,
            body_arguments(body, creates.ident, "&Included::default()")
        ),
        create_asks_first: !policy_file::create_looks_at_row(model, id)
            && !creates_freely(&access.create),
        close_first: statements
            .close
            .iter()
            .map(|statement| statement.name.clone())
            .filter(|name| name != "close")
            .collect(),
        create_tokens: queries_file::tokens(resource)
            .fold(String::new(), |all, (field, _)| all + ", &" + &queries_file::token_local(field)),
        registered: format!(
            "{}.body({})",
            names.row,
            body_arguments(body, "viewer", "&Included::default()")
        ),
        tokens: queries_file::tokens(resource)
            .map(|(field, length)| Token { ident: queries_file::token_local(field), length })
            .collect(),
        imports: under.as_ref().map(|parent| parent_imports(model, id, parent)).unwrap_or_default(),
        routes: routes(&has, &actions, &links, resource.account),
        key,
        reads,
        creates,
        has_create: has.create,
        has_update: has.update,
        has_delete: has.delete,
        has_restore: has.restore,
        has_include: body.takes_included,
        create_refers: !references.is_empty(),
        update_refers: references.iter().any(|reference| reference.of_changes != "None"),
        create_in_transaction: policy_file::create_looks_at_row(model, id),
        update_in_transaction: policy_file::update_asks_twice(model, id),
        create_checks: fields().any(|at| {
            input::is_given(resource, at) && input::is_restricted(&resource.fields[at.0])
        }),
        update_checks: fields().any(|at| {
            input::is_changeable(resource, at) && input::is_restricted(&resource.fields[at.0])
        }),
        delete_explains: !resource.soft_delete && !sql::pointing_here(model, id).is_empty(),
        create_takes_body: !body.new.is_empty() || resource.account,
        create_arguments: arguments("create"),
        update_arguments: arguments("update"),
        restore_arguments: arguments("restore"),
        parent: under,
        map: map(body, &names),
        shown: format!(
            "{}.body({})",
            names.row,
            body_arguments(body, caller(&access.read).ident, "&included")
        ),
        alone: format!(
            "{}.body({})",
            names.row,
            body_arguments(body, "principal", "&Included::default()")
        ),
        actions,
        links,
    }
}

/// Whether a signature is that of `name`.
fn is_called(signature: &str, name: &str) -> bool {
    signature.strip_prefix("pub async fn ").is_some_and(|rest| rest.split('(').next() == Some(name))
}

/// What a handler hands to a query, by the query's own parameters.
fn call_arguments(signature: &str, names: &Names) -> String {
    let inside = signature
        .split_once("(db: impl PgExecutor<'_>")
        .and_then(|(_, rest)| rest.split_once(") -> "))
        .map(|(inside, _)| inside);
    let parameters =
        inside.unwrap_or_default().split(", ").filter(|parameter| !parameter.is_empty());
    let argument = |parameter: &str| {
        let (name, kind) = parameter.split_once(": ").unwrap_or((parameter, ""));
        match (name, kind) {
            ("id", _) => format!("{}.id", names.row),
            ("principal" | "viewer" | "version", _) => name.to_owned(),
            _ if kind.starts_with('&') => format!("&{name}"),
            _ => format!("{name}.id"),
        }
    };
    parameters.fold(String::new(), |all, parameter| all + ", " + &argument(parameter))
}

/// Which routes there are.
struct Has {
    create: bool,
    update: bool,
    delete: bool,
    restore: bool,
}

/// Handlers by path, as `routes!` takes them.
fn routes(has: &Has, actions: &[ActionView], links: &[LinkView], account: bool) -> Vec<String> {
    let present = |handlers: &[(&str, bool)]| {
        let names: Vec<String> = handlers
            .iter()
            .filter(|(_, is_there)| *is_there)
            .map(|(name, _)| format!("handlers::{name}"))
            .collect();
        names.join(", ")
    };
    let before = ["registration::register", "handlers::me"].into_iter().filter(|_| account);
    let after =
        ["replace_roles", "suspend", "reinstate", "end_sessions"].into_iter().filter(|_| account);
    let mut routes: Vec<String> = before.map(str::to_owned).collect();
    routes.extend([
        present(&[("list", true), ("create", has.create)]),
        present(&[("show", true), ("update", has.update), ("delete", has.delete)]),
    ]);
    if has.restore {
        routes.push("handlers::restore".to_owned());
    }
    routes.extend(actions.iter().map(|action| format!("handlers::{}", action.ident)));
    for link in links {
        let module = format!("{}_links", link.name);
        routes.push(format!("{module}::list"));
        routes.push(format!("{module}::link, {module}::unlink"));
        if !link.back.is_empty() {
            routes.push(format!("{module}::list_back"));
        }
    }
    routes.extend(after.map(|name| format!("administration::{name}")));
    routes
}

/// Whether anybody may make a row, whatever it is.
fn creates_freely(rules: &[Rule]) -> bool {
    rules.iter().any(|rule| rule.who == Who::Public && rule.condition.is_none())
}

fn parent_imports(model: &Model, id: ResourceId, parent: &Parent) -> Vec<String> {
    let target = match model
        .resource(id)
        .under
        .map(|relation| &model.resource(id).fields[relation.0].kind)
    {
        Some(FieldKind::BelongsTo { target }) => *target,
        _ => id,
    };
    if target == id {
        return Vec::new();
    }
    let mut imports: Vec<String> = parent.names.import().into_iter().collect();
    imports.extend(types::id(model, id, target).imports);
    imports
}

/// The arguments of `body`.
fn body_arguments(body: &ModelFile, caller: &str, included: &str) -> String {
    let arguments = [body.takes_viewer.then_some(caller), body.takes_included.then_some(included)];
    arguments.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// How rows become bodies.
fn map(body: &ModelFile, names: &Names) -> String {
    match body_arguments(body, "viewer", "&included").as_str() {
        "" => format!("{}::body", names.type_name),
        arguments => format!("|{0}| {0}.body({arguments})", names.row),
    }
}

fn parent(model: &Model, id: ResourceId, relation: FieldId) -> Parent {
    let resource = model.resource(id);
    let field = &resource.fields[relation.0];
    let target = match field.kind {
        FieldKind::BelongsTo { target } => target,
        _ => id,
    };
    let names = names::names(model.resource(target));
    let key = queries_file::key(model, target);
    let parameter = format!("{}_{}", names.singular, key.json);
    let table = sql::name::quoted(&sql::name::table(resource));
    let column = sql::name::quoted(&sql::name::column(field));
    Parent {
        argument: key.argument.replace(&key.ident, &parameter),
        within: text::rust(&format!("{table}.{column} = ?")),
        ident: queries_file::parent_local(resource, relation),
        module: if target == id { String::new() } else { names.prefix.clone() },
        parameter,
        names,
        key,
    }
}

fn action_view(model: &Model, id: ResourceId, action: &Action, arguments: &str) -> ActionView {
    let resource = model.resource(id);
    let when = action.when.as_ref().map(|when| words::condition_text(model, id, when));
    let said = format!(
        "Carries out `{}` on {}.",
        action.name.snake(),
        names::with_article(&resource.name.words())
    );
    let documentation =
        if action.summary.is_empty() { vec![said] } else { text::documentation(&action.summary) };
    let takes = if action.takes.is_empty() {
        String::new()
    } else {
        format!("{}{}", action.name.pascal(), resource.name.pascal())
    };
    ActionView {
        ident: action.name.rust().into_owned(),
        name: action.name.snake().to_owned(),
        path: action.name.kebab(),
        documentation,
        takes,
        refused: text::rust(&format!(
            "only possible while {}",
            when.as_deref().unwrap_or("it is there")
        )),
        has_condition: when.is_some(),
        arguments: arguments.to_owned(),
        caller: caller(&action.access),
    }
}

fn link(model: &Model, id: ResourceId, at: FieldId) -> Option<LinkView> {
    let resource = model.resource(id);
    let field: &Field = &resource.fields[at.0];
    let FieldKind::ManyToMany { target, rename, .. } = &field.kind else { return None };
    let far = queries_file::link_target(model, id, field);
    let target_key = queries_file::key(model, *target);
    let own_key = queries_file::key(model, id);
    let target_body = model_file::file(model, *target);
    let target_parameter = match target_key.json == own_key.json {
        true => format!(
            "{}_{}",
            if *target == id { "other" } else { &far.names.singular },
            target_key.json
        ),
        false => target_key.json.clone(),
    };
    let target_ident = names::local(&target_parameter, "far_key");
    let target_ident =
        match target_ident == own_key.ident || target_ident == names::names(resource).row {
            true => "far_key".to_owned(),
            false => target_ident,
        };
    let page = model.resource(*target).page;
    let statements = sql::statements(model, id);
    let condition = statements
        .links
        .iter()
        .find(|link| link.field == at)
        .map(|link| link.linked.condition.clone())
        .unwrap_or_default();
    let back = sql::statements(model, *target)
        .linked_from
        .iter()
        .find(|fragment| fragment.resource == id && fragment.field == at)
        .map(|fragment| fragment.condition.clone());
    Some(LinkView {
        name: field.name.snake().to_owned(),
        words: field.name.words(),
        path: field.name.kebab(),
        target_argument: target_key.argument.replace(&target_key.ident, &target_ident),
        target_ident,
        target_key_braced: format!("{{{}}}", target_key.json),
        target_parameter_braced: format!("{{{target_parameter}}}"),
        module_queries: if *target == id {
            "queries::".to_owned()
        } else {
            format!("{}queries::", far.names.prefix)
        },
        back_words: rename.as_ref().map(crate::model::Name::words).unwrap_or_default(),
        target_parameter,
        target_map: map(&target_body, &far.names),
        target_has_include: target_body.takes_included,
        target_page: if page.default == 20 && page.max == 100 {
            String::new()
        } else {
            format!(", {}, {}", page.default, page.max)
        },
        target_page_parameters: if page.default == 20 && page.max == 100 {
            "PageParams".to_owned()
        } else {
            format!("PageParams<{}, {}>", page.default, page.max)
        },
        itself: *target == id,
        module: if *target == id { "super::".to_owned() } else { far.names.prefix.clone() },
        import: far.names.import().filter(|_| *target != id).unwrap_or_default(),
        variable: far.variable,
        target: far.names,
        target_key,
        within: two_lines(&condition).0,
        within_rest: two_lines(&condition).1,
        back: rename.as_ref().map(|name| name.snake().to_owned()).unwrap_or_default(),
        back_path: rename.as_ref().map(crate::model::Name::kebab).unwrap_or_default(),
        back_within: two_lines(back.as_deref().unwrap_or_default()).0,
        back_within_rest: two_lines(back.as_deref().unwrap_or_default()).1,
        target_reads: caller(&model.resource(*target).access.read),
    })
}

/// A condition as a Rust literal over two lines, broken before its `where`.
fn two_lines(condition: &str) -> (String, String) {
    let literal = text::rust(condition);
    match literal.split_once(" where ") {
        Some((first, rest)) => (first.to_owned(), format!("where {rest}")),
        None => (literal, String::new()),
    }
}
