//! Names inside the code of one slice: two members of a type, or two functions of a file,
//! must not come to the same one.

use super::Check;
use super::derived::{Taken, column, fields, ids};
use crate::model::{Column, FieldKind, Name};

fn pascal(name: &str) -> String {
    Name::new(name).pascal()
}

/// Roles are the variants of one enum.
pub(super) fn roles(check: &mut Check<'_>) {
    let mut taken = Taken::of(["ALL", "DEFAULT"], "a list of roles");
    let Some(written) = &check.document.roles else { return };
    for role in &written.value {
        let name = &role.name.value;
        taken.take(check, pascal(name), "roles", role.name.span, format!("the role `{name}`"));
    }
}

/// `Title`, `TitleDescending`: the orders of a list.
pub(super) fn sorts(check: &mut Check<'_>) {
    for id in ids(check) {
        let mut taken = Taken::of(["CreatedAt", "UpdatedAt"], "an order of every list");
        let order = check.resource(id).order.column;
        for (at, name, _, span) in fields(check, id) {
            if !check.field(id, at).sort && order != Column::Field(at) {
                continue;
            }
            for variant in [pascal(&name), pascal(&name) + "Descending"] {
                taken.take(check, variant, "orders", span, format!("an order by `{name}`"));
            }
        }
    }
}

/// `Author`: what rows can bring along.
pub(super) fn includes(check: &mut Check<'_>) {
    for id in ids(check) {
        let mut taken = Taken::default();
        for (_, name, kind, span) in fields(check, id) {
            if let FieldKind::BelongsTo { .. } | FieldKind::ManyToMany { .. } = kind {
                let what = format!("the relation `{name}`");
                taken.take(check, pascal(&name), "includes", span, what);
            }
        }
    }
}

/// `may_publish`, `publish`, `link_tags`, `check_reason_of_publish`: functions of a slice.
pub(super) fn functions(check: &mut Check<'_>) {
    for id in ids(check) {
        let (mut taken, mut checks) = (Taken::default(), Taken::default());
        for (at, name, kind, span) in fields(check, id) {
            let field = check.field(id, at);
            let (reads, writes) = (field.read.is_some(), field.write.is_some());
            let own = column(&name, &kind).unwrap_or_else(|| name.clone());
            let links = matches!(kind, FieldKind::ManyToMany { .. });
            let of_field = [
                reads.then(|| format!("read_{own}")),
                writes.then(|| format!("write_{own}")),
                links.then(|| format!("link_{name}")),
                links.then(|| format!("unlink_{name}")),
                links.then(|| format!("{name}_of")),
            ];
            let what = format!("belongs to `{name}`");
            for function in of_field.into_iter().flatten() {
                taken.take(check, function, "functions", span, what.clone());
            }
            checks.take(check, format!("check_{own}"), "functions", span, what);
        }
        let written = check.declared[id.0].written;
        for action in written.iter().flat_map(|written| &written.actions) {
            let (name, span) = (&action.name.value, action.name.span);
            taken.take(check, name.clone(), "functions", span, format!("the action `{name}`"));
            for field in &action.takes {
                let function = format!("check_{}_of_{name}", field.name.value);
                let what = format!("what `{name}` takes");
                checks.take(check, function, "functions", field.name.span, what);
            }
        }
    }
}
