//! The operations and schemas of every slice.

mod administration;
mod links;
mod rows;
mod schemas;

use std::sync::Arc;

use super::operation::{Answer, Operation};
use super::part::{Finish, Schema, Schemas};
use crate::parallel;
use crate::view::slice::Slice;

/// All slices of a service.
pub(super) struct Slices<'s>(&'s [Arc<Slice>]);

impl<'s> Slices<'s> {
    pub(super) fn new(slices: &'s [Arc<Slice>]) -> Self {
        Self(slices)
    }

    /// What bodies and identifiers look like, by the names of their types.
    pub(super) fn schemas(&self, finish: Finish) -> impl Iterator<Item = (String, Schema)> {
        let of_slice = |slice: &Arc<Slice>| -> Vec<_> {
            let all = schemas::all(slice).into_iter();
            all.map(|(name, it)| (name, Schema::of(it, finish))).collect()
        };
        parallel::map(self.0, of_slice).into_iter().flatten()
    }

    /// One after the other.
    pub(super) fn each(&self) -> &'s [Arc<Slice>] {
        self.0
    }

    /// Every operation of one of them.
    pub(super) fn operations<'a>(
        &'a self,
        slice: &'a Slice,
        schemas: &'a Schemas,
    ) -> impl Iterator<Item = Operation<'a>> {
        let of_rows = rows::operations(slice, schemas);
        let links = slice
            .links
            .iter()
            .flat_map(move |link| links::operations(self.0, slice, link, schemas));
        let all = of_rows.into_iter().chain(administration::operations(slice)).chain(links);
        let notice = slice.deprecation.has.then_some(&slice.deprecation);
        all.map(move |operation| Operation {
            deprecation: operation.deprecation.or(notice),
            ..operation
        })
    }
}

/// A list of a slice's rows.
fn list<'a>(
    tag: &'a str,
    path: String,
    summary: String,
    told: &[String],
    of: &Slice,
) -> Operation<'a> {
    Operation {
        method: "get",
        path,
        id: format!("list_{}", of.names.plural),
        tag,
        summary,
        description: told.join("\n"),
        parameters: Vec::new(),
        body: None,
        answer: Answer::Page(body(of)),
        signed_in: of.handlers.reads.signed_in,
        deprecation: None,
    }
}

fn body(slice: &Slice) -> String {
    format!("{}Body", slice.names.type_name)
}
