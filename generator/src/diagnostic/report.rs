//! Shows diagnostics to people and to programs.

use std::fmt::Write as _;

use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet,
};
use serde_json::{Value, json};

use super::source::Lines;
use super::{Diagnostic, Label, Severity, Source, Span};

/// How many diagnostics a report for people shows; the rest it counts.
const SHOWN: usize = 100;

/// How many bytes of lines are shown at once.
const LONGEST_EXCERPT: usize = 8 * 1024;

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
        let lines = Lines::new(&self.source.text);
        let mut text = String::new();
        for diagnostic in self.diagnostics.iter().take(SHOWN) {
            let _ = writeln!(text, "{}\n", renderer.render(&self.groups(&lines, diagnostic)));
        }
        if self.diagnostics.len() > SHOWN {
            let _ = writeln!(text, "and {} more\n", self.diagnostics.len() - SHOWN);
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
        let mut text = String::new();
        for object in self.objects() {
            let _ = writeln!(text, "{object}");
        }
        text
    }

    /// The same as values.
    #[must_use]
    pub fn objects(&self) -> Vec<Value> {
        let lines = Lines::new(&self.source.text);
        self.diagnostics.iter().map(|diagnostic| self.object(&lines, diagnostic)).collect()
    }

    fn count(&self, severity: Severity, word: &str) -> Option<String> {
        let count = self.diagnostics.iter().filter(|one| one.severity == severity).count();
        match count {
            0 => None,
            1 => Some(format!("1 {word}")),
            _ => Some(format!("{count} {word}s")),
        }
    }

    fn groups<'b>(&'b self, lines: &Lines<'_>, diagnostic: &'b Diagnostic) -> Vec<Group<'b>> {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(&diagnostic.message).id(diagnostic.code.text());
        let group = match &diagnostic.primary {
            None => title.element(Origin::path(&self.source.name)),
            Some(primary) => match self.excerpt(lines, primary, &diagnostic.secondary) {
                Some(excerpt) => title.element(excerpt),
                None => title.element(self.origin(lines, primary.span)),
            },
        };
        let Some(help) = &diagnostic.help else {
            return vec![group];
        };
        let patched = diagnostic.suggestion.as_ref().and_then(|suggestion| {
            let window = self.window(lines, suggestion.span)?;
            let patch = Patch::new(window.range(suggestion.span), &suggestion.replacement);
            Some(window.snippet(&self.source.name).patch(patch))
        });
        match patched {
            None => vec![group.element(Level::HELP.message(help))],
            Some(patched) => vec![group, Level::HELP.secondary_title(help).element(patched)],
        }
    }

    /// The lines with all labels; those with the primary alone where the others are far away;
    /// nothing where even that is too long to be read.
    fn excerpt<'b>(
        &'b self,
        lines: &Lines<'_>,
        primary: &'b Label,
        secondary: &'b [Label],
    ) -> Option<Snippet<'b, Annotation<'b>>> {
        let all = secondary.iter().fold(primary.span, |all, label| all.with(label.span));
        let (window, secondary) = match self.window(lines, all) {
            Some(window) => (window, secondary),
            None => (self.window(lines, primary.span)?, &[][..]),
        };
        let text = (!primary.text.is_empty()).then_some(&*primary.text);
        let mark = AnnotationKind::Primary.span(window.range(primary.span)).label(text);
        let marks = secondary.iter().map(|label| {
            AnnotationKind::Context.span(window.range(label.span)).label(&*label.text)
        });
        Some(window.snippet(&self.source.name).annotation(mark).annotations(marks))
    }

    fn origin(&self, lines: &Lines<'_>, span: Span) -> Origin<'_> {
        let start = lines.position(span.start);
        Origin::path(&self.source.name).line(start.line).char_column(start.column)
    }

    /// The whole lines around `span`, unless they are too long to be read.
    fn window(&self, lines: &Lines<'_>, span: Span) -> Option<Window<'_>> {
        let text = &self.source.text;
        let (first, last) = (self.source.boundary(span.start), self.source.boundary(span.end));
        let start = text[..first].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[last..].find('\n').map_or(text.len(), |newline| last + newline);
        let line = lines.position(start).line;
        (end - start <= LONGEST_EXCERPT).then(|| Window { text: &text[start..end], start, line })
    }

    fn object(&self, lines: &Lines<'_>, diagnostic: &Diagnostic) -> Value {
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
            place(lines, &mut object, primary.span);
            object["label"] = json!(primary.text);
        }
        let related = diagnostic.secondary.iter().map(|label| {
            let mut object = json!({ "label": label.text });
            place(lines, &mut object, label.span);
            object
        });
        object["related"] = related.collect();
        object["help"] = json!(diagnostic.help);
        object["suggestion"] = diagnostic.suggestion.as_ref().map_or(Value::Null, |suggestion| {
            let mut object = json!({ "replacement": suggestion.replacement });
            place(lines, &mut object, suggestion.span);
            object
        });
        object
    }
}

/// Some lines of a source.
struct Window<'a> {
    text: &'a str,
    start: usize,
    line: usize,
}

impl<'a> Window<'a> {
    fn snippet<T: Clone>(&self, name: &'a str) -> Snippet<'a, T> {
        Snippet::source(self.text).line_start(self.line).path(name)
    }

    /// A span of the source as a range that surely lies on characters of these lines.
    fn range(&self, span: Span) -> std::ops::Range<usize> {
        let inside =
            |offset: usize| self.text.floor_char_boundary(offset.saturating_sub(self.start));
        inside(span.start)..inside(span.end).max(inside(span.start))
    }
}

fn place(lines: &Lines<'_>, object: &mut Value, span: Span) {
    let (start, end) = (lines.position(span.start), lines.position(span.end));
    object["line"] = json!(start.line);
    object["column"] = json!(start.column);
    object["end_line"] = json!(end.line);
    object["end_column"] = json!(end.column);
    object["start"] = json!(span.start);
    object["end"] = json!(span.end);
}

#[cfg(test)]
mod tests {
    use super::{Report, SHOWN, Style};
    use crate::diagnostic::{Code, Diagnostic, Source, Span};

    #[test]
    fn json_has_one_object_a_line_with_places_in_characters_and_bytes() {
        let source = Source::new("scaffold.toml", "# é\ntitel = \"é\"\n");
        let span = Span::new(5, 10);
        let fault = Diagnostic::error(Code::UnknownKey, "unknown key `titel`")
            .at(span, "not a key")
            .suggest_nearest(span, "titel", ["title"]);
        let report = Report { source: &source, diagnostics: &[fault] };
        let object: serde_json::Value = serde_json::from_str(report.json().trim_end()).unwrap();
        assert_eq!(
            object,
            serde_json::json!({
                "code": "E0101", "severity": "error", "message": "unknown key `titel`",
                "file": "scaffold.toml", "line": 2, "column": 1, "end_line": 2, "end_column": 6,
                "start": 5, "end": 10, "label": "not a key", "related": [],
                "help": "did you mean `title`?",
                "suggestion": {
                    "replacement": "title", "line": 2, "column": 1, "end_line": 2,
                    "end_column": 6, "start": 5, "end": 10,
                },
            })
        );
    }

    #[test]
    fn a_long_report_is_cut_and_says_so() {
        let source = Source::new("scaffold.toml", "a = 1");
        let fault =
            Diagnostic::warning(Code::UnknownKey, "unknown key `a`").at(Span::new(0, 1), "");
        let report = Report { source: &source, diagnostics: &vec![fault; SHOWN + 3] };
        assert!(
            report.text(Style::Plain).ends_with("and 3 more\n\n103 warnings in scaffold.toml\n")
        );
    }

    #[test]
    fn colour_changes_no_word() {
        let source = Source::new("scaffold.toml", "a = 1");
        let fault =
            Diagnostic::error(Code::UnknownKey, "unknown key `a`").at(Span::new(0, 1), "here");
        let report = Report { source: &source, diagnostics: &[fault] };
        assert!(report.text(Style::Coloured).contains("\u{1b}["));
        assert!(!report.text(Style::Plain).contains("\u{1b}["));
    }
}
