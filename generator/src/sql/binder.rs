//! Numbered parameters.

use super::Kind;
use crate::model::{FieldId, RoleId};

/// What a parameter carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// The row's id.
    Id,
    /// The value of the field by which paths name the row.
    Key(FieldId),
    /// Ids of several rows.
    Ids,
    /// The version that was seen.
    Version,
    /// The account's e-mail address.
    Email,
    /// The hash of the account's password.
    PasswordHash,
    /// The value of a field.
    Field(FieldId),
    /// Whether the request has an optional field: its value may be null.
    IsChanged(FieldId),
    /// What a request to an action carries.
    Taken(usize),
    /// The id of the row at the other end of a link.
    Linked,
    /// The id of the caller's account; null where nobody is signed in.
    Viewer,
    /// Whether the caller has the role.
    Role(RoleId),
}

/// One parameter of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// What it carries.
    pub argument: Argument,
    /// Its type.
    pub kind: Kind,
    /// May be null.
    pub optional: bool,
}

/// Gives parameters their numbers.
#[derive(Debug, Default)]
pub(super) struct Binder {
    parameters: Vec<Parameter>,
    /// The caller stands among the values, as the owner of a new row.
    caller_first: bool,
}

impl Binder {
    /// `$n` for an argument, the same each time.
    pub(super) fn bind(&mut self, argument: Argument, kind: Kind, optional: bool) -> String {
        let known = self.parameters.iter().position(|parameter| parameter.argument == argument);
        let at = known.unwrap_or(self.parameters.len());
        if known.is_none() {
            self.parameters.push(Parameter { argument, kind, optional });
        }
        format!("${}", at + 1)
    }

    /// `$n` for the caller, among the values.
    pub(super) fn caller(&mut self) -> String {
        self.caller_first = true;
        self.bind(Argument::Viewer, Kind::Uuid, true)
    }
}

/// Builds a statement with the numbers that readers expect, the caller and the roles last and
/// always in the same order. Where what it binds has others at first, it is built once more.
pub(super) fn numbered<T>(build: impl Fn(&mut Binder) -> T) -> (T, Vec<Parameter>) {
    let mut binder = Binder::default();
    let first = build(&mut binder);
    let caller_first = binder.caller_first;
    let rank = |parameter: &Parameter| match parameter.argument {
        Argument::Viewer if !caller_first => 1,
        Argument::Role(role) => role.0 + 2,
        _ => 0,
    };
    if binder.parameters.is_sorted_by_key(rank) {
        return (first, binder.parameters);
    }
    binder.parameters.sort_by_key(rank);
    (build(&mut binder), binder.parameters)
}
