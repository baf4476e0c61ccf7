//! Base, ours and theirs: what was generated last, what people made of it, what would be
//! generated now. An outcome for each path, and nothing is guessed.

mod attached;
mod beside;
mod chain;
mod edits;
pub mod ends;
mod guards;
mod imports;
mod indent;
mod json;
mod layout;
mod lists;
mod lockfile;
mod manifest;
mod modules;
mod outcome;
pub mod standing;
mod syntax;
pub mod text;

pub use outcome::{Change, Changes, Kept, Kind, Reason, Sides, Trouble, Why, merge};
pub use syntax::Broken;
