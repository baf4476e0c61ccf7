//! A value and where it stands.

use crate::diagnostic::Span;

/// A value together with the bytes of the file that it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// Text as the author wrote it: a name that nobody resolved yet, or free text.
pub type Text = Spanned<String>;

impl<T> Spanned<T> {
    /// Joins a value with its place.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Changes the value and keeps the place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: change(self.value), span: self.span }
    }
}

impl Spanned<String> {
    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.value
    }
}
