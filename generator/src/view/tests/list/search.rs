//! Words to find a row by.

use crate::model::pattern::Pattern;
use crate::model::samples::Cell;
use crate::model::{Field, FieldId, FieldKind, Scalar, Value};
use crate::view::{text, types};

use super::reader::Reader;

/// What no sample value says.
const WORDS: [&str; 4] = ["walrus", "Walrus", "an uncommon walrus", "WALRUS"];

/// Searched columns, and a text for each in which the walrus is found.
pub(super) fn searched(reader: &Reader<'_>) -> Vec<String> {
    let fields = reader.resource.fields.iter().enumerate();
    let searched = fields.filter(|(_, field)| field.search);
    searched.filter_map(|(at, field)| text_of(reader, FieldId(at), field)).collect()
}

fn text_of(reader: &Reader<'_>, at: FieldId, field: &Field) -> Option<String> {
    let FieldKind::Scalar(Scalar::String { min, max } | Scalar::Text { min, max }) = field.kind
    else {
        return None;
    };
    let pattern = field.pattern.as_ref();
    let pattern = pattern.map(|it| Pattern::parse(it, true).or_else(|_| Pattern::parse(it, false)));
    let fits = |text: &String| {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        (min..=max).contains(&length)
            && pattern.as_ref().is_none_or(|it| it.as_ref().is_ok_and(|it| it.matches(text)))
            && reader.with(at, Cell::Value(Value::Text(text.clone()))).is_some()
    };
    let times = min as usize / WORDS[0].len() + 1;
    let long = vec![WORDS[0]; times].join(" ");
    let mut texts = WORDS.iter().map(ToString::to_string).chain([long]);
    let found = texts.find(fits)?;
    Some(format!("({}, {})", text::rust(&types::column(field)), text::rust(&found)))
}
