//! Templates, as liquid reads them.

use std::collections::BTreeMap;

use liquid::partials::{EagerCompiler, InMemorySource};
use liquid::{Object, Parser, ParserBuilder, Template};

use crate::error::Bug;
use crate::template;

/// Templates, each parsed when it is first needed.
pub(super) struct Parsed {
    parser: Parser,
    templates: BTreeMap<&'static str, Template>,
}

impl Parsed {
    /// Compiles the partials.
    pub(super) fn new() -> Result<Self, Bug> {
        let mut partials = EagerCompiler::<InMemorySource>::empty();
        for (name, text) in template::partials() {
            partials.add(name, standalone(text));
        }
        let parser = ParserBuilder::with_stdlib()
            .partials(partials)
            .build()
            .map_err(|error| Bug::new(error.to_string()))?;
        Ok(Self { parser, templates: BTreeMap::new() })
    }

    /// The text that a template becomes.
    pub(super) fn render(&mut self, name: &'static str, view: &Object) -> Result<String, Bug> {
        let (text, rendered) = template::source(name)
            .ok_or_else(|| Bug::new(format!("there is no template {name}")))?;
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
