//! What had another name before.

use super::{Check, names};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Text;
use crate::model::{FieldId, Former, Named, ResourceId};

/// Takes the former names of roles, shared enums, resources and fields.
pub(super) fn resolve(check: &mut Check<'_>) {
    let document = check.document;
    let roles = document.roles.iter().flat_map(|roles| &roles.value);
    let roles: Vec<_> = roles
        .filter_map(|role| {
            let id = *check.roles.get(role.name.as_str())?;
            Some((Named::Role(id), &role.name, &role.was))
        })
        .collect();
    among(check, roles);
    let enums = document.enums.iter().filter_map(|written| {
        let id = *check.enums.get(written.name.as_str())?;
        Some((Named::Enum(id), &written.name, &written.was))
    });
    let enums: Vec<_> = enums.collect();
    among(check, enums);
    let written = check.written();
    among(check, written.iter().map(|(id, it)| (Named::Resource(*id), &it.name, &it.was)));
    for (id, written) in written {
        if let (true, Some(was)) = (check.resource(id).account, &written.was) {
            refuse(check, was, "the account is called `user` in every service");
        }
        let fields = fields(check, id);
        among(check, fields);
        for taken in written.actions.iter().flat_map(|action| &action.takes) {
            if let Some(was) = &taken.was {
                refuse(check, was, "what a request carries is not kept under any name");
            }
        }
    }
}

/// Something with a name, and the name that it may have had.
type Declared<'a> = (Named, &'a Text, &'a Option<Text>);

fn fields<'a>(check: &Check<'a>, id: ResourceId) -> Vec<Declared<'a>> {
    let origins = check.declared[id.0].origins.iter().enumerate();
    let written = origins.filter_map(|(at, origin)| Some((FieldId(at), origin.written?)));
    written.map(|(field, it)| (Named::Field(id, field), &it.name, &it.was)).collect()
}

/// Takes the former names of things that stand side by side.
pub(super) fn among<'a>(check: &mut Check<'_>, declared: impl IntoIterator<Item = Declared<'a>>) {
    let declared: Vec<Declared<'a>> = declared.into_iter().collect();
    let mut known: Vec<&Text> = Vec::new();
    for (of, new, was) in &declared {
        let Some(was) = was else { continue };
        if names::take(check, was, |_| None).is_none() {
            continue;
        }
        if let Some((_, there, also)) = declared.iter().find(|(_, name, _)| name.value == was.value)
        {
            let help = match also {
                Some(_) if new.value != there.value => {
                    "rename the other one first, in a change of its own; two change places by way of a third name"
                }
                _ => "leave `was` out once the rename has been applied",
            };
            let fault =
                Diagnostic::error(Code::BadFormer, format!("`{}` is still there", was.value))
                    .at(was.span, "cannot be the former name of another")
                    .also(there.span, "has the name now")
                    .help(help);
            check.report(fault);
        } else if let Some(first) = known.iter().find(|first| first.value == was.value) {
            let fault = Diagnostic::error(
                Code::BadFormer,
                format!("two things cannot both have been `{}`", was.value),
            );
            check.report(fault.at(was.span, "again").also(first.span, "first here"));
        } else {
            known.push(was);
            check.model.former.push(Former { of: *of, name: was.value.clone() });
        }
    }
}

fn refuse(check: &mut Check<'_>, was: &Text, reason: &str) {
    check.report(Diagnostic::error(Code::BadFormer, reason).at(was.span, "means nothing here"));
}
