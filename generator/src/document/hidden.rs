//! Characters that make a file read otherwise than it means, and control characters.

use super::fragment::Fragment;
use crate::diagnostic::{Code, Diagnostic, Source, Span};

/// Reports those that stand in the file itself.
pub(super) fn characters(source: &Source) -> Vec<Diagnostic> {
    let characters = source.text.char_indices().filter(|(_, character)| reorders(*character));
    characters
        .map(|(at, character)| {
            let end = at + character.len_utf8();
            fault(&source.text[at..end], Span::new(at, end))
        })
        .collect()
}

/// Reports those that an escape of a string stands for.
pub(super) fn escaped(source: &Source, fragment: &Fragment, faults: &mut Vec<Diagnostic>) {
    let hidden = |character: &char| reorders(*character) || is_control(*character);
    for (at, character) in fragment.text.char_indices().filter(|(_, character)| hidden(character)) {
        let span = fragment.place(at, at + character.len_utf8());
        if source.text[span.start..].starts_with('\\') {
            faults.push(fault(&fragment.text[at..], span));
        }
    }
}

/// Reports the first character of `text`, which stands at `span`.
pub(super) fn fault(text: &str, span: Span) -> Diagnostic {
    let character = text.chars().next().unwrap_or_default();
    let message = format!("the invisible character `U+{:04X}`", u32::from(character));
    Diagnostic::error(Code::HiddenCharacter, message)
        .at(span, "not allowed in a model")
        .help("delete it")
}

/// Sets or ends a direction of reading.
const fn reorders(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t' | '\r')
}
