//! The operations of links between two resources.

use std::sync::Arc;

use super::list;
use crate::openapi::operation::{Answer, Operation};
use crate::openapi::parameter;
use crate::openapi::part::Schemas;
use crate::view::slice::{LinkView, Slice};

/// The operations of a many-to-many relation, at both ends.
pub(super) fn operations<'a>(
    slices: &'a [Arc<Slice>],
    slice: &'a Slice,
    link: &'a LinkView,
    schemas: &Schemas,
) -> Vec<Operation<'a>> {
    let Some(target) = slices.iter().find(|other| other.names.type_name == link.target.type_name)
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
        description: link.told.change.join("\n"),
        parameters: vec![key(), parameter::key(&link.target_parameter, &link.target_key)],
        body: None,
        answer: Answer::Done,
        signed_in: link.writing.caller.signed_in,
        deprecation: None,
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
                &link.told.list,
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
        let path = format!("/{}/{{{}}}/{}", link.target.path, link.target_key.json, link.back_path);
        operations.push(Operation {
            id: format!("list_{}_{}", link.target.singular, link.back),
            parameters: [far].into_iter().chain(parameter::list(slice, schemas)).collect(),
            signed_in: link.target_reads.signed_in,
            ..list(
                &link.target.slice,
                path,
                format!("Lists the {} of {other}.", link.back_words),
                &link.told.back,
                slice,
            )
        });
    }
    operations
}
