//! Values of a model as SQL literals.

use super::{Kind, name};
use crate::model::{FieldKind, Model, Scalar, Value};

/// Text in quotes. Characters that a reader cannot see are written as escapes, so that a
/// statement stays one that can be read, and a line one line.
pub(super) fn text(value: &str) -> String {
    if !value.contains(is_unseen) {
        return format!("'{}'", value.replace('\'', "''"));
    }
    let escaped = value.chars().map(|character| match character {
        '\'' => "''".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\n' => "\\n".to_owned(),
        '\t' => "\\t".to_owned(),
        unseen if is_unseen(unseen) => format!("\\U{:08X}", u32::from(unseen)),
        other => other.to_string(),
    });
    format!("E'{}'", escaped.collect::<Vec<_>>().concat())
}

/// A value of a field; `None` where SQL cannot make it, as a random token.
pub(super) fn value(model: &Model, field: &FieldKind, value: &Value) -> Option<String> {
    let literal = match value {
        Value::Boolean(truth) => truth.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Decimal(number) => number.clone(),
        Value::Text(value) | Value::Json(value) => text(value),
        Value::Variant(at) => text(variant(model, field, *at)),
        Value::Now => "now()".to_owned(),
        Value::NewUuid => "gen_random_uuid()".to_owned(),
        Value::Null => "null".to_owned(),
        Value::List(items) if items.is_empty() => text("{}"),
        Value::List(items) => {
            let FieldKind::List { item, .. } = field else { return None };
            let scalar = FieldKind::Scalar(item.clone());
            let items: Option<Vec<_>> =
                items.iter().map(|item| self::value(model, &scalar, item)).collect();
            format!("array[{}]::{}[]", items?.join(", "), Kind::of_scalar(item).sql(model))
        }
        Value::Token(_) | Value::Me => return None,
    };
    Some(literal)
}

fn variant<'a>(model: &'a Model, field: &FieldKind, at: usize) -> &'a str {
    let (FieldKind::Scalar(Scalar::Enum(id)) | FieldKind::List { item: Scalar::Enum(id), .. }) =
        field
    else {
        return "";
    };
    model.enums[id.0].variants.get(at).map_or("", |name| name.snake())
}

/// Prose of a model as it may stand in a comment: one line, nothing that hides or turns text.
pub(super) fn comment(prose: &str) -> String {
    let visible: String = prose.chars().map(|it| if is_unseen(it) { ' ' } else { it }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Control characters, and those that reorder or take no room.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
        )
}

/// Names in a list, each as SQL reads it.
pub(super) fn names<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    names.into_iter().map(|it| name::quoted(it)).collect::<Vec<_>>().join(", ")
}
