//! Whether a file that people edited can be read at all.
//!
//! What is merged into a file that no compiler reads may come to stand anywhere in it, so such a
//! file is not changed: it is named, with the line, and nothing is written.

use toml_edit::DocumentMut;

/// Where a text stops to be what its name says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The line, counted from one.
    pub line: usize,
    /// What its reader says.
    pub reason: String,
}

/// Reading goes down a call for each bracket: a text with more of them than this in each other is
/// not looked at.
const DEEPEST: usize = 200;

/// What is wrong with a file of Rust, TOML or JSON; nothing with any other.
pub(super) fn fault(path: &str, text: &str) -> Option<Broken> {
    let text = text.trim_start_matches('\u{feff}');
    if depth(text) > DEEPEST {
        return None;
    }
    match path.rsplit('.').next()? {
        "rs" => rust(text),
        "toml" => {
            let fault = text.parse::<DocumentMut>().err()?;
            let before = &text[..fault.span().map_or(0, |span| span.start).min(text.len())];
            let line = before.matches('\n').count() + 1;
            Some(Broken { line, reason: fault.message().to_owned() })
        }
        "json" => {
            let fault = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
            let reason = fault.to_string();
            let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
            Some(Broken { line: fault.line(), reason })
        }
        _ => None,
    }
}

/// How many brackets stand in each other, at most.
fn depth(text: &str) -> usize {
    let step = |depth: usize, letter| match letter {
        b'(' | b'[' | b'{' => depth + 1,
        b')' | b']' | b'}' => depth.saturating_sub(1),
        _ => depth,
    };
    let depths = text.bytes().scan(0, |depth, letter| {
        *depth = step(*depth, letter);
        Some(*depth)
    });
    depths.max().unwrap_or_default()
}

fn rust(text: &str) -> Option<Broken> {
    let fault = syn::parse_file(text).err()?;
    Some(Broken { line: fault.span().start().line, reason: fault.to_string() })
}

#[cfg(test)]
mod tests {
    use super::{Broken, fault};

    #[test]
    fn a_text_that_is_cut_is_found_with_its_line() {
        let line = |path: &str, text: &str| fault(path, text).map(|broken| broken.line);
        assert_eq!(line("src/a.rs", "fn a() {}\n\nfn broken( {\n"), Some(3));
        assert_eq!(line("src/a.rs", "\u{feff}fn a() {}\r\nnot rust\n"), Some(2));
        assert_eq!(line("Cargo.toml", "[package]\nname = \"a\"\n[[[\n"), Some(3));
        assert_eq!(line("openapi.json", "{\n  \"a\": 1\n}\n}\n"), Some(4));
        assert_eq!(line("README.md", "fn broken( {"), None);
        assert_eq!(line("src/a.rs", &"(".repeat(100_000)), None);
    }

    #[test]
    fn what_people_write_is_read() {
        let text = "#![feature(x)]\nasync fn a(b: &str) -> impl Sized + use<'_> {\n    if let Some(a) = b && a > 1 { c! { => () $ } }\n}\n";
        assert_eq!(fault("src/a.rs", text), None::<Broken>);
        assert_eq!(fault("Cargo.toml", "[a]\r\nb = 1\r\n"), None);
    }
}
