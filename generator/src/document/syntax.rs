//! The first fault of a file that is not TOML.

use toml_edit::TomlError;

use crate::diagnostic::{Code, Diagnostic, Source, Span};

/// Says where and what, with what TOML expects there.
pub(super) fn fault(source: &Source, error: &TomlError) -> Diagnostic {
    let span = error.span().map_or_else(Span::default, Span::from);
    let (what, expected) = match error.message().split_once(", expected ") {
        Some((what, expected)) => (what, format!("expected {expected}")),
        None => (error.message(), String::new()),
    };
    let found = source.text.get(span.start..span.end).unwrap_or_default();
    Diagnostic::error(Code::Syntax, format!("{what} {found:?}")).at(span, expected)
}
