//! The parser holds out against broken and hostile files.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use proptest::prelude::*;
use scaffold::diagnostic::{Code, Diagnostic, Report, Source, Style};
use scaffold::document;
use serde_json::Value;

/// The first example of the reference, which uses most of the language.
fn model() -> &'static str {
    let reference = include_str!("../../docs/model.md");
    reference.split("```toml\n").nth(1).unwrap().split("```").next().unwrap()
}

/// Parses, shows what was found in every way, and returns it.
fn faults(text: &str) -> Vec<Diagnostic> {
    let source = Source::new("scaffold.toml", text);
    let (_, diagnostics) = document::parse(&source);
    let report = Report { source: &source, diagnostics: &diagnostics };
    let _ = (report.text(Style::Plain), report.text(Style::Coloured), report.json());
    diagnostics
}

/// A small generator of numbers, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// Drops, doubles or replaces one character, and says in which line.
fn mutate(text: &str, dice: &mut Dice) -> (String, usize) {
    let at = loop {
        let at = dice.below(text.len());
        if text.is_char_boundary(at) {
            break at;
        }
    };
    let next = text[at..].chars().next().unwrap();
    let (before, after) = (&text[..at], &text[at + next.len_utf8()..]);
    let other = ['"', '\'', '[', ']', '{', '}', '=', ',', '\n', '\\', '#', '(', ')', '\0', 'é'];
    let mutated = match dice.below(3) {
        0 => format!("{before}{after}"),
        1 => format!("{before}{next}{next}{after}"),
        _ => format!("{before}{}{after}", other[dice.below(other.len())]),
    };
    (mutated, before.matches('\n').count() + 1)
}

#[test]
fn a_syntax_error_is_shown_where_it_was_made() {
    let mut dice = Dice(1);
    for _ in 0..1000 {
        let (text, line) = mutate(model(), &mut dice);
        let source = Source::new("scaffold.toml", text.as_str());
        for fault in faults(&text).iter().filter(|fault| fault.code == Code::Syntax) {
            let shown = source.position(fault.start()).line;
            let excerpt: Vec<_> = text.lines().skip(line.saturating_sub(3)).take(5).collect();
            assert!(
                shown.abs_diff(line) <= 1,
                "changed in line {line}, shown in {shown}: {fault:?}\n{}",
                excerpt.join("\n")
            );
        }
    }
}

#[test]
fn the_whole_example_has_no_fault() {
    assert_eq!(faults(model()), []);
}

#[test]
fn line_ends_of_other_systems_change_nothing() {
    let text = model().replace('\n', "\r\n");
    assert_eq!(faults(&text), []);
}

/// Every key of the schema with the model that leads to it, the key itself left open.
fn keys(
    schema: &Value,
    node: &Value,
    path: &mut Vec<String>,
    found: &mut Vec<(Vec<String>, String)>,
) {
    if let Some(reference) = node["$ref"].as_str() {
        let target = schema.pointer(reference.trim_start_matches('#')).unwrap();
        return keys(schema, target, path, found);
    }
    for choice in node["anyOf"].as_array().into_iter().flatten() {
        keys(schema, choice, path, found);
    }
    for (name, property) in node["properties"].as_object().into_iter().flatten() {
        found.push((path.clone(), name.clone()));
        path.push(name.clone());
        keys(schema, property, path, found);
        path.pop();
    }
    if node["additionalProperties"].is_object() {
        path.push("thing".to_owned());
        keys(schema, &node["additionalProperties"], path, found);
        path.pop();
    }
}

#[test]
fn a_misspelt_key_gets_the_right_one_offered() {
    let schema = document::schema();
    let mut found = Vec::new();
    keys(&schema, &schema, &mut Vec::new(), &mut found);
    assert!(found.len() > 60, "the keys were not found");
    for (path, key) in found {
        let last = key.len() - 1;
        let misspelt =
            [format!("{key}s"), key[..last].to_owned(), format!("{}x{}", &key[..1], &key[1..])];
        for misspelt in misspelt.iter().filter(|misspelt| misspelt.len() > 2) {
            let table =
                if path.is_empty() { String::new() } else { format!("[{}]\n", path.join(".")) };
            let text = format!("{table}{misspelt} = 1\n");
            let offered = faults(&text).into_iter().find_map(|fault| fault.suggestion);
            let offered = offered.map(|suggestion| suggestion.replacement);
            assert_eq!(offered.as_ref(), Some(&key), "{text}");
        }
    }
}

#[test]
fn nesting_is_bounded() {
    for (open, close) in [("[", "]"), ("{ a = ", " }")] {
        let depth = 100_000;
        let text = format!("a = {}1{}", open.repeat(depth), close.repeat(depth));
        assert_eq!(faults(&text).len(), 1);
    }
    assert_eq!(faults(&format!("{}a = 1", "a.".repeat(100_000))).len(), 1);
    assert_eq!(faults(&format!("[{}a]", "a.".repeat(100_000))).len(), 1);
    let field = format!("[resources.a.fields]\nb = \"{}\"", "[".repeat(100_000));
    assert!(!faults(&field).is_empty());
}

#[test]
fn a_file_full_of_faults_is_reported_quickly() {
    let lines: Vec<_> = (0..20_000).map(|number| format!("key_{number} = 1")).collect();
    assert!(faults(&lines.join("\n")).len() >= 20_000);
}

/// Words and signs of the language in any order.
fn tokens() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "string",
        "text",
        "(",
        ")",
        "[",
        "]",
        "1",
        "..",
        "-1.5",
        "?",
        "->",
        "<->",
        "user",
        "as",
        "unique",
        "read",
        "pattern",
        "'a'",
        "'",
        "=",
        "now()",
        "token(",
        "enum",
        "decimal",
        "link",
        "owner",
        "if",
        "and",
        "in",
        "is",
        "not",
        "null",
        ".",
        ",",
        "<",
        "!=",
        "one of",
        "taken.",
        "me",
        "+",
        "\\u00e9",
        "via",
        "/minute",
        "30s",
        "\u{1F600}",
        "or",
    ]);
    prop::collection::vec(token, 0..12).prop_map(|tokens| tokens.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gets_an_answer(text in "\\PC*") {
        faults(&text);
    }

    #[test]
    fn any_bytes_get_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(source) = document::decode("scaffold.toml", &bytes) {
            faults(&source.text);
        }
    }

    #[test]
    fn any_expression_gets_an_answer(expression in tokens()) {
        let e = &expression;
        faults(&format!(
            "[resources.a]\nunder = \"{e}\"\norder = \"{e}\"\nlimit = \"{e}\"\ncache = \"{e}\"\n\
             checks = [\"{e}\"]\nunique = [{{ fields = [\"{e}\"], where = \"{e}\" }}]\n\
             access = {{ read = \"{e}\" }}\nactions.b = {{ when = \"{e}\", set = {{ c = \"{e}\" }} }}\n\
             [resources.a.fields]\nd = \"{e}\"\nf = {{ type = \"{e}\", default = \"{e}\", link = \"{e}\" }}\n"
        ));
    }
}
