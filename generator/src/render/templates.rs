//! The embedded template folder, and liquid.

use std::collections::BTreeMap;

use liquid::partials::{EagerCompiler, InMemorySource};
use liquid::{Object, Parser, ParserBuilder, Template};

use crate::error::Bug;

include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// Ends the name of a file that is rendered.
const RENDERED: &str = ".liquid";
/// Fragments that templates share; they become no file of their own.
const PARTIALS: &str = "partials/";

/// The path of every template, without `.liquid`; partials left out.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| !name.starts_with(PARTIALS))
        .map(|name| name.trim_end_matches(RENDERED))
}

/// A template's text and whether it is rendered.
#[must_use]
pub fn source(name: &str) -> Option<(&'static str, bool)> {
    FILES
        .iter()
        .find(|(path, _)| path.trim_end_matches(RENDERED) == name)
        .map(|(path, text)| (*text, path.ends_with(RENDERED)))
}

/// Templates, each parsed when it is first needed.
pub(super) struct Parsed {
    parser: Parser,
    templates: BTreeMap<&'static str, Template>,
}

impl Parsed {
    /// Compiles the partials.
    pub(super) fn new() -> Result<Self, Bug> {
        let mut partials = EagerCompiler::<InMemorySource>::empty();
        for (name, text) in FILES.iter().filter(|(name, _)| name.starts_with(PARTIALS)) {
            partials.add(
                name.trim_start_matches(PARTIALS).trim_end_matches(RENDERED),
                standalone(text),
            );
        }
        let parser = ParserBuilder::with_stdlib()
            .partials(partials)
            .build()
            .map_err(|error| Bug::new(error.to_string()))?;
        Ok(Self { parser, templates: BTreeMap::new() })
    }

    /// The text that a template becomes.
    pub(super) fn render(&mut self, name: &'static str, view: &Object) -> Result<String, Bug> {
        let (text, rendered) =
            source(name).ok_or_else(|| Bug::new(format!("there is no template {name}")))?;
        if !rendered {
            return Ok(text.to_owned());
        }
        if !self.templates.contains_key(name) {
            let template = self
                .parser
                .parse(&standalone(text))
                .map_err(|error| Bug::new(format!("{name}: {error}")))?;
            self.templates.insert(name, template);
        }
        let template =
            self.templates.get(name).ok_or_else(|| Bug::new(format!("{name} was not kept")))?;
        template.render(view).map_err(|error| Bug::new(format!("{name}: {error}")))
    }
}

/// Takes the blanks and the line break from lines that hold one tag alone.
fn standalone(text: &str) -> String {
    let mut output = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        let alone = bare.starts_with("{%")
            && bare.ends_with("%}")
            && bare.matches("{%").count() == 1
            && !bare.contains("{{");
        output.push_str(if alone { bare } else { line });
    }
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_alone_leaves_no_line() {
        assert_eq!(
            standalone("a\n    {% for x in xs %}\n    {{ x }}\n    {% endfor %}\nb\n"),
            "a\n{% for x in xs %}    {{ x }}\n{% endfor %}b\n"
        );
    }

    #[test]
    fn a_tag_beside_text_stays_as_it_is() {
        let text = "{% if a == true %}x{% endif %}\n";
        assert_eq!(standalone(text), text);
    }
}
