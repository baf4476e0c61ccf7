//! Breaks Rust lines that are too long, as rustfmt would.
//!
//! Templates are written one statement a line. How long such a line becomes depends
//! on the names in the model, and emitted code must be `cargo fmt --check` clean for
//! all of them. Rustfmt cannot be linked on a stable toolchain and is not run while
//! generating, so this module repeats its rules for the shapes that templates use:
//! signatures, calls, method chains, struct literals, assignments, match arms,
//! attributes and `use` lists. The emitted `rustfmt.toml` says `use_small_heuristics = "Max"`, which
//! leaves one question everywhere: does it fit in [`WIDTH`] columns?
//!
//! It never joins lines and never touches one that fits; comments alone, which rustfmt
//! leaves as they are, flow on into the next line. `tests/suite/layout.rs` compares it
//! with the real rustfmt over names of every length.

mod comment;
mod expression;
mod imports;
pub(in crate::render) mod scan;
mod statement;
mod usage;

pub(in crate::render) use usage::{tidy, tidy_rest};

/// Columns in a line, as in the emitted `rustfmt.toml`.
pub const WIDTH: usize = 100;
/// Columns that every line may have.
const SHORT: usize = WIDTH - 4;
/// Columns in one step of indentation.
const STEP: usize = 4;

/// Lays out a whole Rust file.
#[must_use]
pub fn layout(source: &str) -> String {
    let mut output = String::with_capacity(source.len() + source.len() / 16);
    let mut literal = scan::Literal::default();
    let mut lines = imports::sorted(source);
    comment::filled(&mut lines);
    for line in &lines {
        let inside = literal.is_open();
        literal.advance(line);
        let whole = !inside && !literal.is_open();
        match whole && line.len() > SHORT && width(line) > statement::limit(line) {
            true => output.push_str(&statement::break_line(line)),
            false => output.push_str(line),
        }
        output.push('\n');
    }
    output
}

/// Columns that a text takes.
fn width(text: &str) -> usize {
    text.chars().count()
}

/// Columns of the last line of a text.
fn last_width(text: &str) -> usize {
    width(text.rsplit('\n').next().unwrap_or_default())
}

/// Columns of the first line of a text.
fn first_width(text: &str) -> usize {
    width(text.split('\n').next().unwrap_or_default())
}

/// A line break and the blanks that begin the next line.
fn newline(indent: usize) -> String {
    let mut text = String::with_capacity(indent + 1);
    text.push('\n');
    text.extend(std::iter::repeat_n(' ', indent));
    text
}
