//! Every example of the language reference is a legal model.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use scaffold::diagnostic::{Report, Source, Style};
use scaffold::{document, model};

const REFERENCE: &str = include_str!("../../docs/model.md");

/// Each `toml` block with the rest of its opening line.
fn examples() -> Vec<(&'static str, &'static str)> {
    let blocks = REFERENCE.split("\n```toml").skip(1);
    blocks
        .map(|block| {
            let (kind, rest) = block.split_once('\n').unwrap();
            (kind.trim(), rest.split_once("\n```").unwrap().0)
        })
        .collect()
}

/// Makes an example that shows the inside of a table a whole model.
fn whole(kind: &str, example: &str) -> String {
    let head = "[service]\nname = \"shop\"\n\n[roles]\nmember = { default = true }\n\
                moderator = {}\nadmin = {}\n\n[resources.item]\n";
    let access = "[resources.item.access]\nread = \"public\"\ncreate = \"member\"\n";
    let fields = "[resources.item.fields]\nauthor = \"-> user owner\"\n\
                  status = \"enum(draft, published) = draft\"\n";
    match kind {
        "" => example.to_owned(),
        "resource" => format!("{head}{example}\n{access}"),
        "fields" => format!("{head}[resources.item.fields]\n{example}\n{access}"),
        "access" => format!("{head}{fields}[resources.item.access]\n{example}\n"),
        _ => panic!("an example of an unknown kind: {kind}"),
    }
}

#[test]
fn every_example_is_legal() {
    let examples = examples();
    assert!(examples.len() > 10, "the examples were not found");
    for (kind, example) in examples {
        let source = Source::new("docs/model.md", whole(kind, example));
        let (document, mut diagnostics) = document::parse(&source);
        diagnostics.extend(model::check(&document).1);
        let report = Report { source: &source, diagnostics: &diagnostics };
        assert!(diagnostics.is_empty(), "{}", report.text(Style::Plain));
    }
}

#[test]
fn every_word_of_the_language_is_explained() {
    let words = document::TYPES.iter().map(|word| word.name);
    for name in words.chain(document::ATTRIBUTES.iter().map(|word| word.name)) {
        assert!(REFERENCE.contains(&format!("`{name}")), "docs/model.md does not explain `{name}`");
    }
}
