//! The author's faults: what, where, and what to do about it.
//!
//! A stage that meets a fault makes a [`Diagnostic`] and goes on. At the end a [`Report`]
//! shows them all, as rustc shows its own or as JSON.

mod code;
mod nearest;
mod report;
mod source;

pub use code::Code;
pub use nearest::nearest;
pub use report::{Report, Style};
pub use source::{Position, Source, Span};

/// One fault, or one thing worth a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind; stable, for programs and for `scaffold explain`.
    pub code: Code,
    /// Whether the model is refused for it.
    pub severity: Severity,
    /// What is wrong: a lower-case fragment with the offending text in backticks.
    pub message: String,
    /// The offending text, and why it offends; absent when the file as a whole does.
    pub primary: Option<Label>,
    /// Other places that take part, such as the first of two equal names.
    pub secondary: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// A change that would do it.
    pub suggestion: Option<Suggestion>,
}

/// Whether a diagnostic refuses the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// It does.
    Error,
    /// It does not.
    Warning,
}

/// A place with a remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The remark; may be empty.
    pub text: String,
}

/// A replacement of some text by other text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// What stands there then.
    pub replacement: String,
}

impl Diagnostic {
    /// A fault. Add the place with [`at`](Self::at).
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message.into())
    }

    /// Something to look at that refuses nothing.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message.into())
    }

    const fn new(code: Code, severity: Severity, message: String) -> Self {
        Self {
            code,
            severity,
            message,
            primary: None,
            secondary: Vec::new(),
            help: None,
            suggestion: None,
        }
    }

    /// Points at the offending text.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.primary = Some(Label { span, text: text.into() });
        self
    }

    /// Points at another place that takes part.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Offers a replacement.
    #[must_use]
    pub fn suggest(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.suggestion = Some(Suggestion { span, replacement: replacement.into() });
        self
    }

    /// Offers the one of `candidates` that is nearest to the `written` name at `span`, if one is near.
    #[must_use]
    pub fn suggest_nearest<'a>(
        self,
        span: Span,
        written: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let Some(name) = nearest(written, candidates) else {
            return self;
        };
        self.help(format!("did you mean `{name}`?")).suggest(span, name)
    }

    /// Where it stands in the file, for sorting.
    #[must_use]
    pub fn start(&self) -> usize {
        self.primary.as_ref().map_or(0, |label| label.span.start)
    }
}

/// Puts diagnostics into the order of the places they point at; equal places keep their order.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_key(Diagnostic::start);
}
