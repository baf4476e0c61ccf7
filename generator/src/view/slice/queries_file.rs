//! `queries.rs` of a slice: a function for each fixed statement.

use serde::Serialize;

use crate::model::{
    Action, Field, FieldId, FieldKind, Model, Resource, ResourceId, Scalar, Value, Who,
};
use crate::sql::{self, Argument, Kind, Parameter, Returns, Statement};
use crate::view::names::{self, Names};
use crate::view::{text, types, words};

use super::input::{self, Presence};
use super::keyword::{self, Keyword};

/// The file.
#[derive(Debug, Clone, Serialize)]
pub struct QueriesFile {
    /// Full paths of ids and bodies of other slices.
    pub imports: Vec<String>,
    /// One a statement.
    pub functions: Vec<Function>,
    /// Statements about rows inside rows, put together when they run.
    pub linked: Vec<LinkedFunction>,
}

/// A function and its statement.
#[derive(Debug, Clone, Serialize)]
pub struct Function {
    /// What it does.
    pub documentation: Vec<String>,
    /// On one line, without the brace.
    pub signature: String,
    /// The viewer is taken in any form and turned into one first.
    pub turns_viewer: bool,
    /// The row type; empty where it gives no rows.
    pub row: String,
    /// The statement as a Rust literal.
    pub literal: String,
    /// The literal stands on one line.
    pub short: bool,
    /// The values of its parameters.
    pub binds: Vec<String>,
    /// `fetch_optional`, `fetch_one`, `fetch_all`, `execute`
    pub fetch: &'static str,
    /// `rows`, `touched` (whether a row was), `id` (of the new row), `nothing`
    pub gives: &'static str,
}

/// The rows that several rows link to.
#[derive(Debug, Clone, Serialize)]
pub struct LinkedFunction {
    /// `tags_of`
    pub name: String,
    /// `tags`
    pub words: String,
    /// `TAGS_OF`
    pub constant: String,
    /// `Tag`
    pub row: String,
    /// The statement as a Rust literal.
    pub literal: String,
    /// Values of its parameters after the ids.
    pub binds: Vec<String>,
    /// It looks at who asks.
    pub looks_at_viewer: bool,
}

/// Whether a statement looks at who asks.
#[must_use]
pub(super) fn looks_at_viewer(statement: &Statement) -> bool {
    statement
        .parameters
        .iter()
        .any(|parameter| matches!(parameter.argument, Argument::Viewer | Argument::Role(_)))
}

/// A viewer's id or role as a parameter's value.
#[must_use]
pub(super) fn viewer_bind(model: &Model, argument: Argument) -> String {
    caller_bind(model, argument, "viewer", "viewer.id()")
}

fn caller_bind(model: &Model, argument: Argument, caller: &str, id: &str) -> String {
    match argument {
        Argument::Role(role) => {
            format!("{caller}.has(Role::{})", model.roles[role.0].name.pascal())
        }
        _ => id.to_owned(),
    }
}

/// What a path names a row by.
#[derive(Debug, Clone, Serialize)]
pub struct Key {
    /// As a Rust variable: `id`, `handle`.
    pub ident: String,
    /// As the path names it.
    pub json: String,
    /// The type that the path is read as: `PostId`, `String`.
    pub type_name: String,
    /// The type of a function's parameter: `PostId`, `&str`.
    pub parameter: String,
    /// What the function is handed: `id`, `&handle`.
    pub argument: String,
    /// Its value as a parameter of a statement.
    pub bind: String,
    /// Its value in a row, for `location`: `post.id.0`, `&tag.name`.
    pub of_row: String,
    /// What the document says of it: `PostId`, `String`.
    pub wire: String,
    /// What else the document is told of it.
    #[serde(skip)]
    pub keywords: Vec<Keyword>,
    /// The same as it is printed: `, max_length = 30`, or nothing.
    pub bounds: String,
}

/// How paths name a resource's rows.
#[must_use]
pub(super) fn key(model: &Model, id: ResourceId) -> Key {
    let resource = model.resource(id);
    let names = names::names(resource);
    let Some(at) = resource.key else {
        let type_name = format!("{}Id", names.type_name);
        return Key {
            ident: "id".to_owned(),
            json: "id".to_owned(),
            parameter: type_name.clone(),
            argument: "id".to_owned(),
            bind: "id.0".to_owned(),
            of_row: format!("{}.id.0", names.row),
            wire: type_name.clone(),
            keywords: Vec::new(),
            bounds: String::new(),
            type_name,
        };
    };
    let field = &resource.fields[at.0];
    let (json, member) = (types::column(field), types::ident(field));
    let ident = match member == names.row || json == "user" {
        true => "key".to_owned(),
        false => names::local(&json, "key"),
    };
    let type_name = types::of_field(model, id, field).map(|kind| kind.text).unwrap_or_default();
    let copied = input::is_copy(&field.kind);
    let keywords = input::keywords(&field.kind, field.pattern.as_deref());
    Key {
        bounds: if keywords.is_empty() {
            String::new()
        } else {
            format!(", {}", keyword::print(&keywords))
        },
        keywords,
        parameter: if copied { type_name.clone() } else { "&str".to_owned() },
        argument: if copied { ident.clone() } else { format!("&{ident}") },
        bind: ident.clone(),
        of_row: if copied {
            format!("{}.{member}", names.row)
        } else {
            format!("&{}.{member}", names.row)
        },
        wire: if matches!(field.kind, FieldKind::Scalar(Scalar::Decimal { .. })) {
            "String".to_owned()
        } else {
            type_name.clone()
        },
        type_name,
        ident,
        json,
    }
}

/// The file of a resource's slice.
#[must_use]
pub(super) fn file(model: &Model, id: ResourceId) -> QueriesFile {
    let resource = model.resource(id);
    let statements = sql::statements(model, id);
    let maker = Maker { model, id, resource, names: names::names(resource) };
    let mut functions = vec![maker.find(&statements.find)];
    functions
        .extend(statements.find_deleted.as_ref().map(|statement| maker.find_deleted(statement)));
    functions.extend(statements.by_ids.as_ref().map(|statement| maker.by_ids(statement)));
    functions.extend(statements.create.as_ref().map(|statement| maker.create(statement)));
    functions.extend(statements.update.as_ref().map(|statement| maker.update(statement)));
    for (action, statement) in resource.actions.iter().zip(&statements.actions) {
        functions.push(maker.action(action, statement));
    }
    functions.extend(statements.delete.as_ref().map(|statement| maker.delete(statement)));
    functions.extend(statements.close.iter().map(|statement| maker.close(statement)));
    functions.extend(statements.restore.as_ref().map(|statement| maker.restore(statement)));
    for link in &statements.links {
        functions.extend(maker.link(link));
    }
    let linked: Vec<LinkedFunction> =
        statements.links.iter().map(|link| maker.linked(link)).collect();
    let mut imports: Vec<String> = resource
        .fields
        .iter()
        .filter(|field| matches!(field.kind, FieldKind::BelongsTo { .. }))
        .filter_map(|field| types::of_field(model, id, field))
        .flat_map(|kind| kind.imports)
        .collect();
    imports.extend(super::model_file::fact_imports(model, id));
    for field in &resource.fields {
        if let FieldKind::ManyToMany { target, .. } = field.kind {
            imports.extend(types::id(model, id, target).imports);
            let names = names::names(model.resource(target));
            let row = format!("crate::{}::model::{}", names.module, names.type_name);
            imports.extend((target != id).then_some(row));
        }
    }
    imports.retain(|path| path.starts_with("crate::") || path.starts_with("super::"));
    imports.sort();
    imports.dedup();
    QueriesFile { imports, functions, linked }
}

/// Fields whose values the service makes at random, and their lengths.
pub(super) fn tokens(resource: &Resource) -> impl Iterator<Item = (&Field, u32)> {
    let fields = resource
        .fields
        .iter()
        .enumerate()
        .filter(|(at, _)| !input::is_given(resource, FieldId(*at)));
    fields.filter_map(|(_, field)| match field.default {
        Some(Value::Token(length)) => Some((field, length)),
        _ => None,
    })
}

/// The variable that holds a value made at random.
pub(super) fn token_local(field: &Field) -> String {
    names::local(&types::column(field), "random_text")
}

/// The variable that holds the row that others live under.
pub(super) fn parent_local(resource: &Resource, relation: FieldId) -> String {
    let field = &resource.fields[relation.0];
    let name = names::local(field.name.snake(), "parent");
    if name == names::names(resource).row { "parent".to_owned() } else { name }
}

struct Maker<'a> {
    model: &'a Model,
    id: ResourceId,
    resource: &'a Resource,
    names: Names,
}

impl Maker<'_> {
    fn function(&self, statement: &Statement, signature: String, binds: Vec<String>) -> Function {
        let literal = statement.literal();
        let (fetch, gives) = match statement.returns {
            Returns::Optional => ("fetch_optional", "rows"),
            Returns::One => ("fetch_one", "rows"),
            Returns::Many => ("fetch_all", "rows"),
            Returns::Count => ("execute", "touched"),
        };
        let row =
            if statement.columns.is_empty() { String::new() } else { self.names.type_name.clone() };
        Function {
            documentation: Vec::new(),
            signature,
            turns_viewer: false,
            row,
            short: !literal.contains('\n'),
            literal,
            binds,
            fetch,
            gives,
        }
    }

    /// The signature of a function that reads, and whether it turns its viewer.
    fn reader(statement: &Statement, parameters: &str, gives: &str) -> (String, bool) {
        let looks = looks_at_viewer(statement);
        let viewer = if looks { "viewer" } else { "_viewer" };
        let signature = format!(
            "pub async fn {}(db: impl PgExecutor<'_>, {parameters}, {viewer}: impl Into<Viewer>) -> sqlx::Result<{gives}>",
            statement.name
        );
        (signature, looks)
    }

    fn find(&self, statement: &Statement) -> Function {
        let key = key(self.model, self.id);
        let row = &self.names.type_name;
        let (signature, turns_viewer) = Self::reader(
            statement,
            &format!("{}: {}", key.ident, key.parameter),
            &format!("Option<{row}>"),
        );
        let words = &self.names.words;
        let seen = match turns_viewer {
            true => format!("The {words}, if the viewer may see it."),
            false => format!("The {words}, if there is one."),
        };
        let binds = self.reading_binds(statement, &key);
        Function {
            documentation: vec![seen],
            turns_viewer,
            ..self.function(statement, signature, binds)
        }
    }

    fn find_deleted(&self, statement: &Statement) -> Function {
        let key = key(self.model, self.id);
        let parameter = format!("{}: {}", key.ident, key.parameter);
        let (signature, turns_viewer) =
            Self::reader(statement, &parameter, &format!("Option<{}>", self.names.type_name));
        let seen = format!(
            "The deleted {}, if the viewer might see it were it not deleted.",
            self.names.words
        );
        Function {
            documentation: vec![seen],
            turns_viewer,
            ..self.function(statement, signature, self.reading_binds(statement, &key))
        }
    }

    fn by_ids(&self, statement: &Statement) -> Function {
        let (signature, turns_viewer) =
            Self::reader(statement, "ids: &[Uuid]", &format!("Vec<{}>", self.names.type_name));
        let words = &self.names.plural_words;
        let documentation = match turns_viewer {
            true => format!("Those of the {words} that the viewer may see."),
            false => format!("The {words} of these ids."),
        };
        let binds = self.reading_binds(statement, &key(self.model, self.id));
        Function {
            documentation: vec![documentation],
            turns_viewer,
            ..self.function(statement, signature, binds)
        }
    }

    fn reading_binds(&self, statement: &Statement, key: &Key) -> Vec<String> {
        let bind = |parameter: &Parameter| match parameter.argument {
            Argument::Ids => "ids".to_owned(),
            Argument::Viewer | Argument::Role(_) => viewer_bind(self.model, parameter.argument),
            _ => key.bind.clone(),
        };
        statement.parameters.iter().map(bind).collect()
    }

    /// Who makes a row: a principal, or any viewer where everybody may.
    fn creator(&self) -> (&'static str, &'static str, &'static str) {
        if self.resource.account {
            return ("viewer", "Viewer", "None::<Uuid>");
        }
        match self.resource.access.create.iter().any(|rule| rule.who == Who::Public) {
            true => ("viewer", "Viewer", "viewer.id()"),
            false => ("principal", "Principal", "principal.id.0"),
        }
    }

    fn create(&self, statement: &Statement) -> Function {
        let (caller, caller_type, caller_id) = self.creator();
        let names = &self.names;
        let binds: Vec<String> = statement
            .parameters
            .iter()
            .map(|parameter| match parameter.argument {
                Argument::Id if self.resource.account => "id.0".to_owned(),
                Argument::Id => "Uuid::now_v7()".to_owned(),
                Argument::Field(at) if self.resource.owner == Some(at) => caller_id.to_owned(),
                Argument::Field(at) if self.resource.under == Some(at) => {
                    format!("{}.0", parent_local(self.resource, at))
                }
                Argument::Field(at) => self.new_value(at, &parameter.kind),
                Argument::IsChanged(at) => {
                    format!("new.{}.is_set()", types::ident(&self.resource.fields[at.0]))
                }
                Argument::Email => "new.email".to_owned(),
                Argument::PasswordHash => "password_hash".to_owned(),
                argument => caller_bind(self.model, argument, caller, caller_id),
            })
            .collect();
        let mut parameters = vec!["db: impl PgExecutor<'_>".to_owned()];
        if !self.resource.account && binds.iter().any(|bind| names::mentions(bind, caller)) {
            parameters.push(format!("{caller}: {caller_type}"));
        }
        let mut under = String::new();
        if let Some(at) = self.resource.under {
            let field = &self.resource.fields[at.0];
            let kind = types::of_field(self.model, self.id, field)
                .map(|kind| kind.text)
                .unwrap_or_default();
            parameters.push(format!("{}: {kind}", parent_local(self.resource, at)));
            under = format!(" to the {}", field.name.words());
        }
        if binds.iter().any(|bind| names::mentions(bind, "new")) {
            parameters.push(format!("new: &New{}", names.type_name));
        }
        if self.resource.account {
            parameters.push("password_hash: &str".to_owned());
        }
        parameters.extend(
            tokens(self.resource).map(|(field, _)| format!("{}: &str", token_local(field))),
        );
        let whose =
            if self.resource.owner.is_some() { format!(" of the {caller}") } else { String::new() };
        let gives = if self.resource.account {
            format!("{}Id", names.type_name)
        } else {
            names.type_name.clone()
        };
        let signature =
            format!("pub async fn create({}) -> sqlx::Result<{gives}>", parameters.join(", "));
        let documentation = vec![format!("Adds {}{whose}{under}.", names.a_row)];
        let function = self.function(statement, signature, binds);
        match self.resource.account {
            true => Function { documentation, gives: "id", ..function },
            false => Function { documentation, ..function },
        }
    }

    fn new_value(&self, at: FieldId, kind: &Kind) -> String {
        let field = &self.resource.fields[at.0];
        if let FieldKind::Scalar(Scalar::Slug { from }) = field.kind {
            return format!("slugify(&new.{})", types::ident(&self.resource.fields[from.0]));
        }
        if matches!(field.default, Some(Value::Token(_))) && !input::is_given(self.resource, at) {
            return token_local(field);
        }
        body_value("new", field, kind, Presence::on_create(field))
    }

    fn update(&self, statement: &Statement) -> Function {
        let names = &self.names;
        let row = &names.row;
        let binds: Vec<String> = statement
            .parameters
            .iter()
            .map(|parameter| match parameter.argument {
                Argument::Id => format!("{row}.id.0"),
                Argument::Version => format!("{row}.version"),
                Argument::Field(at) => {
                    let field = &self.resource.fields[at.0];
                    body_value("changes", field, &parameter.kind, Presence::on_update(field))
                }
                Argument::IsChanged(at) => {
                    format!("changes.{}.is_set()", types::ident(&self.resource.fields[at.0]))
                }
                argument => caller_bind(self.model, argument, "principal", "principal.id.0"),
            })
            .collect();
        let principal = principal_parameter(&binds);
        let signature = format!(
            "pub async fn update(db: impl PgExecutor<'_>, {principal}{row}: &{0}, changes: &{0}Changes) -> sqlx::Result<Option<{0}>>",
            names.type_name
        );
        let documentation =
            vec![format!("Changes the {}, unless it has another version by now.", names.words)];
        Function { documentation, ..self.function(statement, signature, binds) }
    }

    fn action(&self, action: &Action, statement: &Statement) -> Function {
        let names = &self.names;
        let binds: Vec<String> = statement
            .parameters
            .iter()
            .map(|parameter| match parameter.argument {
                Argument::Id => "id.0".to_owned(),
                Argument::Version => "version".to_owned(),
                Argument::Taken(at) => {
                    let field = &action.takes[at];
                    let presence =
                        if field.optional { Presence::Nullable } else { Presence::Required };
                    body_value("taken", field, &parameter.kind, presence)
                }
                argument => caller_bind(self.model, argument, "principal", "principal.id.0"),
            })
            .collect();
        let taken = match action.takes.is_empty() {
            true => String::new(),
            false => format!(", taken: &{}{}", action.name.pascal(), names.type_name),
        };
        let principal = principal_parameter(&binds);
        let signature = format!(
            "pub async fn {}(db: impl PgExecutor<'_>, {principal}id: {1}Id, version: Option<i64>{taken}) -> sqlx::Result<Option<{1}>>",
            action.name.rust(),
            names.type_name
        );
        let when =
            action.when.as_ref().map(|when| words::condition_text(self.model, self.id, when));
        let held = when
            .map(|when| format!(" where `{}` holds", when.replace('`', "'")))
            .unwrap_or_default();
        let said = format!(
            "Carries out `{}`{held}, unless the {} has another version than the one that is named, if one is.",
            action.name.snake(),
            names.words
        );
        Function { documentation: wrapped(&said), ..self.function(statement, signature, binds) }
    }

    fn delete(&self, statement: &Statement) -> Function {
        let names = &self.names;
        let binds = self.row_binds(statement);
        let signature = format!(
            "pub async fn delete(db: impl PgExecutor<'_>, {}: &{}) -> sqlx::Result<bool>",
            names.row, names.type_name
        );
        let verb = if self.resource.soft_delete { "Hides" } else { "Deletes" };
        let documentation =
            vec![format!("{verb} the {}, unless it has another version by now.", names.words)];
        Function { documentation, ..self.function(statement, signature, binds) }
    }

    /// Of the account: what goes or lets go with it, and the closing itself.
    fn close(&self, statement: &Statement) -> Function {
        let names = &self.names;
        let row = &names.row;
        let binds = self.row_binds(statement);
        let closes =
            statement.parameters.iter().any(|parameter| parameter.argument == Argument::Version);
        let gives = if closes { "bool" } else { "()" };
        let signature = format!(
            "pub async fn {}(db: impl PgExecutor<'_>, {row}: &{}) -> sqlx::Result<{gives}>",
            statement.name, names.type_name
        );
        let documentation = match closes {
            true => format!(
                "Closes the {}, unless it has another version by now: what is personal is erased.",
                names.words
            ),
            false => format!("Goes with the closing of the {}: `{}`.", names.words, statement.name),
        };
        let function = self.function(statement, signature, binds);
        Function {
            documentation: text::filled(&documentation),
            gives: if closes { "touched" } else { "nothing" },
            ..function
        }
    }

    fn restore(&self, statement: &Statement) -> Function {
        let names = &self.names;
        let binds = self.row_binds(statement);
        let principal = principal_parameter(&binds);
        let signature = format!(
            "pub async fn restore(db: impl PgExecutor<'_>, {principal}{}: &{1}) -> sqlx::Result<Option<{1}>>",
            names.row, names.type_name
        );
        let documentation = vec![format!(
            "Brings the deleted {} back, unless it has another version by now.",
            names.words
        )];
        Function { documentation, ..self.function(statement, signature, binds) }
    }

    fn row_binds(&self, statement: &Statement) -> Vec<String> {
        let row = &self.names.row;
        let bind = |parameter: &Parameter| match parameter.argument {
            Argument::Id => format!("{row}.id.0"),
            Argument::Version => format!("{row}.version"),
            argument => caller_bind(self.model, argument, "principal", "principal.id.0"),
        };
        statement.parameters.iter().map(bind).collect()
    }

    /// Link and unlink.
    fn link(&self, link: &sql::Link) -> [Function; 2] {
        let field = &self.resource.fields[link.field.0];
        let target = link_target(self.model, self.id, field);
        let function = |statement: &Statement, documentation: String| {
            let signature = format!(
                "pub async fn {}(db: impl PgExecutor<'_>, id: {}Id, {}: {}Id) -> sqlx::Result<()>",
                statement.name, self.names.type_name, target.variable, target.names.type_name
            );
            let binds = vec!["id.0".to_owned(), format!("{}.0", target.variable)];
            Function {
                documentation: vec![documentation],
                gives: "nothing",
                ..self.function(statement, signature, binds)
            }
        };
        let (words, other) = (&self.names.words, &target.names.a_row);
        [
            function(
                &link.link,
                format!("Links the {words} with {other}; it may be linked already."),
            ),
            function(
                &link.unlink,
                format!("Unlinks the {words} from {other}; it may be unlinked already."),
            ),
        ]
    }

    fn linked(&self, link: &sql::Link) -> LinkedFunction {
        let field = &self.resource.fields[link.field.0];
        let target = link_target(self.model, self.id, field);
        let parameters =
            link.rows.parameters.iter().filter(|parameter| parameter.argument != Argument::Ids);
        LinkedFunction {
            name: link.rows.name.clone(),
            words: field.name.words(),
            constant: link.rows.name.to_uppercase(),
            row: target.names.type_name,
            literal: link.rows.literal(),
            binds: parameters
                .map(|parameter| viewer_bind(self.model, parameter.argument))
                .collect(),
            looks_at_viewer: looks_at_viewer(&link.rows),
        }
    }
}

/// The far end of a many-to-many relation.
pub(super) struct LinkTarget {
    /// Its names.
    pub(super) names: Names,
    /// What a function calls one row of it; another name than `id` and the row itself.
    pub(super) variable: String,
}

/// The far end of a field's relation.
pub(super) fn link_target(model: &Model, id: ResourceId, field: &Field) -> LinkTarget {
    let target = match field.kind {
        FieldKind::ManyToMany { target, .. } => target,
        _ => id,
    };
    let names = names::names(model.resource(target));
    let is_own = target == id || names.row == names::names(model.resource(id)).row;
    let variable = if is_own { "other".to_owned() } else { names.row.clone() };
    LinkTarget { names, variable }
}

fn principal_parameter(binds: &[String]) -> &'static str {
    if binds.iter().any(|bind| names::mentions(bind, "principal")) {
        "principal: Principal, "
    } else {
        ""
    }
}

/// A field of a request's body as the value of a parameter.
fn body_value(body: &str, field: &Field, kind: &Kind, presence: Presence) -> String {
    let place = format!("{body}.{}", types::ident(field));
    let cast = if needs_cast(kind) { " as _" } else { "" };
    if matches!(field.kind, FieldKind::BelongsTo { .. }) {
        return match presence {
            Presence::Required => format!("{place}.0"),
            Presence::Nullable => format!("{place}.map(|id| id.0)"),
            Presence::Patch => format!("{place}.as_set().map(|id| id.0)"),
            Presence::NullablePatch => format!("{place}.as_value().map(|id| id.0)"),
        };
    }
    let is_list = matches!(kind, Kind::Array(_));
    match presence {
        Presence::Required if is_list => format!("&{place}{cast}"),
        Presence::Required => format!("{place}{cast}"),
        Presence::Nullable if is_list => format!("{place}.as_deref(){cast}"),
        Presence::Nullable if input::is_copy(&field.kind) => format!("{place}{cast}"),
        Presence::Nullable => format!("{place}.as_ref()"),
        Presence::Patch if is_list => format!("{place}.as_set() as _"),
        Presence::Patch => format!("{place}.as_set(){cast}"),
        Presence::NullablePatch if is_list => format!("{place}.as_value() as _"),
        Presence::NullablePatch => format!("{place}.as_value(){cast}"),
    }
}

/// Types that sqlx knows by our own Rust types only.
fn needs_cast(kind: &Kind) -> bool {
    match kind {
        Kind::Enum(_) | Kind::Numeric(..) => true,
        Kind::Array(item) => needs_cast(item),
        _ => false,
    }
}

fn wrapped(said: &str) -> Vec<String> {
    text::filled(said)
}
