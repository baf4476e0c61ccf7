//! The names that Rust code says.

use crate::render::layout::scan;

/// A name in code, outside comments and literals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mention<'a> {
    pub name: &'a str,
    pub place: Place<'a>,
    /// Whether it is called.
    pub is_called: bool,
}

/// What stands before a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place<'a> {
    /// Nothing that it belongs to.
    Bare,
    /// `something.`
    Member,
    /// `self.`
    Own,
    /// An import.
    Import,
    /// `path::`: the last word of the path.
    Path(&'a str),
}

/// Calls `tell` with each name that is `asked` for.
pub(super) fn mentions<'a>(
    code: &'a str,
    asked: impl Fn(&str) -> bool,
    mut tell: impl FnMut(Mention<'a>),
) {
    let bytes = code.as_bytes();
    let mut before = "";
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        match byte {
            b'/' if bytes.get(at + 1) == Some(&b'/') => at = end_of(code, at, '\n'),
            b'"' => at = scan::after_string(bytes, at),
            b'r' if scan::starts_raw(bytes, at) => at = scan::after_raw(bytes, at),
            b'\'' => at = scan::after_quote(bytes, at),
            b'r' if bytes.get(at + 1) == Some(&b'#') && !is_after_word(bytes, at) => at += 2,
            _ if scan::is_part(byte) => {
                let end = scan::after_word(bytes, at);
                let name = &code[at..end];
                if name == "use" {
                    at = end_of(code, end, ';');
                    imports(&code[end..at], &mut tell);
                    continue;
                }
                // What is defined here is not meant.
                if before != "fn" && asked(name) {
                    let after = &code[end..];
                    let is_called = after.starts_with('(') || after.starts_with("::<");
                    tell(Mention { name, place: place(&code[..at], before), is_called });
                }
                before = name;
                at = end;
            }
            _ => at += 1,
        }
    }
}

/// The names of an import from the support.
fn imports<'a>(path: &'a str, tell: &mut impl FnMut(Mention<'a>)) {
    let Some(names) = path.trim_start().strip_prefix("crate::support::") else { return };
    for name in names.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_')) {
        tell(Mention { name, place: Place::Import, is_called: false });
    }
}

fn is_after_word(bytes: &[u8], at: usize) -> bool {
    at > 0 && scan::is_part(bytes[at - 1])
}

fn end_of(code: &str, at: usize, mark: char) -> usize {
    code[at..].find(mark).map_or(code.len(), |end| at + end)
}

/// What a name stands behind, of which `word` is the word before.
fn place<'a>(code: &str, word: &'a str) -> Place<'a> {
    let code = code.strip_suffix("r#").unwrap_or(code);
    if code.ends_with("::") {
        return Place::Path(word);
    }
    match code.strip_suffix('.') {
        Some(owner) if owner.ends_with("self") && word == "self" => Place::Own,
        Some(owner) if !owner.ends_with('.') => Place::Member,
        _ => Place::Bare,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_with_what_they_belong_to() {
        let code = "use crate::support::a;\nuse b::c;\nfn c() { // d\n    E::f(g(\"h\", r#\"i\"#), 'j', 0..k).l().m;\n    self.n();\n    o::r#match::<P>(c)\n}\n";
        let mut told = Vec::new();
        let is_asked = |name: &str| name != "c";
        let tell = |mention: Mention<'static>| {
            told.push((mention.name, mention.place, mention.is_called));
        };
        mentions(code, is_asked, tell);
        let expected = [
            ("a", Place::Import, false),
            ("fn", Place::Bare, false),
            ("E", Place::Bare, false),
            ("f", Place::Path("E"), true),
            ("g", Place::Bare, true),
            ("0", Place::Bare, false),
            ("k", Place::Bare, false),
            ("l", Place::Member, true),
            ("m", Place::Member, false),
            ("self", Place::Bare, false),
            ("n", Place::Own, true),
            ("o", Place::Bare, false),
            ("match", Place::Path("o"), true),
            ("P", Place::Bare, false),
        ];
        assert_eq!(told, expected);
    }
}
