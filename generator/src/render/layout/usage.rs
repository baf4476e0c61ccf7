//! `use` lines of a rendered file: names that nothing uses are left out, lines of one
//! module are joined.
//!
//! A template lists every import that some model makes it need. Which of them this file
//! needs is seen from its text, which is simpler, and never wrong, than a view that
//! repeats every reason.

use std::collections::{BTreeMap, BTreeSet};

use super::scan;

/// One import: what stands before the name, and the name.
struct Import<'a> {
    visibility: &'a str,
    module: &'a str,
    name: &'a str,
}

/// Leaves out unused imports and joins the rest.
#[must_use]
pub(in crate::render) fn tidy(source: &str) -> String {
    let used = words(source, &Wanted::of(source));
    with_imports(source, &|import| is_used(import, &used))
}

/// Leaves out what was used before something else was left out, and is no longer.
#[must_use]
pub(in crate::render) fn tidy_rest(source: &str, before: &str) -> String {
    let wanted = Wanted::of(before);
    let (used, was_used) = (words(source, &wanted), words(before, &wanted));
    with_imports(source, &|import| is_used(import, &used) || !is_used(import, &was_used))
}

/// The file with those of its imports that are wanted.
fn with_imports(source: &str, is_wanted: &dyn Fn(&Import<'_>) -> bool) -> String {
    let mut output = String::with_capacity(source.len());
    let mut lines = source.lines().peekable();
    while let Some(line) = lines.next() {
        if !is_import(line) {
            push(&mut output, line);
            continue;
        }
        let mut block = vec![line];
        while let Some(next) = lines.next_if(|next| is_import(next)) {
            block.push(next);
        }
        joined(&block, is_wanted).iter().for_each(|line| push(&mut output, line));
    }
    output.truncate(output.trim_end_matches('\n').len() + 1);
    output
}

/// Adds a line; a second blank one in a row, or one at the start of a block, is left out.
fn push(output: &mut String, line: &str) {
    if line.is_empty() && (output.ends_with("\n\n") || output.is_empty()) {
        return;
    }
    output.push_str(line);
    output.push('\n');
}

fn is_import(line: &str) -> bool {
    // Most lines are none, and every line is asked.
    let may_be = || matches!(line.trim_start().as_bytes().first(), Some(b'u' | b'p'));
    line.ends_with(';') && may_be() && split_visibility(line).1.starts_with("use ")
}

fn split_visibility(line: &str) -> (&str, &str) {
    let bare = line.trim_start();
    let mut visibilities = ["", "pub ", "pub(crate) ", "pub(super) "].into_iter();
    let rest = visibilities
        .find_map(|visibility| bare.strip_prefix(visibility).filter(|it| it.starts_with("use ")));
    line.split_at(rest.map_or(0, |rest| line.len() - rest.len()))
}

fn joined(block: &[&str], is_wanted: &dyn Fn(&Import<'_>) -> bool) -> Vec<String> {
    let mut modules: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for import in block.iter().flat_map(|line| imports(line)) {
        if import.visibility.trim().is_empty() && !is_wanted(&import) {
            continue;
        }
        modules.entry((import.visibility, import.module)).or_default().insert(import.name);
    }
    let line = |((visibility, module), names): ((&str, &str), BTreeSet<&str>)| {
        let names: Vec<&str> = names.into_iter().collect();
        match (module, names.as_slice()) {
            ("", [name]) => format!("{visibility}use {name};"),
            (_, [name]) if *name != "self" => format!("{visibility}use {module}::{name};"),
            (_, ["self"]) => format!("{visibility}use {module};"),
            _ => format!("{visibility}use {module}::{{{}}};", names.join(", ")),
        }
    };
    modules.into_iter().map(line).collect()
}

/// The imports of one line; a nested list stays one name.
fn imports(line: &str) -> Vec<Import<'_>> {
    let (visibility, rest) = split_visibility(line);
    let path = rest.trim_start_matches("use ").trim_end_matches(';');
    if let Some((module, list)) = path.split_once("::{") {
        let list = list.trim_end_matches('}');
        let names = list.split(',').map(str::trim).filter(|name| !name.is_empty());
        return names.map(|name| Import { visibility, module, name }).collect();
    }
    let (module, name) = path.rsplit_once("::").unwrap_or(("", path));
    vec![Import { visibility, module, name }]
}

impl<'a> Import<'a> {
    /// The word by which code says it: the last one of its path, or of `as`.
    fn word(&self) -> &'a str {
        let path = if self.name == "self" { self.module } else { self.name };
        let start = path.bytes().rposition(|byte| matches!(byte, b':' | b' '));
        path[start.map_or(0, |at| at + 1)..].trim_start_matches("r#")
    }

    /// The method by whose call a trait is used.
    fn methods(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let word = self.word();
        TRAITS.iter().filter(move |(name, _)| *name == word).map(|(_, method)| *method)
    }
}

/// Whether the file says the name, or calls the method that a trait is named after.
fn is_used(import: &Import<'_>, used: &BTreeSet<&str>) -> bool {
    let word = import.word();
    let is_called = import.methods().any(|method| used.contains(method));
    ["*", "_"].contains(&word) || used.contains(word) || is_called
}

/// What the imports of a file are said by: no other word of it matters.
struct Wanted<'a> {
    words: BTreeSet<&'a str>,
    /// The first letters of them.
    first: [bool; 256],
}

impl<'a> Wanted<'a> {
    fn of(source: &'a str) -> Self {
        let mut wanted = Self { words: BTreeSet::new(), first: [false; 256] };
        for import in source.lines().filter(|line| is_import(line)).flat_map(imports) {
            for word in std::iter::once(import.word()).chain(import.methods()) {
                wanted.words.insert(word);
                if let Some(first) = word.bytes().next() {
                    wanted.first[usize::from(first)] = true;
                }
            }
        }
        wanted
    }

    fn has(&self, word: &str) -> bool {
        word.bytes().next().is_some_and(|first| self.first[usize::from(first)])
            && self.words.contains(word)
    }
}

/// Traits that a file may need for a method alone.
const TRAITS: &[(&str, &str)] = &[
    ("Executor", ".execute"),
    ("Explain", ".explain"),
    ("IntoResponse", ".into_response"),
    ("OrForbidden", ".or_forbidden"),
    ("OrForbidden", ".or_sign_in"),
    ("Serialize", ".serialize"),
    ("Validate", ".validate"),
];

/// What stands before a member of a variant.
const MEMBER: &str = "        ";

/// The wanted words of a file, outside imports, comments and literals; methods with their dot.
fn words<'a>(source: &'a str, wanted: &Wanted<'_>) -> BTreeSet<&'a str> {
    let mut words = BTreeSet::new();
    let mut raw = scan::Literal::default();
    let mut in_enum = false;
    for line in source.lines() {
        let inside = raw.is_open();
        raw.advance(line);
        // A variant may be called like a type. What names its members uses their types; a type that
        // stands in a variant's own line has to be used elsewhere, too.
        in_enum = line.starts_with("pub enum ") || (in_enum && line != "}");
        if in_enum && !line.starts_with(MEMBER) {
            continue;
        }
        if inside {
            words.extend(typed_label(line.trim_start()).filter(|word| wanted.has(word)));
        } else if !is_import(line) {
            identifiers(line, wanted, &mut words);
        }
    }
    words
}

/// The Rust type that a column of a checked statement names: `as "owner!: UserId"`.
fn typed_label(line: &str) -> Option<&str> {
    let (_, kind) = line.split_once(": ")?;
    let end = kind.find('"')?;
    Some(&kind[..end])
}

/// Names that stand for an imported thing: no path's later part, no member, no definition.
/// A method that is called is kept with its dot.
fn identifiers<'a>(code: &'a str, wanted: &Wanted<'_>, words: &mut BTreeSet<&'a str>) {
    let bytes = code.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at = match byte {
            b'/' if bytes.get(at + 1) == Some(&b'/') => return,
            b'"' => scan::after_string(bytes, at),
            b'r' if scan::starts_raw(bytes, at) => scan::after_raw(bytes, at),
            byte if scan::is_part(*byte) => {
                let end = scan::after_word(bytes, at);
                let from = at - usize::from(at > 0 && bytes[at - 1] == b'.');
                if wanted.has(&code[from..end]) && is_said(code, from, at, end) {
                    words.insert(&code[from..end]);
                }
                end
            }
            _ => at + 1,
        };
    }
}

/// Whether the word between two places, with its dot from the first, stands for an imported thing.
fn is_said(code: &str, from: usize, at: usize, end: usize) -> bool {
    let (before, word, after) = (&code[..at], &code[at..end], &code[end..]);
    if from < at {
        return after.starts_with(['(', ':']);
    }
    let is_later = before.ends_with("::") || before.ends_with("fn ");
    let is_member = after.starts_with(':') && !after.starts_with("::");
    let is_module = after.starts_with("::") || after.starts_with(['(', '!']);
    // A lower-case word alone is a variable.
    let is_variable = !is_module && word.starts_with(|first: char| first.is_ascii_lowercase());
    !is_later && !is_member && !is_variable
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn unused_names_go_and_modules_are_joined() {
        let source = "use chrono::{DateTime, NaiveDate, Utc};\nuse uuid::Uuid;\n\nuse crate::a::B;\nuse crate::a::C;\n\nfn f(at: DateTime<Utc>) -> (B, C) {}\n";
        let tidied = "use chrono::{DateTime, Utc};\n\nuse crate::a::{B, C};\n\nfn f(at: DateTime<Utc>) -> (B, C) {}\n";
        assert_eq!(tidy(source), tidied);
    }

    #[test]
    fn a_file_ends_in_its_last_line() {
        assert_eq!(tidy("use a::B;\n\n/// C\nfn c() {}\n\n\n"), "/// C\nfn c() {}\n");
    }

    #[test]
    fn a_trait_is_used_by_its_method() {
        let source = "use crate::error::{Error, Explain};\n\nfn f() {\n    g().explain(rules)\n}\n";
        assert_eq!(
            tidy(source),
            "use crate::error::Explain;\n\nfn f() {\n    g().explain(rules)\n}\n"
        );
    }

    #[test]
    fn a_method_that_is_called_like_a_type_does_not_use_it() {
        let source = "use serde_json::Value;\n\nfn f() {\n    included.value(id)\n}\n";
        assert_eq!(tidy(source), "fn f() {\n    included.value(id)\n}\n");
    }

    #[test]
    fn a_variable_that_is_called_like_a_module_or_function_does_not_use_it() {
        let source = "use crate::a::{b, c, d, policy};\n\nfn f(policy: B) {\n    g(b, policy);\n    c::h();\n    d(b)\n}\n";
        let tidied = source.replace("{b, c, d, policy}", "{c, d}");
        assert_eq!(tidy(source), tidied);
    }

    #[test]
    fn a_name_in_a_comment_or_a_text_is_not_used() {
        let source = "use a::B;\n\n/// B\nfn f() {\n    g(\"B\");\n}\n";
        assert_eq!(tidy(source), "/// B\nfn f() {\n    g(\"B\");\n}\n");
    }

    #[test]
    fn letters_of_any_width_are_passed_over() {
        let source = "use a::B;\n\nfn f() {\n    '✔'.g('é', B)\n}\n";
        assert_eq!(tidy(source), source);
    }

    #[test]
    fn a_variant_uses_the_types_of_its_members() {
        let source =
            "use a::{B, C};\n\npub enum D {\n    C {\n        /// B\n        b: B,\n    },\n}\n";
        assert_eq!(tidy(source), source.replace("{B, C}", "B"));
    }

    #[test]
    fn a_block_without_imports_leaves_one_blank_line() {
        let source = "//! Head.\n\nuse a::B;\n\nuse crate::c::D;\n\nfn f() -> D {}\n";
        assert_eq!(tidy(source), "//! Head.\n\nuse crate::c::D;\n\nfn f() -> D {}\n");
    }
}
