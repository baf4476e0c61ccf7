//! Text from a model, made safe for the place where it is printed.
//!
//! Names are checked words and need no care. Summaries, patterns and literals may hold
//! anything: quotes, comment ends, template tags, characters that turn the reading
//! direction. Every slot has one function here, and templates print nothing else.

/// Columns that a line of documentation fills: beside its slashes it has room in a struct, too.
const FILL: usize = 92;
/// What begins a heading, a list or a rule at the start of a line.
const MARKS: [char; 5] = ['#', '-', '+', '=', '~'];

/// A Rust string literal, quotes included.
#[must_use]
pub fn rust(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for found in text.chars() {
        match found {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            _ if is_treacherous(found) => literal.push_str(&format!("\\u{{{:x}}}", found as u32)),
            _ => literal.push(found),
        }
    }
    literal.push('"');
    literal
}

/// A number as Rust writes it: long ones with `_` between groups of three digits.
#[must_use]
pub fn number(written: &str) -> String {
    let (sign, digits) = written.strip_prefix('-').map_or(("", written), |digits| ("-", digits));
    let whole = digits.bytes().take_while(u8::is_ascii_digit).count();
    let (whole, rest) = digits.split_at(whole);
    let Some(behind) = rest.strip_prefix('.') else {
        return format!("{sign}{}{rest}", grouped(whole, whole.len() % 3));
    };
    let fraction = behind.bytes().take_while(u8::is_ascii_digit).count();
    let (fraction, exponent) = behind.split_at(fraction);
    format!("{sign}{}.{}{exponent}", grouped(whole, whole.len() % 3), grouped(fraction, 0))
}

/// Digits in groups of three, of which the first has `first`; five digits and less as they are.
fn grouped(digits: &str, first: usize) -> String {
    if digits.len() <= 5 {
        return digits.to_owned();
    }
    let mut grouped = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && at % 3 == first {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    grouped
}

/// A basic TOML string, quotes included. JSON and YAML read it alike.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for found in text.chars() {
        match found {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            _ if is_treacherous(found) && (found as u32) < 0x1_0000 => {
                literal.push_str(&format!("\\u{:04x}", found as u32));
            }
            _ if is_treacherous(found) => literal.push_str(&format!("\\U{:08x}", found as u32)),
            _ => literal.push(found),
        }
    }
    literal.push('"');
    literal
}

/// Markdown that reads as the text, on one line: for documentation, comments and documents.
#[must_use]
pub fn markdown(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        match line.is_empty() {
            true if word.starts_with(MARKS) => line.push('\\'),
            true => {}
            false => line.push(' '),
        }
        let mut before = ' ';
        let mut rest = word.chars();
        while let Some(found) = rest.next() {
            let behind = rest.clone().next().unwrap_or(' ');
            if is_marked(before, found, behind) {
                line.push('\\');
            }
            push_visible(&mut line, found);
            before = found;
        }
    }
    line
}

/// The lines of a documentation comment, without their slashes; none for no text.
#[must_use]
pub fn documentation(text: &str) -> Vec<String> {
    filled(&markdown(text))
}

/// A sentence of our own over as many lines as it needs.
#[must_use]
pub fn filled(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line)
                if line.chars().count() + 1 + word.chars().count() <= FILL
                    || begins_block(word) =>
            {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Leaves out what was said before.
pub fn keep_first(said: &mut Vec<String>) {
    let mut known = std::collections::BTreeSet::new();
    said.retain(|one| known.insert(one.clone()));
}

/// Whether Markdown takes a character for more than a character, where it stands.
fn is_marked(before: char, found: char, behind: char) -> bool {
    match found {
        '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|' => true,
        '_' => !(before.is_alphanumeric() && behind.is_alphanumeric()),
        '&' => behind.is_ascii_alphanumeric() || behind == '#',
        // The end of a comment in the languages of clients that are made from descriptions.
        '/' => before == '*',
        _ => false,
    }
}

fn push_visible(line: &mut String, found: char) {
    match is_treacherous(found) {
        true => line.push_str(&format!("U+{:04X}", found as u32)),
        false => line.push(found),
    }
}

/// Whether Markdown takes a word at the start of a line for more than a word.
#[must_use]
pub fn begins_block(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    word.starts_with(MARKS) || (digits > 0 && word[digits..].starts_with(['.', ')']))
}

/// Characters that a reader of source code would not see as they are: controls,
/// reading direction, zero width.
fn is_treacherous(found: char) -> bool {
    found.is_control()
        || matches!(
            found,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str =
        "a \"b\" \\ */ --> {{ 7 | times: 7 }} {% x %} `rm`\n# no\u{202e}\0 ]]> $$";

    #[test]
    fn a_rust_literal_holds_the_text() {
        assert_eq!(rust("a\"b\\\n\u{202e}"), "\"a\\\"b\\\\\\n\\u{202e}\"");
    }

    #[test]
    fn long_numbers_are_grouped() {
        assert_eq!(number("20000"), "20000");
        assert_eq!(number("-1234567"), "-1_234_567");
        assert_eq!(number("100000.5"), "100_000.5");
        assert_eq!(number("1e300"), "1e300");
        assert_eq!(number("0.510416666666e-7"), "0.510_416_666_666e-7");
    }

    #[test]
    fn a_quoted_text_is_json() {
        let read: String = serde_json::from_str(&quoted(HOSTILE)).expect("it is JSON");
        assert_eq!(read, HOSTILE);
    }

    #[test]
    fn documentation_has_no_code_no_tags_and_no_hidden_characters() {
        let lines = documentation(HOSTILE);
        let text = lines.join("\n");
        let is_hidden = ["*/", "\0", "\u{202e}", " <"].iter().any(|part| text.contains(part));
        assert!(!is_hidden, "{text}");
        assert!(!text.replace("\\`", "").contains('`'), "{text}");
    }

    #[test]
    fn only_what_markdown_would_read_is_escaped() {
        let plain = "{{ 7 }} snake_case, AT & T, 1/2 — 'more or less'";
        assert_eq!(markdown(plain), plain);
        assert_eq!(markdown("_so_ &lt; &#60; */"), r"\_so\_ \&lt; \&#60; \*\/");
    }

    #[test]
    fn documentation_fills_lines() {
        let lines = documentation(&"word ".repeat(60));
        assert!(lines.len() > 2 && lines.iter().all(|line| line.chars().count() <= FILL));
    }

    #[test]
    fn what_begins_a_block_is_escaped() {
        assert_eq!(markdown("# title"), "\\# title");
        assert_eq!(markdown("say 1. this"), "say 1. this");
    }
}
