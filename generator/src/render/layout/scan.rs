//! Finds the parts of a line of Rust without parsing it.

/// Walks over the characters of a text that stand in no bracket and no literal.
/// Generic brackets count as brackets when they touch what they belong to.
pub(super) fn top_level(text: &str) -> impl Iterator<Item = (usize, char)> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0_usize;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let here = at;
            let byte = bytes[here];
            at += 1;
            match byte {
                b'"' => at = after_string(bytes, here),
                b'r' if starts_raw(bytes, here) => at = after_raw(bytes, here),
                b'\'' => at = after_quote(bytes, here),
                b'(' | b'[' | b'{' => {
                    depth += 1;
                    if depth == 1 {
                        return Some((here, byte as char));
                    }
                }
                b'<' if opens_generic(bytes, here) => depth += 1,
                b')' | b']' | b'}' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some((here, byte as char));
                    }
                }
                b'>' if closes_generic(bytes, here) => depth = depth.saturating_sub(1),
                _ if depth == 0 && byte.is_ascii() => return Some((here, byte as char)),
                _ => {}
            }
        }
        None
    })
}

/// Splits at a separator that stands in no bracket; parts are trimmed, an empty last one is dropped.
pub(super) fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in top_level(text).filter(|(_, found)| *found == separator) {
        parts.push(text[start..at].trim());
        start = at + separator.len_utf8();
    }
    let last = text[start..].trim();
    if !last.is_empty() {
        parts.push(last);
    }
    parts
}

/// Where a text stands that is in no bracket.
pub(super) fn find(text: &str, needle: &str) -> Option<usize> {
    if !text.contains(needle) {
        return None;
    }
    top_level(text).map(|(at, _)| at).find(|at| text[*at..].starts_with(needle))
}

/// The bracket group that ends a text: where it opens.
pub(super) fn final_group(text: &str) -> Option<usize> {
    let mut open = None;
    let mut last = None;
    for (at, found) in top_level(text) {
        match found {
            '(' | '[' | '{' => open = Some(at),
            ')' | ']' | '}' => last = open.filter(|_| at + 1 == text.len()),
            _ => {}
        }
    }
    last
}

/// Whether a literal that may span lines is open.
#[derive(Default)]
pub(super) struct Literal {
    /// What ends it: a quote, with as many `#` as a raw literal began with.
    ends_with: Option<String>,
}

impl Literal {
    /// Whether the next line begins inside a literal.
    pub(super) fn is_open(&self) -> bool {
        self.ends_with.is_some()
    }

    /// Goes on to the end of a line.
    pub(super) fn advance(&mut self, line: &str) {
        let mut at = 0;
        if self.ends_with.is_some() {
            let Some(end) = self.end(line) else { return };
            at = end;
        } else if !line.contains('"') {
            return;
        }
        let bytes = line.as_bytes();
        while at < bytes.len() {
            match bytes[at] {
                b'/' if bytes.get(at + 1) == Some(&b'/') => return,
                b'\'' => at = after_quote(bytes, at),
                b'r' if starts_raw(bytes, at) => {
                    let hashes = bytes[at + 1..].iter().take_while(|byte| **byte == b'#').count();
                    self.ends_with = Some(format!("\"{}", "#".repeat(hashes)));
                    let Some(end) = self.end(&line[at + 2 + hashes..]) else { return };
                    at += 2 + hashes + end;
                }
                b'"' => {
                    self.ends_with = Some("\"".to_owned());
                    let Some(end) = self.end(&line[at + 1..]) else { return };
                    at += 1 + end;
                }
                _ => at += 1,
            }
        }
    }

    /// Closes the literal if the text ends it: where the rest begins.
    fn end(&mut self, text: &str) -> Option<usize> {
        let end = match self.ends_with.as_deref()? {
            "\"" => string_end(text.as_bytes(), 0),
            mark => text.find(mark).map(|at| at + mark.len()),
        };
        if end.is_some() {
            self.ends_with = None;
        }
        end
    }
}

pub(in crate::render) fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Where the word ends that is at a place.
pub(in crate::render) fn after_word(bytes: &[u8], at: usize) -> usize {
    let length = bytes[at..].iter().position(|byte| !is_part(*byte));
    length.map_or(bytes.len(), |length| at + length)
}

pub(in crate::render) fn after_string(bytes: &[u8], open: usize) -> usize {
    string_end(bytes, open + 1).unwrap_or(bytes.len())
}

/// Where the first quote ends that is not escaped.
fn string_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        match bytes.get(at)? {
            b'\\' => at += 2,
            b'"' => return Some(at + 1),
            _ => at += 1,
        }
    }
}

pub(in crate::render) fn starts_raw(bytes: &[u8], at: usize) -> bool {
    let boundary = at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
    let hashes = bytes[at + 1..].iter().take_while(|byte| **byte == b'#').count();
    boundary && bytes.get(at + 1 + hashes) == Some(&b'"')
}

pub(in crate::render) fn after_raw(bytes: &[u8], open: usize) -> usize {
    let hashes = bytes[open + 1..].iter().take_while(|byte| **byte == b'#').count();
    let mut at = open + hashes + 2;
    while at < bytes.len() {
        let closes = bytes[at] == b'"'
            && bytes[at + 1..].iter().take(hashes).filter(|byte| **byte == b'#').count() == hashes;
        if closes {
            return at + 1 + hashes;
        }
        at += 1;
    }
    at
}

/// A character literal is passed over; a lifetime is only its quote.
pub(in crate::render) fn after_quote(bytes: &[u8], open: usize) -> usize {
    match bytes.get(open + 1) {
        Some(b'\\') => bytes[open + 3..]
            .iter()
            .position(|byte| *byte == b'\'')
            .map_or(bytes.len(), |at| open + at + 4),
        Some(_) if bytes.get(open + 2) == Some(&b'\'') => open + 3,
        _ => open + 1,
    }
}

fn opens_generic(bytes: &[u8], at: usize) -> bool {
    at > 0
        && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b':' || bytes[at - 1] == b'_')
}

fn closes_generic(bytes: &[u8], at: usize) -> bool {
    at > 0 && bytes[at - 1] != b'-' && bytes[at - 1] != b'=' && bytes[at - 1] != b' '
}
