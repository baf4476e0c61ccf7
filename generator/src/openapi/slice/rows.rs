//! The operations on rows.

use super::{body, list};
use crate::openapi::operation::{Answer, Operation};
use crate::openapi::parameter;
use crate::openapi::part::Schemas;
use crate::view::slice::Slice;

/// The operations on the rows themselves, declared actions among them.
pub(super) fn operations<'a>(slice: &'a Slice, schemas: &Schemas) -> Vec<Operation<'a>> {
    let (names, handlers, told) = (&slice.names, &slice.handlers, &slice.handlers.told);
    let parent =
        || handlers.parent.as_ref().map(|parent| parameter::key(&parent.parameter, &parent.key));
    let key = || parameter::key(&handlers.key.json, &handlers.key);
    let on_row = |method, verb: &str, summary: String, told: &[String]| Operation {
        method,
        path: handlers.row_path.clone(),
        id: format!("{verb}_{}", names.singular),
        tag: &names.slice,
        summary,
        description: told.join("\n"),
        parameters: vec![key()],
        body: None,
        answer: Answer::Fresh(body(slice)),
        signed_in: true,
        deprecation: None,
    };
    let mut operations = vec![Operation {
        parameters: parent().into_iter().chain(parameter::list(slice, schemas)).collect(),
        ..list(
            &names.slice,
            handlers.collection_path.clone(),
            format!("Lists {}.", handlers.list_words),
            &told.list,
            slice,
        )
    }];
    if handlers.has_create {
        operations.push(Operation {
            path: handlers.collection_path.clone(),
            parameters: parent().into_iter().collect(),
            body: handlers.create_takes_body.then(|| format!("New{}", names.type_name)),
            answer: Answer::Created(body(slice)),
            signed_in: handlers.create.caller.signed_in,
            ..on_row("post", "create", format!("Creates {}.", handlers.create_words), &told.create)
        });
    }
    operations.push(Operation {
        parameters: [key()].into_iter().chain(parameter::include(slice)).collect(),
        signed_in: handlers.reads.signed_in,
        ..on_row("get", "show", format!("Shows {}.", names.a_row), &told.show)
    });
    if handlers.has_update {
        operations.push(Operation {
            parameters: vec![key(), parameter::if_match(true)],
            body: Some(format!("{}Changes", names.type_name)),
            signed_in: handlers.update.caller.signed_in,
            ..on_row("patch", "update", format!("Changes {}.", names.a_row), &told.update)
        });
    }
    if handlers.has_delete {
        let closes =
            "Closes an account for good: its sessions end, and nothing is left but its row.";
        let deletes =
            if slice.account { closes.to_owned() } else { format!("Deletes {}.", names.a_row) };
        let restorable = if slice.soft_delete { " It can be restored." } else { "" };
        operations.push(Operation {
            parameters: vec![key(), parameter::if_match(true)],
            answer: Answer::Done,
            signed_in: handlers.delete.caller.signed_in,
            ..on_row("delete", "delete", deletes + restorable, &told.delete)
        });
    }
    if handlers.has_restore {
        operations.push(Operation {
            path: format!("{}/restore", handlers.row_path),
            signed_in: handlers.delete.caller.signed_in,
            ..on_row(
                "post",
                "restore",
                format!("Restores a deleted {}.", names.words),
                &told.restore,
            )
        });
    }
    operations.extend(slice.actions.iter().map(|action| Operation {
        path: format!("{}/{}", handlers.row_path, action.path),
        parameters: vec![key(), parameter::if_match(false)],
        body: (!action.takes.is_empty()).then(|| action.takes.clone()),
        signed_in: action.writing.caller.signed_in,
        deprecation: action.deprecation.has.then_some(&action.deprecation),
        ..on_row("post", &action.name, action.documentation.join("\n"), &action.told)
    }));
    operations
}
