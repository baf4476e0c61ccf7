//! Templates, as liquid reads them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use liquid::partials::{InMemorySource, LazyCompiler};
use liquid::{Object, Parser, ParserBuilder, Template};

use super::pieces::Pieces;
use crate::error::Bug;
use crate::template;

/// A template that is rendered.
struct Rendered {
    /// As liquid reads it.
    cut: String,
    parsed: OnceLock<Result<Template, liquid::Error>>,
}

/// Templates, each parsed when it is first needed.
pub(super) struct Parsed {
    parser: Parser,
    templates: BTreeMap<&'static str, Rendered>,
}

impl Parsed {
    /// Cuts every template, and makes the partials known.
    pub(super) fn new() -> Result<Self, Bug> {
        let mut pieces = Pieces::default();
        let mut partials = LazyCompiler::<InMemorySource>::empty();
        for (name, text) in template::partials() {
            partials.add(name, pieces.cut(text));
        }
        let mut templates = BTreeMap::new();
        for (name, text) in template::rendered() {
            let cut = pieces.cut(text);
            templates.insert(name, Rendered { cut, parsed: OnceLock::new() });
        }
        let parser = ParserBuilder::with_stdlib()
            .tag(pieces.tag())
            .partials(partials)
            .build()
            .map_err(|error| Bug::new(error.to_string()))?;
        Ok(Self { parser, templates })
    }

    /// Parses every template that nobody has needed yet.
    pub(super) fn all(&self) {
        self.templates.values().for_each(|template| _ = self.parsed(template));
    }

    fn parsed<'a>(&self, template: &'a Rendered) -> &'a Result<Template, liquid::Error> {
        template.parsed.get_or_init(|| self.parser.parse(&template.cut))
    }

    /// The text that a template becomes.
    pub(super) fn render(&self, name: &'static str, view: &Object) -> Result<String, Bug> {
        let bug = |error: &liquid::Error| Bug::new(format!("{name}: {error}"));
        if let Some(template) = self.templates.get(name) {
            let template = self.parsed(template).as_ref().map_err(bug)?;
            return template.render(view).map_err(|error| bug(&error));
        }
        let (text, _) = template::source(name)
            .ok_or_else(|| Bug::new(format!("there is no template {name}")))?;
        Ok(text.to_owned())
    }
}
