//! New columns that rows which are there have nothing for.

use crate::model::{FieldId, FieldKind, Model};
use crate::sql::name;

/// How those rows come to a value, for whoever writes the model.
pub(super) fn told(model: &Model, table: &str, column: &str) -> String {
    match related(model, table, column) {
        Some((field, true)) => format!(
            "begin with the field `{field}`, and write `under` in its place once every row has one"
        ),
        Some((field, false)) => {
            format!("begin with `{field}`, and take the `?` out once every row has one")
        }
        None => "give the field a default, or make it optional".to_owned(),
    }
}

/// The relation of a column as it would be written if it could be absent, and whether it is that
/// of `under`.
fn related(model: &Model, table: &str, column: &str) -> Option<(String, bool)> {
    let resource = model.resources.iter().find(|it| name::table(it) == table)?;
    let at = FieldId(resource.fields.iter().position(|field| name::column(field) == column)?);
    let field = &resource.fields[at.0];
    let FieldKind::BelongsTo { target } = field.kind else { return None };
    let target = model.resource(target).name.snake();
    let written = format!("{} = \"-> {target}?\"", field.name.snake());
    Some((written, resource.under == Some(at)))
}
