//! The first fault of a file that is not TOML.

use toml_edit::{Table, TomlError};

use super::hidden;
use crate::diagnostic::{Code, Diagnostic, Source, Span};

/// Says where and what, with what TOML expects there.
///
/// The parser looks into texts last, so that one that is not closed shows first by what follows it.
pub(super) fn fault(source: &Source, error: &TomlError) -> Diagnostic {
    let at = error.span().map_or(0, |span| span.start);
    let line = source.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let before = &source.text[..line];
    if let Some(marker) = marker(source) {
        return Diagnostic::error(Code::Syntax, "a conflict of a merge that nobody has settled")
            .at(marker, "a marker that git put here")
            .help("keep what you want of each side, without the markers");
    }
    // What ends with the line is no fault of the lines above it.
    let is_of_text = |error: &TomlError| {
        error.message().contains("string") || error.message().contains("escape")
    };
    match toml_edit::Document::parse(before) {
        Err(first) if is_of_text(&first) => of(source, &first),
        _ => of(source, error),
    }
}

/// The first marker of a conflict, where one stands at the beginning of a line.
fn marker(source: &Source) -> Option<Span> {
    const MARKER: &str = "<<<<<<< ";
    let newline = format!("\n{MARKER}");
    let start = match source.text.starts_with(MARKER) {
        true => 0,
        false => source.text.find(&newline)? + 1,
    };
    Some(Span::new(start, start + MARKER.trim_end().len()))
}

fn of(source: &Source, error: &TomlError) -> Diagnostic {
    let span = error.span().map_or_else(Span::default, Span::from);
    if let Some(opening) = open_to_the_end(source, span) {
        return Diagnostic::error(Code::Syntax, "text without its closing `\"\"\"`")
            .at(opening, "opened here and never closed");
    }
    let (what, expected) =
        error.message().split_once(", expected ").unwrap_or((error.message(), ""));
    let found = source.text.get(span.start..span.end).unwrap_or_default();
    let blank = found.chars().next().filter(|first| first.is_whitespace() && !first.is_ascii());
    if let Some(blank) = blank {
        return strange(blank, span.start);
    }
    match what {
        "duplicate key" => repeated(source, found, span),
        "string values must be quoted" => no_value(found, span),
        "key with no value" => no_equals(source, span),
        "cannot recurse further; max recursion depth met" | "recursion limit" => {
            let span = if error.span().is_some() { span } else { deepest(source) };
            Diagnostic::error(Code::TooDeep, "nested too deeply").at(span, "too many levels")
        }
        "missing escaped value" => escape(source, span),
        "missing table open" => {
            let after = &source.text[span.end..];
            let start = span.end + after.len() - after.trim_start().len();
            let span = Span::new(start, start + usize::from(start < source.text.len()));
            Diagnostic::error(Code::Syntax, "a table's name without its opening `[`")
                .at(span, "expected `[`")
        }
        "unclosed table" | "unclosed array table" => {
            Diagnostic::error(Code::Syntax, "a table's name without its closing `]`")
                .at(span, "expected `]`")
        }
        _ if found.starts_with(char::is_control) => hidden::fault(found, span),
        _ if what.starts_with("missing comma") || what.starts_with("missing key for inline") => {
            not_closed(after_entry(source, span))
        }
        _ if what.starts_with("invalid") && what.ends_with("string") && found.is_empty() => {
            text_not_closed(source, what, expected, span)
        }
        _ if what.starts_with("missing") => other(what, expected, found, after_entry(source, span)),
        _ => other(what, expected, found, span),
    }
}

/// A character that looks like a space, and is none.
fn strange(blank: char, start: usize) -> Diagnostic {
    let span = Span::new(start, start + blank.len_utf8());
    let message = format!("a blank, U+{:04X}, that TOML does not know", u32::from(blank));
    Diagnostic::error(Code::Syntax, message)
        .at(span, "looks like a space")
        .help("write a plain space")
        .suggest(span, " ")
}

fn other(what: &str, expected: &str, found: &str, span: Span) -> Diagnostic {
    let message = match found {
        "" => what.to_owned(),
        _ if what.contains(&format!("`{found}`")) => what.to_owned(),
        _ => format!("{what} `{}`", found.escape_debug()),
    };
    let label = if expected.is_empty() { String::new() } else { format!("expected {expected}") };
    let fault = Diagnostic::error(Code::Syntax, message).at(span, label);
    if span.start == 0 && expected == "key" {
        return fault.help("a model file is TOML and begins with `[service]`");
    }
    fault
}

/// The key with the most parts, where the parser does not tell which has too many.
fn deepest(source: &Source) -> Span {
    let lines = source.text.split_inclusive('\n').scan(0, |start, line| {
        let at = *start;
        *start += line.len();
        Some((at, line))
    });
    let depth = |line: &str| line.split('=').next().unwrap_or_default().matches('.').count();
    let deepest = lines.max_by_key(|(_, line)| depth(line));
    deepest.map_or_else(Span::default, |(at, _)| Span::new(at, at + 1))
}

fn escape(source: &Source, span: Span) -> Diagnostic {
    let start = source.text[..span.start].rfind('\\').unwrap_or(span.start);
    let next = source.text[span.start..].chars().next().map_or(0, char::len_utf8);
    let span = Span::new(start, span.start + next);
    let found = &source.text[span.start..span.end];
    let fault =
        Diagnostic::error(Code::Syntax, format!("`{found}` is not an escape that TOML knows"))
            .at(span, "unknown escape")
            .help("write a backslash as `\\\\`, or the text as `'''…'''`, which has no escapes");
    // Nothing but a pattern has backslashes.
    let line = source.text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    match source.text[line..start].contains("pattern") {
        true => fault.suggest(span, format!("\\{found}")),
        false => fault,
    }
}

fn no_value(found: &str, span: Span) -> Diagnostic {
    let found = found.trim_matches(['“', '”', '‘', '’', '"', '\'']);
    if found.is_empty() {
        return Diagnostic::error(Code::Syntax, "a value is missing").at(span, "expected a value");
    }
    let fault =
        Diagnostic::error(Code::Syntax, format!("`{}` is not a value", found.escape_debug()))
            .at(span, "expected a value");
    if found.contains(['\\', '\n']) {
        return fault.help("text stands in double quotes");
    }
    fault.help("text stands in double quotes").suggest(span, format!("\"{found}\""))
}

fn no_equals(source: &Source, span: Span) -> Diagnostic {
    let fault = Diagnostic::error(Code::Syntax, "a key without a value").at(span, "expected `=`");
    let line = source.text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
    if source.text[line..span.start].trim_end().ends_with(':') {
        return fault.help("TOML writes `key = value`");
    }
    if source.text[span.start..].starts_with(']') {
        return fault.help("a table begins with `[` and its name");
    }
    fault
}

fn not_closed(span: Span) -> Diagnostic {
    let message = "a list or table that goes on without a comma or is not closed";
    Diagnostic::error(Code::Syntax, message).at(span, "expected `,` or the closing bracket")
}

/// What is missing after an entry of a list or inline table is shown there, not where the
/// next line begins.
fn after_entry(source: &Source, span: Span) -> Span {
    let before = &source.text[..span.start];
    let entry = before.trim_end().len();
    if before[entry..].contains('\n') { Span::new(entry, entry) } else { span }
}

/// The last three quotes that open a text, where the file ends inside of it.
fn open_to_the_end(source: &Source, span: Span) -> Option<Span> {
    const QUOTES: &str = "\"\"\"";
    if span.start < source.text.trim_end().len()
        || source.text.matches(QUOTES).count().is_multiple_of(2)
    {
        return None;
    }
    let opening = source.text.rfind(QUOTES)?;
    Some(Span::new(opening, opening + QUOTES.len()))
}

fn text_not_closed(source: &Source, what: &str, expected: &str, span: Span) -> Diagnostic {
    let quotes = if what.contains("basic") { "\"" } else { "'" };
    if !expected.contains(quotes) {
        return other(what, expected, "", span);
    }
    let fault = |quotes: &str| {
        let message = format!("text without its closing `{quotes}`");
        Diagnostic::error(Code::Syntax, message)
    };
    if !what.contains("multi-line") {
        return fault(quotes).at(span, format!("expected `{quotes}`"));
    }
    let quotes = quotes.repeat(3);
    let opening = source.text[..span.start].rfind(&quotes).unwrap_or(span.start);
    fault(&quotes).at(Span::new(opening, opening + 3), "opened here and never closed")
}

fn repeated(source: &Source, key: &str, span: Span) -> Diagnostic {
    let fault =
        Diagnostic::error(Code::Repeated, format!("`{}` is said twice", key.escape_debug()))
            .at(span, "again here")
            .help("keep one of them, or merge the two");
    match first(source, key, span) {
        Some(first) => fault.also(first, "first here"),
        None => fault,
    }
}

/// Where the key stands first, found in what comes before the repetition.
fn first(source: &Source, key: &str, span: Span) -> Option<Span> {
    let line = source.text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let before = toml_edit::Document::parse(&source.text[..line]).ok()?;
    let path = source.text[line..span.start].trim_start();
    let (mut table, path) = match path.strip_prefix('[') {
        Some(path) => (before.as_table(), path.trim_start_matches('[')),
        None => (last_written(before.as_table()), path),
    };
    for part in path.split('.').map(str::trim).filter(|part| !part.is_empty()) {
        table = table.get(part)?.as_table()?;
    }
    table.key(key)?.span().map(Span::from)
}

/// The table whose header stands last.
fn last_written(root: &Table) -> &Table {
    let mut last = root;
    let mut waiting = vec![root];
    while let Some(table) = waiting.pop() {
        if !table.is_implicit() && table.position() >= last.position() {
            last = table;
        }
        waiting.extend(table.iter().filter_map(|(_, item)| item.as_table()));
    }
    last
}
