//! Walks: models, databases and projects that change again and again, by chance.
//!
//! `SCAFFOLD_WALKS=100..200 cargo test --test suite walks::` goes others than the fixed ones, and
//! `SCAFFOLD_STEPS=30` goes further. What fails says its seed and step.

mod base;
mod change;
mod commands;
mod expression;
mod orders;
mod project;
mod read;
mod rows;
mod schema;
mod versions;

use std::ops::Range;

/// The seeds to walk from.
fn seeds(default: Range<u64>) -> Range<u64> {
    let Ok(text) = std::env::var("SCAFFOLD_WALKS") else {
        return default;
    };
    let (start, end) = text.split_once("..").expect("as `100..200`");
    start.parse().unwrap()..end.parse().unwrap()
}

/// How many changes a walk makes.
fn steps(default: usize) -> usize {
    std::env::var("SCAFFOLD_STEPS").map_or(default, |text| text.parse().unwrap())
}
