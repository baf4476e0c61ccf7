//! What the bodies of a slice look like.

use serde_json::Value;

use super::body;
use crate::openapi::schema::{self, Member};
use crate::view::slice::{InputMember, Keyword, Slice};

/// The schemas of a slice, by the names of their types.
pub(super) fn all(slice: &Slice) -> Vec<(String, Value)> {
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
