//! Shows diagnostics to people and to programs.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};
use serde_json::{Value, json};

use super::{Diagnostic, Severity, Source, Span};

/// How a report for people looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    Plain,
    /// With terminal colours.
    Coloured,
}

/// Diagnostics of one source, ready to be shown.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// What they point into.
    pub source: &'a Source,
    /// In the order in which they are shown.
    pub diagnostics: &'a [Diagnostic],
}

impl Report<'_> {
    /// As rustc shows its own: a title, the excerpt with the offending text marked, help,
    /// and at the end how many there are.
    #[must_use]
    pub fn text(&self, style: Style) -> String {
        let renderer = match style {
            Style::Plain => Renderer::plain(),
            Style::Coloured => Renderer::styled(),
        };
        let mut text = String::new();
        for diagnostic in self.diagnostics {
            let _ = writeln!(text, "{}\n", renderer.render(&self.groups(diagnostic)));
        }
        if let Some(summary) = self.summary() {
            let _ = writeln!(text, "{summary}");
        }
        text
    }

    /// `2 errors and 1 warning in scaffold.toml`; nothing when there are none.
    #[must_use]
    pub fn summary(&self) -> Option<String> {
        let parts: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning")]
            .into_iter()
            .filter_map(|(severity, word)| self.count(severity, word))
            .collect();
        (!parts.is_empty()).then(|| format!("{} in {}", parts.join(" and "), self.source.name))
    }

    /// One JSON object a line, one line a diagnostic. Lines and columns count from one,
    /// columns in characters; `end_line` and `end_column` are just after the text;
    /// `start` and `end` are bytes of the file.
    #[must_use]
    pub fn json(&self) -> String {
        self.diagnostics.iter().map(|diagnostic| format!("{}\n", self.object(diagnostic))).collect()
    }

    fn count(&self, severity: Severity, word: &str) -> Option<String> {
        let count = self.diagnostics.iter().filter(|one| one.severity == severity).count();
        match count {
            0 => None,
            1 => Some(format!("1 {word}")),
            _ => Some(format!("{count} {word}s")),
        }
    }

    fn groups<'b>(&'b self, diagnostic: &'b Diagnostic) -> Vec<Group<'b>> {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(&diagnostic.message).id(diagnostic.code.text());
        let mut group = match &diagnostic.primary {
            None => title.element(Origin::path(&self.source.name)),
            Some(primary) => {
                let marks = diagnostic.secondary.iter().map(|label| {
                    AnnotationKind::Context.span(self.range(label.span)).label(&label.text)
                });
                title.element(
                    Snippet::source(&self.source.text)
                        .path(&self.source.name)
                        .annotation(
                            AnnotationKind::Primary
                                .span(self.range(primary.span))
                                .label((!primary.text.is_empty()).then_some(&*primary.text)),
                        )
                        .annotations(marks),
                )
            }
        };
        let Some(help) = &diagnostic.help else {
            return vec![group];
        };
        let Some(suggestion) = &diagnostic.suggestion else {
            group = group.element(Level::HELP.message(help));
            return vec![group];
        };
        let patch = Patch::new(self.range(suggestion.span), &suggestion.replacement);
        let offer = Level::HELP
            .secondary_title(help)
            .element(Snippet::source(&self.source.text).path(&self.source.name).patch(patch));
        vec![group, offer]
    }

    fn object(&self, diagnostic: &Diagnostic) -> Value {
        let mut object = json!({
            "code": diagnostic.code.text(),
            "severity": match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            "message": diagnostic.message,
            "file": self.source.name,
        });
        if let Some(primary) = &diagnostic.primary {
            self.place(&mut object, primary.span);
            object["label"] = json!(primary.text);
        }
        let related = diagnostic.secondary.iter().map(|label| {
            let mut object = json!({ "label": label.text });
            self.place(&mut object, label.span);
            object
        });
        object["related"] = related.collect();
        object["help"] = json!(diagnostic.help);
        object["suggestion"] = diagnostic.suggestion.as_ref().map_or(Value::Null, |suggestion| {
            let mut object = json!({ "replacement": suggestion.replacement });
            self.place(&mut object, suggestion.span);
            object
        });
        object
    }

    fn place(&self, object: &mut Value, span: Span) {
        let (start, end) = (self.source.position(span.start), self.source.position(span.end));
        object["line"] = json!(start.line);
        object["column"] = json!(start.column);
        object["end_line"] = json!(end.line);
        object["end_column"] = json!(end.column);
        object["start"] = json!(span.start);
        object["end"] = json!(span.end);
    }

    /// The span as a range that surely lies on characters of the text.
    fn range(&self, span: Span) -> std::ops::Range<usize> {
        let start = self.source.boundary(span.start);
        start..self.source.boundary(span.end).max(start)
    }
}
