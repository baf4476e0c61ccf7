//! The operations and schemas of every slice.

use serde_json::{Map, Value};

use super::operation::{Answer, Operation};
use super::parameter;
use super::schema::{self, Member};
use crate::view::slice::{InputMember, Keyword, LinkView, Slice};

/// All slices of a service.
pub(super) struct Slices(Vec<Slice>);

impl Slices {
    pub(super) fn new(slices: Vec<Slice>) -> Self {
        Self(slices)
    }

    /// What bodies and identifiers look like, by the names of their types.
    pub(super) fn schemas(&self) -> impl Iterator<Item = (String, Value)> {
        self.0.iter().flat_map(schemas)
    }

    /// Every operation.
    pub(super) fn operations<'a>(
        &'a self,
        schemas: &'a Map<String, Value>,
    ) -> impl Iterator<Item = Operation<'a>> {
        self.0.iter().flat_map(move |slice| {
            let of_rows = rows(slice, schemas);
            let links = slice.links.iter().flat_map(move |link| self.links(slice, link, schemas));
            of_rows.into_iter().chain(administration(slice)).chain(links)
        })
    }

    /// The operations of a many-to-many relation, at both ends.
    fn links<'a>(
        &'a self,
        slice: &'a Slice,
        link: &'a LinkView,
        schemas: &Map<String, Value>,
    ) -> Vec<Operation<'a>> {
        let Some(target) =
            self.0.iter().find(|other| other.names.type_name == link.target.type_name)
        else {
            return Vec::new();
        };
        let (names, handlers) = (&slice.names, &slice.handlers);
        let key = || parameter::key(&handlers.key.json, &handlers.key);
        let path = format!("{}/{}", handlers.row_path, link.path);
        let one = |method, verb: &str, summary: String| Operation {
            method,
            path: format!("{path}/{{{}}}", link.target_parameter),
            id: format!("{verb}_{}_{}", names.singular, link.name),
            tag: &names.slice,
            summary,
            parameters: vec![key(), parameter::key(&link.target_parameter, &link.target_key)],
            body: None,
            answer: Answer::Done,
            signed_in: true,
        };
        let (row, other) = (&names.a_row, &link.target.a_row);
        let mut operations = vec![
            Operation {
                id: format!("list_{}_{}", names.singular, link.name),
                parameters: [key()].into_iter().chain(parameter::list(target, schemas)).collect(),
                signed_in: handlers.reads.signed_in,
                ..list(
                    &names.slice,
                    path.clone(),
                    format!("Lists the {} of {row}.", link.words),
                    target,
                )
            },
            one(
                "put",
                "link",
                format!("Links {row} with {other}. Nothing changes if it is linked already."),
            ),
            one(
                "delete",
                "unlink",
                format!("Unlinks {row} from {other}. Nothing changes if it is unlinked already."),
            ),
        ];
        if !link.back.is_empty() {
            let far = parameter::key(&link.target_key.json, &link.target_key);
            let path =
                format!("/{}/{{{}}}/{}", link.target.path, link.target_key.json, link.back_path);
            operations.push(Operation {
                id: format!("list_{}_{}", link.target.singular, link.back),
                parameters: [far].into_iter().chain(parameter::list(slice, schemas)).collect(),
                signed_in: link.target_reads.signed_in,
                ..list(
                    &link.target.slice,
                    path,
                    format!("Lists the {} of {other}.", link.back_words),
                    slice,
                )
            });
        }
        operations
    }
}

/// A list of a slice's rows.
fn list<'a>(tag: &'a str, path: String, summary: String, of: &Slice) -> Operation<'a> {
    Operation {
        method: "get",
        path,
        id: format!("list_{}", of.names.plural),
        tag,
        summary,
        parameters: Vec::new(),
        body: None,
        answer: Answer::Page(body(of)),
        signed_in: of.handlers.reads.signed_in,
    }
}

fn body(slice: &Slice) -> String {
    format!("{}Body", slice.names.type_name)
}

/// The operations on the rows themselves, declared actions among them.
fn rows<'a>(slice: &'a Slice, schemas: &Map<String, Value>) -> Vec<Operation<'a>> {
    let (names, handlers) = (&slice.names, &slice.handlers);
    let parent =
        || handlers.parent.as_ref().map(|parent| parameter::key(&parent.parameter, &parent.key));
    let key = || parameter::key(&handlers.key.json, &handlers.key);
    let on_row = |method, verb: &str, summary: String| Operation {
        method,
        path: handlers.row_path.clone(),
        id: format!("{verb}_{}", names.singular),
        tag: &names.slice,
        summary,
        parameters: vec![key()],
        body: None,
        answer: Answer::Fresh(body(slice)),
        signed_in: true,
    };
    let mut operations = vec![Operation {
        parameters: parent().into_iter().chain(parameter::list(slice, schemas)).collect(),
        ..list(
            &names.slice,
            handlers.collection_path.clone(),
            format!("Lists {}.", handlers.list_words),
            slice,
        )
    }];
    if handlers.has_create {
        operations.push(Operation {
            path: handlers.collection_path.clone(),
            parameters: parent().into_iter().collect(),
            body: handlers.create_takes_body.then(|| format!("New{}", names.type_name)),
            answer: Answer::Created(body(slice)),
            signed_in: handlers.creates.signed_in,
            ..on_row("post", "create", format!("Creates {}.", handlers.create_words))
        });
    }
    operations.push(Operation {
        parameters: [key()].into_iter().chain(parameter::include(slice)).collect(),
        signed_in: handlers.reads.signed_in,
        ..on_row("get", "show", format!("Shows {}.", names.a_row))
    });
    if handlers.has_update {
        operations.push(Operation {
            parameters: vec![key(), parameter::if_match(true)],
            body: Some(format!("{}Changes", names.type_name)),
            ..on_row("patch", "update", format!("Changes {}.", names.a_row))
        });
    }
    if handlers.has_delete {
        let closes = "Closes an account for good: what is personal is erased, its sessions end.";
        let deletes =
            if slice.account { closes.to_owned() } else { format!("Deletes {}.", names.a_row) };
        let restorable = if slice.soft_delete { " It can be restored." } else { "" };
        operations.push(Operation {
            parameters: vec![key(), parameter::if_match(true)],
            answer: Answer::Done,
            ..on_row("delete", "delete", deletes + restorable)
        });
    }
    if handlers.has_restore {
        operations.push(Operation {
            path: format!("{}/restore", handlers.row_path),
            ..on_row("post", "restore", format!("Restores a deleted {}.", names.words))
        });
    }
    operations.extend(slice.actions.iter().map(|action| Operation {
        path: format!("{}/{}", handlers.row_path, action.path),
        parameters: vec![key(), parameter::if_match(false)],
        body: (!action.takes.is_empty()).then(|| action.takes.clone()),
        ..on_row("post", &action.name, action.documentation.join("\n"))
    }));
    operations
}

/// What only administrators do to an account.
fn administration(slice: &Slice) -> Vec<Operation<'_>> {
    let handlers = &slice.handlers;
    let operation = |method, id: &str, path: &str, summary: &str| Operation {
        method,
        path: format!("{}/{path}", handlers.row_path),
        id: id.to_owned(),
        tag: "users",
        summary: summary.to_owned(),
        parameters: vec![parameter::key(&handlers.key.json, &handlers.key)],
        body: None,
        answer: Answer::Fresh(body(slice)),
        signed_in: true,
    };
    if !slice.account {
        return Vec::new();
    }
    vec![
        Operation {
            body: Some("NewRoles".to_owned()),
            ..operation(
                "put",
                "set_user_roles",
                "roles",
                "Gives an account these roles and no others.",
            )
        },
        operation(
            "post",
            "suspend_user",
            "suspend",
            "Keeps an account from signing in, and ends its sessions.",
        ),
        operation("post", "reinstate_user", "reinstate", "Lets a suspended account sign in again."),
        Operation {
            answer: Answer::Done,
            ..operation(
                "delete",
                "end_user_sessions",
                "sessions",
                "Signs an account out everywhere.",
            )
        },
    ]
}

fn schemas(slice: &Slice) -> Vec<(String, Value)> {
    let (names, model) = (&slice.names, &slice.model);
    let (name, row) = (&names.type_name, &names.a_row);
    let closed = |description: String, members: &[InputMember]| {
        schema::object(&description, &members.iter().map(given).collect::<Vec<_>>(), true)
    };
    let shown = model.body.iter().map(|member| Member {
        ident: &member.ident,
        documentation: &member.documentation,
        type_name: &member.type_name,
        keywords: &member.keywords,
    });
    let mut all = vec![
        (
            body(slice),
            schema::object(&slice.documentation.join("\n"), &shown.collect::<Vec<_>>(), false),
        ),
        (format!("Page_{}", body(slice)), schema::page(&body(slice))),
        (format!("New{name}"), new(slice)),
        (
            format!("{name}Changes"),
            closed(format!("What changes of {row}; what is absent stays."), &model.changes),
        ),
    ];
    if !slice.account {
        all.push((format!("{name}Id"), schema::id(&format!("Names {row}."))));
    }
    all.extend(
        model.enums.iter().map(|declared| (declared.type_name.clone(), schema::of_enum(declared))),
    );
    let takes = slice.actions.iter().filter(|action| !action.takes.is_empty()).map(|action| {
        (action.takes.clone(), closed(format!("What `{}` takes.", action.name), &action.members))
    });
    all.extend(takes);
    all
}

/// What a row is created from; an account needs an address and a password, too.
fn new(slice: &Slice) -> Value {
    let address = [Keyword::Format("Email"), Keyword::rule("max_length", 254)];
    let own =
        |ident, type_name, keywords| Member { ident, documentation: &[], type_name, keywords };
    let credentials =
        [own("email", "String", address.as_slice()), own("password", "Password", &[])];
    let credentials = credentials.into_iter().filter(|_| slice.account);
    let members: Vec<Member<'_>> = credentials.chain(slice.model.new.iter().map(given)).collect();
    schema::object(&format!("What {} is created from.", slice.names.a_row), &members, true)
}

fn given(member: &InputMember) -> Member<'_> {
    Member {
        ident: &member.ident,
        documentation: &member.documentation,
        type_name: &member.type_name,
        keywords: &member.keywords,
    }
}
