//! What becomes of people's edits when the model changes, tried out by chance.
//!
//! A trial takes a project of an example, edits some of its files as people do, and merges a
//! change of its model into it. Nothing of what was written may be lost, no deletion undone, and
//! nothing of the change may be missing, unless a conflict says so.

pub(crate) mod canon;
mod chance;
mod changes;
mod edit;
mod judge;
pub(crate) mod pairs;
pub(crate) mod project;
mod taken_back;
mod tally;
pub(crate) mod trial;
mod words;

pub(crate) use pairs::Pairs;
pub(crate) use tally::Tally;
pub(crate) use trial::try_out;
