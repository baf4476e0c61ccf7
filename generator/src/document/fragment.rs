//! The text of a TOML string, each of its bytes traced back to the file.

use crate::diagnostic::{Source, Span};

/// A TOML string's text with the place of each character.
#[derive(Debug)]
pub(super) struct Fragment {
    pub(super) text: String,
    places: Places,
}

#[derive(Debug)]
enum Places {
    /// The text stands in the file as it is, from this byte on.
    Verbatim(usize),
    /// Each character's offset in the text and its place, in order, and where the text ends.
    Traced(Vec<(usize, Span)>, usize),
    /// Nothing better is known than where the whole string stands.
    Whole(Span),
}

impl Fragment {
    /// The string `text` that is written at `span` with its quotes.
    pub(super) fn new(source: &Source, text: String, span: Span) -> Self {
        let places = trace(source, &text, span).unwrap_or(Places::Whole(span));
        Self { text, places }
    }

    /// Where the bytes from `start` up to `end` of the text stand in the file.
    pub(super) fn place(&self, start: usize, end: usize) -> Span {
        match &self.places {
            Places::Verbatim(base) => Span::new(base + start, base + end),
            Places::Whole(span) => *span,
            Places::Traced(characters, text_end) => {
                let from = characters.partition_point(|(offset, _)| *offset < start);
                let from = characters.get(from).map_or(*text_end, |(_, span)| span.start);
                let last = characters.partition_point(|(offset, _)| *offset < end);
                let last = last.checked_sub(1).and_then(|last| characters.get(last));
                Span::new(from, last.map_or(from, |(_, span)| span.end).max(from))
            }
        }
    }

    /// Where all of the text stands, without the quotes.
    pub(super) fn span(&self) -> Span {
        self.place(0, self.text.len())
    }
}

fn trace(source: &Source, text: &str, span: Span) -> Option<Places> {
    let raw = source.text.get(span.start..span.end)?;
    let (quotes, escapes) = match raw {
        _ if raw.starts_with("\"\"\"") => (3, true),
        _ if raw.starts_with("'''") => (3, false),
        _ if raw.starts_with('"') => (1, true),
        _ if raw.starts_with('\'') => (1, false),
        _ => return None,
    };
    let inside = raw.get(quotes..raw.len().checked_sub(quotes)?)?;
    if inside == text {
        return Some(Places::Verbatim(span.start + quotes));
    }
    let mut base = span.start + quotes;
    let mut rest = inside;
    if quotes == 3 {
        let begun = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).unwrap_or(rest);
        base += rest.len() - begun.len();
        rest = begun;
    }
    if rest == text {
        return Some(Places::Verbatim(base));
    }
    let (decoded, characters) = decode(rest, base, escapes)?;
    (decoded == text).then(|| Places::Traced(characters, base + rest.len()))
}

/// Reads escapes as TOML does, noting for each character the bytes that it was written with.
fn decode(raw: &str, base: usize, escapes: bool) -> Option<(String, Vec<(usize, Span)>)> {
    let mut text = String::new();
    let mut characters = Vec::new();
    let mut at = 0;
    while let Some(first) = raw[at..].chars().next() {
        let (character, length) = match first {
            '\\' if escapes => escape(&raw[at..])?,
            '\r' if raw[at..].starts_with("\r\n") => (Some('\n'), 2),
            _ => (Some(first), first.len_utf8()),
        };
        if let Some(character) = character {
            characters.push((text.len(), Span::new(base + at, base + at + length)));
            text.push(character);
        }
        at += length;
    }
    Some((text, characters))
}

/// The character that an escape stands for, if any, and how many bytes the escape has.
fn escape(raw: &str) -> Option<(Option<char>, usize)> {
    let plain = |character| Some((Some(character), 2));
    match raw[1..].chars().next()? {
        'b' => plain('\u{8}'),
        't' => plain('\t'),
        'n' => plain('\n'),
        'f' => plain('\u{c}'),
        'r' => plain('\r'),
        'e' => plain('\u{1b}'),
        '"' => plain('"'),
        '\\' => plain('\\'),
        'x' => number(raw, 2),
        'u' => number(raw, 4),
        'U' => number(raw, 8),
        _ => {
            let next = raw[1..].trim_start_matches([' ', '\t', '\r', '\n']);
            Some((None, raw.len() - next.len()))
        }
    }
}

fn number(raw: &str, digits: usize) -> Option<(Option<char>, usize)> {
    let value = u32::from_str_radix(raw.get(2..2 + digits)?, 16).ok()?;
    Some((Some(char::from_u32(value)?), 2 + digits))
}

#[cfg(test)]
mod tests {
    use super::Fragment;
    use crate::diagnostic::{Source, Span};

    /// What in the file stands for `part` of the value of the only key.
    fn written<'a>(file: &'a str, part: &str) -> &'a str {
        let document = toml_edit::Document::parse(file).unwrap();
        let value = document["a"].as_value().unwrap();
        let text = value.as_str().unwrap().to_owned();
        let source = Source::new("scaffold.toml", file);
        let span = Span::from(value.span().unwrap());
        let fragment = Fragment::new(&source, text, span);
        let start = fragment.text.find(part).unwrap();
        let place = fragment.place(start, start + part.len());
        &file[place.start..place.end]
    }

    #[test]
    fn a_part_is_found_in_every_kind_of_string() {
        assert_eq!(written("a = \"string unique\"", "unique"), "unique");
        assert_eq!(written("a = 'string unique'", "unique"), "unique");
        assert_eq!(written("a = '''\nstring\nunique'''", "unique"), "unique");
        assert_eq!(written("a = \"\"\"\r\nstring\r\nunique\"\"\"", "unique"), "unique");
        assert_eq!(written("a = \"\"\"string \\\n   unique\"\"\"", "unique"), "unique");
    }

    #[test]
    fn a_part_after_an_escape_is_found() {
        assert_eq!(written(r#"a = "\u00e9\t\\d unique""#, "unique"), "unique");
        assert_eq!(written(r#"a = "\U0001F600 é uni\u0071ue x""#, "unique"), r"uni\u0071ue");
    }

    #[test]
    fn the_end_of_the_text_is_before_the_closing_quote() {
        let source = Source::new("scaffold.toml", r#"a = "x\n""#);
        let fragment = Fragment::new(&source, "x\n".into(), Span::new(4, 9));
        assert_eq!(fragment.place(2, 2), Span::new(8, 8));
        assert_eq!(fragment.span(), Span::new(5, 8));
    }
}
